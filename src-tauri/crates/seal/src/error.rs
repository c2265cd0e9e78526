//! What can be wrong with sealed bytes.

use interview::error::{Fault, FaultClass, Faulty, Response};

/// A failure of this crate. No variant carries payload bytes, keys or text of a person.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// A value can't be written as canonical JSON (a map with keys that are not strings, NaN).
    #[error("not representable as canonical JSON: {0}")]
    Json(serde_json::Error),
    /// A key in text form is malformed or of another kind.
    #[error("not a usable key: {0}")]
    Key(&'static str),
    /// A JWS is malformed.
    #[error("not a usable signature: {0}")]
    Jws(&'static str),
    /// A well-formed signature that does not fit payload and key.
    #[error("the signature does not fit payload and key")]
    Signature,
    /// Sealed bytes end inside a record.
    #[error("sealed data ends inside record {seq}")]
    Truncated {
        /// Sequence number of the record, or of the one that was expected.
        seq: u32,
    },
    /// A record is longer or shorter than any record can be.
    #[error("record {seq} states an impossible length")]
    Length {
        /// Sequence number that was expected.
        seq: u32,
    },
    /// A record stands in the place of another.
    #[error("record {found} stands where {expected} belongs")]
    Order {
        /// Expected sequence number.
        expected: u32,
        /// Number found.
        found: u32,
    },
    /// A record was changed, or belongs to another session, track or key.
    #[error("record {seq} does not open")]
    Open {
        /// Sequence number.
        seq: u32,
    },
    /// The final marker is missing: records may have been cut off.
    #[error("the final marker is missing after record {after}")]
    Unfinished {
        /// Last sequence number that was there.
        after: u32,
    },
    /// Something follows the final marker, or a sealer was used after it.
    #[error("a record follows the final marker")]
    AfterFinal,
    /// More records than sequence numbers.
    #[error("too many records in one part")]
    TooMany,
    /// A key wrap does not open for this recipient and purpose.
    #[error("the key wrap does not open")]
    Unwrap,
    /// A manifest contradicts itself.
    #[error("the manifest is inconsistent: {0}")]
    Manifest(&'static str),
    /// The header of the recording is not a WebM header that can be indexed.
    #[error("not a usable WebM header: {0}")]
    Webm(&'static str),
}

impl Faulty for SealError {
    fn fault(&self) -> Fault {
        let (code, class, response) = match self {
            Self::Json(_) => ("seal.json", FaultClass::Internal, Response::CallOperator),
            Self::Key(_) => ("seal.key", FaultClass::Integrity, Response::CallOperator),
            Self::Jws(_) => ("seal.jws", FaultClass::Integrity, Response::CallOperator),
            Self::Signature => ("seal.signature", FaultClass::Integrity, Response::CallOperator),
            Self::Truncated { .. } | Self::Length { .. } => {
                ("seal.truncated", FaultClass::Integrity, Response::CallOperator)
            }
            Self::Order { .. } => ("seal.order", FaultClass::Integrity, Response::CallOperator),
            Self::Open { .. } => ("seal.open", FaultClass::Integrity, Response::CallOperator),
            Self::Unfinished { .. } => {
                ("seal.unfinished", FaultClass::Integrity, Response::CallOperator)
            }
            Self::AfterFinal => ("seal.after_final", FaultClass::Integrity, Response::CallOperator),
            Self::TooMany => ("seal.too_many", FaultClass::Internal, Response::StopSession),
            Self::Unwrap => ("seal.unwrap", FaultClass::Integrity, Response::CallOperator),
            Self::Manifest(_) => ("seal.manifest", FaultClass::Integrity, Response::CallOperator),
            Self::Webm(_) => ("seal.webm", FaultClass::Input, Response::Degrade),
        };
        Fault::new(code, class, response)
    }
}
