//! What the models gave for one answer, rounded: the input of scoring, kept in the ledger.
//!
//! Owned by `scoring`, which fills and reads it; it stands here because the report carries it.

use serde::{Deserialize, Serialize};

use crate::transcript::{Language, Word};

/// The part of the ledger from which the scores of one answer can be computed again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerFeatures {
    /// Question id.
    pub question_id: String,
    /// Competency key the question asks for.
    pub competency: String,
    /// The question as it was asked.
    pub question_text: String,
    /// Language of the answer.
    pub language: Language,
    /// Transcript text.
    pub text: String,
    /// Its words with media time.
    pub words: Vec<Word>,
    /// Seconds analysed over seconds recorded, 0–1, two decimals.
    pub coverage: f64,
    /// Recognition confidence, 0–1, two decimals.
    pub recognition_confidence: f64,
    /// Clauses with stance and rounded similarities.
    pub clauses: Vec<ClauseFeatures>,
}

/// One clause of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClauseFeatures {
    /// First byte in the answer's text.
    pub start: usize,
    /// First byte after the clause.
    pub end: usize,
}
