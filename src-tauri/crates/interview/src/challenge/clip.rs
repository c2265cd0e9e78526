//! A challenge judged afterwards, on a recorded clip.

use super::plan::{ChallengeAction, ChallengePlan};
use super::tracker::{ActionState, ChallengeOutcome, ChallengeTracker, PerformedAction};
use crate::observation::FrameObservation;

/// Whether the clip shows `requested`, in order and with nothing else before or between.
/// `observations` are all frames of the clip in order of time. The clip's own length is the only
/// time limit. What comes after the last action does not matter.
pub fn judge_clip(
    observations: &[FrameObservation],
    requested: &[ChallengeAction],
) -> ChallengeOutcome {
    let plan = ChallengePlan { actions: requested.to_vec(), time_limit_ms: i64::MAX };
    let start_ms = observations.first().map_or(0, |seen| seen.t_ms);
    let end_ms = observations.last().map_or(0, |seen| seen.t_ms);
    let mut tracker = ChallengeTracker::new(plan, start_ms);
    for seen in observations {
        tracker.push(seen, false);
    }
    let missing = tracker.expected();
    let mut outcome = tracker.outcome();
    outcome.performed.extend(missing.map(|action| PerformedAction {
        action,
        at_ms: end_ms,
        state: ActionState::Missing,
    }));
    outcome
}
