//! Follows one challenge, frame by frame.

use serde::{Deserialize, Serialize};

use super::action::ActionDetector;
use super::guard::{Guard, VoidReason};
use super::plan::{ChallengeAction, ChallengePlan};
use crate::observation::FrameObservation;

/// What one frame means for a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeEvent {
    /// Nothing new; also every frame after the end.
    None,
    /// The action that was asked for was performed, at this media time in milliseconds, and
    /// another one is asked for now.
    Performed(ChallengeAction, i64),
    /// Time for this action is over. The challenge has failed.
    Expired(ChallengeAction),
    /// Another action was performed. The challenge has failed.
    WrongAction {
        /// What was asked for.
        expected: ChallengeAction,
        /// What was performed.
        seen: ChallengeAction,
    },
    /// The challenge says nothing and is repeated.
    Void(VoidReason),
    /// The last action was performed: the challenge is passed.
    Complete,
}

/// How far one action of a challenge came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// As asked for.
    Performed,
    /// Not within its time, or not in the clip.
    Missing,
    /// Performed though another action was asked for.
    Wrong,
}

/// One action of a challenge and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformedAction {
    /// The action.
    pub action: ChallengeAction,
    /// Media time in milliseconds at which it was certain, or at which waiting for it ended.
    pub at_ms: i64,
    /// What became of it.
    pub state: ActionState,
}

/// Why a challenge was not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeFailure {
    /// An action is missing.
    Missing,
    /// Something else was performed than what was asked for.
    WrongAction,
    /// The challenge is void.
    Void(VoidReason),
}

/// How a challenge ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeOutcome {
    /// What was asked for and what was done instead, in order of time.
    pub performed: Vec<PerformedAction>,
    /// Whether everything was done, in order, with nothing else between.
    pub passed: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ChallengeFailure>,
}

/// Follows one challenge from its first frame to its end. One value per try.
#[derive(Clone, Debug)]
pub struct ChallengeTracker {
    plan: ChallengePlan,
    detector: ActionDetector,
    guard: Guard,
    asked_at_ms: i64,
    performed: Vec<PerformedAction>,
    next: usize,
    ended: Option<Result<(), ChallengeFailure>>,
}

impl ChallengeTracker {
    /// A challenge whose first action is asked for at `start_ms` of media time.
    pub fn new(plan: ChallengePlan, start_ms: i64) -> Self {
        let ended = plan.actions.is_empty().then_some(Err(ChallengeFailure::Missing));
        Self {
            plan,
            detector: ActionDetector::default(),
            guard: Guard::default(),
            asked_at_ms: start_ms,
            performed: Vec::new(),
            next: 0,
            ended,
        }
    }

    /// The action that is asked for now; none after the end.
    pub fn expected(&self) -> Option<ChallengeAction> {
        if self.ended.is_some() {
            return None;
        }
        self.plan.actions.get(self.next).copied()
    }

    /// Takes the next frame in. `dropped` says that frames of the camera are missing before it.
    /// Frames have to come in order of time.
    pub fn push(&mut self, seen: &FrameObservation, dropped: bool) -> ChallengeEvent {
        let Some(expected) = self.expected() else {
            return ChallengeEvent::None;
        };
        if let Some(reason) = self.guard.push(seen, dropped) {
            self.ended = Some(Err(ChallengeFailure::Void(reason)));
            return ChallengeEvent::Void(reason);
        }
        let action = self.detector.push(seen).filter(|action| {
            // People blink by themselves: a blink that nobody asked for is no wrong action.
            *action == expected || *action != ChallengeAction::Blink
        });
        match action {
            Some(action) if action == expected => self.fulfil(action, seen.t_ms),
            Some(action) => {
                self.note(action, seen.t_ms, ActionState::Wrong);
                self.ended = Some(Err(ChallengeFailure::WrongAction));
                ChallengeEvent::WrongAction { expected, seen: action }
            }
            None if seen.t_ms - self.asked_at_ms > self.plan.time_limit_ms => {
                self.note(expected, seen.t_ms, ActionState::Missing);
                self.ended = Some(Err(ChallengeFailure::Missing));
                ChallengeEvent::Expired(expected)
            }
            None => ChallengeEvent::None,
        }
    }

    /// How it ended; a challenge that still runs when it is asked is one with missing actions.
    pub fn outcome(&self) -> ChallengeOutcome {
        let ended = self.ended.unwrap_or(Err(ChallengeFailure::Missing));
        ChallengeOutcome {
            performed: self.performed.clone(),
            passed: ended.is_ok(),
            reason: ended.err(),
        }
    }

    fn fulfil(&mut self, action: ChallengeAction, at_ms: i64) -> ChallengeEvent {
        self.note(action, at_ms, ActionState::Performed);
        self.next += 1;
        self.asked_at_ms = at_ms;
        if self.next == self.plan.actions.len() {
            self.ended = Some(Ok(()));
            return ChallengeEvent::Complete;
        }
        ChallengeEvent::Performed(action, at_ms)
    }

    fn note(&mut self, action: ChallengeAction, at_ms: i64, state: ActionState) {
        self.performed.push(PerformedAction { action, at_ms, state });
    }
}
