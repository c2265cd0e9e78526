//! An interview that was paused goes on, later today or on another day.
//!
//! It is found by its number, or by name and number of the card; who came back is looked at like
//! anybody else; then it goes on at the question where it stood. Until identity was checked,
//! nothing of it is shown but the position and the number of the question.

use interview::error::Faulty;
use interview::position::{Position, Question};
use interview::session::{
    Event, Phase, PlannedQuestion, QuestionStage as Stage, SessionState, SuspendReason,
};

use super::booked::{Found, booking_code, choice, name_hint};
use super::journey::{Journey, Place};
use super::kept::{Suspended, suspended};
use super::questions::Asking;
use super::session::{Session, Take};
use super::timer::QuestionTimer;
use super::view::{DeviceState, FoundBooking, GoesOn, Needs, QuestionStage, Screen};
use crate::StationError;
use crate::candidate::Candidate;
use crate::faces::FaceTap;
use crate::policy::PolicyInForce;
use crate::progress::Watcher;
use crate::session::{AnswerRule, ConsentGiven, IdentityPlan, InterviewRequest, NoPrompter};

impl Journey {
    /// Whether somebody came back for a session and is not known to be its candidate yet.
    pub(super) fn unknown_person(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.log.state().identity_due())
    }

    /// Keeps who sits here, and how. What somebody says who is not known yet changes nothing.
    pub(super) fn keep_sitting(&mut self) {
        if self.unknown_person() {
            return;
        }
        let kept = match &mut self.session {
            Some(session) => session.keep_sitting(self.language, self.needs),
            None => Ok(()),
        };
        if let Err(error) = kept {
            self.fail(&error);
        }
    }

    pub(super) fn tick_keeping(&mut self) {
        let now_ms = self.now_ms;
        let kept = match &mut self.session {
            Some(session) => session.keep(now_ms),
            None => Ok(()),
        };
        if let Err(error) = kept {
            self.fail(&error);
        }
    }

    /// The number stands here as long as it is of use.
    pub(super) fn suspended_view(&self, reason: SuspendReason) -> Screen {
        let goes_on = self.session.as_ref().filter(|session| session.log.state().may_go_on());
        let code = goes_on.map(|session| booking_code(&session.request.candidate.reference));
        let clear_in_s = self.clearing.in_s(self.now_ms);
        Screen::Suspended { reason: reason.name().to_owned(), code, clear_in_s }
    }

    /// Looks among the sessions of this station that stand still; tells whether one was found.
    pub(super) fn find_again(
        &mut self,
        last_four: Option<String>,
        wanted: impl Fn(&Candidate) -> bool,
    ) -> bool {
        if !self.may_search() {
            return false;
        }
        match self.vault().and_then(|vault| suspended(&vault, wanted)) {
            Ok(Some(again)) => {
                self.last_four = last_four;
                self.found = shown(again);
                true
            }
            Ok(None) => false,
            Err(error) => {
                self.fail(&error);
                false
            }
        }
    }

    /// The candidate says that this session is theirs; now they have to show it.
    pub(super) fn take_up(&mut self, again: &Suspended) -> Result<(), StationError> {
        let Some(policy) = self.policy.clone() else { return Ok(()) };
        let request = self.request_again(again, policy);
        let mut session = Session::taken_up(self.vault()?, again, request)?;
        session.apply(&Event::FoundAgain { consents: self.consent_records() })?;
        if self.needs == Needs::default() {
            self.needs = again.sitting.needs;
        }
        self.session = Some(session);
        self.ticket = None;
        self.open_devices();
        self.enter_card();
        if self.needs.companion {
            self.call_staff();
        }
        Ok(())
    }

    fn request_again(&self, again: &Suspended, policy: PolicyInForce) -> InterviewRequest {
        let mut request = request_of(again, policy);
        request.simulated.extend(self.setup.devices.simulated());
        request.simulated.sort();
        request.simulated.dedup();
        request.synthetic |= self.setup.devices.synthetic();
        request
    }

    /// Devices are fine, and there is no practice any more: the interview goes on.
    pub(super) fn go_on_after_devices(&mut self) {
        let ready = match &mut self.session {
            Some(session) => session.recording.ready(),
            None => return,
        };
        if let Err(error) = ready {
            // Still being read: a second tap finds it open. Anything else needs a person.
            if error.fault().code != "vault.in_use" {
                self.suspend(SuspendReason::Storage);
                self.call_staff();
            }
            self.fail(&error);
            return;
        }
        match self.prepare_answers() {
            Ok(()) => {
                self.go_where_it_stands();
                self.prepare_voice();
            }
            Err(error) => self.fail(&error),
        }
    }

    /// The recording knows its pictures, and the faces of the answers are looked at from here.
    pub(super) fn prepare_answers(&mut self) -> Result<(), StationError> {
        let size = self.picture_size().filter(|_| self.devices.camera == DeviceState::Live);
        let analyser = self.look.take().and_then(super::look::FaceLook::stop);
        self.note_devices()?;
        let Some(session) = &mut self.session else { return Ok(()) };
        session.set_size(size);
        if let Some(analyser) = analyser {
            session.look_with(FaceTap::start(analyser, false)?);
        }
        Ok(())
    }

    /// The screen of the phase in which the session is.
    pub(super) fn go_where_it_stands(&mut self) {
        let phase = self.session.as_ref().map(|session| session.log.state().phase.clone());
        match phase {
            Some(Phase::Identity) => self.enter_card(),
            Some(Phase::DeviceCheck | Phase::Practice) => self.enter_devices(),
            Some(Phase::Question { index, stage: Stage::Submitted }) => self.show_saved(index),
            Some(Phase::Question { stage: Stage::Offered, .. }) => self.enter_cap(),
            Some(Phase::Question { index, .. }) => self.ask(index),
            Some(Phase::Review) => self.enter_review(),
            _ => {}
        }
    }

    /// A question that is answered, and may be answered once more.
    fn show_saved(&mut self, index: usize) {
        let Some(session) = &mut self.session else { return };
        let state = session.log.state();
        let Some(planned) = state.plan.get(index) else { return };
        let mut timer = QuestionTimer::new(planned.think_ms, planned.answer_ms, self.needs.time);
        timer.stage = QuestionStage::Saved;
        let mut written = None;
        if let Some(span) = state.takes(index).last().cloned() {
            timer.recorded_ms = span.end_ms.unwrap_or(span.start_ms) - span.start_ms;
            let same = |taken: &&mut Take| taken.answer.index == index && taken.take == span.take;
            // Of an answer that was spoken as well, the words are not all typed.
            let typed = span.typed && timer.recorded_ms == 0;
            let taken = session.takes.iter_mut().find(same).filter(|_| typed);
            let heard = taken.and_then(|taken| taken.answer.heard());
            written = heard.map(|heard| heard.transcript.text.clone());
        }
        self.asking = Asking::at(index, timer).with_written(written);
        self.place = Place::Question;
    }
}

