//! From answers to competencies, summaries, the overall score and what-if figures.

use interview::features::AnswerFeatures;
use interview::observation::rounded;
use interview::position::{Axis, Position};
use interview::report::Ledger;
use interview::score::{
    AnswerScore, AxisSummary, CompetencyScore, Counterfactual, InterviewScores, OverallScore,
    ScoreStatus,
};

use crate::answer::{POINTS_PER_GRADE, reach_points, score_answer};
use crate::follow_up;

/// The overall score stands only where at least this share of the weight was scored.
pub const MIN_SCORED_WEIGHT: f64 = 0.5;
/// Weights are given to two or three decimals and added up in binary: this much may be missing.
const WEIGHT_TOLERANCE: f64 = 1e-9;
/// The part of an answer's error that all answers of a person share (way of speaking, recogniser):
/// it does not average out. No data of people with several rated answers exist yet; a fifth is an
/// assumption on the careful side.
const SHARED_ERROR: f64 = 0.2;
/// Lowest and highest score.
const LOWEST: f64 = 20.0;
/// As above.
const HIGHEST: f64 = 100.0;
/// Quotes for one competency.
const EVIDENCE: usize = 6;

/// The scores of an interview. An answer is scored together with the answers to its follow-ups, and a
/// what-if figure tells the score without those. Answers to a competency that the position lacks are scored nowhere.
pub fn score_interview(position: &Position, answers: &[AnswerFeatures]) -> InterviewScores {
    let scored = answer_scores(position, &follow_up::joined(answers));
    let competencies = competencies(position, &scored);
    let mut counterfactuals = counterfactuals(position, &scored, &competencies);
    if answers.iter().any(|answer| answer.follows.is_some()) {
        let alone = answer_scores(position, &follow_up::without(answers));
        let overall = overall(&self::competencies(position, &alone)).score;
        counterfactuals.push(Counterfactual { without: "follow_ups".to_owned(), overall });
    }
    InterviewScores {
        overall: overall(&competencies),
        summary: summary(&competencies),
        counterfactuals,
        competencies,
        answers: scored,
    }
}

fn answer_scores(position: &Position, answers: &[AnswerFeatures]) -> Vec<AnswerScore> {
    answers
        .iter()
        .filter_map(|a| position.competency(&a.competency).map(|c| score_answer(a, c)))
        .collect()
}

/// The same scores from the ledger of a report: the same bits wherever it is computed.
pub fn rescore(ledger: &Ledger) -> InterviewScores {
    score_interview(&ledger.position, &ledger.answers)
}

