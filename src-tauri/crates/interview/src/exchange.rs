//! What a station and the HRMS say to each other besides the report and the sealed media. The
//! source of truth is `hrms/openapi.yaml`; these types are its Rust side, shared by `sync` and
//! `hrms`, which never see each other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::report::{AppInfo, CandidateRef, ConsentRecord};
use crate::transcript::Language;

/// A position in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionVersion {
    /// Code, such as `teller`.
    pub code: String,
    /// Version, from 1.
    pub version: u32,
}

/// Body of `PUT /v1/interviews/{id}`: an interview exists, before its report does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewBody {
    /// Position and version the interview runs with.
    pub position: PositionVersion,
    /// The candidate as the bank refers to the person.
    pub candidate: CandidateRef,
    /// Whether the person came without a booking.
    pub walk_in: bool,
    /// Language of the interview.
    pub language: Language,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// Start, RFC 3339 UTC.
    pub started_at: String,
    /// Program.
    pub app: AppInfo,
    /// Consents that were asked.
    pub consents: Vec<ConsentRecord>,
}

/// Where the HRMS stands with one media part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// The manifest is there, no byte of the object.
    Announced,
    /// Some bytes of the object are there.
    Uploading,
    /// All bytes are there and are being checked.
    Verifying,
    /// All hashes are right and every segment was opened once.
    Verified,
    /// The object is not what its manifest says.
    Rejected,
}

/// One stored report revision in a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptReport {
    /// Revision.
    pub rev: u32,
    /// SHA-256 (hex) of its exact bytes.
    pub sha256: String,
}

/// One media part in a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPart {
    /// Part.
    pub part: String,
    /// SHA-256 (hex) of the sealed object.
    pub sha256: String,
    /// Where it stands.
    pub state: PartState,
}

/// Claims of a receipt (compact JWS of the HRMS).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptClaims {
    /// Interview.
    pub interview_id: Uuid,
    /// Station it was issued to.
    pub station_id: String,
    /// Stored revisions, in order.
    pub reports: Vec<ReceiptReport>,
    /// Announced media parts, sorted by name.
    pub parts: Vec<ReceiptPart>,
    /// When the last of them was stored, RFC 3339 UTC.
    pub stored_at: String,
    /// Whether the station may delete its copy, under its policy: at least one report is stored
    /// and every part that the latest report names is verified.
    pub may_delete: bool,
}

/// Answer that carries a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptAnswer {
    /// Compact JWS over [`ReceiptClaims`].
    pub receipt: String,
}

/// Answer to a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestAnswer {
    /// Where to send the object by tus 1.0, relative to the HRMS; none once all bytes are there.
    pub upload: Option<String>,
    /// Where the part stands.
    pub state: PartState,
}

/// A person who is booked for an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedCandidate {
    /// Reference in the HRMS.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Preferred language.
    pub language: Language,
    /// Code of the position.
    pub position: String,
    /// Start, RFC 3339 UTC, where a time was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
}

/// An object with the HRMS's detached signature over its canonical JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signed<T> {
    /// The object.
    pub object: T,
    /// Detached JWS.
    pub jws: String,
}

/// A member that a problem is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// JSON pointer into the body.
    pub pointer: String,
    /// Stable code.
    pub code: String,
}

/// Whether it makes sense to send the same again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemRetry {
    /// No.
    #[default]
    Never,
    /// Yes, later.
    Later,
    /// Once something was put right.
    AfterFix,
}

/// An RFC 9457 problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemBody {
    /// `/problems/{slug}`.
    #[serde(rename = "type", default)]
    pub problem_type: String,
    /// Short English title.
    #[serde(default)]
    pub title: String,
    /// HTTP status.
    #[serde(default)]
    pub status: u16,
    /// Stable code; the slug.
    #[serde(default)]
    pub code: String,
    /// Whether to send it again.
    #[serde(default)]
    pub retry: ProblemRetry,
    /// Technical detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Members it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// With `conflict`: SHA-256 (hex) of what is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_sha256: Option<String>,
    /// With `gap`: the revision that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_rev: Option<u32>,
}
