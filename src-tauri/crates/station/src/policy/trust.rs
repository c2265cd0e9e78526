//! Whose signature counts on a policy pack.

use std::path::Path;

use interview::exchange::Signed;
use seal::jcs::canonical_json;
use seal::sign::{PublicKey, kid_of, verify_detached};
use serde_json::Value;
use vault::Vault;

use super::{PolicyError, malformed};
use crate::StationError;
use crate::error::place;
use crate::files::read_text;

/// Environment variable with the file of the bank's own keys: a JSON web key, or a set of them.
pub const KEYS_VARIABLE: &str = "STATION_POLICY_KEYS";

/// Characters of a thumbprint: SHA-256 in base64url.
const THUMBPRINT_CHARS: usize = 43;

/// The keys whose packs a station takes: that of the HRMS with which it is enrolled, and those that
/// the bank's IT put on the machine.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    keys: Vec<PublicKey>,
}

impl Trust {
    /// What is trusted on this machine; without a vault the bank's own keys alone.
    ///
    /// # Errors
    /// [`StationError::Policy`] where the file with keys can't be used: a station that forgot whom to
    /// trust must not go on as if nobody had ever signed.
    pub fn of(vault: Option<&Vault>) -> Result<Self, StationError> {
        let mut trust = match std::env::var_os(KEYS_VARIABLE) {
            Some(file) if !file.is_empty() => Self::from_file(Path::new(&file))?,
            _ => Self::default(),
        };
        if let Some(enrolment) = vault.map(Vault::enrolment).transpose()?.flatten() {
            trust.keys.push(PublicKey::from_jwk(&enrolment.hrms_sign_jwk)?);
        }
        Ok(trust)
    }

    fn from_file(path: &Path) -> Result<Self, PolicyError> {
        let wrong = PolicyError::Keys;
        let text = read_text(path, "file").map_err(|error| wrong(error.to_string()))?;
        let value: Value = serde_json::from_str(&text).map_err(|e| wrong(place(&e)))?;
        let listed = match value.get("keys") {
            Some(Value::Array(keys)) => keys.iter().collect(),
            _ => vec![&value],
        };
        if listed.iter().any(|key| key.get("d").is_some()) {
            return Err(wrong("a private key lies there; give the public one".to_owned()));
        }
        let keys: Result<Vec<PublicKey>, _> = listed.into_iter().map(PublicKey::from_jwk).collect();
        let keys = keys.map_err(|error| wrong(error.to_string()))?;
        if keys.is_empty() {
            return Err(wrong("the file holds none".to_owned()));
        }
        Ok(Self { keys })
    }

    /// Thumbprints of the trusted keys.
    pub fn key_ids(&self) -> Vec<String> {
        self.keys.iter().map(PublicKey::thumbprint).collect()
    }

    /// Checks the signature of a release; gives the thumbprint of its key.
    ///
    /// # Errors
    /// [`PolicyError::Malformed`], [`PolicyError::UnknownKey`], [`PolicyError::Signature`].
    pub(super) fn check(&self, release: &Signed<Value>) -> Result<String, PolicyError> {
        let bytes = canonical_json(&release.object).map_err(|_| malformed("no canonical form"))?;
        let kid = kid_of(&release.jws).map_err(|error| malformed(error.to_string()))?;
        let Some(key) = self.keys.iter().find(|key| key.thumbprint() == kid) else {
            // Proved by nothing yet: no more of it is repeated than a thumbprint would have.
            let shown = kid.chars().filter(char::is_ascii_graphic).take(THUMBPRINT_CHARS).collect();
            return Err(PolicyError::UnknownKey(shown));
        };
        verify_detached(&release.jws, &bytes, key).map_err(|_| PolicyError::Signature)?;
        Ok(kid)
    }
}
