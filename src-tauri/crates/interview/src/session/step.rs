//! Transitions. Branches stand in [`step`]; each arm hands over to one small function.

use super::event::{AnswerEnd, Effect, Event, LossCause, Track};
use super::limits::Added;
use super::question::{asked, in_question};
use super::state::{Gap, Phase, QuestionStage, SessionState, SuspendReason};
use crate::report::{CheckResult, ConsentRecord};

/// The event does not fit the phase; the state is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {event} does not fit phase {phase}")]
pub struct Refused {
    /// Phase of the session.
    pub phase: &'static str,
    /// The event.
    pub event: &'static str,
}

/// State and effects after a transition.
pub(super) type Stepped = (SessionState, Vec<Effect>);

/// Applies `event`, which happened at media time `at_ms`. Time never runs backwards: an earlier
/// `at_ms` counts as the time of the event before.
pub fn step(state: &SessionState, event: &Event, at_ms: i64) -> Result<Stepped, Refused> {
    let mut next = state.clone();
    next.at_ms = at_ms.max(state.at_ms);
    let refused = Refused { phase: state.name(), event: event_name(event) };
    match (&state.phase, event) {
        (Phase::Done | Phase::Withdrawn, _) => Err(refused),
        (_, Event::Withdraw) => Ok(withdrawn(next)),
        (_, Event::DeviceLost { track, cause }) => Ok(device_lost(next, *track, *cause)),
        (_, Event::DeviceBack { track }) => Ok(device_back(next, *track)),
        (Phase::Suspended { resume, .. }, Event::Resume) if !state.identity_due() => {
            Ok(resumed(next, resume))
        }
        (Phase::Suspended { .. }, Event::FoundAgain { consents })
            if state.may_go_on() && may_record(consents) =>
        {
            Ok(found_again(next, consents))
        }
        (Phase::Suspended { resume, .. }, Event::IdentityChecked { result })
            if state.identity_due() =>
        {
            Ok(identified_again(next, resume, *result))
        }
        (Phase::Suspended { .. }, Event::Recovered) => Ok((next, Vec::new())),
        (Phase::Suspended { .. }, _) => Err(refused),
        (Phase::Ready, Event::Recovered) => Ok((next, vec![Effect::Sync])),
        (Phase::Analysing, Event::Recovered) => Ok((next, vec![Effect::BuildReport])),
        // No report can be made of it: a person has to look.
        (Phase::Analysing, Event::Suspend { reason: SuspendReason::Interrupted }) => {
            Ok(suspended(next, SuspendReason::Interrupted))
        }
        (Phase::Ready | Phase::Analysing, Event::Suspend { .. }) => Err(refused),
        (_, Event::Recovered) => Ok(suspended(next, SuspendReason::Interrupted)),
        (_, Event::Suspend { reason }) => Ok(suspended(next, *reason)),
        (Phase::Attract, Event::Begin) => Ok(entered(next, Phase::Consent, Vec::new())),
        (Phase::Consent, Event::ConsentsAnswered { consents }) => Ok(consented(next, consents)),
        (Phase::Identity, Event::IdentityChecked { result }) => Ok(identified(next, *result)),
        (Phase::DeviceCheck, Event::DevicesReady) => Ok(entered(next, Phase::Practice, Vec::new())),
        (Phase::Practice, Event::PracticeOver) => Ok(asked(next, 0)),
        (Phase::Question { index, stage }, event) => {
            in_question(next, *index, *stage, event).ok_or(refused)
        }
        (Phase::Review, Event::TakeChosen { index, take })
            if state.takes(*index).any(|answer| answer.take == *take) =>
        {
            next.chosen.insert(*index, *take);
            Ok((next, Vec::new()))
        }
        (Phase::Review, Event::HandedIn) => {
            Ok(entered(next, Phase::Sealing, vec![Effect::StopRecording]))
        }
        (Phase::Sealing, Event::Sealed) => {
            next.recording = false;
            Ok(entered(next, Phase::Analysing, vec![Effect::BuildReport]))
        }
        (Phase::Analysing, Event::ReportStored) => {
            Ok(entered(next, Phase::Ready, vec![Effect::Sync]))
        }
        (Phase::Ready, Event::Delivered) => Ok(entered(next, Phase::Done, Vec::new())),
        _ => Err(refused),
    }
}

pub(super) fn entered(mut state: SessionState, phase: Phase, effects: Vec<Effect>) -> Stepped {
    state.phase = phase;
    (state, effects)
}

fn may_record(consents: &[ConsentRecord]) -> bool {
    consents.iter().any(|c| c.purpose == "record" && c.given)
}

