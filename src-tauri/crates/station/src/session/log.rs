//! The session's state, persisted before anything is done about it.

use interview::report::Report;
use interview::session::{Effect, Event, Phase, SessionState, step};
use interview::timeline::TimelineEvent;
use vault::{SessionHold, Vault};

use crate::StationError;
use crate::report::SignedReport;

/// State, timeline and the vault in which both are kept. Who has it runs the session.
pub struct SessionLog {
    _hold: SessionHold,
    vault: Vault,
    state: SessionState,
    timeline: Vec<TimelineEvent>,
}

impl SessionLog {
    /// A log that begins with `state`.
    ///
    /// # Errors
    /// As [`SessionLog::going_on`].
    pub fn new(vault: &Vault, state: SessionState) -> Result<Self, StationError> {
        Self::going_on(vault, state, Vec::new())
    }

    /// A log that goes on where an earlier one stood.
    ///
    /// # Errors
    /// [`StationError::Vault`] where another program runs this session.
    pub fn going_on(
        vault: &Vault,
        state: SessionState,
        timeline: Vec<TimelineEvent>,
    ) -> Result<Self, StationError> {
        let hold = vault.hold_session(state.interview_id)?;
        Ok(Self { _hold: hold, vault: vault.clone(), state, timeline })
    }

    /// The state.
    pub fn state(&self) -> &SessionState {
        &self.state
    }

    /// The timeline so far.
    pub fn timeline(&self) -> &[TimelineEvent] {
        &self.timeline
    }

    /// Steps the machine and persists state and timeline in one transaction; only then the effects
    /// are handed out.
    ///
    /// # Errors
    /// [`StationError::Refused`], [`StationError::Vault`].
    pub fn apply(&mut self, event: &Event, at_ms: i64) -> Result<Vec<Effect>, StationError> {
        let (state, effects) = step(&self.state, event, at_ms)?;
        let entry = TimelineEvent::new(state.at_ms, code_of(event), detail_of(&state, event));
        self.persist(state, entry)?;
        Ok(effects)
    }

    /// Adds an entry that changes no state.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn note(&mut self, at_ms: i64, code: &str, detail: &str) -> Result<(), StationError> {
        self.persist(self.state.clone(), TimelineEvent::new(at_ms, code, detail))
    }

    /// Stores the signed report, the new state and the outbox rows in one transaction.
    ///
    /// # Errors
    /// [`StationError::Refused`], [`StationError::Vault`].
    pub fn store_report(
        &mut self,
        report: &Report,
        signed: &SignedReport,
    ) -> Result<(), StationError> {
        let event = Event::ReportStored;
        let (state, _) = step(&self.state, &event, self.state.at_ms)?;
        let entry = TimelineEvent::new(state.at_ms, code_of(&event), report.rev.to_string());
        self.vault.store_report(
            report.interview_id,
            report.rev,
            &signed.bytes,
            &signed.signature,
            &serde_json::to_string(&state)?,
            std::slice::from_ref(&entry),
        )?;
        self.state = state;
        self.timeline.push(entry);
        Ok(())
    }

    fn persist(&mut self, state: SessionState, entry: TimelineEvent) -> Result<(), StationError> {
        let json = serde_json::to_string(&state)?;
        self.vault.persist_step(state.interview_id, &json, std::slice::from_ref(&entry))?;
        self.state = state;
        self.timeline.push(entry);
        Ok(())
    }
}

/// The timeline code of an event.
pub(super) const fn code_of(event: &Event) -> &'static str {
    match event {
        Event::Begin => "session.begun",
        Event::ConsentsAnswered { .. } => "session.consents_answered",
        Event::IdentityChecked { .. } => "session.identity_checked",
        Event::DevicesReady => "session.devices_ready",
        Event::PracticeOver => "session.practice_over",
        Event::AnswerStarted => "session.answer_started",
        Event::AnswerEnded { .. } => "session.answer_ended",
        Event::AnswerTyped => "session.answer_typed",
        Event::AnswerDeferred => "session.answer_deferred",
        Event::TimeAdded { .. } => "session.time_added",
        Event::TimeSpent { .. } => "session.time_spent",
        Event::GoOn => "session.went_on",
        Event::RestLeft => "session.rest_left",
        Event::Retake => "session.retake",
        Event::TakeChosen { .. } => "session.take_chosen",
        Event::HandedIn => "session.handed_in",
        Event::NextQuestion => "session.next_question",
        Event::FollowUp { .. } => "session.follow_up",
        Event::FollowUpSkipped => "session.follow_up_skipped",
        Event::EndInterview => "session.ended_early",
        Event::Sealed => "session.sealed",
        Event::ReportStored => "session.report_stored",
        Event::Delivered => "session.delivered",
        Event::DeviceLost { .. } => "session.device_lost",
        Event::DeviceBack { .. } => "session.device_back",
        Event::Suspend { .. } => "session.suspended",
        Event::Resume => "session.resumed",
        Event::FoundAgain { .. } => "session.found_again",
        Event::Withdraw => "session.withdrawn",
        Event::Recovered => "session.recovered",
    }
}

/// Ids and codes that belong to an event; never words of a person.
fn detail_of(state: &SessionState, event: &Event) -> String {
    let question = || {
        let index = state.answers.last().map(|answer| answer.index);
        index.and_then(|index| state.plan.get(index)).map_or(String::new(), |q| q.id.clone())
    };
    match event {
        Event::AnswerStarted
        | Event::AnswerEnded { .. }
        | Event::AnswerTyped
        | Event::AnswerDeferred
        | Event::Retake => question(),
        Event::TakeChosen { index, take } => {
            let id = state.plan.get(*index).map_or("", |question| question.id.as_str());
            format!("{id} {take}")
        }
        Event::TimeAdded { minutes, by } => {
            let id = match state.phase {
                Phase::Question { index, .. } => state.plan.get(index),
                _ => None,
            };
            format!("{} {minutes} {}", id.map_or("", |q| q.id.as_str()), by.name())
        }
        Event::TimeSpent { ms } => ms.to_string(),
        Event::RestLeft | Event::EndInterview => state.not_asked().collect::<Vec<_>>().join(" "),
        Event::Suspend { reason } => reason.name().to_owned(),
        Event::FollowUp { planned } => planned.id.clone(),
        Event::IdentityChecked { result } => result.name().to_owned(),
        Event::DeviceLost { track, .. } | Event::DeviceBack { track } => track.name().to_owned(),
        Event::Begin
        | Event::ConsentsAnswered { .. }
        | Event::DevicesReady
        | Event::PracticeOver
        | Event::HandedIn
        | Event::NextQuestion
        | Event::GoOn
        | Event::FollowUpSkipped
        | Event::Sealed
        | Event::ReportStored
        | Event::Delivered
        | Event::Resume
        | Event::FoundAgain { .. }
        | Event::Withdraw
        | Event::Recovered => String::new(),
    }
}
