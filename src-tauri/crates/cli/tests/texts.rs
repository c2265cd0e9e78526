//! Every code has its words, in both languages.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use interview::transcript::Language::{En, Zh};
use station::catalogue;

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("crates").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The codes of all faults, read from the source: every literal of the form `word.word` behind the
/// `impl Faulty` of a file.
fn codes() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&crates).expect("crates").flatten() {
        // The HRMS words its own problems.
        if entry.file_name() != "hrms" && entry.path().join("src").is_dir() {
            sources(&entry.path().join("src"), &mut files);
        }
    }
    let mut codes = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("source");
        for part in text.split("Faulty for ").skip(1) {
            let body = part.split("\n}\n").next().unwrap_or_default();
            codes.extend(
                body.split('"').skip(1).step_by(2).filter(|l| is_code(l)).map(str::to_owned),
            );
        }
    }
    codes
}

fn is_code(literal: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    literal.split_once('.').is_some_and(|(area, name)| word(area) && word(name))
}

#[test]
fn both_catalogues_have_the_same_keys() {
    let zh: BTreeSet<_> = catalogue::keys(Zh).collect();
    let en: BTreeSet<_> = catalogue::keys(En).collect();
    assert!(zh.len() > 300, "the catalogue was read");
    assert_eq!(zh.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn every_fault_says_what_to_do() {
    let codes = codes();
    assert!(codes.len() > 60, "the sources were read: {}", codes.len());
    let mut missing = Vec::new();
    for code in codes {
        for key in [format!("error.{code}"), format!("error.{code}.hint")] {
            for language in [Zh, En] {
                if catalogue::text(language, &key) == key {
                    missing.push(format!("{key} ({})", language.code()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no text for:\n{}", missing.join("\n"));
}

#[test]
fn every_code_is_documented() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/errors.md");
    let page = std::fs::read_to_string(page).expect("docs/errors.md");
    let missing: Vec<String> =
        codes().into_iter().filter(|code| !page.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "not in docs/errors.md: {missing:?}");
}
