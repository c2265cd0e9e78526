//! Stage 2: from rounded features to the score of one answer. Pure arithmetic: no model, no clock,
//! no chance; the same features give the same bits on any machine.

use interview::features::{AnswerFeatures, ClauseFeatures};
use interview::observation::rounded;
use interview::position::Competency;
use interview::score::{AnswerScore, ClauseContribution, GradeTerm, ScoreStatus};

use crate::head::Head;
use crate::{evidence, rules, sufficiency};

/// Decimals of addends and grades. Features carry three; divided by the number of clauses a fourth
/// keeps the sum within 0.002 of the unrounded one.
const GRADE_DECIMALS: u32 = 4;
/// Points of the 0–100 score for one grade.
pub const POINTS_PER_GRADE: f64 = 20.0;
/// Recognition confidence from which on the words are as good as read.
const CLEAR_RECOGNITION: f64 = 0.9;
/// Clauses from which on more words make the grade no surer.
const ENOUGH_CLAUSES: f64 = 6.0;

/// The score of one answer.
pub fn score_answer(features: &AnswerFeatures, competency: &Competency) -> AnswerScore {
    let confidence = confidence(features);
    if let Some(reason) = sufficiency::reason(features) {
        return AnswerScore {
            status: ScoreStatus::InsufficientEvidence,
            reason: Some(reason.to_owned()),
            ..empty(features)
        };
    }
    let head = Head::built_in();
    let (terms, clauses) = if sufficiency::only_orders(features) {
        // Orders to the rater instead of an answer: beside the question, the lowest grade.
        (vec![GradeTerm { name: "only_orders".to_owned(), value: 1.0 }], Vec::new())
    } else {
        add_up(features, head)
    };
    let sum: f64 = terms.iter().map(|t| t.value).chain(clauses.iter().map(|c| c.value)).sum();
    let grade = rounded(sum.clamp(1.0, 5.0), GRADE_DECIMALS);
    let reach = reach_points(confidence) / POINTS_PER_GRADE;
    let points = |grade: f64| Some(rounded(POINTS_PER_GRADE * grade.clamp(1.0, 5.0), 1));
    AnswerScore {
        grade: Some(grade),
        score: points(grade),
        low: points(grade - reach),
        high: points(grade + reach),
        confidence,
        status: ScoreStatus::Scored,
        evidence: evidence::choose(features, &clauses, competency),
        terms,
        clauses,
        ..empty(features)
    }
}

/// Half the width of the likely range of one answer in points: what the head's half width says,
/// widened by what was not heard or not understood, twice as wide at zero confidence.
pub fn reach_points(confidence: f64) -> f64 {
    POINTS_PER_GRADE * Head::built_in().half_width * (2.0 - confidence)
}

fn empty(features: &AnswerFeatures) -> AnswerScore {
    AnswerScore {
        question: features.question_id.clone(),
        competency: features.competency.clone(),
        grade: None,
        score: None,
        low: None,
        high: None,
        confidence: 0.0,
        status: ScoreStatus::Scored,
        reason: None,
        terms: Vec::new(),
        clauses: Vec::new(),
        evidence: Vec::new(),
        flags: features.flags.clone(),
    }
}

/// 0–1: the product of how clearly the words were recognised, how much was analysed and how much
/// there was to go by.
fn confidence(features: &AnswerFeatures) -> f64 {
    let clear = (features.recognition_confidence / CLEAR_RECOGNITION).clamp(0.0, 1.0);
    let enough = rules::counted(&features.clauses).len() as f64 / ENOUGH_CLAUSES;
    // The square root: three clauses of six already say most of it.
    rounded(clear * features.coverage.clamp(0.0, 1.0) * enough.min(1.0).sqrt(), 2)
}

/// Addends of the answer as a whole, and of its clauses.
fn add_up(features: &AnswerFeatures, head: &Head) -> (Vec<GradeTerm>, Vec<ClauseContribution>) {
    let mut clauses = clause_contributions(features, head);
    let relevance = head.term("relevance") * (features.relevance - head.term("relevance_centre"));
    let mut terms = vec![part("base", head.base), part("relevance", relevance)];
    for term in DECISIVE_TERMS.iter().filter(|term| head.term(term.name) != 0.0) {
        terms.push(add_decisive(features, head, &mut clauses, term));
    }
    for contribution in &mut clauses {
        let sum: f64 = contribution.parts.iter().map(|p| p.value).sum();
        contribution.value = rounded(sum, GRADE_DECIMALS);
    }
    (terms, clauses)
}

