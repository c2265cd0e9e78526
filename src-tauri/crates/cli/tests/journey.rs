//! One whole interview through the real binaries: demo candidate, sealed home, signed report, HRMS;
//! then the recording of it as anyone's file.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use support::{json, models_here, station};

struct Demo {
    dir: PathBuf,
    outcome: Value,
}

/// The demo runs once for all tests of this file.
fn demo() -> Option<&'static Demo> {
    static DEMO: OnceLock<Option<Demo>> = OnceLock::new();
    DEMO.get_or_init(|| {
        let hrms = Path::new(env!("CARGO_BIN_EXE_station")).with_file_name("hrms");
        if !hrms.exists() {
            println!("skipped: the hrms binary is not built (cargo build --bins)");
            return None;
        }
        if !models_here() {
            return None;
        }
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journey");
        let _ = std::fs::remove_dir_all(dir.join("keys"));
        let out = dir.join("demo");
        let output = station(&dir.join("keys"))
            .args(["--json", "demo", "--out"])
            .arg(&out)
            .output()
            .expect("station runs");
        Some(Demo { dir, outcome: json(&output) })
    })
    .as_ref()
}

fn call(demo: &Demo, args: &[&str]) -> std::process::Output {
    station(&demo.dir.join("keys")).arg("--json").args(args).output().expect("station runs")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn the_demo_ends_with_a_delivered_report() {
    let Some(demo) = demo() else { return };
    let outcome = &demo.outcome;
    assert_eq!(text(&outcome["sync"], "state"), "delivered", "{}", outcome["sync"]);
    assert_eq!(text(outcome, "state"), "done");
    assert_eq!(outcome["synthetic"], true);
    let simulated: BTreeSet<&str> =
        outcome["simulated"].as_array().expect("list").iter().filter_map(Value::as_str).collect();
    assert!(simulated.is_superset(&BTreeSet::from(["camera", "candidate", "identity_service"])));
    let identity = &outcome["identity"];
    assert_eq!(text(identity, "card"), "passed", "{identity}");
    assert_eq!(text(identity, "face_match"), "passed", "{identity}");
    assert_eq!(text(identity, "liveness"), "passed", "{identity}");
    assert_eq!(outcome["answers"].as_array().map(Vec::len), Some(3));
    for answer in outcome["answers"].as_array().expect("answers") {
        assert!(text(answer, "text").chars().count() > 40, "{answer}");
        assert!(answer["coverage"].as_f64() > Some(0.9), "{answer}");
    }
    assert!(outcome["overall"]["score"].is_number(), "{}", outcome["overall"]);
}

#[test]
fn quotes_stand_in_the_answer_and_in_its_time() {
    let Some(demo) = demo() else { return };
    let answers = demo.outcome["answers"].as_array().expect("answers");
    let mut quotes = 0;
    for competency in demo.outcome["competencies"].as_array().expect("competencies") {
        for evidence in competency["evidence"].as_array().expect("evidence") {
            let answer = answers
                .iter()
                .find(|answer| answer["question"] == evidence["question"])
                .expect("the question was answered");
            assert!(text(answer, "text").contains(text(evidence, "quote")), "{evidence}");
            assert!(evidence["start_ms"].as_i64() >= answer["start_ms"].as_i64(), "{evidence}");
            assert!(evidence["end_ms"].as_i64() <= answer["end_ms"].as_i64(), "{evidence}");
            quotes += 1;
        }
    }
    assert!(quotes >= 3, "{quotes} quotes");
}

#[test]
fn the_report_verifies_and_gives_the_same_score_again() {
    let Some(demo) = demo() else { return };
    let report = text(&demo.outcome, "report");
    assert_eq!(json(&call(demo, &["verify", report]))["valid"], true);
    assert_eq!(json(&call(demo, &["rescore", report]))["equal"], true);
    let explained = json(&call(demo, &["--lang", "en", "explain", report]));
    assert!(text(&explained, "explanation").len() > 100);

    let changed = demo.dir.join("changed");
    std::fs::create_dir_all(&changed).expect("dir");
    for name in ["report.json", "report.jws", "station-key.jwk"] {
        let from = Path::new(report).with_file_name(name);
        std::fs::copy(from, changed.join(name)).expect("copied");
    }
    let file = changed.join("report.json");
    let body = std::fs::read_to_string(&file).expect("report");
    std::fs::write(&file, body.replacen("\"pass_score\":70", "\"pass_score\":60", 1))
        .expect("written");
    let output = call(demo, &["verify", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(6), "a changed report is an integrity failure");
}

/// All byte strings of the home are searched for every run of four characters of the transcript.
#[test]
fn the_home_holds_no_word_of_the_transcript() {
    let Some(demo) = demo() else { return };
    let mut words = BTreeSet::new();
    for answer in demo.outcome["answers"].as_array().expect("answers") {
        let letters: Vec<char> =
            text(answer, "text").chars().filter(|c| c.is_alphanumeric()).collect();
        words.extend(letters.windows(4).map(|run| run.iter().collect::<String>()));
    }
    assert!(words.len() > 100);
    let mut searched = 0;
    let mut folders = vec![demo.dir.join("demo/home")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("home").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let mut bytes = std::fs::read(entry.path()).expect("file");
            // Sealed media is uniform: its first megabytes say as much as all of it. Every file is
            // looked at, the database first of all.
            bytes.truncate(2_000_000);
            searched += bytes.len();
            let found = words
                .iter()
                .find(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes()));
            assert_eq!(found, None, "in {}", entry.path().display());
        }
    }
    assert!(searched > 100_000, "{searched} bytes searched");
}

