//! Staff at the candidate's screen: PIN first, then only what helps the candidate to go on.

use interview::report::{CheckResult, IdentityCheck};
use interview::session::{Event, Phase, SuspendReason};

use super::intent::Intent;
use super::journey::{Journey, Place};
use super::staff_help::Finding;
use super::view::StaffView;
use crate::StationError;
use crate::staff::{Gate, PinAnswer, Standing};

/// Shortest reason for confirming an identity by hand, in characters.
const REASON_CHARS: usize = 4;
/// Without a touch for so long, whoever unlocked the screen has been called away: as at the desk.
const LEFT_ALONE_MS: i64 = 300_000;

/// Whether staff stand here.
#[derive(Default)]
pub(super) struct StaffDesk {
    standing: Option<Standing>,
    looked_at_s: i64,
    open: bool,
    touched_ms: i64,
    /// What is plugged in, as far as it was looked for.
    pub finding: Finding,
}

impl StaffDesk {
    /// Whether the candidate's screen is covered.
    pub fn stands_here(&self) -> bool {
        self.open
    }

    /// Somebody touched the screen.
    pub fn touched(&mut self, now_ms: i64) {
        self.touched_ms = now_ms;
    }

    fn left_alone(&self, now_ms: i64) -> bool {
        self.open && now_ms - self.touched_ms >= LEFT_ALONE_MS
    }
}

impl Journey {
    pub(super) fn want_as_staff(&mut self, intent: Intent) {
        let done = match intent {
            Intent::StaffUnlock { pin } => self.unlock(&pin),
            Intent::StaffLeave => {
                // Whoever was called has been here.
                if std::mem::take(&mut self.staff).open {
                    self.help_over();
                }
                Ok(())
            }
            _ if !self.staff.open => Ok(()),
            Intent::StaffConfirmIdentity { name, reason } => self.confirm_identity(&name, &reason),
            Intent::StaffAddTime { name, minutes } => self.staff_add_time(&name, minutes),
            Intent::StaffUseDevice { name, kind, id } => self.staff_use_device(&name, kind, &id),
            Intent::StaffFindDevices => {
                self.find_devices();
                Ok(())
            }
            Intent::StaffSuspend { name, reason } => self.staff_suspend(&name, reason),
            Intent::StaffResume => self.resume(),
            Intent::StaffClear => {
                self.staff_clear();
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = done {
            self.fail(&error);
        }
    }

    fn unlock(&mut self, pin: &str) -> Result<(), StationError> {
        let vault = self.vault()?;
        let gate = Gate::new(&vault);
        self.staff.open = gate.try_pin(pin)? == PinAnswer::Right;
        self.staff.standing = Some(gate.standing()?);
        if self.staff.open {
            self.may_search_again();
            self.hold_for("help");
            self.find_devices();
        }
        Ok(())
    }

    /// A lock that runs down is looked at once a second.
    pub(super) fn tick_staff(&mut self) {
        let now_s = self.now_ms / 1_000;
        let locked = self.staff.standing.is_some_and(|standing| standing.locked_s > 0);
        if locked && now_s != self.staff.looked_at_s {
            self.staff.looked_at_s = now_s;
            let standing = self.vault().and_then(|vault| Gate::new(&vault).standing());
            self.staff.standing = standing.ok();
        }
        self.staff.finding.poll();
        if self.staff.left_alone(self.now_ms) {
            // Nobody but staff may press what is open here. Time goes on standing still.
            self.staff = StaffDesk::default();
            self.call_staff();
        }
    }

    fn may_confirm(&self) -> bool {
        if self.unknown_person() {
            return true;
        }
        let phase = self.session.as_ref().map(|session| &session.log.state().phase);
        let suspended = matches!(
            phase,
            Some(Phase::Suspended { resume, .. }) if **resume == Phase::Identity
        );
        suspended || phase == Some(&Phase::Identity)
    }

    /// A member of staff has looked at card and person.
    fn confirm_identity(&mut self, name: &str, reason: &str) -> Result<(), StationError> {
        let (name, reason) = (name.trim(), reason.trim());
        if !self.may_confirm() || name.is_empty() || reason.chars().count() < REASON_CHARS {
            return Ok(());
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        let id = session.request.interview_id.to_string();
        session.vault.audit_by(name, "identity.by_staff", &id, reason)?;
        let state = session.log.state();
        if matches!(state.phase, Phase::Suspended { .. }) && !state.identity_due() {
            session.apply(&Event::Resume)?;
        }
        let mut outcome = session.identity.clone();
        outcome.report.checks.push(IdentityCheck {
            name: "staff".to_owned(),
            result: CheckResult::Passed,
            simulated: false,
            reason: "identity.by_staff".to_owned(),
            measure: None,
            threshold: None,
        });
        session.checked(outcome)?;
        self.staff = StaffDesk::default();
        self.help_over();
        self.enter_devices();
        Ok(())
    }

    /// A session that stands still goes on where it stood.
    fn resume(&mut self) -> Result<(), StationError> {
        if !self.may_resume() {
            return Ok(());
        }
        let again = self.unknown_person();
        let Some(session) = &mut self.session else { return Ok(()) };
        if !again {
            session.apply(&Event::Resume)?;
        }
        self.staff = StaffDesk::default();
        self.help_over();
        if again {
            // Whoever came back shows the card once more.
            self.enter_card();
        } else {
            self.go_where_it_stands();
        }
        Ok(())
    }

    pub(super) fn staff_view(&self) -> Option<StaffView> {
        let standing = self.staff.standing?;
        Some(StaffView {
            open: self.staff.open,
            tries_left: standing.tries_left,
            locked_s: standing.locked_s,
            may_confirm_identity: self.may_confirm(),
            may_resume: self.may_resume(),
            may_add_minutes: self.minutes_that_staff_may_add(),
            added_minutes: self.session.as_ref().map_or(0, |s| s.log.state().added.staff),
            may_suspend: self.may_suspend(),
            storage_low: self.room.low,
            devices: self.device_choices(),
        })
    }

    /// What staff stopped goes on after a look at who is there, not by a touch.
    fn may_resume(&self) -> bool {
        let stands =
            matches!(self.place, Place::Suspended(reason) if reason != SuspendReason::Staff);
        stands && self.session.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_that_staff_left_open_is_shut() {
        let mut desk = StaffDesk { open: true, ..StaffDesk::default() };
        desk.touched(10_000);
        assert!(!desk.left_alone(309_999) && desk.left_alone(310_000));
        desk.touched(309_999);
        assert!(!desk.left_alone(310_000));
        assert!(!StaffDesk::default().left_alone(i64::MAX));
    }
}
