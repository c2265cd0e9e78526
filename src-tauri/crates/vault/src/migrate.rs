//! Migrations: numbered SQL files, each applied in one transaction, with its hash recorded.
//!
//! Recipe: add `migrations/NNNN_name.sql`, add a line to [`MIGRATIONS`], never change a file that
//! was released. Rows of the outbox keep their ids and order through every migration.

use rusqlite::{Connection, params};
use seal::hash::sha256_hex;

use crate::clock::unix_ms;
use crate::error::VaultError;

/// All migrations in order; the number of each is its place, from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_init.sql"),
    include_str!("migrations/0002_desk.sql"),
    include_str!("migrations/0003_withdrawal.sql"),
    include_str!("migrations/0004_attachment.sql"),
];

/// Brings the database to the newest schema.
///
/// # Errors
/// [`VaultError::NewerSchema`], [`VaultError::Migration`] or a database error; the database is
/// then as it was.
pub(crate) fn run(db: &mut Connection) -> Result<(), VaultError> {
    apply(db, MIGRATIONS)
}

fn apply(db: &mut Connection, migrations: &[&str]) -> Result<(), VaultError> {
    let known = u32::try_from(migrations.len()).map_err(|_| VaultError::Invalid("migrations"))?;
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
    for (version, sql) in (1u32..).zip(migrations) {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_the_version_before_takes_files_that_go_with_their_session() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "foreign_keys", true).unwrap();
        apply(&mut db, &MIGRATIONS[..3]).unwrap();
        db.execute(
            "INSERT INTO session (interview_id, position_code, language, started_wall,
                candidate_json, synthetic, walk_in, sync_media, phase, created_ms)
             VALUES (zeroblob(16), 'teller', 'zh', '', '{}', 0, 0, 1, 'ready', 1)",
            [],
        )
        .unwrap();
        run(&mut db).unwrap();
        db.execute(
            "INSERT INTO attachment
             VALUES (zeroblob(16), zeroblob(16), 'a.pdf', 'pdf', 1, zeroblob(32), '', 'x', 1)",
            [],
        )
        .unwrap();
        db.execute("DELETE FROM session", []).unwrap();
        let left: u32 =
            db.query_row("SELECT count(*) FROM attachment", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_database_of_the_first_version_keeps_its_sessions_and_the_order_of_its_outbox() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "foreign_keys", true).unwrap();
        apply(&mut db, &MIGRATIONS[..1]).unwrap();
        db.execute(
            "INSERT INTO session (interview_id, position_code, language, started_wall,
                candidate_json, synthetic, walk_in, sync_media, phase, created_ms)
             VALUES (zeroblob(16), 'teller', 'zh', '', '{}', 0, 0, 1, 'ready', 1)",
            [],
        )
        .unwrap();
        for id in ["a", "b", "c"] {
            db.execute(
                "INSERT INTO outbox (id, interview_id, kind_json, payload, state_json)
                 VALUES (CAST(?1 AS BLOB), zeroblob(16), '{}', x'00', '{}')",
                [id],
            )
            .unwrap();
        }
        run(&mut db).unwrap();
        run(&mut db).unwrap();
        let order: String = db
            .query_row(
                "SELECT group_concat(CAST(id AS TEXT), '') FROM (SELECT id FROM outbox ORDER BY ord)",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(order, "abc");
        db.execute("INSERT INTO tag (interview_id, name) VALUES (zeroblob(16), 'x')", []).unwrap();
        db.execute("DELETE FROM session", []).unwrap();
        let tags: u32 = db.query_row("SELECT count(*) FROM tag", [], |row| row.get(0)).unwrap();
        assert_eq!(tags, 0, "tags go with their session");
        assert!(matches!(
            apply(&mut db, &MIGRATIONS[..1]),
            Err(VaultError::NewerSchema { found: 4, known: 1 })
        ));
    }
}
