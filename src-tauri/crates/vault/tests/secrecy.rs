//! Nothing of a candidate stands in the home in clear, nor in what errors and logs would print.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, event, record, report, state, store};
use interview::session::Phase;
use vault::{KeyOpener, NewSession};

/// Words that occur nowhere but in the candidate's data.
const MARKERS: [&str; 4] = ["Zzyzxmarker", "欧阳青岚", "440106199001019999", "我把误会讲清楚"];

#[test]
fn no_marker_stands_in_any_file_of_the_home() {
    let place = Place::new();
    let vault = place.open();
    let id = uuid::Uuid::now_v7();
    let all = MARKERS.join(" ");
    let session = NewSession {
        candidate_json: serde_json::to_string(&all).unwrap(),
        ..common::new_session(id)
    };
    assert!(MARKERS.iter().all(|marker| !format!("{session:?}").contains(marker)));
    vault.begin_session(session).unwrap();
    vault.persist_step(id, &state(id, Phase::Consent), &[event(1)]).unwrap();
    vault.save_artifact(id, "answer:teller-q01", all.repeat(300).as_bytes()).unwrap();
    vault.set_setting("candidates", &all).unwrap();
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 1, false);
    sink.segment(1, 0, 2000, true, all.repeat(500).as_bytes(), true).unwrap();
    let mut signed = report(&vault, id);
    signed.candidate.name = Some(all.clone());
    store(&vault, &signed).unwrap();

    // With the log of the database still there, and after it was closed.
    let names = ["station.db", "station.db-wal", "main.sealed", "key.json"];
    let files = common::files_below(&place.home());
    for name in names {
        assert!(files.iter().any(|file| file.ends_with(name)), "{name} was looked at: {files:?}");
    }
    assert_clean(&place);
    let shown = format!("{vault:?} {:?} {:?}", vault.report(id), vault.show(id).map(|_| ()));
    assert!(MARKERS.iter().all(|marker| !shown.contains(marker)), "{shown}");
    drop((sink, vault));
    assert_clean(&place);

    let vault = place.open();
    assert_eq!(
        vault.load_artifact(id, "answer:teller-q01").unwrap().unwrap().len(),
        all.len() * 300
    );
    vault.erase(id).unwrap();
    assert_clean(&place);
}

fn assert_clean(place: &Place) {
    for file in common::files_below(&place.home()) {
        let bytes = std::fs::read(&file).unwrap();
        for marker in MARKERS {
            let found = bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
            assert!(!found, "{marker} in {}", file.display());
        }
        assert!(!bytes.starts_with(b"SQLite format 3"), "{} is not encrypted", file.display());
    }
}

#[test]
fn openers_are_not_printed() {
    let opener = KeyOpener::Passphrase("Zzyzxmarker".to_owned().into());
    assert_eq!(format!("{opener:?}"), "Passphrase(..)");
}
