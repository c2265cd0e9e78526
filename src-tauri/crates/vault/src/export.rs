//! Handing an interview out: for people, in clear; for verifiers, sealed. Every export is on
//! record before the first file is written.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use seal::chain::AuditEntry;
use seal::jcs::canonical_json;
use seal::manifest::PartManifest;
use seal::sign::sign_compact;
use serde::Serialize;
use uuid::Uuid;

use crate::attachment::{self, Attachment, outside_names};
use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::files::read_at;
use crate::media::{manifest, part_names};
use crate::report;
use crate::vault::{Vault, require_session};

/// What an export wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportSummary {
    /// Folder.
    pub dir: PathBuf,
    /// Files in it, in the order of writing.
    pub files: Vec<String>,
    /// Files that could not be made since sealed data are damaged; `station verify` says what.
    pub damaged: Vec<String>,
    /// Bytes in all.
    pub bytes: u64,
}

impl Vault {
    /// Writes an interview into the folder `to`, which is made where it is missing: `report.json`
    /// and `report.jws`, `station.jwk.json` (public key), `audit.jsonl` and `audit.jws` (its signed
    /// head), for every part `PART.webm` (in clear), `PART.sealed` and `PART.manifest.json`, and the
    /// attached files in `files/`.
    /// Files that are there already are refused, not replaced.
    ///
    /// # Errors
    /// [`VaultError::NoSession`], [`VaultError::Erased`], [`VaultError::DiskFull`], …
    pub fn export(&self, interview_id: Uuid, to: &Path) -> Result<ExportSummary, VaultError> {
        let (chain, parts, attachments, report) = self.inner.write(|tx| {
            require_session(tx, interview_id)?;
            audit::append_anchored(tx, interview_id, "session.exported", "")?;
            Ok((
                audit::entries(tx, Scope::Interview(interview_id))?,
                part_names(tx, interview_id)?,
                attachment::all(tx, interview_id)?,
                report::stored(tx, interview_id, None)?,
            ))
        })?;
        DirBuilder::new().recursive(true).create(to)?;
        let mut out = Folder::new(to);
        if let Some(report) = report {
            out.put("report.json", &report.bytes)?;
            out.put("report.jws", report.signature.as_bytes())?;
        }
        let keys = &self.inner.keys;
        out.put("station.jwk.json", &canonical_json(&keys.signing.public().to_jwk())?)?;
        out.put("audit.jsonl", &lines(&chain)?)?;
        let head = chain.last().map(AuditEntry::head).unwrap_or_default();
        out.put("audit.jws", sign_compact(&keys.signing, &head)?.as_bytes())?;
        self.export_attachments(interview_id, &attachments, &mut out)?;
        for part in &parts {
            self.export_part(interview_id, part, &mut out)?;
        }
        let Folder { dir, files, damaged, bytes } = out;
        Ok(ExportSummary { dir, files, damaged, bytes })
    }

    /// Writes the attached files, in clear, under names that differ.
    fn export_attachments(
        &self,
        interview_id: Uuid,
        attachments: &[Attachment],
        out: &mut Folder,
    ) -> Result<(), VaultError> {
        if attachments.is_empty() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).create(out.dir.join(ATTACHMENTS))?;
        for (attachment, name) in attachments.iter().zip(outside_names(attachments)) {
            let name = format!("{ATTACHMENTS}/{name}");
            let clear = self.open_attachment(interview_id, attachment.id).and_then(|mut reader| {
                out.stream(&name, || {
                    reader.next_piece().map(|mut piece| std::mem::take(&mut *piece))
                })
            });
            out.settle(&name, clear)?;
        }
        Ok(())
    }

    fn export_part(
        &self,
        interview_id: Uuid,
        part: &str,
        out: &mut Folder,
    ) -> Result<(), VaultError> {
        let manifest = manifest(&self.inner.lock(), &self.inner, interview_id, part)?;
        out.put(&format!("{part}.manifest.json"), &canonical_json(&manifest)?)?;
        if manifest.segments.is_empty() {
            return Ok(());
        }
        let sealed = self.export_sealed(interview_id, &manifest, out);
        out.settle(&format!("{part}.sealed"), sealed)?;
        let clear = self.export_clear(interview_id, part, out);
        out.settle(&format!("{part}.webm"), clear)
    }

    fn export_sealed(
        &self,
        interview_id: Uuid,
        manifest: &PartManifest,
        out: &mut Folder,
    ) -> Result<(), VaultError> {
        let part = &manifest.part;
        let mut sealed = File::open(self.inner.media_path(interview_id, part))?;
        let mut offset = 0;
        out.stream(&format!("{part}.sealed"), || {
            let left = manifest.sealed_len() - offset;
            let want = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
            let bytes = read_at(&mut sealed, offset, want)?;
            offset += bytes.len() as u64;
            if bytes.is_empty() && left > 0 {
                return Err(VaultError::Stored("a sealed file is shorter than its rows"));
            }
            Ok(bytes)
        })
    }

    fn export_clear(
        &self,
        interview_id: Uuid,
        part: &str,
        out: &mut Folder,
    ) -> Result<(), VaultError> {
        let mut reader = self.open_part(interview_id, part)?;
        let mut offset = 0;
        out.stream(&format!("{part}.webm"), || {
            let bytes = reader.read_range(offset, CHUNK)?;
            offset += bytes.len() as u64;
            Ok(bytes)
        })
    }
}

/// Folder of the attached files.
const ATTACHMENTS: &str = "files";
/// Bytes written at once.
const CHUNK: usize = 1 << 20;

fn lines(entries: &[AuditEntry]) -> Result<Vec<u8>, VaultError> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend(canonical_json(entry)?);
        out.push(b'\n');
    }
    Ok(out)
}

/// The folder of an export.
struct Folder {
    dir: PathBuf,
    files: Vec<String>,
    damaged: Vec<String>,
    bytes: u64,
}

impl Folder {
    fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), files: Vec::new(), damaged: Vec::new(), bytes: 0 }
    }

    /// Damage to sealed data costs one file, not the export. What was written of it goes away.
    fn settle(&mut self, name: &str, outcome: Result<(), VaultError>) -> Result<(), VaultError> {
        match outcome {
            Err(VaultError::Seal(_) | VaultError::Stored(_)) => {
                match std::fs::remove_file(self.dir.join(name)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(error.into());
                    }
                    _ => self.damaged.push(name.to_owned()),
                }
                Ok(())
            }
            other => other,
        }
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let mut bytes = Some(bytes.to_vec());
        self.stream(name, || Ok(bytes.take().unwrap_or_default()))
    }

    /// Writes what `next` gives until it gives nothing.
    fn stream(
        &mut self,
        name: &str,
        mut next: impl FnMut() -> Result<Vec<u8>, VaultError>,
    ) -> Result<(), VaultError> {
        let mut file =
            OpenOptions::new().write(true).create_new(true).open(self.dir.join(name)).map_err(
                |error| match error.kind() {
                    std::io::ErrorKind::AlreadyExists => VaultError::Conflict { what: "file" },
                    _ => error.into(),
                },
            )?;
        loop {
            let bytes = next()?;
            if bytes.is_empty() {
                break;
            }
            file.write_all(&bytes)?;
            self.bytes += bytes.len() as u64;
        }
        file.sync_all()?;
        self.files.push(name.to_owned());
        Ok(())
    }
}
