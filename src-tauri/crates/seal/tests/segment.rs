//! Sealed segments: whatever is done to them, either the same bytes come back or a typed error.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use seal::SealError;
use seal::segment::{
    DataKey, HEADER_BYTES, OVERHEAD_BYTES, RecordHeader, SegmentOpener, SegmentSealer, records,
};
use uuid::Uuid;

fn session() -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)
}

fn key() -> DataKey {
    DataKey::from_bytes(&[7; 32])
}

/// The records of `plaintexts`, the last one final.
fn sealed(key: &DataKey, session: Uuid, track: &str, plaintexts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut sealer = SegmentSealer::new(key, session, track);
    let last = plaintexts.len() - 1;
    plaintexts
        .iter()
        .enumerate()
        .map(|(at, plaintext)| sealer.seal(plaintext, at == last).unwrap().bytes)
        .collect()
}

fn opened(object: &[u8]) -> Result<Vec<Vec<u8>>, SealError> {
    let mut out = Vec::new();
    SegmentOpener::new(&key(), session(), "main")
        .open_object(object, |_, plaintext| out.push(plaintext.to_vec()))
        .map(|()| out)
}

fn plaintexts() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..6)
}

proptest! {
    #[test]
    fn what_is_sealed_comes_back(plain in plaintexts()) {
        let object = sealed(&key(), session(), "main", &plain).concat();
        prop_assert_eq!(object.len(), plain.iter().map(|p| p.len() + OVERHEAD_BYTES).sum::<usize>());
        prop_assert_eq!(opened(&object).unwrap(), plain);
    }

    #[test]
    fn an_object_cut_anywhere_is_refused(plain in plaintexts(), cut in any::<prop::sample::Index>()) {
        let object = sealed(&key(), session(), "main", &plain).concat();
        let cut = cut.index(object.len());
        let error = opened(&object[..cut]).unwrap_err();
        prop_assert!(
            matches!(error, SealError::Truncated { .. } | SealError::Unfinished { .. }),
            "{error:?} at {cut}"
        );
    }

    #[test]
    fn one_changed_bit_is_refused(
        plain in plaintexts(), at in any::<prop::sample::Index>(), bit in 0..8u32,
    ) {
        let mut object = sealed(&key(), session(), "main", &plain).concat();
        let at = at.index(object.len());
        object[at] ^= 1 << bit;
        prop_assert!(opened(&object).is_err(), "byte {at} bit {bit}");
    }

    #[test]
    fn another_order_is_refused(plain in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 2..6),
        a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let mut parts = sealed(&key(), session(), "main", &plain);
        let (a, b) = (a.index(parts.len()), b.index(parts.len()));
        prop_assume!(a != b);
        parts.swap(a, b);
        let error = opened(&parts.concat()).unwrap_err();
        prop_assert!(matches!(error, SealError::Order { .. }), "{error:?}");
    }

    #[test]
    fn a_left_out_record_is_refused(plain in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 2..6),
        at in any::<prop::sample::Index>()) {
        let mut parts = sealed(&key(), session(), "main", &plain);
        parts.remove(at.index(parts.len()));
        prop_assert!(opened(&parts.concat()).is_err());
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(opened(&bytes).is_err());
        let _ = records(&bytes).count();
        let _ = RecordHeader::read(&bytes, 0);
    }
}

#[test]
fn a_record_opens_for_its_session_track_and_key_only() {
    let record = &sealed(&key(), session(), "main", &[b"one".to_vec()])[0];
    let open = |key: &DataKey, session, track: &str| {
        SegmentOpener::new(key, session, track).open(record, 0)
    };
    assert_eq!(open(&key(), session(), "main").unwrap(), (b"one".to_vec(), true));
    let others = [
        open(&key(), Uuid::from_u128(9), "main"),
        open(&key(), session(), "main2"),
        open(&DataKey::generate(), session(), "main"),
    ];
    for other in others {
        assert!(matches!(other, Err(SealError::Open { seq: 0 })), "{other:?}");
    }
}

#[test]
fn the_final_marker_can_be_neither_removed_nor_added() {
    let plain = [b"one".to_vec(), b"two".to_vec()];
    let parts = sealed(&key(), session(), "main", &plain);
    // The marker is the highest bit of the sequence number.
    let mut removed = parts[1].clone();
    removed[4] &= 0x7f;
    let opener = SegmentOpener::new(&key(), session(), "main");
    assert!(matches!(opener.open(&removed, 1), Err(SealError::Open { seq: 1 })));
    let mut added = parts[0].clone();
    added[4] |= 0x80;
    assert!(matches!(opener.open(&added, 0), Err(SealError::Open { seq: 0 })));
}

#[test]
fn an_object_without_its_end_says_after_which_record() {
    let plain = [b"one".to_vec(), b"two".to_vec(), b"three".to_vec()];
    let parts = sealed(&key(), session(), "main", &plain);
    let error = opened(&parts[..2].concat()).unwrap_err();
    assert!(matches!(error, SealError::Unfinished { after: 1 }), "{error:?}");
    assert!(matches!(opened(&[]).unwrap_err(), SealError::Unfinished { after: 0 }));
}

#[test]
fn nothing_may_follow_the_final_marker() {
    let mut sealer = SegmentSealer::new(&key(), session(), "main");
    let mut object = sealer.seal(b"one", true).unwrap().bytes;
    assert!(matches!(sealer.seal(b"two", false), Err(SealError::AfterFinal)));
    let mut resumed = SegmentSealer::resume(&key(), session(), "main", 1);
    object.extend(resumed.seal(b"two", true).unwrap().bytes);
    assert!(matches!(opened(&object), Err(SealError::AfterFinal)));
}

#[test]
fn the_same_segment_sealed_twice_looks_different() {
    let seal = || SegmentSealer::new(&key(), session(), "main").seal(b"same", true).unwrap().bytes;
    let (first, second) = (seal(), seal());
    assert_eq!(first[..HEADER_BYTES], second[..HEADER_BYTES]);
    assert_ne!(first[HEADER_BYTES..], second[HEADER_BYTES..]);
}

#[test]
fn an_impossible_length_asks_for_no_memory() {
    for len in [0u32, 31, u32::MAX] {
        let mut record = len.to_be_bytes().to_vec();
        record.extend([0; 60]);
        let error = opened(&record).unwrap_err();
        assert!(matches!(error, SealError::Length { seq: 0 }), "{len}: {error:?}");
    }
}

#[test]
fn keys_are_not_printed() {
    let key = DataKey::from_bytes(&[0xab; 32]);
    let shown = format!("{key:?} {:?}", SegmentSealer::new(&key, session(), "main"));
    assert!(!shown.contains("171") && !shown.to_lowercase().contains("ab"), "{shown}");
}
