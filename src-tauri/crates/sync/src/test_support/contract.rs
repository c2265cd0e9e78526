//! The suite that every outbox has to pass.

use interview::ports::{Outbox, OutboxItem, OutboxKind, OutboxState};
use interview::report::MediaPartRef;
use uuid::Uuid;

/// The sealed object of one part.
#[derive(Clone, Debug)]
pub struct SealedPart {
    /// Interview.
    pub interview_id: Uuid,
    /// What the report says of the part.
    pub part_ref: MediaPartRef,
    /// The sealed object.
    pub sealed: Vec<u8>,
}

/// What an outbox under test is filled with: rows in the order in which they are written, oldest
/// interview first.
#[derive(Clone, Debug, Default)]
pub struct OutboxFixture {
    /// Rows.
    pub rows: Vec<OutboxItem>,
    /// Sealed objects.
    pub parts: Vec<SealedPart>,
}

/// Time at which the suite looks, in Unix milliseconds.
const NOW_MS: i64 = 1_800_000_000_000;

fn row(interview_id: Uuid, kind: OutboxKind) -> OutboxItem {
    let report = matches!(kind, OutboxKind::Report { .. });
    let body = matches!(
        kind,
        OutboxKind::Interview | OutboxKind::Report { .. } | OutboxKind::Manifest { .. }
    );
    OutboxItem {
        id: Uuid::now_v7(),
        interview_id,
        kind,
        payload: if body { br#"{"a":1}"#.to_vec() } else { Vec::new() },
        signature: report.then(|| "h..s".to_owned()),
        attempts: 0,
        state: OutboxState::Ready,
        resume: None,
    }
}

/// Two interviews: the first with everything, the second without media.
fn fixture() -> OutboxFixture {
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let part = || "main".to_owned();
    let sealed: Vec<u8> = (0..10_000u32).map(|n| (n % 251) as u8).collect();
    let part_ref = MediaPartRef {
        part: part(),
        merkle_root: seal::hash::sha256_hex(b"root"),
        segments: 3,
        duration_ms: 4_000,
        sha256: seal::hash::sha256_hex(&sealed),
    };
    OutboxFixture {
        rows: vec![
            row(first, OutboxKind::Interview),
            row(first, OutboxKind::Report { rev: 1 }),
            row(first, OutboxKind::Manifest { part: part() }),
            row(first, OutboxKind::Upload { part: part() }),
            row(first, OutboxKind::Receipt),
            row(second, OutboxKind::Interview),
            row(second, OutboxKind::Report { rev: 1 }),
            row(second, OutboxKind::Receipt),
        ],
        parts: vec![SealedPart { interview_id: first, part_ref, sealed }],
    }
}

/// Runs the suite. `make` gives an outbox that holds what it is asked for, a new one at each call,
/// and says what lies in it: a store that makes its rows itself has ids and bytes of its own, but
/// the interviews, kinds and parts that were asked for, in their order.
///
/// # Panics
/// Where the outbox does not keep the contract of [`Outbox`].
pub fn outbox_contract<O: Outbox>(make: impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    order(&make);
    times(&make);
    parked_rows_block_their_own_interview(&make);
    rows_keep_what_they_carry(&make);
    sealed_objects(&make);
    erased_interviews(&make);
    withdrawals(&make);
}

/// An outbox that was filled as it was asked for, and what lies in it.
fn filled<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) -> (O, OutboxFixture) {
    filled_with(make, &fixture())
}

fn filled_with<O: Outbox>(
    make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture),
    asked: &OutboxFixture,
) -> (O, OutboxFixture) {
    let (outbox, held) = make(asked);
    let rows = |of: &OutboxFixture| -> Vec<(Uuid, OutboxKind)> {
        of.rows.iter().map(|row| (row.interview_id, row.kind.clone())).collect()
    };
    let parts = |of: &OutboxFixture| -> Vec<(Uuid, String)> {
        of.parts.iter().map(|part| (part.interview_id, part.part_ref.part.clone())).collect()
    };
    assert_eq!((rows(&held), parts(&held)), (rows(asked), parts(asked)), "as it was asked for");
    (outbox, held)
}

fn due(outbox: &impl Outbox, now_ms: i64) -> Vec<Uuid> {
    outbox.due(now_ms).expect("due").into_iter().map(|row| row.id).collect()
}

fn set(outbox: &impl Outbox, row: &OutboxItem, state: OutboxState) {
    outbox.update(row.id, &state, row.attempts, None).expect("update");
}

fn order<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    let (outbox, held) = filled(make);
    let rows = &held.rows;
    assert_eq!(due(&outbox, NOW_MS), [rows[0].id, rows[5].id], "the first row of each interview");
    for (at, row) in rows[..5].iter().enumerate() {
        assert_eq!(due(&outbox, NOW_MS)[0], row.id, "row {at} comes in its order");
        set(&outbox, row, OutboxState::Acked);
    }
    assert_eq!(due(&outbox, NOW_MS), [rows[5].id], "a finished interview is over");
    assert_eq!(outbox.pending().expect("pending").len(), 3);
}

