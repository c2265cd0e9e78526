//! Behaviour of the crate through its public interface, with real encoders and decoders.
#![allow(clippy::unwrap_used)] // Helpers of tests, which clippy does not know as such.

mod contract;
mod devices;
mod files;
mod goes_on;
mod pictures;
mod recorder;
mod shared_media;
mod support;
