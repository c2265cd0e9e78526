//! Transitions within the questions.

use super::event::{AddedBy, AnswerEnd, Effect, Event};
use super::limits::{Added, MINUTE_MS};
use super::state::{AnswerSpan, Phase, QuestionStage, SessionState};
use super::step::{Stepped, close_answer, ended, entered};

/// What happens while question `index` is at hand; none where the event does not fit its stage.
pub(super) fn in_question(
    mut next: SessionState,
    index: usize,
    stage: QuestionStage,
    event: &Event,
) -> Option<Stepped> {
    use QuestionStage::{Answer, Offered, Submitted, Think};
    match (stage, event) {
        (Think, Event::AnswerStarted) => Some(answer_started(next, index)),
        (Answer, Event::AnswerEnded { end }) => Some(answer_ended(next, index, *end)),
        (Answer, Event::AnswerTyped) => Some(answer_typed(next)),
        (Think | Answer, Event::AnswerDeferred) => Some(answer_deferred(next, index)),
        (Think | Answer, Event::TimeAdded { minutes, by }) => {
            let may = match by {
                AddedBy::Candidate => next.may_add(index, *minutes),
                AddedBy::Staff => next.staff_may_add(*minutes),
            };
            may.then(|| time_added(next, *minutes, *by))
        }
        (_, Event::TimeSpent { ms }) => {
            if let Some(cap) = &mut next.cap {
                cap.spent_ms = cap.spent_ms.saturating_add((*ms).max(0));
            }
            Some((next, Vec::new()))
        }
        (Submitted, Event::Retake) if next.may_retake(index) => Some(asked(next, index)),
        (Submitted, Event::NextQuestion) => Some(gone_on(next, index + 1)),
        (Submitted, Event::FollowUp { planned }) if next.may_follow(index, planned) => {
            next.plan.insert(index + 1, planned.clone());
            Some(asked(next, index + 1))
        }
        (Think, Event::FollowUpSkipped) if next.is_follow_up(index) => {
            Some(gone_on(next, index + 1))
        }
        (Offered, Event::GoOn) => {
            if let Some(cap) = &mut next.cap {
                cap.lifted = true;
            }
            Some(asked(next, index))
        }
        (Offered, Event::RestLeft) => {
            next.rest_left = Some(index);
            let behind = next.plan.len();
            Some(asked(next, behind))
        }
        (Offered, Event::EndInterview) => {
            next.rest_left = Some(index);
            Some(ended(next))
        }
        (_, Event::EndInterview) => Some(ended(next)),
        _ => None,
    }
}

/// What was added to an answer is added to the cap, so that it takes away no other question.
fn time_added(mut state: SessionState, minutes: u32, by: AddedBy) -> Stepped {
    match by {
        AddedBy::Candidate => state.added.candidate += minutes,
        AddedBy::Staff => state.added.staff += minutes,
    }
    if let Some(cap) = &mut state.cap {
        cap.limit_ms = cap.limit_ms.saturating_add(i64::from(minutes) * MINUTE_MS);
    }
    (state, Vec::new())
}

/// The next question of the plan. Where the cap was reached meanwhile it is not shown but offered:
/// an answer and its follow-ups are never cut short, and nothing is left out unasked.
fn gone_on(mut state: SessionState, index: usize) -> Stepped {
    if index < state.plan.len() && state.cap_reached() {
        state.added = Added::default();
        let phase = Phase::Question { index, stage: QuestionStage::Offered };
        return entered(state, phase, Vec::new());
    }
    asked(state, index)
}

pub(super) fn asked(mut state: SessionState, index: usize) -> Stepped {
    state.added = Added::default();
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
    let (state, more) = gone_on(state, index + 1);
    effects.extend(more);
    (state, effects)
}
