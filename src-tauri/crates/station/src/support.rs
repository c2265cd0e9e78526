//! What may leave a station when somebody asks for help: versions, health, settings, counts and the
//! end of the log. Nothing of a candidate, no secret, no path.
//!
//! It is one text that can be read; what is saved is what was shown, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use vault::Vault;

use crate::StationError;
use crate::doctor::{self, Diagnosis};

/// Lines of the log that come along: some pages, which a person may still read.
const LOG_LINES: usize = 500;

/// Settings whose value says something; of all others only whether they are set. A value that is no
/// plain word stays out: a path may hold a name.
const TOLD: [&str; 5] =
    ["STATION_KIOSK", "STATION_QUESTIONS", "STATION_SIMULATED", "RUST_LOG", "LANG"];
const ONLY_WHETHER_SET: [&str; 8] = [
    "STATION_HOME",
    "STATION_MODELS",
    "STATION_PASSPHRASE",
    "STATION_POLICY_KEYS",
    "STATION_DEMO_ASSETS",
    "STATION_DEMO_SPEECH",
    "STATION_UNPLUGGED",
    "TMPDIR",
];

/// The bundle.
#[derive(Clone, Debug, Serialize)]
pub struct Bundle {
    /// When it was made, RFC 3339 UTC.
    pub made_at: String,
    /// Version of the program.
    pub version: &'static str,
    /// Distribution, kernel and memory, as the system names them.
    pub system: BTreeMap<&'static str, String>,
    /// Environment variables by name: the value of harmless ones, else `set` or `not set`.
    pub settings: BTreeMap<&'static str, String>,
    /// As `station doctor` finds it.
    pub health: Diagnosis,
    /// How many there are of what; none where the vault does not open.
    pub counts: Option<Counts>,
    /// The newest lines of the log beside the home.
    pub log: Vec<String>,
}

/// How many there are of what.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    /// Interviews by the name of their state.
    pub interviews: BTreeMap<String, usize>,
    /// Interviews with a report.
    pub reports: usize,
    /// Rows that wait to be sent.
    pub outbox: usize,
}

impl Bundle {
    /// The text that is shown, and saved.
    ///
    /// # Errors
    /// [`StationError::Json`].
    pub fn text(&self) -> Result<String, StationError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Gathers the bundle of the station in `home`, which need not exist.
///
/// # Errors
/// [`StationError::File`] where the log can't be read.
pub fn gather(home: &Path) -> Result<Bundle, StationError> {
    let log = crate::logs::newest(home, LOG_LINES)
        .map_err(|source| StationError::File { what: "log", source })?;
    let mut health = doctor::examine(home);
    for check in &mut health.checks {
        check.detail = without_paths(&check.detail);
    }
    let now = OffsetDateTime::now_utc();
    Ok(Bundle {
        made_at: now.format(&Rfc3339).map_err(|_| StationError::Clock)?,
        version: env!("CARGO_PKG_VERSION"),
        system: system(),
        settings: settings(|name| std::env::var_os(name).map(|v| v.to_string_lossy().into_owned())),
        health,
        counts: counts(home),
        log: log.iter().map(|line| without_paths(line)).collect(),
    })
}

/// Saves a bundle for this user alone; a file that is there is not replaced.
///
/// # Errors
/// [`StationError::File`], [`StationError::Json`].
pub fn save(bundle: &Bundle, path: &Path) -> Result<(), StationError> {
    crate::files::write_new(path, bundle.text()?.as_bytes(), 0o600, "support file")
}

fn counts(home: &Path) -> Option<Counts> {
    if !home.join("station.db").exists() {
        return Some(Counts::default());
    }
    // Why it does not open stands among the findings.
    let vault = Vault::open(home, crate::home::opener()).ok()?;
    let all = vault.list().ok()?;
    let mut interviews = BTreeMap::new();
    for one in &all {
        *interviews.entry(one.state.clone()).or_default() += 1;
    }
    Some(Counts {
        interviews,
        reports: all.iter().filter(|one| one.report_rev.is_some()).count(),
        outbox: crate::delivery::pending(&vault).ok()?.len(),
    })
}

fn settings(value: impl Fn(&str) -> Option<String>) -> BTreeMap<&'static str, String> {
    let whether = |set: bool| if set { "set" } else { "not set" }.to_owned();
    let told = TOLD.iter().map(|name| {
        let told = value(name).filter(|value| is_plain(value));
        (*name, told.unwrap_or_else(|| whether(value(name).is_some())))
    });
    let others = ONLY_WHETHER_SET.iter().map(|name| (*name, whether(value(name).is_some())));
    told.chain(others).collect()
}

/// Whether a value is made of the letters of switches, levels and locales, and short.
fn is_plain(value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-=,:.".contains(c);
    (1..=64).contains(&value.len()) && value.chars().all(plain)
}

fn system() -> BTreeMap<&'static str, String> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let value = |text: String, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("?");
        line.trim().trim_matches('"').to_owned()
    };
    BTreeMap::from([
        ("distribution", value(read("/etc/os-release"), "PRETTY_NAME=")),
        ("kernel", read("/proc/sys/kernel/osrelease").trim().to_owned()),
        ("memory", value(read("/proc/meminfo"), "MemTotal:")),
        ("processor", value(read("/proc/cpuinfo"), "model name\t:")),
    ])
}

/// The text with every word that is a path, or holds one, taken out: folders are called after people.
fn without_paths(text: &str) -> String {
    let word = |word| if str::contains(word, '/') { "(path)" } else { word };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_tell_plain_values_and_keep_secrets_and_paths() {
        let all = settings(|name| match name {
            "STATION_KIOSK" => Some("1".into()),
            "STATION_PASSPHRASE" => Some("plain".into()),
            "STATION_HOME" => Some("plain".into()),
            "LANG" => Some("zh_CN.UTF-8".into()),
            "RUST_LOG" => Some("/home/林晓岚".into()),
            _ => None,
        });
        assert_eq!(all["STATION_KIOSK"], "1");
        assert_eq!(all["LANG"], "zh_CN.UTF-8");
        assert_eq!(all["STATION_QUESTIONS"], "not set");
        for kept in ["STATION_PASSPHRASE", "STATION_HOME", "RUST_LOG"] {
            assert_eq!(all[kept], "set", "{kept}");
        }
    }

    #[test]
    fn paths_are_taken_out() {
        assert_eq!(without_paths("16 models in /home/lin/models"), "16 models in (path)");
        assert_eq!(without_paths("WARN file=\"/home/林/a.wav\" lost"), "WARN (path) lost");
    }
}
