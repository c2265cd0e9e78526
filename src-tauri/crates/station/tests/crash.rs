//! What a crash or a damaged file says: where it was, and no word of what was being handled.

#![allow(clippy::unwrap_used)]

use std::process::Command;

/// Set for the child that panics.
const INSIDE: &str = "STATION_CRASH_TEST_INSIDE";
/// What nobody may read in a log.
const WORDS: &str = "鹦鹉螺号的船长";

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
        assert_eq!(fixtures::core_limit(&said), fixtures::no_core());
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
