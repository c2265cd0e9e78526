//! The session's state machine: a pure function `step(state, event) -> (state, effects)`.
//!
//! The station persists the new state before it carries out the effects. After a crash the last
//! persisted state is read back and [`Event::Recovered`] is stepped, so that recovery is one more
//! transition and not a special case.

mod event;
mod state;
mod step;

pub use event::{AnswerEnd, Effect, Event, LossCause, Track};
pub use state::{
    AnswerSpan, Follows, Gap, MAX_FOLLOW_UPS, Phase, PlannedQuestion, QuestionStage, SessionState,
    SuspendReason,
};
pub use step::{Refused, step};
