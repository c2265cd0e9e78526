//! `station policy`: from the key of the bank's IT to a pack in force on a station.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use support::{error, json as printed, models_here, root, station};

/// A desk of the bank's IT and a station, in one folder.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        printed(&place.call(&["policy", "key", "--out", &place.text("bank.jwk")]));
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// A call on a machine that trusts the bank's key.
    fn call(&self, args: &[&str]) -> Output {
        self.trusting("bank.jwk.public", args)
    }

    fn trusting(&self, keys: &str, args: &[&str]) -> Output {
        let mut command = station(&self.path("config"));
        command.env("STATION_POLICY_KEYS", self.path(keys));
        command.arg("--json").args(args).output().unwrap()
    }

    /// The same for a call that looks at the station's home.
    fn at_home(&self, args: &[&str]) -> Output {
        let home = self.text("home");
        self.call(&[args, &["--home", &home]].concat())
    }

    /// A signed pack with this version; gives its path.
    fn signed(&self, version: &str) -> String {
        let shipped = std::fs::read(root().join("assets/policy/cn.json")).unwrap();
        let mut pack: Value = serde_json::from_slice(&shipped).unwrap();
        pack["version"] = json!(version);
        pack["consents"] = json!(["record", "score", "send"]);
        let (bare, out) = (self.path("pack.json"), self.text(&format!("{version}.signed.json")));
        std::fs::write(&bare, pack.to_string()).unwrap();
        let key = self.text("bank.jwk");
        let args = ["policy", "sign", &self.text("pack.json"), "--key", &key, "--out", &out];
        printed(&self.call(&[&args[..], &["--signer", "Compliance"]].concat()));
        out
    }

    fn show(&self) -> Value {
        printed(&self.at_home(&["policy", "show"]))
    }

    /// What `doctor` says of the policy; other things may be missing on this machine.
    fn doctor(&self) -> Value {
        let output = self.at_home(&["doctor"]);
        let diagnosis: Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = diagnosis["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == "policy").unwrap().clone()
    }
}

