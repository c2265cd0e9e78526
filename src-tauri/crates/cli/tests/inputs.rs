//! Wrong input: a code, an exit code, words that say what to do. Nothing is made or lost.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use support::{error, json, models_here, shared, station};

/// Exit code of input that can't be used.
const INPUT: i32 = 3;

fn check(keys: &Path, args: &[&str], exit: i32, code: &str) {
    let output = station(keys).arg("--json").args(args).output().expect("station runs");
    let found = error(&output);
    assert_eq!(found["code"], code, "{args:?}: {found}");
    assert_eq!(output.status.code(), Some(exit), "{args:?}");
    for field in ["message", "hint"] {
        let text = found[field].as_str().unwrap_or_default();
        assert!(!text.is_empty() && !text.starts_with("error."), "{args:?}: {field} is {text:?}");
    }
    assert!(output.stdout.is_empty(), "nothing on stdout with an error");
}

#[test]
fn files_that_are_no_media_are_refused_by_name() {
    let dir = tempfile::tempdir().expect("dir");
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.to_string_lossy().into_owned()
    };
    let empty = file("empty.mp4", b"");
    let text = file("notes.wav", b"these are notes, not sound\n".repeat(50).as_slice());
    let cut = file("cut.wav", b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01");
    for (path, code) in [
        ("/nowhere/at/all.mp4", "media.not_found"),
        (empty.as_str(), "media.empty"),
        (text.as_str(), "media.not_media"),
    ] {
        check(dir.path(), &["transcribe", path], INPUT, code);
        check(dir.path(), &["observe", path], INPUT, code);
    }
    let output = station(dir.path()).args(["--json", "transcribe", &cut]).output().expect("runs");
    assert_eq!(output.status.code(), Some(INPUT), "{}", error(&output));
}

#[test]
fn a_wrong_position_stops_before_anything_is_made() {
    let dir = tempfile::tempdir().expect("dir");
    let home = dir.path().join("home");
    let home = home.to_string_lossy();
    let shipped = support::root().join("assets/positions/teller.json");
    let mut position: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(shipped).expect("shipped")).expect("json");
    position["competencies"][0]["weight"] = 0.9.into();
    let file = dir.path().join("wrong.json");
    std::fs::write(&file, position.to_string()).expect("written");
    let with = |position: &str| {
        ["interview", "--microphone", "/nowhere.wav", "--position", position, "--home", &home]
            .map(str::to_owned)
    };
    for (position, code) in [
        (file.to_string_lossy().into_owned(), "position.weights"),
        ("pilot".into(), "position.unknown"),
    ] {
        let args = with(&position);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        check(dir.path(), &args, INPUT, code);
    }
    assert!(!Path::new(home.as_ref()).exists(), "no home for an interview that can't be");
}

#[test]
fn answer_and_candidate_files_are_checked_first() {
    let dir = tempfile::tempdir().expect("dir");
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let overlap = write(
        "overlap.json",
        r#"[{"question":"teller-q01","start_ms":0,"end_ms":9000},
            {"question":"teller-q02","start_ms":8000,"end_ms":9500}]"#,
    );
    let unknown = write("unknown.json", r#"[{"question":"How?","start_ms":0,"end_ms":9000}]"#);
    let candidate = write("candidate.json", "not json");
    let base = ["interview", "--microphone", "/nowhere.wav", "--position", "teller"];
    for (extra, code) in [
        (["--answers", &overlap], "answers.malformed"),
        (["--answers", &unknown], "answers.question"),
        (["--candidate", &candidate], "candidate.malformed"),
    ] {
        let args: Vec<&str> = base.into_iter().chain(extra).collect();
        check(dir.path(), &args, INPUT, code);
    }
}

#[test]
fn a_home_without_a_vault_is_not_made_by_looking() {
    let dir = tempfile::tempdir().expect("dir");
    let home = dir.path().join("none");
    check(dir.path(), &["list", "--home", &home.to_string_lossy()], 4, "vault.not_found");
    assert!(!home.exists());
}

#[test]
fn a_report_that_is_none_is_refused() {
    let dir = tempfile::tempdir().expect("dir");
    let file = dir.path().join("report.json");
    std::fs::write(&file, "{}").expect("written");
    check(dir.path(), &["verify", &file.to_string_lossy()], INPUT, "report.malformed");
    check(dir.path(), &["rescore", &file.to_string_lossy()], INPUT, "report.malformed");
}

#[test]
fn awkward_recordings_give_a_result_or_a_reason() {
    if !models_here() {
        return;
    }
    let Some(folder) = shared("media/interviews") else { return };
    let dir = tempfile::tempdir().expect("dir");
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    check(dir.path(), &["transcribe", &file("video_only.mp4")], INPUT, "media.no_audio");
    check(dir.path(), &["observe", &file("audio_only.mp4")], INPUT, "media.no_video");
    check(dir.path(), &["observe", &file("zero_bytes.mp4")], INPUT, "media.empty");
    let rotated = station(dir.path())
        .args(["--json", "observe", "--every-ms", "1000", &file("fps1.mp4")])
        .output()
        .expect("runs");
    let seen = json(&rotated);
    assert!(seen["frames"].as_u64() >= Some(7), "{}", seen["frames"]);
    assert!(seen["faces"].as_array().is_some_and(|f| f.iter().any(|f| f["count"] == 1)));
}

#[test]
fn what_stands_in_a_wrong_file_is_not_quoted() {
    let dir = tempfile::tempdir().expect("dir");
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let answers =
        write("answers.json", r#"[{"question":"teller-q01","start_ms":"鹦鹉螺","end_ms":9000}]"#);
    let candidate = write("candidate.json", r#"{"reference":"YS-1","name":["鹦鹉螺"]}"#);
    let base = ["interview", "--microphone", "/nowhere.wav", "--position", "teller"];
    for extra in [["--answers", &answers], ["--candidate", &candidate]] {
        let output = station(dir.path()).args(base).args(extra).output().expect("station runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(INPUT), "{said}");
        assert!(said.contains("line 1") && !said.contains('鹦'), "{said}");
    }
}

#[test]
fn a_command_that_crashes_leaves_no_core_file() {
    let dir = tempfile::tempdir().expect("dir");
    let mut waiting = station(dir.path())
        .args(["score", "--position", "teller", "--question", "teller-q01", "--text", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("station runs");
    let begun = std::time::Instant::now();
    let limits = format!("/proc/{}/limits", waiting.id());
    let core = || fixtures::core_limit(&std::fs::read_to_string(&limits).expect("it runs"));
    while core() != fixtures::no_core() {
        assert!(begun.elapsed().as_secs() < 60, "{:?}", core());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    waiting.kill().expect("ended");
    waiting.wait().expect("ended");
}
