//! What the bank's IT does away from the stations: makes a key, signs a pack.

use std::path::Path;

use interview::exchange::Signed;
use seal::jcs::canonical_json;
use seal::sign::{SigningKey, sign_detached};
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zeroize::Zeroizing;

use super::{PolicyError, checked, malformed};
use crate::StationError;
use crate::error::place;
use crate::files::{read_text, write_new};

/// Longest name of a signer in characters: one line of the desk.
const SIGNER_CHARS: usize = 80;

/// A key that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewKey {
    /// Thumbprint.
    pub key_id: String,
    /// Public half, for [`super::KEYS_VARIABLE`].
    pub public: Value,
}

/// Makes a key for signing packs. The private half goes to `file`, which only this user can read; a
/// file that is there is not replaced. The public half goes to the same name with `.public` behind.
///
/// # Errors
/// [`StationError::File`].
pub fn new_key(file: &Path) -> Result<NewKey, StationError> {
    let key = SigningKey::generate();
    let public = key.public().to_jwk();
    let private_json = key.to_private_jwk();
    write_new(file, private_json.as_bytes(), 0o600, "key file")?;
    let mut beside = file.as_os_str().to_owned();
    beside.push(".public");
    write_new(Path::new(&beside), public.to_string().as_bytes(), 0o644, "public key file")?;
    Ok(NewKey { key_id: key.public().thumbprint(), public })
}

/// Reads a key that [`new_key`] made.
///
/// # Errors
/// [`StationError::File`], [`PolicyError::SigningKey`].
pub fn read_key(file: &Path) -> Result<SigningKey, StationError> {
    let text = Zeroizing::new(read_text(file, "key file")?);
    SigningKey::from_private_jwk(&text)
        .map_err(|error| PolicyError::SigningKey(error.to_string()).into())
}

/// The signed file of a pack: the release with the name of the signer and the present time, and the
/// signature over its canonical JSON.
///
/// # Errors
/// [`PolicyError::Malformed`] where no station could work by the pack, [`PolicyError::Signer`].
pub fn sign(pack_json: &str, key: &SigningKey, signer: &str) -> Result<Vec<u8>, StationError> {
    let pack: Value = serde_json::from_str(pack_json).map_err(|e| malformed(place(&e)))?;
    checked(&pack)?;
    check_signer(signer)?;
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let signed_at = now.format(&Rfc3339).map_err(|_| StationError::Clock)?;
    let object = json!({ "pack": pack, "signer": signer, "signed_at": signed_at });
    let jws = sign_detached(key, &canonical_json(&object)?);
    Ok(canonical_json(&Signed { object, jws })?)
}

/// Writes a signed pack; a file that is there is not replaced.
///
/// # Errors
/// [`StationError::File`].
pub fn write_signed(path: &Path, bytes: &[u8]) -> Result<(), StationError> {
    write_new(path, bytes, 0o644, "signed policy file")
}

pub(super) fn check_signer(name: &str) -> Result<(), PolicyError> {
    let fits = (1..=SIGNER_CHARS).contains(&name.trim().chars().count());
    if fits && name.trim() == name && !name.chars().any(char::is_control) {
        Ok(())
    } else {
        Err(PolicyError::Signer)
    }
}

pub(super) fn check_time(rfc3339: &str) -> Result<(), PolicyError> {
    match OffsetDateTime::parse(rfc3339, &Rfc3339) {
        Ok(_) => Ok(()),
        Err(_) => Err(malformed("signed_at is no time")),
    }
}
