//! The weights that the station runs, and the runtime that executes them.
//!
//! Owns: the manifest of pinned models (`models/manifest.toml`), how they are fetched, verified
//! and converted, the directory they lie in, and the loading of ONNX Runtime. Never knows: what a
//! model is used for, frames, samples, sessions, candidates.
//!
//! Invariant: no byte of a model reaches a runtime before its SHA-256 equalled the manifest's.
//! A file that differs is refused by name, it is never repaired silently.
//!
//! Threads: everything here may be called from any thread and blocks; fetching runs package
//! clients as child processes and waits for them. Failure: [`ModelError`], whose
//! [`fault`](interview::error::Faulty::fault) gives code, class and response.

mod cpu;
mod digest;
mod error;
mod fetch;
mod id;
mod library;
mod manifest;
mod store;

pub mod convert;
pub mod heap;
pub mod native;
pub mod runtime;

pub use cpu::CpuFeatures;
pub use digest::Digest;
pub use error::ModelError;
pub use fetch::{FetchPhase, FetchProgress, Source};
pub use id::ModelId;
pub use manifest::{Converter, Ecosystem, Manifest, Member, ModelEntry, Output, Package};
pub use store::{ModelStatus, ModelStore, VerifiedModel};
