//! Questions and answers.

use std::sync::Arc;

use interview::media::Pace;
use interview::position::{Question, QuestionType};
use interview::session::{AnswerEnd, Event, Phase, SuspendReason};
use interview::time::{MediaTime, Span};

use super::intent::Intent;
use super::journey::{Journey, Place};
use super::timer::{Due, QuestionTimer};
use super::view::{DeviceState, MoreTime, QuestionStage, QuestionView};
use crate::StationError;
use crate::session::Prompt;
use crate::session::answers::OpenAnswer;

/// Longest typed answer, in characters: more than anyone types in an hour.
const TYPED_CHARS: usize = 20_000;
/// How long "we hear you again" is shown.
const BACK_MS: i64 = 6_000;
/// No answer is longer; the question's own limit ends it before.
const ANSWER_AT_MOST_MS: i64 = 3 * 3_600_000;

/// The question that is asked.
pub(super) struct Asking {
    index: usize,
    timer: QuestionTimer,
    /// Why time stands still; the first reason counts.
    hold: Option<&'static str>,
    typed: Option<String>,
    back_at_ms: Option<i64>,
    reading: bool,
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            index: 0,
            timer: QuestionTimer::new(0, 0, MoreTime::Usual),
            hold: None,
            typed: None,
            back_at_ms: None,
            reading: false,
        }
    }
}

impl Asking {
    /// The question with this index, its clocks as they stand.
    pub fn at(index: usize, timer: QuestionTimer) -> Self {
        Self { index, timer, ..Self::default() }
    }

    pub fn stage(&self) -> QuestionStage {
        self.timer.stage
    }

    pub fn answering(&self) -> bool {
        self.timer.stage == QuestionStage::Answer && self.typed.is_none()
    }

    /// What was typed of the open answer.
    pub fn take_typed(&mut self) -> Option<String> {
        self.typed.take()
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
            Intent::MoreTime => self.more_time(),
            Intent::Pause => {
                self.hold_for("pause");
                Ok(())
            }
            Intent::Resume => {
                self.release("pause");
                Ok(())
            }
            Intent::Retake => self.retake(),
            Intent::NextQuestion | Intent::SkipFollowUp => self.next_question(),
            Intent::TypeInstead => self.type_instead(),
            Intent::SpeakInstead => self.speak_instead(),
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
        self.setup.devices.prompt(&Prompt::Question(index), MediaTime::from_millis(self.now_ms));
        let text = self.question(index).map(|q| q.text(self.language.into()).to_owned());
        if let (Some(text), Some(voice)) = (text, &self.voice) {
            voice.say(&text, self.language.into());
        }
    }

    fn start_answer(&mut self) -> Result<(), StationError> {
        let ready =
            matches!(self.asking.timer.stage, QuestionStage::Think | QuestionStage::Countdown);
        if self.place != Place::Question || !ready || self.asking.hold.is_some() {
            return Ok(());
        }
        self.stop_hearing();
        let typed = self.needs.typed || self.devices.microphone == DeviceState::Absent;
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
        self.setup.devices.prompt(&Prompt::Answer(self.asking.index), at);
        Ok(())
    }

    fn finish_answer(&mut self, end: AnswerEnd) -> Result<(), StationError> {
        if self.place != Place::Question || self.asking.timer.stage != QuestionStage::Answer {
            return Ok(());
        }
        let typed = self.asking.typed.take();
        let Some(session) = &mut self.session else { return Ok(()) };
        session.typed = typed;
        session.close_answer(end)?;
        self.asking.timer.stage = QuestionStage::Saved;
        self.asking.hold = None;
        Ok(())
    }

