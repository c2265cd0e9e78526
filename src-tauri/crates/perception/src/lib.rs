//! What the models see and hear: identity cards, QR codes, faces, liveness, expression, voice activity, transcript, prosody.
//!
//! Owns: pre- and post-processing of every perception model, and the rounding of what they give.
//! Never knows: devices, containers, storage, scores, screens. It is handed pictures and sound
//! with media time and gives back observations and text. It starts no threads of its own beyond
//! those inside the native runtimes and the decoding thread of [`speech::AnswerListener`]; one
//! value of each analyser belongs to one thread.

pub mod card;
pub mod error;
pub mod qr;
pub mod speech;
pub mod text;
pub mod vision;

pub use error::PerceptionError;
