//! What is asked for.

use serde::{Deserialize, Serialize};

/// Time for one action in milliseconds, from the moment it is asked for.
const ACTION_LIMIT_MS: i64 = 8_000;

/// One thing that a person can be asked to do. Directions are those in the picture, camera not
/// mirrored: `TurnLeft` moves the nose to the picture's left edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeAction {
    /// Close and open both eyes within half a second.
    Blink,
    /// Turn the head until the nose points to the picture's left.
    TurnLeft,
    /// Turn the head until the nose points to the picture's right.
    TurnRight,
    /// Open the mouth wide.
    #[serde(rename = "mouth")]
    OpenMouth,
    /// Lower the chin and lift it again.
    Nod,
}

impl ChallengeAction {
    /// All actions.
    pub const ALL: [Self; 5] =
        [Self::Blink, Self::TurnLeft, Self::TurnRight, Self::OpenMouth, Self::Nod];

    /// The name in JSON, in the catalogues and in the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blink => "blink",
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
            Self::OpenMouth => "mouth",
            Self::Nod => "nod",
        }
    }
}

/// The actions of one challenge, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengePlan {
    /// What is asked for, one after the other.
    pub actions: Vec<ChallengeAction>,
    /// Time for each action in milliseconds.
    pub time_limit_ms: i64,
}

impl ChallengePlan {
    /// `n` different actions (1 to 5; anything else is moved to the nearer end) in an order that
    /// only `seed` decides. The seed has to come from the system's random source and be used once.
    pub fn from_seed(seed: [u8; 32], n: usize) -> Self {
        let mut random = Shuffler::new(seed);
        let mut actions = ChallengeAction::ALL.to_vec();
        for end in (1..actions.len()).rev() {
            actions.swap(end, random.below(end as u64 + 1) as usize);
        }
        actions.truncate(n.clamp(1, ChallengeAction::ALL.len()));
        Self { actions, time_limit_ms: ACTION_LIMIT_MS }
    }

    /// `n` blinks (1 to 5), for a person who can't or does not want to move the head or the mouth.
    /// It proves less than an order that nobody could know: whoever weighs the result has to see
    /// that only blinks were asked for.
    pub fn blinks(n: usize) -> Self {
        let actions = vec![ChallengeAction::Blink; n.clamp(1, ChallengeAction::ALL.len())];
        Self { actions, time_limit_ms: ACTION_LIMIT_MS }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014) whose state is mixed from the whole seed: the seed brings the
/// randomness, this spreads it.
pub(super) struct Shuffler(u64);

/// Increment of SplitMix64: the golden ratio in 64 bits.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

impl Shuffler {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        let word = |bytes: &[u8]| bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        Self(
            seed.chunks_exact(8)
                .fold(0, |state, bytes| mixed((state ^ word(bytes)).wrapping_add(GAMMA))),
        )
    }

    /// A number below `limit`, which is far below 2^64.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mixed(self.0) % limit
    }
}

/// The output function of SplitMix64.
const fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plan_has_n_different_actions_and_depends_on_the_seed_alone(
            seed: [u8; 32], n in 0usize..9,
        ) {
            let plan = ChallengePlan::from_seed(seed, n);
            let different: BTreeSet<_> = plan.actions.iter().collect();
            prop_assert_eq!(plan.actions.len(), n.clamp(1, 5));
            prop_assert_eq!(different.len(), plan.actions.len());
            prop_assert_eq!(&plan, &ChallengePlan::from_seed(seed, n));
        }
    }

    #[test]
    fn every_action_comes_first_about_as_often() {
        let mut first: BTreeMap<ChallengeAction, u32> = BTreeMap::new();
        for seed in 0..1000u32 {
            let mut bytes = [0; 32];
            bytes[28..].copy_from_slice(&seed.to_be_bytes());
            bytes[4..8].copy_from_slice(&seed.to_be_bytes());
            *first.entry(ChallengePlan::from_seed(bytes, 3).actions[0]).or_default() += 1;
        }
        assert_eq!(first.len(), 5);
        assert!(first.values().all(|&count| (150..250).contains(&count)), "{first:?}");
    }

    #[test]
    fn json_uses_the_names_of_the_contract() {
        for action in ChallengeAction::ALL {
            let json = serde_json::to_value(action).unwrap();
            assert_eq!(json, action.as_str());
        }
    }
}
