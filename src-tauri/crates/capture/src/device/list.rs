//! Which cameras and microphones there are.

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait};
use nokhwa::utils::{ApiBackend, CameraIndex};
use serde::Serialize;

use crate::CaptureError;

/// A kind of device that can't be listed within 3 s is told as such.
const LIST_TIMEOUT: Duration = Duration::from_secs(3);

/// A camera or microphone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceInfo {
    /// What to open it by; stays the same as long as the device is plugged in.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeviceList {
    /// Cameras.
    pub cameras: Vec<DeviceInfo>,
    /// Microphones; what a loudspeaker plays is not one.
    pub microphones: Vec<DeviceInfo>,
    /// Whether listing cameras took too long or failed: `cameras` is then empty.
    pub cameras_unknown: bool,
    /// Whether listing microphones took too long or failed: `microphones` is then empty.
    pub microphones_unknown: bool,
}

/// Lists devices. Returns within 3 s even while a driver hangs.
pub fn list_devices() -> DeviceList {
    let deadline = Instant::now() + LIST_TIMEOUT;
    let cameras = on_thread("capture-list-cameras", cameras);
    let microphones = on_thread("capture-list-microphones", microphones);
    let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
    let cameras = cameras.and_then(|found| found.recv_timeout(left(deadline)).ok().flatten());
    let microphones =
        microphones.and_then(|found| found.recv_timeout(left(deadline)).ok().flatten());
    DeviceList {
        cameras_unknown: cameras.is_none(),
        microphones_unknown: microphones.is_none(),
        cameras: cameras.unwrap_or_default(),
        microphones: microphones.unwrap_or_default(),
    }
}

type Found = std::sync::mpsc::Receiver<Option<Vec<DeviceInfo>>>;

fn on_thread(name: &str, list: fn() -> Option<Vec<DeviceInfo>>) -> Option<Found> {
    let (tell, found) = sync_channel(1);
    std::thread::Builder::new()
        .name(name.into())
        // Nobody listens any more when it took too long.
        .spawn(move || drop(tell.send(list())))
        .ok()?;
    Some(found)
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

/// The microphones of a host.
pub(super) fn input_devices(host: &cpal::Host) -> Result<Vec<cpal::Device>, CaptureError> {
    let devices = host
        .input_devices()
        .map_err(|e| CaptureError::DeviceUnavailable { detail: e.kind().to_string() })?;
    Ok(devices.collect())
}

/// Id and name of a microphone; `None` for the monitor of a loudspeaker.
pub(super) fn microphone_info(device: &cpal::Device) -> Option<DeviceInfo> {
    let id = device.id().ok()?.id().to_owned();
    let name = device.description().ok()?.name().to_owned();
    (!id.ends_with(".monitor")).then_some(DeviceInfo { id, name })
}
