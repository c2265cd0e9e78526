//! The journey's state, and what drives it: intents, devices, time.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use capture::MediaClock;
use interview::error::Faulty;
use interview::media::{AudioBlock, VideoFrame};
use interview::session::{Event, LossCause, SuspendReason, Track};
use vault::Vault;

use super::ending::Ending;
use super::help::HelpCall;
use super::identity::{CardStep, LiveStep};
use super::idle::{IdleWatch, Patience, Presence};
use super::intent::Intent;
use super::look::FaceLook;
use super::meter::Meter;
use super::parts::Loading;
use super::practice::PracticeRun;
use super::questions::Asking;
use super::recorded_by::DeviceNames;
use super::session::Session;
use super::staff::StaffDesk;
use super::ticket::TicketEye;
use super::view::{
    ConsentRow, DeviceState, Devices, KioskLanguage, KioskView, Lamp, Needs, PositionChoice,
    QuestionStage, Screen,
};
use super::voice::ReadAloud;
use super::welcome::{Found, Kept};
use super::{KioskSetup, Shared};
use crate::StationError;
use crate::engines::Engines;
use crate::feed::{Feed, Item, Order, REOPEN_PAUSE, Sources};
use crate::policy::PolicyInForce;

/// A suspended or finished screen is cleared after this time.
pub(super) const CLEAR_MS: i64 = 30_000;
/// A device that was asked to open and has given nothing for so long is called absent (faults.md,
/// A1: some drivers never answer). It may still come: the first datum makes it live.
const OPENING_MS: i64 = 5_000;
/// Months that recordings are kept after hiring ends, for the consent's text.
const DAYS_A_MONTH: u32 = 30;

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
    pub consents: Vec<ConsentRow>,
    pub consents_missing: bool,
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
    pub practice: PracticeRun,
    pub asking: Asking,
    pub ending: Ending,
    pub staff: StaffDesk,
    pub help: HelpCall,
    pub voice: Option<ReadAloud>,
    pub devices: Devices,
    /// What the devices are called that were opened last.
    pub device_names: DeviceNames,
    pub problem: Option<String>,
    feed: Option<Feed>,
    vault: Option<Vault>,
    idle: IdleWatch,
    retry_at_ms: i64,
    opened_at_ms: i64,
    last_size: Option<(u32, u32)>,
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
            consents: Vec::new(),
            consents_missing: false,
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
            practice: PracticeRun::default(),
            asking: Asking::default(),
            ending: Ending::default(),
            staff: StaffDesk::default(),
            help: HelpCall::default(),
            voice: ReadAloud::start(|| Engines::open().ok()),
            devices: Devices::default(),
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
            Intent::PracticeAgain => self.practice_again(),
            Intent::Hear { text } => self.hear(&text),
            Intent::StopHearing => self.stop_hearing(),
            Intent::CallStaff => self.call_staff(),
            Intent::HelpOver => self.help_over(),
            Intent::StopAndPause => self.suspend(SuspendReason::Pause),
            Intent::StopAndKeep => self.stop_and_keep(),
            Intent::StopAndDelete => self.stop_and_delete(),
            Intent::StillHere => {}
            Intent::KeepScreen => self.ending.keep(),
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
        self.ending.clear_at(self.now_ms);
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

    /// Opens camera and microphone, where they are not open yet; their threads wait for the drivers.
    pub fn open_devices(&mut self) {
        if self.feed.is_some() {
            return;
        }
        let camera = self.setup.devices.camera(self.clock).map(crate::feed::Input::opened_later);
        let microphone =
            self.setup.devices.microphone(self.clock).map(crate::feed::Input::opened_later);
        let state = |there: bool| if there { DeviceState::Opening } else { DeviceState::Absent };
        self.devices = Devices {
            camera: state(camera.is_some()),
            microphone: state(microphone.is_some()),
            ..Devices::default()
        };
        self.opened_at_ms = self.now_ms;
        match Feed::start(Sources { camera, microphone, order: Order::AsItComes }) {
            Ok(feed) => self.feed = Some(feed),
            Err(error) => self.fail(&error),
        }
    }

    pub fn close_devices(&mut self) {
        self.feed = None;
        self.devices = Devices::default();
        self.device_names = DeviceNames::default();
        self.shared.clear();
    }

    pub fn picture_size(&self) -> Option<(u32, u32)> {
        self.last_size
    }

    fn on_item(&mut self, item: Item) {
        let result = match item {
            Item::Video(frame) => self.on_picture(&frame),
            Item::Audio(block) => self.on_sound(&block),
            Item::Lost(track, cause) => self.on_lost(track, cause),
            Item::Away(track, error) => {
                tracing::warn!(track = track.name(), %error, "device is away");
                self.on_away(track);
                Ok(())
            }
            Item::Opened(track, name) => self.opened(track, name),
            Item::Back(_) | Item::Idle => Ok(()),
        };
        if let Err(error) = result {
            self.fail(&error);
        }
    }

    fn device(&mut self, track: Track) -> &mut DeviceState {
        match track {
            Track::Camera => &mut self.devices.camera,
            Track::Microphone => &mut self.devices.microphone,
        }
    }

    /// The first datum after a loss: only now the device is back.
    fn delivers(&mut self, track: Track) -> Result<(), StationError> {
        let state = self.device(track);
        let was = std::mem::replace(state, DeviceState::Live);
        if was == DeviceState::Lost {
            self.devices.attempt = 0;
            self.devices.retry_in_s = 0;
            if let Some(session) = &mut self.session {
                session.apply(&Event::DeviceBack { track })?;
            }
            self.device_back(track);
        }
        Ok(())
    }

    fn on_picture(&mut self, frame: &VideoFrame) -> Result<(), StationError> {
        self.delivers(Track::Camera)?;
        self.last_size = Some((frame.width, frame.height));
        if self.shows_camera() {
            self.shared.show(frame);
        }
        match self.place {
            Place::Booking => self.ticket_picture(frame),
            Place::Card => self.card_picture(frame),
            Place::Liveness => self.live_picture(frame)?,
            Place::DeviceCheck | Place::Practice => {
                if let Some(look) = &mut self.look {
                    look.offer(frame);
                }
                self.practice_picture(frame)?;
            }
            _ => {}
        }
        let alone = self.devices.microphone == DeviceState::Absent;
        match &mut self.session {
            Some(session) => session.picture(frame, alone).map(|_| ()),
            None => Ok(()),
        }
    }

    fn on_sound(&mut self, block: &AudioBlock) -> Result<(), StationError> {
        self.delivers(Track::Microphone)?;
        self.meter.hear(block);
        self.shared.set_level(self.meter.shown());
        if self.place == Place::Practice {
            return self.practice_sound(block);
        }
        let heard = match &mut self.session {
            Some(session) => session.sound(block)?,
            None => None,
        };
        if let Some(voice) = heard {
            if voice.speaking {
                self.idle.alive(self.now_ms);
            }
            self.asking.heard(voice.heard_speech);
        }
        Ok(())
    }

    fn on_lost(&mut self, track: Track, cause: LossCause) -> Result<(), StationError> {
        let state = self.device(track);
        if *state != DeviceState::Live {
            return Ok(());
        }
        *state = DeviceState::Lost;
        if let Some(session) = &mut self.session {
            session.apply(&Event::DeviceLost { track, cause })?;
        }
        match track {
            Track::Camera => self.live_camera_lost()?,
            Track::Microphone => self.hold_for("microphone"),
        }
        Ok(())
    }

    fn on_away(&mut self, track: Track) {
        let state = self.device(track);
        if *state == DeviceState::Opening {
            *state = DeviceState::Absent;
        }
        self.devices.attempt += 1;
        self.retry_at_ms = self.now_ms + REOPEN_PAUSE.as_millis() as i64;
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
        self.tick_identity();
        self.tick_practice();
        self.tick_question(passed_ms);
        self.tick_ending();
        self.tick_staff();
        self.tick_help();
        self.tick_keeping();
        self.tick_idle();
    }

    /// Nobody waits for a driver that does not answer.
    fn tick_opening(&mut self) {
        if self.now_ms - self.opened_at_ms < OPENING_MS {
            return;
        }
        for track in [Track::Camera, Track::Microphone] {
            let state = self.device(track);
            if *state == DeviceState::Opening {
                *state = DeviceState::Absent;
                tracing::warn!(track = track.name(), "device was opened and gives nothing");
            }
        }
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

    fn patience(&self) -> Patience {
        if self.help.called() || self.staff.stands_here() {
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
            Place::Question if self.asking.on_hold() => Patience::Break,
            Place::Question => match self.asking.stage() {
                QuestionStage::Think | QuestionStage::Countdown => Patience::Off,
                QuestionStage::Answer => Patience::Answer,
                QuestionStage::Saved => Patience::Usual,
            },
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
        self.consents.clear();
        self.consents_missing = false;
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
        self.staff = StaffDesk::default();
        self.help = HelpCall::default();
        self.problem = None;
        self.last_size = None;
    }

    /// What the window draws.
    pub fn view(&mut self) -> KioskView {
        let idle_left_s = match self.idle.presence(self.patience(), self.now_ms) {
            Presence::Asked { left_ms } => Some(seconds_up(left_ms)),
            Presence::Here | Presence::Gone => None,
        };
        KioskView {
            seq: 0,
            language: self.language,
            step: self.step_number(),
            lamp: self.lamp(),
            needs: self.needs,
            devices: self.devices,
            help: self.help.view(self.now_ms),
            staff: self.staff_view(),
            idle_left_s,
            simulated: self.simulated(),
            problem: self.problem.clone(),
            screen: self.screen(),
        }
    }

    fn simulated(&self) -> Vec<String> {
        let mut parts = self.setup.devices.simulated();
        if self.session.is_some() && self.consented("face") {
            parts.push("identity_service".to_owned());
        }
        parts
    }

    fn lamp(&self) -> Lamp {
        let practising = self.place == Place::Practice && self.practice.speaking();
        match &self.session {
            _ if practising => Lamp::Off,
            Some(session) if session.clock.runs() => Lamp::On,
            Some(_) if self.asking.answering() && self.place == Place::Question => Lamp::Hold,
            _ => Lamp::Off,
        }
    }

    fn step_number(&self) -> u32 {
        match self.place {
            Place::Attract | Place::OutOfUse(_) => 0,
            Place::Needs => 1,
            Place::Judged | Place::Consent | Place::OtherWay(_) => 2,
            Place::Booking | Place::Card | Place::Liveness => 3,
            Place::DeviceCheck => 4,
            Place::Practice => 5,
            Place::Question | Place::Suspended(_) | Place::Deleted(_) => 6,
            Place::Review | Place::Finishing | Place::Thanks => 7,
        }
    }

    fn screen(&mut self) -> Screen {
        match self.place.clone() {
            Place::Attract => Screen::Attract,
            Place::Needs => Screen::Needs,
            Place::Judged => Screen::Judged(self.judged_sheet()),
            Place::Consent => Screen::Consent {
                items: self.consents.clone(),
                missing: self.consents_missing,
                retention_months: self
                    .policy
                    .as_ref()
                    .map_or(0, |policy| policy.retention_days / DAYS_A_MONTH),
            },
            Place::OtherWay(purpose) => Screen::OtherWay { purpose },
            Place::Booking => Screen::Booking(self.booking_view()),
            Place::Card => Screen::Card(self.card_view()),
            Place::Liveness => Screen::Liveness(self.live_view()),
            Place::DeviceCheck => Screen::DeviceCheck(self.check_view()),
            Place::Practice => self.practice_view(),
            Place::Question => Screen::Question(self.question_view()),
            Place::Review => Screen::Review { answers: self.review_rows() },
            Place::Finishing => Screen::Finishing,
            Place::Thanks => Screen::Thanks(self.thanks_view()),
            Place::Suspended(reason) => self.suspended_view(reason),
            Place::Deleted(certificate) => Screen::Deleted { certificate },
            Place::OutOfUse(code) => Screen::OutOfUse { code },
        }
    }
}

/// Whole seconds, rounded up.
pub(super) fn seconds_up(ms: i64) -> u32 {
    u32::try_from((ms.max(0) + 999) / 1_000).unwrap_or(u32::MAX)
}
