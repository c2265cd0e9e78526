//! Many interviews beside each other: search, ranking in bands, figures.

use std::collections::{BTreeMap, HashSet};

use interview::brief::ReportBrief;
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::bands::{Ranged, place};
use station::desk::statistics::{Dated, figures};
use station::rights::{Member, Right};
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::{self, InterviewRow, Name, SuggestedScore};

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

fn all_rankings(vault: &Vault, member: &Member) -> Result<Vec<Ranking>, StationError> {
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
    let mut rows: Vec<Option<InterviewRow>> = rows.into_iter().map(Some).collect();
    let people = place(&ranges, required)
        .into_iter()
        .filter_map(|placed| {
            let row = rows.get_mut(placed.index)?.take()?;
            Some(Ranked { row, band: placed.band, proposed: placed.proposed })
        })
        .collect();
    Some(Ranking { code, position, position_version, people, unranked })
}

/// How many of a month's people went on.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct MonthShare {
    /// Month, such as `2026-11`.
    pub month: String,
    /// Per cent; none under ten decisions.
    pub share: Option<u32>,
    /// Decisions; none under ten.
    pub decided: Option<u32>,
}

/// How scores for an ability are spread.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Spread {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Name,
    /// Required.
    pub required: u32,
    /// Whole scores, lowest first; empty under ten people.
    pub scores: Vec<u32>,
    /// Lower quartile, median, upper quartile; none under ten people.
    #[specta(type = Option<[specta_typescript::Number; 3]>)]
    pub quartiles: Option<[f64; 3]>,
}

/// How many people showed a behaviour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BehaviourShare {
    /// Key of the ability.
    pub competency: String,
    /// In the language of the position.
    pub text: String,
    /// Per cent.
    pub share: u32,
}

/// Figures of one position.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct PositionFigures {
    /// Code.
    pub code: String,
    /// Name.
    pub position: Name,
    /// People with a report.
    pub people: u32,
    /// By month, oldest first.
    pub months: Vec<MonthShare>,
    /// By ability.
    pub spreads: Vec<Spread>,
    /// Most frequent first within an ability.
    pub behaviours: Vec<BehaviourShare>,
    /// The newest shown month, where fewer than 30 % went on.
    pub low: Option<MonthShare>,
}

/// Figures by position, most people first. `months` is how many calendar months count, this one
/// included; 0 is all. Synthetic candidates count only where there is nobody else.
#[tauri::command]
#[specta::specta]
pub async fn statistics(
    desk: State<'_, Desk>,
    months: u32,
) -> Result<Vec<PositionFigures>, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::Compare)?;
        let since = first_month(months, crate::clock::unix_ms());
        match desk.vault()? {
            Some(vault) => Ok(all_figures(&vault, &member, &since)?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

fn all_figures(
    vault: &Vault,
    member: &Member,
    since: &str,
) -> Result<Vec<PositionFigures>, StationError> {
    let mut groups: BTreeMap<String, Vec<(InterviewRow, ReportBrief)>> = BTreeMap::new();
    for (row, brief) in interviews::briefs(vault, member)? {
        if let Some(brief) = brief.filter(|_| row.started.as_str() >= since) {
            groups.entry(row.code.clone()).or_default().push((row, brief));
        }
    }
    let mut all: Vec<PositionFigures> =
        groups.into_iter().map(|(code, people)| position_figures(code, people)).collect();
    all.sort_by_key(|position| std::cmp::Reverse(position.people));
    Ok(all)
}

/// The first month that counts, such as `2026-06`; empty where all count.
fn first_month(months: u32, now_unix_ms: i64) -> String {
    if months == 0 {
        return String::new();
    }
    let days = now_unix_ms.div_euclid(86_400_000);
    let (year, month) = civil_month(days);
    let count = year * 12 + (month - 1) - i64::from(months - 1);
    format!("{:04}-{:02}", count.div_euclid(12), count.rem_euclid(12) + 1)
}

/// Year and month of a day counted from 1970-01-01 (H. Hinnant, "chrono-compatible low-level date
/// algorithms").
fn civil_month(days: i64) -> (i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month)
}

fn position_figures(code: String, people: Vec<(InterviewRow, ReportBrief)>) -> PositionFigures {
    let position = people.first().map_or_else(
        || Name { zh: code.clone(), en: code.clone() },
        |(row, _)| row.position.clone(),
    );
    let real = people.iter().any(|(row, _)| !row.synthetic);
    let dated: Vec<Dated<'_>> = people
        .iter()
        .filter(|(row, _)| !real || !row.synthetic)
        .map(|(row, brief)| Dated { month: row.started.chars().take(7).collect(), brief })
        .collect();
    let figures = figures(&dated);
    let per_cent = |share: f64| (share * 100.0).round() as u32;
    let month = |m: station::desk::statistics::MonthShare| MonthShare {
        month: m.month,
        share: m.share.map(per_cent),
        decided: m.decided,
    };
    PositionFigures {
        code,
        position,
        people: figures.people,
        months: figures.months.into_iter().map(month).collect(),
        spreads: figures
            .spreads
            .into_iter()
            .map(|spread| Spread {
                key: spread.key,
                name: Name::from(&spread.name),
                required: spread.required,
                scores: spread.scores,
                quartiles: spread.quartiles,
            })
            .collect(),
        behaviours: figures
            .behaviours
            .into_iter()
            .map(|behaviour| BehaviourShare {
                competency: behaviour.competency,
                text: behaviour.text,
                share: per_cent(behaviour.share),
            })
            .collect(),
        low: figures.low.map(month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_back_over_the_turn_of_the_year() {
        let at = |text: &str| station::review::unix_ms_of(text).unwrap();
        assert_eq!(first_month(6, at("2026-11-29T12:00:00Z")), "2026-06");
        assert_eq!(first_month(3, at("2026-01-31T23:59:59Z")), "2025-11");
        assert_eq!(first_month(1, at("2024-02-29T00:00:00Z")), "2024-02");
        assert_eq!(first_month(0, at("2024-02-29T00:00:00Z")), "");
    }
}
