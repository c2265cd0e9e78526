//! Faces: where they are, where they look, whether they live, who they are like.
//!
//! Each model has its own file with its preprocessing; [`FaceAnalyser`] and [`FaceMatcher`] put
//! them together. Shapes, thresholds and sources stand in the model cards under `models/`.
//! Results depend on the frames alone and are rounded before anything else reads them.

mod analyser;
mod card;
mod detect;
mod embed;
mod expression;
mod iris;
pub(crate) mod loader;
mod locate;
mod matcher;
mod mesh;
mod net;
mod pose;
pub(crate) mod sample;
mod spoof;
pub(crate) mod warp;

pub use analyser::{FaceAnalyser, FaceModules};
pub use embed::{FaceEmbedding, MATCH_THRESHOLD};
pub use matcher::FaceMatcher;
