//! Full disks, damaged files, newer programs.

#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::{Place, begin, cluster, clusters, record, webm_header, whole_session};
use interview::error::Faulty as _;
use vault::{DiskFiles, MediaFiles, SegmentFile, Vault, VaultError};

/// A disk with room for so many more bytes. A write that does not fit leaves its beginning there,
/// as a real one does.
#[derive(Clone, Default)]
struct SmallDisk {
    room: Arc<AtomicUsize>,
    /// Bytes after which a sync fails once.
    sync_fails: Arc<Mutex<bool>>,
}

struct SmallFile {
    file: Box<dyn SegmentFile>,
    disk: SmallDisk,
}

impl MediaFiles for SmallDisk {
    fn open(&self, path: &Path) -> std::io::Result<Box<dyn SegmentFile>> {
        Ok(Box::new(SmallFile { file: DiskFiles.open(path)?, disk: self.clone() }))
    }
}

impl SegmentFile for SmallFile {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let room = self.disk.room.load(Ordering::SeqCst);
        let fits = room.min(bytes.len());
        self.file.append(&bytes[..fits])?;
        self.disk.room.store(room - fits, Ordering::SeqCst);
        if fits < bytes.len() { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync(&mut self) -> std::io::Result<()> {
        if std::mem::take(&mut *self.disk.sync_fails.lock().unwrap()) {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.file.sync()
    }

    fn truncate(&mut self, len: u64) -> std::io::Result<()> {
        self.file.truncate(len)
    }
}

#[test]
fn a_full_disk_loses_nothing_and_recording_goes_on_when_there_is_room() {
    let place = Place::new();
    let disk = SmallDisk::default();
    disk.room.store(10_000, Ordering::SeqCst);
    let files = Arc::new(disk.clone());
    let vault = Vault::open_with(&place.home(), place.keystore(), files).unwrap();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 3, false);
    let full = loop {
        let seq = sink.next_seq();
        let start = i64::from(seq - 1) * 2_000_000_000;
        match sink.segment(seq, start, 2000, true, &cluster(seq), false) {
            Ok(()) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(full, VaultError::DiskFull), "{full:?}");
    assert_eq!(full.fault().code, "vault.disk_full");
    let kept = sink.next_seq();
    assert!(kept >= 3);
    let played = |vault: &Vault| {
        let mut bytes = Vec::new();
        vault.open_part(id, "main").unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert!(played(&vault).ends_with(&clusters(kept)), "everything before stays readable");

    disk.room.store(1_000_000, Ordering::SeqCst);
    record(&mut sink, kept + 2, true);
    assert!(played(&vault).ends_with(&clusters(kept + 2)));
    let checks = vault.verify_session(id).unwrap();
    assert!(checks.iter().filter(|check| check.name.starts_with("media")).all(|check| check.ok));
}

#[test]
fn a_sync_that_fails_keeps_nothing_of_the_segment() {
    let place = Place::new();
    let disk = SmallDisk::default();
    disk.room.store(usize::MAX, Ordering::SeqCst);
    let files = Arc::new(disk.clone());
    let vault = Vault::open_with(&place.home(), place.keystore(), files).unwrap();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 2, false);
    let len = std::fs::metadata(place.sealed(id, "main")).unwrap().len();
    *disk.sync_fails.lock().unwrap() = true;
    assert!(sink.segment(2, 2_000_000_000, 2000, true, &cluster(2), false).is_err());
    drop(sink);
    assert_eq!(std::fs::metadata(place.sealed(id, "main")).unwrap().len(), len);
    assert_eq!(vault.part_ref(id, "main").unwrap().segments, 2);
}

#[test]
fn a_disk_that_fills_up_on_the_second_day_loses_nothing_either() {
    let place = Place::new();
    let disk = SmallDisk::default();
    disk.room.store(10_000, Ordering::SeqCst);
    let files = Arc::new(disk.clone());
    let vault = Vault::open_with(&place.home(), place.keystore(), files).unwrap();
    let id = begin(&vault);
    record(&mut vault.part_sink(id, "main").unwrap(), 3, false);
    disk.room.store(1_000, Ordering::SeqCst);
    let mut sink = vault.continue_part(id, "main").unwrap();
    let full = sink.segment(3, 4_000_000_000, 2000, true, &cluster(3), false);
    assert!(matches!(full, Err(VaultError::DiskFull)), "{full:?}");
    drop(sink);
    disk.room.store(1_000_000, Ordering::SeqCst);
    record(&mut vault.continue_part(id, "main").unwrap(), 5, true);
    let mut bytes = Vec::new();
    vault.open_part(id, "main").unwrap().read_to_end(&mut bytes).unwrap();
    assert!(bytes.ends_with(&clusters(5)));
    let checks = vault.verify_session(id).unwrap();
    assert!(checks.iter().filter(|check| check.name.starts_with("media")).all(|check| check.ok));
}

#[test]
fn every_kind_of_damage_to_a_segment_is_named() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let path = place.sealed(id, "main");
    let genuine = std::fs::read(&path).unwrap();
    let segments = |vault: &Vault| {
        let checks = vault.verify_session(id).unwrap();
        checks.into_iter().find(|check| check.name == "media.main.segments").unwrap()
    };
    assert!(segments(&vault).ok);

    let mut changed = genuine.clone();
    let middle = webm_header().len() + 200;
    changed[middle] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    let check = segments(&vault);
    assert!(!check.ok && check.detail == "segment 1 was changed", "{check:?}");
    let mut reader = vault.open_part(id, "main").unwrap();
    let read = reader.read_range(reader.len() - 10, 10);
    assert!(read.is_ok(), "other segments still play: {read:?}");
    assert!(matches!(reader.read_range(0, 4000), Err(VaultError::Seal(_))));

    std::fs::write(&path, &genuine[..genuine.len() - 1]).unwrap();
    let check = segments(&vault);
    assert!(!check.ok && check.detail == "segment 3 is missing", "{check:?}");
    std::fs::remove_file(&path).unwrap();
    assert!(!segments(&vault).ok);
}

#[test]
fn a_damaged_database_is_set_aside_and_media_are_kept() {
    let place = Place::new();
    let id = {
        let vault = place.open();
        let id = whole_session(&vault);
        // Enough rows that the damage hits a page of content.
        for number in 0..50 {
            vault.save_artifact(id, &format!("observations:{number}"), &[7; 4000]).unwrap();
        }
        id
    };
    let path = place.home().join("station.db");
    let len = std::fs::metadata(&path).unwrap().len();
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(len / 2)).unwrap();
    file.write_all(&[0x55; 64]).unwrap();
    drop(file);

