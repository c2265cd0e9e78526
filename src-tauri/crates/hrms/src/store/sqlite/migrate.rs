//! Numbered migrations, each run once, each remembered with its digest.
//!
//! To change the schema add `migrations/NNNN_name.sql` and a line below; never edit one that was
//! released. A migration is plain SQL and uses no code of the program, so that it means the same
//! in every later version.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use seal::hash::sha256_hex;

use crate::store::{StoreError, Stored};

const MIGRATIONS: &[(u32, &str)] = &[(1, include_str!("../../../migrations/0001_spine.sql"))];

/// Brings the schema up to date.
pub fn run(connection: &mut Connection) -> Stored<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
           number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL) STRICT;",
    )?;
    let found: u32 =
        tx.query_row("SELECT coalesce(max(number), 0) FROM migrations", [], |row| row.get(0))?;
    let known = MIGRATIONS.last().map_or(0, |(number, _)| *number);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, sql) in MIGRATIONS {
        let digest = sha256_hex(sql);
        let applied: Option<String> = tx
            .query_row("SELECT sha256 FROM migrations WHERE number = ?1", [number], |row| {
                row.get(0)
            })
            .optional()?;
        match applied {
            Some(applied) if applied == digest => {}
            Some(_) => return Err(StoreError::MigrationChanged(*number)),
            None => {
                tx.execute_batch(sql)?;
                tx.execute(
                    "INSERT INTO migrations (number, sha256) VALUES (?1, ?2)",
                    rusqlite::params![number, digest],
                )?;
            }
        }
    }
    tx.commit()?;
    Ok(())
}
