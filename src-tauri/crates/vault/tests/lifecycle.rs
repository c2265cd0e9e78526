//! A session from its beginning to its erasure.

#![allow(clippy::unwrap_used)]

mod common;

use std::io::{Read as _, Seek as _, SeekFrom};

use common::{
    Place, begin, cluster, clusters, consent, enrolment, event, record, report, state, store,
    whole_session,
};
use interview::session::Phase;
use seal::manifest::WRAP_PURPOSE;
use seal::segment::SegmentOpener;
use seal::sign::{verify_compact, verify_detached};
use seal::wrap::{WrapInfo, unwrap_any};
use uuid::Uuid;
use vault::{Erasure, SyncState, VaultError};

#[test]
fn steps_are_read_back_after_reopening() {
    let place = Place::new();
    let id = {
        let vault = place.open();
        let id = begin(&vault);
        assert_eq!(vault.state(id).unwrap(), None);
        vault.persist_step(id, &state(id, Phase::Consent), &[event(1), event(2)]).unwrap();
        vault.persist_step(id, &state(id, Phase::Identity), &[event(3)]).unwrap();
        id
    };
    let vault = place.open();
    assert_eq!(vault.state(id).unwrap(), Some(state(id, Phase::Identity)));
    assert_eq!(vault.unfinished().unwrap(), [id]);
    let record = vault.show(id).unwrap();
    assert_eq!(record.timeline, [event(1), event(2), event(3)]);
    assert_eq!(record.summary.state, "identity");
    let actions: Vec<&str> = record.audit.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["session.begun", "session.step", "session.step"]);
}

#[test]
fn a_state_of_another_interview_is_refused_and_nothing_of_the_step_is_kept() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let foreign = state(Uuid::now_v7(), Phase::Consent);
    for bad in [foreign.as_str(), "{}", "not json"] {
        let refused = vault.persist_step(id, bad, &[event(1)]);
        assert!(matches!(refused, Err(VaultError::Invalid(_))), "{refused:?}");
    }
    let record = vault.show(id).unwrap();
    assert!(record.timeline.is_empty() && record.audit.len() == 1);
    let unknown = Uuid::now_v7();
    let refused = vault.persist_step(unknown, &state(unknown, Phase::Consent), &[]);
    assert!(matches!(refused, Err(VaultError::NoSession(_))), "{refused:?}");
    assert!(matches!(
        vault.begin_session(common::new_session(id)),
        Err(VaultError::Conflict { what: "interview" })
    ));
}

#[test]
fn artifacts_replace_each_other_by_name() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    vault.save_artifact(id, "identity", b"one").unwrap();
    vault.save_artifact(id, "identity", b"two").unwrap();
    assert_eq!(vault.load_artifact(id, "identity").unwrap().as_deref(), Some(&b"two"[..]));
    assert_eq!(vault.load_artifact(id, "other").unwrap(), None);
    assert_eq!(vault.show(id).unwrap().artifacts, ["identity"]);
}

#[test]
fn a_recorded_part_plays_at_any_place() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    record(&mut vault.part_sink(id, "main").unwrap(), 5, true);

    let mut reader = vault.open_part(id, "main").unwrap();
    let mut whole = Vec::new();
    reader.read_to_end(&mut whole).unwrap();
    assert_eq!(whole.len() as u64, reader.len());
    assert!(whole.ends_with(&clusters(5)), "the clusters are as they were recorded");
    // A range across two segments, and one in a player's way of asking.
    let from = reader.len() as usize - cluster(4).len() - 10;
    assert_eq!(reader.read_range(from as u64, 20).unwrap(), whole[from..from + 20]);
    reader.seek(SeekFrom::End(-7)).unwrap();
    let mut end = Vec::new();
    reader.read_to_end(&mut end).unwrap();
    assert_eq!(end, whole[whole.len() - 7..]);
    assert!(reader.read_range(reader.len(), 5).unwrap().is_empty());

    let part = vault.part_ref(id, "main").unwrap();
    assert_eq!((part.segments, part.duration_ms), (5, 8000));
    let sealed = std::fs::read(place.sealed(id, "main")).unwrap();
    assert_eq!(part.sha256, seal::hash::sha256_hex(&sealed));
}

