//! The journey's state, and what drives it: intents, devices, time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use capture::MediaClock;
use interview::error::Faulty;
use interview::session::SuspendReason;
use vault::Vault;

use super::booked::Found;
use super::check::{RoomWatch, SoundCheck};
use super::clearing::Clearing;
use super::ending::Ending;
use super::help::HelpCall;
use super::identity::CardStep;
use super::idle::{IdleWatch, Patience, Presence};
use super::intent::Intent;
use super::liveness::LiveStep;
use super::look::FaceLook;
use super::meter::Meter;
use super::parts::Loading;
use super::practice::PracticeRun;
use super::questions::Asking;
use super::recorded_by::DeviceNames;
use super::session::Session;
use super::staff::StaffDesk;
use super::ticket::TicketEye;
use super::view::{ConsentRow, Devices, KioskLanguage, Needs, PositionChoice};
use super::voice::ReadAloud;
use super::volume::Volume;
use super::welcome::Kept;
use super::{KioskSetup, Shared};
use crate::StationError;
use crate::devices::ChosenDevices;
use crate::engines::Engines;
use crate::feed::Feed;
use crate::policy::PolicyInForce;

/// Which screen is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Attract,
    Needs,
    Judged,
    Consent,
    OtherWay(String),
    Booking,
    Card,
    Liveness,
    DeviceCheck,
    Practice,
    Question,
    CapReached,
    Review,
    Finishing,
    Thanks,
    Suspended(SuspendReason),
    Deleted(String),
    OutOfUse(String),
}

/// Everything about the present candidate, and the devices.
pub(super) struct Journey {
    pub setup: KioskSetup,
    pub shared: Arc<Shared>,
    pub clock: MediaClock,
    pub now_ms: i64,
    pub place: Place,
    pub language: KioskLanguage,
    pub needs: Needs,
    pub policy: Option<PolicyInForce>,
    /// What the settings said when this candidate began, or staff chose since.
    pub chosen: ChosenDevices,
    pub consents: Vec<ConsentRow>,
    pub consents_missing: bool,
    /// When each purpose was answered, RFC 3339 UTC.
    pub consented_at: BTreeMap<String, String>,
    pub found: Found,
    pub misses: u32,
    /// No booking is looked for before.
    pub search_from_ms: i64,
    pub offline: Arc<AtomicBool>,
    pub last_four: Option<String>,
    pub walk_in: Vec<PositionChoice>,
    pub loading: Loading,
    pub kept: Kept,
    pub session: Option<Session>,
    pub ticket: Option<TicketEye>,
    pub card: CardStep,
    pub live: LiveStep,
    pub look: Option<FaceLook>,
    pub meter: Meter,
    pub sound_check: SoundCheck,
    pub practice: PracticeRun,
    pub asking: Asking,
    pub ending: Ending,
    pub clearing: Clearing,
    pub staff: StaffDesk,
    pub help: HelpCall,
    pub voice: Option<ReadAloud>,
    pub volume: Volume,
    pub devices: Devices,
    pub room: RoomWatch,
    /// What the devices are called that were opened last.
    pub device_names: DeviceNames,
    pub problem: Option<String>,
    pub(super) feed: Option<Feed>,
    vault: Option<Vault>,
    pub(super) idle: IdleWatch,
    pub(super) retry_at_ms: i64,
    pub(super) opened_at_ms: i64,
    pub(super) last_size: Option<(u32, u32)>,
}

impl Journey {
    pub fn new(setup: KioskSetup, shared: Arc<Shared>) -> Self {
        Self {
            setup,
            shared,
            clock: MediaClock::start(),
            now_ms: 0,
            place: Place::Attract,
            language: KioskLanguage::default(),
            needs: Needs::default(),
            policy: None,
            chosen: ChosenDevices::default(),
            consents: Vec::new(),
            consents_missing: false,
            consented_at: BTreeMap::new(),
            found: Found::default(),
            misses: 0,
            search_from_ms: 0,
            offline: Arc::default(),
            last_four: None,
            walk_in: Vec::new(),
            loading: Loading::Idle,
            kept: None,
            session: None,
            ticket: None,
            card: CardStep::default(),
            live: LiveStep::default(),
            look: None,
            meter: Meter::new(),
            sound_check: SoundCheck::default(),
            practice: PracticeRun::default(),
            asking: Asking::default(),
            ending: Ending::default(),
            clearing: Clearing::default(),
            staff: StaffDesk::default(),
            help: HelpCall::default(),
            voice: ReadAloud::start(|| Engines::open().ok()),
            volume: Volume::default(),
            devices: Devices::default(),
            room: RoomWatch::default(),
            device_names: DeviceNames::default(),
            problem: None,
            feed: None,
            vault: None,
            idle: IdleWatch::new(0),
            retry_at_ms: 0,
            opened_at_ms: 0,
            last_size: None,
        }
    }

