//! What the desk keeps beside a report: its line for lists, tags, notes, drafts of reviews.

use std::collections::BTreeMap;

use interview::brief::{BRIEF_FORM, ReportBrief};
use interview::report::Report;
use interview::review::Rating;
use rusqlite::{Connection, OptionalExtension as _, params};
use seal::chain::AuditEntry;
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::clock::{rfc3339, unix_ms};
use crate::error::VaultError;
use crate::list::SessionSummary;
use crate::report::stored;
use crate::search;
use crate::tags;
use crate::vault::{Inner, Vault, require_session};

/// Longest note in characters.
pub const MAX_NOTE_CHARS: usize = 2000;

/// One interview as lists and statistics read it.
#[derive(Clone, PartialEq)]
pub struct DeskEntry {
    /// Session.
    pub summary: SessionSummary,
    /// Line of its newest report.
    pub brief: Option<ReportBrief>,
    /// What is known of the candidate, JSON; empty where the brief says it.
    pub candidate_json: String,
    /// Tags, sorted.
    pub tags: Vec<String>,
}

impl std::fmt::Debug for DeskEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeskEntry({})", self.summary.interview_id)
    }
}

/// A note of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: String,
    /// When, RFC 3339 UTC.
    pub at: String,
    /// What.
    pub text: String,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({})", self.id)
    }
}

/// One entry of the log, of whichever chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// `station`, or the id of an interview.
    pub scope: String,
    /// The entry.
    pub entry: AuditEntry,
}

/// Whether all chains hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// Chains.
    pub chains: u32,
    /// Entries in all of them.
    pub entries: u64,
    /// Scope of each chain that does not hold, with what is wrong.
    pub broken: Vec<(String, String)>,
}

impl Vault {
    /// All interviews with their lines and tags, newest first.
    ///
    /// # Errors
    /// Database.
    pub fn desk_entries(&self) -> Result<Vec<DeskEntry>, VaultError> {
        let summaries = self.list()?;
        let db = self.inner.lock();
        let mut briefs = briefs(&db)?;
        let mut tags = tags::all(&db)?;
        let mut candidate =
            db.prepare_cached("SELECT candidate_json FROM session WHERE interview_id = ?1")?;
        summaries
            .into_iter()
            .map(|summary| {
                let id = summary.interview_id;
                let brief = briefs.remove(&id);
                let candidate_json = match &brief {
                    Some(_) => String::new(),
                    None => {
                        candidate.query_row([id], |row| row.get(0)).optional()?.unwrap_or_default()
                    }
                };
                let tags = tags.remove(&id).unwrap_or_default();
                Ok(DeskEntry { summary, brief, candidate_json, tags })
            })
            .collect()
    }

    /// The line of one interview's newest report.
    ///
    /// # Errors
    /// Database.
    pub fn brief(&self, interview_id: Uuid) -> Result<Option<ReportBrief>, VaultError> {
        let db = self.inner.lock();
        let json: Option<String> = db
            .query_row("SELECT json FROM brief WHERE interview_id = ?1", [interview_id], |row| {
                row.get(0)
            })
            .optional()?;
        json.map(|json| read_brief(&json)).transpose()
    }