#[test]
fn segments_come_in_order_once_and_end_with_the_last() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 2, false);
    let skipped = sink.segment(3, 0, 0, true, b"x", false);
    assert!(matches!(skipped, Err(VaultError::SegmentOrder { expected: 2, found: 3 })));
    let open = vault.part_sink(id, "main");
    assert!(matches!(open, Err(VaultError::Conflict { what: "part" })), "{open:?}");
    sink.segment(2, 2_000_000_000, 2000, true, &[], true).unwrap();
    let more = sink.segment(3, 0, 0, true, b"x", false);
    assert!(matches!(more, Err(VaultError::Seal(seal::SealError::AfterFinal))), "{more:?}");
    for name in ["", "../x", "a/b", "Main", "x.y"] {
        assert!(matches!(vault.part_sink(id, name), Err(VaultError::Invalid(_))), "{name}");
    }
}

#[test]
fn the_hrms_opens_what_was_wrapped_for_it() {
    let place = Place::new();
    let vault = place.open();
    let (hrms, enrolment) = enrolment();
    vault.set_enrolment(&enrolment).unwrap();
    assert_eq!(vault.station().station_id, "station-7");
    let id = begin(&vault);
    record(&mut vault.part_sink(id, "main").unwrap(), 4, true);

    let manifest = vault.part_manifest(id, "main").unwrap();
    manifest.check().unwrap();
    assert!(manifest.finished);
    assert_eq!(manifest.wraps.len(), 2, "station and HRMS");
    assert_eq!(vault.part_manifest(id, "main").unwrap(), manifest, "the same bytes again");
    let info = WrapInfo { purpose: WRAP_PURPOSE, interview: id, part: "main" };
    let key = unwrap_any(&manifest.wraps, &hrms, &info).unwrap();
    let sealed = std::fs::read(place.sealed(id, "main")).unwrap();
    let mut opened = Vec::new();
    SegmentOpener::new(&key, id, "main")
        .open_object(&sealed, |_, plaintext| opened.push(plaintext.to_vec()))
        .unwrap();
    assert_eq!(opened[3], cluster(3));
}

#[test]
fn a_report_is_stored_once_and_verifies() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let stored = vault.report(id).unwrap().unwrap();
    verify_detached(&stored.signature, &stored.bytes, &vault.station().signing.public()).unwrap();
    let checks = vault.verify_session(id).unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:#?}");
    assert!(checks.len() >= 8, "{checks:#?}");
    assert!(vault.unfinished().unwrap().is_empty());
    assert_eq!(vault.list().unwrap()[0].report_rev, Some(1));

    // The same again is no second report; another one under the same revision is refused.
    let first: interview::report::Report = serde_json::from_slice(&stored.bytes).unwrap();
    store(&vault, &first).unwrap();
    let mut other = first.clone();
    other.not_used.push("expression".into());
    assert!(matches!(store(&vault, &other), Err(VaultError::Conflict { what: "report" })));

    // A revision follows and names the one before.
    other.rev = 2;
    assert!(matches!(store(&vault, &other), Err(VaultError::Invalid(_))));
    other.supersedes = Some(stored.sha256());
    store(&vault, &other).unwrap();
    assert_eq!(vault.report(id).unwrap().unwrap().rev, 2);
}

#[test]
fn a_report_that_this_station_did_not_sign_is_refused() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let bytes = seal::jcs::canonical_json(&report(&vault, id)).unwrap();
    let foreign = seal::sign::sign_detached(&seal::sign::SigningKey::generate(), &bytes);
    let refused =
        vault.store_report(id, 1, &bytes, &foreign, &state(id, Phase::Ready), &[event(1)]);
    assert!(matches!(refused, Err(VaultError::Seal(seal::SealError::Signature))), "{refused:?}");
    assert!(vault.report(id).unwrap().is_none() && vault.show(id).unwrap().timeline.is_empty());
}

