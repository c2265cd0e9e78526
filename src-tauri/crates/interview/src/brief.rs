//! What lists, rankings and statistics need of a report: a page of text becomes one line.

use serde::{Deserialize, Serialize};

use crate::report::{CheckResult, Report};
use crate::review::Outcome;
use crate::score::Polarity;

/// Form of [`ReportBrief`]; raised whenever it changes, so that stored ones are made anew.
pub const BRIEF_FORM: u32 = 3;

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BothNames {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One competency of a brief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BriefAbility {
    /// Key.
    pub key: String,
    /// Name.
    pub name: BothNames,
    /// Share of the overall score, 0–1.
    pub weight: f64,
    /// What the position requires, 0–100.
    pub required: u32,
    /// Suggested score, 0–100; none where there was too little to go by.
    pub score: Option<f64>,
    /// Lower end of its range.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Mean of people's levels, 1–5.
    pub human: Option<f64>,
    /// The level of each person, 1–5, in the order of their first handing in: the one given before
    /// any number was shown, where there is one.
    pub levels: Vec<u8>,
}

/// A report in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportBrief {
    /// Revision.
    pub rev: u32,
    /// Reference of the candidate.
    pub reference: String,
    /// Name, where it was given.
    pub name: Option<String>,
    /// Name of the position.
    pub position: BothNames,
    /// Its version.
    pub position_version: u32,
    /// SHA-256 (hex) of the position; with the rubric it says what may be compared.
    pub position_sha256: String,
    /// Version of the rubric.
    pub rubric: String,
    /// Ids of the questions that were asked, in order.
    pub questions: Vec<String>,
    /// What the position requires, 0–100.
    pub required: u32,
    /// Overall suggested score.
    pub score: Option<f64>,
    /// Lower end of its range.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Whether there is none because the candidate refused it.
    pub scoring_refused: bool,
    /// Competencies in the order of the position.
    pub abilities: Vec<BriefAbility>,
    /// Identity as a whole.
    pub identity: CheckResult,
    /// From the start of the first answer to the end of the last, in seconds.
    pub duration_s: u32,
    /// Share of the answers that was analysed, 0–1, two decimals.
    pub coverage: f64,
    /// Mean recognition confidence of the answers with words, 0–1, two decimals.
    pub recognition: Option<f64>,
    /// The words that weigh most in favour: question number from 1, media time, words.
    pub best_quote: Option<(u32, i64, String)>,
    /// Behaviours that quotes showed, of the positive list, each once.
    pub shown: Vec<(String, String)>,
    /// People who handed in a review.
    pub reviewers: Vec<String>,
    /// Whether two of them differ so much that a third is asked.
    pub wants_third: bool,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// When, RFC 3339 UTC.
    pub decided_at: Option<String>,
    /// By whom.
    pub decided_by: Option<String>,
}

impl ReportBrief {
    /// The brief of a report.
    pub fn of(report: &Report) -> Self {
        let decision = report.human.decision.as_ref();
        Self {
            rev: report.rev,
            reference: report.candidate.reference.clone(),
            name: report.candidate.name.clone(),
            position: BothNames {
                zh: report.position.name_zh.clone(),
                en: report.position.name_en.clone(),
            },
            position_version: report.position.version,
            position_sha256: report.ledger.position_sha256.clone(),
            rubric: report.ledger.rubric.clone(),
            questions: report
                .answers
                .iter()
                .filter(|a| a.follows.is_none())
                .map(|a| a.question_id.clone())
                .collect(),
            required: report.position.pass_score,
            score: report.scores.overall.score,
            low: report.scores.overall.low,
            high: report.scores.overall.high,
            scoring_refused: report.scoring_refused(),
            abilities: abilities(report),
            identity: report.identity.status(),
            duration_s: duration_s(report),
            coverage: coverage(report),
            recognition: recognition(report),
            best_quote: best_quote(report),
            shown: shown(report),
            reviewers: report.human.reviews.iter().map(|r| r.reviewer.clone()).collect(),
            wants_third: !report.human.wants_third().is_empty(),
            outcome: decision.map(|d| d.outcome),
            decided_at: decision.map(|d| d.at.clone()),
            decided_by: decision.map(|d| d.decided_by.clone()),
        }
    }
}

fn abilities(report: &Report) -> Vec<BriefAbility> {
    let named = |key: &str| match report.ledger.position.competency(key) {
        Some(known) => BothNames { zh: known.name_zh.clone(), en: known.name_en.clone() },
        None => BothNames { zh: key.to_owned(), en: key.to_owned() },
    };
    let scores = report.scores.competencies.iter();
    scores
        .map(|score| BriefAbility {
            key: score.key.clone(),
            name: named(&score.key),
            weight: score.weight,
            required: score.required,
            score: score.score,
            low: score.low,
            high: score.high,
            human: report.human.mean_level(&score.key),
            levels: report.human.first_levels(&score.key),
        })
        .collect()
}

fn duration_s(report: &Report) -> u32 {
    let starts = report.answers.iter().map(|a| a.start_ms).min();
    let ends = report.answers.iter().map(|a| a.end_ms).max();
    let length_ms = starts.zip(ends).map_or(0, |(start, end)| (end - start).max(0));
    u32::try_from(length_ms / 1000).unwrap_or(u32::MAX)
}

/// Share of all answers' time that was analysed, two decimals.
pub fn coverage(report: &Report) -> f64 {
    let length = |a: &crate::report::AnswerReport| (a.end_ms - a.start_ms).max(0) as f64;
    let all: f64 = report.answers.iter().map(length).sum();
    let heard: f64 = report.answers.iter().map(|a| length(a) * a.coverage).sum();
    if all > 0.0 { crate::observation::rounded(heard / all, 2) } else { 0.0 }
}

/// Mean recognition confidence of the answers with words, two decimals.
pub fn recognition(report: &Report) -> Option<f64> {
    let spoken: Vec<f64> = report
        .answers
        .iter()
        .filter(|a| !a.transcript.words.is_empty())
        .map(|a| a.transcript.recognition_confidence)
        .collect();
    (!spoken.is_empty())
        .then(|| crate::observation::rounded(spoken.iter().sum::<f64>() / spoken.len() as f64, 2))
}

fn best_quote(report: &Report) -> Option<(u32, i64, String)> {
    let all = report.scores.competencies.iter().flat_map(|c| &c.evidence);
    let best = all
        .filter(|e| e.polarity == Polarity::Positive)
        .max_by(|a, b| a.contribution.total_cmp(&b.contribution))?;
    let place = report.answers.iter().position(|a| a.question_id == best.question)?;
    let number = u32::try_from(place + 1).ok()?;
    Some((number, best.start_ms, best.quote.clone()))
}

/// Key of the competency and behaviour, of the positive list only: what statistics count.
fn shown(report: &Report) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for score in &report.scores.competencies {
        let Some(model) = report.ledger.position.competency(&score.key) else { continue };
        for evidence in score.evidence.iter().filter(|e| e.polarity == Polarity::Positive) {
            let entry = (score.key.clone(), evidence.behaviour.clone());
            if model.positive_behaviours_zh.contains(&evidence.behaviour) && !found.contains(&entry)
            {
                found.push(entry);
            }
        }
    }
    found
}
