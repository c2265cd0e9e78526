//! The crate through its public interface, with real archives, real clients and real runtimes.

// Helpers fail like the tests they serve.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod converted;
mod converters;
mod fetch;
mod manifest;
mod mirror;
mod native;
mod packages;
mod runtime;
mod store;
