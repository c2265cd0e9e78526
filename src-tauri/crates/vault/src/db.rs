//! Opening the database: key first, then a probe, then the rules of every connection.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::clock::unix_ms;
use crate::error::VaultError;
use crate::keys::{DatabaseKey, SALT_BYTES};
use crate::{files, migrate};

/// How long a call waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// SQLCipher sets up its provider with the first key of a process; connections that are keyed at
/// the same moment by other threads are now and then refused. One at a time is keyed and probed.
static KEYING: Mutex<()> = Mutex::new(());

pub(crate) fn path(home: &Path) -> PathBuf {
    home.join("station.db")
}

/// Opens or makes the database of a home.
///
/// # Errors
/// [`VaultError::WrongKey`] where the file belongs to another key, [`VaultError::Corrupt`] where
/// it is damaged (it is renamed then), [`VaultError::NewerSchema`], …
pub(crate) fn open(home: &Path, key: &DatabaseKey) -> Result<Connection, VaultError> {
    let path = path(home);
    match connect(&path, key) {
        Err(VaultError::Database(error)) if is_damage(&error) => {
            // Only now: closing a file takes away the locks that this process has on it elsewhere,
            // and with them what keeps another process from removing the log of an open database.
            if salt_of(&path)?.is_some_and(|salt| salt != key.salt) {
                return Err(VaultError::WrongKey);
            }
            Err(set_aside(&path)?)
        }
        Err(VaultError::Stored(_)) => Err(set_aside(&path)?),
        other => other,
    }
}

/// The first bytes of the file are SQLCipher's salt; none where there is no content yet.
fn salt_of(path: &Path) -> Result<Option<[u8; SALT_BYTES]>, VaultError> {
    let Ok(mut file) = std::fs::File::open(path) else { return Ok(None) };
    let bytes = files::read_at(&mut file, 0, SALT_BYTES)?;
    Ok(bytes.first_chunk::<SALT_BYTES>().copied())
}

fn connect(path: &Path, key: &DatabaseKey) -> Result<Connection, VaultError> {
    let turn = KEYING.lock().unwrap_or_else(PoisonError::into_inner);
    // SQLite gives its log and its shared memory the rights of the database.
    files::private_file(path)?;
    let mut db = Connection::open(path)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    // Nothing of the library's own log may reach the terminal.
    db.pragma_update(None, "cipher_log_level", "NONE").ok();
    db.pragma_update(None, "key", key.pragma_value().as_str())?;
    let cipher: Option<String> = db.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(VaultError::NoCipher);
    }
    // The probe: the first read that needs the right key.
    let _: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    drop(turn);

    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    if quick_check(&db)?.is_some() {
        return Err(VaultError::Stored("quick_check"));
    }
    migrate::run(&mut db)?;
    Ok(db)
}

/// The first complaint of SQLite about the file; none where it is sound.
pub(crate) fn quick_check(db: &Connection) -> Result<Option<String>, VaultError> {
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((verdict != "ok").then_some(verdict))
}

/// Moves what was written to the log into the database file and empties the log.
pub(crate) fn checkpoint(db: &Connection) -> Result<(), VaultError> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Renames the damaged database and its log, so that it can be looked at and does not stand in
/// the way; media stay where they are. Gives the error that tells of it.
fn set_aside(path: &Path) -> Result<VaultError, VaultError> {
    let stamp = unix_ms();
    let mut set_aside = String::new();
    for suffix in ["-wal", "-shm", ""] {
        let mut from = path.as_os_str().to_owned();
        from.push(suffix);
        let name = format!("station.db.damaged-{stamp}{suffix}");
        match std::fs::rename(&from, path.with_file_name(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => set_aside = name,
        }
    }
    files::sync_parent(path)?;
    Ok(VaultError::Corrupt { set_aside })
}
