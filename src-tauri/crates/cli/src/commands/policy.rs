//! The policy pack: looking, checking, installing; and for the bank's IT, signing.

use std::path::Path;
use std::process::ExitCode;

use interview::policy::PolicyPack;
use interview::report::PolicySigner;
use serde::Serialize;
use station::files::{read_bytes, read_text};
use station::policy::{self, PolicyInForce, Refusal, Trust};

use super::{failure, home_of};
use crate::args::{HomeArg, PolicyAction};
use crate::console::{Console, Failure};

/// Role of the signed file in errors.
const FILE: &str = "policy file";

/// A pack in a few words.
#[derive(Serialize)]
struct PackOutput {
    region: String,
    version: String,
    sha256: String,
    signed_by: Option<PolicySigner>,
    in_use: bool,
}

#[derive(Serialize)]
struct ShowOutput {
    #[serde(flatten)]
    summary: PackOutput,
    pack: PolicyPack,
    trusted_keys: Vec<String>,
    refused: Option<Refusal>,
}

/// `station policy`.
pub fn run(action: PolicyAction, console: &Console) -> Result<ExitCode, Failure> {
    match action {
        PolicyAction::Show(home) => show(&home, console)?,
        PolicyAction::Verify { file, home } => verify(&file, &home, console)?,
        PolicyAction::Install { file, home } => install(&file, &home, console)?,
        PolicyAction::Sign { file, key, signer, out } => {
            sign(&file, &key, &signer, &out, console)?;
        }
        PolicyAction::Key { out } => {
            let made = policy::new_key(&out).map_err(failure)?;
            console.result(&made, |m| format!("{} {}", console.text("policy.key"), m.key_id))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(home: &HomeArg, console: &Console) -> Result<(), Failure> {
    let vault = policy::vault_of(&home_of(home)).map_err(failure)?;
    let (in_force, refused) = match &vault {
        Some(vault) => {
            (policy::in_force(vault).map_err(failure)?, policy::refusal(vault).map_err(failure)?)
        }
        None => (station::library::policy().map_err(failure)?, None),
    };
    let trusted_keys = Trust::of(vault.as_ref()).map_err(failure)?.key_ids();
    let pack = in_force.pack.clone();
    let output = ShowOutput { summary: summary(in_force, true), pack, trusted_keys, refused };
    console.result(&output, |o| {
        let refused = o.refused.iter().map(|refused| {
            let why = console.text(&format!("error.{}", refused.code));
            format!("{} {}: {why}", console.text("policy.refused"), refused.version)
        });
        let rules = serde_json::to_string_pretty(&o.pack).unwrap_or_default();
        [line(&o.summary, console), rules].into_iter().chain(refused).collect::<Vec<_>>().join("\n")
    })
}

fn verify(file: &Path, home: &HomeArg, console: &Console) -> Result<(), Failure> {
    let bytes = read_bytes(file, FILE).map_err(failure)?;
    let vault = policy::vault_of(&home_of(home)).map_err(failure)?;
    let verdict = policy::verify(&bytes, vault.as_ref()).map_err(failure)?;
    let output = summary(verdict.policy, verdict.in_use);
    console.result(&output, |o| {
        let key = if o.in_use { "policy.in_use" } else { "policy.valid" };
        format!("{}\n{}", line(o, console), console.text(key))
    })
}

fn install(file: &Path, home: &HomeArg, console: &Console) -> Result<(), Failure> {
    let bytes = read_bytes(file, FILE).map_err(failure)?;
    let vault = station::home::open_or_create(&home_of(home)).map_err(failure)?;
    let verdict = policy::install(&bytes, &vault).map_err(failure)?;
    console.result(&summary(verdict.policy, true), |o| {
        format!("{}\n{}", line(o, console), console.text("policy.installed"))
    })
}

#[derive(Serialize)]
struct SignOutput {
    file: String,
    key_id: String,
    region: String,
    version: String,
}

fn sign(
    file: &Path,
    key: &Path,
    signer: &str,
    out: &Path,
    console: &Console,
) -> Result<(), Failure> {
    let json = read_text(file, FILE).map_err(failure)?;
    let key = policy::read_key(key).map_err(failure)?;
    let signed = policy::sign(&json, &key, signer).map_err(failure)?;
    policy::write_signed(out, &signed).map_err(failure)?;
    let pack = PolicyPack::from_json(&json).map_err(failure)?;
    let output = SignOutput {
        file: out.display().to_string(),
        key_id: key.public().thumbprint(),
        region: pack.region,
        version: pack.version,
    };
    console.result(&output, |o| {
        let signed = console.text("policy.signed");
        format!("{signed} {} {}: {} ({})", o.region, o.version, o.file, o.key_id)
    })
}

fn summary(policy: PolicyInForce, in_use: bool) -> PackOutput {
    let PolicyInForce { pack, sha256, signed_by } = policy;
    PackOutput { region: pack.region, version: pack.version, sha256, signed_by, in_use }
}

fn line(pack: &PackOutput, console: &Console) -> String {
    let signer = match &pack.signed_by {
        Some(by) => {
            format!("{} {}, {} ({})", console.text("policy.by"), by.name, by.signed_at, by.key_id)
        }
        None => console.text("policy.program"),
    };
    format!("{} {}: {signer}\nSHA-256 {}", pack.region, pack.version, pack.sha256)
}
