//! Media parts, uploads and play tokens.

use interview::exchange::PartState;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use seal::manifest::PartManifest;
use uuid::Uuid;

use super::interviews::owner;
use super::{SqliteStore, audit, json, to_json, uuid};
use crate::store::{
    Announced, Media, NewPart, NewPlay, NewUpload, PartRow, Reopened, StoreError, Stored,
    UploadRow, Verdict, Who, part_state_from, part_state_word,
};

const PART_COLUMNS: &str =
    "m.interview, m.manifest, m.state, m.blob, m.prefix, m.changed_ms, m.manifest_sha256";
const UPLOAD_COLUMNS: &str = "id, interview, part, station, blob, offset, len, expires_ms";

/// A [`PartRow`] whose text columns are not read yet.
struct RawPart {
    interview: String,
    manifest: String,
    state: String,
    blob: Option<String>,
    prefix: Option<Vec<u8>>,
    changed_ms: i64,
    manifest_sha256: String,
}

impl RawPart {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            interview: row.get(0)?,
            manifest: row.get(1)?,
            state: row.get(2)?,
            blob: row.get(3)?,
            prefix: row.get(4)?,
            changed_ms: row.get(5)?,
            manifest_sha256: row.get(6)?,
        })
    }

    fn state(&self) -> Stored<PartState> {
        part_state_from(&self.state).ok_or_else(|| StoreError::row("media", "unknown state"))
    }

    fn part(self) -> Stored<PartRow> {
        Ok(PartRow {
            state: self.state()?,
            interview: uuid("media", &self.interview)?,
            manifest: json("media", &self.manifest)?,
            blob: self.blob,
            prefix: self.prefix,
            changed_ms: self.changed_ms,
        })
    }
}

fn find_part(db: &Connection, interview: Uuid, part: &str) -> Stored<Option<RawPart>> {
    Ok(db
        .query_row(
            &format!("SELECT {PART_COLUMNS} FROM media m WHERE m.interview = ?1 AND m.part = ?2"),
            params![interview.to_string(), part],
            RawPart::from_row,
        )
        .optional()?)
}

fn upload_from(row: &Row<'_>) -> rusqlite::Result<(String, String, UploadRow)> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        UploadRow {
            id: Uuid::nil(),
            interview: Uuid::nil(),
            part: row.get(2)?,
            station: row.get(3)?,
            blob: row.get(4)?,
            offset: row.get::<_, i64>(5)?.cast_unsigned(),
            len: row.get::<_, i64>(6)?.cast_unsigned(),
            expires_ms: row.get(7)?,
        },
    ))
}

fn find_upload(db: &Connection, filter: &str, values: &[&str]) -> Stored<Option<UploadRow>> {
    db.query_row(
        &format!("SELECT {UPLOAD_COLUMNS} FROM uploads WHERE {filter}"),
        rusqlite::params_from_iter(values),
        upload_from,
    )
    .optional()?
    .map(|(id, interview, row)| {
        Ok(UploadRow { id: uuid("uploads", &id)?, interview: uuid("uploads", &interview)?, ..row })
    })
    .transpose()
}

fn insert_upload(tx: &Transaction<'_>, upload: &NewUpload, len: u64) -> Stored<()> {
    tx.execute(
        "INSERT INTO uploads (id, interview, part, station, blob, len, expires_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            upload.id.to_string(),
            upload.interview.to_string(),
            upload.part,
            upload.station,
            upload.blob,
            len.cast_signed(),
            upload.expires_ms
        ],
    )?;
    Ok(())
}

fn set_state(
    tx: &Transaction<'_>,
    interview: Uuid,
    part: &str,
    state: PartState,
    now_ms: i64,
) -> Stored<()> {
    tx.execute(
        "UPDATE media SET state = ?3, changed_ms = ?4 WHERE interview = ?1 AND part = ?2",
        params![interview.to_string(), part, part_state_word(state), now_ms],
    )?;
    Ok(())
}

/// Subject of an audit entry about a part.
fn subject(interview: Uuid, part: &str) -> String {
    format!("{interview}/{part}")
}

