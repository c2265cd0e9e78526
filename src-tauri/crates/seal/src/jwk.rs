//! Octet key pairs as JSON web keys (RFC 8037) and their thumbprints (RFC 7638).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::error::SealError;
use crate::hash::sha256;

pub(crate) fn to_jwk(curve: &str, public: &[u8; 32]) -> Value {
    json!({
        "kty": "OKP",
        "crv": curve,
        "x": URL_SAFE_NO_PAD.encode(public),
        "kid": thumbprint(curve, public),
    })
}

/// The public bytes. A `kid` that is not the thumbprint is refused: whoever wrote it meant
/// another key.
pub(crate) fn from_jwk(curve: &str, jwk: &Value) -> Result<[u8; 32], SealError> {
    let field = |name: &str| jwk.get(name).and_then(Value::as_str);
    if field("kty") != Some("OKP") {
        return Err(SealError::Key("kty is not OKP"));
    }
    if field("crv") != Some(curve) {
        return Err(SealError::Key("crv is not the expected curve"));
    }
    let x = field("x").ok_or(SealError::Key("x is missing"))?;
    let bytes = URL_SAFE_NO_PAD.decode(x).map_err(|_| SealError::Key("x is not base64url"))?;
    let public = <[u8; 32]>::try_from(bytes).map_err(|_| SealError::Key("x is not 32 bytes"))?;
    if field("kid").is_some_and(|kid| kid != thumbprint(curve, &public)) {
        return Err(SealError::Key("kid is not the thumbprint"));
    }
    Ok(public)
}

/// Base64url of the SHA-256 over the required members in alphabetical order.
pub(crate) fn thumbprint(curve: &str, public: &[u8; 32]) -> String {
    let x = URL_SAFE_NO_PAD.encode(public);
    URL_SAFE_NO_PAD.encode(sha256(format!(r#"{{"crv":"{curve}","kty":"OKP","x":"{x}"}}"#)))
}
