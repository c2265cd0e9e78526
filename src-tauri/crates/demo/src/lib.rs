//! The demo candidate: an invented person with a rendered portrait that moves and a voice that
//! speaks prepared answers.
//!
//! Owns: what the person looks like, says and does at a moment of media time. Never knows: the
//! session, what is asked, devices, the wall clock. Nothing here is a recording of anyone; the
//! description says `synthetic`, and reports repeat it.
//!
//! Invariant: pictures and sound are a pure function of script and time, the same on every run.
//! Threads: none of its own. Failure: [`DemoError`].

mod cache;
mod candidate;
mod compose;
mod error;
mod live;
mod motion;
mod portrait;
mod speech;
mod stage;

pub use candidate::{DemoAnswer, DemoCandidate, Description};
pub use error::DemoError;
pub use live::LiveStage;
pub use motion::{FacePose, REACTION_MS};
pub use speech::Speech;
pub use stage::{Act, Cue, DemoStage, StageCue};
pub use voice::Voice;

/// Pictures per second.
pub const FRAME_RATE_HZ: u32 = 25;
/// Samples per second of the stage's sound.
pub const AUDIO_RATE_HZ: u32 = 48_000;
/// Length of a block of sound in milliseconds.
pub const AUDIO_BLOCK_MS: i64 = 20;
