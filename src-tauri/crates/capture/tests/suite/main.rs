//! Behaviour of the crate through its public interface, with real encoders and decoders.

mod contract;
mod files;
mod pictures;
mod recorder;
mod shared_media;
mod support;
