//! Files that people attach: sealed on the disk, bounded, read back whole, gone with the interview.

#![allow(clippy::unwrap_used)]

mod common;

use std::io::Read;
use std::path::{Path, PathBuf};

use common::{Place, begin, files_below, whole_session};
use interview::error::Faulty as _;
use uuid::Uuid;
use vault::{
    Attachment, AttachmentKind, Erasure, MAX_ATTACHMENTS, MAX_DOCUMENT_BYTES, MAX_VIDEO_BYTES,
    NewAttachment, Vault, VaultError,
};

/// Stands in no other file.
const MARKER: &[u8] = b"Zzyzxmarker of a paper";

fn paper() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    // More than two records, so that the pieces have an order.
    bytes.extend(MARKER.iter().copied().cycle().take(2_500_000));
    bytes
}

fn new(name: &str) -> NewAttachment<'_> {
    NewAttachment { name, kind: AttachmentKind::Pdf, note: "" }
}

fn add(vault: &Vault, id: Uuid, name: &str, mut content: &[u8]) -> Attachment {
    vault.add_attachment(id, new(name), &mut content, "陆婉清").unwrap()
}

fn read(vault: &Vault, id: Uuid, attachment: Uuid) -> Result<Vec<u8>, VaultError> {
    let mut reader = vault.open_attachment(id, attachment)?;
    let mut whole = Vec::new();
    loop {
        let piece = reader.next_piece()?;
        if piece.is_empty() {
            assert!(reader.next_piece()?.is_empty(), "the end stays the end");
            return Ok(whole);
        }
        whole.extend_from_slice(&piece);
    }
}

fn sealed(place: &Place, id: Uuid, attachment: Uuid) -> PathBuf {
    let media = place.home().join("media").join(id.to_string());
    media.join("files").join(format!("{attachment}.sealed"))
}

fn found_in_clear(dir: &Path, marker: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        std::fs::read(path).unwrap().windows(marker.len()).any(|window| window == marker)
    };
    files_below(dir).into_iter().filter(holds).collect()
}

/// Gives so many bytes, and then what `then` says.
struct Source {
    left: u64,
    fails: bool,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 && self.fails {
            return Err(std::io::Error::other("the stick was pulled out"));
        }
        let count = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        buffer[..count].fill(b'x');
        self.left -= count as u64;
        Ok(count)
    }
}

#[test]
fn a_file_lies_sealed_and_is_read_back_as_it_was() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let content = paper();
    let note = NewAttachment { note: "  初审时交的  ", ..new("欧阳青岚 简历.pdf") };
    let added = vault.add_attachment(id, note, &mut content.as_slice(), "陆婉清").unwrap();
    assert_eq!(added.name, "欧阳青岚 简历.pdf");
    assert_eq!((added.note.as_str(), added.bytes), ("初审时交的", content.len() as u64));
    assert_eq!(added.sha256, seal::hash::sha256(&content));

    for marker in [MARKER, "欧阳青岚".as_bytes(), "初审时交的".as_bytes()] {
        assert_eq!(found_in_clear(place.dir.path(), marker), Vec::<PathBuf>::new());
    }
    assert!(sealed(&place, id, added.id).exists());
    assert!(!format!("{added:?} {:?}", vault.open_attachment(id, added.id)).contains("欧阳"));
    drop(vault);
    let vault = place.open();
    vault.recover().unwrap();
    assert_eq!(vault.attachments(id).unwrap(), std::slice::from_ref(&added));
    assert_eq!(read(&vault, id, added.id).unwrap(), content);
    let exact = vec![7; 1 << 20];
    let exact_id = add(&vault, id, "exact.pdf", &exact).id;
    assert_eq!(read(&vault, id, exact_id).unwrap(), exact, "as long as one record");
    assert!(vault.verify_session(id).unwrap().iter().all(|check| check.ok));
}

#[test]
fn what_was_done_stands_in_the_log_by_id_and_without_a_name() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let added = add(&vault, id, "欧阳青岚.pdf", MARKER);
    vault.remove_attachment(id, added.id, "段凯文").unwrap();
    let log = vault.audit_entries(id).unwrap();
    let lines: Vec<(&str, &str, &str)> = log
        .iter()
        .map(|entry| (entry.actor.as_str(), entry.action.as_str(), entry.detail.as_str()))
        .skip(1)
        .collect();
    let detail = format!("{} pdf", added.id);
    assert_eq!(
        lines,
        [
            ("陆婉清", "desk.attachment_added", detail.as_str()),
            ("段凯文", "desk.attachment_removed", detail.as_str()),
        ]
    );
    assert!(!sealed(&place, id, added.id).exists(), "the content is gone from the disk");
    assert!(vault.attachments(id).unwrap().is_empty());
    let again = vault.remove_attachment(id, added.id, "段凯文");
    assert!(matches!(again, Err(VaultError::Missing { what: "attachment", .. })), "{again:?}");
}

#[test]
fn a_file_belongs_to_its_interview_alone() {
    let place = Place::new();
    let vault = place.open();
    let (id, other) = (begin(&vault), begin(&vault));
    let added = add(&vault, id, "a.pdf", MARKER);
    let missing = [
        vault.open_attachment(other, added.id).err(),
        vault.attachment(other, added.id).err(),
        vault.remove_attachment(other, added.id, "x").err(),
    ];
    for error in missing {
        assert!(matches!(error, Some(VaultError::Missing { .. })), "{error:?}");
    }
    // Brought into another interview by hand it does not open there.
    let own = add(&vault, other, "b.pdf", MARKER);
    std::fs::copy(sealed(&place, id, added.id), sealed(&place, other, own.id)).unwrap();
    let moved = read(&vault, other, own.id);
    assert!(matches!(moved, Err(VaultError::Seal(_))), "{moved:?}");
}