    /// The vault; opened or made when a booking is looked for.
    pub fn vault(&self) -> Result<Vault, StationError> {
        match &self.vault {
            Some(vault) => Ok(vault.clone()),
            None => (self.setup.vault)(),
        }
    }

    /// Does what the person wants, where it fits the screen.
    pub fn want(&mut self, intent: Intent) {
        self.idle.alive(self.now_ms);
        self.clearing.touched(self.now_ms);
        self.staff.touched(self.now_ms);
        self.problem = None;
        match intent {
            Intent::Start { language } => self.start(language),
            Intent::SetLanguage { language } => self.set_language(language),
            Intent::SetNeeds { needs } => self.needs = needs,
            Intent::Continue => self.go_on(),
            Intent::Back => self.go_back(),
            Intent::Consent { purpose, given } => self.consent(&purpose, given),
            Intent::BookingCode { code } => self.booking_code(&code),
            Intent::BookingName { name, last_four } => self.booking_name(&name, &last_four),
            Intent::WalkIn { position } => self.walk_in(&position),
            Intent::CardAgain => self.card_again(),
            Intent::CardField { name, value } => self.card_field(&name, &value),
            Intent::NoCard => self.no_card(),
            Intent::LivenessStart => self.liveness_start(),
            Intent::LivenessOther { way } => self.liveness_other(&way),
            Intent::TrySpeaker | Intent::SpeakerHeard { .. } | Intent::PlaySentence => {
                self.want_in_check(&intent);
            }
            Intent::PracticeAgain => self.practice_again(),
            Intent::Hear { text } => self.hear(&text),
            Intent::StopHearing => self.stop_hearing(),
            Intent::SetVolume { step } => self.set_volume(step),
            Intent::CallStaff => self.call_staff(),
            Intent::HelpOver => self.help_over(),
            Intent::StopAndPause => self.suspend(SuspendReason::Pause),
            Intent::StopAndKeep => self.stop_and_keep(),
            Intent::StopAndDelete => self.stop_and_delete(),
            Intent::StillHere => {}
            Intent::KeepScreen => self.clearing.keep(),
            Intent::ClearNow => self.clear_if_over(),
            intent => self.want_in_session(intent),
        }
    }

    /// Takes one item of the devices, lets time pass; gives false where there was nothing to take.
    pub fn step(&mut self) -> bool {
        let item = self.feed.as_mut().and_then(Feed::try_next);
        let busy = item.is_some();
        if let Some(item) = item {
            self.on_item(item);
        }
        self.tick();
        busy
    }

    /// The program ends: what runs is suspended, and stays.
    pub fn close(&mut self) {
        if self.session.is_some() && !matches!(self.place, Place::Finishing | Place::Thanks) {
            self.suspend(SuspendReason::Interrupted);
        }
        if let Some(session) = self.session.take() {
            session.put_away();
        }
    }

    /// Shows a failure that can be tried again; one of the disk suspends the session.
    pub fn fail(&mut self, error: &StationError) {
        let fault = error.fault();
        tracing::warn!(code = fault.code, %error, "a step of the journey failed");
        if matches!(error, StationError::Capture(capture::CaptureError::DiskFull)) {
            self.suspend(SuspendReason::Storage);
        }
        self.problem = Some(fault.code.to_owned());
    }

    pub fn out_of_use(&mut self, error: &StationError) {
        tracing::error!(code = error.fault().code, %error, "no interview can begin");
        self.place = Place::OutOfUse(error.fault().code.to_owned());
        self.clearing.begin(self.now_ms);
    }

    fn set_language(&mut self, language: KioskLanguage) {
        self.language = language;
        self.stop_hearing();
    }