fn times<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    let (outbox, held) = filled(make);
    let rows = &held.rows;
    set(&outbox, &rows[0], OutboxState::Waiting { until_unix_ms: NOW_MS });
    assert_eq!(due(&outbox, NOW_MS - 1), [rows[5].id], "not before its time");
    assert_eq!(due(&outbox, NOW_MS), [rows[0].id, rows[5].id], "at its time");
    for state in [OutboxState::Unknown, OutboxState::Sending] {
        set(&outbox, &rows[0], state.clone());
        let found = outbox.due(NOW_MS).expect("due");
        assert_eq!(found[0].id, rows[0].id, "{state:?} is to be asked for");
        assert!(
            matches!(found[0].state, OutboxState::Unknown | OutboxState::Sending),
            "and known as such"
        );
    }
}

fn parked_rows_block_their_own_interview<O: Outbox>(
    make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture),
) {
    let (outbox, held) = filled(make);
    let rows = &held.rows;
    let parked = OutboxState::Parked { reason: "conflict".to_owned() };
    set(&outbox, &rows[0], parked.clone());
    assert_eq!(due(&outbox, NOW_MS), [rows[5].id]);
    let pending = outbox.pending().expect("pending");
    assert_eq!(pending.len(), 8, "nothing is lost");
    assert!(pending.iter().any(|row| row.id == rows[0].id && row.state == parked));
    set(&outbox, &rows[0], OutboxState::Ready);
    assert_eq!(due(&outbox, NOW_MS), [rows[0].id, rows[5].id], "an operator let it go on");
}

fn rows_keep_what_they_carry<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    let (outbox, held) = filled(make);
    let rows = &held.rows;
    assert_eq!(outbox.pending().expect("pending"), *rows);
    outbox.update(rows[3].id, &OutboxState::Unknown, 7, Some("/v1/uploads/x")).expect("update");
    let pending = outbox.pending().expect("pending");
    let kept = pending.iter().find(|row| row.id == rows[3].id).expect("row");
    assert_eq!((kept.attempts, kept.resume.as_deref()), (7, Some("/v1/uploads/x")));
    assert_eq!(kept.state, OutboxState::Unknown);
    assert!(
        outbox.update(Uuid::now_v7(), &OutboxState::Acked, 0, None).is_err(),
        "a row that is not there"
    );
    outbox.store_receipt(rows[0].interview_id, "a.b.c").expect("receipt");
}

fn sealed_objects<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    let (outbox, held) = filled(make);
    let part = &held.parts[0];
    let (id, name) = (part.interview_id, part.part_ref.part.as_str());
    let len = outbox.sealed_len(id, name).expect("length");
    assert_eq!(len, part.sealed.len() as u64);
    assert_eq!(outbox.part_ref(id, name).expect("part"), part.part_ref);
    let mut read = Vec::new();
    while (read.len() as u64) < len {
        let chunk = outbox.sealed_chunk(id, name, read.len() as u64, 4_096).expect("chunk");
        assert!((1..=4_096).contains(&chunk.len()));
        read.extend_from_slice(&chunk);
    }
    assert_eq!(read, part.sealed, "the object in pieces");
    assert!(outbox.sealed_chunk(id, name, len, 10).expect("behind the end").is_empty());
    assert!(outbox.sealed_len(id, "other").is_err(), "a part that is not there");
}

fn erased_interviews<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    let (outbox, held) = filled(make);
    let (rows, gone) = (&held.rows, held.rows[0].interview_id);
    outbox.erase(gone).expect("erase");
    assert_eq!(outbox.pending().expect("pending"), rows[5..], "another interview stays");
    assert_eq!(due(&outbox, NOW_MS), [rows[5].id]);
    assert!(outbox.sealed_len(gone, &held.parts[0].part_ref.part).is_err(), "no recording is left");
    assert!(outbox.update(rows[0].id, &OutboxState::Acked, 0, None).is_err(), "no row is left");
    outbox.erase(gone).expect("erasing again");
}

fn withdrawals<O: Outbox>(make: &impl Fn(&OutboxFixture) -> (O, OutboxFixture)) {
    let rows = vec![row(Uuid::now_v7(), OutboxKind::Withdrawal)];
    let (outbox, held) = filled_with(make, &OutboxFixture { rows, parts: Vec::new() });
    let row = &held.rows[0];
    assert_eq!(outbox.due(NOW_MS).expect("due"), held.rows, "due though nothing else is left");
    outbox.store_certificate(row.interview_id, "a.b.c").expect("certificate");
    set(&outbox, row, OutboxState::Acked);
    assert!(outbox.pending().expect("pending").is_empty());

    // The HRMS may have erased it already: nothing is left to tell.
    let rows = vec![self::row(Uuid::now_v7(), OutboxKind::Withdrawal)];
    let (outbox, held) = filled_with(make, &OutboxFixture { rows, parts: Vec::new() });
    outbox.erase(held.rows[0].interview_id).expect("erase");
    assert!(outbox.pending().expect("pending").is_empty());
}
