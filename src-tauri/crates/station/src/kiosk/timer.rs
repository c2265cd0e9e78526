//! The clocks of one question. Time is offered: every limit is announced, and none is sudden.

use super::view::{MoreTime, QuestionStage};

/// One press on "more time to think".
pub(super) const THINK_MORE_MS: i64 = 30_000;
/// How often that is offered.
pub(super) const THINK_MORE_TIMES: u32 = 10;
/// 3-2-1 before a recording that nobody started by hand.
pub(super) const COUNTDOWN_MS: i64 = 3_000;
/// Time to finish after the limit, whether anybody speaks or not.
pub(super) const GRACE_MS: i64 = 10_000;
/// The same for who speaks on: then the answer ends at the first pause (N10 of the agreed
/// capabilities), and here in any case.
const LONGEST_GRACE_MS: i64 = 30_000;
/// Silence that is a pause and not a breath: pauses between sentences of read and free speech last
/// 0.5 to 1 s (Goldman-Eisler, Psycholinguistics, 1968).
const PAUSE_MS: i64 = 700;
/// Silence at the beginning of an answer after which the candidate is told that nothing is heard.
pub(super) const SILENT_MS: i64 = 20_000;
/// An answer that is shorter is called short; it may be handed in all the same.
pub(super) const SHORT_MS: i64 = 15_000;

/// What the clocks lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing.
    Nothing,
    /// The countdown is over: the recording begins.
    Answer,
    /// The grace time is over: the answer ends.
    End,
}

/// The clocks of one question.
#[derive(Clone, Debug)]
pub(super) struct QuestionTimer {
    pub stage: QuestionStage,
    /// Whether thinking and answering have a limit at all.
    limited: bool,
    think_ms: i64,
    think_left_ms: i64,
    pub think_more_left: u32,
    countdown_ms: i64,
    answer_ms: i64,
    pub recorded_ms: i64,
    heard: bool,
    /// Until when somebody spoke.
    spoke_ms: i64,
}

impl QuestionTimer {
    /// Clocks of a question with its planned times, and with what was chosen under needs.
    pub fn new(think_ms: i64, answer_ms: i64, time: MoreTime) -> Self {
        let stretched = |ms| time.stretched(ms);
        Self {
            stage: QuestionStage::Think,
            limited: time != MoreTime::NoLimit,
            think_ms: stretched(think_ms),
            think_left_ms: stretched(think_ms),
            think_more_left: THINK_MORE_TIMES,
            countdown_ms: COUNTDOWN_MS,
            answer_ms: stretched(answer_ms),
            recorded_ms: 0,
            heard: false,
            spoke_ms: 0,
        }
    }

    /// `ms` of wall time passed in which the clock ran.
    pub fn pass(&mut self, ms: i64) -> Due {
        match self.stage {
            QuestionStage::Think if self.limited => {
                self.think_left_ms -= ms;
                if self.think_left_ms <= 0 {
                    self.stage = QuestionStage::Countdown;
                    self.countdown_ms = COUNTDOWN_MS;
                }
                Due::Nothing
            }
            QuestionStage::Countdown => {
                self.countdown_ms -= ms;
                if self.countdown_ms <= 0 { Due::Answer } else { Due::Nothing }
            }
            QuestionStage::Think | QuestionStage::Answer | QuestionStage::Saved => Due::Nothing,
        }
    }

    /// The answer is `recorded_ms` long by now; `heard` once speech was in it.
    pub fn recorded(&mut self, recorded_ms: i64, heard: bool) -> Due {
        self.recorded_ms = recorded_ms;
        self.heard |= heard;
        let over_ms = recorded_ms - self.answer_ms;
        let pauses = recorded_ms - self.spoke_ms >= PAUSE_MS;
        let over = over_ms >= LONGEST_GRACE_MS || (over_ms >= GRACE_MS && pauses);
        let ends = self.limited && self.stage == QuestionStage::Answer && over;
        if ends { Due::End } else { Due::Nothing }
    }

    /// Somebody speaks at this moment of the answer.
    pub fn spoke(&mut self) {
        self.spoke_ms = self.recorded_ms;
    }

    /// More time to think; also out of the countdown.
    pub fn think_more(&mut self) {
        let thinking = matches!(self.stage, QuestionStage::Think | QuestionStage::Countdown);
        if thinking && self.think_more_left > 0 {
            self.think_more_left -= 1;
            self.think_left_ms = self.think_left_ms.max(0) + THINK_MORE_MS;
            self.think_ms = self.think_ms.max(self.think_left_ms);
            self.stage = QuestionStage::Think;
        }
    }

    /// `ms` more to answer.
    pub fn more(&mut self, ms: i64) {
        self.answer_ms += ms;
    }

    /// Whether thinking and answering have a limit at all.
    pub fn is_limited(&self) -> bool {
        self.limited
    }

    /// Whole seconds left of the present stage, rounded up; none without a limit.
    pub fn left_s(&self) -> Option<u32> {
        let left_ms = match self.stage {
            QuestionStage::Countdown => self.countdown_ms,
            _ if !self.limited => return None,
            QuestionStage::Think => self.think_left_ms,
            QuestionStage::Answer | QuestionStage::Saved => {
                let left_ms = self.answer_ms - self.recorded_ms;
                if left_ms > 0 { left_ms } else { left_ms + GRACE_MS }
            }
        };
        Some(seconds_up(left_ms))
    }

