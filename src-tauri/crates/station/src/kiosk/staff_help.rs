//! What staff do while a candidate sits there: more time, another device, an end for today. Each of it
//! stands in the log with a name. They see what the candidate needs, and no answer.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use capture::{DeviceInfo, DeviceList};
use interview::session::{AddedBy, STAFF_MINUTES_AT_ONCE, SuspendReason, Track};

use super::help::HelpCall;
use super::intent::StaffReason;
use super::journey::{Journey, Place};
use super::staff::StaffDesk;
use super::view::{DeviceKind, DeviceOption, DeviceOptions};
use crate::StationError;

/// The search for what is plugged in, on a thread of its own.
#[derive(Default)]
pub(super) struct Finding {
    told: Option<Receiver<DeviceList>>,
    list: Option<DeviceList>,
}

impl Finding {
    fn start(list: Box<dyn FnOnce() -> DeviceList + Send>) -> Self {
        let (tell, told) = sync_channel(1);
        let thread = std::thread::Builder::new().name("kiosk-devices".to_owned());
        // Nobody listens once staff have left.
        match thread.spawn(move || drop(tell.send(list()))) {
            Ok(_) => Self { told: Some(told), list: None },
            Err(_) => Self { told: None, list: Some(nothing_known()) },
        }
    }

    pub fn poll(&mut self) {
        let Some(told) = &self.told else { return };
        match told.try_recv() {
            Ok(list) => *self = Self { told: None, list: Some(list) },
            Err(TryRecvError::Disconnected) => {
                *self = Self { told: None, list: Some(nothing_known()) };
            }
            Err(TryRecvError::Empty) => {}
        }
    }

    fn device(&self, track: Track, id: &str) -> Option<DeviceInfo> {
        let list = self.list.as_ref()?;
        let devices = match track {
            Track::Camera => &list.cameras,
            Track::Microphone => &list.microphones,
        };
        devices.iter().find(|device| device.id == id).cloned()
    }
}

fn nothing_known() -> DeviceList {
    DeviceList { cameras_unknown: true, microphones_unknown: true, ..DeviceList::default() }
}

impl Journey {
    pub(super) fn find_devices(&mut self) {
        if self.feed.is_some() {
            self.staff.finding = Finding::start(self.setup.devices.lister());
        }
    }

    pub(super) fn device_choices(&self) -> Option<DeviceOptions> {
        let list = self.staff.finding.list.as_ref()?;
        let choices = |devices: &[DeviceInfo], chosen: &Option<DeviceInfo>| {
            let choice = |device: &DeviceInfo| DeviceOption {
                id: device.id.clone(),
                name: device.name.clone(),
                chosen: chosen.as_ref() == Some(device),
            };
            devices.iter().map(choice).collect()
        };
        Some(DeviceOptions {
            cameras: choices(&list.cameras, &self.chosen.camera),
            microphones: choices(&list.microphones, &self.chosen.microphone),
            incomplete: list.cameras_unknown || list.microphones_unknown,
        })
    }

    pub(super) fn minutes_that_staff_may_add(&self) -> u32 {
        let Some(session) = self.session.as_ref().filter(|_| self.has_clock()) else { return 0 };
        let state = session.log.state();
        (1..=STAFF_MINUTES_AT_ONCE).rev().find(|n| state.staff_may_add(*n)).unwrap_or(0)
    }

    pub(super) fn may_suspend(&self) -> bool {
        let over = matches!(self.place, Place::Finishing | Place::Thanks | Place::Suspended(_));
        self.session.is_some() && !over
    }

    /// Writes into the log who did what. Without a name nothing is done.
    fn log_staff(&self, action: &str, name: &str, what: &str) -> Result<(), StationError> {
        let Some(session) = &self.session else { return Ok(()) };
        let id = session.request.interview_id.to_string();
        Ok(session.vault.audit_by(name, action, &id, what)?)
    }

    pub(super) fn staff_add_time(&mut self, name: &str, minutes: u32) -> Result<(), StationError> {
        let name = name.trim();
        if !name.is_empty() && self.add_time(minutes, AddedBy::Staff)? {
            self.log_staff("staff.time_added", name, &minutes.to_string())?;
        }
        Ok(())
    }

    /// The device stands in the log by its name, and on the timeline as what it is: a person chose
    /// another one.
    pub(super) fn staff_use_device(
        &mut self,
        name: &str,
        kind: DeviceKind,
        id: &str,
    ) -> Result<(), StationError> {
        let track = match kind {
            DeviceKind::Camera => Track::Camera,
            DeviceKind::Microphone => Track::Microphone,
        };
        let (name, Some(device)) = (name.trim(), self.staff.finding.device(track, id)) else {
            return Ok(());
        };
        if name.is_empty() || self.feed.is_none() {
            return Ok(());
        }
        self.change_device(track, &device)?;
        let what = format!("{} {}", track.name(), device.name);
        match track {
            Track::Camera => self.chosen.camera = Some(device),
            Track::Microphone => self.chosen.microphone = Some(device),
        }
        self.note("session.device_chosen", track.name())?;
        self.log_staff("staff.device_chosen", name, &what)
    }

    /// The session stands still until somebody has looked at who comes back.
    pub(super) fn staff_suspend(
        &mut self,
        name: &str,
        reason: StaffReason,
    ) -> Result<(), StationError> {
        let name = name.trim();
        if name.is_empty() || !self.may_suspend() {
            return Ok(());
        }
        self.log_staff("staff.suspended", name, reason.name())?;
        self.staff = StaffDesk::default();
        self.help = HelpCall::default();
        self.suspend(SuspendReason::Staff);
        Ok(())
    }
}
