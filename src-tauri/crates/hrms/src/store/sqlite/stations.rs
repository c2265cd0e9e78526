//! Stations and their credentials.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{SqliteStore, audit};
use crate::store::{
    Enrol, EnrolAttempt, NewCode, NewToken, StationRow, StationState, Stations, StoreError, Stored,
    Who,
};

/// Wrong tries after which a code is over.
const MAX_TRIES: u32 = 5;

const COLUMNS: &str = "s.id, s.thumbprint, s.device_jwk, s.state, s.seen_ms";

fn station_from(row: &Row<'_>) -> rusqlite::Result<(StationRow, Option<StationState>)> {
    let word: String = row.get(3)?;
    let state = StationState::from_word(&word);
    Ok((
        StationRow {
            id: row.get(0)?,
            thumbprint: row.get(1)?,
            device_jwk: row.get(2)?,
            state: state.unwrap_or(StationState::Revoked),
            seen_ms: row.get(4)?,
        },
        state,
    ))
}

/// A state that can't be read must not let a station in.
fn checked((row, state): (StationRow, Option<StationState>)) -> Stored<StationRow> {
    state.map(|_| row).ok_or_else(|| StoreError::row("stations", "unknown state"))
}

fn find(db: &Connection, filter: &str, value: &str) -> Stored<Option<StationRow>> {
    db.query_row(
        &format!("SELECT {COLUMNS} FROM stations s WHERE {filter} = ?1"),
        [value],
        station_from,
    )
    .optional()?
    .map(checked)
    .transpose()
}

/// An enrolment code as it stands.
struct Code {
    code_sha256: String,
    expires_ms: i64,
    auto_approve: bool,
    tries: u32,
    station: Option<String>,
}

fn find_code(tx: &Transaction<'_>, handle: &str) -> Stored<Option<Code>> {
    Ok(tx
        .query_row(
            "SELECT code_sha256, expires_ms, auto_approve, tries, station
             FROM enrolment_codes WHERE handle = ?1",
            [handle],
            |row| {
                Ok(Code {
                    code_sha256: row.get(0)?,
                    expires_ms: row.get(1)?,
                    auto_approve: row.get(2)?,
                    tries: row.get(3)?,
                    station: row.get(4)?,
                })
            },
        )
        .optional()?)
}

fn insert_station(
    tx: &Transaction<'_>,
    attempt: &EnrolAttempt,
    state: StationState,
    who: &Who,
) -> Stored<StationRow> {
    // A device that was enrolled before keeps its id: its interviews stay its own. What it may do
    // starts again with this code.
    tx.execute(
        "INSERT INTO stations (id, thumbprint, device_jwk, wrap_jwk, state, enrolled_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (thumbprint) DO UPDATE SET wrap_jwk = excluded.wrap_jwk,
           state = excluded.state, enrolled_ms = excluded.enrolled_ms",
        params![
            attempt.station_id,
            attempt.thumbprint,
            attempt.device_jwk,
            attempt.wrap_jwk,
            state.word(),
            who.now_ms
        ],
    )?;
    find(tx, "s.thumbprint", &attempt.thumbprint)?
        .ok_or_else(|| StoreError::row("stations", "row vanished"))
}

impl Stations for SqliteStore {
    fn add_code(&self, code: &NewCode, who: &Who) -> Stored<()> {
        self.write(|tx| {
            tx.execute(
                "INSERT OR REPLACE INTO enrolment_codes
                   (handle, code_sha256, expires_ms, auto_approve) VALUES (?1, ?2, ?3, ?4)",
                params![code.handle, code.code_sha256, code.expires_ms, code.auto_approve],
            )?;
            audit(tx, who, "station.code_made", &code.handle, "")
        })
    }

    fn enrol(&self, attempt: &EnrolAttempt, who: &Who) -> Stored<Enrol> {
        self.write(|tx| {
            let Some(code) = find_code(tx, &attempt.handle)? else {
                return Ok(Enrol::Wrong);
            };
            if code.expires_ms <= who.now_ms || code.tries >= MAX_TRIES {
                return Ok(Enrol::Expired);
            }
            if code.code_sha256 != attempt.code_sha256 {
                tx.execute(
                    "UPDATE enrolment_codes SET tries = tries + 1 WHERE handle = ?1",
                    [&attempt.handle],
                )?;
                audit(tx, who, "station.code_wrong", &attempt.handle, "")?;
                return Ok(Enrol::Wrong);
            }
            if let Some(station) = code.station {
                let station = find(tx, "s.id", &station)?;
                return Ok(match station {
                    Some(row) if row.thumbprint == attempt.thumbprint => Enrol::Same(row),
                    _ => Enrol::Used,
                });
            }
            let state =
                if code.auto_approve { StationState::Approved } else { StationState::Pending };
            let station = insert_station(tx, attempt, state, who)?;
            tx.execute(
                "UPDATE enrolment_codes SET station = ?2 WHERE handle = ?1",
                params![attempt.handle, station.id],
            )?;
            audit(tx, who, "station.enrolled", &station.id, &station.thumbprint)?;
            Ok(Enrol::Done(station))
        })
    }

    fn stations(&self) -> Stored<Vec<StationRow>> {
        self.read(|db| {
            let mut statement =
                db.prepare(&format!("SELECT {COLUMNS} FROM stations s ORDER BY s.id"))?;
            let rows = statement.query_map([], station_from)?.collect::<Result<Vec<_>, _>>()?;
            rows.into_iter().map(checked).collect()
        })
    }

    fn station_by_key(&self, thumbprint: &str) -> Stored<Option<StationRow>> {
        self.read(|db| find(db, "s.thumbprint", thumbprint))
    }

    fn set_station_state(&self, id: &str, state: StationState, who: &Who) -> Stored<bool> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE stations SET state = ?2 WHERE id = ?1",
                params![id, state.word()],
            )?;
            if changed == 1 {
                audit(tx, who, &format!("station.{}", state.word()), id, "")?;
            }
            Ok(changed == 1)
        })
    }

    fn issue_token(&self, token: &NewToken, now_ms: i64) -> Stored<bool> {
        self.write(|tx| {
            tx.execute("DELETE FROM assertions WHERE until_ms <= ?1", [now_ms])?;
            let fresh = tx.execute(
                "INSERT INTO assertions (station, jti, until_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
                params![token.station, token.jti, token.assertion_until_ms],
            )?;
            if fresh == 1 {
                tx.execute(
                    "INSERT INTO tokens (token_sha256, station, expires_ms) VALUES (?1, ?2, ?3)",
                    params![token.token_sha256, token.station, token.expires_ms],
                )?;
            }
            Ok(fresh == 1)
        })
    }

    fn station_by_token(&self, token_sha256: &str, now_ms: i64) -> Stored<Option<StationRow>> {
        self.read(|db| {
            db.query_row(
                &format!(
                    "SELECT {COLUMNS} FROM tokens t JOIN stations s ON s.id = t.station
                     WHERE t.token_sha256 = ?1 AND t.expires_ms > ?2"
                ),
                params![token_sha256, now_ms],
                station_from,
            )
            .optional()?
            .map(checked)
            .transpose()
        })
    }

    fn heartbeat(&self, station: &str, body: &str, now_ms: i64) -> Stored<()> {
        self.write(|tx| {
            tx.execute(
                "UPDATE stations SET heartbeat = ?2, seen_ms = ?3 WHERE id = ?1",
                params![station, body, now_ms],
            )?;
            Ok(())
        })
    }
}
