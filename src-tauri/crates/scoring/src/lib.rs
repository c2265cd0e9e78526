//! Scoring: from transcripts to grades with their causes.
//!
//! Owns: the clauses and their stance, the head and the rules of the rubric, scores with evidence,
//! range and what-if figures, computing them again from a ledger, explaining and printing them.
//! Never knows: models, files, devices, clocks. Stage 1 ([`extract()`]) asks a
//! [`interview::ports::SentenceEncoder`] once and rounds what it gives; stage 2
//! ([`score_answer`], [`score_interview`]) is pure arithmetic over the rounded features, so that a
//! third party gets the same numbers from the ledger ([`rescore`]).

pub mod answer;
pub mod clause;
mod error;
pub mod evaluate;
mod evidence;
pub mod explain;
pub mod extract;
pub mod feedback;
pub mod figures;
pub mod follow_up;
pub mod head;
pub mod html;
mod interview_score;
pub mod notices;
pub mod overlap;
pub mod rules;
pub mod stages;
pub mod stance;
pub mod sufficiency;
pub mod texts;

pub use answer::score_answer;
pub use error::ScoringError;
pub use explain::explain;
pub use extract::{QuestionRef, extract};
pub use interview_score::{MIN_SCORED_WEIGHT, rescore, score_competency, score_interview};
pub use stages::stages;

/// Version of the rubric: head, cues, rules and arithmetic together. Any change that may move a
/// number raises it; a ledger names the one it was made with.
pub const RUBRIC_VERSION: &str = "2026.11.2";
