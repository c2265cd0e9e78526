//! Who runs a session, and who delivers: locks that end with the program, however it ends.
//!
//! Recovery steps sessions that a crash interrupted. One that another program, or another part of
//! this one, runs at that moment is not interrupted, and is left alone.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use uuid::Uuid;

use crate::error::VaultError;
use crate::files;
use crate::vault::{Inner, Vault};

/// What a lock on a session is called in messages.
const SESSION: &str = "session";

/// What the lock on delivery is called in messages.
const DELIVERY: &str = "delivery";

/// Held by whoever runs a session, or delivers; dropping it lets go.
pub struct SessionHold {
    path: PathBuf,
    _file: File,
}

impl std::fmt::Debug for SessionHold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionHold")
    }
}

impl Drop for SessionHold {
    fn drop(&mut self) {
        // Still locked here: nobody can have locked this file in the meantime.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Vault {
    /// Takes hold of a session. The interview need not be there yet.
    ///
    /// # Errors
    /// [`VaultError::InUse`] where somebody else holds it; disk.
    pub fn hold_session(&self, interview_id: Uuid) -> Result<SessionHold, VaultError> {
        hold(&self.inner, interview_id)
    }

    /// Takes hold of the outbox: one program delivers at a time.
    ///
    /// # Errors
    /// [`VaultError::InUse`] where another one does; disk.
    pub fn hold_delivery(&self) -> Result<SessionHold, VaultError> {
        hold_name(&self.inner, DELIVERY, DELIVERY)
    }
}

pub(crate) fn hold(inner: &Inner, interview_id: Uuid) -> Result<SessionHold, VaultError> {
    hold_name(inner, &interview_id.to_string(), SESSION)
}

fn hold_name(inner: &Inner, name: &str, what: &str) -> Result<SessionHold, VaultError> {
    let folder = inner.home.join("running");
    files::private_dir(&folder)?;
    let path = folder.join(format!("{name}.lock"));
    loop {
        let file = files::private_options().create(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Ok(()) if removed(&file)? => {}
            Ok(()) => return Ok(SessionHold { path, _file: file }),
            Err(TryLockError::WouldBlock) => {
                return Err(VaultError::InUse { part: what.to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// Whether the last holder has removed the file between our opening and our locking it.
#[cfg(unix)]
fn removed(file: &File) -> std::io::Result<bool> {
    Ok(std::os::unix::fs::MetadataExt::nlink(&file.metadata()?) == 0)
}

/// A file that is open can't be removed there.
#[cfg(not(unix))]
fn removed(_: &File) -> std::io::Result<bool> {
    Ok(false)
}
