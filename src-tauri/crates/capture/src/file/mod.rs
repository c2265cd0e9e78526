//! Files as sources: any container and codec that FFmpeg reads, on one clock.
//!
//! Zero of that clock is the first picture or sample that is really presented, whichever comes
//! first; a track that begins later keeps its offset.

mod audio;
mod container;
mod reader;
mod video;

pub use audio::FileAudioSource;
pub(crate) use container::open_checked;
pub use container::probe;
pub use video::FileVideoSource;
