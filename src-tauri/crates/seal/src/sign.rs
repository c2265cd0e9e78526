//! Ed25519 signatures as JWS: detached (RFC 7797) over exact bytes, compact over claims.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::SealError;
use crate::jcs::canonical_json;
use crate::{jwk, random};

const CURVE: &str = "Ed25519";

/// A private signing key; wiped when dropped, never printed.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self::from_seed(&Zeroizing::new(random::bytes()))
    }

    /// The key that belongs to a seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed, for storage under another key.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// As a private JSON web key (RFC 8037), for a file that its owner alone can read.
    pub fn to_private_jwk(&self) -> Zeroizing<String> {
        let (public, seed) = (self.public(), self.seed());
        let d = Zeroizing::new(URL_SAFE_NO_PAD.encode(seed.as_slice()));
        let x = URL_SAFE_NO_PAD.encode(public.to_bytes());
        let kid = public.thumbprint();
        Zeroizing::new(format!(
            r#"{{"crv":"{CURVE}","d":"{}","kid":"{kid}","kty":"OKP","x":"{x}"}}"#,
            d.as_str()
        ))
    }

    /// From a private JSON web key.
    ///
    /// # Errors
    /// [`SealError::Key`] where it is none, or where its halves do not belong together.
    pub fn from_private_jwk(json: &str) -> Result<Self, SealError> {
        let parts: PrivateJwk =
            serde_json::from_str(json).map_err(|_| SealError::Key("not a private key"))?;
        let d = Zeroizing::new(parts.d);
        let bytes = URL_SAFE_NO_PAD.decode(d.as_bytes()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| SealError::Key("d is not base64url"))?;
        let seed = <[u8; 32]>::try_from(bytes.as_slice()).map(Zeroizing::new);
        let seed = seed.map_err(|_| SealError::Key("d is not 32 bytes"))?;
        let key = Self::from_seed(&seed);
        if PublicKey::from_jwk(&parts.public)? != key.public() {
            return Err(SealError::Key("d and x do not belong together"));
        }
        Ok(key)
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public().thumbprint())
    }
}

/// A public verification key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From the 32 bytes of the encoded point.
    ///
    /// # Errors
    /// [`SealError::Key`] where they are no point on the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        VerifyingKey::from_bytes(bytes).map(Self).map_err(|_| SealError::Key("not a curve point"))
    }

    /// The encoded point.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// As a JSON web key with its thumbprint as `kid`.
    pub fn to_jwk(&self) -> serde_json::Value {
        jwk::to_jwk(CURVE, &self.to_bytes())
    }

    /// From a JSON web key; members other than `kty`, `crv`, `x` and `kid` are ignored.
    ///
    /// # Errors
    /// [`SealError::Key`].
    pub fn from_jwk(value: &serde_json::Value) -> Result<Self, SealError> {
        Self::from_bytes(&jwk::from_jwk(CURVE, value)?)
    }

    /// Thumbprint of RFC 7638: the `kid` of everything signed by this key.
    pub fn thumbprint(&self) -> String {
        jwk::thumbprint(CURVE, &self.to_bytes())
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint())
    }
}

#[derive(Deserialize)]
struct PrivateJwk {
    d: String,
    #[serde(flatten)]
    public: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    b64: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crit: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
}

