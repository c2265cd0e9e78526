//! Sync: the HRMS as a station sees it, and the worker that empties the outbox.
//!
//! Owns: how a station speaks with the HRMS, and what it does when that fails. Never knows: how
//! the outbox is stored (port [`interview::ports::Outbox`]) and what is in a report.
//!
//! Invariants: no row is acknowledged before the HRMS has answered for it, or has proven that it
//! holds the same bytes; no attempt is spent without a network; a row that waits or is parked
//! blocks its own interview only. Threads: everything runs on the caller's tokio runtime, the
//! outbox (which blocks) on its blocking threads. Failure: [`SyncError`]; what became of each row
//! stands in the outbox itself.

pub mod client;
pub mod error;
pub mod worker;

pub use client::{
    ClientOptions, Enrolled, HrmsClient, HrmsPerson, Snapshot, StationCredentials, enrol,
    enrol_with,
};
pub use error::{Refusal, SyncError};
pub use worker::{Schedule, SyncReport, SyncWorker};
