//! The candidate on stage: reacts to prompts, answers questions, and is seen and heard.

use std::sync::Arc;

use interview::challenge::ChallengeAction;
use interview::media::{AudioBlock, VideoFrame};
use interview::time::MediaTime;
use serde::{Deserialize, Serialize};
use voice::Voice;

use crate::compose::Composer;
use crate::motion::{self, BETWEEN_ACTS_MS, FacePose, REACTION_MS};
use crate::speech::Speech;
use crate::{AUDIO_BLOCK_MS, AUDIO_RATE_HZ, DemoCandidate, DemoError, FRAME_RATE_HZ};

/// A nod, turn or the like. Left and right are those of the picture: a left turn moves the nose
/// to the left edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Act {
    Blink,
    TurnLeft,
    TurnRight,
    OpenMouth,
    Nod,
    Idle,
}

impl From<ChallengeAction> for Act {
    fn from(action: ChallengeAction) -> Self {
        match action {
            ChallengeAction::Blink => Self::Blink,
            ChallengeAction::TurnLeft => Self::TurnLeft,
            ChallengeAction::TurnRight => Self::TurnRight,
            ChallengeAction::OpenMouth => Self::OpenMouth,
            ChallengeAction::Nod => Self::Nod,
        }
    }
}

/// What happens at a point of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// A movement, without the time to react: it starts at the cue.
    Act(Act),
    /// The answer with this number, from zero.
    Speak(usize),
}

/// One line of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageCue {
    /// Media time in milliseconds.
    pub at_ms: i64,
    /// What happens.
    pub what: Cue,
}

/// Level of the room between the words, relative to full scale (-66 dBFS).
const ROOM_NOISE: f32 = 0.000_5;

/// Natural blinks are held back this long around a movement on demand, in milliseconds.
const STEADY_MS: i64 = 400;

/// The candidate on a stage with media time: pictures of 640 × 480 at [`FRAME_RATE_HZ`], sound at
/// [`AUDIO_RATE_HZ`]. Every picture and block is a pure function of the script and the time.
#[derive(Debug)]
pub struct DemoStage {
    composer: Composer,
    /// The answers, then what else was said.
    speech: Vec<Speech>,
    answers: usize,
    acts: Vec<(i64, Act)>,
    /// Start in milliseconds and number of the answer.
    spoken: Vec<(i64, usize)>,
}

impl DemoStage {
    /// A stage with a script; speaks every answer first, which takes about 0.4 of their length.
    ///
    /// # Errors
    /// [`DemoError::Voice`], [`DemoError::UnknownAnswer`].
    pub fn new(
        candidate: &DemoCandidate,
        voice: &mut Voice,
        plan: Vec<StageCue>,
    ) -> Result<Self, DemoError> {
        Self::with_speech(candidate, candidate.rehearse(voice)?, plan)
    }

    /// A stage with speech made before ([`DemoCandidate::rehearse`], or of an earlier run).
    ///
    /// # Errors
    /// [`DemoError::UnknownAnswer`].
    pub fn with_speech(
        candidate: &DemoCandidate,
        speech: Vec<Speech>,
        plan: Vec<StageCue>,
    ) -> Result<Self, DemoError> {
        let composer = Composer::new(candidate.portrait.clone());
        let answers = speech.len();
        let mut stage = Self { composer, speech, answers, acts: Vec::new(), spoken: Vec::new() };
        for cue in plan {
            match cue.what {
                Cue::Act(act) => stage.acts.push((cue.at_ms, act)),
                Cue::Speak(answer) => {
                    stage.speak(answer, MediaTime::from_millis(cue.at_ms))?;
                }
            }
        }
        Ok(stage)
    }

    /// The candidate is asked for `act` at `at` and does it after [`REACTION_MS`], but not before
    /// the last movement has ended. Returns when the movement has ended.
    pub fn perform(&mut self, act: impl Into<Act>, at: MediaTime) -> MediaTime {
        let act = act.into();
        let free = self.acts.iter().map(|(start, act)| start + motion::act_len_ms(*act));
        let free = free.max().map_or(i64::MIN, |end| end + BETWEEN_ACTS_MS);
        let start = (at.millis() + REACTION_MS).max(free);
        self.acts.push((start, act));
        MediaTime::from_millis(start + motion::act_len_ms(act))
    }

