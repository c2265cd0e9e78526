//! Up to four interviews side by side.

use interview::brief::ReportBrief;
use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::bands::Ranged;
use station::rights::{Member, Right};
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use crate::board::range_of;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::{self, InterviewRow, Name, SuggestedScore};

/// People that may be compared at a time (ui.md, section 7).
const MOST_COMPARED: usize = 4;

/// One ability of a compared person.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ComparedAbility {
    /// Key.
    pub key: String,
    /// Suggested score.
    pub suggested: Option<SuggestedScore>,
    /// Required.
    pub required: u32,
    /// Mean of people's levels, 1–5.
    #[specta(type = Option<specta_typescript::Number>)]
    pub human: Option<f64>,
}

/// The words that weigh most in favour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BestQuote {
    /// Number of the question.
    pub question: u32,
    /// Media time in milliseconds.
    pub start_ms: u32,
    /// Words.
    pub text: String,
}

/// One compared person.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Compared {
    /// Line.
    pub row: InterviewRow,
    /// Abilities in the order of the position.
    pub abilities: Vec<ComparedAbility>,
    /// Best quote.
    pub quote: Option<BestQuote>,
    /// Per cent of the answers that was analysed.
    pub coverage: u32,
    /// Who decided; none before a decision.
    pub decided_by: Option<String>,
    /// When, RFC 3339 UTC.
    pub decided_at: Option<String>,
}

/// An ability of the common position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CommonAbility {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Name,
    /// Per cent of the overall score.
    pub weight: u32,
}

/// Why an interview can't stand beside the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// There is no report yet.
    NoReport,
    /// This person has to rate it first.
    RateFirst,
    /// It was answered by other questions, another version or other rules than the first.
    OtherQuestions,
}

/// An interview that was asked for and is not shown.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct LeftOut {
    /// Line.
    pub row: InterviewRow,
    /// Why.
    pub reason: LeftOutReason,
}

/// Up to four people side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Comparison {
    /// People in the order asked for.
    pub people: Vec<Compared>,
    /// Rows.
    pub abilities: Vec<CommonAbility>,
    /// Version of the position.
    pub position_version: u32,
    /// Who was asked for and is not shown.
    pub left_out: Vec<LeftOut>,
    /// Pairs whose ranges overlap, as places in `people`.
    pub overlaps: Vec<(u32, u32)>,
}

/// Compares up to four interviews of the same questions, position version and rubric. One that can't
/// be shown is named, and the others are.
#[tauri::command]
#[specta::specta]
pub async fn compare(desk: State<'_, Desk>, ids: Vec<String>) -> Result<Comparison, CommandError> {
    desk.blocking(move |desk| {
        desk.may(Right::Compare)?;
        let mut chosen = Vec::new();
        for id in ids.iter().take(MOST_COMPARED) {
            let (vault, id, member) = desk.may_with(Right::Compare, id)?;
            chosen.push(of_comparison(&vault, id, &member)?);
        }
        Ok(comparison(chosen))
    })
    .await
}

type Chosen = (InterviewRow, Result<ReportBrief, LeftOutReason>);

fn of_comparison(vault: &Vault, id: Uuid, member: &Member) -> Result<Chosen, StationError> {
    let (row, _) = interviews::line_and_parts(vault, id, member)?;
    let hidden = row.report.as_ref().is_some_and(|line| line.hidden);
    let brief = match vault.brief(id)? {
        None => Err(LeftOutReason::NoReport),
        Some(_) if hidden => Err(LeftOutReason::RateFirst),
        Some(brief) => Ok(brief),
    };
    Ok((row, brief))
}

fn comparison(chosen: Vec<Chosen>) -> Comparison {
    let base = chosen.iter().find_map(|(_, brief)| brief.as_ref().ok()).cloned();
    let same = |brief: &ReportBrief| {
        base.as_ref().is_some_and(|base| {
            base.position_sha256 == brief.position_sha256
                && base.rubric == brief.rubric
                && base.questions == brief.questions
        })
    };
    let mut comparable = Vec::new();
    let mut left_out = Vec::new();
    for (row, brief) in chosen {
        match brief {
            Ok(brief) if same(&brief) => comparable.push((row, brief)),
            Ok(_) => left_out.push(LeftOut { row, reason: LeftOutReason::OtherQuestions }),
            Err(reason) => left_out.push(LeftOut { row, reason }),
        }
    }
    let people: Vec<Compared> = comparable.into_iter().map(|(row, b)| compared(row, b)).collect();
    let ranges: Vec<Option<Ranged>> = people.iter().map(|p| range_of(&p.row)).collect();
    let mut overlaps = Vec::new();
    for (left, a) in (0u32..).zip(&ranges) {
        for (right, b) in (0u32..).zip(&ranges).skip(left as usize + 1) {
            if a.zip(*b).is_some_and(|(a, b)| a.overlaps(&b)) {
                overlaps.push((left, right));
            }
        }
    }
    Comparison {
        abilities: base.as_ref().map(common).unwrap_or_default(),
        position_version: base.as_ref().map_or(0, |base| base.position_version),
        people,
        left_out,
        overlaps,
    }
}

fn common(brief: &ReportBrief) -> Vec<CommonAbility> {
    let abilities = brief.abilities.iter();
    abilities
        .map(|ability| CommonAbility {
            key: ability.key.clone(),
            name: Name::from(&ability.name),
            weight: (ability.weight * 100.0).round() as u32,
        })
        .collect()
}

fn compared(row: InterviewRow, brief: ReportBrief) -> Compared {
    let abilities = brief.abilities.iter();
    Compared {
        row,
        abilities: abilities
            .map(|ability| ComparedAbility {
                key: ability.key.clone(),
                suggested: ability
                    .score
                    .zip(ability.low)
                    .zip(ability.high)
                    .map(|((score, low), high)| SuggestedScore { score, low, high }),
                required: ability.required,
                human: ability.human,
            })
            .collect(),
        quote: brief.best_quote.map(|(question, start_ms, text)| BestQuote {
            question,
            start_ms: u32::try_from(start_ms.max(0)).unwrap_or(u32::MAX),
            text,
        }),
        coverage: (brief.coverage * 100.0).round() as u32,
        decided_by: brief.decided_by,
        decided_at: brief.decided_at,
    }
}
