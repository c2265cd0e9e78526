//! Sealed formats of Interview Station: canonical JSON, signatures, sealed media segments, key
//! wraps, hash chains, part manifests and the prefix that turns segments into a seekable WebM.
//!
//! Owns: how bytes are protected and proven. Never knows: files, databases, networks, clocks.
//! Everything is a value or a function over bytes, so that the station, the HRMS and an outside
//! verifier run the same code. The random source of the operating system is the only thing asked.
//!
//! | Promise | Where | Shown by |
//! |---|---|---|
//! | a changed, cut, moved or foreign segment is refused | [`segment`] | `tests/segment.rs` |
//! | a signature fits one payload and one key | [`sign`] | `tests/sign.rs` |
//! | a key wrap opens for one recipient and one part | [`wrap`] | `tests/wrap.rs` |
//! | a changed, missing or inserted audit entry is found | [`chain`] | `tests/chain.rs` |

pub mod chain;
pub mod error;
pub mod hash;
pub mod jcs;
pub mod manifest;
pub mod segment;
pub mod sign;
pub mod webm;
pub mod wrap;

mod jwk;
mod random;

pub use error::SealError;