/// One competency from its answers: the mean of those that were scored.
pub fn score_competency(
    position: &Position,
    key: &str,
    answers: &[&AnswerScore],
) -> Option<CompetencyScore> {
    let competency = position.competency(key)?;
    let scored: Vec<&&AnswerScore> =
        answers.iter().filter(|a| a.status == ScoreStatus::Scored).collect();
    let mean = |value: fn(&AnswerScore) -> Option<f64>| {
        let values: Vec<f64> = scored.iter().filter_map(|a| value(a)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let grade = mean(|a| a.grade);
    let share = 1.0 / scored.len().max(1) as f64;
    let reach = combined(scored.iter().map(|a| (share, reach_points(a.confidence))));
    let score = grade.map(|g| POINTS_PER_GRADE * g);
    let mut evidence: Vec<_> = scored.iter().flat_map(|a| a.evidence.iter().cloned()).collect();
    evidence.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    evidence.truncate(EVIDENCE);
    // An answer that could not be scored leaves the competency less sure.
    let share = scored.len() as f64 / answers.len().max(1) as f64;
    let confidence = mean(|a| Some(a.confidence)).unwrap_or(0.0) * share;
    let missing = answers.iter().find_map(|a| a.reason.clone());
    Some(CompetencyScore {
        key: key.to_owned(),
        axis: competency.axis,
        weight: competency.weight,
        required: position.pass_score,
        grade: grade.map(|g| g.round().clamp(1.0, 5.0) as u8),
        score: score.map(|s| rounded(s, 1)),
        low: score.map(|s| rounded((s - reach).max(LOWEST), 1)),
        high: score.map(|s| rounded((s + reach).min(HIGHEST), 1)),
        confidence: rounded(confidence, 2),
        status: match grade {
            Some(_) => ScoreStatus::Scored,
            None => ScoreStatus::InsufficientEvidence,
        },
        reason: match grade {
            Some(_) => None,
            None => Some(missing.unwrap_or_else(|| "score.not_asked".to_owned())),
        },
        evidence,
    })
}

fn competencies(position: &Position, answers: &[AnswerScore]) -> Vec<CompetencyScore> {
    position
        .competencies
        .iter()
        .filter_map(|c| {
            let own: Vec<&AnswerScore> = answers.iter().filter(|a| a.competency == c.key).collect();
            score_competency(position, &c.key, &own)
        })
        .collect()
}

/// Half widths of parts, each with its share, as that of their weighted mean: the shared part of the
/// error adds up, the rest averages out.
fn combined(parts: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut shared, mut own) = (0.0, 0.0);
    for (share, reach) in parts {
        shared += share * reach;
        own += (share * reach).powi(2);
    }
    (SHARED_ERROR * shared * shared + (1.0 - SHARED_ERROR) * own).sqrt()
}

fn overall(competencies: &[CompetencyScore]) -> OverallScore {
    let scored: Vec<&CompetencyScore> = competencies.iter().filter(|c| c.score.is_some()).collect();
    let weight: f64 = scored.iter().map(|c| c.weight).sum();
    let all: f64 = competencies.iter().map(|c| c.weight).sum();
    if all <= 0.0 || weight < MIN_SCORED_WEIGHT * all - WEIGHT_TOLERANCE {
        return OverallScore::default();
    }
    let Some(score) = weighted(scored.iter().copied(), |c| c.score) else {
        return OverallScore::default();
    };
    let reach = combined(scored.iter().filter_map(|c| {
        // The wider side: the other may be cut off at the end of the scale.
        let half = (c.high? - c.score?).max(c.score? - c.low?);
        Some((c.weight / weight, half))
    }));
    OverallScore {
        score: Some(score),
        low: Some(rounded((score - reach).max(LOWEST), 1)),
        high: Some(rounded((score + reach).min(HIGHEST), 1)),
    }
}

/// Mean of a value over the competencies that have it, by weight, one decimal.
fn weighted<'a>(
    competencies: impl IntoIterator<Item = &'a CompetencyScore>,
    value: fn(&CompetencyScore) -> Option<f64>,
) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for competency in competencies {
        if let Some(value) = value(competency) {
            sum += competency.weight * value;
            weights += competency.weight;
        }
    }
    (weights > 0.0).then(|| rounded(sum / weights, 1))
}

fn summary(competencies: &[CompetencyScore]) -> AxisSummary {
    let of = |axis| weighted(competencies.iter().filter(|c| c.axis == axis), |c| c.score);
    AxisSummary {
        professional: of(Axis::Professional),
        general: of(Axis::General),
        culture: of(Axis::Culture),
    }
}

fn counterfactuals(
    position: &Position,
    answers: &[AnswerScore],
    all: &[CompetencyScore],
) -> Vec<Counterfactual> {
    let what_if =
        |without: String, overall: OverallScore| Counterfactual { without, overall: overall.score };
    let mut out = Vec::new();
    for left_out in all {
        let rest: Vec<CompetencyScore> =
            all.iter().filter(|c| c.key != left_out.key).cloned().collect();
        out.push(what_if(format!("competency:{}", left_out.key), overall(&rest)));
    }
    for left_out in answers {
        let rest: Vec<AnswerScore> =
            answers.iter().filter(|a| a.question != left_out.question).cloned().collect();
        let without = format!("question:{}", left_out.question);
        out.push(what_if(without, overall(&competencies(position, &rest))));
    }
    let equal: Vec<CompetencyScore> =
        all.iter().cloned().map(|c| CompetencyScore { weight: 1.0, ..c }).collect();
    out.push(what_if("equal_weights".to_owned(), overall(&equal)));
    // Picture and expression have weight zero: leaving them out changes nothing, and it is said.
    for unused in ["video", "expression"] {
        out.push(what_if(unused.to_owned(), overall(all)));
    }
    out
}