#[test]
fn withdrawal_takes_files_along_and_the_certificate_counts_them() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let added = add(&vault, id, "a.pdf", &paper());
    add(&vault, id, "b.pdf", MARKER);
    let copy = place.dir.path().join("copy of the disk");
    std::fs::copy(sealed(&place, id, added.id), &copy).unwrap();
    let certificate = vault.withdraw(id).unwrap();
    assert_eq!(certificate.erasure.files, 2);
    assert!(!sealed(&place, id, added.id).exists());
    assert!(vault.attachments(id).unwrap().is_empty());
    let gone = vault.open_attachment(id, added.id);
    assert!(matches!(gone, Err(VaultError::Missing { .. })), "{gone:?}");
    let late = vault.add_attachment(id, new("c.pdf"), &mut &MARKER[..], "x");
    assert!(matches!(late, Err(VaultError::Erased(_))), "{late:?}");
    assert!(found_in_clear(place.dir.path(), MARKER).is_empty(), "a copy stays sealed");

    // A certificate of before there were files is still read.
    let mut old = serde_json::to_value(&certificate.erasure).unwrap();
    old.as_object_mut().unwrap().remove("files").unwrap();
    assert_eq!(serde_json::from_value::<Erasure>(old).unwrap().files, 0);
}

#[test]
fn what_is_too_large_too_many_or_unreadable_is_refused_and_leaves_nothing() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let try_add = |kind, left, fails| {
        let mut source = Source { left, fails };
        let file = NewAttachment { kind, ..new("a") };
        vault.add_attachment(id, file, &mut source, "x").map_err(|error| error.fault().code)
    };
    let (pdf, mp4) = (AttachmentKind::Pdf, AttachmentKind::Mp4);
    assert_eq!(try_add(pdf, MAX_DOCUMENT_BYTES + 1, false).unwrap_err(), "attachment.too_large");
    assert_eq!(try_add(mp4, MAX_VIDEO_BYTES + 1, false).unwrap_err(), "attachment.too_large");
    assert_eq!(try_add(pdf, 3_000_000, true).unwrap_err(), "attachment.unreadable");
    assert_eq!(try_add(pdf, 0, false).unwrap_err(), "vault.invalid");
    let media = place.home().join("media");
    assert!(files_below(&media).is_empty(), "nothing of what was refused is left");
    let log = vault.audit_entries(id).unwrap();
    assert!(!log.iter().any(|entry| entry.action.starts_with("desk.")));

    assert_eq!(try_add(pdf, MAX_DOCUMENT_BYTES, false).unwrap().bytes, MAX_DOCUMENT_BYTES);
    for _ in 1..MAX_ATTACHMENTS {
        try_add(pdf, 1, false).unwrap();
    }
    assert_eq!(try_add(pdf, 1, false).unwrap_err(), "attachment.too_many");
}

#[test]
fn damage_is_found_and_costs_one_file_of_an_export() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let content = paper();
    let ids: Vec<Uuid> = (0..4).map(|_| add(&vault, id, "../简历.pdf", &content).id).collect();
    let damage = |nth: usize, change: &dyn Fn(&mut Vec<u8>)| {
        let path = sealed(&place, id, ids[nth]);
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
    };
    damage(1, &|bytes| bytes[1_500_000] ^= 1);
    damage(2, &|bytes| bytes.truncate((1 << 20) + seal::segment::OVERHEAD_BYTES));
    std::fs::remove_file(sealed(&place, id, ids[3])).unwrap();
    for damaged in &ids[1..] {
        let found = read(&vault, id, *damaged);
        assert!(matches!(found, Err(VaultError::Seal(_) | VaultError::Stored(_))), "{found:?}");
    }
    let failed: Vec<String> = vault
        .verify_session(id)
        .unwrap()
        .into_iter()
        .filter(|check| !check.ok)
        .map(|check| check.name)
        .collect();
    assert_eq!(failed, ids[1..].iter().map(|id| format!("attachment.{id}")).collect::<Vec<_>>());

    let to = place.dir.path().join("export");
    let summary = vault.export(id, &to).unwrap();
    assert_eq!(summary.damaged, ["files/简历 (2).pdf", "files/简历 (3).pdf", "files/简历 (4).pdf"]);
    assert_eq!(std::fs::read(to.join("files/简历.pdf")).unwrap(), content);
    assert_eq!(files_below(&to.join("files")).len(), 1);
    vault.remove_attachment(id, ids[3], "x").unwrap();
}

#[test]
fn content_that_a_crash_left_without_a_row_is_cleared_away() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let added = add(&vault, id, "a.pdf", MARKER);
    let left = sealed(&place, id, Uuid::now_v7());
    std::fs::copy(sealed(&place, id, added.id), &left).unwrap();
    // In an interview that this database does not know, such as that of one that was set aside.
    let foreign = sealed(&place, Uuid::now_v7(), added.id);
    std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    std::fs::copy(&left, &foreign).unwrap();
    vault.recover().unwrap();
    assert!(!left.exists() && foreign.exists());
    assert_eq!(read(&vault, id, added.id).unwrap(), MARKER);
}
