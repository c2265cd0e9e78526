//! The audit log as a hash chain: every entry holds the hash of the one before.
//!
//! The hash covers the canonical JSON of all fields but itself, behind a version. Whoever holds a
//! signed head (the report does) can prove that no entry up to it was changed, removed or added.

use serde::{Deserialize, Serialize};

use crate::error::SealError;
use crate::hash::sha256_hex;
use crate::jcs::canonical_json;

const DOMAIN: &[u8] = b"interview-station/audit/1\n";
/// Hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of entries so far; the next entry gets this plus one.
    pub seq: u64,
    /// Hash of the last entry, hex; [`GENESIS`] where there is none.
    pub hash: String,
}

impl Default for Head {
    fn default() -> Self {
        Self { seq: 0, hash: GENESIS.to_owned() }
    }
}

/// What happened, before it stands in the chain. Codes, ids and numbers; never words of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening<'a> {
    /// Wall time in Unix milliseconds.
    pub at_unix_ms: i64,
    /// Who did it: `station`, `operator`, an id, or the name of a member of staff.
    pub actor: &'a str,
    /// Stable code, such as `session.begun`.
    pub action: &'a str,
    /// What it was done to, such as an interview id.
    pub subject: &'a str,
    /// More of it, such as a hash or a number.
    pub detail: &'a str,
}

/// One entry of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// From 1, without gaps.
    pub seq: u64,
    /// Wall time in Unix milliseconds.
    pub at_unix_ms: i64,
    /// Who.
    pub actor: String,
    /// What, as a stable code.
    pub action: String,
    /// To what.
    pub subject: String,
    /// More of it.
    pub detail: String,
    /// Hash of the entry before, hex.
    pub prev: String,
    /// Hash of this entry, hex.
    pub hash: String,
}

impl AuditEntry {
    /// The head after this entry.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}

/// Where and how a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit chain is broken at entry {seq}: {kind:?}")]
pub struct ChainBreak {
    /// Sequence number that was expected there.
    pub seq: u64,
    /// What is wrong.
    pub kind: BreakKind,
}

/// How a chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// A number is missing, doubled or out of order.
    Sequence,
    /// The hash of the entry before is another.
    Previous,
    /// The entry was changed after it was written.
    Content,
}

/// The entry that follows `prev`.
///
/// # Errors
/// [`SealError::Json`], which no happening causes.
pub fn append(prev: &Head, what: &Happening<'_>) -> Result<AuditEntry, SealError> {
    let mut entry = AuditEntry {
        seq: prev.seq + 1,
        at_unix_ms: what.at_unix_ms,
        actor: what.actor.to_owned(),
        action: what.action.to_owned(),
        subject: what.subject.to_owned(),
        detail: what.detail.to_owned(),
        prev: prev.hash.clone(),
        hash: String::new(),
    };
    entry.hash = hash_of(&entry)?;
    Ok(entry)
}

/// Checks a chain from its beginning and gives its head.
///
/// # Errors
/// The first break.
pub fn verify(entries: &[AuditEntry]) -> Result<Head, ChainBreak> {
    verify_from(Head::default(), entries)
}

/// Checks entries that follow `head`, for logs that are read in pages.
///
/// # Errors
/// The first break.
pub fn verify_from(mut head: Head, entries: &[AuditEntry]) -> Result<Head, ChainBreak> {
    for entry in entries {
        let broken = |kind| ChainBreak { seq: head.seq + 1, kind };
        if entry.seq != head.seq + 1 {
            return Err(broken(BreakKind::Sequence));
        }
        if entry.prev != head.hash {
            return Err(broken(BreakKind::Previous));
        }
        if !hash_of(entry).is_ok_and(|hash| hash == entry.hash) {
            return Err(broken(BreakKind::Content));
        }
        head = entry.head();
    }
    Ok(head)
}

fn hash_of(entry: &AuditEntry) -> Result<String, SealError> {
    let bare = AuditEntry { hash: String::new(), ..entry.clone() };
    let mut bytes = DOMAIN.to_vec();
    bytes.extend_from_slice(&canonical_json(&bare)?);
    Ok(sha256_hex(bytes))
}
