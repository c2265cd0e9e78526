//! Recognises actions in a stream of observations.

use super::plan::ChallengeAction;
use super::rest::Rest;
use crate::observation::FrameObservation;

/// Eyes are shut below this part of their own opening (the running 80th percentile). Blinks of the
/// test clips fall to 0.30–0.53, everything else stays above 0.8.
const BLINK_BELOW: f64 = 0.65;
/// Eyes are open again above this part of their own opening.
const BLINK_OVER: f64 = 0.75;
/// Longest closure that is a blink, in milliseconds.
const BLINK_MAX_MS: i64 = 500;
/// Yaw off rest beyond which lids are seen from the side and say nothing, in degrees.
const BLINK_MAX_YAW: f64 = 20.0;
/// Yaw off rest that is a turn, in degrees: turns of the test clips reach 10.5–18, photographs
/// that are moved about stay below 6.5.
const TURN_YAW: f64 = 8.5;
/// Yaw off rest below which a turn has ended.
const TURN_OVER: f64 = 4.5;
/// Mouth opening above its own closed value that is an open mouth.
const MOUTH_OPEN: f64 = 0.4;
/// Mouth opening above its own closed value below which it is closed again.
const MOUTH_OVER: f64 = 0.2;
/// Pitch below rest that is a nod, in degrees: nods reach 7.6–10.5, turns tilt by up to 4.5.
const NOD_PITCH: f64 = 6.0;
/// Pitch below rest above which the head is up again.
const NOD_OVER: f64 = 3.0;
/// Longest nod in milliseconds.
const NOD_MAX_MS: i64 = 2_500;
/// A mouth open by more than this over rest lowers the chin, and with it the pitch, by itself.
const NOD_MAX_MOUTH: f64 = 0.2;
/// Shortest time a state has to last, in milliseconds: one odd frame at 30 per second is noise.
const HOLD_MS: i64 = 50;

/// Finds actions, each once, when they are certain: blink and nod at their end, turns and the open
/// mouth as soon as they are held.
#[derive(Clone, Debug)]
pub struct ActionDetector {
    eyes: Rest,
    mouth: Rest,
    yaw: Rest,
    pitch: Rest,
    shut: Excursion,
    left: Excursion,
    right: Excursion,
    open: Excursion,
    nod: Excursion,
}

impl Default for ActionDetector {
    fn default() -> Self {
        Self {
            eyes: Rest::new(0.8),
            mouth: Rest::new(0.2),
            yaw: Rest::new(0.5),
            pitch: Rest::new(0.5),
            shut: Excursion::default(),
            left: Excursion::default(),
            right: Excursion::default(),
            open: Excursion::default(),
            nod: Excursion::default(),
        }
    }
}

/// How far the measures of one frame are from the person's rest.
#[derive(Clone, Copy, Debug)]
struct Offset {
    t_ms: i64,
    /// Opening of the eyes over their opening at rest.
    eyes: f64,
    mouth: f64,
    yaw: f64,
    pitch: f64,
}

impl ActionDetector {
    /// Takes the next frame in; frames come in order of time. Gives the action that this frame
    /// makes certain.
    pub fn push(&mut self, seen: &FrameObservation) -> Option<ChallengeAction> {
        let (Some(eyes), Some(mouth), Some(pose)) = (seen.eye_open, seen.mouth_open, seen.pose)
        else {
            self.interrupt();
            return None;
        };
        let t_ms = seen.t_ms;
        let rest = (self.eyes.value(), self.mouth.value(), self.yaw.value(), self.pitch.value());
        let (Some(eyes_rest), Some(mouth_rest), Some(yaw_rest), Some(pitch_rest)) = rest else {
            self.eyes.push(t_ms, eyes, false);
            self.mouth.push(t_ms, mouth, false);
            self.yaw.push(t_ms, pose.yaw, false);
            self.pitch.push(t_ms, pose.pitch, false);
            return None;
        };
        let offset = Offset {
            t_ms,
            eyes: eyes / eyes_rest.max(f64::EPSILON),
            mouth: mouth - mouth_rest,
            yaw: pose.yaw - yaw_rest,
            pitch: pose.pitch - pitch_rest,
        };
        self.eyes.push(t_ms, eyes, offset.eyes < BLINK_BELOW);
        self.mouth.push(t_ms, mouth, offset.mouth > MOUTH_OVER);
        self.yaw.push(t_ms, pose.yaw, offset.yaw.abs() > TURN_OVER);
        self.pitch.push(t_ms, pose.pitch, offset.pitch < -NOD_OVER);
        self.recognise(offset)
    }

