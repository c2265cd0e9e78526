//! The door between candidates and staff: in kiosk mode the PIN comes first, and only who came
//! through opens the desk or leaves the mode.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::staff::{Gate, PinAnswer};
use tauri::{AppHandle, Manager as _, State};

use crate::desk::Desk;
use crate::error::CommandError;

/// Asks for kiosk mode when it is `1`.
const KIOSK_VARIABLE: &str = "STATION_KIOSK";
/// How long the door stays open for somebody who has come through and does nothing.
const OPEN_FOR: Duration = Duration::from_secs(120);

/// Whether the environment asks for kiosk mode.
pub fn kiosk_mode_wanted() -> bool {
    std::env::var_os(KIOSK_VARIABLE).is_some_and(|value| value == "1")
}

/// Whether this is a kiosk, and who may come through.
pub struct Door {
    kiosk: bool,
    open_until: Mutex<Option<Instant>>,
}

impl Door {
    /// A door that is shut.
    pub fn new(kiosk: bool) -> Self {
        Self { kiosk, open_until: Mutex::new(None) }
    }

    fn set(&self, until: Option<Instant>) {
        *self.open_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// Whether somebody has come through and may still be there.
    pub fn is_open(&self) -> bool {
        self.open_at(Instant::now())
    }

    fn open_at(&self, now: Instant) -> bool {
        let until = *self.open_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| now < until)
    }

    /// Shuts the door.
    pub fn shut(&self) {
        self.set(None);
    }

    /// Lets somebody sit down at the desk: at a kiosk those who came through the door, or have the
    /// PIN; elsewhere those who have the PIN, where one was set.
    ///
    /// # Errors
    /// [`StationError::PinUnset`] at a kiosk without a PIN; [`StationError::PinWrong`],
    /// [`StationError::PinLocked`]; [`StationError::Vault`], at a kiosk only: elsewhere the list,
    /// which comes next, tells of a vault that does not open.
    pub fn admit(&self, desk: &Desk, pin: &str) -> Result<(), StationError> {
        if !self.kiosk {
            return match desk.vault() {
                Ok(Some(vault)) => Gate::new(&vault).pass(pin),
                _ => Ok(()),
            };
        }
        if self.is_open() {
            return Ok(());
        }
        let vault = desk.vault()?.ok_or(StationError::PinUnset)?;
        Gate::new(&vault).require(pin)
    }

    /// Refuses what a kiosk without a PIN must not allow: whoever stands there first would choose it.
    ///
    /// # Errors
    /// [`StationError::PinUnset`].
    pub fn may_choose_pin(&self, set: bool) -> Result<(), StationError> {
        if self.kiosk && !set { Err(StationError::PinUnset) } else { Ok(()) }
    }
}

/// Whoever sat at the desk is gone: nobody is signed in, and the door is shut.
pub fn leave(desk: &Desk, door: &Door) {
    desk.seat(None);
    door.shut();
}

/// The door, as the window draws it.
#[derive(Clone, Copy, Debug, Serialize, Type)]
pub struct DoorView {
    /// Whether it is open.
    pub open: bool,
    /// Whether a PIN was ever set; without one nobody comes through.
    pub set: bool,
    /// Tries left before the pad is locked for a while.
    pub tries_left: u32,
    /// Whole seconds until the next try is allowed.
    pub locked_s: u32,
}

/// Whether the window is a kiosk.
#[tauri::command]
#[specta::specta]
pub async fn kiosk_mode(door: State<'_, Door>) -> Result<bool, CommandError> {
    Ok(door.kiosk)
}

/// Tries a PIN at the door of a kiosk; an empty one only looks how the pad stands.
#[tauri::command]
#[specta::specta]
pub async fn try_door(app: AppHandle, pin: String) -> Result<DoorView, CommandError> {
    let desk = app.state::<Desk>().inner().clone();
    desk.blocking(move |desk| {
        let door = app.state::<Door>();
        let Some(vault) = desk.vault()? else {
            return Ok(DoorView { open: false, set: false, tries_left: 0, locked_s: 0 });
        };
        let gate = Gate::new(&vault);
        if door.kiosk && !pin.is_empty() && gate.try_pin(&pin)? == PinAnswer::Right {
            door.set(Some(Instant::now() + OPEN_FOR));
        }
        let standing = gate.standing()?;
        Ok(DoorView {
            open: door.is_open(),
            set: standing.set,
            tries_left: standing.tries_left,
            locked_s: standing.locked_s,
        })
    })
    .await
}

/// Staff go back to the candidate's screen.
#[tauri::command]
#[specta::specta]
pub async fn shut_door(door: State<'_, Door>) -> Result<(), CommandError> {
    door.shut();
    Ok(())
}

/// Staff leave kiosk mode: the program ends with exit code 0, which its session takes as a wish.
#[tauri::command]
#[specta::specta]
pub async fn leave_kiosk(app: AppHandle) -> Result<(), CommandError> {
    let desk = app.state::<Desk>().inner().clone();
    desk.blocking(move |desk| {
        if !app.state::<Door>().open_at(Instant::now()) {
            return Err(StationError::PinWrong.into());
        }
        if let Some(vault) = desk.vault()? {
            vault.audit("kiosk.left", "station", "")?;
        }
        app.exit(0);
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use station::rights::{Member, StaffRole};

    use super::*;

    #[test]
    fn the_door_is_shut_opens_for_a_while_and_can_be_shut() {
        let (door, now) = (Door::new(true), Instant::now());
        assert!(!door.open_at(now));
        door.set(Some(now + OPEN_FOR));
        assert!(door.open_at(now));
        assert!(!door.open_at(now + OPEN_FOR));
        door.shut();
        assert!(!door.open_at(now));
    }

    #[test]
    fn who_leaves_is_signed_out_and_shuts_the_door() {
        let home = tempfile::tempdir().unwrap();
        let desk = Desk::new(home.path().join("home"));
        let door = Door::new(true);
        desk.seat(Some(Member::new(None, "陆婉清", StaffRole::Recruiter, &[]).unwrap()));
        door.set(Some(Instant::now() + OPEN_FOR));
        leave(&desk, &door);
        assert!(desk.seated().is_err());
        assert!(!door.open_at(Instant::now()));
    }

    #[test]
    fn a_kiosk_without_a_pin_admits_nobody_and_lets_nobody_choose_one() {
        let home = tempfile::tempdir().unwrap();
        let desk = Desk::new(home.path().join("home"));
        let kiosk = Door::new(true);
        assert!(matches!(kiosk.admit(&desk, ""), Err(StationError::PinUnset)));
        assert!(matches!(kiosk.admit(&desk, "2468"), Err(StationError::PinUnset)));
        assert!(matches!(kiosk.may_choose_pin(false), Err(StationError::PinUnset)));
        assert!(kiosk.may_choose_pin(true).is_ok());
        let window = Door::new(false);
        assert!(window.admit(&desk, "").is_ok() && window.may_choose_pin(false).is_ok());
        assert!(!home.path().join("home").exists(), "asking made a home");
    }
}
