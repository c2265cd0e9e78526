//! `kill -9` at any moment: what a call returned `Ok` for is there, and nothing is corrupt.
//!
//! The test starts itself as the process to be killed: a test that does nothing unless its
//! environment names a home.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use common::{Place, begin, clusters, event, keystore_at, record, state, whole_session};
use interview::error::Faulty as _;
use interview::session::Phase;
use uuid::Uuid;
use vault::{Vault, VaultError};

const CHILD_DIR: &str = "VAULT_CRASH_TEST_DIR";

fn child_dir() -> Option<PathBuf> {
    std::env::var_os(CHILD_DIR).map(PathBuf::from)
}

/// Starts this test program again with one test only, which sees `dir`.
fn spawn(test: &str, dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(CHILD_DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Tells the parent that everything up to `count` was confirmed. The test runner may have begun a
/// line of its own.
fn say(count: i32) {
    println!("\nok {count}");
}

/// Reads lines of the child until it has confirmed `until`, then kills it. Gives all that it had
/// confirmed by its end.
fn kill_after(mut child: Child, until: u32) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines.by_ref() {
        let line = line.unwrap();
        let count = line.strip_prefix("ok ").and_then(|count| count.parse::<u32>().ok());
        let reached = count.is_some_and(|count| count >= until);
        said.push(line);
        if reached {
            break;
        }
    }
    child.kill().unwrap();
    said.extend(lines.map_while(Result::ok));
    child.wait().unwrap();
    said.retain(|line| line.starts_with("ok "));
    said
}

#[test]
fn child_records_for_ever() {
    let Some(dir) = child_dir() else { return };
    let vault = Vault::open_or_create(&dir.join("home"), keystore_at(&dir)).unwrap();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    for count in 1.. {
        record(&mut sink, count as u32, false);
        vault.persist_step(id, &state(id, Phase::Consent), &[event(i64::from(count))]).unwrap();
        say(count);
    }
}

#[test]
fn killed_while_recording() {
    for until in [1, 2, 7, 20] {
        let place = Place::new();
        let said = kill_after(spawn("child_records_for_ever", place.dir.path()), until);
        let confirmed = said.len() as u32;
        assert!(confirmed >= until, "{said:?}");

        let vault = place.open();
        let recovered = vault.recover().unwrap();
        assert_eq!(recovered.len(), 1, "{recovered:?}");
        let id = recovered[0].interview_id;
        let part = &recovered[0].parts[0];
        assert!(part.segments >= confirmed && part.closed && part.missing.is_empty(), "{part:?}");
        assert!(vault.show(id).unwrap().timeline.len() >= confirmed as usize);
        assert_eq!(recovered[0].state_json, Some(state(id, Phase::Consent)));

        let mut played = Vec::new();
        vault.open_part(id, "main").unwrap().read_to_end(&mut played).unwrap();
        assert!(played.ends_with(&clusters(part.segments)));
        assert!(vault.part_manifest(id, "main").unwrap().finished);

        // Verification says what is missing, and nothing else is wrong.
        let checks = vault.verify_session(id).unwrap();
        let bad: Vec<&str> =
            checks.iter().filter(|check| !check.ok).map(|check| check.name.as_str()).collect();
        assert_eq!(bad, ["media.main.end", "report"], "{checks:#?}");

        // The session goes on in a new part; a second recovery finds nothing to mend.
        record(&mut vault.part_sink(id, "main-2").unwrap(), 3, true);
        let again = vault.recover().unwrap();
        assert!(again[0].parts.is_empty(), "{again:?}");
    }
}

#[test]
fn a_session_that_runs_elsewhere_is_left_alone() {
    let place = Place::new();
    let (vault, elsewhere) = (place.open(), place.open());
    let id = begin(&vault);
    record(&mut vault.part_sink(id, "main").unwrap(), 3, false);
    let hold = vault.hold_session(id).unwrap();
    assert!(elsewhere.recover().unwrap().is_empty(), "between two parts, nobody writes");
    let refused = elsewhere.hold_session(id).unwrap_err();
    assert_eq!(refused.fault().code, "vault.in_use");

    drop(hold);
    let recovered = elsewhere.recover().unwrap();
    assert_eq!(recovered.iter().map(|session| session.interview_id).collect::<Vec<_>>(), [id]);
    drop(vault.hold_session(id).unwrap());
    let left = std::fs::read_dir(place.home().join("running")).unwrap().count();
    assert_eq!(left, 0, "a hold leaves nothing behind");
}

#[test]
fn a_torn_record_is_set_aside() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 4, false);
    std::mem::forget(sink); // The lock stays, as if the process still ran.
    assert!(vault.recover().unwrap().is_empty(), "a running recording is left alone");
    drop(vault);

    // The same file as a killed process leaves it: half a record at the end, no lock.
    let path = place.sealed(id, "main");
    let mut bytes = std::fs::read(&path).unwrap();
    let whole = bytes.len();
    bytes.extend([0, 0, 5, 0, 0, 0, 0, 4, 1, 2, 3]);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, &bytes).unwrap();
    let vault = place.open();
    let part = vault.recover().unwrap()[0].parts[0].clone();
    assert_eq!((part.segments, part.set_aside_bytes, part.closed), (4, 11, true));
    assert_eq!(std::fs::read(path.with_extension("torn")).unwrap(), bytes[whole..]);
    let mut played = Vec::new();
    vault.open_part(id, "main").unwrap().read_to_end(&mut played).unwrap();
    assert!(played.ends_with(&clusters(4)));
}

