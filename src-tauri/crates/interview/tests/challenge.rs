//! Challenges on drawn signals: what passes, what fails, what is void.

use interview::challenge::{
    ActionState, ChallengeAction, ChallengeEvent, ChallengeFailure, ChallengePlan,
    ChallengeTracker, PassiveEvidence, PassiveVerdict, VoidReason, count_blinks, judge_clip,
};
use interview::observation::{FrameObservation, Pose};
use proptest::prelude::*;

use ChallengeAction::{Blink, Nod, OpenMouth, TurnLeft, TurnRight};

/// A person at rest.
#[derive(Clone, Copy, Debug)]
struct Person {
    lids: f64,
    mouth: f64,
    yaw: f64,
    pitch: f64,
}

const SOMEBODY: Person = Person { lids: 0.36, mouth: 0.05, yaw: 1.5, pitch: -4.0 };

/// `action` starts at `at_ms`; its signal rises and falls like a half sine.
fn draw(
    person: Person,
    frames_per_second: f64,
    length_ms: i64,
    actions: &[(ChallengeAction, i64)],
) -> Vec<FrameObservation> {
    let frames = (length_ms as f64 * frames_per_second / 1000.0) as i64;
    (0..frames)
        .map(|frame| {
            let t_ms = (frame as f64 * 1000.0 / frames_per_second) as i64;
            let mut pose = Pose { yaw: person.yaw, pitch: person.pitch, roll: 0.0 };
            let (mut lids, mut mouth) = (person.lids, person.mouth);
            // A little life, the same in every run.
            pose.yaw += 0.4 * (frame as f64 * 0.7).sin();
            pose.pitch += 0.4 * (frame as f64 * 0.9).cos();
            for &(action, at_ms) in actions {
                let length_ms = if action == Blink { 220 } else { 1_100 };
                let part = (t_ms - at_ms) as f64 / length_ms as f64;
                if !(0.0..=1.0).contains(&part) {
                    continue;
                }
                let rise = (part * std::f64::consts::PI).sin();
                match action {
                    Blink => lids *= 1.0 - 0.7 * rise,
                    OpenMouth => {
                        mouth += 0.7 * rise;
                        pose.pitch -= 7.0 * rise;
                    }
                    TurnLeft => pose.yaw -= 13.0 * rise,
                    TurnRight => pose.yaw += 13.0 * rise,
                    Nod => pose.pitch -= 9.0 * rise,
                }
            }
            FrameObservation {
                t_ms,
                count: 1,
                pose: Some(pose),
                eye_open: Some(lids),
                mouth_open: Some(mouth),
                brightness: 0.5,
                ..FrameObservation::default()
            }
        })
        .collect()
}

/// The actions one after the other, two seconds apart.
fn spaced(actions: &[ChallengeAction]) -> Vec<(ChallengeAction, i64)> {
    actions.iter().enumerate().map(|(i, &action)| (action, 1_000 + 2_000 * i as i64)).collect()
}

fn clip_of(person: Person, actions: &[ChallengeAction]) -> Vec<FrameObservation> {
    draw(person, 30.0, 2_000 * (actions.len() as i64 + 1), &spaced(actions))
}

