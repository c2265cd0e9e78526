//! The vault: everything that is kept of a candidate, encrypted, on this machine.
//!
//! Owns: the SQLCipher database, the station's keys, sealed media and attached files, the audit
//! chain, the outbox and erasure. Never knows: devices, models, networks, who calls it.
//!
//! ```text
//! <home>/key.json                    the database key, wrapped by passphrase or keystore
//! <home>/station.db                  SQLCipher: sessions, reports, audit, outbox, station keys
//! <home>/media/<interview>/<part>.sealed   segments, AES-256-GCM, one data key a session
//! <home>/media/<interview>/files/<id>.sealed   attached files, sealed in the same way
//! <home>/running/<interview>.lock    empty, locked by whoever runs the session
//! ```
//!
//! | Promise | Shown by |
//! |---|---|
//! | what a call returned `Ok` for survives `kill -9` | `tests/crash.rs` |
//! | a recording that stands still goes on behind what is kept, and only there | `tests/goes_on.rs` |
//! | a session that runs elsewhere is not taken for one that crashed | `tests/crash.rs` |
//! | a full disk loses nothing that was there | `tests/faults.rs` |
//! | no word of a candidate stands in the home in clear | `tests/secrecy.rs` |
//! | what was delivered and kept for long enough goes, nothing else | `station/tests/withdrawal.rs` |
//! | a missing or wrong key never makes a new one | `tests/keys.rs` |
//! | attached files lie sealed, go with the key, and leave nothing behind when removed | `tests/attachments.rs` |
//! | an erased session can't be opened, the certificate proves it | `tests/lifecycle.rs` |
//!
//! A [`Vault`] may be cloned and shared between threads; one connection behind a mutex does all
//! database work, so that what one call wrote the next call sees. Every write is on the disk
//! (`synchronous=FULL`, `fdatasync`) before the call returns.

mod attachment;
mod audit;
mod clock;
mod db;
mod desk;
mod erase;
mod error;
mod export;
mod files;
mod filing;
mod hold;
mod identity;
mod keys;
mod list;
mod media;
mod migrate;
mod outbox;
mod recover;
mod report;
mod retention;
mod search;
mod session;
mod tags;
mod vault;
mod verify;

pub use attachment::{
    Attachment, AttachmentKind, AttachmentReader, MAX_ATTACHMENT_NAME_CHARS,
    MAX_ATTACHMENT_NOTE_CHARS, MAX_ATTACHMENTS, MAX_DOCUMENT_BYTES, MAX_VIDEO_BYTES, NewAttachment,
    outside_names,
};
pub use desk::{ChainState, DeskEntry, LogEntry, MAX_NOTE_CHARS, Note};
pub use erase::{ErasedPart, Erasure, ErasureCertificate};
pub use error::VaultError;
pub use export::ExportSummary;
pub use files::{DiskFiles, MediaFiles, SegmentFile};
pub use filing::FiledGroup;
pub use hold::SessionHold;
pub use identity::{Enrolment, StationIdentity};
pub use keys::{KeyOpener, KeyProtector, KeyWrapping};
pub use list::{SessionRecord, SessionSummary, SyncState, VaultMark};
pub use media::{PartEnd, PartKind, PartReader, PartSink};
pub use recover::{RecoveredPart, RecoveredSession};
pub use report::StoredReport;
pub use search::{Excerpt, SearchHit, occurrences, query_words};
pub use session::NewSession;
pub use tags::MAX_TAG_CHARS;
pub use vault::Vault;
pub use verify::CheckResult;
