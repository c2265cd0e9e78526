//! One fetch at a time in a store, and no rubbish of those that were killed.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::{NamedTempFile, TempDir};

use crate::ModelError;

const LOCK_FILE: &str = ".fetch-lock";
/// Everything unfinished in a store begins so.
const PARTIAL: &str = ".partial-";

/// Held while a fetch runs. Another process that fetches into the same store waits, and then
/// finds the work done. The system releases the lock of a process that dies.
pub(super) struct FetchLock {
    _file: File,
}

impl FetchLock {
    /// Waits for the lock, then removes what killed fetches left.
    pub(super) fn acquire(dir: &Path) -> Result<Self, ModelError> {
        let path = dir.join(LOCK_FILE);
        let failed = |error| ModelError::io(&path, error);
        let file = File::create(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        remove_partials(dir).map_err(|error| ModelError::io(dir, error))?;
        Ok(Self { _file: file })
    }
}

fn remove_partials(dir: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A file to be renamed into the store when it is whole. Models are no secret: every user of the
/// machine may read them, as far as the umask allows.
pub(super) fn partial_file(dir: &Path) -> std::io::Result<NamedTempFile> {
    let readable = Permissions::from_mode(0o644);
    tempfile::Builder::new().prefix(PARTIAL).permissions(readable).tempfile_in(dir)
}

/// A directory for a package client, removed when dropped.
pub(super) fn partial_dir(dir: &Path) -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix(PARTIAL).tempdir_in(dir)
}
