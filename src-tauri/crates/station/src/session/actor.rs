//! The session actor: one thread that owns the state and reads the sources.
//!
//! It never analyses a picture itself and never waits for a disk: pictures go to the recorder's and
//! the analysers' queues, sound to the recorder's queue and the voice activity detector.

use std::sync::Arc;
use std::time::Instant;

use interview::media::{AudioBlock, VideoFrame};
use interview::report::{CheckResult, ConsentRecord};
use interview::session::{
    AnswerEnd, Effect, Event, LossCause, Phase, SessionState, SuspendReason, Track,
};
use interview::time::MediaTime;
use interview::transcript::Language;
use perception::speech::SpeechModels;
use perception::vision::FaceAnalyser;
use vault::Vault;

use super::answers::{ClosedAnswer, OpenAnswer};
use super::log::SessionLog;
use super::recording::Recording;
use super::request::{AnswerRule, IdentityPlan, InterviewRequest, Prompt};
use crate::StationError;
use crate::faces::{FaceTap, SeenFaces};
use crate::feed::{Feed, IDLE_MS, Item};
use crate::identity::{IdentityOutcome, LiveIdentity, LiveSignal};

/// A device that stays away for longer than this suspends the session.
const DEVICE_GRACE_MS: i64 = 30_000;

/// What the actor does with the items that come.
pub(super) enum Activity {
    /// Waits for the first picture and the first sound.
    Warming,
    /// Watches the liveness challenge.
    Identifying(Box<LiveIdentity>),
    /// Lets the think clock run until this media time.
    Thinking { index: usize, until_ms: i64 },
    /// Listens to an answer.
    Answering(Box<OpenAnswer>),
    /// Nothing more is expected from the sources.
    Over,
}

/// What a session leaves behind for analysis.
pub(crate) struct Recorded {
    /// Answers in the order of asking.
    pub answers: Vec<ClosedAnswer>,
    /// Frames that arrived, by media time in milliseconds.
    pub frame_times_ms: Vec<i64>,
    /// Face analysis.
    pub faces: Option<FaceTap>,
    /// What earlier sittings saw of faces.
    pub earlier_faces: SeenFaces,
    /// Identity.
    pub identity: IdentityOutcome,
    /// Media time of the last item.
    pub media_ms: i64,
    /// When the last answer ended.
    pub last_answer_at: Instant,
}

pub(super) struct Actor<'a> {
    pub log: SessionLog,
    pub(super) vault: &'a Vault,
    pub(super) request: InterviewRequest,
    pub(super) speech: Arc<SpeechModels>,
    pub(super) recording: Recording,
    pub(super) faces: Option<FaceTap>,
    pub(super) activity: Activity,
    pub(super) seen: Seen,
    pub(super) closed: Vec<ClosedAnswer>,
    pub(super) identity: IdentityOutcome,
    pub(super) language: Option<Language>,
    pub(super) frame_times_ms: Vec<i64>,
    pub(super) now_ms: i64,
    pub(super) has_camera: bool,
    pub(super) last_answer_at: Instant,
}

/// Which first data have arrived.
#[derive(Default)]
pub(super) struct Seen {
    picture: Option<(u32, u32)>,
    waiting_audio: Vec<AudioBlock>,
    sound: bool,
}

impl<'a> Actor<'a> {
    pub fn new(
        vault: &'a Vault,
        state: SessionState,
        request: InterviewRequest,
        speech: Arc<SpeechModels>,
        faces: Option<FaceAnalyser>,
    ) -> Result<Self, StationError> {
        let has_camera = request.sources.as_ref().is_some_and(|s| s.camera.is_some());
        let recording = Recording::new(has_camera, request.lossless);
        let faces = faces.map(|analyser| FaceTap::start(analyser, request.lossless)).transpose()?;
        Ok(Self {
            log: SessionLog::new(vault, state)?,
            vault,
            language: request.language,
            request,
            speech,
            recording,
            faces,
            activity: Activity::Warming,
            seen: Seen::default(),
            closed: Vec::new(),
            identity: IdentityOutcome::default(),
            frame_times_ms: Vec::new(),
            now_ms: 0,
            has_camera,
            last_answer_at: Instant::now(),
        })
    }

