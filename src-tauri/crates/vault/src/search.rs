//! Words inside interviews: who, for what, and what was said.
//!
//! A search reads one column of normalised text. Chinese needs no cutting into words that way, two
//! characters are enough, and erasing a session erases its words with it.

use std::collections::BTreeSet;

use interview::report::Report;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::error::VaultError;
use crate::vault::Vault;

/// Characters of an excerpt before and after what was found.
const BEFORE: usize = 10;
/// As [`BEFORE`].
const AFTER: usize = 24;

/// Where a search found something that was said.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// Interview.
    pub interview_id: Uuid,
    /// What was said around it; none where only name, reference or position match.
    pub excerpt: Option<Excerpt>,
}

impl std::fmt::Debug for SearchHit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SearchHit({})", self.interview_id)
    }
}

/// Words of an answer around a hit.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Number of the answer, from 1.
    pub answer: u32,
    /// Words before.
    pub before: String,
    /// What was found, as it was said.
    pub found: String,
    /// Words after.
    pub after: String,
}

impl std::fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Excerpt(answer {})", self.answer)
    }
}

impl Vault {
    /// Interviews in which every word of `query` occurs, in names, reference, position or answers,
    /// with an excerpt for the first `excerpts` of them. Case, width and punctuation do not matter.
    ///
    /// # Errors
    /// Database.
    pub fn search(&self, query: &str, excerpts: usize) -> Result<Vec<SearchHit>, VaultError> {
        let words = query_words(query);
        let Some((first, rest)) = words.split_first() else { return Ok(Vec::new()) };
        let db = self.inner.lock();
        let mut found = containing(&db, first)?;
        for word in rest {
            let also = containing(&db, word)?;
            found.retain(|id| also.contains(id));
        }
        // Ids begin with their time: newest first.
        found
            .into_iter()
            .rev()
            .enumerate()
            .map(|(nth, interview_id)| {
                let excerpt =
                    if nth < excerpts { excerpt(&db, interview_id, &words)? } else { None };
                Ok(SearchHit { interview_id, excerpt })
            })
            .collect()
    }
}

/// Writes the words of a report anew.
pub(crate) fn index(db: &Connection, report: &Report) -> Result<(), VaultError> {
    let id = report.interview_id;
    db.execute("DELETE FROM search_text WHERE interview_id = ?1", [id])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO search_text (interview_id, ord, words, text) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let about = [
        report.candidate.name.as_deref().unwrap_or_default(),
        &report.candidate.reference,
        &report.position.name_zh,
        &report.position.name_en,
    ]
    .join(" ");
    insert.execute(params![id, 0, spaced(&about), ""])?;
    for (ord, answer) in (1u32..).zip(&report.answers) {
        let text = &answer.transcript.text;
        insert.execute(params![id, ord, Normalised::of(text).text, text])?;
    }
    Ok(())
}

fn containing(db: &Connection, word: &str) -> Result<BTreeSet<Uuid>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT DISTINCT interview_id FROM search_text WHERE instr(words, ?1) > 0",
    )?;
    let rows = query.query_map([word], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Words around the first hit in the answers, for the first word that occurs there.
fn excerpt(
    db: &Connection,
    interview_id: Uuid,
    words: &[String],
) -> Result<Option<Excerpt>, VaultError> {
    let mut query = db.prepare_cached(
        "SELECT ord, text FROM search_text
         WHERE interview_id = ?1 AND ord > 0 AND instr(words, ?2) > 0 ORDER BY ord LIMIT 1",
    )?;
    for word in words {
        let row: Option<(u32, String)> = query
            .query_row(params![interview_id, word], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((answer, text)) = row else { continue };
        return Ok(occurrences(&text, word).first().map(|range| cut(answer, &text, range)));
    }
    Ok(None)
}

fn cut(answer: u32, text: &str, range: &std::ops::Range<usize>) -> Excerpt {
    let (head, tail) = (&text[..range.start], &text[range.end..]);
    let skip = head.chars().count().saturating_sub(BEFORE);
    Excerpt {
        answer,
        before: head.chars().skip(skip).collect(),
        found: text[range.clone()].to_owned(),
        after: tail.chars().take(AFTER).collect(),
    }
}

/// The words of a query as they are looked for: normalised, without empty ones.
pub fn query_words(query: &str) -> Vec<String> {
    query
        .split_whitespace()
        .map(|word| Normalised::of(word).text)
        .filter(|word| !word.is_empty())
        .collect()
}

/// Byte ranges of `text` in which `word` (one of [`query_words`]) occurs, in order.
pub fn occurrences(text: &str, word: &str) -> Vec<std::ops::Range<usize>> {
    if word.is_empty() {
        return Vec::new();
    }
    let normal = Normalised::of(text);
    let mut found = Vec::new();
    for (at, _) in normal.text.match_indices(word) {
        let chars = normal.text[..at].chars().count();
        let last = chars + word.chars().count() - 1;
        if let (Some(from), Some(to)) = (normal.origin.get(chars), normal.origin.get(last)) {
            found.push(from.start..to.end);
        }
    }
    found
}

/// Each word of a text normalised, with a space between.
fn spaced(text: &str) -> String {
    query_words(text).join(" ")
}

/// A text as it is searched: letters and figures only, lower case, half width; one space where
/// Latin words meet.
struct Normalised {
    text: String,
    /// For every character of `text` the bytes of the original that it came from.
    origin: Vec<std::ops::Range<usize>>,
}

impl Normalised {
    fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::new();
        let mut gap: Option<std::ops::Range<usize>> = None;
        for (at, char) in original.char_indices() {
            let bytes = at..at + char.len_utf8();
            let plain = half_width(char);
            if !plain.is_alphanumeric() {
                gap = Some(gap.map_or(bytes.clone(), |gap| gap.start..bytes.end));
                continue;
            }
            let meets = text.ends_with(|c: char| c.is_ascii_alphanumeric());
            if let Some(gap) = gap.take().filter(|_| meets && plain.is_ascii_alphanumeric()) {
                text.push(' ');
                origin.push(gap);
            }
            for lower in plain.to_lowercase() {
                text.push(lower);
                origin.push(bytes.clone());
            }
        }
        Self { text, origin }
    }
}

/// Full-width Latin letters and figures (U+FF01 to U+FF5E) as their ASCII twins.
fn half_width(char: char) -> char {
    match u32::from(char) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(char),
        _ => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_punctuation_do_not_matter() {
        assert_eq!(query_words("  利率 ＡＢＣ１２  -- "), ["利率", "abc12"]);
        let text = "我先等他说完，把他的话重复了一遍。Then I called, OK?";
        let found = |word: &str| {
            occurrences(text, &query_words(word)[0])
                .into_iter()
                .map(|r| &text[r])
                .collect::<Vec<_>>()
        };
        assert_eq!(found("说完把他"), ["说完，把他"]);
        assert_eq!(found("CALLED"), ["called"]);
        assert_eq!(found("他"), ["他", "他"]);
        assert!(found("不在").is_empty());
    }

    #[test]
    fn latin_words_do_not_run_together() {
        assert!(occurrences("an apple", "nap").is_empty());
        assert_eq!(Normalised::of("I  called,OK").text, "i called ok");
    }
}
