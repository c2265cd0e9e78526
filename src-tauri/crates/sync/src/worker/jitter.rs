//! Random delays from a seed, so that a test can repeat them.

/// Shortest delay after a failure.
const BASE_MS: i64 = 2_000;
/// Longest delay after a failure.
const CAP_MS: i64 = 15 * 60 * 1_000;
/// Attempts after which a row is tried rarely.
const MANY: u32 = 20;
/// How long such a row waits.
const RARELY_MS: i64 = 6 * 3_600 * 1_000;

/// Random numbers (splitmix64, Steele and others, OOPSLA 2014); good enough to spread clients.
pub(super) struct Jitter(u64);

impl Jitter {
    /// The sequence that belongs to `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Anything from `low_ms` to `high_ms`.
    pub(super) fn between(&mut self, low_ms: i64, high_ms: i64) -> i64 {
        let width = high_ms.saturating_sub(low_ms).max(0).unsigned_abs() + 1;
        low_ms + (self.next() % width).cast_signed()
    }

    /// Delay before attempt `attempts + 1`: full jitter from 2 s up to twice as much at each
    /// attempt, 15 min at most; six hours after twenty.
    pub(super) fn back_off(&mut self, attempts: u32) -> i64 {
        if attempts >= MANY {
            return RARELY_MS;
        }
        let cap = BASE_MS.saturating_mul(1 << attempts.min(16)).min(CAP_MS);
        self.between(BASE_MS, cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_within_their_bounds_and_repeat_with_the_seed() {
        let (mut one, mut other) = (Jitter::new(7), Jitter::new(7));
        for attempts in 1..20 {
            let delay = one.back_off(attempts);
            assert_eq!(delay, other.back_off(attempts));
            assert!((BASE_MS..=CAP_MS).contains(&delay), "{attempts}: {delay}");
        }
        assert_eq!(one.back_off(20), RARELY_MS);
        let spread: std::collections::BTreeSet<i64> = (0..50).map(|_| one.back_off(8)).collect();
        assert!(spread.len() > 40, "delays differ");
    }
}
