//! The report as a PDF: alone, and in folders and ZIP files that leave the vault.

use interview::error::Faulty as _;
use interview::report::Report;
use interview::transcript::Language;
use paper::{PaperError, Press};
use scoring::html::SignatureInfo;
use uuid::Uuid;
use vault::Vault;

use crate::StationError;

/// The report of an interview as a PDF.
///
/// # Errors
/// [`StationError::NoReport`], [`StationError::NotAReport`], [`StationError::Paper`].
pub fn report_pdf(
    vault: &Vault,
    interview_id: Uuid,
    language: Language,
) -> Result<Vec<u8>, StationError> {
    let stored = vault.report(interview_id)?.ok_or(StationError::NoReport(interview_id))?;
    pdf(vault, &Press::open()?, &stored.bytes, language)
}

fn pdf(
    vault: &Vault,
    press: &Press,
    bytes: &[u8],
    language: Language,
) -> Result<Vec<u8>, StationError> {
    let report: Report =
        serde_json::from_slice(bytes).map_err(|e| StationError::NotAReport(e.to_string()))?;
    Ok(press.print(&report, language, Some(&signature_info(vault, bytes)))?)
}

/// Fingerprint and key of the report's bytes.
pub(crate) fn signature_info(vault: &Vault, bytes: &[u8]) -> SignatureInfo {
    SignatureInfo {
        report_sha256: seal::hash::sha256_hex(bytes),
        key_id: vault.station().signing.public().thumbprint(),
    }
}

/// Prints what goes into folders and ZIP files. The PDF is a convenience there: recording and signed
/// report leave without it where this machine can't print, and the log says why.
pub(crate) struct Printer<'a> {
    vault: &'a Vault,
    press: Result<Press, PaperError>,
}

impl<'a> Printer<'a> {
    pub(crate) fn new(vault: &'a Vault) -> Self {
        Self { vault, press: Press::open() }
    }

    /// The report as a PDF; none where it can't be printed.
    pub(crate) fn pdf(&self, bytes: &[u8], language: Language) -> Option<Vec<u8>> {
        let press = match &self.press {
            Ok(press) => press,
            Err(error) => {
                tracing::warn!(code = error.fault().code, "left without a PDF report");
                return None;
            }
        };
        pdf(self.vault, press, bytes, language)
            .inspect_err(|error| {
                tracing::warn!(code = error.fault().code, %error, "left without a PDF report");
            })
            .ok()
    }
}