    /// The candidate starts answer `answer` (from zero) at `at`. Returns when the last sound has
    /// ended. An answer that is still spoken is broken off.
    ///
    /// # Errors
    /// [`DemoError::UnknownAnswer`].
    pub fn speak(&mut self, answer: usize, at: MediaTime) -> Result<MediaTime, DemoError> {
        if answer >= self.answers {
            return Err(DemoError::UnknownAnswer { index: answer });
        }
        Ok(self.begin(answer, at))
    }

    /// The candidate says something else from `at` on. Returns when the last sound has ended.
    pub fn say(&mut self, speech: Speech, at: MediaTime) -> MediaTime {
        self.speech.push(speech);
        self.begin(self.speech.len() - 1, at)
    }

    fn begin(&mut self, speech: usize, at: MediaTime) -> MediaTime {
        let length_ms = self.speech.get(speech).map_or(0, Speech::len_ms);
        self.spoken.push((at.millis(), speech));
        self.spoken.sort_unstable();
        MediaTime::from_millis(at.millis() + length_ms)
    }

    /// Picture size in pixels.
    pub fn video_size(&self) -> (u32, u32) {
        self.composer.size()
    }

    /// What the face does at `t`.
    pub fn pose_at(&self, t: MediaTime) -> FacePose {
        let t_ms = t.millis();
        let mut pose = FacePose::default();
        let mut busy = false;
        for &(start, act) in &self.acts {
            let since = t_ms - start;
            busy |= (-STEADY_MS..motion::act_len_ms(act) + STEADY_MS).contains(&since);
            let part = motion::act_pose(act, since);
            pose.yaw += part.yaw;
            pose.pitch += part.pitch;
            pose.lids = pose.lids.max(part.lids);
            pose.mouth = pose.mouth.max(part.mouth);
        }
        let speaking = self.mouth_at(t_ms);
        pose.mouth = pose.mouth.max(speaking);
        if !busy {
            pose.lids = pose.lids.max(motion::natural_lids(t_ms));
        }
        (pose.sway, pose.roll) = motion::sway(t_ms, speaking);
        pose
    }

    /// The picture at `t`.
    pub fn frame_at(&self, t: MediaTime) -> VideoFrame {
        let index = t.millis().max(0) as u64 * u64::from(FRAME_RATE_HZ) / 1_000;
        let (width, height) = self.video_size();
        let rgb = self.composer.picture(&self.pose_at(t), index);
        VideoFrame { time: t, index, width, height, rgb: Arc::from(rgb) }
    }

    /// [`AUDIO_BLOCK_MS`] of sound from `t` on.
    pub fn audio_at(&self, t: MediaTime) -> AudioBlock {
        let rate = i64::from(AUDIO_RATE_HZ);
        let first = (i128::from(t.nanos()) * i128::from(rate) / 1_000_000_000) as i64;
        let count = rate * AUDIO_BLOCK_MS / 1_000;
        let samples: Vec<f32> = (first..first + count).map(|at| self.sample(at)).collect();
        AudioBlock { time: t, sample_rate_hz: AUDIO_RATE_HZ, samples: Arc::from(samples) }
    }

    /// The picture number `index` of the stage's own clock.
    pub fn frame(&self, index: u64) -> VideoFrame {
        let millis = index as i64 * 1_000 / i64::from(FRAME_RATE_HZ);
        self.frame_at(MediaTime::from_millis(millis))
    }

    /// The block of sound number `index` of the stage's own clock.
    pub fn audio(&self, index: u64) -> AudioBlock {
        self.audio_at(MediaTime::from_millis(index as i64 * AUDIO_BLOCK_MS))
    }

    fn sample(&self, at: i64) -> f32 {
        let samples_per_ms = i64::from(AUDIO_RATE_HZ) / 1_000;
        let latest = self.spoken.iter().rev().find(|(start, _)| start * samples_per_ms <= at);
        let said = latest.and_then(|(start, answer)| {
            let offset = usize::try_from(at - start * samples_per_ms).ok()?;
            self.speech.get(*answer)?.samples().get(offset).copied()
        });
        let bits = (motion::scattered(at as u64) >> 40) as f32 / (1_u64 << 24) as f32;
        said.unwrap_or(0.0) + (bits - 0.5) * 2.0 * ROOM_NOISE
    }

    fn mouth_at(&self, t_ms: i64) -> f32 {
        let latest = self.spoken.iter().rev().find(|(start, _)| *start <= t_ms);
        latest
            .and_then(|(start, answer)| Some(self.speech.get(*answer)?.mouth_open(t_ms - start)))
            .unwrap_or(0.0)
    }
}
