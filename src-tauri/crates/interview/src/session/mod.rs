//! The session's state machine: a pure function `step(state, event) -> (state, effects)`.
//!
//! The station persists the new state before it carries out the effects. After a crash the last
//! persisted state is read back and [`Event::Recovered`] is stepped, so that recovery is one more
//! transition and not a special case.

mod event;
mod limits;
mod plan;
mod question;
mod state;
mod step;

pub use event::{AddedBy, AnswerEnd, Effect, Event, LossCause, Track};
pub use limits::{Added, STAFF_MINUTES_AT_ONCE, SessionCap};
pub use plan::{Follows, MAX_FOLLOW_UPS, PlannedQuestion};
pub use state::{AnswerSpan, Gap, Phase, QuestionStage, SessionState, SuspendReason};
pub use step::{Refused, step};
