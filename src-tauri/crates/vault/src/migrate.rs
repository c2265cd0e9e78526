//! Migrations: numbered SQL files, each applied in one transaction, with its hash recorded.
//!
//! Recipe: add `migrations/NNNN_name.sql`, add a line to [`MIGRATIONS`], never change a file that
//! was released. Rows of the outbox keep their ids and order through every migration.

use rusqlite::{Connection, params};
use seal::hash::sha256_hex;

use crate::clock::unix_ms;
use crate::error::VaultError;

/// All migrations in order; the number of each is its place, from 1.
const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_init.sql"), include_str!("migrations/0002_desk.sql")];

/// Brings the database to the newest schema.
///
/// # Errors
/// [`VaultError::NewerSchema`], [`VaultError::Migration`] or a database error; the database is
/// then as it was.
pub(crate) fn run(db: &mut Connection) -> Result<(), VaultError> {
    let known = u32::try_from(MIGRATIONS.len()).map_err(|_| VaultError::Invalid("migrations"))?;
    let found: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(VaultError::NewerSchema { found, known });
    }
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration (
            version    INTEGER PRIMARY KEY,
            sha256     TEXT NOT NULL,
            applied_ms INTEGER NOT NULL
        ) STRICT;",
    )?;
    for (version, sql) in (1u32..).zip(MIGRATIONS) {
        let hash = sha256_hex(sql);
        if version <= found {
            let applied: String = db.query_row(
                "SELECT sha256 FROM migration WHERE version = ?1",
                [version],
                |row| row.get(0),
            )?;
            if applied != hash {
                return Err(VaultError::Migration { version });
            }
            continue;
        }
        let apply = db.transaction()?;
        apply.execute_batch(sql)?;
        apply.execute(
            "INSERT INTO migration (version, sha256, applied_ms) VALUES (?1, ?2, ?3)",
            params![version, hash, unix_ms()],
        )?;
        apply.pragma_update(None, "user_version", version)?;
        apply.commit()?;
    }
    Ok(())
}
