//! What goes into the store and what comes out. Times are Unix milliseconds, digests lower-case
//! hex, secrets stand as their SHA-256 only.

use interview::exchange::PartState;
use interview::position::Position;
use interview::transcript::Language;
use seal::manifest::PartManifest;
use uuid::Uuid;

/// Who changes something, and when.
#[derive(Clone, Debug)]
pub struct Who {
    /// `user:NAME`, `station:ID`, `operator` (command line) or `server`.
    pub actor: String,
    /// When.
    pub now_ms: i64,
}

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and writes everything of the console.
    HrAdmin,
    /// Reads interviews of own positions.
    Interviewer,
    /// Reads metadata and the audit log, no content.
    Auditor,
}

impl Role {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::HrAdmin => "hr_admin",
            Self::Interviewer => "interviewer",
            Self::Auditor => "auditor",
        }
    }

    /// The role behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::HrAdmin, Self::Interviewer, Self::Auditor].into_iter().find(|r| r.word() == word)
    }
}

/// A person to add.
#[derive(Clone)]
pub struct NewUser {
    /// Id.
    pub id: Uuid,
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password hash as [`crate::auth::password`] writes it.
    pub password: String,
    /// Codes of the positions an interviewer sees.
    pub positions: Vec<String>,
}

/// A person.
#[derive(Clone)]
pub struct User {
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password hash.
    pub password: String,
    /// Codes of the positions an interviewer sees.
    pub positions: Vec<String>,
}

impl User {
    /// Whether interviews for `position` are in the person's scope.
    pub fn sees(&self, position: &str) -> bool {
        match self.role {
            Role::HrAdmin | Role::Auditor => true,
            Role::Interviewer => self.positions.iter().any(|code| code == position),
        }
    }
}

/// A session to open.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Digest of the cookie.
    pub token_sha256: String,
    /// Whose it is.
    pub user: String,
    /// When it ends.
    pub expires_ms: i64,
}

/// A position version.
#[derive(Clone, Debug)]
pub struct PositionRow {
    /// Version as it was given; its `version` is the row's.
    pub position: Position,
    /// `draft`, `published` or `retired`.
    pub state: String,
}

/// Outcome of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publish {
    /// Published now.
    Done,
    /// Was published before.
    Same,
    /// Is retired: a published version never comes back.
    Retired,
    /// There is no such version.
    NotFound,
}

/// A candidate to add, booked for a position.
#[derive(Clone)]
pub struct NewCandidate {
    /// Id.
    pub id: Uuid,
    /// Reference, unique.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Preferred language.
    pub language: Language,
    /// Position code.
    pub position: String,
    /// Agreed start, RFC 3339 UTC.
    pub starts_at: Option<String>,
}

/// One entry of the feed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Grows.
    pub seq: i64,
    /// `position` or `candidate`.
    pub kind: String,
    /// Code or reference.
    pub id: String,
    /// Version of the object.
    pub version: u32,
    /// `put`.
    pub op: String,
}

/// An enrolment code to keep.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// First characters of the code, by which it is found.
    pub handle: String,
    /// Digest of the whole code.
    pub code_sha256: String,
    /// When it ends.
    pub expires_ms: i64,
    /// Whether the station may work without a further approval.
    pub auto_approve: bool,
}

/// A device that redeems a code.
#[derive(Clone, Debug)]
pub struct EnrolAttempt {
    /// First characters of the code.
    pub handle: String,
    /// Digest of the whole code.
    pub code_sha256: String,
    /// Id for a new station.
    pub station_id: String,
    /// Thumbprint of the device key.
    pub thumbprint: String,
    /// Device key (JWK).
    pub device_jwk: String,
    /// Key that media keys are wrapped for (JWK).
    pub wrap_jwk: String,
}

/// Outcome of an enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enrol {
    /// Enrolled now.
    Done(StationRow),
    /// The same device had redeemed the same code.
    Same(StationRow),
    /// Another device has redeemed it.
    Used,
    /// It is over, or five wrong tries were made.
    Expired,
    /// There is no such code.
    Wrong,
}

/// Whether a station may work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StationState {
    /// Waits for an administrator.
    Pending,
    /// Works.
    Approved,
    /// Was shut out.
    Revoked,
}

