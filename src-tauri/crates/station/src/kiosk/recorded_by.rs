//! Which devices record a person. Another one comes into use only where somebody chose it, and then
//! the report says when.

use interview::session::Track;
use serde::{Deserialize, Serialize};

use super::journey::Journey;
use super::session::Session;
use crate::StationError;

/// What camera and microphone are called; empty where none was opened.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DeviceNames {
    camera: String,
    microphone: String,
}

impl DeviceNames {
    fn of(&mut self, track: Track) -> &mut String {
        match track {
            Track::Camera => &mut self.camera,
            Track::Microphone => &mut self.microphone,
        }
    }
}

impl Journey {
    /// A device was opened, which is called so.
    pub(super) fn opened(&mut self, track: Track, name: String) -> Result<(), StationError> {
        *self.device_names.of(track) = name;
        // Who is not recorded yet is recorded by whatever there is by then.
        if self.session.as_ref().is_some_and(|session| session.begun) {
            return self.note_devices();
        }
        Ok(())
    }

    /// The session knows what records it.
    pub(super) fn note_devices(&mut self) -> Result<(), StationError> {
        let Some(session) = &mut self.session else { return Ok(()) };
        session.recorded_by(Track::Camera, self.device_names.of(Track::Camera))?;
        session.recorded_by(Track::Microphone, self.device_names.of(Track::Microphone))
    }
}

impl Session {
    fn recorded_by(&mut self, track: Track, name: &str) -> Result<(), StationError> {
        let before = self.devices.of(track);
        if name.is_empty() || *before == name {
            return Ok(());
        }
        let before = std::mem::replace(before, name.to_owned());
        if !before.is_empty() {
            let code = match track {
                Track::Camera => "device.camera_changed",
                Track::Microphone => "device.microphone_changed",
            };
            let now_ms = self.now_ms();
            self.log.note(now_ms, code, "")?;
        }
        self.keep_again()
    }
}