impl Media for SqliteStore {
    fn announce(&self, new: &NewPart, upload: &NewUpload, who: &Who) -> Stored<Announced> {
        self.write(|tx| {
            match owner(tx, new.interview)? {
                Some((station, _)) if station != new.station => return Ok(Announced::NotFound),
                Some((_, state)) if state == "withdrawn" => return Ok(Announced::Erased),
                Some(_) => {}
                None => return Ok(Announced::NotFound),
            }
            let part = &new.manifest.part;
            let id = new.interview.to_string();
            if let Some(found) = find_part(tx, new.interview, part)? {
                if found.manifest_sha256 != new.manifest_sha256 {
                    return Ok(Announced::Conflict(found.manifest_sha256));
                }
                let open = find_upload(tx, "interview = ?1 AND part = ?2", &[&id, part])?;
                let live = open.filter(|upload| upload.expires_ms > who.now_ms);
                return Ok(Announced::Same(found.state()?, live.map(|upload| upload.id)));
            }
            tx.execute(
                "INSERT INTO media (interview, part, manifest_sha256, manifest, state, changed_ms)
                 VALUES (?1, ?2, ?3, ?4, 'announced', ?5)",
                params![
                    id,
                    part,
                    new.manifest_sha256,
                    to_json("media", &new.manifest)?,
                    who.now_ms
                ],
            )?;
            insert_upload(tx, upload, new.manifest.sealed_len())?;
            audit(tx, who, "media.announced", &subject(new.interview, part), &new.manifest_sha256)?;
            Ok(Announced::Created)
        })
    }

    fn reopen(&self, upload: &NewUpload, who: &Who) -> Stored<Reopened> {
        self.write(|tx| {
            match owner(tx, upload.interview)? {
                Some((station, _)) if station != upload.station => return Ok(Reopened::NotFound),
                Some((_, state)) if state == "withdrawn" => return Ok(Reopened::Erased),
                Some(_) => {}
                None => return Ok(Reopened::NotFound),
            }
            let Some(found) = find_part(tx, upload.interview, &upload.part)? else {
                return Ok(Reopened::NotFound);
            };
            if matches!(found.state()?, PartState::Verifying | PartState::Verified) {
                return Ok(Reopened::Complete);
            }
            let id = upload.interview.to_string();
            let before = find_upload(tx, "interview = ?1 AND part = ?2", &[&id, &upload.part])?;
            tx.execute(
                "DELETE FROM uploads WHERE interview = ?1 AND part = ?2",
                params![id, upload.part],
            )?;
            let manifest: PartManifest = json("media", &found.manifest)?;
            insert_upload(tx, upload, manifest.sealed_len())?;
            let state = PartState::Announced;
            set_state(tx, upload.interview, &upload.part, state, who.now_ms)?;
            audit(tx, who, "media.reopened", &subject(upload.interview, &upload.part), "")?;
            // The blob of a rejected object is not in `uploads` any more.
            Ok(Reopened::Done(before.map(|upload| upload.blob).or(found.blob)))
        })
    }

    fn upload(&self, id: Uuid, now_ms: i64) -> Stored<Option<UploadRow>> {
        self.read(|db| {
            let found = find_upload(db, "id = ?1", &[&id.to_string()])?;
            Ok(found.filter(|upload| upload.expires_ms > now_ms))
        })
    }

    fn advance(&self, id: Uuid, from: u64, to: u64, who: &Who) -> Stored<bool> {
        self.write(|tx| {
            let moved = tx.execute(
                "UPDATE uploads SET offset = ?3 WHERE id = ?1 AND offset = ?2",
                params![id.to_string(), from.cast_signed(), to.cast_signed()],
            )?;
            if moved == 0 {
                return Ok(false);
            }
            let Some(upload) = find_upload(tx, "id = ?1", &[&id.to_string()])? else {
                return Ok(false);
            };
            if to < upload.len {
                if from == 0 {
                    let state = PartState::Uploading;
                    set_state(tx, upload.interview, &upload.part, state, who.now_ms)?;
                }
                return Ok(true);
            }
            // The row stays while the part is verified: a client that lost the last answer asks
            // for the offset and must find the full length.
            tx.execute(
                "UPDATE media SET blob = ?3 WHERE interview = ?1 AND part = ?2",
                params![upload.interview.to_string(), upload.part, upload.blob],
            )?;
            set_state(tx, upload.interview, &upload.part, PartState::Verifying, who.now_ms)?;
            audit(tx, who, "media.received", &subject(upload.interview, &upload.part), "")?;
            Ok(true)
        })
    }