impl StationState {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Revoked => "revoked",
        }
    }

    /// The state behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pending, Self::Approved, Self::Revoked].into_iter().find(|s| s.word() == word)
    }
}

/// A station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationRow {
    /// Id.
    pub id: String,
    /// Thumbprint of the device key.
    pub thumbprint: String,
    /// Device key (JWK).
    pub device_jwk: String,
    /// State.
    pub state: StationState,
    /// Last heartbeat.
    pub seen_ms: Option<i64>,
}

/// A token to issue.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Station.
    pub station: String,
    /// Id of the assertion.
    pub jti: String,
    /// When the assertion would be refused for its age anyhow.
    pub assertion_until_ms: i64,
    /// Digest of the token.
    pub token_sha256: String,
    /// When the token ends.
    pub expires_ms: i64,
}

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

/// A media part to announce.
#[derive(Clone, Debug)]
pub struct NewPart {
    /// Interview.
    pub interview: Uuid,
    /// Station.
    pub station: String,
    /// Digest of the manifest's bytes.
    pub manifest_sha256: String,
    /// Manifest.
    pub manifest: PartManifest,
}

/// An upload to open.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Id: the last part of its URL.
    pub id: Uuid,
    /// Interview.
    pub interview: Uuid,
    /// Part.
    pub part: String,
    /// Station.
    pub station: String,
    /// Name of its blob.
    pub blob: String,
    /// When it is given up.
    pub expires_ms: i64,
}

/// Outcome of announcing a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announced {
    /// Announced now.
    Created,
    /// The same manifest was announced; the upload that is open for it, if any.
    Same(PartState, Option<Uuid>),
    /// Another manifest was announced.
    Conflict(String),
    /// The interview is not known to this station.
    NotFound,
    /// The interview was erased.
    Erased,
}

/// Outcome of opening another upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reopened {
    /// Opened; the blob of the upload before it, if any, is to be deleted.
    Done(Option<String>),
    /// All bytes are there already.
    Complete,
    /// No such part was announced by this station.
    NotFound,
    /// The interview was erased.
    Erased,
}

/// An upload.
#[derive(Clone, Debug)]
pub struct UploadRow {
    /// Id.
    pub id: Uuid,
    /// Interview.
    pub interview: Uuid,
    /// Part.
    pub part: String,
    /// Station.
    pub station: String,
    /// Blob.
    pub blob: String,
    /// Bytes that are safely there.
    pub offset: u64,
    /// Bytes of the whole.
    pub len: u64,
    /// When it is given up.
    pub expires_ms: i64,
}

/// A media part.
#[derive(Clone)]
pub struct PartRow {
    /// Interview.
    pub interview: Uuid,
    /// Manifest; its wraps are empty once they were destroyed.
    pub manifest: PartManifest,
    /// State.
    pub state: PartState,
    /// Blob with the sealed object, once all bytes are there.
    pub blob: Option<String>,
    /// Prefix of the playable file, once verified.
    pub prefix: Option<Vec<u8>>,
    /// When the state last changed.
    pub changed_ms: i64,
}

/// Result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything fits; prefix of the playable file, none where the recording can't be indexed.
    Verified(Option<Vec<u8>>),
    /// Something does not; a stable code.
    Rejected(&'static str),
}

/// A play token to open.
#[derive(Clone, Debug)]
pub struct NewPlay {
    /// Digest of the token.
    pub token_sha256: String,
    /// Session it is bound to.
    pub session_sha256: String,
    /// Interview.
    pub interview: Uuid,
    /// Part.
    pub part: String,
    /// When it ends.
    pub expires_ms: i64,
}

/// A request with an idempotency key.
#[derive(Clone, Debug)]
pub struct RequestKey {
    /// Who asks.
    pub principal: String,
    /// The key, with method and path.
    pub key: String,
    /// Digest of the body.
    pub body_sha256: String,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Status.
    pub status: u16,
    /// JSON body.
    pub body: Vec<u8>,
}

/// What was known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: go on.
    New,
    /// It is running.
    Running,
    /// It was answered.
    Answered(KeptAnswer),
    /// The key was used for another body.
    OtherBody,
}
