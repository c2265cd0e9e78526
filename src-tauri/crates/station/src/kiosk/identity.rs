//! The card, and the living person who belongs to it. Nobody is rejected here: what can't be
//! confirmed by machine is confirmed by a member of staff.

use std::sync::Arc;

use interview::challenge::{ChallengeAction, Tries};
use interview::media::VideoFrame;
use interview::session::SuspendReason;
use interview::time::MediaTime;

use super::card::{CardDesk, ReadField};
use super::journey::{Journey, Place, seconds_up};
use super::view::{CardView, DeviceState, LivenessStage, LivenessView};
use crate::StationError;
use crate::identity::{
    CardEvidence, LiveIdentity, LiveParts, LiveSignal, Movements, SimulatedIdentityService,
};
use crate::session::Prompt;

/// How long "passed" is shown before the journey goes on.
const PASSED_MS: i64 = 1_500;

/// The card step.
#[derive(Default)]
pub(super) struct CardStep {
    desk: Option<CardDesk>,
    fields: Vec<ReadField>,
    card: Option<CardEvidence>,
    hint: &'static str,
}

/// The liveness step.
#[derive(Default)]
pub(super) struct LiveStep {
    running: Option<LiveIdentity>,
    action: Option<(ChallengeAction, i64)>,
    nth: u32,
    tries: Tries,
    movements: Movements,
    hint: String,
    passed_at_ms: Option<i64>,
}

impl Journey {
    pub(super) fn enter_card(&mut self) {
        self.place = Place::Card;
        self.card = CardStep { hint: "place", ..CardStep::default() };
        if !self.consented("face") {
            self.card.hint = "staff";
            self.call_staff();
            return;
        }
        self.start_card_desk();
    }

    fn start_card_desk(&mut self) {
        if self.place != Place::Card || self.card.desk.is_some() || self.card.hint == "staff" {
            return;
        }
        let Some(parts) = self.loading.ready() else { return };
        match CardDesk::start(&parts.engines) {
            Ok(desk) => {
                if let Some(card) = self.setup.devices.card() {
                    desk.offer(&card);
                }
                self.card.desk = Some(desk);
            }
            Err(error) => self.fail(&error),
        }
    }

    /// The models are there, or will not be.
    pub(super) fn parts_loaded(&mut self) {
        if let super::parts::Loading::Failed(error) = &self.loading {
            let error = StationError::from_code(error);
            match self.session {
                Some(_) => self.fail(&error),
                None => self.out_of_use(&error),
            }
            return;
        }
        self.start_card_desk();
    }

    pub(super) fn card_picture(&mut self, frame: &VideoFrame) {
        let reader = self.setup.devices.card().is_some();
        if let Some(desk) = &self.card.desk
            && !reader
            && self.card.card.is_none()
        {
            desk.offer(frame);
        }
    }

    fn look_at_card(&mut self) {
        let Some(seen) = self.card.desk.as_ref().and_then(CardDesk::take) else { return };
        if self.card.card.is_some() {
            return;
        }
        self.card.hint = seen.hint;
        let Some(card) = seen.card else { return };
        self.shared.show(&card.reading.masked_picture(&card.picture));
        self.card.fields = seen.fields;
        let number = card.reading.id_number();
        let booked = self.last_four.as_deref();
        if let (Some(number), Some(last_four)) = (number, booked)
            && !number.as_str().ends_with(last_four)
        {
            self.card.hint = "mismatch";
        }
        self.card.card = Some(card);
    }

    /// Whether the camera's picture may be shown: a card that was read is shown masked instead.
    pub(super) fn shows_camera(&self) -> bool {
        self.place != Place::Card || self.card.card.is_none()
    }

    pub(super) fn card_again(&mut self) {
        if self.place == Place::Card && self.may_read_card() {
            self.card = CardStep { hint: "place", ..CardStep::default() };
            self.start_card_desk();
        }
    }

    pub(super) fn card_field(&mut self, name: &str, value: &str) {
        let named = |field: &&mut ReadField| field.name.as_str() == name;
        if let Some(field) = self.card.fields.iter_mut().find(named) {
            field.correct(value);
        }
    }

    /// Whether the check is over, and only said so for a moment.
    pub(super) fn identity_passed(&self) -> bool {
        self.place == Place::Liveness && self.live.passed_at_ms.is_some()
    }