proptest! {
    /// Whoever it is, however narrow the eyes, what is asked for is recognised.
    #[test]
    fn everybody_passes_every_plan(
        seed: [u8; 32], n in 1usize..=5, lids in 0.12f64..0.5, mouth in 0.0f64..0.12,
        yaw in -12.0f64..12.0, pitch in -15.0f64..10.0, frames_per_second in 13.0f64..61.0,
    ) {
        let plan = ChallengePlan::from_seed(seed, n);
        let person = Person { lids, mouth, yaw, pitch };
        let clip = draw(
            person, frames_per_second, 2_000 * (n as i64 + 1), &spaced(&plan.actions),
        );
        let outcome = judge_clip(&clip, &plan.actions);
        prop_assert!(outcome.passed, "{:?} {:?}", plan, outcome);
    }

    /// No order but the requested one passes.
    #[test]
    fn another_order_fails(requested: [u8; 32], shown: [u8; 32], n in 2usize..=5) {
        let requested = ChallengePlan::from_seed(requested, n).actions;
        let shown = ChallengePlan::from_seed(shown, n).actions;
        prop_assume!(requested != shown);
        prop_assert!(!judge_clip(&clip_of(SOMEBODY, &shown), &requested).passed);
    }

    /// Whatever numbers arrive, the challenge ends in an outcome that agrees with itself.
    #[test]
    fn odd_numbers_do_no_harm(
        values in proptest::collection::vec((any::<f64>(), any::<f64>(), 0u32..3), 0..200),
    ) {
        let clip: Vec<_> = values.iter().enumerate().map(|(i, &(a, b, count))| FrameObservation {
            t_ms: i as i64 * 33,
            count,
            pose: Some(Pose { yaw: a, pitch: b, roll: a }),
            eye_open: Some(b),
            mouth_open: Some(a),
            ..FrameObservation::default()
        }).collect();
        let outcome = judge_clip(&clip, &[Nod, Blink]);
        prop_assert_eq!(outcome.passed, outcome.reason.is_none());
    }
}

#[test]
fn nothing_passes_where_nothing_is_done() {
    for action in ChallengeAction::ALL {
        let outcome = judge_clip(&clip_of(SOMEBODY, &[]), &[action]);
        assert_eq!(outcome.reason, Some(ChallengeFailure::Missing));
        assert_eq!(outcome.performed[0].state, ActionState::Missing);
    }
    assert!(!judge_clip(&[], &[Blink]).passed);
    assert!(!judge_clip(&clip_of(SOMEBODY, &[]), &[]).passed);
}

#[test]
fn a_photograph_that_is_moved_about_does_nothing() {
    let mut clip = clip_of(SOMEBODY, &[]);
    for (frame, seen) in clip.iter_mut().enumerate() {
        let swing = (frame as f64 / 20.0).sin();
        let pose = seen.pose.as_mut().unwrap();
        (pose.yaw, pose.pitch) = (5.5 * swing, -2.5 * swing);
    }
    for action in ChallengeAction::ALL {
        assert!(!judge_clip(&clip, &[action]).passed, "{action:?}");
    }
}

#[test]
fn a_blink_of_ones_own_is_no_wrong_action_but_a_turn_is() {
    let clip = draw(SOMEBODY, 30.0, 5_000, &[(Blink, 800), (OpenMouth, 2_000)]);
    assert!(judge_clip(&clip, &[OpenMouth]).passed);
    let clip = draw(SOMEBODY, 30.0, 6_000, &[(TurnLeft, 800), (OpenMouth, 3_000)]);
    let outcome = judge_clip(&clip, &[OpenMouth]);
    assert_eq!(outcome.reason, Some(ChallengeFailure::WrongAction));
    assert_eq!(outcome.performed[0].action, TurnLeft);
    assert_eq!(outcome.performed[0].state, ActionState::Wrong);
}

#[test]
fn closed_eyes_are_no_blink() {
    let mut clip = clip_of(SOMEBODY, &[]);
    for seen in clip.iter_mut().filter(|seen| (1_000..1_800).contains(&seen.t_ms)) {
        seen.eye_open = Some(0.08);
    }
    assert!(!judge_clip(&clip, &[Blink]).passed);
    assert_eq!(count_blinks(&clip), Some(0));
}

#[test]
fn blinks_are_counted_where_frames_are_dense() {
    let actions = [(Blink, 1_000), (Blink, 2_000), (Blink, 3_500)];
    assert_eq!(count_blinks(&draw(SOMEBODY, 30.0, 5_000, &actions)), Some(3));
    assert_eq!(count_blinks(&draw(SOMEBODY, 5.0, 5_000, &actions)), None);
    assert_eq!(count_blinks(&[]), None);
}

fn run(clip: &[FrameObservation], plan: &[ChallengeAction], dropped_at: usize) -> ChallengeEvent {
    let plan = ChallengePlan { actions: plan.to_vec(), time_limit_ms: 8_000 };
    let mut tracker = ChallengeTracker::new(plan, 0);
    let events = clip.iter().enumerate().map(|(i, seen)| tracker.push(seen, i == dropped_at));
    events.filter(|event| *event != ChallengeEvent::None).last().unwrap_or(ChallengeEvent::None)
}

