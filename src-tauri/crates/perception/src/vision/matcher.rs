//! One face compared with another: live picture against live picture or ID card.

use interview::media::VideoFrame;

use models::runtime::OnnxRuntime;
use models::{ModelId, ModelStore};

use super::card;
use super::embed::{EmbedNet, FaceEmbedding};
use super::loader::Loader;
use super::locate::Locator;
use super::sample::Picture;
use crate::PerceptionError;

/// Makes embeddings of faces. Belongs to one thread.
pub struct FaceMatcher {
    locator: Locator,
    embed: EmbedNet,
    models: Vec<(String, String)>,
}

impl FaceMatcher {
    /// Loads detector, mesh and embedding. `threads` threads work on one model.
    ///
    /// # Errors
    /// [`PerceptionError::Model`] where a model is missing, changed or refused by the runtime.
    pub fn load(
        runtime: &OnnxRuntime,
        store: &ModelStore,
        threads: usize,
    ) -> Result<Self, PerceptionError> {
        let mut loader = Loader::new(runtime, store, threads);
        let locator = Locator::load(&mut loader)?;
        let embed = EmbedNet::new(loader.session(ModelId::FaceEmbed)?);
        Ok(Self { locator, embed, models: loader.loaded() })
    }

    /// The embedding of the largest face of an upright picture; none where it shows no face.
    ///
    /// # Errors
    /// [`PerceptionError::Picture`] where the frame's bytes do not fit its size; otherwise a
    /// failure of the runtime. The matcher can be used again after either.
    pub fn embed(&mut self, frame: &VideoFrame) -> Result<Option<FaceEmbedding>, PerceptionError> {
        let picture = Picture::of(frame)?;
        let found = self.locator.find(&picture)?;
        match found.faces.first() {
            Some(face) => self.embed.look(&picture.with_gain(found.gain), &face.mesh),
            None => Ok(None),
        }
    }

    /// The embedding of the portrait on a picture of an ID card, which may lie in any direction;
    /// none where no face is found.
    ///
    /// # Errors
    /// As [`Self::embed`].
    pub fn embed_card(
        &mut self,
        frame: &VideoFrame,
    ) -> Result<Option<FaceEmbedding>, PerceptionError> {
        let picture = Picture::of(frame)?;
        match card::portrait(&mut self.locator, &picture)? {
            Some(face) => self.embed.look(&picture, &face.mesh),
            None => Ok(None),
        }
    }

    /// Role and sha256 of every model that was loaded.
    pub fn models(&self) -> Vec<(String, String)> {
        self.models.clone()
    }
}
