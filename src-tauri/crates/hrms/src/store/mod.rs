//! What the server keeps, behind a trait: embedded SQLite here, PostgreSQL later.
//!
//! Every method is one transaction, and a method that changes something writes its audit entry in
//! the same transaction. Methods block; handlers call them through [`crate::app::App::db`], so an
//! implementation with an asynchronous driver waits on its own threads. No method reads a clock:
//! time comes in with [`Who`] or as an argument.

pub mod rows;
pub mod sqlite;

use interview::exchange::{BookedCandidate, PartState, ReceiptReport};
use interview::position::Position;
use seal::chain::{AuditEntry, Head};
use uuid::Uuid;

pub use rows::*;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or broke.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A row holds something that this version can't read.
    #[error("row of {table} can't be read: {detail}")]
    Row {
        /// Table.
        table: &'static str,
        /// What is wrong, without content.
        detail: String,
    },
    /// The database was written by a newer version.
    #[error("the database is of schema {found}, this program knows up to {known}")]
    Newer {
        /// Found.
        found: u32,
        /// Known.
        known: u32,
    },
    /// A migration that ran before differs from the one compiled in.
    #[error("migration {0} differs from the one that was applied")]
    MigrationChanged(u32),
    /// The key does not open the database.
    #[error("the key does not open the database")]
    Key,
    /// SQLCipher is not linked: the database would be clear text.
    #[error("the database library does not encrypt")]
    NotEncrypted,
    /// The audit chain could not be continued.
    #[error("audit chain: {0}")]
    Audit(#[from] seal::SealError),
}

impl StoreError {
    /// Whether waiting helps.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Database(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy))
    }

    pub(crate) fn row(table: &'static str, detail: impl std::fmt::Display) -> Self {
        Self::Row { table, detail: detail.to_string() }
    }
}

/// What a store method gives.
pub type Stored<T> = Result<T, StoreError>;

/// People, their sessions, and settings of the server.
pub trait People {
    /// Adds a person; `false` where the name is taken.
    fn add_user(&self, user: &NewUser, who: &Who) -> Stored<bool>;
    /// The person with this name.
    fn user_by_name(&self, name: &str) -> Stored<Option<User>>;
    /// Opens a session.
    fn open_session(&self, session: &NewSession, who: &Who) -> Stored<()>;
    /// The person behind a live session.
    fn session_user(&self, token_sha256: &str, now_ms: i64) -> Stored<Option<User>>;
    /// Closes a session; its play tokens die with it.
    fn close_session(&self, token_sha256: &str, who: &Who) -> Stored<()>;
    /// A setting, or what `make` gives, kept from then on.
    fn setting_or(&self, key: &str, make: &dyn Fn() -> Vec<u8>) -> Stored<Vec<u8>>;
}

/// Positions, candidates, and the feed of changes.
pub trait Catalogue {
    /// Adds the next version of a position as a draft and gives its number.
    fn add_position(&self, position: &Position, who: &Who) -> Stored<u32>;
    /// Publishes a version; others of the code that were published retire.
    fn publish_position(&self, code: &str, version: u32, who: &Who) -> Stored<Publish>;
    /// All versions, by code and version.
    fn positions(&self) -> Stored<Vec<PositionRow>>;
    /// One version.
    fn position(&self, code: &str, version: u32) -> Stored<Option<PositionRow>>;
    /// Adds a candidate with an application and a booking; `false` where the reference is taken.
    fn add_candidate(&self, candidate: &NewCandidate, who: &Who) -> Stored<bool>;
    /// Candidates with a booking that is not over.
    fn booked(&self) -> Stored<Vec<BookedCandidate>>;
    /// Changes after `cursor`, at most `limit`, and the cursor after them.
    fn changes(&self, cursor: i64, limit: u32) -> Stored<(Vec<Change>, i64)>;
    /// The newest cursor.
    fn last_change(&self) -> Stored<i64>;
}

/// Stations and their credentials.
pub trait Stations {
    /// Keeps an enrolment code.
    fn add_code(&self, code: &NewCode, who: &Who) -> Stored<()>;
    /// Redeems a code for a station. The same device with the same code gets the same answer.
    fn enrol(&self, attempt: &EnrolAttempt, who: &Who) -> Stored<Enrol>;
    /// All stations.
    fn stations(&self) -> Stored<Vec<StationRow>>;
    /// The station with this device key.
    fn station_by_key(&self, thumbprint: &str) -> Stored<Option<StationRow>>;
    /// Approves or revokes; `false` where there is none.
    fn set_station_state(&self, id: &str, state: StationState, who: &Who) -> Stored<bool>;
    /// Exchanges an assertion for a token; `false` where its `jti` was seen before.
    fn issue_token(&self, token: &NewToken, now_ms: i64) -> Stored<bool>;
    /// The station behind a live token.
    fn station_by_token(&self, token_sha256: &str, now_ms: i64) -> Stored<Option<StationRow>>;
    /// Keeps the latest heartbeat: one row a station, not in the audit log.
    fn heartbeat(&self, station: &str, body: &str, now_ms: i64) -> Stored<()>;
}

