//! What leaves the vault: report files, and whole interviews.

use std::path::{Path, PathBuf};

use interview::report::Report;
use interview::transcript::Language;
use scoring::html::{MediaLink, render_signed};
use uuid::Uuid;
use vault::{ExportSummary, Vault};

use crate::StationError;
use crate::error::place;
use crate::files::write;
use crate::print::{Printer, signature_info};
use crate::session::MAIN_PART;

/// Writes `report.json`, `report.jws`, `station-key.jwk`, `report.html` and, where this machine can
/// print, `report.pdf` to `folder`; gives the path of `report.json`. With `media` the page plays
/// `main.webm` beside it.
///
/// # Errors
/// [`StationError::NoReport`], [`StationError::File`].
pub fn report_files(
    vault: &Vault,
    interview_id: Uuid,
    folder: &Path,
    language: Language,
    media: bool,
) -> Result<PathBuf, StationError> {
    let stored = vault.report(interview_id)?.ok_or(StationError::NoReport(interview_id))?;
    let failed = |source| StationError::File { what: "report folder", source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let path = folder.join("report.json");
    write(&path, &stored.bytes, "report")?;
    write(&folder.join("report.jws"), stored.signature.as_bytes(), "signature")?;
    let jwk = serde_json::to_vec(&vault.station().signing.public().to_jwk())?;
    write(&folder.join("station-key.jwk"), &jwk, "station key")?;
    let html = page(vault, &stored.bytes, language, media)?;
    write(&folder.join("report.html"), html.as_bytes(), "report page")?;
    if let Some(pdf) = Printer::new(vault).pdf(&stored.bytes, language) {
        write(&folder.join("report.pdf"), &pdf, "report on paper")?;
    }
    vault.audit("report.written", &interview_id.to_string(), "")?;
    Ok(path)
}

/// The report as a page.
///
/// # Errors
/// [`StationError::NotAReport`].
pub fn page(
    vault: &Vault,
    bytes: &[u8],
    language: Language,
    media: bool,
) -> Result<String, StationError> {
    let report: Report =
        serde_json::from_slice(bytes).map_err(|e| StationError::NotAReport(place(&e)))?;
    let link =
        if media { MediaLink::Relative(format!("{MAIN_PART}.webm")) } else { MediaLink::None };
    Ok(render_signed(&report, &link, language, &signature_info(vault, bytes)))
}

/// Writes a whole interview to `folder`: report, signature, key, log, recording and sealed parts.
/// The export stands in the audit log.
///
/// # Errors
/// [`StationError::Vault`], [`StationError::NoReport`], [`StationError::File`].
pub fn export(
    vault: &Vault,
    interview_id: Uuid,
    folder: &Path,
    language: Language,
) -> Result<ExportSummary, StationError> {
    let summary = vault.export(interview_id, folder)?;
    if vault.report(interview_id)?.is_some() {
        report_files(vault, interview_id, folder, language, true)?;
    }
    Ok(summary)
}
