//! Stations and their credentials.

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
