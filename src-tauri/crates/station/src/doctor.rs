//! Health of this machine: what an interview needs, and what is missing.

use std::path::Path;

use interview::error::Faulty;
use models::{CpuFeatures, ModelStore};
use serde::Serialize;
use vault::Vault;

use crate::engines::Engines;
use crate::policy::{self, PolicyInForce};

/// Free space below which an interview may not fit: an hour of recording and its report.
pub const MIN_FREE_BYTES: u64 = 2 * 1024 * 1024 * 1024;

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
    fn good(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, finding: Finding::Good, code: String::new(), detail: detail.into() }
    }

    fn bad(name: &'static str, finding: Finding, code: &str, detail: impl Into<String>) -> Self {
        Self { name, finding, code: code.to_owned(), detail: detail.into() }
    }

    fn of<T, E: Faulty>(
        name: &'static str,
        result: Result<T, E>,
        detail: impl FnOnce(T) -> String,
    ) -> Self {
        match result {
            Ok(value) => Self::good(name, detail(value)),
            Err(error) => Self::bad(name, Finding::Missing, error.fault().code, error.to_string()),
        }
    }
}

/// Examines this machine; `home` need not exist yet.
pub fn examine(home: &Path) -> Diagnosis {
    let mut checks = vec![processor(), models_present(), runtime()];
    checks.extend(devices());
    checks.push(disk(home));
    checks.extend(vault_and_policy(home));
    checks.push(paper());
    Diagnosis { ok: checks.iter().all(|check| check.finding != Finding::Missing), checks }
}

fn processor() -> Check {
    let missing = CpuFeatures::detect().missing();
    if missing.is_empty() {
        Check::good("processor", std::env::consts::ARCH)
    } else {
        Check::bad("processor", Finding::Missing, "models.cpu_too_old", missing.join(", "))
    }
}

fn models_present() -> Check {
    let store = match ModelStore::open(ModelStore::default_dir()) {
        Ok(store) => store,
        Err(error) => {
            return Check::bad("models", Finding::Missing, error.fault().code, error.to_string());
        }
    };
    let status = store.status();
    let wrong = status.iter().find(|model| !model.ok && !model.optional);
    match wrong.map(|model| (model, store.path(model.id))) {
        None => {
            let here = status.iter().filter(|model| model.ok).count();
            Check::good("models", format!("{here} models in {}", store.dir().display()))
        }
        Some((_, Err(error))) => {
            Check::bad("models", Finding::Missing, error.fault().code, error.to_string())
        }
        Some((model, Ok(_))) => {
            let detail = model.problem.clone().unwrap_or_else(|| model.id.to_string());
            Check::bad("models", Finding::Missing, "models.missing", detail)
        }
    }
}

fn runtime() -> Check {
    Check::of("runtime", Engines::open(), |_| "ONNX Runtime".to_owned())
}

/// Devices are warnings: recordings can be worked on without any.
fn devices() -> [Check; 2] {
    let list = capture::list_devices();
    let found = |name, count: usize, unknown: bool| match (count, unknown) {
        (_, true) => {
            Check::bad(name, Finding::Warning, "device.no_data", "the drivers do not answer")
        }
        (0, false) => Check::bad(name, Finding::Warning, "device.not_found", "none"),
        (count, false) => Check::good(name, count.to_string()),
    };
    [
        found("camera", list.cameras.len(), list.cameras_unknown),
        found("microphone", list.microphones.len(), list.microphones_unknown),
    ]
}

/// Bytes that are free where `home` lies or will lie.
///
/// # Errors
/// What the system says.
pub fn free_bytes(home: &Path) -> std::io::Result<u64> {
    let existing = home.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let stat = rustix::fs::statvfs(existing)?;
    Ok(stat.f_bavail * stat.f_frsize)
}

fn disk(home: &Path) -> Check {
    let free = free_bytes(home);
    match free {
        Ok(free) if free < MIN_FREE_BYTES => {
            let detail = format!("{} MB free", free / 1_000_000);
            Check::bad("disk", Finding::Missing, "record.disk_full", detail)
        }
        Ok(free) => Check::good("disk", format!("{} MB free", free / 1_000_000)),
        Err(error) => Check::bad("disk", Finding::Warning, "file.unusable", error.to_string()),
    }
}

/// A warning: everything but the PDF report works without a Chinese font.
fn paper() -> Check {
    match paper::Press::open() {
        Ok(_) => Check::good("paper", "fonts found"),
        Err(error) => Check::bad("paper", Finding::Warning, error.fault().code, error.to_string()),
    }
}

fn vault_and_policy(home: &Path) -> [Check; 2] {
    if !home.join("station.db").exists() {
        let shipped = Check::of("policy", crate::library::policy(), |policy| told(&policy));
        return [Check::good("vault", "none yet"), shipped];
    }
    match crate::home::open(home) {
        Ok(vault) => [Check::good("vault", "opens"), rules(&vault)],
        Err(error) => {
            let (code, detail) = (error.fault().code, error.to_string());
            let unread = Check::bad("policy", Finding::Missing, code, "the vault does not open");
            [Check::bad("vault", Finding::Missing, code, detail), unread]
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
            Check::bad("policy", Finding::Warning, &refused.code, detail.trim_start())
        }
        (in_force, _) => Check::of("policy", in_force, |policy| told(&policy)),
    }
}

fn told(policy: &PolicyInForce) -> String {
    let signer = policy.signed_by.as_ref().map_or("part of the program", |by| by.name.as_str());
    format!("{} {} ({signer})", policy.region, policy.version)
}
