//! The cap of a session: so much thinking and answering, then the candidate decides about the rest.
//!
//! It counts only while a clock of a question runs: not while the question is read aloud, not while
//! somebody types, which has no clock, not in a pause and not while staff are here. It is looked at
//! between two questions, so that no answer is cut.

use interview::policy::PolicyPack;
use interview::session::{Event, Phase, SessionCap};

use super::ending::answered_indexes;
use super::journey::{Journey, Place};
use super::session::Session;
use super::view::{MoreTime, QuestionStage, Screen};
use crate::StationError;

const MINUTE_MS: i64 = 60_000;

/// The cap of a session under `policy`, stretched for who asked for more time; none without one.
pub(super) fn cap_of(policy: &PolicyPack, time: MoreTime) -> Option<SessionCap> {
    let limit_ms = i64::from(policy.session_cap_minutes) * MINUTE_MS;
    let capped = limit_ms > 0 && time != MoreTime::NoLimit;
    capped.then(|| SessionCap::new(time.stretched(limit_ms)))
}

impl Session {
    /// Tells the state what has passed of the cap.
    pub fn tell_spent(&mut self) -> Result<(), StationError> {
        let ms = std::mem::take(&mut self.spent_ms);
        let state = self.log.state();
        if ms > 0 && state.cap.is_some() && matches!(state.phase, Phase::Question { .. }) {
            self.apply(&Event::TimeSpent { ms })?;
        }
        Ok(())
    }
}

impl Journey {
    /// `passed_ms` went by at a question whose time does not stand still.
    pub(super) fn spend(&mut self, passed_ms: i64) {
        let counts = match self.asking.timer.stage {
            QuestionStage::Think | QuestionStage::Countdown => !self.asking.is_reading(),
            QuestionStage::Answer => !self.asking.typing,
            QuestionStage::Saved => false,
        };
        if let Some(session) = self.session.as_mut().filter(|_| counts) {
            session.spent_ms += passed_ms;
        }
    }

    pub(super) fn enter_cap(&mut self) {
        self.place = Place::CapReached;
        if let Err(error) = self.note("session.cap_reached", "") {
            self.fail(&error);
        }
    }

    pub(super) fn cap_view(&self) -> Screen {
        let Some(session) = &self.session else {
            return Screen::CapReached { answered: 0, left: 0 };
        };
        let state = session.log.state();
        let from = match state.phase {
            Phase::Question { index, .. } => index,
            _ => state.plan.len(),
        };
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let main = |index: &usize| !state.is_follow_up(*index);
        Screen::CapReached {
            answered: number(answered_indexes(session).into_iter().filter(main).count()),
            left: number((from..state.plan.len()).filter(main).count()),
        }
    }

    /// The candidate goes on with the remaining questions.
    pub(super) fn go_on_past_cap(&mut self) {
        self.decide(&Event::GoOn);
    }

    /// The candidate leaves the remaining questions.
    pub(super) fn leave_rest(&mut self) {
        if self.place == Place::CapReached {
            self.decide(&Event::RestLeft);
        }
    }

    fn decide(&mut self, event: &Event) {
        let decided = match &mut self.session {
            Some(session) => session.apply(event),
            None => return,
        };
        match decided {
            Ok(()) => self.go_where_it_stands(),
            Err(error) => self.fail(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_is_stretched_like_the_clocks_and_falls_away_with_them() {
        let mut policy = crate::library::policy().unwrap().pack;
        policy.session_cap_minutes = 40;
        let limit = |policy: &PolicyPack, time| cap_of(policy, time).map(|cap| cap.limit_ms);
        assert_eq!(limit(&policy, MoreTime::Usual), Some(2_400_000));
        assert_eq!(limit(&policy, MoreTime::OneAndHalf), Some(3_600_000));
        assert_eq!(limit(&policy, MoreTime::Double), Some(4_800_000));
        assert_eq!(limit(&policy, MoreTime::NoLimit), None);
        policy.session_cap_minutes = 0;
        assert_eq!(limit(&policy, MoreTime::Usual), None);
    }
}
