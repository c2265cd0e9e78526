//! The file system under sealed media, behind a trait so that tests can make it fail at any byte;
//! and the few ways in which the vault writes other files.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::error::VaultError;

/// A sealed file that grows.
pub trait SegmentFile: Send {
    /// Appends all of `bytes`. After an error any part of them may be there.
    ///
    /// # Errors
    /// What the operating system says.
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()>;
    /// Brings what was appended to the disk.
    ///
    /// # Errors
    /// What the operating system says.
    fn sync(&mut self) -> std::io::Result<()>;
    /// Cuts the file to `len` bytes; the next append goes there.
    ///
    /// # Errors
    /// What the operating system says.
    fn truncate(&mut self, len: u64) -> std::io::Result<()>;
}

/// Where sealed files are made.
pub trait MediaFiles: Send + Sync {
    /// Opens the file at `path` for appending and locks it against a second writer.
    ///
    /// # Errors
    /// Kind `WouldBlock` where another writer holds it, else what the operating system says.
    fn open(&self, path: &Path) -> std::io::Result<Box<dyn SegmentFile>>;
}

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskFiles;

impl MediaFiles for DiskFiles {
    fn open(&self, path: &Path) -> std::io::Result<Box<dyn SegmentFile>> {
        let file = private_options().read(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(std::io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let mut file = DiskFile(file);
        file.0.seek(SeekFrom::End(0))?;
        Ok(Box::new(file))
    }
}

/// A locked file; the lock ends with it.
struct DiskFile(File);

impl SegmentFile for DiskFile {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> std::io::Result<()> {
        self.0.sync_data()
    }

    fn truncate(&mut self, len: u64) -> std::io::Result<()> {
        self.0.set_len(len)?;
        self.0.seek(SeekFrom::Start(len))?;
        Ok(())
    }
}

/// Options for files that only this user may read.
pub(crate) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes an empty file that only this user may read where there is none; takes the right of others
/// to read away where there is one. One that is there is not opened: closing it again would take
/// away the locks that SQLite has on it in this process.
pub(crate) fn private_file(path: &Path) -> Result<(), VaultError> {
    match private_options().create_new(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            #[cfg(unix)]
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
            Ok(())
        }
        made => Ok(made.map(drop)?),
    }
}

/// Makes a folder that only this user may enter, with its parents.
pub(crate) fn private_dir(path: &Path) -> Result<(), VaultError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    Ok(())
}

/// Replaces the file at `path` in one step: after a crash it holds the old bytes or the new ones.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let next = path.with_extension("new");
    let mut file = private_options().create(true).truncate(true).open(&next)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&next, path)?;
    sync_parent(path)
}

/// Writes a file that must not be there yet.
pub(crate) fn create_new(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let mut file = private_options().create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_parent(path)
}

/// Brings a change of names in the folder of `path` to the disk.
pub(crate) fn sync_parent(path: &Path) -> Result<(), VaultError> {
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

/// The bytes of a file; none where it does not exist.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Up to `max` bytes of `file` from `offset`; fewer at its end.
pub(crate) fn read_at(file: &mut File, offset: u64, max: usize) -> Result<Vec<u8>, VaultError> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(max.min(1 << 26));
    file.take(max as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
