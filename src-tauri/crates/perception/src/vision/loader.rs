//! Sessions of the models that are wanted, and a record of what was loaded.

use models::runtime::OnnxRuntime;
use models::{ModelId, ModelStore};
use ort::session::Session;

use crate::PerceptionError;

/// Makes sessions and notes role and hash of each.
pub(crate) struct Loader<'a> {
    runtime: &'a OnnxRuntime,
    store: &'a ModelStore,
    threads: usize,
    loaded: Vec<(String, String)>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(runtime: &'a OnnxRuntime, store: &'a ModelStore, threads: usize) -> Self {
        Self { runtime, store, threads, loaded: Vec::new() }
    }

    /// A session of one model.
    pub(crate) fn session(&mut self, id: ModelId) -> Result<Session, PerceptionError> {
        let session = self.runtime.session(self.store, id, self.threads)?;
        let verified = self.store.path(id)?;
        self.loaded.push((verified.role, verified.sha256));
        Ok(session)
    }

    /// Role and sha256 of every model that was loaded, in order.
    pub(crate) fn loaded(self) -> Vec<(String, String)> {
        self.loaded
    }
}
