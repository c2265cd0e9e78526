//! The outbox: order within an interview, independence between interviews.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, begin, enrolment, record, report, store, whole_session};
use interview::ports::{Outbox, OutboxItem, OutboxKind, OutboxState};
use seal::manifest::PartManifest;
use seal::sign::verify_detached;
use vault::{SyncState, Vault};

fn ack(vault: &Vault, item: &OutboxItem) {
    vault.update(item.id, &OutboxState::Acked, item.attempts, None).unwrap();
}

#[test]
fn rows_of_an_interview_come_one_after_the_other() {
    let place = Place::new();
    let vault = place.open();
    whole_session(&vault);
    assert_eq!(vault.list().unwrap()[0].sync, SyncState::Pending);
    let mut order = Vec::new();
    loop {
        let due = vault.due(0).unwrap();
        let Some(item) = due.first() else { break };
        assert_eq!(due.len(), 1, "one row of an interview at a time");
        order.push(item.kind.clone());
        ack(&vault, item);
    }
    let part = || "main".to_owned();
    assert_eq!(
        order,
        [
            OutboxKind::Interview,
            OutboxKind::Report { rev: 1 },
            OutboxKind::Manifest { part: part() },
            OutboxKind::Upload { part: part() },
            OutboxKind::Receipt,
        ]
    );
    assert!(vault.pending().unwrap().is_empty());
    assert_eq!(vault.list().unwrap()[0].sync, SyncState::Done);
}

#[test]
fn a_blocked_row_blocks_its_own_interview_only() {
    let place = Place::new();
    let vault = place.open();
    let (first, second) = (whole_session(&vault), whole_session(&vault));
    let due = vault.due(0).unwrap();
    assert_eq!(due.iter().map(|item| item.interview_id).collect::<Vec<_>>(), [first, second]);

    let parked = OutboxState::Parked { reason: "conflict".into() };
    vault.update(due[0].id, &parked, 1, None).unwrap();
    let waiting = OutboxState::Waiting { until_unix_ms: 500 };
    vault.update(due[1].id, &waiting, 2, Some("/uploads/1")).unwrap();
    assert!(vault.due(499).unwrap().is_empty());
    let due = vault.due(500).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].attempts, due[0].resume.as_deref()), (2, Some("/uploads/1")));
    assert_eq!(vault.list().unwrap()[1].sync, SyncState::Parked);

    assert_eq!(vault.unpark(first).unwrap(), 1);
    assert_eq!(vault.due(500).unwrap().len(), 2);
}

#[test]
fn a_row_that_was_being_sent_is_asked_for_again() {
    let place = Place::new();
    let id = {
        let vault = place.open();
        whole_session(&vault);
        let item = vault.due(0).unwrap().remove(0);
        vault.update(item.id, &OutboxState::Sending, 0, None).unwrap();
        assert_eq!(vault.due(0).unwrap()[0].id, item.id, "a worker that failed comes back to it");
        item.id
    };
    let due = place.open().due(0).unwrap();
    assert_eq!((due[0].id, &due[0].state), (id, &OutboxState::Unknown));
}

#[test]
fn payloads_are_the_exact_bytes() {
    let place = Place::new();
    let vault = place.open();
    let id = begin(&vault);
    record(&mut vault.part_sink(id, "main").unwrap(), 3, true);
    let bytes = store(&vault, &report(&vault, id)).unwrap();
    let rows = vault.pending().unwrap();
    assert_eq!(rows[1].payload, bytes);
    let signature = rows[1].signature.as_deref().unwrap();
    verify_detached(signature, &rows[1].payload, &vault.station().signing.public()).unwrap();
    let body: interview::exchange::InterviewBody =
        serde_json::from_slice(&rows[0].payload).unwrap();
    assert_eq!((body.position.code.as_str(), body.walk_in), ("teller", true));

    let sealed = std::fs::read(place.sealed(id, "main")).unwrap();
    assert_eq!(vault.sealed_len(id, "main").unwrap(), sealed.len() as u64);
    let mut read = Vec::new();
    while read.len() < sealed.len() {
        read.extend(vault.sealed_chunk(id, "main", read.len() as u64, 1000).unwrap());
    }
    assert_eq!(read, sealed);
    assert!(vault.sealed_chunk(id, "main", sealed.len() as u64, 10).unwrap().is_empty());
    assert!(vault.sealed_len(id, "other").is_err());
}

#[test]
fn enrolling_later_wraps_what_waits_for_the_hrms() {
    let place = Place::new();
    let vault = place.open();
    whole_session(&vault);
    let manifest = |vault: &Vault| -> PartManifest {
        serde_json::from_slice(&vault.pending().unwrap()[2].payload).unwrap()
    };
    assert_eq!(manifest(&vault).wraps.len(), 1, "the station alone");
    let (hrms, enrolment) = enrolment();
    vault.set_enrolment(&enrolment).unwrap();
    let wraps = manifest(&vault).wraps;
    assert!(wraps.iter().any(|wrap| wrap.kid == hrms.public().thumbprint()), "{wraps:?}");
}