#[test]
fn the_vault_lists_shows_and_verifies() {
    let Some(demo) = demo() else { return };
    let id = text(&demo.outcome, "interview_id");
    let home = demo.dir.join("demo/home");
    let home = home.to_string_lossy();
    let list = json(&call(demo, &["list", "--home", &home]));
    assert_eq!(list["interviews"][0]["interview_id"], id);
    assert_eq!(list["interviews"][0]["answers"], 3);
    assert_eq!(json(&call(demo, &["verify", id, "--home", &home]))["valid"], true);
}

/// The demo's recording as a file, and the span of its first answer.
fn recording(demo: &Demo, name: &str) -> (String, String) {
    let id = text(&demo.outcome, "interview_id");
    let home = demo.dir.join("demo/home");
    let out = demo.dir.join(name);
    let _ = std::fs::remove_dir_all(&out);
    let to = out.to_string_lossy();
    json(&call(demo, &["export", id, "--to", &to, "--home", &home.to_string_lossy()]));
    let first = &demo.outcome["answers"][0];
    let span = serde_json::json!([{
        "question": first["question"], "start_ms": first["start_ms"], "end_ms": first["end_ms"],
    }]);
    let answers = out.join("answers.json");
    std::fs::write(&answers, span.to_string()).expect("written");
    (out.join("main.webm").to_string_lossy().into_owned(), answers.to_string_lossy().into_owned())
}

fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("dir");
    for entry in std::fs::read_dir(from).expect("dir").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The HRMS of the demo has ended: the next interview is finished without it and waits.
#[test]
fn without_the_hrms_the_interview_ends_and_waits() {
    let Some(demo) = demo() else { return };
    let (media, answers) = recording(demo, "export-offline");
    let home = demo.dir.join("home-offline");
    let _ = std::fs::remove_dir_all(&home);
    copy_dir(&demo.dir.join("demo/home"), &home);
    let home = home.to_string_lossy();
    let outcome = json(&call(
        demo,
        &[
            "interview",
            "--camera",
            &media,
            "--microphone",
            &media,
            "--position",
            "teller",
            "--language",
            "zh",
            "--answers",
            &answers,
            "--home",
            &home,
        ],
    ));
    assert_eq!(text(&outcome["sync"], "state"), "unreachable");
    let status = json(&call(demo, &["sync", "status", "--home", &home]));
    let pending = status["pending"].as_array().expect("rows").len();
    assert!(pending >= 4, "{status}");
    let now = call(demo, &["sync", "now", "--home", &home]);
    assert_eq!(now.status.code(), Some(7));
    let again = json(&call(demo, &["sync", "status", "--home", &home]));
    assert_eq!(again["pending"].as_array().map(Vec::len), Some(pending), "nothing is lost");
    let spent = again["pending"].as_array().expect("rows").iter().all(|row| row["attempts"] == 0);
    assert!(spent, "no attempt is spent without a network: {again}");
}

