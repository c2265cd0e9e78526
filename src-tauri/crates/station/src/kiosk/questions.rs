//! Questions and answers.

use std::sync::Arc;

use interview::media::Pace;
use interview::position::{Question, QuestionType};
use interview::session::{AddedBy, AnswerEnd, Event, SessionState, SuspendReason};
use interview::time::{MediaTime, Span};

use super::intent::Intent;
use super::journey::{Journey, Place};
use super::timer::{Due, QuestionTimer};
use super::view::{MoreTime, QuestionStage, QuestionView};
use crate::StationError;
use crate::session::Prompt;
use crate::session::answers::OpenAnswer;

/// How long "we hear you again" is shown.
const BACK_MS: i64 = 6_000;
/// No answer is longer; the question's own limit ends it before.
const ANSWER_AT_MOST_MS: i64 = 3 * 3_600_000;

/// The question that is asked.
pub(super) struct Asking {
    pub index: usize,
    pub timer: QuestionTimer,
    /// Why time stands still; the first reason counts.
    pub hold: Option<&'static str>,
    /// Whether the answer is being typed.
    pub typing: bool,
    /// The microphone is gone, and the candidate will type.
    pub will_type: bool,
    /// What was typed of the answer that is over.
    written: Option<String>,
    pub back_at_ms: Option<i64>,
    reading: bool,
    /// Since when the candidate wants to go on, while the words of the answer are waited for.
    pub going_on_since_ms: Option<i64>,
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            index: 0,
            timer: QuestionTimer::new(0, 0, MoreTime::Usual),
            hold: None,
            typing: false,
            will_type: false,
            written: None,
            back_at_ms: None,
            reading: false,
            going_on_since_ms: None,
        }
    }
}

impl Asking {
    /// The question with this index, its clocks as they stand.
    pub fn at(index: usize, timer: QuestionTimer) -> Self {
        Self { index, timer, ..Self::default() }
    }

    /// The same with an answer that is over, of which `text` was typed.
    pub fn with_written(self, text: Option<String>) -> Self {
        Self { written: text, ..self }
    }

    pub fn stage(&self) -> QuestionStage {
        self.timer.stage
    }

    pub fn answering(&self) -> bool {
        self.timer.stage == QuestionStage::Answer && !self.typing
    }

    /// Whether the question is being read aloud.
    pub fn is_reading(&self) -> bool {
        self.reading
    }

    /// Whether an answer is being recorded, or begins in a moment.
    pub fn is_listening(&self) -> bool {
        let listens = match self.stage() {
            QuestionStage::Countdown => true,
            QuestionStage::Answer => !self.typing,
            QuestionStage::Think | QuestionStage::Saved => false,
        };
        listens && self.hold.is_none()
    }

    pub fn heard(&mut self, heard: bool) {
        if heard {
            self.timer.recorded(self.timer.recorded_ms, true);
        }
    }
}

impl Journey {
    pub(super) fn want_in_session(&mut self, intent: Intent) {
        let done = match intent {
            Intent::StartAnswer if self.place == Place::Practice => {
                self.practice_start();
                Ok(())
            }
            Intent::FinishAnswer if self.place == Place::Practice => {
                self.practice_finish();
                Ok(())
            }
            Intent::StartAnswer => self.start_answer(),
            Intent::FinishAnswer => self.finish_answer(AnswerEnd::Finished),
            Intent::ThinkMore => {
                self.asking.timer.think_more();
                Ok(())
            }
            Intent::MoreTime => self.add_time(1, AddedBy::Candidate).map(drop),
            Intent::LeaveRest => {
                self.leave_rest();
                Ok(())
            }
            Intent::Pause => {
                self.hold_for("pause");
                Ok(())
            }
            Intent::Resume => {
                self.release("pause");
                Ok(())
            }
            Intent::Retake => self.retake(),
            Intent::NextQuestion => self.want_next(),
            Intent::SkipFollowUp => self.skip_follow_up(),
            Intent::TypeInstead => self.type_instead(),
            Intent::SpeakInstead => {
                self.speak_instead();
                Ok(())
            }
            Intent::Typed { text } if self.place == Place::Practice => {
                self.practice_typed(&text);
                Ok(())
            }
            Intent::Typed { text } => {
                self.take_typed(&text);
                Ok(())
            }
            Intent::AnswerLater => self.answer_later(),
            other => {
                self.want_at_end(other);
                Ok(())
            }
        };
        if let Err(error) = done {
            self.fail(&error);
        }
    }

    /// From the practice to the first question.
    pub(super) fn begin_questions(&mut self) -> Result<(), StationError> {
        self.prepare_answers()?;
        let Some(session) = &mut self.session else { return Ok(()) };
        session.apply(&Event::PracticeOver)?;
        self.ask(0);
        self.prepare_voice();
        Ok(())
    }