fn consented(mut state: SessionState, consents: &[ConsentRecord]) -> Stepped {
    state.consents = consents.to_vec();
    if !may_record(consents) {
        return suspended(state, SuspendReason::ConsentRefused);
    }
    state.recording = true;
    entered(state, Phase::Identity, vec![Effect::StartRecording, Effect::CheckIdentity])
}

fn identified(mut state: SessionState, result: CheckResult) -> Stepped {
    state.identity = result;
    match result {
        CheckResult::Failed => suspended(state, SuspendReason::Identity),
        CheckResult::Passed | CheckResult::NotPerformed => {
            entered(state, Phase::DeviceCheck, Vec::new())
        }
    }
}

/// Somebody came back. What devices did not give in between is no gap: media time stands still.
fn found_again(mut state: SessionState, consents: &[ConsentRecord]) -> Stepped {
    let at_ms = state.at_ms;
    for gap in state.gaps.iter_mut().filter(|gap| gap.end_ms.is_none()) {
        gap.end_ms = Some(at_ms);
    }
    state.back = Some(consents.to_vec());
    (state, vec![Effect::CheckIdentity])
}

/// The check of somebody who came back. Nothing less than a pass lets the session go on; it stands
/// still until then.
fn identified_again(mut state: SessionState, resume: &Phase, result: CheckResult) -> Stepped {
    state.identity = result;
    if result != CheckResult::Passed {
        let reason = SuspendReason::Identity;
        state.phase = Phase::Suspended { reason, resume: Box::new(resume.clone()) };
        return (state, vec![Effect::Notify { code: notice_of(reason) }]);
    }
    let consents = state.back.take().unwrap_or_default();
    narrow(&mut state, &consents);
    // Who comes back is rested: the cap begins anew, and the question that was offered is asked.
    if let Some(cap) = &mut state.cap {
        (cap.spent_ms, cap.lifted) = (0, false);
    }
    if let Phase::Suspended { resume: goes_on, .. } = &mut state.phase {
        match resume {
            // A session that stood at this check has passed it now.
            Phase::Identity => **goes_on = Phase::DeviceCheck,
            Phase::Question { index, stage: QuestionStage::Offered } => {
                **goes_on = Phase::Question { index: *index, stage: QuestionStage::Think };
            }
            _ => {}
        }
    }
    (state, Vec::new())
}

/// A consent holds where it was given both times, and is on record as it was answered last.
fn narrow(state: &mut SessionState, consents: &[ConsentRecord]) {
    let at_ms = state.at_ms;
    for now in consents {
        let answered = |given| ConsentRecord { given: given && now.given, at_ms, ..now.clone() };
        match state.consents.iter_mut().find(|before| before.purpose == now.purpose) {
            Some(before) => *before = answered(before.given),
            None => state.consents.push(answered(false)),
        }
    }
}

pub(super) fn ended(mut state: SessionState) -> Stepped {
    let closed = close_answer(&mut state, AnswerEnd::SourceEnded);
    let mut effects: Vec<Effect> =
        closed.into_iter().map(|index| Effect::CloseAnswer { index }).collect();
    effects.push(Effect::StopRecording);
    entered(state, Phase::Sealing, effects)
}

pub(super) fn close_answer(state: &mut SessionState, end: AnswerEnd) -> Option<usize> {
    let at_ms = state.at_ms;
    let open = state.answers.iter_mut().find(|answer| answer.end_ms.is_none())?;
    open.end_ms = Some(at_ms);
    open.end = Some(end);
    Some(open.index)
}

fn suspended(mut state: SessionState, reason: SuspendReason) -> Stepped {
    let mut effects = Vec::new();
    if let Some(index) = close_answer(&mut state, AnswerEnd::Stopped) {
        effects.push(Effect::CloseAnswer { index });
    }
    if state.recording {
        effects.push(Effect::StopRecording);
        state.recording = false;
    }
    effects.push(Effect::Notify { code: notice_of(reason) });
    let resume = Box::new(resume_point(&state.phase));
    entered(state, Phase::Suspended { reason, resume }, effects)
}

/// An interrupted answer is asked again; everything else goes on where it stood.
fn resume_point(phase: &Phase) -> Phase {
    match phase {
        Phase::Question { index, stage: QuestionStage::Answer } => {
            Phase::Question { index: *index, stage: QuestionStage::Think }
        }
        Phase::Attract
        | Phase::Consent
        | Phase::Identity
        | Phase::DeviceCheck
        | Phase::Practice
        | Phase::Question { .. }
        | Phase::Review
        | Phase::Sealing
        | Phase::Analysing
        | Phase::Ready
        | Phase::Done
        | Phase::Suspended { .. }
        | Phase::Withdrawn => phase.clone(),
    }
}

