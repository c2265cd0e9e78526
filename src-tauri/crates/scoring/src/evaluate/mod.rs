//! `eval scorer`: figures on labelled answers, with the baselines that a scorer must beat.

mod follow_ups;
mod statistics;

use std::collections::BTreeMap;

use interview::ports::SentenceEncoder;
use interview::position::Competency;
use interview::score::ScoreStatus;
use interview::transcript::{Language, Transcript, Word};
use serde::{Deserialize, Serialize};

use crate::answer::score_answer;
use crate::clause::units;
use crate::error::ScoringError;
use crate::extract::{QuestionRef, extract};
pub use follow_ups::{FollowUpFigures, Star};
pub use statistics::{matched_grades, quadratic_weighted_kappa, spearman};

/// One labelled answer. Files may carry further fields.
#[derive(Clone, Debug, Deserialize)]
pub struct LabelledAnswer {
    /// Id.
    pub id: String,
    /// Competency key.
    pub competency: String,
    /// The question as it was asked.
    pub question: String,
    /// What was said.
    pub answer: String,
    /// Label, 1–5.
    pub grade: u8,
    /// What the item tests.
    #[serde(default)]
    pub kind: String,
    /// Items with the same pair and the same grade are twins.
    #[serde(default)]
    pub pair: Option<String>,
    /// `zh`, `en` or `mixed`; Mandarin where it is missing.
    #[serde(default)]
    pub language: Option<String>,
    /// Which parts of an account it tells.
    #[serde(default)]
    pub star: Option<Star>,
}

impl LabelledAnswer {
    /// Reads a file of one JSON object a line; blank lines are skipped.
    ///
    /// # Errors
    /// [`ScoringError::LabelledRow`] with the number of the first line that does not fit.
    pub fn from_jsonl(text: &str) -> Result<Vec<Self>, ScoringError> {
        text.lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(i, line)| {
                let refused = |detail: String| ScoringError::LabelledRow { line: i + 1, detail };
                let row: Self = serde_json::from_str(line).map_err(|e| refused(e.to_string()))?;
                if (1..=5).contains(&row.grade) {
                    Ok(row)
                } else {
                    Err(refused(format!("grade {} is not 1 to 5", row.grade)))
                }
            })
            .collect()
    }
}

/// A written answer as if it had been recognised without doubt at four units a second.
pub fn written_transcript(text: &str, language: Language) -> Transcript {
    const MS_PER_UNIT: i64 = 250;
    let mut at = 0;
    let words: Vec<Word> = crate::clause::split(text)
        .into_iter()
        .map(|range| {
            let words = &text[range];
            let start_ms = at;
            at += MS_PER_UNIT * units(words) as i64;
            Word { text: words.to_owned(), start_ms, end_ms: at, confidence: 1.0 }
        })
        .collect();
    Transcript {
        language,
        text: text.to_owned(),
        words,
        raw_text: None,
        recognition_confidence: 1.0,
        speech: vec![interview::time::Span::new(0, at)],
        analysed_ms: at,
    }
}

/// Agreement of something with the labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Quadratic weighted kappa.
    pub qwk: Option<f64>,
    /// Spearman's correlation.
    pub spearman: Option<f64>,
}

/// Figures of one kind or competency.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroupFigures {
    /// Answers with a number.
    pub n: usize,
    /// Mean grade given, unrounded.
    pub mean: Option<f64>,
    /// Highest grade given.
    pub max: Option<f64>,
    /// Mean label.
    pub mean_label: Option<f64>,
    /// Mean absolute error in grades.
    pub mae: Option<f64>,
    /// Quadratic weighted kappa.
    pub qwk: Option<f64>,
}

