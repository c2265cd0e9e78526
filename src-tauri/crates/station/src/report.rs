//! Reports outside the session: signing, checking, computing the score again.

use std::path::Path;

use interview::report::Report;
use interview::score::InterviewScores;
use seal::sign::{PublicKey, sign_detached, verify_detached};
use serde::Serialize;
use vault::{CheckResult, Vault};

use crate::StationError;
use crate::error::place;
use crate::files::read_bytes;

/// The exact bytes of a report and their signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedReport {
    /// Canonical JSON (RFC 8785).
    pub bytes: Vec<u8>,
    /// Detached JWS (RFC 7797).
    pub signature: String,
}

/// Canonical bytes of `report`, signed with the station's key.
///
/// # Errors
/// [`StationError::Seal`].
pub fn sign(vault: &Vault, report: &Report) -> Result<SignedReport, StationError> {
    let bytes = seal::jcs::canonical_json(report)?;
    let signature = sign_detached(vault.station().signing, &bytes);
    Ok(SignedReport { bytes, signature })
}

/// Reads a report file.
///
/// # Errors
/// [`StationError::File`], [`StationError::NotAReport`].
pub fn read(path: &Path) -> Result<(Vec<u8>, Report), StationError> {
    let bytes = read_bytes(path, "report")?;
    let report: Report =
        serde_json::from_slice(&bytes).map_err(|e| StationError::NotAReport(place(&e)))?;
    Ok((bytes, report))
}

/// Result of [`verify`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verification {
    /// Whether every check passed.
    pub valid: bool,
    /// The checks.
    pub checks: Vec<CheckResult>,
}

/// Checks a report file: signature, canonical form, ledger, evidence; with `media` also the sealed
/// parts that lie there. Signature and key are read beside the report: `report.jws` and
/// `station-key.jwk`.
///
/// # Errors
/// Only where the file is no report at all; everything else is a check that did not pass.
pub fn verify(path: &Path, media: Option<&Path>) -> Result<Verification, StationError> {
    let (bytes, report) = read(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut checks = vec![
        signature_check(&bytes, folder),
        canonical_check(&bytes, &report),
        scores_check(&report),
        evidence_check(&report),
        position_check(&report)?,
    ];
    if let Some(media) = media {
        for part in &report.media {
            checks.push(media_check(part, media));
        }
    }
    Ok(Verification { valid: checks.iter().all(|check| check.ok), checks })
}

fn result(name: &str, ok: bool, detail: impl Into<String>) -> CheckResult {
    CheckResult { name: name.to_owned(), ok, detail: detail.into() }
}

fn signature_check(bytes: &[u8], folder: &Path) -> CheckResult {
    let name = "signature";
    let signature = read_bytes(&folder.join("report.jws"), "signature");
    let key = read_bytes(&folder.join("station-key.jwk"), "station key");
    let (Ok(signature), Ok(key)) = (signature, key) else {
        return result(name, false, "report.jws and station-key.jwk must lie beside the report");
    };
    let jwk = serde_json::from_slice(&key).ok();
    let Some(key) = jwk.and_then(|jwk: serde_json::Value| PublicKey::from_jwk(&jwk).ok()) else {
        return result(name, false, "station-key.jwk is no Ed25519 key");
    };
    match verify_detached(String::from_utf8_lossy(&signature).trim(), bytes, &key) {
        Ok(()) => result(name, true, format!("key {}", key.thumbprint())),
        Err(error) => result(name, false, error.to_string()),
    }
}

fn canonical_check(bytes: &[u8], report: &Report) -> CheckResult {
    match seal::jcs::canonical_json(report) {
        Ok(again) if again == bytes => result("canonical", true, seal::hash::sha256_hex(bytes)),
        Ok(_) => result("canonical", false, "the bytes are not the canonical form of the report"),
        Err(error) => result("canonical", false, error.to_string()),
    }
}

fn scores_check(report: &Report) -> CheckResult {
    let equal = rescore(report).equal;
    result(
        "scores",
        equal,
        if equal { "the ledger gives the same scores" } else { "the ledger gives other scores" },
    )
}

/// Every quote must stand in the transcript of its answer, inside the answer's time.
fn evidence_check(report: &Report) -> CheckResult {
    let mut quotes = 0;
    for evidence in report.scores.competencies.iter().flat_map(|c| &c.evidence) {
        quotes += 1;
        let answer = report.answers.iter().find(|a| a.question_id == evidence.question);
        let holds = answer.is_some_and(|answer| {
            answer.transcript.text.contains(&evidence.quote)
                && evidence.start_ms >= answer.start_ms
                && evidence.end_ms <= answer.end_ms
        });
        if !holds {
            return result("evidence", false, format!("quote {quotes} is not in its answer"));
        }
    }
    result("evidence", true, format!("{quotes} quotes"))
}

fn position_check(report: &Report) -> Result<CheckResult, StationError> {
    let json = seal::jcs::canonical_json(&report.ledger.position)?;
    let ok = seal::hash::sha256_hex(&json) == report.ledger.position_sha256;
    Ok(result("position", ok, report.ledger.position_sha256.clone()))
}

fn media_check(part: &interview::report::MediaPartRef, media: &Path) -> CheckResult {
    let name = format!("media:{}", part.part);
    let path = media.join(format!("{}.sealed", part.part));
    match crate::files::sha256_hex(&path, "sealed part") {
        Ok(found) if found == part.sha256 => result(&name, true, found),
        Ok(_) => result(&name, false, "the sealed object is not the one the report names"),
        Err(error) => result(&name, false, error.to_string()),
    }
}

/// Result of [`rescore`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rescored {
    /// The scores as the ledger gives them.
    #[serde(flatten)]
    pub scores: InterviewScores,
    /// Whether they equal those in the report bit by bit.
    pub equal: bool,
}

/// Computes the scores again from the ledger alone.
pub fn rescore(report: &Report) -> Rescored {
    let scores = scoring::rescore(&report.ledger);
    let equal = scores == report.scores && report.ledger.rubric == scoring::RUBRIC_VERSION;
    Rescored { scores, equal }
}
