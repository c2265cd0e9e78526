//! When a last screen is cleared for the next person.

use super::journey::{Journey, Place, seconds_up};

/// A suspended or finished screen is cleared after this time.
pub(super) const CLEAR_MS: i64 = 30_000;
/// "Keep it 30 seconds more".
const KEEP_MS: i64 = 30_000;
/// Least time behind a touch: nothing vanishes under fingers, least of all those of staff at their PIN.
const TOUCHED_MS: i64 = 15_000;

/// The time that a last screen has left; none where no screen is cleared by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clearing {
    at_ms: Option<i64>,
    waits: bool,
}

impl Clearing {
    /// A last screen is shown.
    pub fn begin(&mut self, now_ms: i64) {
        *self = Self { at_ms: Some(now_ms + CLEAR_MS), waits: false };
    }

    /// The candidate wants more time.
    pub fn keep(&mut self) {
        if let Some(at_ms) = &mut self.at_ms {
            *at_ms += KEEP_MS;
        }
    }

    /// Somebody touched the screen.
    pub fn touched(&mut self, now_ms: i64) {
        self.at_ms = self.at_ms.map(|at_ms| at_ms.max(now_ms + TOUCHED_MS));
    }

    /// Time passes; while staff are waited for or stand here, none of it counts.
    pub fn tick(&mut self, now_ms: i64, staff: bool) {
        self.waits = staff;
        if staff {
            self.at_ms = self.at_ms.map(|at_ms| at_ms.max(now_ms + CLEAR_MS));
        }
    }

    /// Whether the time is over.
    pub fn is_due(&self, now_ms: i64) -> bool {
        self.at_ms.is_some_and(|at_ms| now_ms >= at_ms)
    }

    /// Whole seconds that are left; none where the screen stays until somebody does something.
    pub fn in_s(&self, now_ms: i64) -> Option<u32> {
        self.at_ms.filter(|_| !self.waits).map(|at_ms| seconds_up(at_ms - now_ms))
    }
}

impl Journey {
    fn is_over(&self) -> bool {
        matches!(
            self.place,
            Place::Thanks
                | Place::Suspended(_)
                | Place::Deleted(_)
                | Place::OtherWay(_)
                | Place::OutOfUse(_)
        )
    }

    pub(super) fn clear_if_over(&mut self) {
        if self.is_over() {
            self.clear();
        }
    }

    pub(super) fn tick_clearing(&mut self) {
        if !self.is_over() {
            // It goes on: staff let it, or somebody was recognised.
            self.clearing = Clearing::default();
            return;
        }
        self.clearing.tick(self.now_ms, self.staff_expected());
        if self.clearing.is_due(self.now_ms) {
            self.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_screen_is_cleared_and_no_other_one() {
        let mut clearing = Clearing::default();
        clearing.touched(1_000);
        clearing.keep();
        clearing.tick(2_000, true);
        assert!(!clearing.is_due(i64::MAX) && clearing.in_s(0).is_none());
        clearing.begin(10_000);
        assert_eq!((clearing.in_s(10_000), clearing.in_s(39_001)), (Some(30), Some(1)));
        assert!(!clearing.is_due(39_999) && clearing.is_due(40_000));
        clearing.keep();
        assert!(!clearing.is_due(69_999) && clearing.is_due(70_000));
    }

    #[test]
    fn nothing_vanishes_under_fingers_or_while_staff_are_waited_for() {
        let mut clearing = Clearing::default();
        clearing.begin(0);
        clearing.touched(5_000);
        assert_eq!(clearing.in_s(5_000), Some(25), "a touch takes no time away");
        clearing.touched(29_000);
        assert!(!clearing.is_due(43_999) && clearing.is_due(44_000));
        clearing.tick(40_000, true);
        assert_eq!(clearing.in_s(40_000), None);
        clearing.tick(60_000, true);
        clearing.tick(60_010, false);
        assert_eq!(clearing.in_s(60_010), Some(30), "the whole time once they have gone");
    }
}
