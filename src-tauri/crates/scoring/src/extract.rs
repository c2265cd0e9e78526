//! Stage 1: from a transcript to rounded features. The only stage that asks a model.

use interview::features::{AnswerFeatures, BehaviourMatch, ClauseFeatures, DropReason};
use interview::observation::rounded;
use interview::ports::SentenceEncoder;
use interview::position::Competency;
use interview::score::Polarity;
use interview::transcript::Transcript;

use crate::error::ScoringError;
use crate::head::Head;
use crate::{clause, overlap, stance, sufficiency};

/// Decimals that similarities and head values keep in the ledger. Three hide the noise of another
/// CPU's arithmetic (1e-5 on these vectors) and still tell two clauses apart.
pub const LEDGER_DECIMALS: u32 = 3;
/// A clause of which this share stands in the question is an echo of it.
const ECHO: f64 = 0.75;
/// Shorter clauses share words with the question by chance.
const ECHO_UNITS: usize = 8;
/// With at least this much said besides, "I don't know" belongs to an answer and is kept.
const ANSWER_DESPITE_REFUSAL: usize = 60;
/// So many clauses between two orders to the rater are taken for a part of them.
const ORDER_GAP: usize = 2;
/// Behaviours kept for each clause.
const NEAREST: usize = 3;

/// The question that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionRef {
    /// Id, or the text itself where the position has no such question.
    pub id: String,
    /// Key of the competency it asks for.
    pub competency: String,
    /// As it was asked.
    pub text: String,
    /// Id of the question that it follows, where it is a follow-up.
    pub follows: Option<String>,
}

/// Everything that a rule will read of one answer, rounded. `coverage` is seconds analysed over
/// seconds recorded, 0–1.
///
/// # Errors
/// [`ScoringError::Encoder`] where the model fails (the answer is then "not scored, analysis
/// unavailable", never a number); [`ScoringError::Competency`] and [`ScoringError::Coverage`] where
/// the call is wrong.
pub fn extract(
    question: &QuestionRef,
    competency: &Competency,
    transcript: &Transcript,
    coverage: f64,
    encoder: &mut dyn SentenceEncoder,
) -> Result<AnswerFeatures, ScoringError> {
    if question.competency != competency.key {
        return Err(ScoringError::Competency {
            asked: question.competency.clone(),
            given: competency.key.clone(),
        });
    }
    if !(0.0..=1.0).contains(&coverage) {
        return Err(ScoringError::Coverage(coverage));
    }
    let mut clauses = read_clauses(question, transcript);
    bridge_orders(&mut clauses);
    drop_refusals(&transcript.text, &mut clauses);
    measure(question, competency, &transcript.text, &mut clauses, encoder)?;
    let said: usize = clauses
        .iter()
        .filter(|c| c.dropped.is_none())
        .map(|c| stance::content_units(&transcript.text[c.start..c.end]))
        .sum();
    let flags = flags(transcript, coverage, &clauses);
    Ok(AnswerFeatures {
        question_id: question.id.clone(),
        follows: question.follows.clone(),
        competency: question.competency.clone(),
        question_text: question.text.clone(),
        language: transcript.language,
        text: transcript.text.clone(),
        words: transcript.words.clone(),
        coverage: rounded(coverage, 2),
        recognition_confidence: rounded(transcript.recognition_confidence, 2),
        relevance: mean_of_largest(clauses.iter().map(|c| c.relevance), 3),
        clauses,
        question_overlap: rounded(overlap::share(&transcript.text, &question.text), 2),
        content_units: u32::try_from(said).unwrap_or(u32::MAX),
        flags,
    })
}

/// Clauses with span, time, stance and the reason why they count for nothing.
fn read_clauses(question: &QuestionRef, transcript: &Transcript) -> Vec<ClauseFeatures> {
    let text = &transcript.text;
    let mut clauses: Vec<ClauseFeatures> = Vec::new();
    for range in clause::split(text) {
        let words = &text[range.clone()];
        let span = transcript.span_of(range.clone());
        let echo =
            clause::units(words) >= ECHO_UNITS && overlap::share(words, &question.text) >= ECHO;
        let dropped = if stance::is_order(words) {
            Some(DropReason::OrderToRater)
        } else if echo {
            Some(DropReason::Question)
        } else if stance::content_units(words) == 0 {
            Some(DropReason::Filler)
        } else {
            None
        };
        clauses.push(ClauseFeatures {
            start: range.start,
            end: range.end,
            said_in: None,
            start_ms: span.map_or(0, |s| s.start_ms),
            end_ms: span.map_or(0, |s| s.end_ms),
            stance: stance::stance(words, clauses.last().map(|c| &c.stance)),
            dropped,
            value: 0.0,
            last_value: 0.0,
            good: 0.0,
            bad: 0.0,
            harm: 0.0,
            relevance: 0.0,
            nearest: Vec::new(),
        });
    }
    clauses
}

/// Clauses between two orders belong to them.
fn bridge_orders(clauses: &mut [ClauseFeatures]) {
    let orders: Vec<usize> = (0..clauses.len())
        .filter(|&i| clauses[i].dropped == Some(DropReason::OrderToRater))
        .collect();
    for pair in orders.windows(2) {
        if pair[1] - pair[0] <= ORDER_GAP + 1 {
            for clause in &mut clauses[pair[0]..pair[1]] {
                clause.dropped = Some(DropReason::OrderToRater);
            }
        }
    }
}

