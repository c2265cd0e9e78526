//! The journey as the window draws it.

use super::idle::Presence;
use super::journey::{Journey, Place, seconds_up};
use super::view::{KioskView, Lamp, Screen};

/// Months that recordings are kept after hiring ends, for the consent's text.
const DAYS_A_MONTH: u32 = 30;

impl Journey {
    /// What the window draws.
    pub fn view(&mut self) -> KioskView {
        let idle_left_s = match self.idle.presence(self.patience(), self.now_ms) {
            Presence::Asked { left_ms } => Some(seconds_up(left_ms)),
            Presence::Here | Presence::Gone => None,
        };
        KioskView {
            seq: 0,
            language: self.language,
            step: self.step_number(),
            lamp: self.lamp(),
            needs: self.needs,
            volume: self.volume.view(),
            devices: self.devices,
            help: self.help.view(self.now_ms),
            staff: self.staff_view(),
            receipt: self.receipt(),
            idle_left_s,
            simulated: self.simulated(),
            problem: self.problem.clone(),
            screen: self.screen(),
        }
    }

    fn simulated(&self) -> Vec<String> {
        let mut parts = self.setup.devices.simulated();
        if self.session.is_some() && self.consented("face") {
            parts.push("identity_service".to_owned());
        }
        parts
    }

    fn lamp(&self) -> Lamp {
        let practising = self.place == Place::Practice && self.practice.speaking();
        match &self.session {
            _ if practising => Lamp::Off,
            Some(session) if session.clock.runs() => Lamp::On,
            Some(_) if self.asking.answering() && self.place == Place::Question => Lamp::Hold,
            _ => Lamp::Off,
        }
    }

    fn step_number(&self) -> u32 {
        match self.place {
            Place::Attract | Place::OutOfUse(_) => 0,
            Place::Needs => 1,
            Place::Judged | Place::Consent | Place::OtherWay(_) => 2,
            Place::Booking | Place::Card | Place::Liveness => 3,
            Place::DeviceCheck => 4,
            Place::Practice => 5,
            Place::Question | Place::CapReached | Place::Suspended(_) | Place::Deleted(_) => 6,
            Place::Review | Place::Finishing | Place::Thanks => 7,
        }
    }

    fn screen(&mut self) -> Screen {
        match self.place.clone() {
            Place::Attract => Screen::Attract,
            Place::Needs => Screen::Needs,
            Place::Judged => Screen::Judged(self.judged_sheet()),
            Place::Consent => Screen::Consent {
                items: self.consents.clone(),
                missing: self.consents_missing,
                retention_months: self
                    .policy
                    .as_ref()
                    .map_or(0, |policy| policy.retention_days / DAYS_A_MONTH),
            },
            Place::OtherWay(purpose) => Screen::OtherWay { purpose },
            Place::Booking => Screen::Booking(self.booking_view()),
            Place::Card => Screen::Card(self.card_view()),
            Place::Liveness => Screen::Liveness(self.live_view()),
            Place::DeviceCheck => Screen::DeviceCheck(self.check_view()),
            Place::Practice => self.practice_view(),
            Place::Question => Screen::Question(self.question_view()),
            Place::CapReached => self.cap_view(),
            Place::Review => Screen::Review { answers: self.review_rows() },
            Place::Finishing => Screen::Finishing,
            Place::Thanks => Screen::Thanks(self.thanks_view()),
            Place::Suspended(reason) => self.suspended_view(reason),
            Place::Deleted(certificate) => {
                Screen::Deleted { certificate, clear_in_s: self.clearing.in_s(self.now_ms) }
            }
            Place::OutOfUse(code) => {
                Screen::OutOfUse { code, clear_in_s: self.clearing.in_s(self.now_ms) }
            }
        }
    }
}