    /// Whether a card may and can be read here at all.
    fn may_read_card(&self) -> bool {
        let reads =
            self.devices.camera != DeviceState::Absent || self.setup.devices.card().is_some();
        self.consented("face") && reads
    }

    pub(super) fn no_card(&mut self) {
        if matches!(self.place, Place::Card | Place::Liveness) && !self.identity_passed() {
            self.card.hint = "staff";
            self.place = Place::Card;
            self.live.running = None;
            self.call_staff();
        }
    }

    pub(super) fn card_confirmed(&mut self) {
        if self.card.card.is_none() {
            return;
        }
        if let Some(session) = &mut self.session {
            super::card::into_candidate(&self.card.fields, &mut session.request.candidate);
        }
        self.keep_sitting();
        let edited = self.card.fields.iter().filter(|field| field.edited);
        let edited: Vec<&str> = edited.map(|field| field.name.as_str()).collect();
        if !edited.is_empty() {
            let names = edited.join(" ");
            if let Err(error) = self.note("identity.card_edited", &names) {
                self.fail(&error);
            }
        }
        self.live = LiveStep::default();
        self.place = Place::Liveness;
    }

    pub(super) fn back_to_card(&mut self) {
        self.live = LiveStep::default();
        self.place = Place::Card;
    }

    pub(super) fn card_view(&self) -> CardView {
        CardView {
            hint: self.card.hint.to_owned(),
            may_read: self.may_read_card(),
            read: self.card.card.is_some(),
            fields: self.card.fields.iter().map(ReadField::shown).collect(),
        }
    }

    pub(super) fn liveness_start(&mut self) {
        if self.place != Place::Liveness || self.live.passed_at_ms.is_some() {
            return;
        }
        // Who begins anew after an action was asked for has used a try: the next order is not free.
        if self.live.action.is_some() {
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
        let card = self.card.card.as_ref().map(CardEvidence::again);
        let live = LiveParts {
            card,
            faces,
            matcher,
            service: Arc::new(SimulatedIdentityService),
            synthetic: session.request.synthetic,
            seeds: crate::setup::random_seeds()?,
            tries: self.live.tries,
            movements: self.live.movements,
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
            "blink" => {
                self.live.movements = Movements::Blinks;
                if let Err(error) = self.note("identity.blinks_only", "") {
                    self.fail(&error);
                }
                self.liveness_start();
            }
            _ => {}
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
                    self.live.nth += 1;
                    self.live.action = Some((action, at_ms));
                    // The picture that completed the last action is a little old by now.
                    let at = MediaTime::from_millis(at_ms.max(self.now_ms));
                    self.setup.devices.prompt(&Prompt::Challenge(action), at);
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
                        self.live.passed_at_ms = Some(self.now_ms);
                    }
                }
            }
        }
        Ok(())
    }

    /// The state machine has suspended the session; staff help.
    fn identity_failed(&mut self) {
        self.place = Place::Suspended(SuspendReason::Identity);
        self.call_staff();
    }

    pub(super) fn tick_identity(&mut self) {
        if self.place == Place::Card {
            self.look_at_card();
            // Without an eye for it, a person looks at the card; called once.
            if self.card.card.is_none() && self.card.hint != "staff" && !self.may_read_card() {
                self.no_card();
            }
        }
        let passed = self.live.passed_at_ms.is_some_and(|at| self.now_ms - at >= PASSED_MS);
        if self.place == Place::Liveness && passed {
            self.enter_devices();
        }
    }

    pub(super) fn live_view(&self) -> LivenessView {
        let limit_ms = self.policy.as_ref().map_or(0, |policy| policy.identity.action_limit_ms);
        let stage = match (&self.live.running, self.live.action) {
            _ if self.live.passed_at_ms.is_some() => LivenessStage::Passed,
            (None, _) => LivenessStage::Ready,
            (Some(_), None) if self.live.hint.is_empty() => LivenessStage::Comparing,
            (Some(_), None) => LivenessStage::Again,
            (Some(_), Some(_)) => LivenessStage::Action,
        };
        let left_ms = self.live.action.map_or(limit_ms, |(_, at)| at + limit_ms - self.now_ms);
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
        }
    }

    pub(super) fn note(&mut self, code: &str, detail: &str) -> Result<(), StationError> {
        match &mut self.session {
            Some(session) => {
                let now_ms = session.now_ms();
                session.log.note(now_ms, code, detail)
            }
            None => Ok(()),
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
        _ => "again",
    }
}
