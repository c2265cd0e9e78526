//! The person before the camera: movements, blinks alone, or numbers read aloud. Nobody is rejected
//! here: what can't be confirmed by machine is confirmed by a member of staff.

use std::sync::Arc;

use interview::challenge::{ChallengeAction, Tries};
use interview::media::{AudioBlock, VideoFrame};
use interview::session::SuspendReason;
use interview::time::MediaTime;

use super::journey::{Journey, Place, seconds_up};
use super::view::{DeviceState, LivenessStage, LivenessView, MoreTime};
use super::voice::ReadAloud;
use crate::StationError;
use crate::identity::{
    Listening, LiveIdentity, LiveParts, LiveSignal, RowStage, SimulatedIdentityService, Way,
};
use crate::session::Prompt;

/// How long "passed" is shown before the journey goes on.
const PASSED_MS: i64 = 1_500;

/// The liveness step.
#[derive(Default)]
pub(super) struct LiveStep {
    running: Option<LiveIdentity>,
    action: Option<(ChallengeAction, i64)>,
    nth: u32,
    tries: Tries,
    way: Way,
    hint: String,
    passed_at_ms: Option<i64>,
}

impl LiveStep {
    /// Whether numbers are being read aloud now.
    pub fn hears_numbers(&self) -> bool {
        self.running.is_some() && matches!(self.way, Way::Numbers(_))
    }

    /// Nothing is asked for any more.
    pub fn stop(&mut self) {
        self.running = None;
    }
}

impl Journey {
    /// Whether the check is over, and only said so for a moment.
    pub(super) fn identity_passed(&self) -> bool {
        self.place == Place::Liveness && self.live.passed_at_ms.is_some()
    }

    pub(super) fn liveness_start(&mut self) {
        if self.place != Place::Liveness || self.live.passed_at_ms.is_some() {
            return;
        }
        // Who begins anew after something was asked for has used a try: the next order is not free.
        let asked = self.live.running.as_ref().is_some_and(|running| running.row().is_some());
        if self.live.action.is_some() || asked {
            self.live.tries.failed();
        }
        if self.live.tries.left() == 0 {
            self.no_card();
            return;
        }
        if let Err(error) = self.try_liveness() {
            self.fail(&error);
        }
    }

    fn try_liveness(&mut self) -> Result<(), StationError> {
        let (Some(session), Some(parts)) = (&self.session, self.loading.ready()) else {
            return Ok(());
        };
        let (faces, matcher) = match parts.live.take() {
            Some(pair) => pair,
            None => {
                (parts.engines.faces(&session.request.policy.modules)?, parts.engines.matcher()?)
            }
        };
        // A second try looks at the same card.
        let card = self.card.evidence();
        let live = LiveParts {
            card,
            faces,
            matcher,
            service: Arc::new(SimulatedIdentityService),
            synthetic: session.request.synthetic,
            seeds: crate::setup::random_seeds()?,
            tries: self.live.tries,
            way: self.live.way.clone(),
        };
        let candidate = session.request.candidate.clone();
        let rules = session.request.policy.identity;
        self.live.running = Some(LiveIdentity::start(live, candidate, rules, self.now_ms, false)?);
        self.live.action = None;
        self.live.nth = 0;
        self.live.hint = String::new();
        Ok(())
    }

    pub(super) fn liveness_other(&mut self, way: &str) {
        match way {
            _ if self.place != Place::Liveness || self.identity_passed() => {}
            "staff" => self.no_card(),
            "blink" => self.liveness_by(Way::Blinks, "identity.blinks_only"),
            "numbers" if self.may_read_numbers() => {
                let (language, patience) = (self.language.into(), self.patience_for_numbers());
                let Some(parts) = self.loading.ready() else { return };
                let speech = Arc::clone(&parts.speech);
                let listening = Listening { speech, language, patience };
                self.liveness_by(Way::Numbers(listening), "identity.numbers_aloud");
            }
            _ => {}
        }
    }

    fn liveness_by(&mut self, way: Way, code: &str) {
        self.live.way = way;
        if let Err(error) = self.note(code, "") {
            self.fail(&error);
        }
        self.liveness_start();
    }

    /// Whether numbers may be read aloud instead: the rules allow it, and somebody hears them.
    fn may_read_numbers(&self) -> bool {
        let allowed = self.policy.as_ref().is_some_and(|policy| policy.identity.numbers_aloud);
        allowed && self.devices.microphone == DeviceState::Live
    }

    /// Who asked for more time has it here too. There is a limit even for who wants none: a row of
    /// numbers is worth something while it is fresh.
    const fn patience_for_numbers(&self) -> f64 {
        match self.needs.time {
            MoreTime::Usual => 1.0,
            MoreTime::OneAndHalf => 1.5,
            MoreTime::Double => 2.0,
            MoreTime::NoLimit => 3.0,
        }
    }

    /// Numbers may be read aloud at the moment; what the station itself says does not count.
    pub(super) fn live_sound(&mut self, block: &AudioBlock) -> Result<(), StationError> {
        let station_speaks = self.voice.as_ref().is_some_and(ReadAloud::speaking);
        let Some(running) = &mut self.live.running else { return Ok(()) };
        let signals = running.hear(block, station_speaks)?;
        self.on_signals(signals)
    }

