//! The demo candidate as camera and microphone, and as somebody who reacts to prompts.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use capture::{AudioSource, CaptureError, SourceDescription, VideoSource};
use demo::DemoStage;
use interview::media::{AudioBlock, Pace, VideoFrame};
use interview::time::{MediaTime, Span};
use station::session::{Prompt, Prompter};

/// A person breathes in before answering. Longer than what the readers may be ahead of the session,
/// so that the same prompts give the same recording.
const BREATH_MS: i64 = 1_000;

/// The stage, shared by camera, microphone and prompter.
#[derive(Clone)]
pub struct SharedStage {
    stage: Arc<Mutex<DemoStage>>,
    pace: Pace,
    begun: Instant,
}

impl SharedStage {
    /// A stage that begins now.
    pub fn new(stage: DemoStage, pace: Pace) -> Self {
        Self { stage: Arc::new(Mutex::new(stage)), pace, begun: Instant::now() }
    }

    fn with<T>(&self, f: impl FnOnce(&mut DemoStage) -> T) -> T {
        f(&mut self.stage.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn wait_for(&self, time: MediaTime) {
        if self.pace == Pace::Real {
            let due = Duration::from_nanos(u64::try_from(time.nanos()).unwrap_or_default());
            std::thread::sleep(due.saturating_sub(self.begun.elapsed()));
        }
    }
}

/// The candidate before the camera.
pub struct StageCamera {
    stage: SharedStage,
    next: u64,
}

impl StageCamera {
    /// The camera of `stage`.
    pub fn new(stage: SharedStage) -> Self {
        Self { stage, next: 0 }
    }
}

impl VideoSource for StageCamera {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        let frame = self.stage.with(|stage| stage.frame(self.next));
        self.next += 1;
        self.stage.wait_for(frame.time);
        Ok(Some(frame))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "demo candidate".to_owned(), simulated: true }
    }
}

/// The candidate before the microphone.
pub struct StageMicrophone {
    stage: SharedStage,
    next: u64,
}

impl StageMicrophone {
    /// The microphone of `stage`.
    pub fn new(stage: SharedStage) -> Self {
        Self { stage, next: 0 }
    }
}

impl AudioSource for StageMicrophone {
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        let block = self.stage.with(|stage| stage.audio(self.next));
        self.next += 1;
        self.stage.wait_for(block.end());
        Ok(Some(block))
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: "demo candidate".to_owned(), simulated: true }
    }

    fn gaps(&self) -> &[Span] {
        &[]
    }
}

/// The candidate, who does what is asked.
pub struct StagePrompter(pub SharedStage);

impl Prompter for StagePrompter {
    fn prompt(&mut self, prompt: &Prompt, at: MediaTime) {
        match prompt {
            Prompt::Challenge(action) => {
                self.0.with(|stage| stage.perform(*action, at));
            }
            Prompt::Answer(index) => {
                let begin = at.plus_nanos(BREATH_MS * 1_000_000);
                if let Err(error) = self.0.with(|stage| stage.speak(*index, begin)) {
                    tracing::error!(%error, "the demo candidate has nothing to say");
                }
            }
            // The demo on the command line asks for movements.
            Prompt::Numbers(_) | Prompt::Question(_) | Prompt::Saved(_) => {}
        }
    }
}
