//! Interviews and reports.

use interview::exchange::ReceiptReport;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use super::{SqliteStore, audit, json, to_json, uuid};
use crate::store::{
    InterviewRow, Interviews, NewInterview, NewReport, Put, PutReport, Quarantined, ReportRow,
    StoreError, Stored, Who, Withdrawal, Withdrawn,
};

const COLUMNS: &str = "i.id, i.station, i.position, i.position_version, i.reference, i.name,
  i.synthetic, i.state, i.started_at, r.score, r.flags";
/// Each interview with its latest report.
const LATEST: &str = "interviews i LEFT JOIN reports r ON r.interview = i.id
  AND r.rev = (SELECT max(rev) FROM reports WHERE interview = i.id)";

/// An [`InterviewRow`] whose text columns are not read yet.
struct Raw {
    row: InterviewRow,
    id: String,
    flags: Option<String>,
}

impl Raw {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            row: InterviewRow {
                id: Uuid::nil(),
                station: row.get(1)?,
                position: row.get(2)?,
                position_version: row.get(3)?,
                reference: row.get(4)?,
                name: row.get(5)?,
                synthetic: row.get(6)?,
                state: row.get(7)?,
                started_at: row.get(8)?,
                score: row.get(9)?,
                flags: Vec::new(),
            },
            flags: row.get(10)?,
        })
    }

    fn interview(self) -> Stored<InterviewRow> {
        let flags = self.flags.map(|text| json("reports", &text)).transpose()?.unwrap_or_default();
        Ok(InterviewRow { id: uuid("interviews", &self.id)?, flags, ..self.row })
    }
}