    /// Runs the session up to the sealed recording, or until it is suspended.
    pub fn run(mut self) -> Result<(SessionLog, Recorded, InterviewRequest), StationError> {
        if let Err(error) = self.record() {
            self.rest();
            return Err(error);
        }
        let recorded = Recorded {
            answers: self.closed,
            frame_times_ms: self.frame_times_ms,
            faces: self.faces,
            earlier_faces: SeenFaces::default(),
            identity: self.identity,
            media_ms: self.now_ms,
            last_answer_at: self.last_answer_at,
        };
        Ok((self.log, recorded, self.request))
    }

    /// After a failure: no thread of ours is at work in a native library when the program ends,
    /// since that takes the library away from under it.
    fn rest(self) {
        let mut recording = self.recording;
        if let Err(error) = recording.stop() {
            tracing::warn!(%error, "the end of the recording could not be sealed");
        }
        let open = match self.activity {
            Activity::Answering(answer) => answer.close(self.now_ms).ok(),
            _ => None,
        };
        for answer in self.closed.into_iter().chain(open) {
            answer.wait();
        }
        if let Some(faces) = self.faces
            && let Err(error) = faces.finish()
        {
            tracing::warn!(%error, "the analysis of faces broke off");
        }
    }

    fn record(&mut self) -> Result<(), StationError> {
        self.log.apply(&Event::Begin, 0)?;
        let consents = self.consent_records();
        self.log.apply(&Event::ConsentsAnswered { consents }, 0)?;
        if self.log.state().recording {
            self.take_recorded_identity()?;
        }
        if self.log.state().recording {
            let outcome = self.pump();
            self.end_of_sources(outcome)?;
        }
        if let Some(summary) = self.recording.stop()?
            && summary.frames_dropped > 0
        {
            let dropped = summary.frames_dropped.to_string();
            self.log.note(self.now_ms, "recording.frames_dropped", &dropped)?;
        }
        Ok(())
    }

    fn consent_records(&self) -> Vec<ConsentRecord> {
        let record = |consent: &super::request::ConsentGiven| ConsentRecord {
            purpose: consent.purpose.clone(),
            given: consent.given,
            at_ms: 0,
            text_sha256: super::consent_text_sha256(&consent.purpose),
            sheet_sha256: None,
        };
        self.request.consents.iter().map(record).collect()
    }

    /// A recording's identity was established before the session began.
    fn take_recorded_identity(&mut self) -> Result<(), StationError> {
        match &mut self.request.identity {
            IdentityPlan::Live(_) => return Ok(()),
            IdentityPlan::None => {}
            IdentityPlan::Recorded(outcome) => self.identity = std::mem::take(&mut **outcome),
        }
        let result = self.identity.report.status();
        self.log.apply(&Event::IdentityChecked { result }, 0)?;
        Ok(())
    }

    /// Reads the sources until nothing more is expected of them.
    fn pump(&mut self) -> Result<(), StationError> {
        let Some(sources) = self.request.sources.take() else { return Ok(()) };
        let mut feed = Feed::start(sources)?;
        while !matches!(self.activity, Activity::Over) && self.log.state().recording {
            let Some(item) = feed.next_item() else { return Ok(()) };
            match item {
                Item::Video(frame) => self.on_picture(&frame)?,
                Item::Audio(block) => self.on_sound(&block)?,
                Item::Lost(track, cause) => self.on_lost(track, cause)?,
                Item::Away(track, error) => {
                    tracing::warn!(track = track.name(), %error, "device is still away");
                }
                Item::Back(track) => {
                    self.log.apply(&Event::DeviceBack { track }, self.now_ms)?;
                }
                // No other device is ever chosen without a screen.
                Item::Opened(..) => {}
                Item::Idle => {
                    self.now_ms += IDLE_MS;
                    self.tick()?;
                }
            }
        }
        Ok(())
    }