/// What each clause that counts adds by its words, its rules and its place.
fn clause_contributions(features: &AnswerFeatures, head: &Head) -> Vec<ClauseContribution> {
    let counted: Vec<usize> =
        (0..features.clauses.len()).filter(|&i| features.clauses[i].dropped.is_none()).collect();
    let n = counted.len().max(1) as f64;
    counted
        .iter()
        .map(|&i| {
            let clause = &features.clauses[i];
            let mut parts = vec![part("words", clause.value / n)];
            for (name, holds) in rules::CLAUSE_RULES.iter().zip(rules::holds(&clause.stance)) {
                let weight = head.clause_rules.get(*name).copied().unwrap_or(0.0);
                if holds && weight != 0.0 {
                    parts.push(part(name, weight / n));
                }
            }
            if Some(&i) == counted.last() {
                parts.push(part("last_words", clause.last_value));
            }
            ClauseContribution { clause: i, value: 0.0, parts }
        })
        .collect()
}

/// A term over the clauses that read most like something: its name in the head, the reading, how
/// many clauses it looks at, whether only what lies beyond a threshold counts.
struct DecisiveTerm {
    name: &'static str,
    reading: fn(&ClauseFeatures) -> f64,
    clauses: usize,
    excess: bool,
}

/// An answer's grade hangs on one to three quotes, as the labelled evidence shows.
const DECISIVE_TERMS: &[DecisiveTerm] = &[
    DecisiveTerm { name: "decisive_good", reading: good, clauses: 3, excess: false },
    DecisiveTerm { name: "best_good", reading: good, clauses: 1, excess: false },
    DecisiveTerm { name: "decisive_bad", reading: bad, clauses: 3, excess: false },
    DecisiveTerm { name: "worst_bad", reading: bad, clauses: 1, excess: false },
    DecisiveTerm { name: "decisive_harm", reading: harm, clauses: 3, excess: false },
    DecisiveTerm { name: "worst_harm", reading: harm, clauses: 1, excess: false },
    DecisiveTerm { name: "harm_excess", reading: harm, clauses: 1, excess: true },
];

fn good(clause: &ClauseFeatures) -> f64 {
    clause.good
}

fn bad(clause: &ClauseFeatures) -> f64 {
    clause.bad
}

fn harm(clause: &ClauseFeatures) -> f64 {
    clause.harm
}

/// Adds a term to the clauses that read most like it, as far as they do so more than the average
/// answer; what remains (less than average, or fewer clauses) belongs to the answer as a whole, so
/// that a clause is never praised for what it is not.
fn add_decisive(
    features: &AnswerFeatures,
    head: &Head,
    out: &mut [ClauseContribution],
    term: &DecisiveTerm,
) -> GradeTerm {
    let from = if term.excess { head.term("harm_excess_from") } else { f64::NEG_INFINITY };
    let centre = head.term(&format!("{}_centre", term.name));
    let weight = head.term(term.name) / term.clauses as f64;
    let mut readings: Vec<(usize, f64)> = out
        .iter()
        .enumerate()
        .map(|(o, c)| (o, (term.reading)(&features.clauses[c.clause])))
        .collect();
    // Stable: among equals the earlier clause counts.
    readings.sort_by(|a, b| b.1.total_cmp(&a.1));
    readings.truncate(term.clauses);
    let mut rest = -weight * centre * term.clauses as f64;
    for (o, reading) in readings {
        let reading = if term.excess { (reading - from).max(0.0) } else { reading };
        rest += weight * reading;
        let above = reading - centre;
        if above > 0.0 {
            let added = part(term.name, weight * above);
            rest -= added.value;
            out[o].parts.push(added);
        }
    }
    part(term.name, rest)
}

fn part(name: &str, value: f64) -> GradeTerm {
    GradeTerm { name: name.to_owned(), value: rounded(value, GRADE_DECIMALS) }
}
