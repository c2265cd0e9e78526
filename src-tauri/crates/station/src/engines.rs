//! The models of an interview, loaded once and only as far as the policy allows.

use std::sync::Arc;

use interview::policy::Modules;
use interview::ports::{EncoderError, SentenceEncoder as EncoderPort};
use interview::report::ModelUse;
use models::runtime::OnnxRuntime;
use models::{ModelId, ModelStore};
use perception::card::CardReader;
use perception::speech::SpeechModels;
use perception::text::SentenceEncoder;
use perception::vision::{FaceAnalyser, FaceMatcher, FaceModules};

use crate::StationError;

/// Threads of one ONNX session: two cores are the smallest machine, and the recogniser needs one.
const ONNX_THREADS: usize = 1;
/// Threads that read a card: a person waits for it, and nothing is recorded yet.
const CARD_THREADS: usize = 2;

/// Store and runtime; models are loaded from them on demand.
#[derive(Clone)]
pub struct Engines {
    store: ModelStore,
    runtime: OnnxRuntime,
}

impl Engines {
    /// Opens the store in the user's data directory and loads ONNX Runtime.
    ///
    /// # Errors
    /// [`StationError::Model`]: the processor is too old, or a file is missing or changed.
    pub fn open() -> Result<Self, StationError> {
        let store = ModelStore::open(ModelStore::default_dir())?;
        let runtime = OnnxRuntime::load(&store)?;
        Ok(Self { store, runtime })
    }

    /// The store.
    pub fn store(&self) -> &ModelStore {
        &self.store
    }

    /// The runtime.
    pub fn runtime(&self) -> &OnnxRuntime {
        &self.runtime
    }

    /// Voice activity and recogniser.
    ///
    /// # Errors
    /// [`StationError::Perception`] or [`StationError::Model`].
    pub fn speech(&self) -> Result<Arc<SpeechModels>, StationError> {
        Ok(Arc::new(SpeechModels::load(&self.runtime, &self.store)?))
    }

    /// Face analysis with the modules that the policy allows.
    ///
    /// # Errors
    /// As [`Engines::speech`].
    pub fn faces(&self, modules: &Modules) -> Result<FaceAnalyser, StationError> {
        let modules =
            FaceModules { expression: modules.expression, anti_spoofing: modules.anti_spoofing };
        Ok(FaceAnalyser::load(&self.runtime, &self.store, modules, ONNX_THREADS)?)
    }

    /// Face comparison.
    ///
    /// # Errors
    /// As [`Engines::speech`].
    pub fn matcher(&self) -> Result<FaceMatcher, StationError> {
        Ok(FaceMatcher::load(&self.runtime, &self.store, ONNX_THREADS)?)
    }

    /// Reading of identity cards.
    ///
    /// # Errors
    /// As [`Engines::speech`].
    pub fn cards(&self) -> Result<CardReader, StationError> {
        Ok(CardReader::load(&self.runtime, &self.store, CARD_THREADS)?)
    }

    /// Sentence vectors for scoring.
    ///
    /// # Errors
    /// As [`Engines::speech`].
    pub fn encoder(&self) -> Result<ScoringEncoder, StationError> {
        Ok(ScoringEncoder {
            inner: SentenceEncoder::load(&self.runtime, &self.store, ONNX_THREADS)?,
            sha256: self.store.path(ModelId::TextEmbed)?.sha256,
        })
    }
}

/// The sentence encoder behind the port that scoring knows.
pub struct ScoringEncoder {
    inner: SentenceEncoder,
    sha256: String,
}

impl ScoringEncoder {
    /// Role and hash, for the report.
    pub fn model(&self) -> ModelUse {
        ModelUse { role: "text_embedding".to_owned(), sha256: self.sha256.clone() }
    }
}

impl EncoderPort for ScoringEncoder {
    fn encode(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncoderError> {
        self.inner.encode(texts).map_err(|e| EncoderError(Box::new(e)))
    }
}

/// Role and hash pairs as the report lists them, sorted and without repeats.
pub fn model_uses(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<ModelUse> {
    let mut uses: Vec<ModelUse> =
        pairs.into_iter().map(|(role, sha256)| ModelUse { role, sha256 }).collect();
    uses.sort();
    uses.dedup();
    uses
}

/// The state of every pinned model in this machine's store. `anew`: each file is hashed again, also
/// those that this program has hashed already.
///
/// # Errors
/// [`StationError::Models`].
pub fn pinned_models(anew: bool) -> Result<Vec<models::ModelStatus>, StationError> {
    let store = ModelStore::open(ModelStore::default_dir())?;
    Ok(if anew { store.status_anew() } else { store.status() })
}
