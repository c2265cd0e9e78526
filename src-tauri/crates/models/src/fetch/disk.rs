//! Free space, asked before the work begins.

use std::path::Path;

use crate::ModelError;

/// Room left for what else writes to the disk meanwhile, a recording above all.
const RESERVE_BYTES: u64 = 256 * 1024 * 1024;

/// Refuses to begin if `needed_bytes` and a reserve do not fit beside `dir`'s content.
pub(super) fn require_free(dir: &Path, needed_bytes: u64) -> Result<(), ModelError> {
    let stat = rustix::fs::statvfs(dir).map_err(|error| ModelError::io(dir, error.into()))?;
    let free_bytes = stat.f_bavail.saturating_mul(stat.f_frsize);
    if free_bytes >= needed_bytes.saturating_add(RESERVE_BYTES) {
        return Ok(());
    }
    Err(ModelError::DiskFull { dir: dir.to_path_buf(), needed_bytes })
}