    fn on_picture(&mut self, frame: &VideoFrame) -> Result<(), StationError> {
        self.now_ms = self.now_ms.max(frame.time.millis());
        self.frame_times_ms.push(frame.time.millis());
        if self.seen.picture.is_none() {
            self.seen.picture = Some((frame.width, frame.height));
            self.start_recording()?;
        }
        self.recording.video(frame)?;
        if let Some(faces) = &mut self.faces {
            faces.offer(frame);
        }
        if let Activity::Identifying(live) = &mut self.activity {
            let signals = live.offer(frame)?;
            self.on_identity(signals)?;
        }
        self.tick()
    }

    fn on_sound(&mut self, block: &AudioBlock) -> Result<(), StationError> {
        self.now_ms = self.now_ms.max(block.time.millis());
        if !self.seen.sound {
            self.seen.sound = true;
            self.start_recording()?;
        }
        if self.recording.running() {
            self.recording.audio(block)?;
        } else {
            self.seen.waiting_audio.push(block.clone());
        }
        self.tick()?;
        let heard = match &mut self.activity {
            Activity::Answering(answer) => answer.hear(block)?,
            Activity::Identifying(live) => {
                let signals = live.hear(block, false)?;
                self.on_identity(signals)?;
                None
            }
            _ => None,
        };
        if let (Some(state), AnswerRule::Detected { silence_ms, .. }) =
            (heard, &self.request.answers)
            && state.heard_speech
            && state.silence_ms >= *silence_ms
        {
            self.end_answer(block.end().millis(), AnswerEnd::Silence)?;
        }
        Ok(())
    }

    /// The recording starts with the first picture, or with the first sound where there is no
    /// camera; sound that came before the first picture is kept.
    fn start_recording(&mut self) -> Result<(), StationError> {
        let size = match (self.seen.picture, self.has_camera) {
            (Some(size), _) => size,
            (None, true) => return Ok(()),
            (None, false) => (0, 0),
        };
        if !self.recording.running() {
            let (id, at) = (self.request.interview_id, MediaTime::ZERO);
            self.recording.start(self.vault, id, size, at)?;
            for block in std::mem::take(&mut self.seen.waiting_audio) {
                self.recording.audio(&block)?;
            }
        }
        Ok(())
    }

    /// What media time alone decides.
    pub(super) fn tick(&mut self) -> Result<(), StationError> {
        if self.microphone_away_too_long() {
            let event = Event::Suspend { reason: SuspendReason::DeviceLost };
            let effects = self.log.apply(&event, self.now_ms)?;
            return self.follow(effects);
        }
        match &self.activity {
            Activity::Warming => self.when_warm(),
            Activity::Thinking { index, until_ms } if self.now_ms >= *until_ms => {
                let (index, start_ms) = (*index, *until_ms);
                self.begin_answer(index, start_ms)
            }
            Activity::Answering(answer) if self.now_ms >= answer.limits.end_ms => {
                let end_ms = answer.limits.end_ms;
                let end = match self.request.answers {
                    AnswerRule::Scripted(_) => AnswerEnd::Scripted,
                    AnswerRule::Detected { .. } => AnswerEnd::TimeLimit,
                };
                self.end_answer(end_ms, end)
            }
            _ => Ok(()),
        }
    }

    /// An interview goes on without a picture, but not without sound.
    fn microphone_away_too_long(&self) -> bool {
        self.log.state().gaps.iter().any(|gap| {
            gap.track == Track::Microphone
                && gap.end_ms.is_none()
                && gap.cause != LossCause::Ended
                && self.now_ms - gap.start_ms > DEVICE_GRACE_MS
        })
    }