#[test]
fn segments_whose_bytes_are_gone_are_named() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 5, false);
    drop(sink);
    let path = place.sealed(id, "main");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 3500]).unwrap();
    let part = vault.recover().unwrap()[0].parts[0].clone();
    assert_eq!((part.segments, part.missing.as_slice(), part.closed), (3, &[3, 4][..], false));
    let checks = vault.verify_session(id).unwrap();
    let check = checks.iter().find(|check| check.name == "media.main.segments").unwrap();
    assert_eq!(check.detail, "segment 3 is missing, segment 4 is missing");
}

#[test]
fn child_fills_the_disk() {
    let Some(dir) = child_dir() else { return };
    let vault = Vault::open(&dir.join("home"), keystore_at(&dir)).unwrap();
    let id = vault.unfinished().unwrap()[0];
    for count in 1.. {
        let saved = vault.save_artifact(id, &format!("observations:{count}"), &[7; 20_000]);
        let Err(error) = saved else {
            say(count);
            continue;
        };
        println!("\nfault {}", error.fault().code);
        return;
    }
}

#[test]
fn a_disk_that_is_full_for_the_database_loses_nothing_confirmed() {
    let place = Place::new();
    let id = begin(&place.open());
    // A limit of 512 KiB a file; the signal that comes with it is ignored, as on a full disk.
    let limited = "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\"";
    let output = Command::new("sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "child_fills_the_disk", "--nocapture", "--test-threads=1"])
        .env(CHILD_DIR, place.dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let confirmed = said.lines().filter(|line| line.starts_with("ok ")).count();
    assert!(confirmed > 5, "{said}");
    let fault = said.lines().find_map(|line| line.strip_prefix("fault "));
    assert!(matches!(fault, Some("vault.disk_full" | "vault.io")), "{said}");

    let vault = place.open();
    for count in 1..=confirmed {
        let name = format!("observations:{count}");
        assert_eq!(vault.load_artifact(id, &name).unwrap().unwrap(), [7; 20_000]);
    }
}

#[test]
fn child_rotates_for_ever() {
    let Some(dir) = child_dir() else { return };
    let (a, b) = (dir.join("a"), dir.join("b"));
    let home = dir.join("home");
    let vault = Vault::open(&home, keystore_at(&a))
        .or_else(|_| Vault::open(&home, keystore_at(&b)))
        .unwrap();
    for count in 1.. {
        let next = if count % 2 == 0 { &a } else { &b };
        vault.rotate_key(keystore_at(next)).unwrap();
        vault.rotate_key(keystore_at(if count % 2 == 0 { &b } else { &a })).unwrap();
        say(count);
    }
}

#[test]
fn killed_while_the_key_is_rotated() {
    let place = Place::new();
    let dir = place.dir.path();
    let (home, a, b) = (place.home(), dir.join("a"), dir.join("b"));
    let sessions: Vec<Uuid> = {
        let vault = Vault::create(&home, keystore_at(&a)).unwrap();
        (0..5).map(|_| whole_session(&vault)).collect()
    };
    for until in 1..=8 {
        kill_after(spawn("child_rotates_for_ever", dir), until);
        let with_a = Vault::open(&home, keystore_at(&a));
        let with_b = Vault::open(&home, keystore_at(&b));
        let vault = match (with_a, with_b) {
            (Ok(vault), Err(VaultError::KeyMissing(_)))
            | (Err(VaultError::KeyMissing(_)), Ok(vault)) => vault,
            other => panic!("exactly one secret opens the vault: {other:?}"),
        };
        for id in &sessions {
            assert!(vault.verify_session(*id).unwrap().iter().all(|check| check.ok));
        }
    }
}
