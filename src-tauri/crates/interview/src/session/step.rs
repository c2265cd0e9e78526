//! Transitions. Branches stand in [`step`]; each arm hands over to one small function.

use super::event::{AnswerEnd, Effect, Event, LossCause, Track};
use super::state::{AnswerSpan, Gap, Phase, QuestionStage, SessionState, SuspendReason};
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
type Stepped = (SessionState, Vec<Effect>);

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
        (Phase::Question { index, stage: QuestionStage::Think }, Event::AnswerStarted) => {
            Ok(answer_started(next, *index))
        }
        (Phase::Question { index, stage: QuestionStage::Answer }, Event::AnswerEnded { end }) => {
            Ok(answer_ended(next, *index, *end))
        }
        (Phase::Question { stage: QuestionStage::Answer, .. }, Event::AnswerTyped) => {
            Ok(answer_typed(next))
        }
        (
            Phase::Question { index, stage: QuestionStage::Think | QuestionStage::Answer },
            Event::AnswerDeferred,
        ) => Ok(answer_deferred(next, *index)),
        (Phase::Question { index, stage: QuestionStage::Submitted }, Event::Retake)
            if state.may_retake(*index) =>
        {
            Ok(asked(next, *index))
        }
        (Phase::Question { index, stage: QuestionStage::Submitted }, Event::NextQuestion) => {
            Ok(asked(next, index + 1))
        }
        (
            Phase::Question { index, stage: QuestionStage::Submitted },
            Event::FollowUp { planned },
        ) if state.may_follow(*index, planned) => {
            next.plan.insert(index + 1, planned.clone());
            Ok(asked(next, index + 1))
        }
        (Phase::Question { index, stage: QuestionStage::Think }, Event::FollowUpSkipped)
            if state.is_follow_up(*index) =>
        {
            Ok(asked(next, index + 1))
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
        (Phase::Question { .. }, Event::EndInterview) => Ok(ended(next)),
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

fn entered(mut state: SessionState, phase: Phase, effects: Vec<Effect>) -> Stepped {
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
    // A session that stood at this check has passed it now.
    if let (Phase::Suspended { resume, .. }, Phase::Identity) = (&mut state.phase, resume) {
        **resume = Phase::DeviceCheck;
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

fn asked(state: SessionState, index: usize) -> Stepped {
    if index < state.plan.len() {
        let phase = Phase::Question { index, stage: QuestionStage::Think };
        entered(state, phase, vec![Effect::AskQuestion { index }])
    } else if state.review {
        entered(state, Phase::Review, Vec::new())
    } else {
        entered(state, Phase::Sealing, vec![Effect::StopRecording])
    }
}

fn answer_started(mut state: SessionState, index: usize) -> Stepped {
    let start_ms = state.at_ms;
    let before = state.answers.iter().filter(|answer| answer.index == index).count();
    let take = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    let (end_ms, end) = (None, None);
    state.answers.push(AnswerSpan { index, start_ms, end_ms, end, take, typed: false });
    let phase = Phase::Question { index, stage: QuestionStage::Answer };
    entered(state, phase, vec![Effect::OpenAnswer { index }])
}

fn answer_ended(mut state: SessionState, index: usize, end: AnswerEnd) -> Stepped {
    close_answer(&mut state, end);
    let phase = Phase::Question { index, stage: QuestionStage::Submitted };
    entered(state, phase, vec![Effect::CloseAnswer { index }])
}

fn answer_typed(mut state: SessionState) -> Stepped {
    if let Some(open) = state.answers.iter_mut().find(|answer| answer.end_ms.is_none()) {
        open.typed = true;
    }
    (state, Vec::new())
}

/// The question goes to the end of the plan; where it stood it has no answer.
fn answer_deferred(mut state: SessionState, index: usize) -> Stepped {
    let mut effects = Vec::new();
    if close_answer(&mut state, AnswerEnd::Deferred).is_some() {
        effects.push(Effect::CloseAnswer { index });
    }
    if let Some(question) = state.plan.get(index).cloned() {
        state.plan.push(question);
    }
    let (state, more) = asked(state, index + 1);
    effects.extend(more);
    (state, effects)
}

fn ended(mut state: SessionState) -> Stepped {
    let closed = close_answer(&mut state, AnswerEnd::SourceEnded);
    let mut effects: Vec<Effect> =
        closed.into_iter().map(|index| Effect::CloseAnswer { index }).collect();
    effects.push(Effect::StopRecording);
    entered(state, Phase::Sealing, effects)
}

fn close_answer(state: &mut SessionState, end: AnswerEnd) -> Option<usize> {
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