#[test]
fn a_new_revision_sends_itself_and_asks_for_a_receipt_again() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    vault.pending().unwrap().iter().for_each(|item| ack(&vault, item));
    let stored = vault.report(id).unwrap().unwrap();
    let mut next: interview::report::Report = serde_json::from_slice(&stored.bytes).unwrap();
    next.rev = 2;
    next.supersedes = Some(stored.sha256());
    store(&vault, &next).unwrap();
    let kinds: Vec<OutboxKind> =
        vault.pending().unwrap().into_iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [OutboxKind::Report { rev: 2 }, OutboxKind::Receipt]);
}

#[test]
fn a_policy_that_keeps_recordings_here_sends_the_report_alone() {
    let place = Place::new();
    let vault = place.open();
    let id = uuid::Uuid::now_v7();
    let session = vault::NewSession { sync_media: false, ..common::new_session(id) };
    vault.begin_session(session).unwrap();
    record(&mut vault.part_sink(id, "main").unwrap(), 3, true);
    store(&vault, &report(&vault, id)).unwrap();
    let kinds: Vec<OutboxKind> =
        vault.pending().unwrap().into_iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [OutboxKind::Interview, OutboxKind::Report { rev: 1 }, OutboxKind::Receipt]);
}

#[test]
fn the_receipt_is_kept() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    assert_eq!(vault.receipt(id).unwrap(), None);
    vault.store_receipt(id, "a.b.c").unwrap();
    assert_eq!(vault.receipt(id).unwrap().as_deref(), Some("a.b.c"));
    assert!(vault.store_receipt(uuid::Uuid::now_v7(), "a.b.c").is_err());
}

/// What waits for the HRMS of one interview.
fn kinds_of(vault: &Vault, id: uuid::Uuid) -> Vec<OutboxKind> {
    let rows = vault.pending().unwrap().into_iter();
    rows.filter(|row| row.interview_id == id).map(|row| row.kind).collect()
}

#[test]
fn a_withdrawal_is_all_that_is_left_to_send() {
    let place = Place::new();
    let vault = place.open();
    let (gone, kept) = (whole_session(&vault), whole_session(&vault));
    let first = vault.due(0).unwrap().remove(0);
    ack(&vault, &first);
    let certificate = vault.withdraw(gone).unwrap();
    assert_eq!(kinds_of(&vault, gone), [OutboxKind::Withdrawal]);
    assert_eq!(kinds_of(&vault, kept).len(), 5, "another interview stays");
    assert_eq!(vault.erasure(gone).unwrap(), Some(certificate.clone()));
    assert_eq!(vault.withdraw(gone).unwrap(), certificate, "again gives the same");
    assert_eq!(kinds_of(&vault, gone), [OutboxKind::Withdrawal], "and tells once");

    drop(vault);
    let vault = place.open();
    let row = vault.due(0).unwrap().remove(1);
    assert_eq!(
        (row.interview_id, &row.kind),
        (gone, &OutboxKind::Withdrawal),
        "it outlives a crash"
    );
    assert_eq!(vault.hrms_certificate(gone).unwrap(), None);
    vault.store_certificate(gone, "a.b.c").unwrap();
    ack(&vault, &row);
    assert_eq!(vault.hrms_certificate(gone).unwrap().as_deref(), Some("a.b.c"));
    vault.withdraw(gone).unwrap();
    assert!(kinds_of(&vault, gone).is_empty(), "the HRMS was told");
    assert!(vault.store_certificate(kept, "a.b.c").is_err(), "nothing was erased");
}

#[test]
fn nobody_is_told_of_an_interview_that_never_left() {
    let place = Place::new();
    let vault = place.open();
    let (fresh, tried) = (whole_session(&vault), whole_session(&vault));
    vault.withdraw(fresh).unwrap();
    assert!(kinds_of(&vault, fresh).is_empty());
    // Sent, and the answer was lost: it may have arrived.
    let row = vault.due(0).unwrap().remove(0);
    vault.update(row.id, &OutboxState::Sending, 0, None).unwrap();
    vault.withdraw(tried).unwrap();
    assert_eq!(kinds_of(&vault, tried), [OutboxKind::Withdrawal]);
}

#[test]
fn an_erasure_here_leaves_the_hrms_alone_until_the_candidate_withdraws() {
    let place = Place::new();
    let vault = place.open();
    let id = whole_session(&vault);
    vault.pending().unwrap().iter().for_each(|item| ack(&vault, item));
    vault.erase(id).unwrap();
    assert!(kinds_of(&vault, id).is_empty(), "the station may delete what was delivered");
    vault.withdraw(id).unwrap();
    assert_eq!(kinds_of(&vault, id), [OutboxKind::Withdrawal]);
    let entries = vault.audit_entries(id).unwrap();
    seal::chain::verify(&entries).unwrap();
}