    fn when_warm(&mut self) -> Result<(), StationError> {
        let camera_ready = !self.has_camera || self.seen.picture.is_some();
        if !(camera_ready && self.seen.sound) {
            return Ok(());
        }
        if !matches!(self.request.identity, IdentityPlan::Live(_)) {
            return self.after_identity();
        }
        let plan = std::mem::replace(&mut self.request.identity, IdentityPlan::None);
        if let IdentityPlan::Live(parts) = plan {
            let candidate = self.request.candidate.clone();
            let rules = self.request.policy.identity;
            let lossless = self.request.lossless;
            let live = LiveIdentity::start(*parts, candidate, rules, self.now_ms, lossless)?;
            self.activity = Activity::Identifying(Box::new(live));
            return Ok(());
        }
        self.after_identity()
    }

    fn on_identity(&mut self, signals: Vec<LiveSignal>) -> Result<(), StationError> {
        for signal in signals {
            match signal {
                LiveSignal::Prompt { action, at_ms } => {
                    self.log.note(at_ms, "identity.prompt", action.as_str())?;
                    let at = MediaTime::from_millis(at_ms);
                    self.request.prompter.prompt(&Prompt::Challenge(action), at);
                }
                LiveSignal::Numbers { row, at_ms } => {
                    self.log.note(at_ms, "identity.prompt", "numbers")?;
                    let at = MediaTime::from_millis(at_ms);
                    self.request.prompter.prompt(&Prompt::Numbers(row.digits().to_vec()), at);
                }
                LiveSignal::Again { reason, at_ms, .. } => {
                    self.log.note(at_ms, "identity.again", reason)?;
                }
                LiveSignal::Done { outcome, at_ms } => {
                    self.identity = *outcome;
                    let result = self.identity.report.status();
                    self.log.apply(&Event::IdentityChecked { result }, at_ms)?;
                    if result == CheckResult::Failed {
                        self.activity = Activity::Over;
                    } else {
                        self.after_identity()?;
                    }
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn after_identity(&mut self) -> Result<(), StationError> {
        self.log.apply(&Event::DevicesReady, self.now_ms)?;
        let effects = self.log.apply(&Event::PracticeOver, self.now_ms)?;
        self.follow(effects)
    }

    pub(super) fn follow(&mut self, effects: Vec<Effect>) -> Result<(), StationError> {
        for effect in effects {
            match effect {
                Effect::AskQuestion { index } => self.ask(index)?,
                Effect::StopRecording => self.activity = Activity::Over,
                Effect::Notify { code } => tracing::warn!(code, "the session needs help"),
                _ => {}
            }
        }
        Ok(())
    }

    fn on_lost(&mut self, track: Track, cause: LossCause) -> Result<(), StationError> {
        let effects = self.log.apply(&Event::DeviceLost { track, cause }, self.now_ms)?;
        if track == Track::Camera
            && let Activity::Identifying(live) = &mut self.activity
        {
            let signals = live.source_lost()?;
            self.on_identity(signals)?;
        }
        self.follow(effects)
    }

    /// The sources ended, or reading them failed: an answer that runs is closed, the session sealed
    /// or suspended; what was recorded is kept either way.
    fn end_of_sources(&mut self, outcome: Result<(), StationError>) -> Result<(), StationError> {
        if let Err(error) = outcome {
            let reason = match error {
                StationError::Capture(capture::CaptureError::DiskFull) => SuspendReason::Storage,
                _ => SuspendReason::Interrupted,
            };
            if !matches!(self.log.state().phase, Phase::Suspended { .. }) {
                self.log.apply(&Event::Suspend { reason }, self.now_ms)?;
            }
            self.close_open_answer()?;
            return Err(error);
        }
        self.close_open_answer()?;
        match self.log.state().phase {
            Phase::Question { .. } => {
                self.log.apply(&Event::EndInterview, self.now_ms)?;
            }
            Phase::Sealing | Phase::Suspended { .. } => {}
            _ => {
                let reason = SuspendReason::Interrupted;
                self.log.apply(&Event::Suspend { reason }, self.now_ms)?;
            }
        }
        Ok(())
    }
}
