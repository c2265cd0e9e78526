//! `station support`: what may leave a station when somebody asks for help.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use interview::timeline::TimelineEvent;
use serde_json::Value;
use station::logs::LogFiles;
use vault::{KeyOpener, NewSession, Vault};

const PASSPHRASE: &str = "a passphrase of our own";
const NAME: &str = "鹦鹉螺";
const ID_NUMBER: &str = "110101199003078515";
const REFERENCE: &str = "YS-NAUTILUS-0031";
const WORDS: &str = "船长说了一句谁也不该听到的话";
const FOLDER: &str = "nemo";

/// A home in which every place where something may be kept of a candidate holds some.
fn home(folder: &Path) -> std::path::PathBuf {
    let home = folder.join(FOLDER).join("home");
    std::fs::create_dir_all(home.parent().unwrap()).unwrap();
    let opener = KeyOpener::Passphrase(PASSPHRASE.to_owned().into());
    let vault = Vault::create(&home, opener).unwrap();
    let id = uuid::Uuid::now_v7();
    vault
        .begin_session(NewSession {
            started_wall: "2026-11-25T08:00:00Z".into(),
            candidate_json: format!(
                r#"{{"reference":"{REFERENCE}","name":"{NAME}","id_number":"{ID_NUMBER}"}}"#
            ),
            synthetic: false,
            sync_media: true,
            ..fixtures::new_session(id)
        })
        .unwrap();
    vault.save_artifact(id, "drafts", WORDS.as_bytes()).unwrap();
    let state = interview::session::SessionState::new(id, Vec::new());
    let entry = TimelineEvent::new(0, "session.begun", WORDS);
    vault.persist_step(id, &serde_json::to_string(&state).unwrap(), &[entry]).unwrap();
    let mut log = LogFiles::beside(&home);
    for nth in 0..600 {
        writeln!(log, "WARN station::feed: device stalled, nth={nth}").unwrap();
    }
    writeln!(log, "WARN station: can't read {}/answer.wav", home.display()).unwrap();
    home
}

#[test]
fn a_help_file_holds_what_helps_and_nothing_of_a_candidate() {
    let folder = tempfile::tempdir().unwrap();
    let home = home(folder.path());
    let saved = folder.path().join("help.json");
    let call = |more: &[&str]| {
        let mut command = support::station(folder.path());
        command.args(["--lang", "en", "support", "--home"]).arg(&home).args(more);
        command.env("STATION_PASSPHRASE", PASSPHRASE).env("STATION_KIOSK", "1");
        command.env("STATION_UNPLUGGED", folder.path().join(NAME)).output().unwrap()
    };
    let preview = call(&[]);
    assert!(preview.status.success(), "{preview:?}");
    assert!(!saved.exists(), "a look saves nothing");
    let out = saved.to_str().unwrap();
    let output = call(&["--out", out]);
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(&saved).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "saved is what was shown");
    assert_eq!(saved.metadata().unwrap().permissions().mode() & 0o777, 0o600);

    let bundle: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(bundle["counts"]["interviews"].as_object().unwrap().values().next().unwrap(), 1);
    assert_eq!(bundle["settings"]["STATION_KIOSK"], "1");
    assert_eq!(bundle["settings"]["STATION_PASSPHRASE"], "set");
    let checks = bundle["health"]["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["name"] == "vault" && check["finding"] == "good"));
    let log = bundle["log"].as_array().unwrap();
    assert_eq!(log.len(), 500);
    assert_eq!(log[499], "WARN station: can't read (path)");
    for marker in [PASSPHRASE, NAME, ID_NUMBER, REFERENCE, WORDS, FOLDER] {
        for text in [&text, &String::from_utf8_lossy(&preview.stdout).into_owned()] {
            assert!(!text.contains(marker), "{marker} in {text}");
        }
    }

    // What somebody has sent stays as it was sent.
    let again = call(&["--out", out, "--json"]);
    assert_eq!(support::error(&again)["code"], "file.unusable");
    assert_eq!(std::fs::read_to_string(&saved).unwrap(), text);
}
