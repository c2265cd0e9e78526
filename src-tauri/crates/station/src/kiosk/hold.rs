//! Time that stands still: a break, help, a microphone that is gone.

use interview::session::Track;

use super::journey::{Journey, Place};
use super::view::{DeviceState, QuestionStage};
use crate::StationError;

impl Journey {
    /// Time stands still. What has begun first ends last: only its own end lets time go on.
    pub(super) fn hold_for(&mut self, reason: &'static str) {
        if self.place != Place::Question || self.asking.hold.is_some() {
            return;
        }
        if reason == "microphone" && !self.misses_microphone() {
            return;
        }
        self.asking.hold = Some(reason);
        self.stop_hearing();
        let held = match &mut self.session {
            Some(session) => session.hold(),
            None => Ok(()),
        };
        if let Err(error) = held {
            self.fail(&error);
        }
    }

    pub(super) fn release(&mut self, reason: &str) {
        if self.asking.hold != Some(reason) {
            return;
        }
        self.asking.hold = self.still_holds();
        // What was read about the break must not be spoken into the answer.
        self.stop_hearing();
        if self.asking.hold.is_some() {
            return;
        }
        // What began while time stood still was not read to its end; a break begins later.
        let thinks = self.place == Place::Question && self.asking.stage() == QuestionStage::Think;
        if thinks && reason != "pause" {
            self.read_question();
        }
        // A session that was suspended meanwhile records nothing.
        if self.place == Place::Question
            && self.asking.answering()
            && let Some(session) = &mut self.session
        {
            session.clock.start();
        }
    }

    /// What time stands still for besides: what began later must not be forgotten.
    fn still_holds(&self) -> Option<&'static str> {
        if self.misses_microphone() {
            Some("microphone")
        } else if self.help.called() || self.staff.stands_here() {
            Some("help")
        } else {
            None
        }
    }

    pub(super) fn device_back(&mut self, track: Track) {
        if track == Track::Microphone {
            self.release("microphone");
            self.asking.back_at_ms = Some(self.now_ms);
        }
    }

    /// Whether the microphone is gone and what comes next has to be spoken.
    fn misses_microphone(&self) -> bool {
        let speaks = match self.asking.timer.stage {
            QuestionStage::Think | QuestionStage::Countdown => !self.begins_typed(),
            QuestionStage::Answer => !self.asking.typing,
            QuestionStage::Saved => false,
        };
        speaks && self.devices.microphone == DeviceState::Lost
    }

    /// A lost microphone: the question comes again at the end, once.
    pub(super) fn answer_later(&mut self) -> Result<(), StationError> {
        let held = self.place == Place::Question && self.asking.hold == Some("microphone");
        if !(held && self.may_put_off()) {
            return Ok(());
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        session.defer_answer(self.asking.index)?;
        self.go_where_it_stands();
        Ok(())
    }

    /// Whether the question may still come again at the end: once, and not for another take.
    pub(super) fn may_put_off(&self) -> bool {
        let Some(session) = &self.session else { return false };
        let (state, index) = (session.log.state(), self.asking.index);
        let Some(asked) = state.plan.get(index) else { return false };
        self.asking.timer.stage != QuestionStage::Saved
            && state.plan.iter().filter(|planned| planned.id == asked.id).count() == 1
            && state.takes(index).next().is_none()
    }
}
