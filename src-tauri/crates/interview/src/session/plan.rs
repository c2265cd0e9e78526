//! The questions of a session in the order of asking.

use serde::{Deserialize, Serialize};

use crate::position::StarPart;

/// One question of this session, as it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedQuestion {
    /// Question id.
    pub id: String,
    /// Time to think in milliseconds.
    pub think_ms: i64,
    /// Time to answer in milliseconds.
    pub answer_ms: i64,
    /// How often it may be answered again; every take is kept.
    #[serde(default)]
    pub retakes: u32,
    /// Minutes that the candidate may add to an answer, one at a time. Sessions from before it was a
    /// rule allow one.
    #[serde(default = "one_minute")]
    pub extra_minutes: u32,
    /// What it follows, where it is a follow-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
}

const fn one_minute() -> u32 {
    1
}

/// What a follow-up question follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follows {
    /// Id of the question that was asked in the first place.
    pub question: String,
    /// The part that was missing.
    pub part: StarPart,
}

/// So many follow-ups of one question are asked at most, whatever a policy says (N3 of the agreed
/// capabilities).
pub const MAX_FOLLOW_UPS: usize = 2;
