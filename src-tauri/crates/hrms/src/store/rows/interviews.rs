//! Interviews and reports.

use uuid::Uuid;

/// An interview that a station announces.
#[derive(Clone)]
pub struct NewInterview {
    /// Id, made by the station.
    pub id: Uuid,
    /// Station.
    pub station: String,
    /// Digest of the body.
    pub body_sha256: String,
    /// Position code.
    pub position: String,
    /// Position version.
    pub position_version: u32,
    /// Candidate reference.
    pub reference: String,
    /// Candidate name.
    pub name: Option<String>,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// Start, RFC 3339 UTC.
    pub started_at: String,
}

/// Outcome of a PUT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// Stored now.
    Created,
    /// The same is stored.
    Same,
    /// Something else is stored; its digest where the asker may know it.
    Conflict(Option<String>),
    /// It was erased.
    Erased,
}

/// An interview.
#[derive(Clone)]
pub struct InterviewRow {
    /// Id.
    pub id: Uuid,
    /// Station.
    pub station: String,
    /// Position code.
    pub position: String,
    /// Position version.
    pub position_version: u32,
    /// Candidate reference.
    pub reference: String,
    /// Candidate name.
    pub name: Option<String>,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// `in_progress`, `completed` or `withdrawn`.
    pub state: String,
    /// Start, RFC 3339 UTC.
    pub started_at: String,
    /// Overall score of the latest report.
    pub score: Option<f64>,
    /// Flags of the latest report.
    pub flags: Vec<String>,
}

/// A report revision to store.
pub struct NewReport {
    /// Interview.
    pub interview: Uuid,
    /// Revision.
    pub rev: u32,
    /// Station.
    pub station: String,
    /// Exact bytes.
    pub bytes: Vec<u8>,
    /// Digest of the bytes.
    pub sha256: String,
    /// Digest of the revision before, as the report names it.
    pub supersedes: Option<String>,
    /// Detached signature.
    pub jws: String,
    /// Overall score.
    pub score: Option<f64>,
    /// What a person should know of it.
    pub flags: Vec<String>,
    /// Media parts that it names.
    pub parts: Vec<String>,
}

/// Outcome of storing a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutReport {
    /// Stored now.
    Created,
    /// The same bytes are stored.
    Same,
    /// Other bytes are stored.
    Conflict(String),
    /// This revision is missing before it.
    Gap(u32),
    /// It names another predecessor than the stored one.
    WrongChain,
    /// The interview is not known to this station.
    NotFound,
    /// The interview was erased.
    Erased,
}

/// A stored report.
pub struct ReportRow {
    /// Revision.
    pub rev: u32,
    /// Exact bytes.
    pub bytes: Vec<u8>,
    /// Digest.
    pub sha256: String,
    /// Detached signature.
    pub jws: String,
    /// Flags.
    pub flags: Vec<String>,
    /// When it was stored.
    pub stored_ms: i64,
}

/// A report whose signature does not fit.
pub struct Quarantined {
    /// Interview it claims.
    pub interview: Uuid,
    /// Revision it claims.
    pub rev: u32,
    /// Station that sent it.
    pub station: String,
    /// Bytes as they came.
    pub bytes: Vec<u8>,
    /// Signature as it came.
    pub jws: String,
}

/// A withdrawal.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// Interview.
    pub interview: Uuid,
    /// Station.
    pub station: String,
    /// Certificate (compact JWS) to keep and hand out.
    pub certificate: String,
}

/// Outcome of a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// Erased now; these blobs are to be deleted.
    Done(Vec<String>),
    /// Was erased before; the certificate of then.
    Same(String),
    /// The interview belongs to another station.
    NotFound,
}
