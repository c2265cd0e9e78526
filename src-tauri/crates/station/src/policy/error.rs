//! Why a policy pack is not taken.

use interview::error::{Fault, FaultClass, Faulty, Response};

/// A policy pack, or a key for one, that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// It can't be read, or no station could work by it.
    #[error("policy pack: {0}")]
    Malformed(String),
    /// It carries no signature.
    #[error("the policy pack is not signed")]
    Unsigned,
    /// It was changed after it was signed.
    #[error("the policy pack is not what was signed")]
    Signature,
    /// The key with this thumbprint is not among the trusted ones.
    #[error("the policy pack is signed by key {0}, which is not trusted here")]
    UnknownKey(String),
    /// It is older than the pack in use.
    #[error("policy pack {found} is older than {in_use}, which is in use")]
    Older {
        /// Its version.
        found: String,
        /// Version in use.
        in_use: String,
    },
    /// It has the version of the pack in use, and other contents.
    #[error("another policy pack with version {0} is in use")]
    Reissued(String),
    /// The file with trusted keys can't be used.
    #[error("keys for policy packs: {0}")]
    Keys(String),
    /// The private key can't be used.
    #[error("signing key: {0}")]
    SigningKey(String),
    /// The name of the signer is none.
    #[error("the signer's name is empty, longer than 80 characters or holds control characters")]
    Signer,
}

impl Faulty for PolicyError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Integrity, Missing};
        let (code, class) = match self {
            Self::Malformed(_) => ("policy.malformed", Input),
            Self::Unsigned => ("policy.unsigned", Integrity),
            Self::Signature => ("policy.signature", Integrity),
            Self::UnknownKey(_) => ("policy.unknown_key", Integrity),
            Self::Older { .. } => ("policy.older", Integrity),
            Self::Reissued(_) => ("policy.reissued", Integrity),
            Self::Keys(_) => ("policy.keys", Missing),
            Self::SigningKey(_) => ("policy.signing_key", Input),
            Self::Signer => ("policy.signer", Input),
        };
        Fault::new(code, class, Response::CallOperator)
    }
}