    /// The sound of the questions is made while nobody waits for it.
    pub(super) fn prepare_voice(&self) {
        let (Some(session), Some(voice)) = (&self.session, &self.voice) else { return };
        for question in &session.request.questions {
            voice.prepare(question.text(self.language.into()), self.language.into());
        }
    }

    fn question(&self, index: usize) -> Option<&Question> {
        let session = self.session.as_ref()?;
        let id = &session.log.state().plan.get(index)?.id;
        session.request.questions.iter().find(|question| question.id == *id)
    }

    pub(super) fn ask(&mut self, index: usize) {
        let planned = self.session.as_ref().and_then(|s| s.log.state().plan.get(index).cloned());
        let Some(planned) = planned else { return };
        let timer = QuestionTimer::new(planned.think_ms, planned.answer_ms, self.needs.time);
        self.asking = Asking::at(index, timer);
        self.place = Place::Question;
        if let Some(nth) = self.scripted(index) {
            self.setup.devices.prompt(&Prompt::Question(nth), MediaTime::from_millis(self.now_ms));
        }
        self.read_question();
        // What made time stand still before is still there.
        if self.help.called() {
            self.hold_for("help");
        }
        self.hold_for("microphone");
    }

    /// Reads the question aloud that stands here.
    pub(super) fn read_question(&self) {
        let text = self.question(self.asking.index).map(|q| q.text(self.language.into()));
        if let (Some(text), Some(voice)) = (text, &self.voice) {
            voice.say(text, self.language.into());
        }
    }

    /// Place of a question among those that a scripted candidate knows: follow-ups come unforeseen.
    fn scripted(&self, index: usize) -> Option<usize> {
        let state = self.session.as_ref()?.log.state();
        (!state.is_follow_up(index)).then(|| state.number_of(index).saturating_sub(1))
    }

    fn start_answer(&mut self) -> Result<(), StationError> {
        let ready =
            matches!(self.asking.timer.stage, QuestionStage::Think | QuestionStage::Countdown);
        if self.place != Place::Question || !ready || self.asking.hold.is_some() {
            return Ok(());
        }
        self.stop_hearing();
        let typed = self.begins_typed();
        let Some(parts) = self.loading.ready() else { return Ok(()) };
        let speech = Arc::clone(&parts.speech);
        let Some(session) = &mut self.session else { return Ok(()) };
        session.apply(&Event::AnswerStarted)?;
        let start_ms = session.now_ms();
        let limits = Span::new(start_ms, start_ms + ANSWER_AT_MOST_MS);
        let language = Some(self.language.into());
        session.request.language = language;
        session.open =
            Some(OpenAnswer::begin(self.asking.index, limits, &speech, language, Pace::Real));
        self.asking.timer.stage = QuestionStage::Answer;
        if typed {
            return self.type_instead();
        }
        session.clock.start();
        let at = MediaTime::from_millis(self.now_ms);
        if let Some(nth) = self.scripted(self.asking.index) {
            self.setup.devices.prompt(&Prompt::Answer(nth), at);
        }
        Ok(())
    }

