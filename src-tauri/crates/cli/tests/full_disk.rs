//! A disk that is really full: the home lies on a tiny file system that only the test sees.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use support::{error, json, models_here, shared, station};

/// Room for the database and the first answer, not for the whole recording.
const ROOM: &str = "size=3m";
/// Exit code where something is missing here.
const MISSING: i32 = 4;
/// Exit code of a session that is not whole.
const INTEGRITY: i32 = 6;

/// Mounts the tiny disk, runs what it is given with its home there, and carries the home over to a
/// roomy place before the mount goes with its namespace.
const ON_A_TINY_DISK: &str = r#"
mount -t tmpfs -o "$ROOM" tmpfs "$DISK" || exit 98
"$@" --home "$DISK"
code=$?
cp -a "$DISK/." "$ROOMY" || exit 99
exit $code
"#;

/// How a namespace of one's own for mounts is to be had here: as root, or as any user where user
/// namespaces are allowed.
fn namespace(scratch: &Path) -> Option<&'static [&'static str]> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--map-root-user"]];
    let works = |way: &&&[&str]| {
        let mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs"];
        let probe = Command::new("unshare").args(**way).args(mount).arg(scratch).output();
        probe.is_ok_and(|output| output.status.success())
    };
    let found = ways.iter().find(works).copied();
    if found.is_none() {
        println!("skipped: neither root nor user namespaces to mount a tiny disk with");
    }
    found
}

/// An interview that finds its disk full: the home afterwards, and what the program said.
struct Full {
    dir: tempfile::TempDir,
    output: Output,
}

impl Full {
    fn run() -> Option<Self> {
        let recording = shared("media/interviews/interview.mp4")?;
        if !models_here() {
            return None;
        }
        let dir = tempfile::tempdir().expect("dir");
        let disk = dir.path().join("disk");
        std::fs::create_dir_all(&disk).expect("dir");
        let way = namespace(&disk)?;
        let answers = dir.path().join("answers.json");
        let spans = r#"[{"question":"teller-q01","start_ms":15000,"end_ms":41200},
                        {"question":"teller-q02","start_ms":65200,"end_ms":110040},
                        {"question":"teller-q03","start_ms":129040,"end_ms":144050}]"#;
        std::fs::write(&answers, spans).expect("written");
        let mut command = Command::new("unshare");
        command.args(way).args(["sh", "-c", ON_A_TINY_DISK, "sh", env!("CARGO_BIN_EXE_station")]);
        command.args(["--json", "--lang", "en", "interview", "--position", "teller"]);
        command.args(["--language", "zh", "--answers"]).arg(&answers);
        command.arg("--camera").arg(&recording).arg("--microphone").arg(&recording);
        command.env("ROOM", ROOM).env("DISK", &disk).env("ROOMY", dir.path().join("roomy"));
        support::settle(&mut command, &dir.path().join("keys"));
        let output = command.output().expect("unshare runs");
        Some(Self { dir, output })
    }

    /// A call about the home once there is room.
    fn call(&self, args: &[&str]) -> Output {
        let mut command = station(&self.dir.path().join("keys"));
        let home = self.dir.path().join("roomy");
        command.arg("--json").args(args).arg("--home").arg(home).output().expect("station runs")
    }
}

#[test]
fn an_interview_that_fills_its_disk_says_so_and_keeps_what_was_recorded() {
    let Some(full) = Full::run() else { return };
    let said = error(&full.output);
    assert_eq!(full.output.status.code(), Some(MISSING), "{said}");
    assert_eq!(said["code"], "record.disk_full", "{said}");
    let text = |field: &str| said[field].as_str().unwrap_or_default();
    assert!(text("message").contains("no room left on the disk"), "{said}");
    assert!(text("hint").contains("free some space"), "it says what to do: {said}");
    assert!(full.output.stdout.is_empty(), "nothing on stdout with an error");

    let list = json(&full.call(&["list"]));
    assert_eq!(list["interviews"].as_array().map(Vec::len), Some(1), "{list}");
    let session = &list["interviews"][0];
    assert_eq!(session["state"], "suspended", "{list}");
    let id = session["interview_id"].as_str().expect("id");
    nothing_is_corrupt(&full.call(&["verify", id]));

    let out = full.dir.path().join("out");
    let exported = json(&full.call(&["export", id, "--to", &out.to_string_lossy()]));
    assert_eq!(exported["damaged"].as_array().map(Vec::len), Some(0), "{exported}");
    decodes(&out.join("main.webm"));
}

/// The session is not whole, and `verify` says so; but all that is there opens.
fn nothing_is_corrupt(verified: &Output) {
    assert_eq!(verified.status.code(), Some(INTEGRITY), "there is no report");
    let found: Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    for name in ["database", "audit.station", "audit.interview", "media.main.segments"] {
        let checks = found["checks"].as_array().expect("checks");
        let check = checks.iter().find(|check| check["name"] == name);
        assert_eq!(check.expect(name)["ok"], true, "{found}");
    }
}

/// Every packet of a file decodes, and seconds of it are there.
fn decodes(file: &Path) {
    let run = |program: &str, before: &[&str], after: &[&str]| {
        Command::new(program).args(["-v", "error"]).args(before).arg(file).args(after).output()
    };
    let probed = run("ffprobe", &["-show_entries", "format=duration", "-of", "csv=p=0"], &[]);
    let decoded = run("ffmpeg", &["-xerror", "-i"], &["-f", "null", "-"]);
    let (Ok(probed), Ok(decoded)) = (probed, decoded) else {
        println!("skipped: no ffmpeg and ffprobe to decode the export with");
        return;
    };
    let said = String::from_utf8_lossy(&decoded.stderr);
    assert!(decoded.status.success() && said.is_empty(), "{said}");
    let seconds = String::from_utf8_lossy(&probed.stdout).trim().parse::<f64>();
    assert!(seconds.as_ref().is_ok_and(|s| *s > 5.0), "{seconds:?} s");
}