    /// All seconds of the present stage.
    pub fn total_s(&self) -> u32 {
        seconds_up(match self.stage {
            QuestionStage::Think => self.think_ms,
            QuestionStage::Countdown => COUNTDOWN_MS,
            QuestionStage::Answer | QuestionStage::Saved => self.answer_ms,
        })
    }

    /// What the candidate is told about time: a key of the catalogues without its `q.`.
    pub fn notice(&self) -> &'static str {
        match self.stage {
            QuestionStage::Saved if self.recorded_ms < SHORT_MS => "short",
            QuestionStage::Answer => {
                let left_ms = self.answer_ms - self.recorded_ms;
                match () {
                    () if self.limited && left_ms <= -GRACE_MS => "finish",
                    () if self.limited && left_ms <= 0 => "grace",
                    () if self.limited && left_ms <= 15_000 => "left15",
                    () if !self.heard && self.recorded_ms >= SILENT_MS => "silent",
                    () if self.limited && left_ms <= 60_000 => "left60",
                    () => "",
                }
            }
            QuestionStage::Think | QuestionStage::Countdown | QuestionStage::Saved => "",
        }
    }
}

fn seconds_up(ms: i64) -> u32 {
    u32::try_from((ms.max(0) + 999) / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinking_ends_in_a_countdown_and_never_suddenly() {
        let mut timer = QuestionTimer::new(30_000, 60_000, MoreTime::Usual);
        assert_eq!((timer.left_s(), timer.total_s()), (Some(30), 30));
        assert_eq!(timer.pass(30_000), Due::Nothing);
        assert_eq!((timer.stage, timer.left_s()), (QuestionStage::Countdown, Some(3)));
        timer.think_more();
        assert_eq!((timer.stage, timer.left_s()), (QuestionStage::Think, Some(30)));
        assert_eq!(timer.think_more_left, THINK_MORE_TIMES - 1);
        timer.pass(30_000);
        assert_eq!(timer.pass(2_000), Due::Nothing);
        assert_eq!(timer.pass(1_000), Due::Answer);
    }

    #[test]
    fn an_answer_is_announced_its_end_and_has_a_grace_time() {
        let mut timer = QuestionTimer::new(0, 120_000, MoreTime::Usual);
        timer.stage = QuestionStage::Answer;
        let at = |timer: &mut QuestionTimer, ms, heard| (timer.recorded(ms, heard), timer.notice());
        assert_eq!(at(&mut timer, 19_000, false), (Due::Nothing, ""));
        assert_eq!(at(&mut timer, 20_000, false), (Due::Nothing, "silent"));
        assert_eq!(at(&mut timer, 61_000, true), (Due::Nothing, "left60"));
        assert_eq!(at(&mut timer, 106_000, true), (Due::Nothing, "left15"));
        timer.more(60_000);
        assert_eq!(at(&mut timer, 106_000, true), (Due::Nothing, ""));
        assert_eq!(timer.left_s(), Some(74));
        assert_eq!(at(&mut timer, 181_000, true), (Due::Nothing, "grace"));
        assert_eq!(timer.left_s(), Some(9));
        assert_eq!(at(&mut timer, 190_000, true).0, Due::End);
    }

    #[test]
    fn nobody_is_cut_off_in_mid_word_and_nobody_speaks_for_ever() {
        let mut timer = QuestionTimer::new(0, 60_000, MoreTime::Usual);
        timer.stage = QuestionStage::Answer;
        for ms in (0..=75_000).step_by(500) {
            assert_eq!(timer.recorded(ms, true), Due::Nothing, "{ms}");
            timer.spoke();
        }
        assert_eq!((timer.notice(), timer.left_s()), ("finish", Some(0)));
        let mut speaks_on = timer.clone();
        assert_eq!(timer.recorded(75_600, true), Due::Nothing, "a breath");
        assert_eq!(timer.recorded(75_700, true), Due::End, "a pause");
        for ms in (75_500..90_000).step_by(500) {
            assert_eq!(speaks_on.recorded(ms, true), Due::Nothing, "{ms}");
            speaks_on.spoke();
        }
        assert_eq!(speaks_on.recorded(90_000, true), Due::End);
    }

    #[test]
    fn needs_stretch_the_clocks_or_take_them_away() {
        let mut double = QuestionTimer::new(30_000, 60_000, MoreTime::Double);
        assert_eq!(double.left_s(), Some(60));
        double.stage = QuestionStage::Answer;
        assert_eq!(double.recorded(100_000, true), Due::Nothing);
        let mut free = QuestionTimer::new(30_000, 60_000, MoreTime::NoLimit);
        free.pass(1_000_000);
        assert_eq!((free.stage, free.left_s()), (QuestionStage::Think, None));
        free.stage = QuestionStage::Answer;
        assert_eq!((free.recorded(3_600_000, true), free.notice()), (Due::Nothing, ""));
    }

    #[test]
    fn a_short_answer_is_called_short() {
        let mut timer = QuestionTimer::new(0, 60_000, MoreTime::Usual);
        timer.recorded(14_000, true);
        timer.stage = QuestionStage::Saved;
        assert_eq!(timer.notice(), "short");
    }
}
