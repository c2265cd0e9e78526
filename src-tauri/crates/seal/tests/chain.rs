//! The audit chain: whatever is done to it is found, at its place.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use seal::chain::{AuditEntry, BreakKind, GENESIS, Happening, Head, append, verify, verify_from};

fn chain(details: &[String]) -> Vec<AuditEntry> {
    let mut head = Head::default();
    details
        .iter()
        .enumerate()
        .map(|(at, detail)| {
            let what = Happening {
                at_unix_ms: 1_780_000_000_000 + at as i64,
                actor: "station",
                action: "session.begun",
                subject: "0190",
                detail,
            };
            let entry = append(&head, &what).unwrap();
            head = entry.head();
            entry
        })
        .collect()
}

fn details(min: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(".{0,20}", min..8)
}

proptest! {
    #[test]
    fn a_whole_chain_verifies_in_one_go_and_in_pages(details in details(0), cut in any::<prop::sample::Index>()) {
        let entries = chain(&details);
        let head = verify(&entries).unwrap();
        prop_assert_eq!(head.seq, entries.len() as u64);
        let (first, rest) = entries.split_at(cut.index(entries.len() + 1));
        prop_assert_eq!(verify_from(verify(first).unwrap(), rest).unwrap(), head);
    }

    #[test]
    fn a_changed_entry_is_found(details in details(1), at in any::<prop::sample::Index>(), field in 0..6) {
        let mut entries = chain(&details);
        let at = at.index(entries.len());
        let entry = &mut entries[at];
        match field {
            0 => entry.at_unix_ms += 1,
            1 => entry.actor.push('x'),
            2 => entry.action.push('x'),
            3 => entry.subject.push('x'),
            4 => entry.detail.push('x'),
            _ => entry.hash = GENESIS.into(),
        }
        let broken = verify(&entries).unwrap_err();
        prop_assert_eq!(broken.seq, at as u64 + 1);
        prop_assert_eq!(broken.kind, BreakKind::Content);
    }

    #[test]
    fn text_moved_between_fields_is_found(details in details(1)) {
        let mut entries = chain(&details);
        let moved = entries[0].action.pop().unwrap();
        entries[0].subject.insert(0, moved);
        prop_assert!(verify(&entries).is_err());
    }

    #[test]
    fn a_removed_entry_is_found(details in details(2), at in any::<prop::sample::Index>()) {
        let mut entries = chain(&details);
        let at = at.index(entries.len() - 1);
        entries.remove(at);
        prop_assert_eq!(verify(&entries).unwrap_err().kind, BreakKind::Sequence);
    }
}

#[test]
fn a_rewritten_tail_does_not_fit_an_older_head() {
    let entries = chain(&["a".into(), "b".into(), "c".into()]);
    let signed = verify(&entries[..2]).unwrap();
    let forged = chain(&["a".into(), "forged".into(), "c".into()]);
    verify(&forged).unwrap();
    let broken = verify_from(signed, &forged[2..]).unwrap_err();
    assert_eq!((broken.seq, broken.kind), (3, BreakKind::Previous));
}

#[test]
fn an_empty_chain_has_the_first_head() {
    assert_eq!(verify(&[]).unwrap(), Head { seq: 0, hash: GENESIS.into() });
}