    fn drop_upload(&self, id: Uuid, who: &Who) -> Stored<Option<String>> {
        self.write(|tx| {
            let Some(upload) = find_upload(tx, "id = ?1", &[&id.to_string()])? else {
                return Ok(None);
            };
            tx.execute("DELETE FROM uploads WHERE id = ?1", [id.to_string()])?;
            if upload.offset >= upload.len {
                // Finished: the object belongs to the part now.
                return Ok(None);
            }
            let state = PartState::Announced;
            set_state(tx, upload.interview, &upload.part, state, who.now_ms)?;
            audit(tx, who, "media.upload_dropped", &subject(upload.interview, &upload.part), "")?;
            Ok(Some(upload.blob))
        })
    }

    fn part(&self, interview: Uuid, part: &str) -> Stored<Option<PartRow>> {
        self.read(|db| find_part(db, interview, part)?.map(RawPart::part).transpose())
    }

    fn parts(&self, interview: Uuid) -> Stored<Vec<PartRow>> {
        self.read(|db| {
            let mut statement = db.prepare(&format!(
                "SELECT {PART_COLUMNS} FROM media m WHERE m.interview = ?1 ORDER BY m.part"
            ))?;
            let rows = statement
                .query_map([interview.to_string()], RawPart::from_row)?
                .collect::<Result<Vec<_>, _>>()?;
            rows.into_iter().map(RawPart::part).collect()
        })
    }

    fn unverified(&self) -> Stored<Vec<(Uuid, String)>> {
        self.read(|db| {
            let mut statement = db.prepare(
                "SELECT interview, part FROM media
                     WHERE state = 'verifying' AND blob IS NOT NULL",
            )?;
            let rows = statement
                .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
                .collect::<Result<Vec<_>, _>>()?;
            rows.into_iter().map(|(id, part)| Ok((uuid("media", &id)?, part))).collect()
        })
    }

    fn verdict(&self, interview: Uuid, part: &str, verdict: &Verdict, who: &Who) -> Stored<()> {
        self.write(|tx| {
            let id = interview.to_string();
            let (state, prefix, reason) = match verdict {
                Verdict::Verified(prefix) => (PartState::Verified, prefix.as_ref(), None),
                Verdict::Rejected(reason) => (PartState::Rejected, None, Some(*reason)),
            };
            // Not where it was erased meanwhile.
            let changed = tx.execute(
                "UPDATE media SET state = ?3, prefix = ?4, reason = ?5, changed_ms = ?6
                 WHERE interview = ?1 AND part = ?2 AND state = 'verifying' AND blob IS NOT NULL",
                params![id, part, part_state_word(state), prefix, reason, who.now_ms],
            )?;
            if changed == 1 {
                tx.execute(
                    "DELETE FROM uploads WHERE interview = ?1 AND part = ?2",
                    params![id, part],
                )?;
                let action = format!("media.{}", part_state_word(state));
                audit(tx, who, &action, &subject(interview, part), reason.unwrap_or_default())?;
            }
            Ok(())
        })
    }

    fn open_play(&self, play: &NewPlay, who: &Who) -> Stored<()> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO plays (token_sha256, session_sha256, interview, part, expires_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    play.token_sha256,
                    play.session_sha256,
                    play.interview.to_string(),
                    play.part,
                    play.expires_ms
                ],
            )?;
            audit(tx, who, "media.play_granted", &subject(play.interview, &play.part), "")
        })
    }

    fn play(
        &self,
        token_sha256: &str,
        session_sha256: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Stored<Option<PartRow>> {
        self.write(|tx| {
            let live = tx.execute(
                "UPDATE plays SET expires_ms = ?4
                 WHERE token_sha256 = ?1 AND session_sha256 = ?2 AND expires_ms > ?3",
                params![token_sha256, session_sha256, now_ms, until_ms],
            )?;
            if live == 0 {
                return Ok(None);
            }
            tx.query_row(
                &format!(
                    "SELECT {PART_COLUMNS} FROM plays p
                     JOIN media m ON m.interview = p.interview AND m.part = p.part
                     WHERE p.token_sha256 = ?1"
                ),
                [token_sha256],
                RawPart::from_row,
            )
            .optional()?
            .map(RawPart::part)
            .transpose()
        })
    }
}
