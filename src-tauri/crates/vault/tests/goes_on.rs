//! A recording that stands still goes on behind what is kept of it, and only there.

#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read as _, Write as _};

use common::{Place, begin, clusters, event, record};
use interview::error::Faulty as _;
use interview::session::{Phase, QuestionStage, SessionState, SuspendReason};
use proptest::prelude::*;
use uuid::Uuid;
use vault::{PartEnd, Vault, VaultError};

fn played(vault: &Vault, id: Uuid) -> Vec<u8> {
    let mut bytes = Vec::new();
    vault.open_part(id, "main").unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn failed_media_checks(vault: &Vault, id: Uuid) -> Vec<String> {
    let checks = vault.verify_session(id).unwrap().into_iter();
    checks.filter(|check| !check.ok && check.name != "report").map(|check| check.name).collect()
}

/// Half a record at the end, as a killed process leaves it.
fn tear(place: &Place, id: Uuid) {
    let path = place.sealed(id, "main");
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(&[0, 0, 5, 0, 0, 0, 0, 4, 1, 2, 3]).unwrap();
}

/// A session that was interrupted in its first answer, as the database knows it.
fn interrupted(vault: &Vault, review: bool) -> Uuid {
    let id = begin(vault);
    let phase = Phase::Question { index: 0, stage: QuestionStage::Answer };
    let state = SessionState { phase, review, ..SessionState::new(id, Vec::new()) };
    vault.persist_step(id, &serde_json::to_string(&state).unwrap(), &[event(1)]).unwrap();
    record(&mut vault.part_sink(id, "main").unwrap(), 3, false);
    id
}

#[test]
fn a_recording_goes_on_in_the_same_part_and_is_closed_once() {
    let place = Place::new();
    let id = {
        let vault = place.open();
        let id = begin(&vault);
        assert_eq!(vault.part_end(id, "main").unwrap(), None);
        record(&mut vault.part_sink(id, "main").unwrap(), 3, false);
        id
    };
    let vault = place.open();
    let open = PartEnd { end_ms: 4_000, closed: false };
    assert_eq!(vault.part_end(id, "main").unwrap(), Some(open));
    let mut sink = vault.continue_part(id, "main").unwrap();
    assert_eq!(sink.next_seq(), 3);
    assert!(matches!(vault.continue_part(id, "main"), Err(VaultError::InUse { .. })));
    record(&mut sink, 5, false);
    sink.finish().unwrap();
    assert!(played(&vault, id).ends_with(&clusters(5)));
    let part = vault.part_ref(id, "main").unwrap();
    assert_eq!((part.segments, part.duration_ms), (6, 8_000), "an empty one closes it");
    let sealed = std::fs::read(place.sealed(id, "main")).unwrap();
    assert_eq!(part.sha256, seal::hash::sha256_hex(&sealed));
    assert!(vault.part_manifest(id, "main").unwrap().finished);
    assert_eq!(failed_media_checks(&vault, id), Vec::<String>::new());
    let error = vault.continue_part(id, "main").unwrap_err();
    assert_eq!(error.fault().code, "vault.part_closed");
}

#[test]
fn nothing_is_put_behind_damage() {
    let place = Place::new();
    let vault = place.open();
    let none = vault.continue_part(begin(&vault), "main");
    assert!(matches!(none, Err(VaultError::Missing { .. })), "{none:?}");
    let id = begin(&vault);
    record(&mut vault.part_sink(id, "main").unwrap(), 4, false);
    let path = place.sealed(id, "main");
    let genuine = std::fs::read(&path).unwrap();
    let damaged = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        match vault.continue_part(id, "main").unwrap_err() {
            VaultError::PartDamaged { segment, .. } => segment,
            other => panic!("{other:?}"),
        }
    };
    let mut changed = genuine.clone();
    changed[300] ^= 1;
    assert_eq!(damaged(&changed), 1);
    assert_eq!(damaged(&genuine[..genuine.len() - 1]), 3);
    assert_eq!(damaged(&[]), 0);
    std::fs::write(&path, &genuine).unwrap();
    assert_eq!(vault.continue_part(id, "main").unwrap().next_seq(), 4);
}

#[test]
fn recovery_leaves_open_what_its_candidate_may_go_on_with() {
    let place = Place::new();
    let (id, scripted) = {
        let vault = place.open();
        (interrupted(&vault, true), interrupted(&vault, false))
    };
    tear(&place, id);
    let vault = place.open();
    let recovered = vault.recover().unwrap();
    let part_of = |id| recovered.iter().find(|s| s.interview_id == id).unwrap().parts[0].clone();
    let part = part_of(id);
    assert_eq!((part.segments, part.set_aside_bytes, part.closed), (3, 11, false));
    assert!(part_of(scripted).closed, "nobody comes back for a recording from files");
    assert_eq!(failed_media_checks(&vault, id), ["media.main.end"], "verification tells of it");
    assert!(played(&vault, id).ends_with(&clusters(3)));

    // It is found again at every start, and the log is not filled with it.
    let entries = vault.audit_entries(id).unwrap().len();
    assert!(!vault.recover().unwrap()[0].parts[0].closed);
    assert_eq!(vault.audit_entries(id).unwrap().len(), entries);

    // It goes on, and is torn once more.
    record(&mut vault.continue_part(id, "main").unwrap(), 5, false);
    tear(&place, id);
    let mut sink = vault.continue_part(id, "main").unwrap();
    record(&mut sink, 6, true);
    assert!(played(&vault, id).ends_with(&clusters(6)));
    assert_eq!(failed_media_checks(&vault, id), Vec::<String>::new());
    for torn in ["torn", "torn-2"] {
        assert_eq!(std::fs::read(place.sealed(id, "main").with_extension(torn)).unwrap().len(), 11);
    }
}

#[test]
fn a_refused_consent_keeps_nothing_open() {
    let place = Place::new();
    let vault = place.open();
    let id = interrupted(&vault, true);
    let resume = Box::new(Phase::Consent);
    let phase = Phase::Suspended { reason: SuspendReason::ConsentRefused, resume };
    let state = SessionState { phase, review: true, ..SessionState::new(id, Vec::new()) };
    vault.persist_step(id, &serde_json::to_string(&state).unwrap(), &[event(2)]).unwrap();
    assert!(vault.recover().unwrap()[0].parts[0].closed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the runs are like, the part is as if it had been recorded in one.
    #[test]
    fn any_number_of_runs_makes_one_part(
        runs in prop::collection::vec((1u32..4, any::<bool>()), 1..6),
    ) {
        let place = Place::new();
        let vault = place.open();
        let id = begin(&vault);
        let mut count = 1;
        record(&mut vault.part_sink(id, "main").unwrap(), count, false);
        for (more, torn) in runs {
            if torn {
                tear(&place, id);
            }
            let mut sink = vault.continue_part(id, "main").unwrap();
            prop_assert_eq!(sink.next_seq(), count);
            count += more;
            record(&mut sink, count, false);
        }
        vault.continue_part(id, "main").unwrap().finish().unwrap();
        prop_assert!(played(&vault, id).ends_with(&clusters(count)));
        let sealed = std::fs::read(place.sealed(id, "main")).unwrap();
        let part = vault.part_ref(id, "main").unwrap();
        prop_assert_eq!(part.sha256, seal::hash::sha256_hex(&sealed));
        prop_assert_eq!(part.duration_ms, i64::from(count - 1) * 2_000);
        prop_assert_eq!(failed_media_checks(&vault, id), Vec::<String>::new());
    }
}