    fn finish_answer(&mut self, end: AnswerEnd) -> Result<(), StationError> {
        if self.place != Place::Question || self.asking.timer.stage != QuestionStage::Answer {
            return Ok(());
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        self.asking.written = session.draft(self.asking.index).map(str::to_owned);
        session.close_answer(end)?;
        self.asking.timer.stage = QuestionStage::Saved;
        self.asking.typing = false;
        self.asking.hold = None;
        Ok(())
    }

    /// Adds time to the answer at hand; tells whether that was possible. What has no clock gets none.
    pub(super) fn add_time(&mut self, minutes: u32, by: AddedBy) -> Result<bool, StationError> {
        if !self.has_clock() {
            return Ok(false);
        }
        let index = self.asking.index;
        let Some(session) = &mut self.session else { return Ok(false) };
        let state = session.log.state();
        let before = state.added.ms();
        let may = match by {
            AddedBy::Candidate => state.may_add(index, minutes),
            AddedBy::Staff => state.staff_may_add(minutes),
        };
        if may {
            session.apply(&Event::TimeAdded { minutes, by })?;
            self.asking.timer.more(session.log.state().added.ms() - before);
        }
        Ok(may)
    }

    /// Whether a clock runs, or will run, for an answer that is not over.
    pub(super) fn has_clock(&self) -> bool {
        self.place == Place::Question
            && self.asking.timer.stage != QuestionStage::Saved
            && self.asking.timer.is_limited()
            && !self.asking.typing
    }

    fn retake(&mut self) -> Result<(), StationError> {
        let index = self.asking.index;
        let Some(session) = &mut self.session else { return Ok(()) };
        let saved = self.asking.timer.stage == QuestionStage::Saved;
        if saved && session.log.state().may_retake(index) {
            session.apply(&Event::Retake)?;
            self.ask(index);
        }
        Ok(())
    }

    pub(super) fn tick_question(&mut self, passed_ms: i64) {
        self.asking.reading = self.voice.as_ref().is_some_and(super::voice::ReadAloud::speaking);
        if self.place != Place::Question || self.asking.hold.is_some() {
            return;
        }
        self.spend(passed_ms);
        if let Err(error) = self.go_to_next() {
            self.fail(&error);
        }
        let due = match self.asking.timer.stage {
            QuestionStage::Answer => self.answer_due(),
            // The clock does not run while the question is still being read.
            _ if self.asking.reading => Due::Nothing,
            _ => self.asking.timer.pass(passed_ms),
        };
        let done = match due {
            Due::Nothing => Ok(()),
            Due::Answer => self.start_answer(),
            Due::End => self.finish_answer(AnswerEnd::TimeLimit),
        };
        if let Err(error) = done {
            self.fail(&error);
        }
    }

    fn answer_due(&mut self) -> Due {
        let Some(session) = &self.session else { return Due::Nothing };
        let start_ms = session.log.state().open_answer().map_or(0, |answer| answer.start_ms);
        let recorded_ms = session.now_ms() - start_ms;
        if self.asking.typing {
            return Due::Nothing;
        }
        self.asking.timer.recorded(recorded_ms, false)
    }

    /// The session stands still; what was recorded is sealed, the screen is cleared soon.
    pub(super) fn suspend(&mut self, reason: SuspendReason) {
        if matches!(self.place, Place::Finishing | Place::Thanks | Place::Suspended(_)) {
            return;
        }
        self.stop_hearing();
        self.keep_sitting();
        let Some(session) = &mut self.session else {
            self.clear();
            return;
        };
        let suspended = session.suspend(reason);
        self.clearing.begin(self.now_ms);
        self.place = Place::Suspended(reason);
        if let Err(error) = suspended {
            self.fail(&error);
        }
    }

    pub(super) fn question_view(&self) -> QuestionView {
        let asking = &self.asking;
        let timer = &asking.timer;
        let question = self.question(asking.index);
        let state = self.session.as_ref().map(|session| session.log.state());
        let nth = state.map_or(0, |state| state.number_of(asking.index));
        let total = state.map_or(0, |state| state.questions());
        let follow_up = state.map_or(0, |state| nth_follow_up(state, asking.index));
        let back = asking.back_at_ms.is_some_and(|at| self.now_ms - at < BACK_MS);
        let last = state.and_then(|state| state.takes(asking.index).last());
        let notice = match timer.notice() {
            _ if back => "back",
            // Typing takes no time.
            "short" if last.is_some_and(|take| take.typed) => "",
            notice => notice,
        };
        let draft = self.session.as_ref().and_then(|session| session.drafts.get(&asking.index));
        let typed = match timer.stage {
            QuestionStage::Saved => asking.written.clone(),
            _ if asking.typing => Some(draft.cloned().unwrap_or_default()),
            _ => None,
        };
        QuestionView {
            stage: timer.stage,
            nth: number(nth),
            total: number(total),
            kind: question.map_or("", |q| kind_of(q.question_type)).to_owned(),
            text: question.map_or(String::new(), |q| q.text(self.language.into()).to_owned()),
            follow_up: number(follow_up),
            left_s: if asking.typing { None } else { timer.left_s() },
            total_s: timer.total_s(),
            think_more_left: timer.think_more_left,
            more_left: state.is_some_and(|state| state.may_add(asking.index, 1)),
            recorded_s: u32::try_from(timer.recorded_ms / 1_000).unwrap_or(0),
            notice: notice.to_owned(),
            retakes_left: state.map_or(0, |state| state.retakes_left(asking.index)),
            hold: asking.hold.unwrap_or_default().to_owned(),
            later_left: self.may_put_off(),
            typed,
            reading: asking.reading,
            going_on: asking.going_on_since_ms.is_some(),
        }
    }
}

/// Number of a follow-up among those of its question, from 1; 0 for a question itself.
pub(super) fn nth_follow_up(state: &SessionState, index: usize) -> usize {
    let Some(follows) = state.plan.get(index).and_then(|planned| planned.follows.as_ref()) else {
        return 0;
    };
    state.thread_of(&follows.question).filter(|i| *i <= index && state.is_follow_up(*i)).count()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

const fn kind_of(kind: QuestionType) -> &'static str {
    match kind {
        QuestionType::Behavioural => "behavioural",
        QuestionType::Situational => "situational",
        QuestionType::Professional => "professional",
    }
}
