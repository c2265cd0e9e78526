//! Canonical JSON (RFC 8785): the same value gives the same bytes everywhere.

use serde::Serialize;

use crate::error::SealError;

/// The canonical bytes of `value`: keys in UTF-16 order, numbers as ECMAScript writes them, no
/// spaces.
///
/// # Errors
/// [`SealError::Json`] where the value has no JSON form (NaN, keys that are not strings).
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, SealError> {
    serde_json_canonicalizer::to_vec(&value).map_err(SealError::Json)
}

/// SHA-256 (hex) of the canonical bytes of `value`.
///
/// # Errors
/// As [`canonical_json`].
pub fn canonical_sha256<T: Serialize + ?Sized>(value: &T) -> Result<String, SealError> {
    Ok(crate::hash::sha256_hex(&canonical_json(value)?))
}
