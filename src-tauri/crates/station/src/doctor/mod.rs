//! Health of this machine: what an interview needs, and what is missing.
//!
//! Each check says the same three times: as a code of the fault for the command line, as technical
//! English, and as a [`Fact`] with its figure and name, for one sentence in the reader's language.

mod devices;
mod exchange;
mod fact;

use std::path::Path;

use interview::error::Faulty;
use models::{CpuFeatures, ModelError, ModelStore};
use serde::Serialize;
use vault::Vault;

use crate::StationError;
use crate::engines::Engines;
use crate::policy::{self, PolicyInForce};
use crate::storage;

pub use fact::Fact;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// As it should be.
    Good,
    /// An interview is possible, with less.
    Warning,
    /// No interview is possible.
    Missing,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Name, the key of its text.
    pub name: &'static str,
    /// How it came out.
    pub finding: Finding,
    /// Stable code of the fault; empty where all is well.
    pub code: String,
    /// Technical detail.
    pub detail: String,
    /// What was found.
    pub fact: Fact,
    /// The figure in it, in the unit that the fact names; 0 where it has none.
    pub number: i64,
    /// The name in it: of a device, a model, a version; empty where it has none.
    pub named: String,
}

/// All checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Whether an interview is possible.
    pub ok: bool,
    /// The checks.
    pub checks: Vec<Check>,
}

impl Check {
    fn good(name: &'static str, fact: Fact, detail: impl Into<String>) -> Self {
        Self {
            name,
            finding: Finding::Good,
            code: String::new(),
            detail: detail.into(),
            fact,
            number: 0,
            named: String::new(),
        }
    }

    fn warn(name: &'static str, fact: Fact, code: &str, detail: impl Into<String>) -> Self {
        Self { finding: Finding::Warning, code: code.to_owned(), ..Self::good(name, fact, detail) }
    }

    fn missing(name: &'static str, fact: Fact, code: &str, detail: impl Into<String>) -> Self {
        Self { finding: Finding::Missing, ..Self::warn(name, fact, code, detail) }
    }

    fn number(self, number: impl TryInto<i64>) -> Self {
        Self { number: number.try_into().unwrap_or(i64::MAX), ..self }
    }

    fn named(self, named: impl Into<String>) -> Self {
        Self { named: named.into(), ..self }
    }
}

/// Examines this machine; `home` need not exist yet.
pub fn examine(home: &Path) -> Diagnosis {
    let mut checks = vec![processor(), models_present(), runtime()];
    let vault = vault_of(home);
    let open = vault.as_ref().ok().and_then(Option::as_ref);
    checks.extend(devices::checks(open));
    checks.push(disk(home));
    checks.extend(vault_and_policy(&vault));
    checks.push(paper());
    if let Some(vault) = open {
        checks.extend(exchange::checks(vault));
    }
    Diagnosis { ok: checks.iter().all(|check| check.finding != Finding::Missing), checks }
}

fn processor() -> Check {
    let missing = CpuFeatures::detect().missing();
    if missing.is_empty() {
        Check::good("processor", Fact::ProcessorFits, std::env::consts::ARCH)
    } else {
        let missing = missing.join(", ");
        Check::missing("processor", Fact::ProcessorOld, "models.cpu_too_old", missing.as_str())
            .named(missing)
    }
}

fn models_present() -> Check {
    let bad = |error: &ModelError| {
        let fact = match error {
            ModelError::Missing { .. } => Fact::ModelMissing,
            _ => Fact::ModelChanged,
        };
        Check::missing("models", fact, error.fault().code, error.to_string())
    };
    let store = match ModelStore::open(ModelStore::default_dir()) {
        Ok(store) => store,
        Err(error) => return bad(&error),
    };
    let status = store.status();
    let mut wrong = status.iter().filter(|model| !model.ok && !model.optional);
    let Some(first) = wrong.next() else {
        let here = status.iter().filter(|model| model.ok).count();
        let detail = format!("{here} models in {}", store.dir().display());
        return Check::good("models", Fact::ModelsVerified, detail).number(here as u64);
    };
    let check = match store.path(first.id) {
        Err(error) => bad(&error),
        // Another file of it is wrong.
        Ok(_) => {
            let detail = first.problem.clone().unwrap_or_else(|| first.id.to_string());
            let fact = if first.present { Fact::ModelChanged } else { Fact::ModelMissing };
            Check::missing("models", fact, "models.missing", detail)
        }
    };
    check.number(1 + wrong.count() as u64).named(first.id.to_string())
}

