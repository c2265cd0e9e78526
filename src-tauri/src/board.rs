//! Many interviews beside each other: search, ranking in bands.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::bands::{Ranged, high_potential, place};
use station::rights::{Member, Right};
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::{self, InterviewRow, Name, SuggestedScore};
use crate::review::DeskOutcome;

/// Excerpts of one search; further hits are listed without.
const EXCERPTS: usize = 200;

/// Words of an answer around a hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Excerpt {
    /// Number of the answer, from 1.
    pub answer: u32,
    /// Before.
    pub before: String,
    /// What was found.
    pub found: String,
    /// After.
    pub after: String,
}

/// An interview in which all words of a search occur.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SearchHit {
    /// Interview.
    pub id: String,
    /// What was said around it, where it was said.
    pub excerpt: Option<Excerpt>,
}

/// Searches names, references, positions and answers; every word must occur.
#[tauri::command]
#[specta::specta]
pub async fn search_interviews(
    desk: State<'_, Desk>,
    words: String,
) -> Result<Vec<SearchHit>, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::Search)?;
        match desk.vault()? {
            Some(vault) => Ok(hits(&vault, &member, &words)?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

/// Hits among the interviews that `member` may search.
///
/// # Errors
/// Database.
pub(crate) fn hits(
    vault: &Vault,
    member: &Member,
    words: &str,
) -> Result<Vec<SearchHit>, StationError> {
    let reached: HashSet<Uuid> = vault
        .list()?
        .into_iter()
        .filter(|stored| member.may_at(Right::Search, &stored.position))
        .map(|stored| stored.interview_id)
        .collect();
    let hits = vault.search(words, EXCERPTS)?.into_iter();
    Ok(hits
        .filter(|hit| reached.contains(&hit.interview_id))
        .map(|hit| SearchHit {
            id: hit.interview_id.to_string(),
            excerpt: hit.excerpt.map(|excerpt| Excerpt {
                answer: excerpt.answer,
                before: excerpt.before,
                found: excerpt.found,
                after: excerpt.after,
            }),
        })
        .collect())
}

/// A person of a ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Ranked {
    /// Line.
    pub row: InterviewRow,
    /// Band, from 1; people of a band can't be told apart.
    pub band: u32,
    /// Whether the person is among the best fifth and reaches the requirement.
    pub proposed: bool,
    /// Whether people decided not to take them, and their score says to look again.
    pub potential: bool,
}

/// People of one position who may be ranked with each other.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Ranking {
    /// Code of the position.
    pub code: String,
    /// Its name.
    pub position: Name,
    /// Its version.
    pub position_version: u32,
    /// Best band first.
    pub people: Vec<Ranked>,
    /// People without a score, or whose numbers are hidden from this person.
    pub unranked: u32,
}

/// Rankings by position and its version, largest first. Nothing is sent from here.
#[tauri::command]
#[specta::specta]
pub async fn rankings(desk: State<'_, Desk>) -> Result<Vec<Ranking>, CommandError> {
    desk.blocking(|desk| {
        let member = desk.may(Right::Compare)?;
        match desk.vault()? {
            Some(vault) => Ok(all_rankings(&vault, &member)?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

/// Rankings among the interviews whose numbers `member` may see.
///
/// # Errors
/// Database.
pub(crate) fn all_rankings(vault: &Vault, member: &Member) -> Result<Vec<Ranking>, StationError> {
    let mut groups: BTreeMap<(String, u32, String), Vec<InterviewRow>> = BTreeMap::new();
    let mut unranked: BTreeMap<String, u32> = BTreeMap::new();
    for (row, brief) in interviews::briefs(vault, member)? {
        match brief.filter(|brief| brief.score.is_some()) {
            Some(brief) => groups
                .entry((row.code.clone(), brief.position_version, brief.rubric))
                .or_default()
                .push(row),
            None if row.report.is_some() => *unranked.entry(row.code).or_default() += 1,
            None => {}
        }
    }
    let mut all: Vec<Ranking> = groups
        .into_iter()
        .filter_map(|((code, version, _), rows)| {
            let unranked = unranked.get(&code).copied().unwrap_or(0);
            ranking(code, version, rows, unranked)
        })
        .collect();
    all.sort_by_key(|ranking| std::cmp::Reverse(ranking.people.len()));
    Ok(all)
}

/// The range of a line; none where there is no number, or it is hidden.
pub(crate) fn range_of(row: &InterviewRow) -> Option<Ranged> {
    let SuggestedScore { score, low, high } = row.report.as_ref()?.score?;
    Some(Ranged { score, low, high })
}

fn ranking(
    code: String,
    position_version: u32,
    rows: Vec<InterviewRow>,
    unranked: u32,
) -> Option<Ranking> {
    let position = rows.first()?.position.clone();
    let required = f64::from(rows.first()?.report.as_ref()?.required);
    let ranges: Vec<Ranged> = rows.iter().filter_map(range_of).collect();
    let potential = potential(&rows, required);
    let mut rows: Vec<Option<InterviewRow>> = rows.into_iter().map(Some).collect();
    let people = place(&ranges, required)
        .into_iter()
        .filter_map(|placed| {
            let row = rows.get_mut(placed.index)?.take()?;
            let potential = potential.contains(&row.id);
            Some(Ranked { row, band: placed.band, proposed: placed.proposed, potential })
        })
        .collect();
    Some(Ranking { code, position, position_version, people, unranked })
}

/// Ids of those whom people decided not to take and who have high potential.
fn potential(rows: &[InterviewRow], required: f64) -> HashSet<String> {
    let taken = |row: &InterviewRow| match row.report.as_ref()?.outcome? {
        DeskOutcome::SecondRound => Some(true),
        DeskOutcome::TalentPool | DeskOutcome::NotThisPosition => Some(false),
    };
    let not_taken: Vec<(&String, f64)> = rows
        .iter()
        .filter(|row| taken(row) == Some(false))
        .filter_map(|row| Some((&row.id, range_of(row)?.score)))
        .collect();
    let scores: Vec<f64> = not_taken.iter().map(|(_, score)| *score).collect();
    let marked = high_potential(&scores, required).into_iter().zip(not_taken);
    marked.filter(|(marked, _)| *marked).map(|(_, (id, _))| id.clone()).collect()
}
