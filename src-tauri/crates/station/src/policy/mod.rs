//! The policy pack in force: which one it is, who signed it, and how another takes its place.
//!
//! The pack that ships is part of the program. Any other is a signed release
//! ([`interview::policy::PolicyRelease`]) in the form in which the HRMS publishes positions
//! ([`interview::exchange::Signed`]), signed by a key that the station trusts ([`Trust`]). It is
//! checked when it is installed and again whenever it is read: a key that is trusted no longer takes
//! its packs along, and then nothing begins, rather than by rules that nobody vouches for.
//!
//! What is refused changes nothing. The refusal is kept, and shown until a pack is installed.

mod error;
mod sign;
mod trust;

use std::cmp::Ordering;
use std::ops::Deref;
use std::path::Path;

use interview::error::Faulty as _;
use interview::exchange::Signed;
use interview::policy::{PolicyPack, PolicyRelease, cmp_versions, is_version};
use interview::report::PolicySigner;
use seal::jcs::{canonical_json, canonical_sha256};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vault::Vault;

pub use error::PolicyError;
pub use sign::{NewKey, new_key, read_key, sign, write_signed};
pub use trust::{KEYS_VARIABLE, Trust};

use crate::StationError;
use crate::clock::unix_ms;
use crate::error::place;

/// Key of the vault's setting with the release that is installed.
const INSTALLED: &str = "policy.installed";
/// Key of the vault's setting with the last refusal; JSON null once it is settled.
const REFUSED: &str = "policy.refused";

/// A pack that a station works by. Reads as the pack.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyInForce {
    /// The pack.
    pub pack: PolicyPack,
    /// SHA-256 (hex) of its canonical JSON.
    pub sha256: String,
    /// Who signed it; none where it is part of the program.
    pub signed_by: Option<PolicySigner>,
}

impl Deref for PolicyInForce {
    type Target = PolicyPack;

    fn deref(&self) -> &PolicyPack {
        &self.pack
    }
}

impl PolicyInForce {
    /// The pack that is part of the program.
    ///
    /// # Errors
    /// [`PolicyError::Malformed`].
    pub(crate) fn of_program(json: &str) -> Result<Self, PolicyError> {
        let value: Value = serde_json::from_str(json).map_err(|e| malformed(place(&e)))?;
        let (pack, sha256) = checked(&value)?;
        Ok(Self { pack, sha256, signed_by: None })
    }
}

/// A pack that was refused, until one is installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Version that it claimed; empty where that could not be read.
    pub version: String,
    /// Stable code of the reason.
    pub code: String,
    /// When, in Unix milliseconds.
    pub at_unix_ms: i64,
}

/// What a signed file comes to on this station.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The pack in it.
    pub policy: PolicyInForce,
    /// Whether the same rules are in use already.
    pub in_use: bool,
}

/// The pack that the next interview runs by: the installed one, else the one of the program.
///
/// # Errors
/// [`StationError::Policy`] where an installed pack is signed by no key that is trusted now, or where
/// the trusted keys can't be read; the program's own pack never takes its place silently.
pub fn in_force(vault: &Vault) -> Result<PolicyInForce, StationError> {
    match installed(vault)? {
        Some(release) => Ok(opened(&release, &Trust::of(Some(vault))?)?),
        None => crate::library::policy(),
    }
}

/// The vault of a home; none where there is none yet. Recovers no interview, so that packs may be
/// looked at and installed while one runs.
///
/// # Errors
/// [`StationError::Vault`].
pub fn vault_of(home: &Path) -> Result<Option<Vault>, StationError> {
    if !home.join("station.db").exists() {
        return Ok(None);
    }
    crate::home::open_or_create(home).map(Some)
}

/// The refusal that nothing has settled yet.
///
/// # Errors
/// [`StationError::Vault`].
pub fn refusal(vault: &Vault) -> Result<Option<Refusal>, StationError> {
    Ok(vault.setting::<Option<Refusal>>(REFUSED)?.flatten())
}

/// What [`install`] would say of a file, without doing it. Without a vault the pack of the program
/// counts as the one in use.
///
/// # Errors
/// [`StationError::Policy`]: not signed, changed, signed by a key that is not trusted, older than the
/// pack in use, or of its version with other contents.
pub fn verify(bytes: &[u8], vault: Option<&Vault>) -> Result<Verdict, StationError> {
    let release = read_release(bytes)?;
    judged(&release, vault)
}

