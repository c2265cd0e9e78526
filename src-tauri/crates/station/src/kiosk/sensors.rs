//! Camera and microphone of the journey: what comes from them, and what becomes of it.

use std::time::Duration;

use capture::DeviceInfo;
use interview::media::{AudioBlock, VideoFrame};
use interview::session::{Event, LossCause, Track};

use super::journey::{Journey, Place};
use super::recorded_by::DeviceNames;
use super::view::{DeviceState, Devices};
use crate::StationError;
use crate::feed::{Feed, Input, Item, Order, REOPEN_PAUSE, Sources};

/// A device that was asked to open and has given nothing for so long is called absent (faults.md,
/// A1: some drivers never answer). It may still come: the first datum makes it live.
const OPENING_MS: i64 = 5_000;

impl Journey {
    /// Opens camera and microphone, where they are not open yet; their threads wait for the drivers.
    pub fn open_devices(&mut self) {
        if self.feed.is_some() {
            return;
        }
        let (here, chosen) = (&self.setup.devices, &self.chosen);
        let camera = here.camera(self.clock, chosen.camera.as_ref());
        let microphone = here.microphone(self.clock, chosen.microphone.as_ref());
        let camera = camera.map(Input::opened_later);
        let microphone = microphone.map(Input::opened_later);
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

    pub(super) fn on_item(&mut self, item: Item) {
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

    /// Reads another device, which staff chose. What was lost stays lost until the new one delivers.
    pub(super) fn change_device(
        &mut self,
        track: Track,
        chosen: &DeviceInfo,
    ) -> Result<(), StationError> {
        let Some(feed) = &mut self.feed else { return Ok(()) };
        match track {
            Track::Camera => match self.setup.devices.camera(self.clock, Some(chosen)) {
                Some(opener) => feed.change_camera(Input::opened_later(opener))?,
                None => return Ok(()),
            },
            Track::Microphone => match self.setup.devices.microphone(self.clock, Some(chosen)) {
                Some(opener) => feed.change_microphone(Input::opened_later(opener))?,
                None => return Ok(()),
            },
        }
        self.opened_at_ms = self.now_ms;
        let state = self.device(track);
        if *state != DeviceState::Lost {
            *state = DeviceState::Opening;
        }
        Ok(())
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
            let age_ns = self.clock.now().nanos_since(frame.time);
            self.shared.show(frame, Duration::from_nanos(age_ns.max(0).unsigned_abs()));
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
        match self.place {
            Place::Practice => return self.practice_sound(block),
            Place::Liveness => return self.live_sound(block),
            Place::DeviceCheck => self.check_sound(block),
            _ => {}
        }
        let heard = match &mut self.session {
            Some(session) => session.sound(block)?,
            None => None,
        };
        if let Some(voice) = heard {
            if voice.speaking {
                self.idle.alive(self.now_ms);
                self.asking.timer.spoke();
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

    /// Nobody waits for a driver that does not answer.
    pub(super) fn tick_opening(&mut self) {
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
}
