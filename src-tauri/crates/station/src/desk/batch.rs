//! Several interviews in one ZIP file: recording, report as page and PDF, signed report, attached
//! files, and a spreadsheet.
//!
//! Folders inside say whose interview it is, in letters and figures alone: nothing that a candidate
//! is called becomes a path, a hidden file or an option of a command.
//! Attached files, in the folder `files` of their interview, keep the names that people gave them, made
//! safe.
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

/// Most characters of a name or a position in a folder's name.
const MAX_WORD_CHARS: usize = 24;
/// Last characters of the id that make a folder's name unique; in a version 7 id they are random.
const ID_CHARS: usize = 8;

/// Folder of an interview: day, person, position and the end of its id, such as
/// `2026-11-25-林晓岚-柜员-5f0c2a9b`. `who` is the name, or the reference where it is not known.
pub fn folder(id: Uuid, day: &str, who: &str, position: &str) -> String {
    let id = id.simple().to_string();
    let tail = id.get(id.len() - ID_CHARS..).unwrap_or_default();
    let words = [word(day), word(who), word(position)];
    let mut parts: Vec<&str> = words.iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
    parts.push(tail);
    parts.join("-")
}

/// Letters and figures of any script; whatever else stands between them becomes one hyphen.
fn word(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").chars().take(MAX_WORD_CHARS).collect()
}

/// An interview of a ZIP file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Interview.
    pub id: Uuid,
    /// Its folder, from [`folder`].
    pub folder: String,
}

/// Writes `entries` with `sheet` (an xlsx file) to a new file `name` in `folder`. Only the owner may
/// read it. Where anything fails nothing is left behind.
///
/// # Errors
/// [`StationError::File`], [`StationError::Vault`].
pub fn zip(
    vault: &Vault,
    entries: &[Entry],
    sheet: &[u8],
    language: Language,
    person: &Person,
    folder: &Path,
    name: &str,
) -> Result<Written, StationError> {
    for Entry { id, .. } in entries {
        vault.audit_by(&person.name, "session.exported", &id.to_string(), "zip")?;
    }
    let mut new = NewFile::create(folder, name)?;
    fill(vault, entries, sheet, language, &mut new.file)?;
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
    entries: &[Entry],
    sheet: &[u8],
    language: Language,
    file: &mut File,
) -> Result<(), StationError> {
    let mut out = ZipWriter::new(BufWriter::new(file));
    put(&mut out, "interviews.xlsx", sheet, CompressionMethod::Stored)?;
    let jwk = serde_json::to_vec(&vault.station().signing.public().to_jwk())?;
    put(&mut out, "station-key.jwk", &jwk, CompressionMethod::Deflated)?;
    let printer = Printer::new(vault);
    for Entry { id, folder } in entries {
        if let Some(stored) = vault.report(*id)? {
            let page = crate::export::page(vault, &stored.bytes, language, true)?;
            if let Some(pdf) = printer.pdf(&stored.bytes, language) {
                // A PDF is compressed already.
                put(&mut out, &format!("{folder}/report.pdf"), &pdf, CompressionMethod::Stored)?;
            }
            for (name, bytes) in [
                ("report.json", stored.bytes.as_slice()),
                ("report.jws", stored.signature.as_bytes()),
                ("station-key.jwk", jwk.as_slice()),
                ("report.html", page.as_bytes()),
            ] {
                put(&mut out, &format!("{folder}/{name}"), bytes, CompressionMethod::Deflated)?;
            }
        }
        if vault.parts(*id)?.iter().any(|part| part == MAIN_PART) {
            recording(vault, *id, folder, &mut out)?;
        }
        attached(vault, *id, folder, &mut out)?;
    }
    out.finish().map_err(zip_failed)?.flush().map_err(unusable)
}

fn recording<W: Write + Seek>(
    vault: &Vault,
    id: Uuid,
    folder: &str,
    out: &mut ZipWriter<W>,
) -> Result<(), StationError> {
    let mut reader = vault.open_part(id, MAIN_PART)?;
    begin(out, &format!("{folder}/{MAIN_PART}.webm"), CompressionMethod::Stored)?;
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
    folder: &str,
    out: &mut ZipWriter<W>,
) -> Result<(), StationError> {
    let files = vault.attachments(id)?;
    for (attachment, name) in files.iter().zip(outside_names(&files)) {
        let mut reader = vault.open_attachment(id, attachment.id)?;
        // All kinds are compressed already.
        begin(out, &format!("{folder}/files/{name}"), CompressionMethod::Stored)?;
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
