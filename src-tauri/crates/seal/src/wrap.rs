//! Data keys wrapped for a recipient: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256, AES-256-GCM. Destroying all wraps of a key erases what it sealed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::error::SealError;
use crate::segment::DataKey;
use crate::{jwk, random};

const CURVE: &str = "X25519";
/// Name of the KEM in a [`KeyWrap`].
pub const KEM_X25519: &str = "x25519";

type Kem = X25519HkdfSha256;

/// A private X25519 key that opens wraps; wiped when dropped, never printed.
#[derive(Clone, ZeroizeOnDrop)]
pub struct WrapSecret([u8; 32]);

impl WrapSecret {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// From its bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Its bytes, for storage under another key.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// The public half.
    #[allow(clippy::expect_used)] // any 32 bytes are an X25519 private key and give 32 bytes back
    pub fn public(&self) -> WrapPublic {
        let public = Kem::sk_to_pk(&self.private().expect("32 bytes are a private key"));
        WrapPublic(public.to_bytes().into())
    }

    fn private(&self) -> Result<<Kem as hpke::Kem>::PrivateKey, SealError> {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&self.0)
            .map_err(|_| SealError::Key("not an X25519 private key"))
    }
}

impl std::fmt::Debug for WrapSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WrapSecret({})", self.public().thumbprint())
    }
}

/// A public X25519 key that data keys are wrapped for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WrapPublic([u8; 32]);

impl WrapPublic {
    /// From its bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Its bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// As a JSON web key with its thumbprint as `kid`.
    pub fn to_jwk(&self) -> serde_json::Value {
        jwk::to_jwk(CURVE, &self.0)
    }

    /// From a JSON web key.
    ///
    /// # Errors
    /// [`SealError::Key`].
    pub fn from_jwk(value: &serde_json::Value) -> Result<Self, SealError> {
        jwk::from_jwk(CURVE, value).map(Self)
    }

    /// Thumbprint of RFC 7638: the `kid` of the wraps made for this key.
    pub fn thumbprint(&self) -> String {
        jwk::thumbprint(CURVE, &self.0)
    }
}

impl std::fmt::Debug for WrapPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WrapPublic({})", self.thumbprint())
    }
}

/// What a wrap is bound to. A wrap opens for the same values only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrapInfo<'a> {
    /// What the key is for: `media` for recorded parts.
    pub purpose: &'a str,
    /// Interview.
    pub interview: Uuid,
    /// Part, such as `main`.
    pub part: &'a str,
}

impl WrapInfo<'_> {
    /// Version ‖ length of purpose ‖ purpose ‖ interview ‖ part.
    fn bytes(&self) -> Vec<u8> {
        let mut info = b"interview-station/wrap/1\0".to_vec();
        info.extend_from_slice(&(self.purpose.len() as u64).to_be_bytes());
        info.extend_from_slice(self.purpose.as_bytes());
        info.extend_from_slice(self.interview.as_bytes());
        info.extend_from_slice(self.part.as_bytes());
        info
    }
}

/// A wrapped data key as it stands in a part's manifest. Binary fields are base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyWrap {
    /// Thumbprint of the recipient's key.
    pub kid: String,
    /// [`KEM_X25519`].
    pub kem: String,
    /// Encapsulated key.
    pub enc: String,
    /// Sealed data key.
    pub ct: String,
}

/// Wraps `key` for `to`.
///
/// # Errors
/// [`SealError::Key`] where `to` is a point of small order.
pub fn wrap(key: &DataKey, to: &WrapPublic, info: &WrapInfo<'_>) -> Result<KeyWrap, SealError> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0)
        .map_err(|_| SealError::Key("not an X25519 public key"))?;
    let (enc, ct) = hpke::single_shot_seal::<AesGcm256, HkdfSha256, Kem>(
        &OpModeS::Base,
        &public,
        &info.bytes(),
        key.expose(),
        b"",
    )
    .map_err(|_| SealError::Key("the key can't be wrapped for this recipient"))?;
    Ok(KeyWrap {
        kid: to.thumbprint(),
        kem: KEM_X25519.to_owned(),
        enc: URL_SAFE_NO_PAD.encode(enc.to_bytes()),
        ct: URL_SAFE_NO_PAD.encode(ct),
    })
}

/// Opens a wrap.
///
/// # Errors
/// [`SealError::Unwrap`] where it was made for another key or other `info`, or was changed.
pub fn unwrap(
    wrap: &KeyWrap,
    secret: &WrapSecret,
    info: &WrapInfo<'_>,
) -> Result<DataKey, SealError> {
    if wrap.kem != KEM_X25519 || wrap.kid != secret.public().thumbprint() {
        return Err(SealError::Unwrap);
    }
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| SealError::Unwrap);
    let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(&decode(&wrap.enc)?)
        .map_err(|_| SealError::Unwrap)?;
    let opened = Zeroizing::new(
        hpke::single_shot_open::<AesGcm256, HkdfSha256, Kem>(
            &OpModeR::Base,
            &secret.private()?,
            &enc,
            &info.bytes(),
            &decode(&wrap.ct)?,
            b"",
        )
        .map_err(|_| SealError::Unwrap)?,
    );
    let bytes = <&[u8; 32]>::try_from(opened.as_slice()).map_err(|_| SealError::Unwrap)?;
    Ok(DataKey::from_bytes(bytes))
}

/// The wrap among `wraps` that was made for `secret`, opened.
///
/// # Errors
/// [`SealError::Unwrap`] where there is none or it does not open.
pub fn unwrap_any(
    wraps: &[KeyWrap],
    secret: &WrapSecret,
    info: &WrapInfo<'_>,
) -> Result<DataKey, SealError> {
    let kid = secret.public().thumbprint();
    let found = wraps.iter().find(|wrap| wrap.kid == kid).ok_or(SealError::Unwrap)?;
    unwrap(found, secret, info)
}
