//! The embedded store: one SQLCipher database, one connection behind a lock.
//!
//! Invariant: the raw key is set before anything is read, and a library that does not encrypt is
//! refused. WAL and `synchronous = FULL`: what was answered with 2xx survives a power cut.

mod catalogue;
mod interviews;
mod media;
mod migrate;
mod people;
mod stations;
mod upkeep;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use seal::chain::{self, Happening, Head};
use seal::hash::to_hex;
use zeroize::Zeroizing;

use super::{StoreError, Stored, Who};

/// How long a call waits for another process that holds the database.
const BUSY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);

/// The embedded store.
pub struct SqliteStore {
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens or makes the database at `path` under a raw 256-bit key and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Key`] for another key, [`StoreError::NotEncrypted`],
    /// [`StoreError::Newer`], [`StoreError::MigrationChanged`], or the database's own error.
    pub fn open(path: &Path, key: &[u8; 32]) -> Stored<Self> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        let hex = Zeroizing::new(to_hex(key));
        let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", *hex));
        connection.execute_batch(&pragma)?;
        let cipher: Option<String> =
            connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).optional()?;
        if cipher.is_none_or(|version| version.is_empty()) {
            return Err(StoreError::NotEncrypted);
        }
        connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
            .map_err(|error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => StoreError::Key,
                _ => StoreError::Database(error),
            })?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;",
        )?;
        migrate::run(&mut connection)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// The connection. A panic elsewhere can't have left half a change: every change is a
    /// transaction that rolls back when it is dropped.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in a transaction that takes the write lock first.
    fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Stored<T>) -> Stored<T> {
        let mut connection = self.lock();
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx)?;
        tx.commit()?;
        Ok(result)
    }

    /// Runs a read.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Stored<T>) -> Stored<T> {
        work(&self.lock())
    }
}

/// Where the audit chain ends.
fn audit_head(connection: &Connection) -> Stored<Head> {
    let head = connection
        .query_row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok(Head { seq: row.get::<_, i64>(0)?.cast_unsigned(), hash: row.get(1)? })
        })
        .optional()?;
    Ok(head.unwrap_or_default())
}

/// Appends to the audit chain inside the transaction of the change.
fn audit(tx: &Transaction<'_>, who: &Who, action: &str, subject: &str, detail: &str) -> Stored<()> {
    let happening =
        Happening { at_unix_ms: who.now_ms, actor: &who.actor, action, subject, detail };
    let entry = chain::append(&audit_head(tx)?, &happening)?;
    tx.execute(
        "INSERT INTO audit (seq, at_ms, actor, action, subject, detail, prev, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        rusqlite::params![
            entry.seq.cast_signed(),
            entry.at_unix_ms,
            entry.actor,
            entry.action,
            entry.subject,
            entry.detail,
            entry.prev,
            entry.hash
        ],
    )?;
    Ok(())
}

/// A JSON column.
fn json<T: serde::de::DeserializeOwned>(table: &'static str, text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|error| StoreError::row(table, error))
}

/// A value for a JSON column.
fn to_json<T: serde::Serialize>(table: &'static str, value: &T) -> Stored<String> {
    serde_json::to_string(value).map_err(|error| StoreError::row(table, error))
}

/// A UUID column.
fn uuid(table: &'static str, text: &str) -> Stored<uuid::Uuid> {
    uuid::Uuid::parse_str(text).map_err(|error| StoreError::row(table, error))
}
