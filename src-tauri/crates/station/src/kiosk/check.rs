//! Picture and sound before the interview, and one question for practice that leaves no trace.

use std::sync::Arc;

use interview::media::AudioBlock;
use interview::session::{Event, Track};
use interview::time::{MediaTime, Span};

use super::journey::{Journey, Place};
use super::look::FaceLook;
use super::view::{DeviceCheck, DeviceRow, DeviceState, PracticeStage, Screen};
use crate::StationError;
use crate::catalogue;
use crate::session::Prompt;
use crate::session::answers::{ClosedAnswer, OpenAnswer};

/// A face darker than this is called dark: mean brightness 0–1 of the face.
const DARK: f64 = 0.25;
/// A face narrower than this share of the picture is far away.
const FAR: f64 = 0.14;
/// Longest practice, in milliseconds.
const PRACTICE_MS: i64 = 60_000;

/// The practice question.
#[derive(Default)]
pub(super) struct PracticeRun {
    open: Option<(OpenAnswer, i64)>,
    done: Option<ClosedAnswer>,
    length_ms: i64,
    waits: bool,
}

impl PracticeRun {
    /// Whether the candidate speaks.
    pub fn speaking(&self) -> bool {
        self.open.is_some() || self.waits
    }
}

impl Journey {
    pub(super) fn enter_devices(&mut self) {
        self.place = Place::DeviceCheck;
        self.live = super::identity::LiveStep::default();
        self.meter = super::meter::Meter::new();
        if self.look.is_some() {
            return;
        }
        let Some(analyser) = self.loading.ready().and_then(|parts| parts.look.take()) else {
            return;
        };
        match FaceLook::start(analyser) {
            Ok(look) => self.look = Some(look),
            Err(error) => self.fail(&error),
        }
    }

    pub(super) fn check_view(&self) -> DeviceCheck {
        let row = |name: &str, ok: Option<bool>, advice: &str| DeviceRow {
            name: name.to_owned(),
            ok,
            advice: if ok == Some(false) { advice.to_owned() } else { String::new() },
        };
        let camera = self.known(Track::Camera);
        let microphone = self.known(Track::Microphone);
        let seen = self.look.as_ref().and_then(FaceLook::newest);
        let face = seen.as_ref().and_then(|(seen, width)| {
            seen.face_box.as_ref().map(|face| (seen.brightness, face.width / f64::from(*width)))
        });
        let loud = (microphone == Some(true) && self.meter.knows()).then(|| !self.meter.quiet());
        let calm = (microphone == Some(true) && self.meter.knows()).then(|| !self.meter.noisy());
        DeviceCheck {
            rows: vec![
                row("picture", camera, "noCamera"),
                row("light", face.map(|(light, _)| light >= DARK), "dark"),
                row("place", face.map(|(_, width)| width >= FAR), "far"),
                row(
                    "sound",
                    if microphone == Some(false) { Some(false) } else { loud },
                    if microphone == Some(false) { "noMic" } else { "quiet" },
                ),
                row("noise", calm, "noise"),
            ],
            heard: loud == Some(true),
        }
    }

    fn known(&self, track: Track) -> Option<bool> {
        let state = match track {
            Track::Camera => self.devices.camera,
            Track::Microphone => self.devices.microphone,
        };
        match state {
            DeviceState::Off | DeviceState::Opening => None,
            DeviceState::Live => Some(true),
            DeviceState::Lost | DeviceState::Absent => Some(false),
        }
    }

    pub(super) fn after_devices(&mut self) {
        let applied = match &mut self.session {
            Some(session) => session.apply(&Event::DevicesReady),
            None => return,
        };
        match applied {
            Ok(()) => {
                self.practice = PracticeRun::default();
                self.place = Place::Practice;
            }
            Err(error) => self.fail(&error),
        }
    }

    pub(super) fn practice_start(&mut self) {
        if self.place == Place::Practice && !self.practice.speaking() {
            self.stop_hearing();
            self.practice = PracticeRun { waits: true, ..PracticeRun::default() };
        }
    }

    /// Listens to the practice in device time; nothing of it is recorded.
    pub(super) fn practice_sound(&mut self, block: &AudioBlock) -> Result<(), StationError> {
        if std::mem::take(&mut self.practice.waits) {
            let language = Some(self.language.into());
            let start_ms = block.time.millis();
            let limits = Span::new(start_ms, start_ms + PRACTICE_MS);
            let Some(parts) = self.loading.ready() else { return Ok(()) };
            let speech = Arc::clone(&parts.speech);
            let pace = interview::media::Pace::Real;
            let open = OpenAnswer::begin(0, limits, &speech, language, pace);
            self.practice.open = Some((open, start_ms));
            let at = MediaTime::from_millis(start_ms);
            self.setup.devices.prompt(&Prompt::Answer(0), at);
        }
        let Some((open, start_ms)) = &mut self.practice.open else { return Ok(()) };
        open.hear(block)?;
        self.practice.length_ms = block.end().millis() - *start_ms;
        if self.practice.length_ms >= PRACTICE_MS {
            self.practice_finish();
        }
        Ok(())
    }

    pub(super) fn practice_finish(&mut self) {
        self.practice.waits = false;
        let Some((open, start_ms)) = self.practice.open.take() else { return };
        match open.close(start_ms + self.practice.length_ms) {
            Ok(closed) => self.practice.done = Some(closed),
            Err(error) => self.fail(&error),
        }
    }

    pub(super) fn practice_again(&mut self) {
        if self.place == Place::Practice {
            self.practice = PracticeRun::default();
        }
    }

    pub(super) fn practice_view(&mut self) -> Screen {
        let stage = match (self.practice.speaking(), &self.practice.done) {
            (true, _) => PracticeStage::Speaking,
            (false, Some(_)) => PracticeStage::Done,
            (false, None) => PracticeStage::Ready,
        };
        let heard = self.practice.done.as_mut().and_then(ClosedAnswer::heard);
        Screen::Practice {
            stage,
            question: catalogue::text(self.language.into(), "practice.question").to_owned(),
            seconds: u32::try_from(self.practice.length_ms / 1_000).unwrap_or(0),
            heard: heard.map(|heard| heard.transcript.text.clone()),
        }
    }

    /// The practice is forgotten; the first question is asked.
    pub(super) fn after_practice(&mut self) {
        self.practice = PracticeRun::default();
        if let Err(error) = self.begin_questions() {
            self.fail(&error);
        }
    }
}
