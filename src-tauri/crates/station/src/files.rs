//! Small files from outside, read with a limit.

use std::fs::OpenOptions;
use std::io::{Read, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::StationError;

/// No position, candidate, answer or report file comes near this size.
const LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// Reads a text file of at most 16 MiB; `what` names its role in the error.
///
/// # Errors
/// [`StationError::File`].
pub fn read_text(path: &Path, what: &'static str) -> Result<String, StationError> {
    let bytes = read_bytes(path, what)?;
    String::from_utf8(bytes).map_err(|_| StationError::File {
        what,
        source: std::io::Error::new(std::io::ErrorKind::InvalidData, "the text is not UTF-8"),
    })
}

/// Reads a file of at most 16 MiB; `what` names its role in the error.
///
/// # Errors
/// [`StationError::File`].
pub fn read_bytes(path: &Path, what: &'static str) -> Result<Vec<u8>, StationError> {
    let failed = |source| StationError::File { what, source };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LIMIT_BYTES {
        let kind = std::io::ErrorKind::FileTooLarge;
        return Err(failed(std::io::Error::new(kind, "larger than 16 MiB")));
    }
    Ok(bytes)
}

/// Writes a file that is meant to leave the vault, such as a report.
///
/// # Errors
/// [`StationError::File`].
pub fn write(path: &Path, bytes: &[u8], what: &'static str) -> Result<(), StationError> {
    std::fs::write(path, bytes).map_err(|source| StationError::File { what, source })
}

/// Writes a file with these permissions; one that is there is not replaced.
///
/// # Errors
/// [`StationError::File`].
pub fn write_new(
    path: &Path,
    bytes: &[u8],
    mode: u32,
    what: &'static str,
) -> Result<(), StationError> {
    let failed = |source| StationError::File { what, source };
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(mode).open(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
}

/// SHA-256 (hex) of a file of any size.
///
/// # Errors
/// [`StationError::File`].
pub fn sha256_hex(path: &Path, what: &'static str) -> Result<String, StationError> {
    let failed = |source| StationError::File { what, source };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut hash = seal::hash::Sha256Stream::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(failed)? {
            0 => return Ok(hash.finish_hex()),
            read => hash.update(&piece[..read]),
        }
    }
}
