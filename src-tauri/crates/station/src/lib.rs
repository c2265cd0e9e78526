//! The Station: composes devices, models, scoring, vault and sync into interviews.
//!
//! Owns: the session actor, recovery, the single stages on files, what ships with the program.
//! Never knows: windows. The desktop shell and the command line call the same functions.
//!
//! Threads: `read-camera` and `read-microphone` read the sources, the session actor runs on the
//! caller's thread, `faces`, `identity`, `answer-N` and the recorder's own threads work behind
//! bounded queues, `courier` and `completer` do what nobody waits for. If analysis fails, the
//! recording goes on and the answer is reported as not scored.

pub mod account;
mod background;
pub mod candidate;
pub mod catalogue;
mod clock;
pub mod crash;
pub mod decisions;
pub mod delivery;
pub mod desk;
pub mod devices;
pub mod doctor;
pub mod engines;
mod error;
pub mod export;
pub mod faces;
pub mod feed;
pub mod files;
pub mod home;
pub mod identity;
pub mod judged;
pub mod kiosk;
pub mod library;
pub mod logs;
pub mod people;
pub mod playback;
pub mod policy;
pub mod print;
pub mod progress;
pub mod recovery;
pub mod report;
pub mod retention;
pub mod review;
pub mod rights;
pub mod session;
pub mod setup;
pub mod staff;
pub mod stages;
mod still;
pub mod storage;
pub mod support;

pub use error::StationError;
pub use models::{heap, native};
