//! How often a challenge begins anew before staff are called.

use super::guard::VoidReason;

/// Tries of a person.
const TRIES: usize = 3;
/// Repeats that use up no try, because the machine lost frames and nobody did anything wrong.
const FREE_REPEATS: usize = 4;
/// Challenges at most, each with an order of its own.
pub const MOST_CHALLENGES: usize = TRIES + FREE_REPEATS;

/// What follows a challenge that did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It begins anew, in another order.
    Again,
    /// No try is left.
    Over,
}

/// Counts the challenges of one person, from check to check: who leaves a check and begins again
/// goes on counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    used: usize,
    repeats: usize,
}

impl Tries {
    /// Tries that are left.
    pub fn left(self) -> usize {
        TRIES.saturating_sub(self.used)
    }

    /// Number of the challenge that runs, from 0; below [`MOST_CHALLENGES`].
    pub fn challenge(self) -> usize {
        (self.used + self.repeats).min(MOST_CHALLENGES - 1)
    }

    /// A challenge was failed.
    pub fn failed(&mut self) -> Next {
        self.used += 1;
        if self.left() > 0 { Next::Again } else { Next::Over }
    }

    /// A challenge was void. Lost frames are no fault of the person and cost no try, a few times:
    /// a computer that never keeps up needs a member of staff, too.
    pub fn void(&mut self, reason: VoidReason) -> Next {
        let machine = matches!(reason, VoidReason::FramesDropped | VoidReason::TooFewFrames);
        if machine && self.repeats < FREE_REPEATS {
            self.repeats += 1;
            return Next::Again;
        }
        self.failed()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lost_frames_cost_no_try() {
        let mut tries = Tries::default();
        for _ in 0..FREE_REPEATS {
            assert_eq!(tries.void(VoidReason::FramesDropped), Next::Again);
            assert_eq!(tries.left(), TRIES);
        }
        assert_eq!(tries.void(VoidReason::TooFewFrames), Next::Again);
        assert_eq!(tries.void(VoidReason::NoFace), Next::Again);
        assert_eq!(tries.left(), 1);
        assert_eq!(tries.failed(), Next::Over);
        assert_eq!(tries.left(), 0);
    }

    proptest! {
        #[test]
        fn every_challenge_has_a_number_of_its_own_and_an_end_is_reached(
            used in 0..TRIES, ends in prop::collection::vec(0..6u8, MOST_CHALLENGES),
        ) {
            let mut tries = Tries::default();
            for _ in 0..used {
                tries.failed();
            }
            let mut numbers = vec![tries.challenge()];
            let mut over = false;
            for end in ends {
                let next = match end {
                    0 => tries.failed(),
                    1 => tries.void(VoidReason::FramesDropped),
                    2 => tries.void(VoidReason::TooFewFrames),
                    3 => tries.void(VoidReason::SeveralFaces),
                    4 => tries.void(VoidReason::NoFace),
                    _ => tries.void(VoidReason::TooDark),
                };
                if next == Next::Over {
                    over = true;
                    break;
                }
                numbers.push(tries.challenge());
            }
            prop_assert!(over);
            prop_assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{:?}", numbers);
        }
    }
}