    fn go_on(&mut self) {
        match self.place {
            Place::Needs => self.place = Place::Judged,
            Place::Judged => self.place = Place::Consent,
            Place::Consent => self.after_consents(),
            Place::Booking if self.found.shown.is_some() => self.begin_session(),
            Place::Card => self.card_confirmed(),
            Place::DeviceCheck => self.after_devices(),
            Place::Practice => self.after_practice(),
            Place::CapReached => self.go_on_past_cap(),
            Place::OtherWay(_) | Place::OutOfUse(_) => self.clear(),
            _ => {}
        }
    }

    fn go_back(&mut self) {
        match self.place {
            Place::Needs => self.clear(),
            Place::Judged => self.place = Place::Needs,
            Place::Consent => self.place = Place::Judged,
            Place::OtherWay(_) => self.place = Place::Consent,
            Place::Booking if self.found.shown.is_some() => self.found = Found::default(),
            Place::Booking => {
                self.close_devices();
                self.place = Place::Consent;
            }
            Place::Liveness if !self.identity_passed() => self.back_to_card(),
            Place::Practice => self.place = Place::DeviceCheck,
            _ => {}
        }
    }

    fn hear(&mut self, text: &str) {
        if let Some(voice) = &self.voice {
            voice.say(text, self.language.into());
        }
    }

    pub fn stop_hearing(&mut self) {
        if let Some(voice) = &self.voice {
            voice.stop();
        }
    }

    fn tick(&mut self) {
        let now_ms = self.clock.now().millis();
        let passed_ms = now_ms - self.now_ms;
        self.now_ms = now_ms;
        let until_ms = (self.retry_at_ms - now_ms).max(0);
        self.devices.retry_in_s = u32::try_from(until_ms.div_euclid(1_000)).unwrap_or(0);
        if self.loading.poll() {
            self.parts_loaded();
        }
        self.tick_opening();
        self.tick_room();
        self.tick_identity();
        self.tick_practice();
        self.tick_question(passed_ms);
        self.tick_ending();
        self.tick_staff();
        self.tick_help();
        self.tick_keeping();
        self.tick_idle();
    }

    fn tick_idle(&mut self) {
        let patience = self.patience();
        if self.idle.presence(patience, self.now_ms) == Presence::Gone {
            match self.session {
                Some(_) => self.suspend(SuspendReason::Pause),
                None => self.clear(),
            }
        }
    }

    pub(super) fn patience(&self) -> Patience {
        if self.staff_expected() {
            return Patience::Off;
        }
        match self.place {
            Place::Attract
            | Place::Finishing
            | Place::Thanks
            | Place::Suspended(_)
            | Place::Deleted(_)
            | Place::OutOfUse(_) => Patience::Off,
            Place::Card | Place::Liveness => Patience::Identity,
            Place::Question => Patience::at_question(&self.asking),
            _ => Patience::Usual,
        }
    }

    /// The screen is cleared for the next person; what was recorded is in the vault.
    pub fn clear(&mut self) {
        self.kept = self.loading.kept().or(self.kept.take());
        self.loading = Loading::Idle;
        self.close_devices();
        if let Some(voice) = &self.voice {
            voice.forget();
        }
        if let Some(session) = self.session.take() {
            session.put_away();
        }
        self.place = Place::Attract;
        self.language = KioskLanguage::default();
        self.needs = Needs::default();
        self.reset_volume();
        self.consents.clear();
        self.consents_missing = false;
        self.consented_at.clear();
        self.found = Found::default();
        self.may_search_again();
        self.last_four = None;
        self.ticket = None;
        self.card = CardStep::default();
        self.live = LiveStep::default();
        self.look = None;
        self.meter = Meter::new();
        self.forget_practice();
        self.asking = Asking::default();
        self.ending = Ending::default();
        self.clearing = Clearing::default();
        self.staff = StaffDesk::default();
        self.chosen = ChosenDevices::default();
        self.room = RoomWatch::default();
        self.help = HelpCall::default();
        self.problem = None;
        self.last_size = None;
    }
}

/// Whole seconds, rounded up.
pub(super) fn seconds_up(ms: i64) -> u32 {
    u32::try_from((ms.max(0) + 999) / 1_000).unwrap_or(u32::MAX)
}
