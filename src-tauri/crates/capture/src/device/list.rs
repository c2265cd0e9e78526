//! Which cameras, microphones and loudspeakers there are.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait};
use nokhwa::utils::{ApiBackend, CameraIndex};
use serde::{Deserialize, Serialize};

use super::again::Wanted;
use crate::CaptureError;

/// A kind of device that can't be listed within 3 s is told as such.
const LIST_TIMEOUT: Duration = Duration::from_secs(3);
/// Threads of one kind that have hung for longer than a look takes, beyond which no other one is begun:
/// their driver never answers. Those that began before that was known come on top, one for each who
/// looked.
const MOST_HANGING: usize = 2;
/// When the threads began that list now, or hang in it, by their names.
static LISTING: Mutex<BTreeMap<&'static str, Vec<Instant>>> = Mutex::new(BTreeMap::new());

/// A camera, microphone or loudspeaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// What to open it by; stays the same as long as the device is plugged in.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl DeviceInfo {
    /// This microphone or loudspeaker among those that are plugged in. Several may have one name; the
    /// id says what it is and where it is plugged in.
    pub fn sound_in<'a>(&self, listed: &'a [Self]) -> Option<&'a Self> {
        listed.iter().find(|info| *info == self)
    }

    /// This camera among those that are plugged in. Cameras are numbered as they come, so that one that
    /// was plugged in elsewhere may have another id: then its name decides, where no other one has it.
    pub fn camera_in<'a>(&self, listed: &'a [Self]) -> Option<&'a Self> {
        listed.iter().find(|info| *info == self).or_else(|| {
            let mut named = listed.iter().filter(|info| info.name == self.name);
            named.next().filter(|_| named.next().is_none())
        })
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeviceList {
    /// Cameras.
    pub cameras: Vec<DeviceInfo>,
    /// Microphones; what a loudspeaker plays is not one.
    pub microphones: Vec<DeviceInfo>,
    /// Loudspeakers and headsets.
    pub loudspeakers: Vec<DeviceInfo>,
    /// Whether listing cameras took too long or failed: `cameras` is then empty.
    pub cameras_unknown: bool,
    /// Whether listing microphones took too long or failed: `microphones` is then empty.
    pub microphones_unknown: bool,
    /// Whether listing loudspeakers took too long or failed: `loudspeakers` is then empty.
    pub loudspeakers_unknown: bool,
}

/// Lists devices. Returns within 3 s even while a driver hangs.
pub fn list_devices() -> DeviceList {
    list_within(LIST_TIMEOUT, cameras, microphones, loudspeakers)
}

/// Lists cameras alone; `None` when that takes over 3 s or fails.
pub(super) fn list_cameras() -> Option<Vec<DeviceInfo>> {
    on_thread("capture-list-cameras", LIST_TIMEOUT, cameras)?.recv_timeout(LIST_TIMEOUT).ok()?
}

/// Finds devices of a kind; `None` when that can't be told.
type Lister = fn() -> Option<Vec<DeviceInfo>>;

fn list_within(
    patience: Duration,
    cameras: Lister,
    microphones: Lister,
    loudspeakers: Lister,
) -> DeviceList {
    let deadline = Instant::now() + patience;
    let cameras = on_thread("capture-list-cameras", patience, cameras);
    let microphones = on_thread("capture-list-microphones", patience, microphones);
    let loudspeakers = on_thread("capture-list-loudspeakers", patience, loudspeakers);
    let found = |from: Option<Receiver<_>>| {
        from?.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()?
    };
    let cameras: Option<Vec<DeviceInfo>> = found(cameras);
    let microphones: Option<Vec<DeviceInfo>> = found(microphones);
    let loudspeakers: Option<Vec<DeviceInfo>> = found(loudspeakers);
    DeviceList {
        cameras_unknown: cameras.is_none(),
        microphones_unknown: microphones.is_none(),
        loudspeakers_unknown: loudspeakers.is_none(),
        cameras: cameras.unwrap_or_default(),
        microphones: microphones.unwrap_or_default(),
        loudspeakers: loudspeakers.unwrap_or_default(),
    }
}

/// None where a thread can't be had, or as many have hung for over `patience` as may.
fn on_thread(
    name: &'static str,
    patience: Duration,
    list: Lister,
) -> Option<Receiver<Option<Vec<DeviceInfo>>>> {
    let place = Listing::begin(name, patience)?;
    let (tell, found) = sync_channel(1);
    std::thread::Builder::new()
        .name(name.into())
        .spawn(move || {
            // Nobody listens any more when it took too long.
            let _ = tell.send(list());
            drop(place);
        })
        .ok()?;
    Some(found)
}

/// A place among the threads that list; given back when the thread ends.
struct Listing {
    name: &'static str,
    begun: Instant,
}