fn refused(output: &Output, code: &str, exit: i32) {
    assert_eq!(output.status.code(), Some(exit), "{output:?}");
    let told = error(output);
    assert_eq!(told["code"], code);
    assert!(!told["hint"].as_str().unwrap().is_empty());
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_pack_is_signed_checked_installed_and_shown() {
    let place = Place::new();
    assert_eq!(mode(&place.path("bank.jwk")), 0o600);
    let shipped = place.show();
    assert_eq!((&shipped["version"], &shipped["signed_by"]), (&json!("2026.3"), &Value::Null));
    assert!(!place.path("home").exists(), "looking makes no vault");
    assert_eq!(place.doctor()["detail"], "CN 2026.3 (part of the program)");

    let file = place.signed("2026.51");
    let verdict = printed(&place.at_home(&["policy", "verify", &file]));
    assert_eq!((&verdict["version"], &verdict["in_use"]), (&json!("2026.51"), &json!(false)));
    printed(&place.at_home(&["policy", "install", &file]));
    let now = place.show();
    assert_eq!(now["signed_by"]["name"], "Compliance");
    assert_eq!(now["signed_by"]["key_id"], now["trusted_keys"][0]);
    assert_eq!(now["pack"]["consents"], json!(["record", "score", "send"]));
    assert_eq!((&now["sha256"], &now["refused"]), (&verdict["sha256"], &Value::Null));
    assert_eq!(printed(&place.at_home(&["policy", "verify", &file]))["in_use"], true);
    assert_eq!(place.doctor()["detail"], "CN 2026.51 (Compliance)");
}

#[test]
fn what_is_refused_changes_nothing_and_is_shown_until_a_pack_is_installed() {
    let place = Place::new();
    let (older, newer) = (place.signed("2026.51"), place.signed("2026.52"));
    printed(&place.at_home(&["policy", "install", &newer]));
    refused(&place.at_home(&["policy", "install", &older]), "policy.older", 6);
    refused(&place.at_home(&["policy", "install", &place.text("pack.json")]), "policy.unsigned", 6);
    let mut bytes = std::fs::read(&newer).unwrap();
    let at = bytes.windows(3).position(|three| three == b"180").unwrap();
    bytes[at] = b'9';
    std::fs::write(place.path("changed.json"), &bytes).unwrap();
    let changed = place.text("changed.json");
    refused(&place.at_home(&["policy", "install", &changed]), "policy.signature", 6);

    let shown = place.show();
    assert_eq!(
        (&shown["version"], &shown["pack"]["retention_days"]),
        (&json!("2026.52"), &json!(180))
    );
    assert_eq!(shown["refused"]["code"], "policy.signature");
    let doctor = place.doctor();
    assert_eq!(
        (&doctor["finding"], &doctor["code"]),
        (&json!("warning"), &json!("policy.signature"))
    );
    printed(&place.at_home(&["policy", "install", &newer]));
    assert_eq!(place.show()["refused"], Value::Null);
    assert_eq!(place.doctor()["finding"], "good");
}

#[test]
fn a_machine_takes_packs_of_keys_that_it_knows_only() {
    let place = Place::new();
    let file = place.signed("2026.51");
    printed(&place.call(&["policy", "key", "--out", &place.text("other.jwk")]));
    let home = place.text("home");
    let verify = ["policy", "verify", &file, "--home", &home];
    refused(&place.trusting("other.jwk.public", &verify), "policy.unknown_key", 6);
    refused(&place.trusting("nowhere", &verify), "policy.keys", 4);
    // The private key has no place on a station.
    refused(&place.trusting("bank.jwk", &verify), "policy.keys", 4);

    printed(&place.at_home(&["policy", "install", &file]));
    let show = ["policy", "show", "--home", &home];
    refused(&place.trusting("other.jwk.public", &show), "policy.unknown_key", 6);
    refused(&place.trusting("nowhere", &show), "policy.keys", 4);
}

#[test]
fn nothing_that_is_there_is_replaced() {
    let place = Place::new();
    let before = std::fs::read(place.path("bank.jwk")).unwrap();
    refused(&place.call(&["policy", "key", "--out", &place.text("bank.jwk")]), "file.unusable", 3);
    assert_eq!(std::fs::read(place.path("bank.jwk")).unwrap(), before);
    let file = place.signed("2026.51");
    let (pack, public) = (place.text("pack.json"), place.text("bank.jwk.public"));
    let key = place.text("bank.jwk");
    let again = ["policy", "sign", &pack, "--key", &key, "--signer", "Compliance", "--out", &file];
    refused(&place.call(&again), "file.unusable", 3);
    let wrong = ["policy", "sign", &pack, "--key", &public, "--signer", "C", "--out", &file];
    refused(&place.call(&wrong), "policy.signing_key", 3);
}

/// Four seconds of silence as 16-bit mono at 16 kHz.
fn silence() -> Vec<u8> {
    let data = vec![0_u8; 4 * 16_000 * 2];
    let length = data.len() as u32;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(16_000_u32.to_le_bytes());
    wav.extend(32_000_u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(length.to_le_bytes());
    wav.extend(data);
    wav
}

#[test]
fn an_interview_runs_by_the_installed_pack_and_its_report_names_it() {
    if !models_here() {
        return;
    }
    let place = Place::new();
    let file = place.signed("2026.51");
    printed(&place.at_home(&["policy", "install", &file]));
    std::fs::write(place.path("quiet.wav"), silence()).unwrap();
    let answers = r#"[{"question": "teller-q01", "start_ms": 0, "end_ms": 3000}]"#;
    std::fs::write(place.path("answers.json"), answers).unwrap();
    let (sound, answers) = (place.text("quiet.wav"), place.text("answers.json"));
    let out = place.text("out");
    let base = ["interview", "--position", "teller", "--microphone", &sound];
    let rest = ["--answers", &answers, "--out", &out];
    printed(&place.at_home(&[&base[..], &rest[..]].concat()));

    let report = std::fs::read(place.path("out/report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let shown = place.show();
    let policy = &report["policy"];
    assert_eq!((&policy["region"], &policy["version"]), (&json!("CN"), &json!("2026.51")));
    assert_eq!((&policy["sha256"], &policy["signed_by"]), (&shown["sha256"], &shown["signed_by"]));
    let asked = report["consents"].as_array().unwrap().iter().map(|c| &c["purpose"]);
    assert_eq!(asked.collect::<Vec<_>>(), ["record", "score", "send"]);
    assert_eq!(printed(&place.call(&["rescore", &place.text("out/report.json")]))["equal"], true);
}