/// Figures of twins.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TwinFigures {
    /// Pairs of equal label.
    pub pairs: usize,
    /// Mean absolute difference in grades.
    pub mean_abs_difference: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvaluationRow {
    /// Id.
    pub id: String,
    /// The label, 1–5.
    pub label: u8,
    /// Grade given, 1–5; none where there was not enough to go by.
    pub grade: Option<u8>,
    /// The same unrounded.
    pub level: Option<f64>,
    /// Score given, 0–100.
    pub score: Option<f64>,
    /// 0–1.
    pub confidence: f64,
    /// Reason where there is no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// All figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Version of the rubric.
    pub rubric: &'static str,
    /// Answers.
    pub n: usize,
    /// Quadratic weighted kappa of the rounded grades.
    pub qwk: Option<f64>,
    /// Spearman's correlation of the unrounded grades.
    pub spearman: Option<f64>,
    /// Mean absolute error in grades.
    pub mae: Option<f64>,
    /// Answers without a number; they are in no other figure.
    pub insufficient: usize,
    /// What length alone would reach.
    pub length_baseline: Agreement,
    /// What counting figures alone would reach.
    pub figures_baseline: Agreement,
    /// What a closing formula ("since then …") alone would reach.
    pub closing_formula_baseline: Agreement,
    /// Correlation of the grades given with the length.
    pub score_with_length: Option<f64>,
    /// By kind.
    pub by_kind: BTreeMap<String, GroupFigures>,
    /// By competency.
    pub by_competency: BTreeMap<String, GroupFigures>,
    /// Twins.
    pub twins: TwinFigures,
    /// The rule of follow-ups against the labels, by part; empty where no answer has them.
    pub follow_ups: BTreeMap<&'static str, FollowUpFigures>,
    /// Every answer.
    pub rows: Vec<EvaluationRow>,
}

/// Scores labelled answers. `competency` finds the model of a key; `progress` is called after each
/// answer with the number done.
///
/// # Errors
/// [`ScoringError::LabelledRow`] for an unknown competency, or whatever the encoder gives.
pub fn evaluate(
    answers: &[LabelledAnswer],
    competency: &dyn Fn(&str) -> Option<Competency>,
    encoder: &mut dyn SentenceEncoder,
    progress: &mut dyn FnMut(usize),
) -> Result<Evaluation, ScoringError> {
    let mut rows = Vec::new();
    for (i, answer) in answers.iter().enumerate() {
        let model = competency(&answer.competency).ok_or_else(|| ScoringError::LabelledRow {
            line: i + 1,
            detail: format!("unknown competency {}", answer.competency),
        })?;
        let question = QuestionRef {
            id: answer.id.clone(),
            competency: answer.competency.clone(),
            text: answer.question.clone(),
            follows: None,
        };
        let language =
            if answer.language.as_deref() == Some("en") { Language::En } else { Language::Zh };
        let transcript = written_transcript(&answer.answer, language);
        let features = extract(&question, &model, &transcript, 1.0, encoder)?;
        let score = score_answer(&features, &model);
        let level = score.grade.filter(|_| score.status == ScoreStatus::Scored);
        rows.push(EvaluationRow {
            id: answer.id.clone(),
            label: answer.grade,
            grade: level.map(|level| level.round().clamp(1.0, 5.0) as u8),
            level,
            score: score.score.filter(|_| level.is_some()),
            confidence: score.confidence,
            reason: score.reason,
        });
        progress(i + 1);
    }
    Ok(figures(answers, rows))
}

/// The figures of rows that stand in the order of `answers`.
pub fn figures(answers: &[LabelledAnswer], rows: Vec<EvaluationRow>) -> Evaluation {
    let scored: Vec<(&LabelledAnswer, f64)> =
        answers.iter().zip(&rows).filter_map(|(a, r)| r.level.map(|s| (a, s))).collect();
    let labels: Vec<f64> = scored.iter().map(|(a, _)| f64::from(a.grade)).collect();
    let given: Vec<f64> = scored.iter().map(|(_, s)| *s).collect();
    let lengths: Vec<f64> = scored.iter().map(|(a, _)| units(&a.answer) as f64).collect();
    let baseline = |value: fn(&str) -> f64| {
        let values: Vec<f64> = scored.iter().map(|(a, _)| value(&a.answer)).collect();
        baseline_agreement(&values, &scored)
    };
    let all = group(&scored);
    Evaluation {
        rubric: crate::RUBRIC_VERSION,
        n: answers.len(),
        qwk: all.qwk,
        spearman: spearman(&labels, &given).map(three),
        mae: all.mae,
        insufficient: rows.iter().filter(|r| r.level.is_none()).count(),
        length_baseline: baseline(|text| units(text) as f64),
        figures_baseline: baseline(count_figures),
        closing_formula_baseline: baseline(closing_formula),
        score_with_length: spearman(&given, &lengths).map(three),
        by_kind: grouped(&scored, |a| &a.kind),
        by_competency: grouped(&scored, |a| &a.competency),
        twins: twins(&scored),
        follow_ups: follow_ups::follow_ups(answers),
        rows,
    }
}