#[test]
fn an_export_can_be_checked_by_a_stranger() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let to = place.dir.path().join("export");
    let summary = vault.export(id, &to).unwrap();
    let read = |name: &str| std::fs::read(to.join(name)).unwrap();

    let jwk = serde_json::from_slice(&read("station.jwk.json")).unwrap();
    let public = seal::sign::PublicKey::from_jwk(&jwk).unwrap();
    let signature = String::from_utf8(read("report.jws")).unwrap();
    verify_detached(&signature, &read("report.json"), &public).unwrap();
    let chain: Vec<seal::chain::AuditEntry> = String::from_utf8(read("audit.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let head = seal::chain::verify(&chain).unwrap();
    let signed: seal::chain::Head =
        verify_compact(&String::from_utf8(read("audit.jws")).unwrap(), &public).unwrap();
    assert_eq!(signed, head);
    assert_eq!(chain.last().unwrap().action, "session.exported");
    let manifest: seal::manifest::PartManifest =
        serde_json::from_slice(&read("main.manifest.json")).unwrap();
    manifest.check().unwrap();
    assert_eq!(seal::hash::sha256_hex(read("main.sealed")), manifest.sha256);
    assert!(read("main.webm").ends_with(&clusters(4)));
    assert_eq!((summary.files.len(), summary.damaged.len()), (8, 0));

    let again = vault.export(id, &to);
    assert!(matches!(again, Err(VaultError::Conflict { what: "file" })), "{again:?}");
}

#[test]
fn damage_costs_one_file_of_an_export() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    let path = place.sealed(id, "main");
    let mut sealed = std::fs::read(&path).unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    std::fs::write(&path, &sealed).unwrap();
    let to = place.dir.path().join("export");
    let summary = vault.export(id, &to).unwrap();
    assert_eq!(summary.damaged, ["main.webm"]);
    assert!(to.join("report.json").exists() && to.join("main.sealed").exists());
    assert!(!to.join("main.webm").exists());
}

#[test]
fn an_erased_session_is_gone_and_the_certificate_proves_it() {
    let place = Place::new();
    let vault = place.open();
    let (erased, kept) = (whole_session(&vault), whole_session(&vault));
    let root = vault.part_ref(erased, "main").unwrap().merkle_root;
    let certificate = vault.erase(erased).unwrap();

    let read: Erasure =
        verify_compact(&certificate.jws, &vault.station().signing.public()).unwrap();
    assert_eq!(read, certificate.erasure);
    assert_eq!(read.parts[0].merkle_root, root);
    assert!(read.wraps_destroyed >= 2, "session key and part");
    assert!(!place.sealed(erased, "main").exists());
    let gone = [
        vault.show(erased).err(),
        vault.open_part(erased, "main").err(),
        vault.part_manifest(erased, "main").err(),
        vault.verify_session(erased).err(),
        vault.begin_session(common::new_session(erased)).err(),
    ];
    for error in gone {
        assert!(matches!(error, Some(VaultError::Erased(_))), "{error:?}");
    }
    assert_eq!(vault.load_artifact(erased, "answer:teller-q01").unwrap(), None);
    assert!(vault.report(erased).unwrap().is_none());
    assert_eq!(vault.erase(erased).unwrap(), certificate, "again gives the same");

    let entries = vault.audit_entries(erased).unwrap();
    seal::chain::verify(&entries).unwrap();
    assert_eq!(entries.last().unwrap().action, "session.erased");
    assert!(vault.verify_session(kept).unwrap().iter().all(|check| check.ok));
    assert_eq!(vault.list().unwrap().len(), 1);
}

#[test]
fn a_session_that_is_recorded_is_not_erased() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let mut sink = vault.part_sink(id, "main").unwrap();
    record(&mut sink, 2, false);
    assert!(matches!(vault.erase(id), Err(VaultError::InUse { .. })));
    drop(sink);
    vault.erase(id).unwrap();
}

#[test]
fn without_consent_to_send_nothing_is_queued() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    let mut refused = report(&vault, id);
    refused.consents = vec![consent("record", true), consent("send", false)];
    store(&vault, &refused).unwrap();
    assert_eq!(vault.list().unwrap()[0].sync, SyncState::None);
}

#[test]
fn settings_survive_reopening() {
    let place = Place::new();
    place.open().set_setting("positions", &serde_json::json!(["teller"])).unwrap();
    let vault = place.open();
    assert_eq!(vault.setting::<Vec<String>>("positions").unwrap().unwrap(), ["teller"]);
    assert_eq!(vault.setting::<String>("other").unwrap(), None);
    assert!(matches!(vault.setting::<u32>("positions"), Err(VaultError::Stored(_))));
    assert!(vault.set_setting("enrolment", "x").is_err());
}
