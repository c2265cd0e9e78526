//! Sealed segments of a recorded track.
//!
//! A sealed object is a run of records, one a segment, in order and without gaps:
//!
//! ```text
//! len u32 BE | seq u32 BE | nonce 12 | ciphertext | tag 16        len = bytes after the len field
//! ```
//!
//! The highest bit of `seq` is the final marker: exactly the last record of a finished object has
//! it. Each record is AES-256-GCM under a key derived (HKDF-SHA256) from the session's data key for
//! this session and track; associated data is session ‖ track ‖ seq ‖ final. So a record that was
//! changed, moved, cut off or brought from another session or track does not open, and an object
//! whose end is missing is known as unfinished.
//!
//! Nonces are random: after a crash the same number may be sealed again with other content, which
//! a nonce made from the number would not survive. A part has far fewer than the 2³² records
//! allowed for random 96-bit nonces under one key (NIST SP 800-38D, section 8.3).

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use crate::error::SealError;
use crate::hash::sha256;
use crate::random;

/// Bytes of the length field.
const LEN_BYTES: usize = 4;
/// Bytes before the nonce: length and sequence number.
pub const HEADER_BYTES: usize = LEN_BYTES + 4;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// What sealing adds to a segment, in bytes.
pub const OVERHEAD_BYTES: usize = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;
/// Longest plaintext of one record: two seconds of any sensible recording are below 4 MiB; the
/// bound keeps a forged length from asking for memory.
pub const MAX_PLAINTEXT_BYTES: usize = 64 * 1024 * 1024;
/// The final marker inside the sequence field.
const FINAL_BIT: u32 = 1 << 31;
const KEY_INFO: &[u8] = b"interview-station/segment/1\0";

/// The data key of a session; wiped when dropped, never printed.
#[derive(Clone, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// From its bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Its bytes, for wrapping.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// Cipher and identity of one track.
struct TrackCipher {
    cipher: Aes256Gcm,
    identity: Vec<u8>,
}

impl TrackCipher {
    fn new(key: &DataKey, session: Uuid, track: &str) -> Self {
        let mut info = KEY_INFO.to_vec();
        info.extend_from_slice(track.as_bytes());
        let mut derived = Zeroizing::new([0u8; 32]);
        #[allow(clippy::expect_used)] // HKDF fails only for more than 8160 bytes of output
        Hkdf::<Sha256>::new(Some(session.as_bytes()), key.expose())
            .expand(&info, derived.as_mut())
            .expect("32 bytes is a valid HKDF length");
        let mut identity = session.as_bytes().to_vec();
        identity.extend_from_slice(track.as_bytes());
        Self { cipher: Aes256Gcm::new((&*derived).into()), identity }
    }

    /// session (16 bytes) ‖ track ‖ seq (4 bytes) ‖ final (1 byte): only the track has no fixed
    /// length, so no two different sets of fields give the same bytes.
    fn associated_data(&self, seq: u32, last: bool) -> Vec<u8> {
        let mut data = self.identity.clone();
        data.extend_from_slice(&seq.to_be_bytes());
        data.push(u8::from(last));
        data
    }
}

/// One record as it is to be appended.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// Sequence number from 0.
    pub seq: u32,
    /// The record, header included.
    pub bytes: Vec<u8>,
    /// Length of what was sealed.
    pub plaintext_len: u32,
    /// SHA-256 of `bytes`: the leaf of the part's Merkle tree.
    pub sha256: [u8; 32],
}

/// Seals the segments of one track in order.
pub struct SegmentSealer {
    track: TrackCipher,
    next_seq: u32,
    finished: bool,
}

impl SegmentSealer {
    /// For a track from its beginning.
    pub fn new(key: &DataKey, session: Uuid, track: &str) -> Self {
        Self::resume(key, session, track, 0)
    }

    /// For a track of which the records before `next_seq` are kept.
    pub fn resume(key: &DataKey, session: Uuid, track: &str, next_seq: u32) -> Self {
        Self { track: TrackCipher::new(key, session, track), next_seq, finished: false }
    }

    /// Sequence number of the next record.
    pub fn next_seq(&self) -> u32 {
        self.next_seq
    }

    /// Seals the next segment; `last` sets the final marker, with an empty segment too.
    ///
    /// # Errors
    /// [`SealError::AfterFinal`], [`SealError::Length`] for more than [`MAX_PLAINTEXT_BYTES`],
    /// [`SealError::TooMany`] after 2³¹ records.
    pub fn seal(&mut self, plaintext: &[u8], last: bool) -> Result<SealedRecord, SealError> {
        let seq = self.next_seq;
        if self.finished {
            return Err(SealError::AfterFinal);
        }
        if seq >= FINAL_BIT {
            return Err(SealError::TooMany);
        }
        let length = || SealError::Length { seq };
        if plaintext.len() > MAX_PLAINTEXT_BYTES {
            return Err(length());
        }
        let nonce: [u8; NONCE_BYTES] = random::bytes();
        let aad = self.track.associated_data(seq, last);
        let sealed = self
            .track
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad: &aad })
            .map_err(|_| length())?;
        let len = u32::try_from(HEADER_BYTES - LEN_BYTES + NONCE_BYTES + sealed.len())
            .map_err(|_| length())?;
        let mut bytes = Vec::with_capacity(LEN_BYTES + len as usize);
        bytes.extend_from_slice(&len.to_be_bytes());
        bytes.extend_from_slice(&(seq | if last { FINAL_BIT } else { 0 }).to_be_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        self.next_seq += 1;
        self.finished = last;
        let plaintext_len = u32::try_from(plaintext.len()).map_err(|_| length())?;
        Ok(SealedRecord { seq, sha256: sha256(&bytes), bytes, plaintext_len })
    }
}