fn baseline_agreement(values: &[f64], scored: &[(&LabelledAnswer, f64)]) -> Agreement {
    let grades: Vec<u8> = scored.iter().map(|(a, _)| a.grade).collect();
    let labels: Vec<f64> = grades.iter().copied().map(f64::from).collect();
    let matched = matched_grades(values, &grades);
    let pairs: Vec<(u8, u8)> = grades.iter().copied().zip(matched).collect();
    Agreement {
        qwk: quadratic_weighted_kappa(&pairs).map(three),
        spearman: spearman(values, &labels).map(three),
    }
}

/// Groups of figures in an answer: runs of digits and Chinese numerals.
fn count_figures(text: &str) -> f64 {
    let figure = |c: char| c.is_numeric() || "一二三四五六七八九十百千万两".contains(c);
    let mut inside = false;
    let mut count = 0;
    for c in text.chars() {
        count += usize::from(figure(c) && !inside);
        inside = figure(c);
    }
    count as f64
}

/// Whether the last part of an answer holds a formula that tells of a lasting practice.
fn closing_formula(text: &str) -> f64 {
    const FORMULAS: [&str; 10] = [
        "从那以后",
        "打那以后",
        "后来",
        "现在",
        "一直",
        "全行",
        "都照着",
        "since then",
        "now ",
        "ever since",
    ];
    let chars = text.chars().count();
    let tail: String = text.chars().skip(chars - chars / 4).collect();
    let tail = tail.to_lowercase();
    FORMULAS.iter().filter(|formula| tail.contains(*formula)).count() as f64
}

fn group(scored: &[(&LabelledAnswer, f64)]) -> GroupFigures {
    let n = scored.len();
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        (n > 0).then(|| three(values.sum::<f64>() / n as f64))
    };
    let pairs: Vec<(u8, u8)> =
        scored.iter().map(|(a, s)| (a.grade, s.round().clamp(1.0, 5.0) as u8)).collect();
    GroupFigures {
        n,
        mean: mean(&mut scored.iter().map(|(_, s)| *s)),
        max: scored.iter().map(|(_, s)| *s).max_by(f64::total_cmp).map(three),
        mean_label: mean(&mut scored.iter().map(|(a, _)| f64::from(a.grade))),
        mae: mean(&mut scored.iter().map(|(a, s)| (f64::from(a.grade) - s).abs())),
        qwk: quadratic_weighted_kappa(&pairs).map(three),
    }
}

fn grouped(
    scored: &[(&LabelledAnswer, f64)],
    key: fn(&LabelledAnswer) -> &str,
) -> BTreeMap<String, GroupFigures> {
    let mut groups: BTreeMap<String, Vec<(&LabelledAnswer, f64)>> = BTreeMap::new();
    for &(answer, score) in scored {
        groups.entry(key(answer).to_owned()).or_default().push((answer, score));
    }
    groups.into_iter().map(|(key, members)| (key, group(&members))).collect()
}

fn twins(scored: &[(&LabelledAnswer, f64)]) -> TwinFigures {
    // Files number their pairs anew; ids begin with the file's letter.
    let mut pairs: BTreeMap<(char, &str), Vec<(u8, f64)>> = BTreeMap::new();
    for (answer, score) in scored {
        if let Some(pair) = &answer.pair {
            let file = answer.id.chars().next().unwrap_or(' ');
            pairs.entry((file, pair)).or_default().push((answer.grade, *score));
        }
    }
    let differences: Vec<f64> = pairs
        .values()
        .filter_map(|members| match members.as_slice() {
            [(a, x), (b, y)] if a == b => Some((x - y).abs()),
            _ => None,
        })
        .collect();
    let n = differences.len();
    TwinFigures {
        pairs: n,
        mean_abs_difference: (n > 0).then(|| three(differences.iter().sum::<f64>() / n as f64)),
        max: differences.into_iter().max_by(f64::total_cmp).map(three),
    }
}

fn three(value: f64) -> f64 {
    interview::observation::rounded(value, 3)
}