/// Puts the pack of a signed file in force for interviews that begin from now on, and says so in the
/// log. A refused one changes nothing, but that it was refused is kept.
///
/// # Errors
/// As [`verify`]; [`StationError::Vault`].
pub fn install(bytes: &[u8], vault: &Vault) -> Result<Verdict, StationError> {
    let judgement = read_release(bytes).map_err(StationError::from).and_then(|release| {
        let verdict = judged(&release, Some(vault))?;
        Ok((release, verdict))
    });
    match judgement {
        Ok((release, verdict)) => {
            let settings = [(INSTALLED, serde_json::to_value(&release)?), (REFUSED, Value::Null)];
            let (version, sha256) = (&verdict.policy.version, &verdict.policy.sha256);
            vault.set_on_record(&settings, "policy.installed", version, sha256)?;
            Ok(verdict)
        }
        Err(error) => {
            if matches!(error, StationError::Policy(_)) {
                let code = error.fault().code.to_owned();
                let version = claimed_version(bytes);
                let refusal = Refusal { version, code, at_unix_ms: unix_ms() };
                let settings = [(REFUSED, serde_json::to_value(&refusal)?)];
                let (version, code) = (&refusal.version, &refusal.code);
                vault.set_on_record(&settings, "policy.refused", version, code)?;
            }
            Err(error)
        }
    }
}

fn installed(vault: &Vault) -> Result<Option<Signed<Value>>, StationError> {
    Ok(vault.setting(INSTALLED)?)
}

/// Signature and age. The age is measured against what is installed even where that is trusted no
/// longer: otherwise a changed list of keys would open the way back to older rules.
fn judged(release: &Signed<Value>, vault: Option<&Vault>) -> Result<Verdict, StationError> {
    let policy = opened(release, &Trust::of(vault)?)?;
    let (version, sha256) = match vault.map(installed).transpose()?.flatten() {
        Some(found) => {
            let pack = &found.object["pack"];
            let version = pack["version"].as_str().unwrap_or_default().to_owned();
            (version, canonical_sha256(pack)?)
        }
        None => {
            let shipped = crate::library::policy()?;
            (shipped.pack.version, shipped.sha256)
        }
    };
    let in_use = sha256 == policy.sha256;
    match cmp_versions(&policy.version, &version) {
        Ordering::Less => {
            Err(PolicyError::Older { found: policy.pack.version, in_use: version }.into())
        }
        Ordering::Equal if !in_use => Err(PolicyError::Reissued(version).into()),
        _ => Ok(Verdict { policy, in_use }),
    }
}

/// The release of a file. Only its one canonical form is taken, so that whatever is changed in the
/// file is noticed, also where it would mean the same.
fn read_release(bytes: &[u8]) -> Result<Signed<Value>, PolicyError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| malformed(place(&e)))?;
    if value.get("jws").is_none() {
        return Err(if PolicyPack::deserialize(&value).is_ok() || value.get("object").is_some() {
            PolicyError::Unsigned
        } else {
            malformed("no policy pack")
        });
    }
    let release: Signed<Value> = serde_json::from_value(value).map_err(|e| malformed(place(&e)))?;
    let canonical = canonical_json(&release).map_err(|_| malformed("no canonical form"))?;
    if canonical == bytes {
        Ok(release)
    } else {
        Err(malformed("not the bytes that were signed: spaces, order or further members"))
    }
}

/// The pack of a release whose signature fits and whose key is trusted.
fn opened(release: &Signed<Value>, trust: &Trust) -> Result<PolicyInForce, PolicyError> {
    let key_id = trust.check(release)?;
    let claims =
        PolicyRelease::deserialize(&release.object).map_err(|e| malformed(e.to_string()))?;
    sign::check_signer(&claims.signer)?;
    sign::check_time(&claims.signed_at)?;
    let (pack, sha256) = checked(&release.object["pack"])?;
    let signed_by = Some(PolicySigner { name: claims.signer, key_id, signed_at: claims.signed_at });
    Ok(PolicyInForce { pack, sha256, signed_by })
}

/// A pack that a station can work by, and the digest of all that stands in it.
fn checked(value: &Value) -> Result<(PolicyPack, String), PolicyError> {
    // Nothing of a candidate stands in a pack: the library may say which member is wrong.
    let pack = PolicyPack::deserialize(value).map_err(|e| malformed(e.to_string()))?;
    pack.check().map_err(|flaw| malformed(flaw.to_string()))?;
    let sha256 = canonical_sha256(value).map_err(|_| malformed("no canonical form"))?;
    Ok((pack, sha256))
}

/// The version that a file claims, for the words about its refusal. It is proved by nothing, so only
/// what has the form of a version is repeated.
fn claimed_version(bytes: &[u8]) -> String {
    let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let pack = value.pointer("/object/pack").unwrap_or(&value);
    match pack.get("version").and_then(Value::as_str) {
        Some(version) if is_version(version) => version.to_owned(),
        _ => String::new(),
    }
}

fn malformed(what: impl Into<String>) -> PolicyError {
    PolicyError::Malformed(what.into())
}