    /// Nobody reads numbers to a microphone that is gone: the person chooses another way, and no try
    /// is used.
    fn numbers_unheard(&mut self) {
        let lost = self.devices.microphone != DeviceState::Live;
        if lost && self.live.hears_numbers() {
            let tries = self.live.tries;
            let hint = "no_sound".to_owned();
            self.live = LiveStep { tries, hint, ..LiveStep::default() };
        }
    }

    pub(super) fn live_picture(&mut self, frame: &VideoFrame) -> Result<(), StationError> {
        let Some(running) = &mut self.live.running else { return Ok(()) };
        let signals = running.offer(frame)?;
        self.on_signals(signals)
    }

    pub(super) fn live_camera_lost(&mut self) -> Result<(), StationError> {
        let Some(running) = &mut self.live.running else { return Ok(()) };
        let signals = running.source_lost()?;
        self.live.hint = "dropped".to_owned();
        self.on_signals(signals)
    }

    fn on_signals(&mut self, signals: Vec<LiveSignal>) -> Result<(), StationError> {
        for signal in signals {
            match signal {
                LiveSignal::Prompt { action, at_ms } => {
                    if self.live.nth > 0 {
                        self.sound_done();
                    }
                    self.live.nth += 1;
                    self.live.action = Some((action, at_ms));
                    // The picture that completed the last action is a little old by now.
                    let at = MediaTime::from_millis(at_ms.max(self.now_ms));
                    self.setup.devices.prompt(&Prompt::Challenge(action), at);
                }
                LiveSignal::Numbers { row, at_ms } => {
                    let at = MediaTime::from_millis(at_ms.max(self.now_ms));
                    let numbers = Prompt::Numbers(row.digits().to_vec());
                    self.setup.devices.prompt(&numbers, at);
                }
                LiveSignal::Again { reason, tries, .. } => {
                    self.live.nth = 0;
                    self.live.action = None;
                    self.live.tries = tries;
                    self.live.hint = hint_of(reason).to_owned();
                    self.note("identity.again", reason)?;
                }
                LiveSignal::Done { outcome, .. } => {
                    self.live.running = None;
                    let Some(session) = &mut self.session else { continue };
                    if session.checked(*outcome)? {
                        self.identity_failed();
                    } else {
                        self.sound_done();
                        self.live.passed_at_ms = Some(self.now_ms);
                    }
                }
            }
        }
        Ok(())
    }

    /// Who can't see the screen hears that something is done.
    fn sound_done(&self) {
        if let Some(voice) = self.voice.as_ref().filter(|_| self.needs.read_aloud) {
            voice.sound_done();
        }
    }

    /// The state machine has suspended the session; staff help.
    fn identity_failed(&mut self) {
        self.place = Place::Suspended(SuspendReason::Identity);
        self.clearing.begin(self.now_ms);
        self.call_staff();
    }

    pub(super) fn tick_liveness(&mut self) {
        self.numbers_unheard();
        let passed = self.live.passed_at_ms.is_some_and(|at| self.now_ms - at >= PASSED_MS);
        if self.place == Place::Liveness && passed {
            self.enter_devices();
        }
    }

    pub(super) fn live_view(&self) -> LivenessView {
        let limit_ms = self.policy.as_ref().map_or(0, |policy| policy.identity.action_limit_ms);
        let row = self.live.running.as_ref().and_then(LiveIdentity::row);
        let stage = match (&self.live.running, self.live.action) {
            _ if self.live.passed_at_ms.is_some() => LivenessStage::Passed,
            _ if matches!(row, Some((_, RowStage::Reading { .. }))) => LivenessStage::Numbers,
            _ if matches!(row, Some((_, RowStage::Weighing))) => LivenessStage::Weighing,
            (None, _) => LivenessStage::Ready,
            (Some(_), None) if self.live.hint.is_empty() => LivenessStage::Comparing,
            (Some(_), None) => LivenessStage::Again,
            (Some(_), Some(_)) => LivenessStage::Action,
        };
        let left_ms = match row {
            Some((_, RowStage::Reading { left_ms })) => left_ms,
            _ => self.live.action.map_or(limit_ms, |(_, at)| at + limit_ms - self.now_ms),
        };
        LivenessView {
            stage,
            action: self.live.action.map(|(action, _)| action.into()),
            nth: self.live.nth,
            total: self
                .policy
                .as_ref()
                .map_or(0, |policy| u32::try_from(policy.identity.challenge_actions).unwrap_or(0)),
            left_s: seconds_up(left_ms),
            tries_left: self.live.tries.left() as u32,
            hint: self.live.hint.clone(),
            numbers: row.map(|(digits, _)| digits.to_vec()).unwrap_or_default(),
            may_read_numbers: self.may_read_numbers(),
        }
    }
}

/// Hint of the window for a reason of the check.
fn hint_of(reason: &str) -> &'static str {
    match reason {
        "identity.dropped" | "identity.too_few_frames" => "dropped",
        "identity.two_faces" => "two_faces",
        "identity.no_face" => "no_face",
        "identity.too_dark" => "dark",
        "identity.numbers_silent" => "numbers_silent",
        "identity.numbers_other" => "numbers_other",
        "identity.numbers_lips" => "numbers_lips",
        _ => "again",
    }
}
