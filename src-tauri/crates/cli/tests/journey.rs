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
    assert_eq!(outcome["synthetic"], true);
    let simulated: BTreeSet<&str> =
        outcome["simulated"].as_array().expect("list").iter().filter_map(Value::as_str).collect();
    assert!(simulated.is_superset(&BTreeSet::from(["camera", "candidate", "identity_service"])));
    let identity = &outcome["identity"];
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
            let bytes = std::fs::read(entry.path()).expect("file");
            searched += bytes.len();
            let found = words
                .iter()
                .find(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes()));
            assert_eq!(found, None, "in {}", entry.path().display());
            if searched > 4_000_000 {
                // Sealed media is uniform; the first megabytes say as much as all of it.
                return;
            }
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

/// The exported recording is anyone's file: two interviews from it say the same.
#[test]
fn two_runs_of_one_recording_give_the_same_report() {
    let Some(demo) = demo() else { return };
    let id = text(&demo.outcome, "interview_id");
    let home = demo.dir.join("demo/home");
    let out = demo.dir.join("export");
    let _ = std::fs::remove_dir_all(&out);
    json(&call(
        demo,
        &["export", id, "--to", &out.to_string_lossy(), "--home", &home.to_string_lossy()],
    ));
    let media = out.join("main.webm");
    let media = media.to_string_lossy();
    let spans: Vec<Value> = demo.outcome["answers"]
        .as_array()
        .expect("answers")
        .iter()
        .take(1)
        .map(|a| serde_json::json!({"question": a["question"], "start_ms": a["start_ms"], "end_ms": a["end_ms"]}))
        .collect();
    let answers = out.join("answers.json");
    std::fs::write(&answers, serde_json::to_string(&spans).expect("json")).expect("written");
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
                &answers.to_string_lossy(),
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
