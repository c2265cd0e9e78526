//! Media parts, uploads and play tokens.

use interview::exchange::PartState;
use seal::manifest::PartManifest;
use uuid::Uuid;

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