/// The program is killed in the middle of an answer: the session is there, what was recorded opens,
/// and `verify` says what is missing.
#[test]
fn a_killed_session_is_found_and_nothing_is_corrupt() {
    let Some(demo) = demo() else { return };
    let (media, answers) = recording(demo, "export-killed");
    let home = demo.dir.join("home-killed");
    let _ = std::fs::remove_dir_all(&home);
    let home_text = home.to_string_lossy();
    let mut child = station(&demo.dir.join("keys"))
        .args(["--json", "interview", "--camera", &media, "--microphone", &media])
        .args(["--position", "teller", "--language", "zh", "--pace", "real"])
        .args(["--answers", &answers, "--home", &home_text])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("station runs");
    // Killed once some seconds are sealed: at real pace the answer then runs for half a minute more.
    let sealed = || {
        let mut folders = vec![home.join("media")];
        let mut bytes = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.metadata() {
                    Ok(data) if data.is_dir() => folders.push(entry.path()),
                    Ok(data) => bytes += data.len(),
                    Err(_) => {}
                }
            }
        }
        bytes
    };
    let begin_ms = demo.outcome["answers"][0]["start_ms"].as_i64().expect("start");
    for _ in 0..600 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        if sealed() > 100_000 {
            break;
        }
    }
    std::thread::sleep(std::time::Duration::from_millis(begin_ms.unsigned_abs() + 3_000));
    child.kill().expect("killed");
    child.wait().expect("ended");

    let list = json(&call(demo, &["list", "--home", &home_text]));
    let session = &list["interviews"][0];
    assert_eq!(text(session, "state"), "suspended", "{list}");
    assert_eq!(session["answers"], 1, "the answer that ran is kept");
    let id = text(session, "interview_id");
    let verify = call(demo, &["verify", id, "--home", &home_text]);
    assert_eq!(verify.status.code(), Some(6));
    let checks: Value = serde_json::from_slice(&verify.stdout).expect("JSON");
    let check = |name: &str| {
        let all = checks["checks"].as_array().expect("checks");
        all.iter().find(|c| c["name"] == name).cloned().unwrap_or_default()
    };
    assert_eq!(check("database")["ok"], true, "{checks}");
    assert_eq!(check("media.main.segments")["ok"], true, "{checks}");
    assert_eq!(check("media.main.end")["ok"], false, "{checks}");
    assert_eq!(check("report")["ok"], false, "{checks}");
}

/// The exported recording is anyone's file: two interviews from it say the same.
#[test]
fn two_runs_of_one_recording_give_the_same_report() {
    let Some(demo) = demo() else { return };
    let (media, answers) = recording(demo, "export");
    let run = |name: &str| {
        let home = demo.dir.join(name);
        let _ = std::fs::remove_dir_all(&home);
        let outcome = json(&call(
            demo,
            &[
                "interview",
                "--camera",
                &media,
                "--microphone",
                &media,
                "--position",
                "teller",
                "--language",
                "zh",
                "--answers",
                &answers,
                "--home",
                &home.to_string_lossy(),
            ],
        ));
        without_ids(outcome)
    };
    let (first, second) = (run("again-1"), run("again-2"));
    assert_eq!(first, second);
    assert_eq!(first["answers"].as_array().map(Vec::len), Some(1));
    assert!(!text(&first["answers"][0], "text").is_empty());
}

/// An outcome without what differs from run to run: ids, places, wall times.
fn without_ids(mut outcome: Value) -> Value {
    for key in ["interview_id", "report", "timing", "sync"] {
        outcome[key] = Value::Null;
    }
    outcome
}
