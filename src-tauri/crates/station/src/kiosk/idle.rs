//! Somebody who walked away: asked first, then the session is suspended and the screen cleared.

use super::questions::Asking;
use super::view::QuestionStage;

/// Time without a touch on most screens, in milliseconds.
const USUAL_MS: i64 = 90_000;
/// On the screens of identity, where a card is looked for.
const IDENTITY_MS: i64 = 120_000;
/// While an answer runs, or somebody thinks who has no limit, without speech or key.
const ANSWER_MS: i64 = 180_000;
/// While the candidate has stopped the clock, or waits for a microphone or for staff: a cup of tea,
/// not a day.
const BREAK_MS: i64 = 900_000;
/// How long the question "are you still there?" stands.
pub(super) const ASK_MS: i64 = 30_000;

/// Which limit holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Nobody is expected to do anything.
    Off,
    /// Most screens.
    Usual,
    /// Identity.
    Identity,
    /// A running answer, and thinking without a limit.
    Answer,
    /// A break that was asked for, or a device or staff that are waited for.
    Break,
}

impl Patience {
    /// Off only while a clock runs that leads on by itself: where none does, whoever left would leave
    /// their interview to the next person.
    pub fn at_question(asking: &Asking) -> Self {
        match asking.stage() {
            _ if asking.hold.is_some() => Self::Break,
            QuestionStage::Countdown => Self::Off,
            QuestionStage::Think if asking.timer.is_limited() => Self::Off,
            QuestionStage::Think | QuestionStage::Answer => Self::Answer,
            QuestionStage::Saved => Self::Usual,
        }
    }
}

/// What is known of the person's presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Somebody is there.
    Here,
    /// Asked: milliseconds are left to answer.
    Asked {
        /// Milliseconds.
        left_ms: i64,
    },
    /// Nobody answered.
    Gone,
}

/// Watches for signs of life.
#[derive(Clone, Copy, Debug)]
pub(super) struct IdleWatch {
    seen_ms: i64,
    on_break: bool,
}

impl IdleWatch {
    /// Somebody is here at `now_ms`.
    pub fn new(now_ms: i64) -> Self {
        Self { seen_ms: now_ms, on_break: false }
    }

    /// A touch, a key, speech.
    pub fn alive(&mut self, now_ms: i64) {
        self.seen_ms = now_ms;
    }

    /// Whether somebody is there.
    pub fn presence(&mut self, patience: Patience, now_ms: i64) -> Presence {
        // A break can end without a touch, when the microphone is back: the shorter limit begins then.
        if self.on_break && patience != Patience::Break {
            self.seen_ms = now_ms;
        }
        self.on_break = patience == Patience::Break;
        let limit_ms = match patience {
            Patience::Off => {
                self.seen_ms = now_ms;
                return Presence::Here;
            }
            Patience::Usual => USUAL_MS,
            Patience::Identity => IDENTITY_MS,
            Patience::Answer => ANSWER_MS,
            Patience::Break => BREAK_MS,
        };
        match now_ms - self.seen_ms - limit_ms {
            over_ms if over_ms < 0 => Presence::Here,
            over_ms if over_ms < ASK_MS => Presence::Asked { left_ms: ASK_MS - over_ms },
            _ => Presence::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::timer::QuestionTimer;
    use super::super::view::MoreTime;
    use super::*;

    #[test]
    fn who_leaves_a_question_without_a_running_clock_is_missed() {
        let at = |time, stage, hold| {
            let mut timer = QuestionTimer::new(30_000, 60_000, time);
            timer.stage = stage;
            let mut asking = Asking::at(0, timer);
            asking.hold = hold;
            Patience::at_question(&asking)
        };
        use QuestionStage::{Answer, Countdown, Saved, Think};
        assert_eq!(at(MoreTime::Usual, Think, None), Patience::Off);
        assert_eq!(at(MoreTime::Usual, Countdown, None), Patience::Off);
        assert_eq!(at(MoreTime::NoLimit, Think, None), Patience::Answer);
        assert_eq!(at(MoreTime::NoLimit, Answer, None), Patience::Answer);
        assert_eq!(at(MoreTime::Usual, Saved, None), Patience::Usual);
        for hold in ["pause", "microphone", "help"] {
            assert_eq!(at(MoreTime::Usual, Think, Some(hold)), Patience::Break, "{hold}");
            assert_eq!(at(MoreTime::NoLimit, Saved, Some(hold)), Patience::Break, "{hold}");
        }
    }

    #[test]
    fn a_person_is_asked_before_anything_is_cleared() {
        let mut watch = IdleWatch::new(0);
        assert_eq!(watch.presence(Patience::Usual, 89_999), Presence::Here);
        assert_eq!(watch.presence(Patience::Usual, 90_000), Presence::Asked { left_ms: 30_000 });
        watch.alive(100_000);
        assert_eq!(watch.presence(Patience::Usual, 100_000), Presence::Here);
        assert_eq!(watch.presence(Patience::Usual, 220_000), Presence::Gone);
        assert_eq!(watch.presence(Patience::Answer, 220_000), Presence::Here);
    }

    #[test]
    fn a_break_is_long_and_does_not_end_in_a_sudden_question() {
        let mut watch = IdleWatch::new(0);
        assert_eq!(watch.presence(Patience::Break, 899_999), Presence::Here);
        assert_eq!(watch.presence(Patience::Break, 900_000), Presence::Asked { left_ms: 30_000 });
        assert_eq!(watch.presence(Patience::Answer, 900_001), Presence::Here, "it is back");
        assert_eq!(
            watch.presence(Patience::Answer, 1_080_001),
            Presence::Asked { left_ms: 30_000 }
        );
    }

    #[test]
    fn who_thinks_is_left_alone() {
        let mut watch = IdleWatch::new(0);
        assert_eq!(watch.presence(Patience::Off, 1_000_000), Presence::Here);
        assert_eq!(watch.presence(Patience::Usual, 1_050_000), Presence::Here);
    }
}
