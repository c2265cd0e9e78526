//! Positions, candidates, and the feed of changes.

use interview::exchange::BookedCandidate;
use interview::position::Position;
use interview::transcript::Language;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{SqliteStore, audit, json, to_json};
use crate::store::{Catalogue, Change, NewCandidate, PositionRow, Publish, Stored, Who};

/// Notes a change for the feed.
fn change(tx: &Transaction<'_>, kind: &str, id: &str, version: u32, who: &Who) -> Stored<()> {
    tx.execute(
        "INSERT INTO changes (kind, id, version, op, at_ms) VALUES (?1, ?2, ?3, 'put', ?4)",
        params![kind, id, version, who.now_ms],
    )?;
    Ok(())
}

fn position_from(body: &str, version: u32, state: String) -> Stored<PositionRow> {
    let mut position: Position = json("positions", body)?;
    position.version = version;
    Ok(PositionRow { position, state })
}

fn state_of(tx: &Connection, code: &str, version: u32) -> Stored<Option<String>> {
    Ok(tx
        .query_row(
            "SELECT state FROM positions WHERE code = ?1 AND version = ?2",
            params![code, version],
            |row| row.get(0),
        )
        .optional()?)
}

fn language_word(language: Language) -> &'static str {
    language.code()
}

fn candidate_from(row: &Row<'_>) -> rusqlite::Result<BookedCandidate> {
    let language: String = row.get("language")?;
    Ok(BookedCandidate {
        reference: row.get("reference")?,
        name: row.get("name")?,
        language: if language == Language::En.code() { Language::En } else { Language::Zh },
        position: row.get("position")?,
        starts_at: row.get("starts_at")?,
    })
}

impl Catalogue for SqliteStore {
    fn add_position(&self, position: &Position, who: &Who) -> Stored<u32> {
        self.write(|tx| {
            let version: u32 = tx.query_row(
                "SELECT coalesce(max(version), 0) + 1 FROM positions WHERE code = ?1",
                [&position.code],
                |row| row.get(0),
            )?;
            tx.execute(
                "INSERT INTO positions (code, version, state, body, changed_ms)
                 VALUES (?1, ?2, 'draft', ?3, ?4)",
                params![position.code, version, to_json("positions", position)?, who.now_ms],
            )?;
            audit(tx, who, "position.added", &position.code, &version.to_string())?;
            Ok(version)
        })
    }

    fn publish_position(&self, code: &str, version: u32, who: &Who) -> Stored<Publish> {
        self.write(|tx| {
            match state_of(tx, code, version)?.as_deref() {
                None => return Ok(Publish::NotFound),
                Some("published") => return Ok(Publish::Same),
                Some("retired") => return Ok(Publish::Retired),
                Some(_) => {}
            }
            tx.execute(
                "UPDATE positions SET state = 'retired', changed_ms = ?2
                 WHERE code = ?1 AND state = 'published'",
                params![code, who.now_ms],
            )?;
            tx.execute(
                "UPDATE positions SET state = 'published', changed_ms = ?3
                 WHERE code = ?1 AND version = ?2",
                params![code, version, who.now_ms],
            )?;
            change(tx, "position", code, version, who)?;
            audit(tx, who, "position.published", code, &version.to_string())?;
            Ok(Publish::Done)
        })
    }

    fn positions(&self) -> Stored<Vec<PositionRow>> {
        self.read(|db| {
            let mut statement =
                db.prepare("SELECT body, version, state FROM positions ORDER BY code, version")?;
            let rows = statement
                .query_map([], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?, row.get::<_, String>(2)?))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            rows.into_iter()
                .map(|(body, version, state)| position_from(&body, version, state))
                .collect()
        })
    }

    fn position(&self, code: &str, version: u32) -> Stored<Option<PositionRow>> {
        self.read(|db| {
            let found = db
                .query_row(
                    "SELECT body, state FROM positions WHERE code = ?1 AND version = ?2",
                    params![code, version],
                    |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
                )
                .optional()?;
            found.map(|(body, state)| position_from(&body, version, state)).transpose()
        })
    }

    fn add_candidate(&self, candidate: &NewCandidate, who: &Who) -> Stored<bool> {
        self.write(|tx| {
            let added = tx.execute(
                "INSERT INTO candidates (id, reference, name, language, created_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (reference) DO NOTHING",
                params![
                    candidate.id.to_string(),
                    candidate.reference,
                    candidate.name,
                    language_word(candidate.language),
                    who.now_ms
                ],
            )?;
            if added == 0 {
                return Ok(false);
            }
            tx.execute(
                "INSERT INTO applications (id, candidate_id, position, state, starts_at, created_ms)
                 VALUES (?1, ?2, ?3, 'interview', ?4, ?5)",
                params![
                    uuid::Uuid::now_v7().to_string(),
                    candidate.id.to_string(),
                    candidate.position,
                    candidate.starts_at,
                    who.now_ms
                ],
            )?;
            change(tx, "candidate", &candidate.reference, 1, who)?;
            audit(tx, who, "candidate.added", &candidate.reference, &candidate.position)?;
            Ok(true)
        })
    }

    fn booked(&self) -> Stored<Vec<BookedCandidate>> {
        self.read(|db| {
            let mut statement = db.prepare(
                "SELECT c.reference, c.name, c.language, a.position, a.starts_at
                 FROM applications a JOIN candidates c ON c.id = a.candidate_id
                 WHERE a.state = 'interview' ORDER BY a.starts_at, c.reference LIMIT 1000",
            )?;
            let rows = statement.query_map([], candidate_from)?.collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    fn changes(&self, cursor: i64, limit: u32) -> Stored<(Vec<Change>, i64)> {
        self.read(|db| {
            let mut statement = db.prepare(
                "SELECT seq, kind, id, version, op FROM changes WHERE seq > ?1
                 ORDER BY seq LIMIT ?2",
            )?;
            let changes = statement
                .query_map(params![cursor, limit], |row| {
                    Ok(Change {
                        seq: row.get(0)?,
                        kind: row.get(1)?,
                        id: row.get(2)?,
                        version: row.get(3)?,
                        op: row.get(4)?,
                    })
                })?
                .collect::<Result<Vec<_>, _>>()?;
            let next = changes.last().map_or(cursor, |change| change.seq);
            Ok((changes, next))
        })
    }

    fn last_change(&self) -> Stored<i64> {
        self.read(|db| {
            Ok(db.query_row("SELECT coalesce(max(seq), 0) FROM changes", [], |row| row.get(0))?)
        })
    }
}
