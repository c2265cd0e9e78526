//! The audit log, idempotency keys, and what goes stale.

use rusqlite::{OptionalExtension as _, params};
use seal::chain::{AuditEntry, Head};

use super::{SqliteStore, audit_head};
use crate::store::{Begun, KeptAnswer, RequestKey, Stored, Upkeep};

/// How long an answer is kept under its idempotency key: 24 hours.
const KEEP_ANSWERS_MS: i64 = 24 * 3600 * 1000;
/// After this time a request without an answer is taken to have died with its process.
const RUNNING_MS: i64 = 60 * 1000;

impl Upkeep for SqliteStore {
    fn audit(&self, after: u64, limit: u32) -> Stored<Vec<AuditEntry>> {
        self.read(|db| {
            let mut statement = db.prepare(
                "SELECT seq, at_ms, actor, action, subject, detail, prev, hash FROM audit
                 WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            )?;
            let rows = statement
                .query_map(params![after.cast_signed(), limit], |row| {
                    Ok(AuditEntry {
                        seq: row.get::<_, i64>(0)?.cast_unsigned(),
                        at_unix_ms: row.get(1)?,
                        actor: row.get(2)?,
                        action: row.get(3)?,
                        subject: row.get(4)?,
                        detail: row.get(5)?,
                        prev: row.get(6)?,
                        hash: row.get(7)?,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    fn audit_head(&self) -> Stored<Head> {
        self.read(audit_head)
    }

    fn begin_request(&self, key: &RequestKey, now_ms: i64) -> Stored<Begun> {
        self.write(|tx| {
            tx.execute(
                "DELETE FROM requests WHERE began_ms <= ?1 OR (status IS NULL AND began_ms <= ?2)",
                params![now_ms - KEEP_ANSWERS_MS, now_ms - RUNNING_MS],
            )?;
            let found: Option<(String, Option<u16>, Option<Vec<u8>>)> = tx
                .query_row(
                    "SELECT body_sha256, status, body FROM requests
                     WHERE principal = ?1 AND key = ?2",
                    params![key.principal, key.key],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            Ok(match found {
                Some((sha256, ..)) if sha256 != key.body_sha256 => Begun::OtherBody,
                Some((_, Some(status), Some(body))) => Begun::Answered(KeptAnswer { status, body }),
                Some(_) => Begun::Running,
                None => {
                    tx.execute(
                        "INSERT INTO requests (principal, key, body_sha256, began_ms)
                         VALUES (?1, ?2, ?3, ?4)",
                        params![key.principal, key.key, key.body_sha256, now_ms],
                    )?;
                    Begun::New
                }
            })
        })
    }

    fn end_request(&self, key: &RequestKey, answer: Option<&KeptAnswer>) -> Stored<()> {
        self.write(|tx| {
            match answer {
                Some(answer) => tx.execute(
                    "UPDATE requests SET status = ?3, body = ?4
                     WHERE principal = ?1 AND key = ?2",
                    params![key.principal, key.key, answer.status, answer.body],
                )?,
                None => tx.execute(
                    "DELETE FROM requests WHERE principal = ?1 AND key = ?2",
                    params![key.principal, key.key],
                )?,
            };
            Ok(())
        })
    }

    fn sweep(&self, now_ms: i64) -> Stored<Vec<String>> {
        self.write(|tx| {
            for sql in [
                "DELETE FROM plays WHERE expires_ms <= ?1",
                "DELETE FROM sessions WHERE expires_ms <= ?1",
                "DELETE FROM tokens WHERE expires_ms <= ?1",
                "DELETE FROM assertions WHERE until_ms <= ?1",
                "DELETE FROM enrolment_codes WHERE expires_ms <= ?1",
                "UPDATE media SET state = 'announced' WHERE (interview, part) IN (SELECT interview,
                   part FROM uploads WHERE expires_ms <= ?1 AND offset < len)",
            ] {
                tx.execute(sql, [now_ms])?;
            }
            let mut statement = tx.prepare(
                "DELETE FROM uploads WHERE expires_ms <= ?1 AND offset < len RETURNING blob",
            )?;
            let blobs = statement
                .query_map([now_ms], |row| row.get(0))?
                .collect::<Result<Vec<String>, _>>()?;
            Ok(blobs)
        })
    }
}
