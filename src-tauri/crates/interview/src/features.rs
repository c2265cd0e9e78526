//! What the models gave for one answer, rounded: the input of scoring, kept in the ledger.
//!
//! Owned by `scoring`, which fills and reads it; it stands here because the report carries it.
//! Every number is rounded when it is made, so that adding them up gives the same grade on any
//! machine.

use serde::{Deserialize, Serialize};

use crate::score::Polarity;
use crate::transcript::{Language, Word};

/// The part of the ledger from which the scores of one answer can be computed again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerFeatures {
    /// Question id.
    pub question_id: String,
    /// Id of the question that this answer adds to, where it answers a follow-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
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
    /// Share of the answer's character pairs (word pairs in English) that stand in the question,
    /// 0–1, two decimals: near 1 the question was read back.
    #[serde(default)]
    pub question_overlap: f64,
    /// Length of what was said without fillers, refusals, the question and orders to the rater, in
    /// units: one Chinese character 1, one Latin word 2. Decides only whether there is an answer.
    #[serde(default)]
    pub content_units: u32,
    /// Mean similarity of the three clauses nearest to the question, 0–1, three decimals.
    #[serde(default)]
    pub relevance: f64,
    /// Notices for people, such as `order_to_rater`; none of them changes the arithmetic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// One clause of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClauseFeatures {
    /// First byte in the answer's text.
    pub start: usize,
    /// First byte after the clause.
    pub end: usize,
    /// Id of the follow-up in whose answer it was said; none: in the answer to the question itself.
    /// Only answers that were joined for scoring have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_in: Option<String>,
    /// Media time of its first word in milliseconds.
    #[serde(default)]
    pub start_ms: i64,
    /// Media time of the end of its last word.
    #[serde(default)]
    pub end_ms: i64,
    /// Who acts, and how it is meant.
    #[serde(default)]
    pub stance: Stance,
    /// Why the clause counts for nothing, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<DropReason>,
    /// What the linear head gives for the clause before it is divided by the number of clauses;
    /// three decimals.
    #[serde(default)]
    pub value: f64,
    /// What the head gives for it if it is the last clause that counts; three decimals.
    #[serde(default)]
    pub last_value: f64,
    /// How much it reads like the quote that decides a good answer, about 0–1, three decimals.
    #[serde(default)]
    pub good: f64,
    /// How much it reads like the quote that decides a weak or harmful answer; as above.
    #[serde(default)]
    pub bad: f64,
    /// How much it reads like harm; as above.
    #[serde(default)]
    pub harm: f64,
    /// Similarity to the question, three decimals.
    #[serde(default)]
    pub relevance: f64,
    /// Nearest behaviours of the competency's model, nearest first.
    #[serde(default)]
    pub nearest: Vec<BehaviourMatch>,
}

/// A behaviour of the position's model near a clause.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BehaviourMatch {
    /// List it stands in: positive or negative behaviours.
    pub polarity: Polarity,
    /// Place in that list, from 0.
    pub index: usize,
    /// Cosine, three decimals.
    pub similarity: f64,
}

/// Why a clause is left out of the grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropReason {
    /// An order to the rater or the program.
    OrderToRater,
    /// The question read back.
    Question,
    /// Hesitation, greeting, thanks.
    Filler,
    /// "I don't know", "may I skip this".
    Refusal,
}

/// Who acts in a clause and how it is meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stance {
    /// Who acts.
    pub actor: Actor,
    /// Done, would do, or usually done.
    pub mode: Mode,
    /// Whether the main deed is negated.
    #[serde(default)]
    pub negated: bool,
    /// Names of the cue groups found (`assets/rubric/cues.json`), sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cues: Vec<String>,
}

/// Who acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Nobody is named, and nobody before.
    #[default]
    Unknown,
    /// The speaker.
    Own,
    /// A group with the speaker in it.
    We,
    /// Another person.
    Other,
}

/// How a deed is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Told as done, or not marked.
    #[default]
    Told,
    /// What the speaker would do.
    Would,
    /// What the speaker usually does.
    General,
}