/// Station and state of an interview.
pub(super) fn owner(db: &Connection, id: Uuid) -> Stored<Option<(String, String)>> {
    Ok(db
        .query_row("SELECT station, state FROM interviews WHERE id = ?1", [id.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

fn digest(db: &Connection, interview: Uuid, rev: u32) -> Stored<Option<String>> {
    Ok(db
        .query_row(
            "SELECT sha256 FROM reports WHERE interview = ?1 AND rev = ?2",
            params![interview.to_string(), rev],
            |row| row.get(0),
        )
        .optional()?)
}

/// What stands in the way of storing `report`, if anything.
fn obstacle(tx: &Transaction<'_>, report: &NewReport) -> Stored<Option<PutReport>> {
    match owner(tx, report.interview)? {
        Some((station, state)) if station == report.station => {
            if state == "withdrawn" {
                return Ok(Some(PutReport::Erased));
            }
        }
        _ => return Ok(Some(PutReport::NotFound)),
    }
    if let Some(stored) = digest(tx, report.interview, report.rev)? {
        let same = stored == report.sha256;
        return Ok(Some(if same { PutReport::Same } else { PutReport::Conflict(stored) }));
    }
    let last: u32 = tx.query_row(
        "SELECT coalesce(max(rev), 0) FROM reports WHERE interview = ?1",
        [report.interview.to_string()],
        |row| row.get(0),
    )?;
    if report.rev != last + 1 {
        return Ok(Some(PutReport::Gap(last + 1)));
    }
    let before = digest(tx, report.interview, last)?;
    Ok((before != report.supersedes).then_some(PutReport::WrongChain))
}

/// Everything of an interview that names the person or opens the recording.
fn erase(tx: &Transaction<'_>, interview: Uuid, now_ms: i64) -> Stored<Vec<String>> {
    let id = interview.to_string();
    let mut blobs = Vec::new();
    for sql in [
        "SELECT blob FROM media WHERE interview = ?1 AND blob IS NOT NULL",
        "SELECT blob FROM uploads WHERE interview = ?1",
    ] {
        let mut statement = tx.prepare(sql)?;
        let names = statement.query_map([&id], |row| row.get::<_, String>(0))?;
        blobs.extend(names.collect::<Result<Vec<_>, _>>()?);
    }
    tx.execute("DELETE FROM uploads WHERE interview = ?1", [&id])?;
    tx.execute("DELETE FROM plays WHERE interview = ?1", [&id])?;
    tx.execute("DELETE FROM quarantine WHERE interview = ?1", [&id])?;
    tx.execute(
        "UPDATE media SET manifest = json_set(manifest, '$.wraps', json('[]')), blob = NULL,
           prefix = NULL, changed_ms = ?2 WHERE interview = ?1",
        params![id, now_ms],
    )?;
    tx.execute("UPDATE reports SET bytes = NULL, score = NULL WHERE interview = ?1", [&id])?;
    Ok(blobs)
}

impl Interviews for SqliteStore {
    fn put_interview(&self, new: &NewInterview, who: &Who) -> Stored<Put> {
        self.write(|tx| {
            let id = new.id.to_string();
            let found: Option<(String, String, String)> = tx
                .query_row(
                    "SELECT station, body_sha256, state FROM interviews WHERE id = ?1",
                    [&id],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            match found {
                Some((station, ..)) if station != new.station => return Ok(Put::Conflict(None)),
                Some((_, _, state)) if state == "withdrawn" => return Ok(Put::Erased),
                Some((_, stored, _)) if stored == new.body_sha256 => return Ok(Put::Same),
                Some((_, stored, _)) => return Ok(Put::Conflict(Some(stored))),
                None => {}
            }
            tx.execute(
                "INSERT INTO interviews (id, station, body_sha256, position, position_version,
                   reference, name, synthetic, state, started_at, created_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'in_progress', ?9, ?10)",
                params![
                    id,
                    new.station,
                    new.body_sha256,
                    new.position,
                    new.position_version,
                    new.reference,
                    new.name,
                    new.synthetic,
                    new.started_at,
                    who.now_ms
                ],
            )?;
            audit(tx, who, "interview.announced", &id, &new.body_sha256)?;
            Ok(Put::Created)
        })
    }

    fn interview(&self, id: Uuid) -> Stored<Option<InterviewRow>> {
        self.read(|db| {
            db.query_row(
                &format!("SELECT {COLUMNS} FROM {LATEST} WHERE i.id = ?1"),
                [id.to_string()],
                Raw::from_row,
            )
            .optional()?
            .map(Raw::interview)
            .transpose()
        })
    }

    fn interviews(&self, before: Option<Uuid>, limit: u32) -> Stored<Vec<InterviewRow>> {
        self.read(|db| {
            // Ids are UUIDv7: the order of their text is the order of time.
            let before = before.unwrap_or(Uuid::max()).to_string();
            let mut statement = db.prepare(&format!(
                "SELECT {COLUMNS} FROM {LATEST} WHERE i.id < ?1 ORDER BY i.id DESC LIMIT ?2"
            ))?;
            let rows = statement
                .query_map(params![before, limit], Raw::from_row)?
                .collect::<Result<Vec<_>, _>>()?;
            rows.into_iter().map(Raw::interview).collect()
        })
    }

    fn put_report(&self, report: &NewReport, who: &Who) -> Stored<PutReport> {
        self.write(|tx| {
            if let Some(outcome) = obstacle(tx, report)? {
                return Ok(outcome);
            }
            let id = report.interview.to_string();
            tx.execute(
                "INSERT INTO reports (interview, rev, sha256, bytes, jws, score, flags, parts,
                   stored_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    id,
                    report.rev,
                    report.sha256,
                    report.bytes,
                    report.jws,
                    report.score,
                    to_json("reports", &report.flags)?,
                    to_json("reports", &report.parts)?,
                    who.now_ms
                ],
            )?;
            tx.execute("UPDATE interviews SET state = 'completed' WHERE id = ?1", [&id])?;
            audit(tx, who, "report.stored", &id, &format!("{} {}", report.rev, report.sha256))?;
            Ok(PutReport::Created)
        })
    }

    fn report_digest(&self, interview: Uuid, rev: u32) -> Stored<Option<ReceiptReport>> {
        self.read(|db| Ok(digest(db, interview, rev)?.map(|sha256| ReceiptReport { rev, sha256 })))
    }

    fn report_digests(&self, interview: Uuid) -> Stored<(Vec<ReceiptReport>, Option<i64>)> {
        self.read(|db| {
            let mut statement = db.prepare(
                "SELECT rev, sha256, stored_ms FROM reports WHERE interview = ?1 ORDER BY rev",
            )?;
            let rows = statement
                .query_map([interview.to_string()], |row| {
                    Ok((ReceiptReport { rev: row.get(0)?, sha256: row.get(1)? }, row.get(2)?))
                })?
                .collect::<Result<Vec<(ReceiptReport, i64)>, _>>()?;
            let last = rows.last().map(|(_, stored_ms)| *stored_ms);
            Ok((rows.into_iter().map(|(report, _)| report).collect(), last))
        })
    }

    fn open_report(&self, interview: Uuid, who: &Who) -> Stored<Option<ReportRow>> {
        self.write(|tx| {
            let id = interview.to_string();
            let found = tx
                .query_row(
                    "SELECT rev, bytes, sha256, jws, flags, stored_ms FROM reports
                     WHERE interview = ?1 AND bytes IS NOT NULL ORDER BY rev DESC LIMIT 1",
                    [&id],
                    |row| {
                        let flags: String = row.get(4)?;
                        let report = ReportRow {
                            rev: row.get(0)?,
                            bytes: row.get(1)?,
                            sha256: row.get(2)?,
                            jws: row.get(3)?,
                            flags: Vec::new(),
                            stored_ms: row.get(5)?,
                        };
                        Ok((report, flags))
                    },
                )
                .optional()?;
            let Some((report, flags)) = found else { return Ok(None) };
            audit(tx, who, "report.opened", &id, &report.rev.to_string())?;
            Ok(Some(ReportRow { flags: json("reports", &flags)?, ..report }))
        })
    }

    fn reported_parts(&self, interview: Uuid) -> Stored<Vec<String>> {
        self.read(|db| {
            let text: Option<String> = db
                .query_row(
                    "SELECT parts FROM reports WHERE interview = ?1 ORDER BY rev DESC LIMIT 1",
                    [interview.to_string()],
                    |row| row.get(0),
                )
                .optional()?;
            Ok(text.map(|text| json("reports", &text)).transpose()?.unwrap_or_default())
        })
    }

    fn quarantine(&self, report: &Quarantined, who: &Who) -> Stored<()> {
        self.write(|tx| {
            let sha256 = seal::hash::sha256_hex(&report.bytes);
            let added = tx.execute(
                "INSERT INTO quarantine (interview, rev, station, sha256, bytes, jws, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
                params![
                    report.interview.to_string(),
                    report.rev,
                    report.station,
                    sha256,
                    report.bytes,
                    report.jws,
                    who.now_ms
                ],
            )?;
            if added == 1 {
                audit(tx, who, "report.quarantined", &report.interview.to_string(), &sha256)?;
            }
            Ok(())
        })
    }

    fn quarantined(&self) -> Stored<u64> {
        self.read(|db| {
            let count: i64 = db.query_row("SELECT count(*) FROM quarantine", [], |r| r.get(0))?;
            Ok(count.cast_unsigned())
        })
    }

    fn withdraw(&self, withdrawal: &Withdrawal, who: &Who) -> Stored<Withdrawn> {
        self.write(|tx| {
            let id = withdrawal.interview.to_string();
            match owner(tx, withdrawal.interview)? {
                Some((station, _)) if station != withdrawal.station => {
                    return Ok(Withdrawn::NotFound);
                }
                Some((_, state)) if state == "withdrawn" => {
                    let kept: Option<String> = tx.query_row(
                        "SELECT certificate FROM interviews WHERE id = ?1",
                        [&id],
                        |row| row.get(0),
                    )?;
                    return kept
                        .map(Withdrawn::Same)
                        .ok_or_else(|| StoreError::row("interviews", "certificate is missing"));
                }
                Some(_) => {}
                // It overtakes all: what comes after it finds the interview erased.
                None => {
                    tx.execute(
                        "INSERT INTO interviews (id, station, body_sha256, position,
                           position_version, reference, synthetic, state, started_at, created_ms)
                         VALUES (?1, ?2, '', '', 0, '', 0, 'withdrawn', '', ?3)",
                        params![id, withdrawal.station, who.now_ms],
                    )?;
                }
            }
            let blobs = erase(tx, withdrawal.interview, who.now_ms)?;
            tx.execute(
                "UPDATE interviews SET state = 'withdrawn', name = NULL, certificate = ?2
                 WHERE id = ?1",
                params![id, withdrawal.certificate],
            )?;
            audit(tx, who, "interview.withdrawn", &id, "")?;
            Ok(Withdrawn::Done(blobs))
        })
    }
}