/// Leaves out "I don't know" where hardly anything else is said.
fn drop_refusals(text: &str, clauses: &mut [ClauseFeatures]) {
    let words = |c: &ClauseFeatures| &text[c.start..c.end];
    let besides: usize = clauses
        .iter()
        .filter(|c| c.dropped.is_none() && !stance::is_refusal(words(c)))
        .map(|c| stance::content_units(words(c)))
        .sum();
    if besides >= ANSWER_DESPITE_REFUSAL {
        return;
    }
    for clause in clauses.iter_mut().filter(|c| c.dropped.is_none()) {
        if stance::is_refusal(&text[clause.start..clause.end]) {
            clause.dropped = Some(DropReason::Refusal);
        }
    }
}

/// Asks the encoder once for the clauses, the question and the behaviours, and fills in the values.
fn measure(
    question: &QuestionRef,
    competency: &Competency,
    text: &str,
    clauses: &mut [ClauseFeatures],
    encoder: &mut dyn SentenceEncoder,
) -> Result<(), ScoringError> {
    if clauses.is_empty() {
        return Ok(());
    }
    let heard = with_context(text, clauses);
    let mut texts: Vec<&str> = heard.iter().map(String::as_str).collect();
    texts.push(&question.text);
    let positive = competency.positive_behaviours_zh.iter().map(String::as_str);
    texts.extend(positive.chain(competency.negative_behaviours_zh.iter().map(String::as_str)));
    let head = Head::built_in();
    let vectors = encoded(&texts, head.dims(), encoder)?;
    let (own, rest) = vectors.split_at(clauses.len());
    let (asked, behaviours) = rest.split_at(1);
    let counted: Vec<usize> =
        (0..clauses.len()).filter(|&i| clauses[i].dropped.is_none()).collect();
    for (place, &i) in counted.iter().enumerate() {
        let neighbour = |at: Option<usize>| at.and_then(|p| counted.get(p)).map(|&n| &own[n][..]);
        let context = [neighbour(place.checked_sub(1)), neighbour(Some(place + 1))];
        let values = head.clause_values(&own[i], &context, &clauses[i].stance);
        let c = &mut clauses[i];
        c.value = rounded(values.value, LEDGER_DECIMALS);
        c.last_value = rounded(values.last_value, LEDGER_DECIMALS);
        c.good = rounded(values.good, LEDGER_DECIMALS);
        c.bad = rounded(values.bad, LEDGER_DECIMALS);
        c.harm = rounded(values.harm, LEDGER_DECIMALS);
        c.relevance = rounded(dot(&own[i], &asked[0]), LEDGER_DECIMALS);
        c.nearest = nearest(&own[i], behaviours, competency.positive_behaviours_zh.len());
    }
    Ok(())
}

/// What the encoder reads for each clause: the clause after the one before it that counts, since a
/// clause alone ("我减了") says little.
fn with_context(text: &str, clauses: &[ClauseFeatures]) -> Vec<String> {
    let mut before: Option<String> = None;
    clauses
        .iter()
        .map(|c| {
            let own = clause::spoken(&text[c.start..c.end]);
            if c.dropped.is_some() {
                return own;
            }
            let read = match &before {
                Some(before) => format!("{before} {own}"),
                None => own.clone(),
            };
            before = Some(own);
            read
        })
        .collect()
}

fn encoded(
    texts: &[&str],
    dims: usize,
    encoder: &mut dyn SentenceEncoder,
) -> Result<Vec<Vec<f32>>, ScoringError> {
    let vectors = encoder.encode(texts)?;
    let misfit = vectors.iter().find(|v| v.len() != dims || v.iter().any(|x| !x.is_finite()));
    if vectors.len() != texts.len() || misfit.is_some() {
        return Err(ScoringError::EncoderShape {
            got: vectors.len(),
            length: misfit.map_or(dims, Vec::len),
            wanted: texts.len(),
            dims,
        });
    }
    Ok(vectors)
}

fn nearest(clause: &[f32], behaviours: &[Vec<f32>], positives: usize) -> Vec<BehaviourMatch> {
    let mut matches: Vec<BehaviourMatch> = behaviours
        .iter()
        .enumerate()
        .map(|(i, vector)| {
            let (polarity, index) = if i < positives {
                (Polarity::Positive, i)
            } else {
                (Polarity::Negative, i - positives)
            };
            let similarity = rounded(dot(clause, vector), LEDGER_DECIMALS);
            BehaviourMatch { polarity, index, similarity }
        })
        .collect();
    // A stable sort: behaviours of equal similarity keep the order of the position.
    matches.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    let mut kept: Vec<BehaviourMatch> = matches.iter().take(NEAREST).copied().collect();
    // Both directions are kept, so that a clause can be named by the behaviour it shows.
    for polarity in [Polarity::Positive, Polarity::Negative] {
        if !kept.iter().any(|m| m.polarity == polarity) {
            kept.extend(matches.iter().find(|m| m.polarity == polarity));
        }
    }
    kept
}

fn flags(transcript: &Transcript, coverage: f64, clauses: &[ClauseFeatures]) -> Vec<String> {
    let mut flags = Vec::new();
    if clauses.iter().any(|c| c.dropped == Some(DropReason::OrderToRater)) {
        flags.push("order_to_rater".to_owned());
    }
    let unclear = transcript.words.iter().filter(|w| w.confidence < sufficiency::MIN_RECOGNITION);
    if transcript.words.len() >= 5 && 5 * unclear.count() > transcript.words.len() {
        flags.push("unclear_words".to_owned());
    }
    if coverage < 0.9 {
        flags.push("partly_analysed".to_owned());
    }
    flags
}

/// Mean of the `count` largest values, three decimals; 0 without values.
fn mean_of_largest(values: impl Iterator<Item = f64>, count: usize) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values.truncate(count);
    if values.is_empty() {
        return 0.0;
    }
    rounded(values.iter().sum::<f64>() / values.len() as f64, LEDGER_DECIMALS)
}

pub(crate) fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
}
