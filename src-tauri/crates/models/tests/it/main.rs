//! The crate through its public interface, with real archives, real clients and real runtimes.

mod converted;
mod converters;
mod fetch;
mod manifest;
mod mirror;
mod packages;
mod runtime;
mod store;
