//! Idempotency keys.

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
