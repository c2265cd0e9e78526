//! Tags that people put on interviews, to find them again.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::vault::{Vault, require_session};

/// Longest tag in characters: a chip of a table.
pub const MAX_TAG_CHARS: usize = 20;

impl Vault {
    /// Tags of an interview, sorted.
    ///
    /// # Errors
    /// Database.
    pub fn tags(&self, interview_id: Uuid) -> Result<Vec<String>, VaultError> {
        let db = self.inner.lock();
        let mut query =
            db.prepare_cached("SELECT name FROM tag WHERE interview_id = ?1 ORDER BY name")?;
        let rows = query.query_map([interview_id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Puts `tags` in place of the tags of an interview; who did it stands in the log, the tags do
    /// not.
    ///
    /// # Errors
    /// [`VaultError::Invalid`] for one that is empty or longer than [`MAX_TAG_CHARS`],
    /// [`VaultError::NoSession`].
    pub fn set_tags(&self, id: Uuid, tags: &[String], actor: &str) -> Result<(), VaultError> {
        let clean = tags.iter().map(|tag| clean_tag(tag)).collect::<Result<Vec<&str>, _>>()?;
        self.inner.write(|tx| {
            require_session(tx, id)?;
            tx.execute("DELETE FROM tag WHERE interview_id = ?1", [id])?;
            for tag in &clean {
                tx.execute(
                    "INSERT OR IGNORE INTO tag (interview_id, name) VALUES (?1, ?2)",
                    params![id, tag],
                )?;
            }
            let count = clean.len().to_string();
            audit::append_by(tx, Scope::Interview(id), actor, "desk.tags", &id.to_string(), &count)
        })
    }

    /// Puts one tag on interviews (`on`), or takes it off them, all in one transaction; gives how many
    /// were changed by it. Who did it stands in the log of each of those, the tag does not.
    ///
    /// # Errors
    /// As [`Vault::set_tags`]; then nothing is changed.
    pub fn tag_all(
        &self,
        ids: &[Uuid],
        tag: &str,
        on: bool,
        actor: &str,
    ) -> Result<u32, VaultError> {
        let tag = clean_tag(tag)?;
        let change = if on {
            "INSERT OR IGNORE INTO tag (interview_id, name) VALUES (?1, ?2)"
        } else {
            "DELETE FROM tag WHERE interview_id = ?1 AND name = ?2"
        };
        self.inner.write(|tx| {
            let mut changed = 0;
            for &id in ids {
                require_session(tx, id)?;
                if tx.execute(change, params![id, tag])? == 0 {
                    continue;
                }
                changed += 1;
                let count: u32 = tx.query_row(
                    "SELECT count(*) FROM tag WHERE interview_id = ?1",
                    [id],
                    |row| row.get(0),
                )?;
                let (subject, count) = (id.to_string(), count.to_string());
                let scope = Scope::Interview(id);
                audit::append_by(tx, scope, actor, "desk.tags", &subject, &count)?;
            }
            Ok(changed)
        })
    }
}

/// A tag as it is kept.
fn clean_tag(tag: &str) -> Result<&str, VaultError> {
    let tag = tag.trim();
    if tag.is_empty() || tag.chars().count() > MAX_TAG_CHARS {
        return Err(VaultError::Invalid("tag"));
    }
    Ok(tag)
}

/// The tags of every interview that has some, sorted.
pub(crate) fn all(db: &Connection) -> Result<BTreeMap<Uuid, Vec<String>>, VaultError> {
    let mut query =
        db.prepare_cached("SELECT interview_id, name FROM tag ORDER BY interview_id, name")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, Uuid>(0)?, row.get::<_, String>(1)?)))?;
    let mut tags: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for row in rows {
        let (id, name) = row?;
        tags.entry(id).or_default().push(name);
    }
    Ok(tags)
}