impl Listing {
    fn begin(name: &'static str, patience: Duration) -> Option<Self> {
        let mut listing = LISTING.lock().unwrap_or_else(PoisonError::into_inner);
        let here = listing.entry(name).or_default();
        if here.iter().filter(|begun| begun.elapsed() >= patience).count() >= MOST_HANGING {
            return None;
        }
        let begun = Instant::now();
        here.push(begun);
        Some(Self { name, begun })
    }
}

impl Drop for Listing {
    fn drop(&mut self) {
        let mut listing = LISTING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = listing.get_mut(self.name)
            && let Some(at) = here.iter().position(|begun| *begun == self.begun)
        {
            here.swap_remove(at);
        }
    }
}

fn cameras() -> Option<Vec<DeviceInfo>> {
    let found = nokhwa::query(ApiBackend::Auto).ok()?;
    let info = |camera: nokhwa::utils::CameraInfo| DeviceInfo {
        id: match camera.index() {
            CameraIndex::Index(index) => index.to_string(),
            CameraIndex::String(name) => name.clone(),
        },
        name: camera.human_name(),
    };
    Some(found.into_iter().map(info).collect())
}

fn microphones() -> Option<Vec<DeviceInfo>> {
    let found = input_devices(&cpal::default_host()).ok()?;
    Some(found.iter().filter_map(microphone_info).collect())
}

fn loudspeakers() -> Option<Vec<DeviceInfo>> {
    let found = output_devices(&cpal::default_host()).ok()?;
    Some(found.iter().filter_map(device_info).collect())
}

/// The loudspeakers of a host.
pub(super) fn output_devices(host: &cpal::Host) -> Result<Vec<cpal::Device>, CaptureError> {
    let devices = host
        .output_devices()
        .map_err(|e| CaptureError::DeviceUnavailable { detail: e.kind().to_string() })?;
    Ok(devices.collect())
}

/// The microphones of a host.
pub(super) fn input_devices(host: &cpal::Host) -> Result<Vec<cpal::Device>, CaptureError> {
    let devices = host
        .input_devices()
        .map_err(|e| CaptureError::DeviceUnavailable { detail: e.kind().to_string() })?;
    Ok(devices.collect())
}

/// Id and name of a microphone; `None` for the monitor of a loudspeaker.
pub(super) fn microphone_info(device: &cpal::Device) -> Option<DeviceInfo> {
    device_info(device).filter(|info| !info.id.ends_with(".monitor"))
}

/// The wanted one of `devices`; those without `info` are none of the kind.
pub(super) fn choose_sound(
    devices: Vec<cpal::Device>,
    info: fn(&cpal::Device) -> Option<DeviceInfo>,
    wanted: &Wanted,
) -> Option<cpal::Device> {
    let known = devices.into_iter().filter_map(|device| Some((info(&device)?, device)));
    let (infos, mut devices): (Vec<_>, Vec<_>) = known.unzip();
    let chosen = wanted.choose(&infos)?;
    let at = infos.iter().position(|info| info == chosen)?;
    Some(devices.swap_remove(at))
}

/// Id and name of a device for sound.
pub(super) fn device_info(device: &cpal::Device) -> Option<DeviceInfo> {
    let id = device.id().ok()?.id().to_owned();
    let name = device.description().ok()?.name().to_owned();
    Some(DeviceInfo { id, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_that_hangs_takes_no_more_threads_with_every_look() {
        let hanging = || {
            std::thread::park_timeout(Duration::from_secs(60));
            None
        };
        let look = || on_thread("test-hanging-list", Duration::ZERO, hanging);
        let held: Vec<_> = (0..5).filter_map(|_| look()).collect();
        assert_eq!(held.len(), MOST_HANGING);
    }

    #[test]
    fn all_who_look_at_once_are_answered_and_give_their_places_back() {
        let slow = || {
            std::thread::sleep(Duration::from_millis(20));
            Some(Vec::new())
        };
        let look = || on_thread("test-slow-list", Duration::from_secs(60), slow);
        let looks: Vec<_> = (0..8).map(|_| look().unwrap()).collect();
        for found in looks {
            assert_eq!(found.recv().unwrap(), Some(Vec::new()));
        }
        // The threads give their places back behind their answers.
        let begun = Instant::now();
        while !LISTING.lock().unwrap()["test-slow-list"].is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(60));
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_driver_that_hangs_hides_only_its_own_kind() {
        let one = || Some(vec![DeviceInfo { id: "1".into(), name: "one".into() }]);
        let hanging = || {
            std::thread::park_timeout(Duration::from_secs(60));
            None
        };
        let listed = list_within(Duration::from_secs(5), one, one, one);
        assert_eq!((listed.cameras.len(), listed.microphones.len()), (1, 1));
        assert_eq!(listed.loudspeakers.len(), 1);
        let listed = list_within(Duration::from_millis(200), hanging, one, hanging);
        assert!(listed.loudspeakers_unknown && listed.loudspeakers.is_empty());
        assert!(listed.cameras_unknown && listed.cameras.is_empty());
        // Its answer came while the other one was waited for.
        assert!(!listed.microphones_unknown && listed.microphones.len() == 1);
    }
}
