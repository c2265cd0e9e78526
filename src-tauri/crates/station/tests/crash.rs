//! What a crash or a damaged file says: where it was, and no word of what was being handled.

#![allow(clippy::unwrap_used)]

use std::process::Command;

/// Set for the child that panics.
const INSIDE: &str = "STATION_CRASH_TEST_INSIDE";
/// What nobody may read in a log.
const WORDS: &str = "鹦鹉螺号的船长";

/// Soft and hard limit of core files among the limits of a process.
fn core_limits(limits: &str) -> [String; 2] {
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let mut words = core.split_whitespace().skip(4).map(str::to_owned);
    [words.next().unwrap(), words.next().unwrap()]
}

#[test]
fn a_panic_tells_its_place_and_leaves_no_core_file() {
    if std::env::var_os(INSIDE).is_some() {
        station::crash::leave_no_trace();
        #[cfg(target_os = "linux")]
        print!("{}", std::fs::read_to_string("/proc/self/limits").unwrap());
        let end = std::hint::black_box(1);
        let cut = &WORDS[..end];
        unreachable!("{cut} was cut inside a character");
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_panic_tells_its_place_and_leaves_no_core_file", "--nocapture"])
        .env(INSIDE, "1")
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert!(!child.status.success());
    let said = String::from_utf8_lossy(&[child.stdout, child.stderr].concat()).into_owned();
    assert!(said.contains("internal error at") && said.contains("crash.rs:"), "{said}");
    assert!(!said.contains('鹦') && !said.contains("船长"), "{said}");
    if cfg!(target_os = "linux") {
        let limits = core_limits(&said);
        let own = core_limits(&std::fs::read_to_string("/proc/self/limits").unwrap());
        // One byte is none, for a program that takes cores too; none at all can't be raised.
        let wanted = if own[1] == "0" { "0" } else { "1" };
        assert_eq!(limits, [wanted; 2]);
    }
}

#[test]
fn a_report_that_does_not_fit_is_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    std::fs::write(&path, format!("{{\"rev\": \"{WORDS}\"}}")).unwrap();
    let error = station::report::read(&path).unwrap_err();
    for said in [format!("{error}"), format!("{error:?}")] {
        assert!(said.contains("line 1") && !said.contains('鹦'), "{said}");
    }
}