fn resumed(mut state: SessionState, resume: &Phase) -> Stepped {
    state.added = Added::default();
    let effects = match resume {
        Phase::Consent | Phase::Attract | Phase::Review => Vec::new(),
        Phase::Identity => vec![Effect::StartRecording, Effect::CheckIdentity],
        Phase::Question { index, stage: QuestionStage::Think } => {
            vec![Effect::StartRecording, Effect::AskQuestion { index: *index }]
        }
        Phase::Sealing => vec![Effect::StopRecording],
        Phase::Analysing => vec![Effect::BuildReport],
        Phase::DeviceCheck
        | Phase::Practice
        | Phase::Question { .. }
        | Phase::Ready
        | Phase::Done
        | Phase::Suspended { .. }
        | Phase::Withdrawn => vec![Effect::StartRecording],
    };
    state.recording = effects.contains(&Effect::StartRecording);
    entered(state, resume.clone(), effects)
}

fn withdrawn(mut state: SessionState) -> Stepped {
    close_answer(&mut state, AnswerEnd::Stopped);
    let mut effects = Vec::new();
    if state.recording {
        effects.push(Effect::StopRecording);
        state.recording = false;
    }
    effects.push(Effect::Erase);
    entered(state, Phase::Withdrawn, effects)
}

fn device_lost(mut state: SessionState, track: Track, cause: LossCause) -> Stepped {
    let already_open = state.gaps.iter().any(|gap| gap.track == track && gap.end_ms.is_none());
    if already_open {
        return (state, Vec::new());
    }
    let start_ms = state.at_ms;
    state.gaps.push(Gap { track, cause, start_ms, end_ms: None });
    let mut effects = Vec::new();
    if state.phase == Phase::Identity && track == Track::Camera {
        effects.push(Effect::VoidChallenge);
    }
    if cause != LossCause::Ended {
        effects.push(Effect::Reconnect { track });
    }
    effects.push(Effect::Notify {
        code: match track {
            Track::Camera => "device.camera_lost",
            Track::Microphone => "device.microphone_lost",
        },
    });
    (state, effects)
}

fn device_back(mut state: SessionState, track: Track) -> Stepped {
    let at_ms = state.at_ms;
    for gap in state.gaps.iter_mut().filter(|gap| gap.track == track && gap.end_ms.is_none()) {
        gap.end_ms = Some(at_ms);
    }
    (state, Vec::new())
}

const fn notice_of(reason: SuspendReason) -> &'static str {
    match reason {
        SuspendReason::ConsentRefused => "session.consent_refused",
        SuspendReason::Identity => "session.identity",
        SuspendReason::DeviceLost => "session.device_lost",
        SuspendReason::Storage => "session.storage",
        SuspendReason::Interrupted => "session.interrupted",
        SuspendReason::Pause => "session.pause",
        SuspendReason::Staff => "session.staff",
    }
}

const fn event_name(event: &Event) -> &'static str {
    match event {
        Event::Begin => "begin",
        Event::ConsentsAnswered { .. } => "consents_answered",
        Event::IdentityChecked { .. } => "identity_checked",
        Event::DevicesReady => "devices_ready",
        Event::PracticeOver => "practice_over",
        Event::AnswerStarted => "answer_started",
        Event::AnswerEnded { .. } => "answer_ended",
        Event::AnswerTyped => "answer_typed",
        Event::AnswerDeferred => "answer_deferred",
        Event::TimeAdded { .. } => "time_added",
        Event::TimeSpent { .. } => "time_spent",
        Event::GoOn => "go_on",
        Event::RestLeft => "rest_left",
        Event::Retake => "retake",
        Event::TakeChosen { .. } => "take_chosen",
        Event::HandedIn => "handed_in",
        Event::NextQuestion => "next_question",
        Event::FollowUp { .. } => "follow_up",
        Event::FollowUpSkipped => "follow_up_skipped",
        Event::EndInterview => "end_interview",
        Event::Sealed => "sealed",
        Event::ReportStored => "report_stored",
        Event::Delivered => "delivered",
        Event::DeviceLost { .. } => "device_lost",
        Event::DeviceBack { .. } => "device_back",
        Event::Suspend { .. } => "suspend",
        Event::Resume => "resume",
        Event::FoundAgain { .. } => "found_again",
        Event::Withdraw => "withdraw",
        Event::Recovered => "recovered",
    }
}
