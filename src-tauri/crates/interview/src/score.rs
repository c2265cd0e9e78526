//! Scores with their evidence.

use serde::{Deserialize, Serialize};

use crate::position::Axis;

/// Whether a competency got a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreStatus {
    /// A grade and a score stand.
    Scored,
    /// Too little was said, heard or understood: no number.
    InsufficientEvidence,
}

/// Direction of a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Polarity {
    /// Raises the grade.
    #[serde(rename = "+")]
    Positive,
    /// Lowers the grade.
    #[serde(rename = "-")]
    Negative,
}

/// Words of the candidate that moved a grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Verbatim from the transcript of the answer.
    pub quote: String,
    /// Id of the question that was answered.
    pub question: String,
    /// Media time of the first quoted word.
    pub start_ms: i64,
    /// Media time of the end of the last quoted word.
    pub end_ms: i64,
    /// The behaviour of the position's model that the quote shows, or the name of the rule.
    pub behaviour: String,
    /// Whether it raised or lowered the grade.
    pub polarity: Polarity,
    /// By how many grades, three decimals.
    pub contribution: f64,
}

/// The score of one competency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompetencyScore {
    /// Key.
    pub key: String,
    /// Summary axis.
    pub axis: Axis,
    /// Weight in the overall score.
    pub weight: f64,
    /// Score that the position requires, 0–100.
    pub required: u32,
    /// Grade on the anchors, 1–5.
    pub grade: Option<u8>,
    /// 0–100, one decimal: 20 times the unrounded grade.
    pub score: Option<f64>,
    /// Lower end of the range in which the score probably lies.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// 0–1, two decimals.
    pub confidence: f64,
    /// Whether there is a number.
    pub status: ScoreStatus,
    /// Stable code of the reason where there is none, such as `score.too_short`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What moved the grade, strongest first.
    pub evidence: Vec<Evidence>,
}

/// The overall score and its range, 0–100, one decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OverallScore {
    /// None where too little of the weight was scored.
    pub score: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The three summaries, 0–100, one decimal; none where no competency of the axis was scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AxisSummary {
    /// Professional ability.
    pub professional: Option<f64>,
    /// General qualities.
    pub general: Option<f64>,
    /// Cultural fit.
    pub culture: Option<f64>,
}

/// What the overall score would be without something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// What is left out: `competency:KEY`, `question:ID`, `follow_ups`, `equal_weights`, `video`,
    /// `expression`.
    pub without: String,
    /// The overall score then.
    pub overall: Option<f64>,
}

/// One addend of a grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GradeTerm {
    /// Name of the rule or part of the head, such as `own_deed` or `words`.
    pub name: String,
    /// Grades it adds, four decimals.
    pub value: f64,
}

/// What one clause adds to the grade of its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClauseContribution {
    /// Place of the clause among the answer's clauses, from 0.
    pub clause: usize,
    /// Sum of the parts, four decimals.
    pub value: f64,
    /// Parts, in the order in which they were added.
    pub parts: Vec<GradeTerm>,
}

/// The score of one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerScore {
    /// Question id.
    pub question: String,
    /// Competency key.
    pub competency: String,
    /// Unrounded grade, 1–5, four decimals.
    pub grade: Option<f64>,
    /// 0–100, one decimal: 20 times the grade.
    pub score: Option<f64>,
    /// Lower end of the range in which the score probably lies.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// 0–1, two decimals.
    pub confidence: f64,
    /// Whether there is a number.
    pub status: ScoreStatus,
    /// Stable code of the reason where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Addends that belong to the answer as a whole, the head's base first.
    pub terms: Vec<GradeTerm>,
    /// Addends by clause.
    pub clauses: Vec<ClauseContribution>,
    /// What moved the grade, strongest first.
    pub evidence: Vec<Evidence>,
    /// Notices for people, such as `order_to_rater`; they change no number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// Everything that scoring says of an interview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterviewScores {
    /// Overall score.
    pub overall: OverallScore,
    /// Summaries.
    pub summary: AxisSummary,
    /// Competencies in the order of the position.
    pub competencies: Vec<CompetencyScore>,
    /// What if.
    pub counterfactuals: Vec<Counterfactual>,
    /// Answers in the order of asking.
    #[serde(default)]
    pub answers: Vec<AnswerScore>,
}
