//! Files that people attach, as the desk takes them: kinds by content, names, rights, the log, and
//! what leaves the vault.

#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use interview::error::Faulty as _;
use interview::review::ReviewerRole;
use interview::transcript::Language;
use proptest::prelude::*;
use station::desk::attachments::{AttachmentError, add, kind_of, remove, save};
use station::desk::batch;
use station::review::Person;
use uuid::Uuid;
use vault::{AttachmentKind, KeyOpener, MAX_DOCUMENT_BYTES, Vault};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
const WEBM: &[u8] = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm";

const WORD: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn types(main: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Types><Override PartName=\"/word/document.xml\" ContentType=\"{main}\"/></Types>"
    )
}

fn docx() -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", types(WORD).as_str()),
        ("word/document.xml", "<w:document/>"),
    ])
}

/// A compound file whose directory has these storages (1) and streams (2).
fn compound(entries: &[(&str, u8)]) -> Vec<u8> {
    let mut out = vec![0; 512];
    out[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (name, object) in entries {
        let mut entry = [0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = u8::try_from(units.len() + 2).unwrap();
        entry[66] = *object;
        out.extend(entry);
    }
    out
}

fn doc() -> Vec<u8> {
    compound(&[("Root Entry", 5), ("1Table", 2), ("WordDocument", 2)])
}

/// Each kind with a file of it.
fn samples() -> [(AttachmentKind, Vec<u8>); 7] {
    [
        (AttachmentKind::Pdf, PDF.to_vec()),
        (AttachmentKind::Docx, docx()),
        (AttachmentKind::Doc, doc()),
        (AttachmentKind::Png, PNG.to_vec()),
        (AttachmentKind::Jpeg, JPEG.to_vec()),
        (AttachmentKind::Mp4, MP4.to_vec()),
        (AttachmentKind::Webm, WEBM.to_vec()),
    ]
}

struct Place {
    folder: tempfile::TempDir,
    vault: Vault,
    id: Uuid,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let opener = KeyOpener::Passphrase("only for this test".to_owned().into());
        let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
        let id = fixtures::begin(&vault);
        Self { folder, vault, id }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The code of the refusal; none where it was added.
    fn refused(&self, path: &Path) -> Option<&'static str> {
        let added = add(&self.vault, self.id, &lu(), path, "");
        added.err().map(|error| error.fault().code)
    }
}

fn lu() -> Person {
    Person::new("陆婉清", ReviewerRole::Recruiter).unwrap()
}

#[test]
fn kinds_are_told_by_content() {
    for (kind, content) in samples() {
        assert_eq!(kind_of(&content).unwrap(), kind);
    }
    let lower = compound(&[("worddocument", 2)]);
    assert_eq!(kind_of(&lower).unwrap(), AttachmentKind::Doc, "names differ in more than case");
}

#[test]
fn what_is_no_paper_picture_or_video_is_refused() {
    let types_of = |main: &str| archive(&[("[Content_Types].xml", types(main).as_str())]);
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    let escaped = types(WORD).replace("</Types>", "<x y=\"&#86;BA\"/></Types>");
    let refused: [(&str, Vec<u8>); 26] = [
        ("program of Linux", b"\x7fELF\x02\x01\x01\0".to_vec()),
        ("program of Windows", b"MZ\x90\0\x03\0\0\0%PDF-1.7".to_vec()),
        ("program of macOS", b"\xcf\xfa\xed\xfe\x07\0\0\x01".to_vec()),
        ("script", b"#!/bin/sh\nrm -rf ~\n".to_vec()),
        ("batch file", b"@echo off\r\n".to_vec()),
        ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("SVG", b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>".to_vec()),
        ("text", "林晓岚 简历".as_bytes().to_vec()),
        ("rich text", b"{\\rtf1\\ansi}".to_vec()),
        ("shortcut", b"L\0\0\0\x01\x14\x02\0".to_vec()),
        ("GIF", b"GIF89a\x01\0\x01\0".to_vec()),
        ("RAR", b"Rar!\x1a\x07\x01\0".to_vec()),
        ("archive", archive(&[("run.exe", "MZ")])),
        ("Java archive", archive(&[("META-INF/MANIFEST.MF", "Manifest-Version: 1.0")])),
        ("spreadsheet", types_of(sheet)),
        ("types with escapes", archive(&[("[Content_Types].xml", escaped.as_str())])),
        ("beginning of an archive", b"PK\x03\x04".to_vec()),
        ("spreadsheet of before", compound(&[("Root Entry", 5), ("Workbook", 2)])),
        ("installer", compound(&[("Root Entry", 5), ("\u{4840}Property", 2)])),
        ("encrypted paper", compound(&[("EncryptedPackage", 2), ("EncryptionInfo", 2)])),
        ("storage of that name", compound(&[("WordDocument", 1)])),
        ("sound", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42".to_vec()),
        ("still picture", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("QuickTime", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ".to_vec()),
        ("Matroska", b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska".to_vec()),
        ("PDF behind something", [b"\n".as_slice(), PDF].concat()),
    ];
    for (what, content) in refused {
        assert_eq!(kind_of(&content), Err(AttachmentError::Kind), "{what}");
    }
    assert_eq!(kind_of(b""), Err(AttachmentError::Empty));
}

#[test]
fn macros_are_refused_whatever_the_file_is_called() {
    let with = |main: &str, part: &str| {
        archive(&[("[Content_Types].xml", types(main).as_str()), (part, "macro")])
    };
    let enabled = "application/vnd.ms-word.document.macroEnabled.main+xml";
    let macros = [
        with(enabled, "word/document.xml"),
        with(WORD, "word/vbaProject.bin"),
        with(WORD, "word/VBAPROJECT.BIN"),
        with(WORD, "word/vbaData.xml"),
        with(
            &format!("{WORD}\"/><Override ContentType=\"application/vnd.ms-office.vbaProject"),
            "x",
        ),
        compound(&[("WordDocument", 2), ("Macros", 1)]),
        compound(&[("WordDocument", 2), ("VBA", 1)]),
        compound(&[("WordDocument", 2), ("_vba_project", 2)]),
    ];
    for (nth, content) in macros.into_iter().enumerate() {
        assert_eq!(kind_of(&content), Err(AttachmentError::Macros), "{nth}");
    }
}

#[test]
fn a_name_that_says_another_kind_is_refused_and_one_without_an_ending_gets_it() {
    let place = Place::new();
    let word = docx();
    for (name, content) in [
        ("cv.exe", PDF),
        ("cv.pdf.scr", PDF),
        ("cv.docm", word.as_slice()),
        ("cv.doc", word.as_slice()),
        ("cv.pdf", PNG),
        ("cv.png", JPEG),
        ("cv.mov", MP4),
        ("cv.mkv", WEBM),
        ("cv.2026", PDF),
    ] {
        let path = place.file(name, content);
        assert_eq!(place.refused(&path), Some("attachment.mismatch"), "{name}");
    }
    for (name, content, kept) in [
        ("CV.PDF", PDF, "CV.pdf"),
        ("简历", PDF, "简历.pdf"),
        ("photo.JPEG", JPEG, "photo.jpg"),
        ("clip.m4v", MP4, "clip.mp4"),
    ] {
        let path = place.file(name, content);
        assert_eq!(add(&place.vault, place.id, &lu(), &path, "").unwrap().name, kept);
    }
}

#[test]
fn what_can_not_be_read_as_a_file_is_refused() {
    let place = Place::new();
    let there = place.folder.path();
    assert_eq!(place.refused(&there.join("none.pdf")), Some("file.unusable"));
    assert_eq!(place.refused(there), Some("file.unusable"), "a folder");
    assert_eq!(place.refused(Path::new("/dev/zero")), Some("file.unusable"), "a device");
    assert_eq!(place.refused(&place.file("empty.pdf", b"")), Some("attachment.empty"));
    assert_eq!(place.refused(&place.file("run.sh", b"#!/bin/sh\n")), Some("attachment.kind"));
    let mut large = PDF.to_vec();
    large.resize(usize::try_from(MAX_DOCUMENT_BYTES).unwrap() + 1, b' ');
    assert_eq!(place.refused(&place.file("l.pdf", &large)), Some("attachment.too_large"));
    large.truncate(large.len() - 1);
    assert_eq!(place.refused(&place.file("l.pdf", &large)), None);
    let mut video = WEBM.to_vec();
    video.resize(large.len() + 1, 0);
    assert_eq!(place.refused(&place.file("l.webm", &video)), None, "videos may be larger");
    let kept = place.vault.attachments(place.id).unwrap();
    assert_eq!(kept.last().unwrap().sha256, seal::hash::sha256(&video));
}

#[test]
fn a_copy_is_whole_and_only_who_added_a_file_removes_it() {
    let place = Place::new();
    let duan = Person::new("段凯文", ReviewerRole::Interviewer).unwrap();
    let path = place.file("林晓岚 简历.docx", &docx());
    let added = add(&place.vault, place.id, &lu(), &path, "初审时交的").unwrap();
    let copy = place.file("copy.docx", b"what was there before");
    let written = save(&place.vault, place.id, added.id, &duan, &copy).unwrap();
    assert_eq!((written.path, written.bytes), (copy.clone(), docx().len() as u64));
    assert_eq!(std::fs::read(&copy).unwrap(), docx());

    let foreign = remove(&place.vault, place.id, added.id, &duan).unwrap_err();
    assert_eq!(foreign.fault().code, "attachment.not_own");
    remove(&place.vault, place.id, added.id, &lu()).unwrap();
    let gone = save(&place.vault, place.id, added.id, &duan, &copy).unwrap_err();
    assert_eq!(gone.fault().code, "vault.missing");

    let log = place.vault.audit_entries(place.id).unwrap();
    let lines: Vec<(&str, &str)> =
        log.iter().skip(1).map(|e| (e.actor.as_str(), e.action.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("陆婉清", "desk.attachment_added"),
            ("段凯文", "desk.attachment_saved"),
            ("陆婉清", "desk.attachment_removed"),
        ]
    );
    assert!(log.iter().skip(1).all(|e| e.detail == format!("{} docx", added.id)), "no name");
}

#[test]
fn a_copy_that_fails_leaves_what_was_there() {
    let place = Place::new();
    let path = place.file("a.pdf", PDF);
    let added = add(&place.vault, place.id, &lu(), &path, "").unwrap();
    let sealed = place.folder.path().join("home/media").join(place.id.to_string());
    let sealed = sealed.join("files").join(format!("{}.sealed", added.id));
    let mut bytes = std::fs::read(&sealed).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&sealed, bytes).unwrap();
    let folder = place.folder.path().join("out");
    std::fs::create_dir(&folder).unwrap();
    let copy = folder.join("copy.pdf");
    std::fs::write(&copy, "before").unwrap();
    save(&place.vault, place.id, added.id, &lu(), &copy).unwrap_err();
    assert_eq!(std::fs::read(&copy).unwrap(), b"before");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "no half copy stays");
}

#[test]
fn a_zip_holds_the_files_under_safe_names_that_differ() {
    let place = Place::new();
    for (name, content) in [("=SUM(A1).pdf", PDF), ("sum(a1).pdf", b"%PDF-2.0 other".as_slice())] {
        let path = place.file(name, content);
        add(&place.vault, place.id, &lu(), &path, "").unwrap();
    }
    let out = place.folder.path().join("out");
    let entries = [batch::Entry { id: place.id, folder: "2026-11-25-teller".to_owned() }];
    let written =
        batch::zip(&place.vault, &entries, b"", Language::Zh, &lu(), &out, "a.zip").unwrap();
    let mut zip = ZipArchive::new(std::fs::File::open(written.path).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let inside: Vec<&String> = names.iter().filter(|name| name.contains("/files/")).collect();
    let of = |name: &str| format!("2026-11-25-teller/files/{name}");
    assert_eq!(inside, [&of("SUM(A1).pdf"), &of("sum(a1) (2).pdf")]);
    let mut content = Vec::new();
    zip.by_name(&of("sum(a1) (2).pdf")).unwrap().read_to_end(&mut content).unwrap();
    assert_eq!(content, b"%PDF-2.0 other");
}

proptest! {
    /// Whatever stands behind or in place of a part of a good file, it is that kind or refused.
    #[test]
    fn damage_never_makes_another_kind_and_never_panics(
        which in 0usize..7,
        cut in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let (kind, mut content) = samples()[which].clone();
        let at = at.index(content.len());
        let end = (at + with.len()).min(content.len());
        drop(content.splice(at..end, with));
        content.truncate(cut.index(content.len() + 1));
        if let Ok(found) = kind_of(&content) {
            prop_assert_eq!(found, kind);
        }
    }

    /// A beginning that is on no list is refused, also where a good file follows.
    #[test]
    fn a_disguise_in_front_is_refused(front in prop::collection::vec(any::<u8>(), 12..64), which in 0usize..7) {
        let (_, content) = samples()[which].clone();
        let known = [b"%PDF-".as_slice(), b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1a\x45\xdf\xa3"];
        prop_assume!(!known.iter().any(|known| front.starts_with(known)) && &front[4..8] != b"ftyp");
        prop_assert_eq!(kind_of(&[front, content].concat()), Err(AttachmentError::Kind));
    }
}