#[test]
fn what_says_nothing_about_the_person_is_void() {
    let never = usize::MAX;
    let good = clip_of(SOMEBODY, &[TurnRight]);
    assert_eq!(run(&good, &[TurnRight], never), ChallengeEvent::Complete);
    assert_eq!(run(&good, &[TurnRight], 20), ChallengeEvent::Void(VoidReason::FramesDropped));

    let slow = draw(SOMEBODY, 10.0, 4_000, &spaced(&[TurnRight]));
    assert_eq!(run(&slow, &[TurnRight], never), ChallengeEvent::Void(VoidReason::TooFewFrames));

    let mut crowd = good.clone();
    crowd.iter_mut().skip(10).take(8).for_each(|seen| seen.count = 2);
    assert_eq!(run(&crowd, &[TurnRight], never), ChallengeEvent::Void(VoidReason::SeveralFaces));

    let mut gone = good.clone();
    for seen in gone.iter_mut().skip(10).take(45) {
        *seen = FrameObservation { t_ms: seen.t_ms, brightness: 0.5, ..Default::default() };
    }
    assert_eq!(run(&gone, &[TurnRight], never), ChallengeEvent::Void(VoidReason::NoFace));
    gone.iter_mut().skip(10).for_each(|seen| seen.brightness = 0.05);
    assert_eq!(run(&gone, &[TurnRight], never), ChallengeEvent::Void(VoidReason::TooDark));
    let mut dark = good.clone();
    dark.iter_mut().for_each(|seen| seen.brightness = 0.02);
    assert_eq!(run(&dark, &[TurnRight], never), ChallengeEvent::Void(VoidReason::TooDark));
}

#[test]
fn time_for_an_action_ends() {
    let clip = draw(SOMEBODY, 30.0, 12_000, &[(TurnLeft, 1_000), (Nod, 11_000)]);
    assert_eq!(run(&clip, &[TurnLeft, Nod], usize::MAX), ChallengeEvent::Expired(Nod));
}

#[test]
fn live_events_name_what_was_done_and_when() {
    let plan = ChallengePlan { actions: vec![OpenMouth, Blink], time_limit_ms: 8_000 };
    let mut tracker = ChallengeTracker::new(plan, 0);
    assert_eq!(tracker.expected(), Some(OpenMouth));
    let mut events = Vec::new();
    for seen in clip_of(SOMEBODY, &[OpenMouth, Blink]) {
        events.push(tracker.push(&seen, false));
    }
    events.retain(|event| *event != ChallengeEvent::None);
    assert!(
        matches!(events[..], [ChallengeEvent::Performed(OpenMouth, at), ChallengeEvent::Complete]
            if (1_000..2_100).contains(&at)),
        "{events:?}"
    );
    assert_eq!(tracker.expected(), None);
    assert!(tracker.outcome().passed);
}

#[test]
fn the_passive_witness_asks_for_light_before_it_doubts() {
    let clip = |live: f64, brightness: f64, n: usize| -> Vec<FrameObservation> {
        let seen = FrameObservation { live: Some(live), brightness, ..Default::default() };
        vec![seen; n]
    };
    let verdict = |clip: &[FrameObservation]| PassiveEvidence::from_observations(clip).verdict;
    assert_eq!(verdict(&clip(0.98, 0.5, 20)), PassiveVerdict::Live);
    assert_eq!(verdict(&clip(0.98, 0.1, 20)), PassiveVerdict::Live);
    assert_eq!(verdict(&clip(0.02, 0.5, 20)), PassiveVerdict::Doubtful);
    assert_eq!(verdict(&clip(0.02, 0.1, 20)), PassiveVerdict::TooDark);
    assert_eq!(verdict(&clip(0.98, 0.5, 4)), PassiveVerdict::NotEnough);
    assert_eq!(verdict(&[]), PassiveVerdict::NotEnough);
}
