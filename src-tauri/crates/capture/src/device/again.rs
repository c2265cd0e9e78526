//! A device that is opened again after it was lost: that one, and no other.
//!
//! When a microphone goes away, the system's default becomes another one, which nobody chose and
//! which may hear another room. What was recorded first is waited for; another one is opened only
//! where a person chose it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::feed::Driver;
use super::{CameraSource, DeviceInfo, MicrophoneSource, feed};
use crate::source::{AudioSource, VideoSource};
use crate::{CaptureError, MediaClock};

/// How long an opening waits for the thread of the one before to end. A thread that hangs longer
/// hangs in its driver, and another one would hang beside it.
const THREAD_ENDS_WITHIN: Duration = Duration::from_secs(1);

/// Which device is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The system's default.
    Default,
    /// The one with this id or name.
    Named(String),
    /// The one that was open before.
    Same {
        /// As it was called then.
        device: DeviceInfo,
        /// Whether its name alone tells it from others.
        by_name: bool,
    },
}

impl Wanted {
    /// The one that somebody chose, else the default; `by_name` as in [`Wanted::Same`].
    pub(super) fn chosen(device: Option<&DeviceInfo>, by_name: bool) -> Self {
        let same = |device: &DeviceInfo| Self::Same { device: device.clone(), by_name };
        device.map_or(Self::Default, same)
    }

    pub(super) fn named(name: Option<&str>) -> Self {
        name.map_or(Self::Default, |name| Self::Named(name.to_owned()))
    }

    /// `device` and no other. Cameras are numbered as they come, so that one that was plugged in again
    /// may have another id: then its name decides, where no other one of `listed` has it.
    pub(super) fn same(device: &DeviceInfo, listed: &[DeviceInfo]) -> Self {
        let twins = listed.iter().filter(|info| info.name == device.name).count();
        Self::Same { device: device.clone(), by_name: twins == 1 }
    }

    /// The wanted one among those that are plugged in; of the default the first.
    pub(super) fn choose<'a>(&self, listed: &'a [DeviceInfo]) -> Option<&'a DeviceInfo> {
        match self {
            Self::Default => listed.first(),
            Self::Named(wanted) => {
                listed.iter().find(|info| info.id == *wanted || info.name == *wanted)
            }
            Self::Same { device, by_name } => {
                if *by_name {
                    return device.camera_in(listed);
                }
                device.sound_in(listed)
            }
        }
    }
}

/// Told by a device thread: what it opened.
#[derive(Clone, Default)]
pub(super) struct Opened(Arc<Mutex<Option<DeviceInfo>>>);

impl Opened {
    pub(super) fn tell(&self, info: DeviceInfo) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(info);
    }

    pub(super) fn get(&self) -> Option<DeviceInfo> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Refuses to open beside a thread that hangs in this driver.
pub(super) fn refuse_beside_a_stuck_thread(driver: &Driver) -> Result<(), CaptureError> {
    let begun = Instant::now();
    while feed::stuck(driver) > 0 {
        if begun.elapsed() >= THREAD_ENDS_WITHIN {
            return Err(CaptureError::DeviceUnavailable { detail: "its driver hangs".into() });
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// Opens `chosen`, else the default microphone, at the first call, and that one at every later call.
///
/// # Errors
/// As [`MicrophoneSource::open`]; `DeviceNotFound` while another one is plugged in only.
pub fn microphone_again(
    clock: MediaClock,
    chosen: Option<&DeviceInfo>,
) -> impl FnMut() -> Result<Box<dyn AudioSource>, CaptureError> + Send + use<> {
    let mut wanted = Wanted::chosen(chosen, false);
    move || {
        let source = MicrophoneSource::open_wanted(wanted.clone(), clock)?;
        // Sound servers name a microphone by what it is and where it is plugged in.
        wanted = Wanted::Same { device: source.device().clone(), by_name: false };
        Ok(Box::new(source))
    }
}

/// Opens `chosen`, else the first camera, at the first call, and that one at every later call.
///
/// # Errors
/// As [`CameraSource::open`]; `DeviceNotFound` while another one is plugged in only.
pub fn camera_again(
    clock: MediaClock,
    chosen: Option<&DeviceInfo>,
) -> impl FnMut() -> Result<Box<dyn VideoSource>, CaptureError> + Send + use<> {
    let mut wanted = Wanted::chosen(chosen, true);
    move || {
        let source = CameraSource::open_wanted(&wanted, clock)?;
        wanted = source.again().clone();
        Ok(Box::new(source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: &str, name: &str) -> DeviceInfo {
        DeviceInfo { id: id.into(), name: name.into() }
    }

    #[test]
    fn the_same_device_is_found_again_and_no_other() {
        let (room, desk) = (device("0", "room"), device("1", "desk"));
        let same = Wanted::same(&desk, &[room.clone(), desk.clone()]);
        assert_eq!(same.choose(&[room.clone(), desk.clone()]), Some(&desk));
        assert_eq!(same.choose(std::slice::from_ref(&room)), None, "another one stays out");
        let moved = device("2", "desk");
        assert_eq!(same.choose(&[room.clone(), moved.clone()]), Some(&moved), "another socket");
        let twin = device("3", "desk");
        assert_eq!(same.choose(&[moved, twin.clone()]), None, "nobody can tell which");
        let one_of_two = Wanted::same(&desk, &[desk.clone(), twin.clone()]);
        assert_eq!(one_of_two.choose(&[twin]), None, "its twin stays out");
        let taken = device("1", "hall");
        assert_eq!(same.choose(&[room.clone(), taken]), None, "another one got its number");

        let chosen = Wanted::chosen(Some(&desk), true);
        let moved = device("2", "desk");
        assert_eq!(chosen.choose(&[room.clone(), moved.clone()]), Some(&moved), "another socket");
        assert_eq!(chosen.choose(std::slice::from_ref(&room)), None, "nothing steps in");
        let chosen = Wanted::chosen(Some(&desk), false);
        assert_eq!(
            chosen.choose(std::slice::from_ref(&moved)),
            None,
            "a namesake among microphones"
        );
        assert_eq!(chosen.choose(&[moved.clone(), desk.clone()]), Some(&desk));

        assert_eq!(Wanted::chosen(None, true).choose(&[room.clone(), desk.clone()]), Some(&room));
        assert_eq!(Wanted::named(Some("desk")).choose(&[room, desk.clone()]), Some(&desk));
        assert_eq!(Wanted::Default.choose(&[]), None);
    }
}
