//! Picture and sound before the interview.

use interview::session::Track;

use super::journey::{Journey, Place};
use super::look::FaceLook;
use super::view::{DeviceCheck, DeviceRow, DeviceState};

/// A face darker than this is called dark: mean brightness 0–1 of the face.
const DARK: f64 = 0.25;
/// A face narrower than this share of the picture is far away.
const FAR: f64 = 0.14;
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
}