    fn more_time(&mut self) -> Result<(), StationError> {
        self.asking.timer.more();
        self.note("answer.more_time", "")
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

    fn next_question(&mut self) -> Result<(), StationError> {
        if self.place != Place::Question || self.asking.timer.stage != QuestionStage::Saved {
            return Ok(());
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        session.apply(&Event::NextQuestion)?;
        match session.log.state().phase {
            Phase::Question { index, .. } => self.ask(index),
            _ => self.enter_review(),
        }
        Ok(())
    }

    fn type_instead(&mut self) -> Result<(), StationError> {
        if self.asking.timer.stage != QuestionStage::Answer || self.asking.typed.is_some() {
            return Ok(());
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        session.hold()?;
        session.apply(&Event::AnswerTyped)?;
        self.asking.typed = Some(String::new());
        self.asking.hold = None;
        Ok(())
    }

    fn speak_instead(&mut self) -> Result<(), StationError> {
        let speaks = self.devices.microphone == DeviceState::Live;
        let Some(text) = self.asking.typed.take_if(|_| speaks) else { return Ok(()) };
        let Some(session) = &mut self.session else { return Ok(()) };
        session.typed = (!text.trim().is_empty()).then_some(text);
        session.clock.start();
        Ok(())
    }

    fn take_typed(&mut self, text: &str) {
        if let Some(typed) = &mut self.asking.typed {
            *typed = text.chars().take(TYPED_CHARS).collect();
        }
    }

    /// A lost microphone: the question comes again at the end, once.
    fn answer_later(&mut self) -> Result<(), StationError> {
        let index = self.asking.index;
        let Some(session) = &mut self.session else { return Ok(()) };
        let state = session.log.state();
        let open = matches!(
            self.asking.timer.stage,
            QuestionStage::Think | QuestionStage::Countdown | QuestionStage::Answer
        );
        let id = state.plan.get(index).map(|planned| planned.id.clone());
        let first_time = state.plan.iter().filter(|p| Some(&p.id) == id.as_ref()).count() == 1;
        if !(open && first_time && self.asking.hold == Some("microphone")) {
            return Ok(());
        }
        session.defer_answer()?;
        match session.log.state().phase {
            Phase::Question { index, .. } => self.ask(index),
            _ => self.enter_review(),
        }
        Ok(())
    }

    /// Time stands still. What has begun first ends last: only its own end lets time go on.
    pub(super) fn hold_for(&mut self, reason: &'static str) {
        if self.place != Place::Question || self.asking.hold.is_some() {
            return;
        }
        if reason == "microphone" && self.asking.typed.is_some() {
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
        self.asking.hold = None;
        // What was read about the break must not be spoken into the answer.
        self.stop_hearing();
        if self.devices.microphone == DeviceState::Lost && self.asking.typed.is_none() {
            self.asking.hold = Some("microphone");
            return;
        }
        if self.asking.answering()
            && let Some(session) = &mut self.session
        {
            session.clock.start();
        }
    }

    pub(super) fn device_back(&mut self, track: interview::session::Track) {
        if track == interview::session::Track::Microphone {
            self.release("microphone");
            self.asking.back_at_ms = Some(self.now_ms);
        }
    }

    pub(super) fn tick_question(&mut self, passed_ms: i64) {
        self.asking.reading = self.voice.as_ref().is_some_and(super::voice::ReadAloud::speaking);
        if self.place != Place::Question || self.asking.hold.is_some() {
            return;
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
        if self.asking.typed.is_some() {
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
        self.ending.clear_at(self.now_ms);
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
        let total = state.map_or(0, |state| state.plan.len());
        let back = asking.back_at_ms.is_some_and(|at| self.now_ms - at < BACK_MS);
        let notice = if back { "back" } else { timer.notice() };
        let typed = asking.typed.is_some();
        QuestionView {
            stage: timer.stage,
            nth: number(asking.index + 1),
            total: number(total),
            kind: question.map_or("", |q| kind_of(q.question_type)).to_owned(),
            text: question.map_or(String::new(), |q| q.text(self.language.into()).to_owned()),
            follow_up: false,
            left_s: if typed { None } else { timer.left_s() },
            total_s: timer.total_s(),
            think_more_left: timer.think_more_left,
            more_left: timer.more_left > 0,
            recorded_s: u32::try_from(timer.recorded_ms / 1_000).unwrap_or(0),
            notice: notice.to_owned(),
            retake_left: state.is_some_and(|state| state.may_retake(asking.index)),
            hold: asking.hold.unwrap_or_default().to_owned(),
            typed: asking.typed.clone(),
            reading: asking.reading,
        }
    }
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
