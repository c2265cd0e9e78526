//! What can go wrong with the vault.

use std::io::ErrorKind;

use interview::error::{Fault, FaultClass, Faulty, Response};
use interview::ports::StoreFailure;
use seal::SealError;
use uuid::Uuid;

/// A failure of the vault. No variant carries keys or words of a person.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no vault in this home.
    #[error("no vault in this home")]
    NotFound,
    /// There is a vault already.
    #[error("this home has a vault already")]
    Exists,
    /// A database is there, its key is not. Never answered by a new key.
    #[error("a database is there but its key is missing: {0}")]
    KeyMissing(&'static str),
    /// The key file is damaged or from a newer program.
    #[error("the key file can't be used: {0}")]
    KeyFile(&'static str),
    /// Passphrase or keystore secret do not open the key, or the key belongs to another database.
    #[error("the key does not open this database")]
    WrongKey,
    /// The build lacks encryption: nothing is ever written in clear instead.
    #[error("the database library has no encryption")]
    NoCipher,
    /// The database was damaged and set aside; media are kept.
    #[error("the database is damaged and was set aside as {set_aside}")]
    Corrupt {
        /// Name of the file in the home.
        set_aside: String,
    },
    /// Written by a newer program.
    #[error("the database has schema {found}, this program knows {known}")]
    NewerSchema {
        /// Version found.
        found: u32,
        /// Newest version known.
        known: u32,
    },
    /// A migration that was applied is not the one this program has.
    #[error("migration {version} was applied in another form")]
    Migration {
        /// Its number.
        version: u32,
    },
    /// Nothing more can be written. What was written before is kept.
    #[error("the disk is full")]
    DiskFull,
    /// No such interview.
    #[error("no interview {0}")]
    NoSession(Uuid),
    /// The interview was erased.
    #[error("interview {0} was erased")]
    Erased(Uuid),
    /// Something of that name is there already, with other content.
    #[error("{what} is there already with other content")]
    Conflict {
        /// Kind of the thing.
        what: &'static str,
    },
    /// No such part, artifact or report.
    #[error("no such {what}: {name}")]
    Missing {
        /// Kind of the thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A name that could leave the vault's folder, or a value out of its range.
    #[error("not a usable {0}")]
    Invalid(&'static str),
    /// A file that is larger than its kind may be.
    #[error("the file has more than {max_bytes} bytes")]
    TooLarge {
        /// Most bytes of its kind.
        max_bytes: u64,
    },
    /// An interview that has as many files as it may have.
    #[error("the interview has {most} files already")]
    TooMany {
        /// Most files of one interview.
        most: usize,
    },
    /// What is to be kept could not be read to its end.
    #[error("the file can't be read to its end: {0}")]
    Unreadable(std::io::Error),
    /// The part is being recorded by this or another process.
    #[error("part {part} is being recorded")]
    InUse {
        /// Name of the part.
        part: String,
    },
    /// The part has its final marker: nothing can follow.
    #[error("part {part} has its end already")]
    PartClosed {
        /// Name of the part.
        part: String,
    },
    /// A segment of the part is missing or was changed, so that nothing may be put behind it.
    #[error("segment {segment} of part {part} is missing or was changed")]
    PartDamaged {
        /// Name of the part.
        part: String,
        /// Number of the segment.
        segment: u32,
    },
    /// A segment came out of order, or after the last.
    #[error("segment {found} came where {expected} belongs")]
    SegmentOrder {
        /// Expected number.
        expected: u32,
        /// Number given.
        found: u32,
    },
    /// Sealed data are not what they should be.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A value that the vault wrote itself can't be read back.
    #[error("stored data can't be read: {0}")]
    Stored(&'static str),
    /// File system.
    #[error("file system: {0}")]
    Io(std::io::Error),
    /// Database.
    #[error("database: {0}")]
    Database(rusqlite::Error),
}

impl From<std::io::Error> for VaultError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull
            }
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::SystemIoFailure) => Self::Io(std::io::Error::other(error)),
            _ => Self::Database(error),
        }
    }
}

impl From<VaultError> for StoreFailure {
    fn from(error: VaultError) -> Self {
        Self(Box::new(error))
    }
}

impl Faulty for VaultError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Integrity, Internal, Missing, Usage};
        use Response::{CallOperator, Retry, StopSession};
        let (code, class, response) = match self {
            Self::NotFound => ("vault.not_found", Missing, CallOperator),
            Self::Exists => ("vault.exists", Usage, CallOperator),
            Self::KeyMissing(_) => ("vault.key_missing", Integrity, CallOperator),
            Self::KeyFile(_) => ("vault.key_file", Integrity, CallOperator),
            Self::WrongKey => ("vault.wrong_key", Integrity, CallOperator),
            Self::NoCipher => ("vault.no_cipher", Internal, StopSession),
            Self::Corrupt { .. } => ("vault.corrupt", Integrity, CallOperator),
            Self::NewerSchema { .. } => ("vault.newer_schema", Missing, CallOperator),
            Self::Migration { .. } => ("vault.migration", Integrity, CallOperator),
            Self::DiskFull => ("vault.disk_full", Missing, StopSession),
            Self::NoSession(_) => ("vault.no_session", Input, CallOperator),
            Self::Erased(_) => ("vault.erased", Input, CallOperator),
            Self::Conflict { .. } => ("vault.conflict", Integrity, CallOperator),
            Self::Missing { .. } => ("vault.missing", Input, CallOperator),
            Self::Invalid(_) => ("vault.invalid", Usage, CallOperator),
            Self::TooLarge { .. } => ("attachment.too_large", Input, CallOperator),
            Self::TooMany { .. } => ("attachment.too_many", Usage, CallOperator),
            Self::Unreadable(_) => ("attachment.unreadable", Input, Retry),
            Self::InUse { .. } => ("vault.in_use", Usage, Retry),
            Self::PartClosed { .. } => ("vault.part_closed", Usage, StopSession),
            Self::PartDamaged { .. } => ("vault.part_damaged", Integrity, StopSession),
            Self::SegmentOrder { .. } => ("vault.segment_order", Internal, StopSession),
            Self::Seal(error) => return error.fault(),
            Self::Stored(_) => ("vault.stored", Integrity, CallOperator),
            Self::Io(_) => ("vault.io", Missing, StopSession),
            Self::Database(_) => ("vault.database", Internal, StopSession),
        };
        Fault::new(code, class, response)
    }
}
