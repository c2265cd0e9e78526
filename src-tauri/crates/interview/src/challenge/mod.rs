//! The active liveness challenge: which actions are asked for, how they are recognised in the
//! observations of a face, and what makes a challenge void or failed.
//!
//! Pure: the same observations give the same outcome, live ([`ChallengeTracker`]) or afterwards on
//! a clip ([`judge_clip`]). Everything is measured against the person's own rest, never against
//! an absolute value: narrow eyes blink as well as wide ones.

mod action;
mod clip;
mod guard;
mod lips;
mod numbers;
mod passive;
mod plan;
mod rest;
mod tracker;
mod tries;

pub use action::{ActionDetector, count_blinks};
pub use clip::judge_clip;
pub use guard::VoidReason;
pub use lips::{LIPS_CORRELATION, LIPS_MOVE, Lips, Loudness, lips_with_voice};
pub use numbers::{
    NUMBERS_LIMIT_MS, NUMBERS_SILENCE_MS, NumberRow, RowFailure, RowHeard, judge_row,
    mandarin_characters, reads,
};
pub use passive::{LIVE_MEDIAN, PassiveEvidence, PassiveVerdict};
pub use plan::{ChallengeAction, ChallengePlan};
pub use tracker::{
    ActionState, ChallengeEvent, ChallengeFailure, ChallengeOutcome, ChallengeTracker,
    PerformedAction,
};
pub use tries::{MOST_CHALLENGES, Next, Tries};
