//! Is this file a shared library that the process can load?
//!
//! Asked before `ort` gets the path: its dynamic loading has hung for ever on a library that was
//! missing or of the wrong kind (pykeio/ort #560, #579), and the dynamic loader's own message
//! does not say what was found.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::ModelError;

/// ELF header up to and including `e_machine` (System V ABI, "ELF Header").
const HEADER_BYTES: usize = 20;
const MAGIC: &[u8] = b"\x7fELF";
const CLASS_64: u8 = 2;
const TYPE_SHARED: u16 = 3;
const MACHINE_X86_64: u16 = 62;
const MACHINE_AARCH64: u16 = 183;

/// Checks that `path` is an ELF shared library of this architecture.
///
/// # Errors
/// [`ModelError::LibraryUnusable`] saying what was found, [`ModelError::Io`].
pub(crate) fn require_shared_library(path: &Path) -> Result<(), ModelError> {
    let mut header = Vec::with_capacity(HEADER_BYTES);
    File::open(path)
        .and_then(|file| file.take(HEADER_BYTES as u64).read_to_end(&mut header))
        .map_err(|error| ModelError::io(path, error))?;
    match unfit(&header) {
        None => Ok(()),
        Some(found) => Err(ModelError::LibraryUnusable {
            path: path.to_path_buf(),
            found,
            needed: format!("a 64-bit ELF shared library for {}", std::env::consts::ARCH),
        }),
    }
}

/// What the header shows, if it is not what is needed.
fn unfit(header: &[u8]) -> Option<String> {
    if header.is_empty() {
        return Some("an empty file".to_owned());
    }
    if header.len() < HEADER_BYTES || !header.starts_with(MAGIC) {
        return Some("a file that is no ELF library".to_owned());
    }
    if header[4] != CLASS_64 {
        return Some("a 32-bit library".to_owned());
    }
    if u16::from_le_bytes([header[16], header[17]]) != TYPE_SHARED {
        return Some("an ELF file that is no shared library".to_owned());
    }
    let machine = u16::from_le_bytes([header[18], header[19]]);
    let wanted = if cfg!(target_arch = "aarch64") { MACHINE_AARCH64 } else { MACHINE_X86_64 };
    (machine != wanted).then(|| format!("a library for another processor (machine {machine})"))
}