    let error = Vault::open(&place.home(), place.keystore()).unwrap_err();
    let VaultError::Corrupt { set_aside } = &error else { panic!("{error:?}") };
    assert_eq!(std::fs::metadata(place.home().join(set_aside)).unwrap().len(), len);
    assert!(place.sealed(id, "main").exists(), "media are kept");
    // The station can go on with an empty database, under the same key.
    assert!(place.open().list().unwrap().is_empty());
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = Place::new();
    let id = whole_session(&place.open());
    let raise = |version: u32| {
        let db = raw_connection(&place);
        db.pragma_update(None, "user_version", version).unwrap();
    };
    raise(99);
    let error = Vault::open(&place.home(), place.keystore()).unwrap_err();
    assert!(matches!(error, VaultError::NewerSchema { found: 99, known: 4 }), "{error:?}");
    raise(4);
    assert!(place.open().report(id).unwrap().is_some());
}

#[test]
fn a_migration_that_was_applied_in_another_form_is_refused() {
    let place = Place::new();
    drop(place.open());
    raw_connection(&place).execute("UPDATE migration SET sha256 = 'other'", []).unwrap();
    let error = Vault::open(&place.home(), place.keystore()).unwrap_err();
    assert!(matches!(error, VaultError::Migration { version: 1 }), "{error:?}");
}

#[test]
fn a_changed_audit_entry_is_found() {
    let place = Place::new();
    let id = whole_session(&place.open());
    raw_connection(&place)
        .execute("UPDATE audit SET detail = 'forged' WHERE action = 'session.step'", [])
        .unwrap();
    let checks = place.open().verify_session(id).unwrap();
    let bad: Vec<&str> =
        checks.iter().filter(|check| !check.ok).map(|check| check.name.as_str()).collect();
    assert_eq!(bad, ["audit.interview"]);
}

#[test]
fn a_changed_report_is_found() {
    let place = Place::new();
    let id = whole_session(&place.open());
    raw_connection(&place)
        .execute("UPDATE report SET bytes = CAST(replace(CAST(bytes AS TEXT), 'walk-in', 'walk-on') AS BLOB)", [])
        .unwrap();
    let checks = place.open().verify_session(id).unwrap();
    assert!(checks.iter().any(|check| check.name == "report.signature" && !check.ok));
}

/// The database as somebody sees it who holds the key: opened with what lies in the key file and
/// the keystore.
fn raw_connection(place: &Place) -> rusqlite::Connection {
    use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
    let json = std::fs::read(place.home().join("key.json")).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let text = |pointer: &str| file.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    };
    let secret = place
        .dir
        .path()
        .join("keystore")
        .join(format!("{}.key", text("/wrapping/parameters/secret")));
    let kek: [u8; 32] = std::fs::read(secret).unwrap().try_into().unwrap();
    let nonce: [u8; 12] = hex(&text("/wrapping/nonce")).try_into().unwrap();
    let mut aad = b"interview-station/key/1\0".to_vec();
    aad.extend(uuid::Uuid::parse_str(&text("/home")).unwrap().as_bytes());
    aad.extend(text("/salt").as_bytes());
    aad.extend(b"simulated-keystore");
    let key = aes_gcm::Aes256Gcm::new(&kek.into())
        .decrypt(&nonce.into(), Payload { msg: &hex(&text("/wrapping/sealed")), aad: &aad })
        .unwrap();
    let db = rusqlite::Connection::open(place.home().join("station.db")).unwrap();
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    db.pragma_update(None, "key", format!("x'{key}{}'", text("/salt"))).unwrap();
    db
}