/// Detached JWS over `payload` as it is (`b64: false`), for reports and bundles.
pub fn sign_detached(key: &SigningKey, payload: &[u8]) -> String {
    let header = URL_SAFE_NO_PAD.encode(format!(
        r#"{{"alg":"EdDSA","b64":false,"crit":["b64"],"kid":"{}"}}"#,
        key.public().thumbprint()
    ));
    let signature = key.0.sign(&signing_input(&header, payload));
    format!("{header}..{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// Checks a detached JWS.
///
/// # Errors
/// [`SealError::Jws`] where it is malformed or of another kind, [`SealError::Signature`] where
/// payload or key do not fit.
pub fn verify_detached(jws: &str, payload: &[u8], key: &PublicKey) -> Result<(), SealError> {
    let (header64, middle, signature64) = split(jws)?;
    if !middle.is_empty() {
        return Err(SealError::Jws("the payload is not detached"));
    }
    let header = header_of(header64)?;
    if header.b64 != Some(false) || header.crit.as_deref() != Some(&["b64".to_owned()]) {
        return Err(SealError::Jws("b64 is not false and critical"));
    }
    check(&header, header64, payload, signature64, key)
}

/// The `kid` of a JWS, before anything is verified: it only says which key to look for.
///
/// # Errors
/// [`SealError::Jws`].
pub fn kid_of(jws: &str) -> Result<String, SealError> {
    let (header64, ..) = split(jws)?;
    header_of(header64)?.kid.ok_or(SealError::Jws("kid is missing"))
}

/// Compact JWS over the canonical JSON of `claims`, for receipts, assertions and certificates.
///
/// # Errors
/// [`SealError::Json`] where the claims have no JSON form.
pub fn sign_compact<T: Serialize + ?Sized>(
    key: &SigningKey,
    claims: &T,
) -> Result<String, SealError> {
    let header = URL_SAFE_NO_PAD
        .encode(format!(r#"{{"alg":"EdDSA","kid":"{}","typ":"JWT"}}"#, key.public().thumbprint()));
    let payload = URL_SAFE_NO_PAD.encode(canonical_json(claims)?);
    let signature = key.0.sign(&signing_input(&header, payload.as_bytes()));
    Ok(format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
}

/// Checks a compact JWS and reads its claims. Expiry and audience are the caller's to judge.
///
/// # Errors
/// [`SealError::Jws`] where it is malformed, [`SealError::Signature`] where it does not fit.
pub fn verify_compact<T: DeserializeOwned>(jws: &str, key: &PublicKey) -> Result<T, SealError> {
    let (header64, payload64, signature64) = split(jws)?;
    let header = header_of(header64)?;
    if header.b64.is_some() || header.crit.is_some() {
        return Err(SealError::Jws("critical extensions in a compact signature"));
    }
    check(&header, header64, payload64.as_bytes(), signature64, key)?;
    let payload = URL_SAFE_NO_PAD
        .decode(payload64)
        .map_err(|_| SealError::Jws("payload is not base64url"))?;
    serde_json::from_slice(&payload).map_err(|_| SealError::Jws("unexpected claims"))
}

fn split(jws: &str) -> Result<(&str, &str, &str), SealError> {
    let mut parts = jws.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(signature), None) => Ok((header, payload, signature)),
        _ => Err(SealError::Jws("not three parts")),
    }
}

fn header_of(header64: &str) -> Result<Header, SealError> {
    let bytes =
        URL_SAFE_NO_PAD.decode(header64).map_err(|_| SealError::Jws("header is not base64url"))?;
    serde_json::from_slice(&bytes).map_err(|_| SealError::Jws("header is not JSON"))
}

fn check(
    header: &Header,
    header64: &str,
    payload: &[u8],
    signature64: &str,
    key: &PublicKey,
) -> Result<(), SealError> {
    if header.alg != "EdDSA" {
        return Err(SealError::Jws("alg is not EdDSA"));
    }
    if header.kid.as_ref().is_some_and(|kid| *kid != key.thumbprint()) {
        return Err(SealError::Signature);
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(signature64)
        .map_err(|_| SealError::Jws("signature is not base64url"))?;
    let signature =
        Signature::from_slice(&bytes).map_err(|_| SealError::Jws("signature is not 64 bytes"))?;
    // Strict: refuses keys of small order, so that one signature never fits two payloads.
    key.0
        .verify_strict(&signing_input(header64, payload), &signature)
        .map_err(|_| SealError::Signature)
}

fn signing_input(header64: &str, payload: &[u8]) -> Vec<u8> {
    let mut input = Vec::with_capacity(header64.len() + 1 + payload.len());
    input.extend_from_slice(header64.as_bytes());
    input.push(b'.');
    input.extend_from_slice(payload);
    input
}