/// What a session was to be made of, from what the vault kept of it.
pub(super) fn request_of(again: &Suspended, policy: PolicyInForce) -> InterviewRequest {
    let sitting = &again.sitting;
    // In the order of the plan, where a question that was put off stands twice.
    let asked = again.state.plan.iter().filter_map(|q| asked_as(&again.position, q));
    InterviewRequest {
        interview_id: again.interview_id,
        questions: asked.collect(),
        language: Some(sitting.language.into()),
        candidate: sitting.candidate.clone(),
        sources: None,
        lossless: false,
        answers: AnswerRule::Detected { silence_ms: policy.answer_silence_ms, think_ms: None },
        identity: IdentityPlan::None,
        consents: consents_of(&again.state),
        position: again.position.clone(),
        policy,
        synthetic: sitting.synthetic,
        simulated: sitting.simulated.clone(),
        prompter: Box::new(NoPrompter),
        watcher: Watcher::none(),
    }
}

fn shown(again: Suspended) -> Found {
    let name = again.sitting.candidate.name.as_deref().unwrap_or_default();
    let shown = FoundBooking {
        name_hint: name_hint(name),
        position: choice(&again.position),
        at: None,
        punctual: "on_time".to_owned(),
        goes_on: goes_on(&again.state),
    };
    Found { shown: Some(shown), again: Some(Box::new(again)), ..Found::default() }
}

/// The question that a plan asks, follow-ups included.
fn asked_as(position: &Position, planned: &PlannedQuestion) -> Option<Question> {
    match &planned.follows {
        None => position.question(&planned.id).cloned(),
        Some(follows) => {
            scoring::follow_up::question(position.question(&follows.question)?, follows.part)
        }
    }
}

fn goes_on(state: &SessionState) -> GoesOn {
    let index = match state.resumes_at() {
        Some(Phase::Review) => return GoesOn::Review,
        Some(Phase::Question { index, .. }) => *index,
        _ => 0,
    };
    GoesOn::Question { nth: u32::try_from(state.number_of(index)).unwrap_or(u32::MAX) }
}

fn consents_of(state: &SessionState) -> Vec<ConsentGiven> {
    let given = |record: &interview::report::ConsentRecord| ConsentGiven {
        purpose: record.purpose.clone(),
        given: record.given,
    };
    state.consents.iter().map(given).collect()
}
