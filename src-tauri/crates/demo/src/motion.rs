//! What the candidate's face does at a moment: a pure function of the acts so far and the time.

use std::f32::consts::TAU;

use crate::stage::Act;

/// A person needs this long to react to a prompt, in milliseconds.
pub const REACTION_MS: i64 = 600;

/// Rest between two movements, in milliseconds.
pub const BETWEEN_ACTS_MS: i64 = 150;

/// Yaw at which a challenge's turn stops, in degrees.
const TURN_DEGREES: f32 = 22.0;
/// How far a nod goes down, in degrees.
const NOD_DEGREES: f32 = 12.0;
/// How far the mouth opens for a challenge, 0–1 of the widest.
const WIDE_OPEN: f32 = 0.95;

/// A natural blink, in milliseconds: closing, closed, opening.
const BLINK_MS: [i64; 3] = [70, 80, 110];
/// A blink on demand is slower; the lids stay down long enough for five pictures per second.
const DELIBERATE_BLINK_MS: [i64; 3] = [80, 230, 110];
/// A turn: out, held, back.
const TURN_MS: [i64; 3] = [500, 800, 500];
/// An open mouth: opening, held, closing.
const OPEN_MS: [i64; 3] = [260, 700, 260];
/// A nod: down, held, up.
const NOD_MS: [i64; 3] = [300, 200, 300];

/// Shortest and longest time between natural blinks, in milliseconds.
const BLINK_EVERY_MS: [i64; 2] = [3_000, 5_000];

/// Where the face is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FacePose {
    /// Degrees; negative turns the nose to the left edge.
    pub yaw: f32,
    /// Degrees; negative lowers the nose.
    pub pitch: f32,
    /// 0 open – 1 closed.
    pub lids: f32,
    /// 0 closed – 1 widest.
    pub mouth: f32,
    /// Sway of the head in pixels to the right and down.
    pub sway: [f32; 2],
    /// Sway in degrees, clockwise.
    pub roll: f32,
}

/// The movement of an act that started, reaction included, at zero: `since_ms` after it.
pub fn act_pose(act: Act, since_ms: i64) -> FacePose {
    let still = FacePose::default();
    match act {
        Act::Blink => FacePose { lids: bump(DELIBERATE_BLINK_MS, since_ms), ..still },
        Act::TurnLeft => FacePose { yaw: -TURN_DEGREES * bump(TURN_MS, since_ms), ..still },
        Act::TurnRight => FacePose { yaw: TURN_DEGREES * bump(TURN_MS, since_ms), ..still },
        Act::OpenMouth => FacePose { mouth: WIDE_OPEN * bump(OPEN_MS, since_ms), ..still },
        Act::Nod => FacePose { pitch: -NOD_DEGREES * bump(NOD_MS, since_ms), ..still },
        Act::Idle => still,
    }
}

/// How long an act lasts, in milliseconds.
pub fn act_len_ms(act: Act) -> i64 {
    match act {
        Act::Blink => DELIBERATE_BLINK_MS.iter().sum(),
        Act::TurnLeft | Act::TurnRight => TURN_MS.iter().sum(),
        Act::OpenMouth => OPEN_MS.iter().sum(),
        Act::Nod => NOD_MS.iter().sum(),
        Act::Idle => 0,
    }
}

/// Closing of the lids by natural blinks, 0–1.
pub fn natural_lids(t_ms: i64) -> f32 {
    let mut start = 0;
    let mut count = 0_u64;
    while start <= t_ms {
        let spread = BLINK_EVERY_MS[1] - BLINK_EVERY_MS[0];
        start += BLINK_EVERY_MS[0] + (scattered(count) % spread as u64) as i64;
        count += 1;
        let closed = bump(BLINK_MS, t_ms - start);
        if closed > 0.0 {
            return closed;
        }
    }
    0.0
}

/// Breathing and balance: slow sway in pixels and degrees, stronger while speaking.
pub fn sway(t_ms: i64, speaking: f32) -> ([f32; 2], f32) {
    let t = t_ms as f32 / 1_000.0;
    let wave = |period: f32, phase: f32| (TAU * (t / period + phase)).sin();
    let strength = 1.0 + 0.8 * speaking;
    let x = strength * (1.6 * wave(5.3, 0.1) + 0.9 * wave(2.9, 0.6));
    let y = strength * (1.2 * wave(4.1, 0.3) + 0.5 * wave(1.7, 0.8)) + 1.5 * speaking;
    ([x, y], 0.35 * strength * wave(6.7, 0.2))
}

/// Rises to 1, stays, falls back to 0: `since_ms` after it began.
fn bump([rise, hold, fall]: [i64; 3], since_ms: i64) -> f32 {
    let part = |from: i64, length: i64| ((since_ms - from) as f32 / length as f32).clamp(0.0, 1.0);
    let up = part(0, rise);
    let down = part(rise + hold, fall);
    let smooth = |x: f32| x * x * (3.0 - 2.0 * x);
    smooth(up) - smooth(down)
}

/// A fixed number that looks random (SplitMix64).
pub fn scattered(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
