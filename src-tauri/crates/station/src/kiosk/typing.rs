//! Answers in writing: instead of speaking, in turn with it, or for want of a microphone.

use interview::session::Event;

use super::journey::{Journey, Place};
use super::view::{DeviceState, QuestionStage};
use crate::StationError;

/// Longest typed answer, in characters: more than anyone types in an hour.
pub(super) const TYPED_CHARS: usize = 20_000;

impl Journey {
    /// Whether an answer to this question begins in writing.
    pub(super) fn begins_typed(&self) -> bool {
        let drafted = self.session.as_ref().and_then(|session| session.draft(self.asking.index));
        self.needs.typed
            || self.asking.will_type
            || self.devices.microphone == DeviceState::Absent
            || drafted.is_some()
    }

    pub(super) fn type_instead(&mut self) -> Result<(), StationError> {
        if self.place != Place::Question {
            return Ok(());
        }
        match self.asking.timer.stage {
            QuestionStage::Think | QuestionStage::Countdown => {
                if self.asking.hold == Some("microphone") {
                    self.asking.will_type = true;
                    self.asking.hold = None;
                }
                return Ok(());
            }
            QuestionStage::Answer if !self.asking.typing => {}
            QuestionStage::Answer | QuestionStage::Saved => return Ok(()),
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        session.hold()?;
        session.apply(&Event::AnswerTyped)?;
        self.asking.typing = true;
        self.asking.hold = None;
        Ok(())
    }

    /// What was typed stays, and is there when typing is chosen again.
    pub(super) fn speak_instead(&mut self) {
        let speaks = self.devices.microphone == DeviceState::Live && self.asking.hold.is_none();
        if self.place != Place::Question || !self.asking.typing || !speaks {
            return;
        }
        let Some(session) = &mut self.session else { return };
        self.asking.typing = false;
        session.clock.start();
    }

    /// The page sends the last words as it is covered: a session that just stood still takes them.
    pub(super) fn take_typed(&mut self, text: &str) {
        let here = matches!(self.place, Place::Question | Place::Suspended(_));
        if let Some(session) = self.session.as_mut().filter(|_| here && self.asking.typing) {
            session.write(self.asking.index, text.chars().take(TYPED_CHARS).collect());
        }
    }
}
