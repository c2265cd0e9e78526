//! How often a booking may be looked for: a number is not to be guessed, and nobody is left before a
//! button that does nothing.

use super::journey::{Journey, Place, seconds_up};

/// Searches without result after which staff help, and none is made for a while.
const MISSES: u32 = 3;
/// How long no search is made after the first [`MISSES`]: six characters are not guessed at this
/// pace, and who mistyped can wait it out. It doubles every time.
const LOCK_MS: i64 = 60_000;
/// How often it doubles: up to 16 minutes.
const LOCK_DOUBLES: u32 = 4;

impl Journey {
    /// Whether a search is answered here and now.
    pub(super) fn may_search(&self) -> bool {
        self.place == Place::Booking && self.now_ms >= self.search_from_ms
    }

    /// Staff have looked, or somebody else is here.
    pub(super) fn may_search_again(&mut self) {
        (self.misses, self.search_from_ms) = (0, 0);
    }

    /// Nothing was found.
    pub(super) fn missed(&mut self) {
        self.misses += 1;
        if let Some(lock_ms) = lock_ms(self.misses) {
            self.search_from_ms = self.now_ms + lock_ms;
            self.call_staff();
        }
    }

    /// Whole seconds until the next search may be made.
    pub(super) fn search_locked_s(&self) -> u32 {
        seconds_up(self.search_from_ms - self.now_ms)
    }
}

/// How long no search is made after so many misses; none where the next may follow at once.
fn lock_ms(misses: u32) -> Option<i64> {
    let rounds = misses / MISSES;
    (rounds > 0 && misses.is_multiple_of(MISSES)).then(|| LOCK_MS << (rounds - 1).min(LOCK_DOUBLES))
}

/// A name without what people type between its parts, in small letters.
pub(super) fn plain(name: &str) -> String {
    name.split_whitespace().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        assert_eq!(plain("anna li"), plain("Anna  Li "));
        assert_eq!(plain("沈 知夏"), plain("沈知夏"));
    }

    #[test]
    fn every_third_miss_locks_the_search_for_longer() {
        let locks: Vec<Option<i64>> = (1..=6).map(lock_ms).collect();
        assert_eq!(locks, [None, None, Some(60_000), None, None, Some(120_000)]);
        assert_eq!(lock_ms(3 * 40), Some(16 * 60_000));
    }
}
