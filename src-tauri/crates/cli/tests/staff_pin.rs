//! `station staff-pin`: who can open the vault sets the PIN.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn set(home: &Path, pin: &str, more: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_station"))
        .args(["staff-pin", "--json", "--home"])
        .arg(home)
        .args(more)
        .env("STATION_PASSPHRASE", "a passphrase of our own")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(pin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_pin_is_set_and_set_anew_and_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    for pin in ["246813\n", "975313"] {
        let output = set(&home, pin, &[]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"{\"set\":true}\n");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
    let refused = set(&home, "12 34\n", &[]);
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("staff.pin") && !told.contains("12 34"), "{told}");
}

#[test]
fn somebody_who_was_not_set_up_gets_no_pin() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let refused = set(&home, "246813\n", &["--person", "陆婉清"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(String::from_utf8(refused.stderr).unwrap().contains("people.unknown"));
}
