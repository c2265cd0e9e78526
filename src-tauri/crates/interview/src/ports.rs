//! Ports: what other crates implement so that leaves never see each other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::report::MediaPartRef;

/// What a national identity service is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityQuery {
    /// Name on the card.
    pub name: String,
    /// Resident identity number (GB 11643-1999), 18 characters.
    pub id_number: String,
}

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityAnswer {
    /// Name and number belong together.
    Match,
    /// They do not.
    Mismatch,
    /// The number is not a valid one.
    InvalidNumber,
}

/// The service can't be asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the identity service can't be reached")]
pub struct IdentityUnavailable;

/// A national identity service (NCIIS in China).
pub trait IdentityService: Send + Sync {
    /// Whether this is a simulation; it is named as one in the window, the report and the log.
    fn simulated(&self) -> bool;
    /// Asks whether name and number belong together.
    fn check(&self, query: &IdentityQuery) -> Result<IdentityAnswer, IdentityUnavailable>;
}

/// What an outbox row sends. Rows of one interview go in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum OutboxKind {
    /// `PUT /v1/interviews/{id}`; the payload is the body.
    Interview,
    /// `PUT /v1/interviews/{id}/reports/{rev}`; the payload is the report's exact bytes.
    Report {
        /// Revision.
        rev: u32,
    },
    /// `PUT /v1/interviews/{id}/media/{part}`; the payload is the manifest.
    Manifest {
        /// Part.
        part: String,
    },
    /// tus upload of the sealed object of the part.
    Upload {
        /// Part.
        part: String,
    },
    /// `GET /v1/interviews/{id}/receipt`.
    Receipt,
    /// `PUT /v1/interviews/{id}/withdrawal`: the candidate has withdrawn. The interview is erased
    /// here already, so that no other row of it is left.
    Withdrawal,
}

/// Where an outbox row stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum OutboxState {
    /// May be sent.
    Ready,
    /// Being sent. Found in this state, whoever was sending it has ended, by a crash or an error:
    /// it is due, and treated as [`OutboxState::Unknown`].
    Sending,
    /// Not before this wall time (Unix milliseconds).
    Waiting {
        /// Unix milliseconds.
        until_unix_ms: i64,
    },
    /// Sent, but the answer was lost: ask before sending again.
    Unknown,
    /// Refused for good until a person has looked.
    Parked {
        /// Problem code of the HRMS, or ours.
        reason: String,
    },
    /// Accepted.
    Acked,
}

/// One row of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Row id; also the idempotency key.
    pub id: Uuid,
    /// Interview it belongs to.
    pub interview_id: Uuid,
    /// What it sends.
    pub kind: OutboxKind,
    /// Body; empty for uploads, receipts and withdrawals.
    pub payload: Vec<u8>,
    /// Detached signature of the payload, for reports.
    pub signature: Option<String>,
    /// Attempts that reached the HRMS and failed.
    pub attempts: u32,
    /// State.
    pub state: OutboxState,
    /// What an earlier attempt left to go on from: the upload's URL.
    pub resume: Option<String>,
}

/// A failure of the store behind a port.
#[derive(Debug, thiserror::Error)]
#[error("the store behind the outbox failed: {0}")]
pub struct StoreFailure(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// The outbox as the sync worker sees it. The vault implements it; rows are written in the
/// transaction that stores the report.
pub trait Outbox: Send + Sync {
    /// For every interview the first row that is not acknowledged, if it may be sent at
    /// `now_unix_ms`; oldest interview first. A parked or waiting row blocks its own interview only.
    /// A row that is being sent is due too: one worker at a time asks.
    fn due(&self, now_unix_ms: i64) -> Result<Vec<OutboxItem>, StoreFailure>;
    /// All rows that are not acknowledged.
    fn pending(&self) -> Result<Vec<OutboxItem>, StoreFailure>;
    /// Changes state, attempts and resume point of a row.
    fn update(
        &self,
        id: Uuid,
        state: &OutboxState,
        attempts: u32,
        resume: Option<&str>,
    ) -> Result<(), StoreFailure>;
    /// Length in bytes of the sealed object of a part.
    fn sealed_len(&self, interview_id: Uuid, part: &str) -> Result<u64, StoreFailure>;
    /// Up to `max` bytes of the sealed object from `offset`.
    fn sealed_chunk(
        &self,
        interview_id: Uuid,
        part: &str,
        offset: u64,
        max: usize,
    ) -> Result<Vec<u8>, StoreFailure>;
    /// SHA-256 and roots of the part.
    fn part_ref(&self, interview_id: Uuid, part: &str) -> Result<MediaPartRef, StoreFailure>;
    /// Keeps the receipt (compact JWS) that allows local deletion under the policy.
    fn store_receipt(&self, interview_id: Uuid, receipt: &str) -> Result<(), StoreFailure>;
    /// Erases an interview that the HRMS has erased: its rows, its recordings, all that was kept.
    /// Erasing again does nothing.
    fn erase(&self, interview_id: Uuid) -> Result<(), StoreFailure>;
    /// Keeps the certificate (compact JWS) by which the HRMS proves that it erased an interview.
    fn store_certificate(&self, interview_id: Uuid, certificate: &str) -> Result<(), StoreFailure>;
}

/// A sentence encoder failed.
#[derive(Debug, thiserror::Error)]
#[error("the sentence encoder failed: {0}")]
pub struct EncoderError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Turns texts into vectors whose dot product is their similarity. `perception` implements it with
/// multilingual-e5-small; a prefix that the model wants is put there by the implementation.
pub trait SentenceEncoder {
    /// One vector for each text, in order: 384 numbers, length 1 (L2).
    fn encode(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncoderError>;
}
