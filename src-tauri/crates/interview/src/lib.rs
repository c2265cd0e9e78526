//! The domain of Interview Station: positions, questions, the session's state machine, the
//! timeline, observations, scores, the report, policy packs, and the ports that other crates
//! implement.
//!
//! Owns: what an interview *is*. Never knows: files, devices, threads, clocks, models, networks.
//! Everything here is a value or a pure function.

pub mod brief;
pub mod challenge;
pub mod error;
pub mod exchange;
pub mod features;
pub mod gate;
pub mod id_number;
pub mod media;
pub mod observation;
pub mod policy;
pub mod ports;
pub mod position;
pub mod report;
pub mod review;
pub mod score;
pub mod session;
pub mod time;
pub mod timeline;
pub mod transcript;