impl std::fmt::Debug for SegmentSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SegmentSealer(next {}, finished {})", self.next_seq, self.finished)
    }
}

/// Opens the records of one track.
pub struct SegmentOpener {
    track: TrackCipher,
}

impl SegmentOpener {
    /// For a track of a session.
    pub fn new(key: &DataKey, session: Uuid, track: &str) -> Self {
        Self { track: TrackCipher::new(key, session, track) }
    }

    /// Opens one whole record, which must be number `expected_seq`; the flag is the final marker.
    ///
    /// # Errors
    /// [`SealError::Truncated`], [`SealError::Length`], [`SealError::Order`] or
    /// [`SealError::Open`].
    pub fn open(&self, record: &[u8], expected_seq: u32) -> Result<(Vec<u8>, bool), SealError> {
        let header = RecordHeader::read(record, expected_seq)?;
        if record.len() < header.record_len {
            return Err(SealError::Truncated { seq: expected_seq });
        }
        if record.len() > header.record_len {
            return Err(SealError::Length { seq: expected_seq });
        }
        if header.seq != expected_seq {
            return Err(SealError::Order { expected: expected_seq, found: header.seq });
        }
        let refused = || SealError::Open { seq: expected_seq };
        let (nonce, sealed) = record[HEADER_BYTES..].split_at(NONCE_BYTES);
        let nonce = <[u8; NONCE_BYTES]>::try_from(nonce).map_err(|_| refused())?;
        let aad = self.track.associated_data(header.seq, header.last);
        let plaintext = self
            .track
            .cipher
            .decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: &aad })
            .map_err(|_| refused())?;
        Ok((plaintext, header.last))
    }

    /// Opens a whole finished object and hands every segment to `each`.
    ///
    /// # Errors
    /// The first thing wrong with it; [`SealError::Unfinished`] where the final marker is missing.
    /// Segments before it have been handed out.
    pub fn open_object(
        &self,
        object: &[u8],
        mut each: impl FnMut(u32, &[u8]),
    ) -> Result<(), SealError> {
        let mut finished = false;
        let mut next = 0;
        for record in records(object) {
            let record = record?;
            if finished {
                return Err(SealError::AfterFinal);
            }
            let (mut plaintext, last) = self.open(record.bytes, next)?;
            each(next, &plaintext);
            plaintext.zeroize();
            finished = last;
            next += 1;
        }
        if finished { Ok(()) } else { Err(SealError::Unfinished { after: next.saturating_sub(1) }) }
    }
}

impl std::fmt::Debug for SegmentOpener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SegmentOpener")
    }
}

/// What the first [`HEADER_BYTES`] of a record say, for readers that stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHeader {
    /// Length of the whole record in bytes, these bytes included.
    pub record_len: usize,
    /// Sequence number.
    pub seq: u32,
    /// Final marker. Proven only when the record opens.
    pub last: bool,
}

impl RecordHeader {
    /// Reads the header at the start of `bytes`; `expected_seq` only names the record in errors.
    ///
    /// # Errors
    /// [`SealError::Truncated`] or [`SealError::Length`].
    pub fn read(bytes: &[u8], expected_seq: u32) -> Result<Self, SealError> {
        let truncated = || SealError::Truncated { seq: expected_seq };
        let (len, rest) = bytes.split_first_chunk::<LEN_BYTES>().ok_or_else(truncated)?;
        let (seq, _) = rest.split_first_chunk::<4>().ok_or_else(truncated)?;
        let record_len = LEN_BYTES + u32::from_be_bytes(*len) as usize;
        if !(OVERHEAD_BYTES..=OVERHEAD_BYTES + MAX_PLAINTEXT_BYTES).contains(&record_len) {
            return Err(SealError::Length { seq: expected_seq });
        }
        let seq = u32::from_be_bytes(*seq);
        Ok(Self { record_len, seq: seq & !FINAL_BIT, last: seq & FINAL_BIT != 0 })
    }
}

/// A record inside a sealed object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Where it begins in the object.
    pub offset: usize,
    /// The whole record.
    pub bytes: &'a [u8],
    /// Its header.
    pub header: RecordHeader,
}

/// Splits a sealed object into records without opening them. Ends after the first error.
pub fn records(bytes: &[u8]) -> Records<'_> {
    Records { bytes, offset: 0, next_seq: 0 }
}

/// Iterator of [`records`].
#[derive(Debug)]
pub struct Records<'a> {
    bytes: &'a [u8],
    offset: usize,
    next_seq: u32,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, SealError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.bytes[self.offset..];
        if rest.is_empty() {
            return None;
        }
        let header = RecordHeader::read(rest, self.next_seq);
        let found = header.and_then(|header| match rest.get(..header.record_len) {
            Some(bytes) => Ok(Record { offset: self.offset, bytes, header }),
            None => Err(SealError::Truncated { seq: self.next_seq }),
        });
        match &found {
            Ok(record) => self.offset += record.bytes.len(),
            Err(_) => self.offset = self.bytes.len(),
        }
        self.next_seq += 1;
        Some(found)
    }
}