    /// At most one action per frame; the others stay pending only where they are still going on.
    fn recognise(&mut self, offset: Offset) -> Option<ChallengeAction> {
        let Offset { t_ms, eyes, mouth, yaw, pitch } = offset;
        let left = self.left.step(t_ms, yaw < -TURN_YAW, yaw > -TURN_OVER);
        let right = self.right.step(t_ms, yaw > TURN_YAW, yaw < TURN_OVER);
        let open = self.open.step(t_ms, mouth > MOUTH_OPEN, mouth < MOUTH_OVER);
        let shut = self.shut.step(t_ms, eyes < BLINK_BELOW, eyes > BLINK_OVER);
        if yaw.abs() > BLINK_MAX_YAW {
            self.shut = Excursion::Spoilt;
        }
        let nod = self.nod.step(t_ms, pitch < -NOD_PITCH, pitch > -NOD_OVER);
        if mouth > NOD_MAX_MOUTH || yaw.abs() > TURN_YAW {
            self.nod = Excursion::Spoilt;
        }
        let ended_within = |step: Step, limit_ms: i64| matches!(step, Step::Ended { lasted_ms } if (HOLD_MS..=limit_ms).contains(&lasted_ms));
        if left == Step::Held {
            return Some(ChallengeAction::TurnLeft);
        }
        if right == Step::Held {
            return Some(ChallengeAction::TurnRight);
        }
        if open == Step::Held {
            return Some(ChallengeAction::OpenMouth);
        }
        if ended_within(nod, NOD_MAX_MS) {
            return Some(ChallengeAction::Nod);
        }
        ended_within(shut, BLINK_MAX_MS).then_some(ChallengeAction::Blink)
    }

    /// Frames without a face end whatever was going on; rest is kept.
    fn interrupt(&mut self) {
        for excursion in
            [&mut self.shut, &mut self.left, &mut self.right, &mut self.open, &mut self.nod]
        {
            *excursion = Excursion::Spoilt;
        }
    }
}

/// One measure on its way from rest to a threshold and back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Excursion {
    #[default]
    AtRest,
    /// Beyond the threshold since this time.
    Beyond { since_ms: i64, reported: bool },
    /// Something else explains it: nothing counts until rest is reached again.
    Spoilt,
}

/// What one frame means for an excursion.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Nothing,
    /// Beyond the threshold for [`HOLD_MS`]; said once.
    Held,
    /// Back at rest.
    Ended {
        lasted_ms: i64,
    },
}

impl Excursion {
    fn step(&mut self, t_ms: i64, beyond: bool, back: bool) -> Step {
        match *self {
            Self::AtRest if beyond => {
                *self = Self::Beyond { since_ms: t_ms, reported: false };
                Step::Nothing
            }
            Self::AtRest => Step::Nothing,
            Self::Beyond { since_ms, .. } if back => {
                *self = Self::AtRest;
                Step::Ended { lasted_ms: t_ms - since_ms }
            }
            Self::Beyond { since_ms, reported: false } if beyond && t_ms - since_ms >= HOLD_MS => {
                *self = Self::Beyond { since_ms, reported: true };
                Step::Held
            }
            Self::Beyond { .. } => Step::Nothing,
            Self::Spoilt => {
                if back {
                    *self = Self::AtRest;
                }
                Step::Nothing
            }
        }
    }
}

/// Blinks in `observations`, which have to be frames of one camera in order of time, close enough
/// to see a blink. None where they are not (fewer than 12 per second).
pub fn count_blinks(observations: &[FrameObservation]) -> Option<u32> {
    if !super::guard::dense_enough(observations) {
        return None;
    }
    let mut detector = ActionDetector::default();
    let actions = observations.iter().filter_map(|seen| detector.push(seen));
    Some(actions.filter(|action| *action == ChallengeAction::Blink).count() as u32)
}
