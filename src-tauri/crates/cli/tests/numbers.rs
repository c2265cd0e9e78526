//! Figures of numbers read aloud, with the real recogniser and voices.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{error, json, models_here, shared, station};

#[test]
fn rows_are_understood_and_nothing_else_is_taken_for_one() {
    if !models_here() {
        return;
    }
    let keys = tempfile::tempdir().expect("dir");
    let output = station(keys.path())
        .args(["--json", "eval", "numbers", "--voice", "zm_yunjian", "--rows", "3"])
        .output()
        .expect("station runs");
    let found = json(&output);
    let rows = &found["by_voice"]["zm_yunjian"];
    assert_eq!(rows["n"], 3, "{found}");
    assert!(rows["understood"].as_u64() >= Some(2), "{found}");
    for kind in ["sentence", "number"] {
        assert_eq!(found["others"][kind]["any"], 0, "{kind}: {found}");
    }
}

#[test]
fn recordings_of_other_speech_pass_for_no_row() {
    if !models_here() {
        return;
    }
    let Some(folder) = shared("media/speech") else { return };
    let dir = tempfile::tempdir().expect("dir");
    let clip = |file: &str, kind: &str| {
        let file = folder.join(file);
        serde_json::json!({"file": file, "digits": "", "kind": kind, "language": "zh"}).to_string()
    };
    let rows = [
        clip("real/command_IT0011W0001.flac", "command"),
        clip("real/wenet_mid.flac", "sentence"),
        clip("hard/babble.flac", "babble"),
    ];
    std::fs::write(dir.path().join("manifest.jsonl"), rows.join("\n")).expect("written");
    let output = station(dir.path())
        .args(["--json", "eval", "numbers"])
        .arg(dir.path())
        .output()
        .expect("station runs");
    let found = json(&output);
    for kind in ["command", "sentence", "babble"] {
        let other = &found["others"][kind];
        assert_eq!((&other["n"], &other["any"]), (&1.into(), &0.into()), "{found}");
    }
}

#[test]
fn a_folder_without_a_manifest_and_a_voice_that_is_none_are_told() {
    let dir = tempfile::tempdir().expect("dir");
    let call = |arguments: &[&str]| {
        let mut command = station(dir.path());
        command.args(["--json", "eval", "numbers"]).args(arguments).output().expect("station runs")
    };
    let folder = dir.path().to_string_lossy().into_owned();
    let output = call(&[&folder]);
    assert_eq!(output.status.code(), Some(3), "{}", error(&output));
    assert_eq!(call(&["--voice", "nobody"]).status.code(), Some(2));
}
