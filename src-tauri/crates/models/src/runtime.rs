//! ONNX Runtime: checked, loaded once per process, sessions made of verified bytes.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::Session;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};

use crate::library::require_shared_library;
use crate::{CpuFeatures, ModelError, ModelId, ModelStore};

/// The loaded runtime. Cheap to clone; all clones share the one environment of the process.
#[derive(Clone, Debug)]
pub struct OnnxRuntime {
    environment: Environment,
}

/// The environment of this process and the digest of the library it was loaded from. A process
/// can load one ONNX Runtime only, and the environment lives until the process ends.
static LOADED: Mutex<Option<(Environment, String)>> = Mutex::new(None);

impl OnnxRuntime {
    /// Loads the pinned library of the store, or hands out the one that is loaded already.
    ///
    /// Everything that can be known beforehand is checked first: the processor's instruction
    /// sets, that the file exists, that it is a shared library of this architecture, and its
    /// digest. So a wrong library gives an error at once and never a hang.
    ///
    /// # Errors
    /// [`ModelError::CpuTooOld`], [`ModelError::Missing`], [`ModelError::LibraryUnusable`],
    /// [`ModelError::Changed`], [`ModelError::Io`].
    pub fn load(store: &ModelStore) -> Result<Self, ModelError> {
        let missing = CpuFeatures::detect().missing();
        if !missing.is_empty() {
            return Err(ModelError::CpuTooOld { missing });
        }
        let entry = store.manifest().entry(ModelId::OnnxRuntime)?;
        let path = store.output_path(entry.main());
        if !path.is_file() {
            return Err(ModelError::Missing { id: ModelId::OnnxRuntime, path });
        }
        require_shared_library(&path)?;
        let library = store.path(ModelId::OnnxRuntime)?;

        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        let environment = match &*loaded {
            Some((environment, sha256)) if *sha256 == library.sha256 => environment.clone(),
            Some(_) => return Err(other_library_loaded(&library.path)),
            None => {
                let environment = load_environment(&library.path)?;
                *loaded = Some((environment.clone(), library.sha256));
                environment
            }
        };
        Ok(Self { environment })
    }

    /// A session for a model of the store, on the CPU.
    ///
    /// The model is handed over as the bytes that were hashed, so nothing can change in between.
    /// `intra_threads` threads work on one operator (0 is taken as 1); operators run one after
    /// the other and idle threads sleep, since a spinning thread would take the processor from
    /// the recording. Results are the same from run to run on one machine.
    ///
    /// # Errors
    /// As [`ModelStore::bytes`], and [`ModelError::Session`] when the runtime refuses the model.
    pub fn session(
        &self,
        store: &ModelStore,
        id: ModelId,
        intra_threads: usize,
    ) -> Result<Session, ModelError> {
        let bytes = store.bytes(id)?;
        self.builder(optimization(id), intra_threads)
            .and_then(|mut builder| builder.commit_from_memory(&bytes))
            .map_err(|error| ModelError::Session { id, detail: error.to_string() })
    }

    fn builder(
        &self,
        optimization: GraphOptimizationLevel,
        intra_threads: usize,
    ) -> ort::Result<SessionBuilder> {
        Ok(Session::builder(&self.environment)?
            .with_optimization_level(optimization)?
            .with_intra_threads(intra_threads.max(1))?
            .with_inter_threads(1)?
            .with_parallel_execution(false)?
            .with_intra_op_spinning(false)?
            .with_deterministic_compute(true)?
            .with_log_level(LogLevel::Warning)?)
    }
}

/// How far the runtime may rearrange a model. Its blocked layout of channels doubles the speed of
/// most nets, but knows no PReLU: a net full of those is converted to and fro all the time, which
/// makes the embedding three times slower than without (45 against 129 ms on two cores).
fn optimization(id: ModelId) -> GraphOptimizationLevel {
    match id {
        ModelId::FaceEmbed | ModelId::AntiSpoof => GraphOptimizationLevel::Level2,
        _ => GraphOptimizationLevel::All,
    }
}

fn load_environment(path: &Path) -> Result<Environment, ModelError> {
    let unusable = |found: String| ModelError::LibraryUnusable {
        path: path.to_path_buf(),
        found,
        needed: format!("ONNX Runtime 1.{} or newer", ort::MINOR_VERSION),
    };
    let builder = ort::init_from(path).map_err(|error| unusable(error.to_string()))?;
    let environment = builder
        .with_name("interview-station")
        .with_telemetry(false)
        .build()
        .map_err(|error| unusable(error.to_string()))?;
    environment.set_log_level(LogLevel::Warning);
    Ok(environment)
}

fn other_library_loaded(path: &Path) -> ModelError {
    ModelError::LibraryUnusable {
        path: path.to_path_buf(),
        found: "another ONNX Runtime, loaded earlier in this process".to_owned(),
        needed: "a process of its own".to_owned(),
    }
}
