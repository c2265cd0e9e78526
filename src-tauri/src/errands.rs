//! What the program does by itself while its window is open: delivery to the HRMS, reports that an
//! earlier run did not come to make, and a look at whether the list has changed.

use std::sync::{Mutex, PoisonError};

use station::StationError;
use station::delivery::Courier;
use station::desk::watch::ListWatch;
use station::kiosk::Completer;
use tauri::{AppHandle, Manager as _};

use crate::desk::Desk;
use crate::kiosk::Candidate;

/// The running errands.
pub struct Errands {
    courier: Courier,
    completer: Mutex<Option<Completer>>,
    list: Mutex<Option<ListWatch>>,
}

impl Errands {
    /// Starts all of them; none makes a vault where there is none.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(app: &AppHandle) -> Result<Self, StationError> {
        let desk = app.state::<Desk>().inner().clone();
        let found = desk.clone();
        let courier = Courier::start(Box::new(move || found.vault()))?;
        desk.set_courier(courier.clone());
        let (opened, told) = (desk.clone(), desk.clone());
        let list = ListWatch::start(Box::new(move || opened.watched_vault()), move |mark| {
            told.list_changed(mark)
        })?;
        let (free, nudged) = (app.clone(), courier.clone());
        let completer = Completer::start(
            Box::new(move || desk.vault()),
            move || free.state::<Candidate>().free(),
            move || nudged.nudge(),
        )?;
        let (completer, list) = (Mutex::new(Some(completer)), Mutex::new(Some(list)));
        Ok(Self { courier, completer, list })
    }

    /// The program ends: nothing new is begun.
    pub fn tell(&self) {
        self.courier.tell();
        if let Some(completer) = &*self.completer.lock().unwrap_or_else(PoisonError::into_inner) {
            completer.tell();
        }
        if let Some(list) = &*self.list.lock().unwrap_or_else(PoisonError::into_inner) {
            list.tell();
        }
    }

    /// Waits for what is still being done.
    pub fn end(&self) {
        self.courier.stop();
        let completer = self.completer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(completer) = completer {
            completer.stop();
        }
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(list) = list {
            list.stop();
        }
    }
}
