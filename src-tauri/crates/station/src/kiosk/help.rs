//! Somebody at the screen asks for staff: the station rings until they come.

use super::journey::{Journey, Place};
use super::view::Help;

/// Two minutes without staff: then the candidate is told of other ways.
const NO_ANSWER_MS: i64 = 120_000;
/// How long a call holds a last screen, with a name on it, for staff to come.
const HOLDS_MS: i64 = 300_000;
/// Distance between two rings: often enough to be found by ear, seldom enough to think beside it.
const RING_EVERY_MS: i64 = 15_000;

/// A call for staff.
#[derive(Default)]
pub(super) struct HelpCall {
    since_ms: Option<i64>,
    ring_at_ms: i64,
}

impl HelpCall {
    /// Whether staff were called and have not come yet.
    pub fn called(&self) -> bool {
        self.since_ms.is_some()
    }

    /// Whether staff may still come.
    fn waits(&self, now_ms: i64) -> bool {
        self.since_ms.is_some_and(|since_ms| now_ms - since_ms < HOLDS_MS)
    }

    /// What the window draws.
    pub fn view(&self, now_ms: i64) -> Help {
        match self.since_ms {
            None => Help::None,
            Some(since_ms) if now_ms - since_ms >= NO_ANSWER_MS => Help::NoAnswer,
            Some(_) => Help::Called,
        }
    }
}

impl Journey {
    pub fn call_staff(&mut self) {
        if self.help.called() {
            return;
        }
        self.help = HelpCall { since_ms: Some(self.now_ms), ring_at_ms: self.now_ms };
        self.hold_for("help");
        if let Some(session) = &mut self.session {
            let now_ms = session.now_ms();
            if let Err(error) = session.log.note(now_ms, "help.called", "") {
                self.fail(&error);
            }
        }
    }

    /// Whether staff stand here, or were called a moment ago.
    pub(super) fn staff_expected(&self) -> bool {
        self.staff.stands_here() || self.help.waits(self.now_ms)
    }

    pub fn help_over(&mut self) {
        self.help = HelpCall::default();
        self.release("help");
    }

    /// Time stands still while staff are called: no answer is being recorded into which it could ring.
    /// While a practice is spoken or numbers are read it rings later; both end by themselves soon.
    pub(super) fn tick_help(&mut self) {
        let listens = match self.place {
            Place::Practice => self.practice.speaking(),
            Place::Liveness => self.live.hears_numbers(),
            _ => false,
        };
        let waits = self.help.called() && !self.staff.stands_here() && !listens;
        if waits && self.now_ms >= self.help.ring_at_ms {
            self.help.ring_at_ms = self.now_ms + RING_EVERY_MS;
            if let Some(voice) = &self.voice {
                voice.ring();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_two_minutes_the_candidate_is_told_of_other_ways() {
        let call = HelpCall { since_ms: Some(1_000), ring_at_ms: 0 };
        assert_eq!(HelpCall::default().view(1_000_000), Help::None);
        assert_eq!(call.view(120_999), Help::Called);
        assert_eq!(call.view(121_000), Help::NoAnswer);
        assert!(call.waits(300_999) && !call.waits(301_000), "not for ever");
        assert!(!HelpCall::default().waits(0));
    }
}
