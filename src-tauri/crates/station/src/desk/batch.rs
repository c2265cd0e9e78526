//! Several interviews in one ZIP file: recording, report as page and PDF, signed report, attached
//! files, and a spreadsheet.
//!
//! Names inside are ids of interviews: nothing that a candidate is called becomes a file name.
//! Attached files alone, in the folder `files`, keep the names that people gave them, made safe.
//! What leaves the vault this way is in clear; each interview's log says so before the first byte.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use interview::transcript::Language;
use uuid::Uuid;
use vault::{Vault, outside_names};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::attachments;
use crate::StationError;
use crate::print::Printer;
use crate::review::Person;
use crate::session::MAIN_PART;

/// Bytes of a recording that are decrypted at once.
const CHUNK_BYTES: usize = 1 << 20;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// File.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Writes `ids` with `sheet` (an xlsx file) to a new file `name` in `folder`. Only the owner may
/// read it. Where anything fails nothing is left behind.
///
/// # Errors
/// [`StationError::File`], [`StationError::Vault`].
pub fn zip(
    vault: &Vault,
    ids: &[Uuid],
    sheet: &[u8],
    language: Language,
    person: &Person,
    folder: &Path,
    name: &str,
) -> Result<Written, StationError> {
    for id in ids {
        vault.audit_by(&person.name, "session.exported", &id.to_string(), "zip")?;
    }
    let mut new = NewFile::create(folder, name)?;
    fill(vault, ids, sheet, language, &mut new.file)?;
    new.keep()
}

/// Writes `bytes` to a new file `name` in `folder`, as [`zip`] does.
///
/// # Errors
/// [`StationError::File`].
pub fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> Result<Written, StationError> {
    let mut new = NewFile::create(folder, name)?;
    new.file.write_all(bytes).map_err(unusable)?;
    new.keep()
}

fn fill(
    vault: &Vault,
    ids: &[Uuid],
    sheet: &[u8],
    language: Language,
    file: &mut File,
) -> Result<(), StationError> {
    let mut out = ZipWriter::new(BufWriter::new(file));
    put(&mut out, "interviews.xlsx", sheet, CompressionMethod::Stored)?;
    let jwk = serde_json::to_vec(&vault.station().signing.public().to_jwk())?;
    put(&mut out, "station-key.jwk", &jwk, CompressionMethod::Deflated)?;
    let printer = Printer::new(vault);
    for id in ids {
        if let Some(stored) = vault.report(*id)? {
            let page = crate::export::page(vault, &stored.bytes, language, true)?;
            if let Some(pdf) = printer.pdf(&stored.bytes, language) {
                // A PDF is compressed already.
                put(&mut out, &format!("{id}/report.pdf"), &pdf, CompressionMethod::Stored)?;
            }
            for (name, bytes) in [
                ("report.json", stored.bytes.as_slice()),
                ("report.jws", stored.signature.as_bytes()),
                ("station-key.jwk", jwk.as_slice()),
                ("report.html", page.as_bytes()),
            ] {
                put(&mut out, &format!("{id}/{name}"), bytes, CompressionMethod::Deflated)?;
            }
        }
        if vault.parts(*id)?.iter().any(|part| part == MAIN_PART) {
            recording(vault, *id, &mut out)?;
        }
        attached(vault, *id, &mut out)?;
    }
    out.finish().map_err(zip_failed)?.flush().map_err(unusable)
}

fn recording<W: Write + Seek>(
    vault: &Vault,
    id: Uuid,
    out: &mut ZipWriter<W>,
) -> Result<(), StationError> {
    let mut reader = vault.open_part(id, MAIN_PART)?;
    begin(out, &format!("{id}/{MAIN_PART}.webm"), CompressionMethod::Stored)?;
    let mut offset = 0;
    loop {
        let bytes = reader.read_range(offset, CHUNK_BYTES)?;
        if bytes.is_empty() {
            return Ok(());
        }
        offset += bytes.len() as u64;
        out.write_all(&bytes).map_err(unusable)?;
    }
}

fn attached<W: Write + Seek>(
    vault: &Vault,
    id: Uuid,
    out: &mut ZipWriter<W>,
) -> Result<(), StationError> {
    let files = vault.attachments(id)?;
    for (attachment, name) in files.iter().zip(outside_names(&files)) {
        let mut reader = vault.open_attachment(id, attachment.id)?;
        // All kinds are compressed already.
        begin(out, &format!("{id}/files/{name}"), CompressionMethod::Stored)?;
        attachments::copy(&mut reader, out)?;
    }
    Ok(())
}

fn put<W: Write + Seek>(
    out: &mut ZipWriter<W>,
    name: &str,
    bytes: &[u8],
    method: CompressionMethod,
) -> Result<(), StationError> {
    begin(out, name, method)?;
    out.write_all(bytes).map_err(unusable)
}

fn begin<W: Write + Seek>(
    out: &mut ZipWriter<W>,
    name: &str,
    method: CompressionMethod,
) -> Result<(), StationError> {
    let options = SimpleFileOptions::default().compression_method(method).large_file(true);
    out.start_file(name, options).map_err(zip_failed)
}

fn zip_failed(error: zip::result::ZipError) -> StationError {
    unusable(std::io::Error::other(error))
}

pub(super) fn unusable(source: std::io::Error) -> StationError {
    StationError::File { what: "export file", source }
}

/// A file that goes away again unless it is kept.
pub(super) struct NewFile {
    path: PathBuf,
    pub file: File,
    kept: bool,
}

impl NewFile {
    pub fn create(folder: &Path, name: &str) -> Result<Self, StationError> {
        std::fs::create_dir_all(folder).map_err(unusable)?;
        let path = folder.join(name);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(unusable)?;
        Ok(Self { path, file, kept: false })
    }

    /// Keeps it under another name in its folder, in place of a file that has that name.
    pub fn keep_as(mut self, path: &Path) -> Result<Written, StationError> {
        self.file.sync_all().map_err(unusable)?;
        std::fs::rename(&self.path, path).map_err(unusable)?;
        self.path = path.to_owned();
        self.keep()
    }

    fn keep(mut self) -> Result<Written, StationError> {
        self.file.sync_all().map_err(unusable)?;
        self.kept = true;
        let bytes = self.file.metadata().map_err(unusable)?.len();
        Ok(Written { path: self.path.clone(), bytes })
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an unfinished export could not be removed");
        }
    }
}