fn runtime() -> Check {
    match Engines::open() {
        Ok(_) => Check::good("runtime", Fact::RuntimeLoads, "ONNX Runtime"),
        Err(error) => {
            let (code, detail) = (error.fault().code, error.to_string());
            Check::missing("runtime", Fact::RuntimeMissing, code, detail)
        }
    }
}

fn disk(home: &Path) -> Check {
    let free = match storage::free_bytes(home) {
        Ok(free) => free,
        Err(error) => {
            let detail = error.to_string();
            return Check::warn("disk", Fact::DiskUnread, "file.unusable", detail);
        }
    };
    let detail = format!("{} MB free", free / 1_000_000);
    if free < storage::MIN_FREE_BYTES {
        Check::missing("disk", Fact::DiskFull, "record.disk_full", detail).number(free / 1_000_000)
    } else {
        Check::good("disk", Fact::DiskHours, detail).number(storage::hours_left(free))
    }
}

/// A warning: everything but the PDF report works without a Chinese font.
fn paper() -> Check {
    match paper::Press::open() {
        Ok(_) => Check::good("paper", Fact::FontsFound, "fonts found"),
        Err(error) => {
            Check::warn("paper", Fact::FontsMissing, error.fault().code, error.to_string())
        }
    }
}

fn vault_of(home: &Path) -> Result<Option<Vault>, StationError> {
    if home.join("station.db").exists() { crate::home::open(home).map(Some) } else { Ok(None) }
}

fn vault_and_policy(vault: &Result<Option<Vault>, StationError>) -> [Check; 2] {
    match vault {
        Ok(None) => {
            let shipped = rules_of(crate::library::policy());
            [Check::good("vault", Fact::VaultNone, "none yet"), shipped]
        }
        Ok(Some(vault)) => [Check::good("vault", Fact::VaultOpens, "opens"), rules(vault)],
        Err(error) => {
            let (code, detail) = (error.fault().code, error.to_string());
            let told = "the vault does not open";
            [
                Check::missing("vault", Fact::VaultShut, code, detail),
                Check::missing("policy", Fact::PolicyUnread, code, told),
            ]
        }
    }
}

/// A refused pack is a warning: the one before it stays in force.
fn rules(vault: &Vault) -> Check {
    let in_force = policy::in_force(vault);
    let refused = policy::refusal(vault).ok().flatten();
    match (in_force, refused) {
        (Ok(in_force), Some(refused)) => {
            let detail = format!("{} refused, {} in force", refused.version, told(&in_force));
            Check::warn("policy", Fact::PolicyRefused, &refused.code, detail.trim_start())
                .named(label(&in_force))
        }
        (in_force, _) => rules_of(in_force),
    }
}

fn rules_of(in_force: Result<PolicyInForce, StationError>) -> Check {
    match in_force {
        Ok(policy) => {
            let shipped = policy.signed_by.is_none();
            let fact = if shipped { Fact::PolicyShipped } else { Fact::PolicySigned };
            Check::good("policy", fact, told(&policy)).named(label(&policy))
        }
        Err(error) => {
            let (code, detail) = (error.fault().code, error.to_string());
            Check::missing("policy", Fact::PolicyUnread, code, detail)
        }
    }
}

fn label(policy: &PolicyInForce) -> String {
    format!("{} {}", policy.region, policy.version)
}

fn told(policy: &PolicyInForce) -> String {
    let signer = policy.signed_by.as_ref().map_or("part of the program", |by| by.name.as_str());
    format!("{} ({signer})", label(policy))
}
