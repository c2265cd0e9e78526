//! The vault passes the suite that every outbox has to pass.

#![allow(clippy::unwrap_used)]

mod common;

use std::cell::RefCell;

use common::{Place, new_session, record, report, store};
use fixtures::{OutboxFixture, SealedPart, outbox_contract};
use interview::exchange::{InterviewBody, PositionVersion};
use interview::ports::{Outbox as _, OutboxItem, OutboxKind, OutboxState};
use interview::report::{MediaPartRef, Report};
use seal::hash::sha256_hex;
use seal::jcs::canonical_json;
use seal::sign::sign_detached;
use uuid::Uuid;
use vault::Vault;

#[test]
fn the_vault_keeps_the_contract() {
    // The homes live as long as the vaults in them.
    let places = RefCell::new(Vec::new());
    outbox_contract(|asked| {
        let place = Place::new();
        let vault = place.open();
        let held = fill(&place, &vault, asked);
        places.borrow_mut().push(place);
        (vault, held)
    });
}

/// Holds the interviews that are asked for as a station would: begun, recorded, reported. What the
/// rows should carry is made here from what was handed to the vault; only ids are the vault's.
fn fill(place: &Place, vault: &Vault, asked: &OutboxFixture) -> OutboxFixture {
    let mut interviews: Vec<Uuid> = asked.rows.iter().map(|row| row.interview_id).collect();
    interviews.dedup();
    let mut held = OutboxFixture::default();
    for id in interviews {
        if asked.rows.iter().any(|row| row.interview_id == id && row.kind == OutboxKind::Withdrawal)
        {
            held.rows.push(withdrawn(vault, id));
            continue;
        }
        vault.begin_session(new_session(id)).unwrap();
        for part in asked.parts.iter().filter(|part| part.interview_id == id) {
            held.parts.push(recorded(place, vault, id, &part.part_ref.part));
        }
        let report = report(vault, id);
        let bytes = store(vault, &report).unwrap();
        for row in asked.rows.iter().filter(|row| row.interview_id == id) {
            held.rows.push(expected(vault, &report, &bytes, &row.kind));
        }
    }
    for (row, kept) in held.rows.iter_mut().zip(vault.pending().unwrap()) {
        row.id = kept.id;
    }
    held
}

/// An interview that was announced to the HRMS before its candidate withdrew.
fn withdrawn(vault: &Vault, id: Uuid) -> OutboxItem {
    vault.begin_session(new_session(id)).unwrap();
    let report = report(vault, id);
    let bytes = store(vault, &report).unwrap();
    let first = vault.due(0).unwrap().into_iter().find(|row| row.interview_id == id).unwrap();
    vault.update(first.id, &OutboxState::Acked, 0, None).unwrap();
    vault.withdraw(id).unwrap();
    expected(vault, &report, &bytes, &OutboxKind::Withdrawal)
}

/// Records a part; its sealed object is what lies on the disk.
fn recorded(place: &Place, vault: &Vault, id: Uuid, name: &str) -> SealedPart {
    record(&mut vault.part_sink(id, name).unwrap(), 4, true);
    let sealed = std::fs::read(place.sealed(id, name)).unwrap();
    let part_ref = MediaPartRef {
        part: name.to_owned(),
        merkle_root: vault.part_manifest(id, name).unwrap().merkle_root,
        segments: 4,
        duration_ms: 6_000,
        sha256: sha256_hex(&sealed),
    };
    SealedPart { interview_id: id, part_ref, sealed }
}

fn expected(vault: &Vault, report: &Report, bytes: &[u8], kind: &OutboxKind) -> OutboxItem {
    let id = report.interview_id;
    let payload = match kind {
        OutboxKind::Interview => canonical_json(&announcement(report)).unwrap(),
        OutboxKind::Report { .. } => bytes.to_vec(),
        OutboxKind::Manifest { part } => {
            canonical_json(&vault.part_manifest(id, part).unwrap()).unwrap()
        }
        OutboxKind::Upload { .. } | OutboxKind::Receipt | OutboxKind::Withdrawal => Vec::new(),
    };
    let signed = matches!(kind, OutboxKind::Report { .. });
    OutboxItem {
        id: Uuid::nil(),
        interview_id: id,
        kind: kind.clone(),
        payload,
        signature: signed.then(|| sign_detached(vault.station().signing, bytes)),
        attempts: 0,
        state: OutboxState::Ready,
        resume: None,
    }
}

fn announcement(report: &Report) -> InterviewBody {
    InterviewBody {
        position: PositionVersion {
            code: report.position.code.clone(),
            version: report.position.version,
        },
        candidate: report.candidate.clone(),
        walk_in: true,
        language: report.language,
        synthetic: report.synthetic,
        started_at: report.clock.started_wall.clone(),
        app: report.app.clone(),
        consents: report.consents.clone(),
    }
}
