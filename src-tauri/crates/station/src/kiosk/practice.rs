//! One question for practice: heard, played back, and forgotten.

use std::sync::Arc;

use interview::media::{AudioBlock, VideoFrame};
use interview::session::{Event, Phase};
use interview::time::{MediaTime, Span};

use super::journey::{Journey, Place};
use super::rehearsal::{Film, Rehearsal};
use super::typing::TYPED_CHARS;
use super::view::{DeviceState, PracticeStage, Screen};
use crate::StationError;
use crate::catalogue;
use crate::session::Prompt;
use crate::session::answers::{ClosedAnswer, OpenAnswer};

/// Longest practice, in milliseconds.
const PRACTICE_MS: i64 = 60_000;

/// The practice question.
#[derive(Default)]
pub(super) struct PracticeRun {
    open: Option<(OpenAnswer, Option<Rehearsal>, i64)>,
    done: Option<ClosedAnswer>,
    film: Option<Arc<Film>>,
    length_ms: i64,
    waits: bool,
    /// What was typed, where the practice is not spoken.
    typed: Option<String>,
    /// Whether what is typed is finished.
    typed_over: bool,
}

impl PracticeRun {
    /// Whether the candidate speaks.
    pub fn speaking(&self) -> bool {
        self.open.is_some() || self.waits
    }

    /// Whether the candidate types.
    pub fn typing(&self) -> bool {
        self.typed.is_some() && !self.typed_over
    }
}

impl Journey {
    pub(super) fn after_devices(&mut self) {
        if !self.look_for_room() {
            return;
        }
        let phase = self.session.as_ref().map(|session| session.log.state().phase.clone());
        let applied = match (phase, &mut self.session) {
            (Some(Phase::DeviceCheck), Some(session)) => session.apply(&Event::DevicesReady),
            (Some(Phase::Practice), _) => Ok(()),
            (Some(_), _) => {
                self.go_on_after_devices();
                return;
            }
            (None, _) => return,
        };
        match applied {
            Ok(()) => {
                self.forget_practice();
                self.forget_sentence();
                self.place = Place::Practice;
            }
            Err(error) => self.fail(&error),
        }
    }

    pub(super) fn practice_start(&mut self) {
        if self.place == Place::Practice && !self.practice.speaking() && !self.practice.typing() {
            self.stop_hearing();
            self.forget_practice();
            self.practice.waits = true;
            self.tick_practice();
        }
    }

    /// Nobody waits for sound that does not come: who has no microphone practises typing.
    pub(super) fn tick_practice(&mut self) {
        let silent = !matches!(self.devices.microphone, DeviceState::Live | DeviceState::Opening);
        if self.practice.waits && (silent || self.needs.typed) {
            self.practice.waits = false;
            self.practice.typed = Some(String::new());
        }
    }

    /// What was typed of the practice; it is kept nowhere.
    pub(super) fn practice_typed(&mut self, text: &str) {
        if self.practice.typing() {
            self.practice.typed = Some(text.chars().take(TYPED_CHARS).collect());
        }
    }

    /// Listens to the practice in device time; it is recorded in memory alone.
    pub(super) fn practice_sound(&mut self, block: &AudioBlock) -> Result<(), StationError> {
        if std::mem::take(&mut self.practice.waits) {
            let language = Some(self.language.into());
            let start_ms = block.time.millis();
            let limits = Span::new(start_ms, start_ms + PRACTICE_MS);
            let Some(parts) = self.loading.ready() else { return Ok(()) };
            let speech = Arc::clone(&parts.speech);
            let pace = interview::media::Pace::Real;
            let open = OpenAnswer::begin(0, limits, &speech, language, pace);
            let size = self.picture_size().filter(|_| self.devices.camera == DeviceState::Live);
            // Without a recording there is nothing to play; the practice goes on.
            let rehearsal = Rehearsal::start(MediaTime::from_millis(start_ms), size)
                .inspect_err(|error| tracing::warn!(%error, "the practice is not recorded"))
                .ok();
            self.practice.open = Some((open, rehearsal, start_ms));
            let at = MediaTime::from_millis(start_ms);
            self.setup.devices.prompt(&Prompt::Answer(0), at);
        }
        let Some((open, rehearsal, start_ms)) = &mut self.practice.open else { return Ok(()) };
        open.hear(block)?;
        if let Some(rehearsal) = rehearsal {
            rehearsal.sound(block)?;
        }
        self.practice.length_ms = block.end().millis() - *start_ms;
        if self.practice.length_ms >= PRACTICE_MS {
            self.practice_finish();
        }
        Ok(())
    }

    /// The own picture belongs to the practice too.
    pub(super) fn practice_picture(&self, frame: &VideoFrame) -> Result<(), StationError> {
        match &self.practice.open {
            Some((_, Some(rehearsal), _)) => rehearsal.picture(frame),
            _ => Ok(()),
        }
    }

    pub(super) fn practice_finish(&mut self) {
        self.practice.waits = false;
        self.practice.typed_over = self.practice.typed.is_some();
        let Some((open, rehearsal, start_ms)) = self.practice.open.take() else { return };
        self.practice.film = rehearsal.map(Rehearsal::stop);
        match open.close(start_ms + self.practice.length_ms) {
            Ok(closed) => self.practice.done = Some(closed),
            Err(error) => self.fail(&error),
        }
    }

    pub(super) fn practice_again(&mut self) {
        if self.place == Place::Practice {
            self.forget_practice();
        }
    }

    /// Nothing of the practice stays, and what plays it ends.
    pub(super) fn forget_practice(&mut self) {
        self.practice = PracticeRun::default();
        self.shared.set_practice(None);
    }

    pub(super) fn practice_view(&mut self) -> Screen {
        let busy = self.practice.speaking() || self.practice.typing();
        let stage = match (busy, self.practice.typed_over || self.practice.done.is_some()) {
            (true, _) => PracticeStage::Speaking,
            (false, true) => PracticeStage::Done,
            (false, false) => PracticeStage::Ready,
        };
        let film = self.practice.film.as_ref().filter(|film| film.complete());
        self.shared.set_practice(film);
        let playable = film.is_some();
        let heard = self.practice.done.as_mut().and_then(ClosedAnswer::heard);
        Screen::Practice {
            stage,
            question: catalogue::text(self.language.into(), "practice.question").to_owned(),
            seconds: u32::try_from(self.practice.length_ms / 1_000).unwrap_or(0),
            heard: heard.map(|heard| heard.transcript.text.clone()),
            playable,
            typed: self.practice.typed.clone(),
        }
    }

    /// The practice is forgotten; the first question is asked.
    pub(super) fn after_practice(&mut self) {
        self.forget_practice();
        if let Err(error) = self.begin_questions() {
            self.fail(&error);
        }
    }
}