/// Interviews and reports.
pub trait Interviews {
    /// Announces an interview.
    fn put_interview(&self, interview: &NewInterview, who: &Who) -> Stored<Put>;
    /// One interview.
    fn interview(&self, id: Uuid) -> Stored<Option<InterviewRow>>;
    /// Interviews, newest first, before `before` (exclusive), at most `limit`.
    fn interviews(&self, before: Option<Uuid>, limit: u32) -> Stored<Vec<InterviewRow>>;
    /// Stores a report revision.
    fn put_report(&self, report: &NewReport, who: &Who) -> Stored<PutReport>;
    /// Digest of a revision.
    fn report_digest(&self, interview: Uuid, rev: u32) -> Stored<Option<ReceiptReport>>;
    /// Digests of all revisions in order, and when the last was stored.
    fn report_digests(&self, interview: Uuid) -> Stored<(Vec<ReceiptReport>, Option<i64>)>;
    /// The latest revision with its bytes; noted in the audit log as opened.
    fn open_report(&self, interview: Uuid, who: &Who) -> Stored<Option<ReportRow>>;
    /// Names of the parts that the latest revision names.
    fn reported_parts(&self, interview: Uuid) -> Stored<Vec<String>>;
    /// Keeps a report whose signature does not fit apart from all others.
    fn quarantine(&self, report: &Quarantined, who: &Who) -> Stored<()>;
    /// How many reports lie in quarantine.
    fn quarantined(&self) -> Stored<u64>;
    /// Erases an interview: key wraps, report bytes and names go, digests and the certificate stay.
    fn withdraw(&self, withdrawal: &Withdrawal, who: &Who) -> Stored<Withdrawn>;
}

/// Media parts, uploads and play tokens.
pub trait Media {
    /// Announces a part and opens its upload.
    fn announce(&self, part: &NewPart, upload: &NewUpload, who: &Who) -> Stored<Announced>;
    /// Opens another upload for an announced part; the unfinished one before it is dropped.
    fn reopen(&self, upload: &NewUpload, who: &Who) -> Stored<Reopened>;
    /// An upload that is neither finished nor expired.
    fn upload(&self, id: Uuid, now_ms: i64) -> Stored<Option<UploadRow>>;
    /// Moves an upload from one offset to another; `false` where it stood elsewhere. At its full
    /// length the part is to be verified.
    fn advance(&self, id: Uuid, from: u64, to: u64, who: &Who) -> Stored<bool>;
    /// Sets back an upload that was found damaged, and gives its blob.
    fn drop_upload(&self, id: Uuid, who: &Who) -> Stored<Option<String>>;
    /// One part.
    fn part(&self, interview: Uuid, part: &str) -> Stored<Option<PartRow>>;
    /// All parts of an interview by name.
    fn parts(&self, interview: Uuid) -> Stored<Vec<PartRow>>;
    /// Parts whose bytes are all there and wait for verification.
    fn unverified(&self) -> Stored<Vec<(Uuid, String)>>;
    /// Keeps the result of a verification.
    fn verdict(&self, interview: Uuid, part: &str, verdict: &Verdict, who: &Who) -> Stored<()>;
    /// Opens a play token.
    fn open_play(&self, play: &NewPlay, who: &Who) -> Stored<()>;
    /// The part that a live token of this session plays; its life is extended to `until_ms`.
    fn play(
        &self,
        token_sha256: &str,
        session_sha256: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Stored<Option<PartRow>>;
}

/// The audit log, idempotency keys, and what goes stale.
pub trait Upkeep {
    /// Entries after `after`, at most `limit`.
    fn audit(&self, after: u64, limit: u32) -> Stored<Vec<AuditEntry>>;
    /// Head of the audit chain.
    fn audit_head(&self) -> Stored<Head>;
    /// Begins a request with an idempotency key, or finds the one before it.
    fn begin_request(&self, key: &RequestKey, now_ms: i64) -> Stored<Begun>;
    /// Keeps the answer of a request; none forgets it, so that it may be tried again.
    fn end_request(&self, key: &RequestKey, answer: Option<&KeptAnswer>) -> Stored<()>;
    /// Forgets what has expired and gives the blobs of expired uploads.
    fn sweep(&self, now_ms: i64) -> Stored<Vec<String>>;
}

/// Everything the server keeps.
pub trait Store: People + Catalogue + Stations + Interviews + Media + Upkeep + Send + Sync {}

impl<T: People + Catalogue + Stations + Interviews + Media + Upkeep + Send + Sync> Store for T {}

/// The word under which a part's state is stored.
pub(crate) fn part_state_word(state: PartState) -> &'static str {
    match state {
        PartState::Announced => "announced",
        PartState::Uploading => "uploading",
        PartState::Verifying => "verifying",
        PartState::Verified => "verified",
        PartState::Rejected => "rejected",
    }
}

/// The state behind a stored word.
pub(crate) fn part_state_from(word: &str) -> Option<PartState> {
    [
        PartState::Announced,
        PartState::Uploading,
        PartState::Verifying,
        PartState::Verified,
        PartState::Rejected,
    ]
    .into_iter()
    .find(|state| part_state_word(*state) == word)
}