    /// Notes of an interview, oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn notes(&self, interview_id: Uuid) -> Result<Vec<Note>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT id, author, at_ms, text FROM note WHERE interview_id = ?1 ORDER BY at_ms, id",
        )?;
        let rows = query.query_map([interview_id], |row| {
            Ok(Note {
                id: row.get(0)?,
                author: row.get(1)?,
                at: rfc3339(row.get(2)?),
                text: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Adds a note; that there is one stands in the log, its words do not.
    ///
    /// # Errors
    /// [`VaultError::Invalid`] where it is empty or longer than [`MAX_NOTE_CHARS`],
    /// [`VaultError::NoSession`].
    pub fn add_note(&self, id: Uuid, author: &str, text: &str) -> Result<(), VaultError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MAX_NOTE_CHARS {
            return Err(VaultError::Invalid("note"));
        }
        self.inner.write(|tx| {
            require_session(tx, id)?;
            tx.execute(
                "INSERT INTO note (id, interview_id, author, at_ms, text) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![Uuid::now_v7(), id, author, unix_ms(), text],
            )?;
            audit::append_by(tx, Scope::Interview(id), author, "desk.note_added", &id.to_string(), "")
        })
    }

    /// Removes a note.
    ///
    /// # Errors
    /// [`VaultError::Missing`].
    pub fn remove_note(&self, id: Uuid, note: Uuid, actor: &str) -> Result<(), VaultError> {
        self.inner.write(|tx| {
            let gone = tx.execute(
                "DELETE FROM note WHERE interview_id = ?1 AND id = ?2",
                params![id, note],
            )?;
            if gone == 0 {
                return Err(VaultError::Missing { what: "note", name: note.to_string() });
            }
            audit::append_by(
                tx,
                Scope::Interview(id),
                actor,
                "desk.note_removed",
                &id.to_string(),
                "",
            )
        })
    }

    /// Levels that a person has given but not handed in.
    ///
    /// # Errors
    /// Database.
    pub fn rating_draft(&self, id: Uuid, reviewer: &str) -> Result<Vec<Rating>, VaultError> {
        let db = self.inner.lock();
        let json: Option<String> = db
            .query_row(
                "SELECT json FROM rating_draft WHERE interview_id = ?1 AND reviewer = ?2",
                params![id, reviewer],
                |row| row.get(0),
            )
            .optional()?;
        match json {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| VaultError::Stored("rating draft"))
            }
            None => Ok(Vec::new()),
        }
    }

    /// The competencies for which a person has given a level in a draft, by interview.
    ///
    /// # Errors
    /// Database.
    pub fn drafts_of(&self, reviewer: &str) -> Result<BTreeMap<Uuid, u32>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(
            "SELECT interview_id, json_array_length(json) FROM rating_draft WHERE reviewer = ?1",
        )?;
        let rows = query.query_map([reviewer], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a person's levels; an empty list removes the draft.
    ///
    /// # Errors
    /// [`VaultError::NoSession`]; database.
    pub fn save_rating_draft(
        &self,
        id: Uuid,
        reviewer: &str,
        ratings: &[Rating],
    ) -> Result<(), VaultError> {
        let json = serde_json::to_string(ratings).map_err(|_| VaultError::Invalid("ratings"))?;
        self.inner.write(|tx| {
            require_session(tx, id)?;
            if ratings.is_empty() {
                tx.execute(
                    "DELETE FROM rating_draft WHERE interview_id = ?1 AND reviewer = ?2",
                    params![id, reviewer],
                )?;
                return Ok(());
            }
            tx.execute(
                "INSERT INTO rating_draft (interview_id, reviewer, json) VALUES (?1, ?2, ?3)
                 ON CONFLICT (interview_id, reviewer) DO UPDATE SET json = excluded.json",
                params![id, reviewer, json],
            )?;
            Ok(())
        })
    }

    /// The newest `limit` entries of all chains, those of erased interviews too; newest first.
    ///
    /// # Errors
    /// Database.
    pub fn log(&self, limit: u32) -> Result<Vec<LogEntry>, VaultError> {
        audit::newest(&self.inner.lock(), limit)
    }

    /// Checks every chain from its beginning. Takes about a second for 400 000 entries.
    ///
    /// # Errors
    /// Database; a broken chain is a finding, not an error.
    pub fn verify_chains(&self) -> Result<ChainState, VaultError> {
        let db = self.inner.lock();
        let mut state = ChainState { chains: 0, entries: 0, broken: Vec::new() };
        for (scope, entries) in audit::chains(&db)? {
            state.chains += 1;
            match seal::chain::verify(&entries) {
                Ok(head) => state.entries += head.seq,
                Err(broken) => state.broken.push((scope, broken.to_string())),
            }
        }
        Ok(state)
    }

    /// Adds an entry under the name of a person; else as [`Vault::audit`].
    ///
    /// # Errors
    /// Database.
    pub fn audit_by(
        &self,
        actor: &str,
        action: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), VaultError> {
        self.inner.write(|tx| {
            let scope = Scope::of_subject(tx, subject)?;
            audit::append_by(tx, scope, actor, action, subject, detail)
        })
    }
}

/// Writes line and words of a report anew.
pub(crate) fn note_report(db: &Connection, report: &Report) -> Result<(), VaultError> {
    let json = serde_json::to_string(&ReportBrief::of(report))
        .map_err(|_| VaultError::Invalid("report"))?;
    db.execute(
        "INSERT INTO brief (interview_id, rev, form, json) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (interview_id)
         DO UPDATE SET rev = excluded.rev, form = excluded.form, json = excluded.json",
        params![report.interview_id, report.rev, BRIEF_FORM, json],
    )?;
    search::index(db, report)
}

/// Makes lines and words for reports that have none in today's form: those stored by an earlier
/// version of the program. A report that can't be read is left to `verify`.
pub(crate) fn catch_up(inner: &Inner) -> Result<(), VaultError> {
    let behind: Vec<Uuid> = {
        let db = inner.lock();
        let mut query = db.prepare_cached(
            "SELECT r.interview_id FROM report r LEFT JOIN brief b USING (interview_id)
             GROUP BY r.interview_id HAVING max(r.rev) IS NOT b.rev OR b.form IS NOT ?1",
        )?;
        let rows = query.query_map([BRIEF_FORM], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for id in behind {
        inner.write(|tx| {
            let Some(newest) = stored(tx, id, None)? else { return Ok(()) };
            match serde_json::from_slice::<Report>(&newest.bytes) {
                Ok(report) => note_report(tx, &report),
                Err(_) => Ok(()),
            }
        })?;
    }
    Ok(())
}

fn read_brief(json: &str) -> Result<ReportBrief, VaultError> {
    serde_json::from_str(json).map_err(|_| VaultError::Stored("brief"))
}

fn briefs(db: &Connection) -> Result<BTreeMap<Uuid, ReportBrief>, VaultError> {
    let mut query = db.prepare_cached("SELECT interview_id, json FROM brief WHERE form = ?1")?;
    let rows = query
        .query_map([BRIEF_FORM], |row| Ok((row.get::<_, Uuid>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (id, json) = row?;
        Ok((id, read_brief(&json)?))
    })
    .collect()
}
