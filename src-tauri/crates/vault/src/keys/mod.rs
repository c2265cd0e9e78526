//! The database key and how it is protected.
//!
//! A random 256-bit key encrypts the database. It lies in `<home>/key.json`, wrapped by a
//! [`KeyProtector`]. The key itself never changes: rotating means wrapping it anew and replacing
//! the file in one step, so that after any crash exactly the old or the new secret opens it, and
//! the database is never re-encrypted (doing so in WAL mode has ruined databases elsewhere).
//!
//! The wrap is bound to the home and to the salt in the first 16 bytes of the database file, so a
//! key file next to a foreign database is known as such before the database is touched.

mod keystore;
mod passphrase;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::files;

/// Length of the database key in bytes.
pub(crate) const KEY_BYTES: usize = 32;
/// Length of SQLCipher's salt in bytes.
pub(crate) const SALT_BYTES: usize = 16;
const FORMAT: u32 = 1;

/// What opens the key.
pub enum KeyOpener {
    /// An operator's passphrase, stretched by Argon2id.
    Passphrase(Zeroizing<String>),
    /// Stands for the keystore of the operating system or a TPM: a secret file in the user's
    /// configuration folder, outside the home. Named as simulated in report and log.
    SimulatedKeystore,
    /// The same in a folder of the caller's choice.
    SimulatedKeystoreAt(PathBuf),
}

impl std::fmt::Debug for KeyOpener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(..)",
            Self::SimulatedKeystore | Self::SimulatedKeystoreAt(_) => "SimulatedKeystore",
        })
    }
}

impl KeyOpener {
    pub(crate) fn into_protector(self) -> Result<Box<dyn KeyProtector>, VaultError> {
        Ok(match self {
            Self::Passphrase(phrase) => Box::new(passphrase::Passphrase::new(phrase)?),
            Self::SimulatedKeystore => Box::new(keystore::SimulatedKeystore::of_user()?),
            Self::SimulatedKeystoreAt(dir) => Box::new(keystore::SimulatedKeystore::at(dir)),
        })
    }
}

/// A wrapped database key. What the fields hold is the protector's affair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyWrapping {
    /// Parameters, such as a salt or the name of the secret.
    pub parameters: std::collections::BTreeMap<String, String>,
    /// AES-256-GCM nonce, hex.
    pub nonce: String,
    /// Sealed key, hex.
    pub sealed: String,
}

/// Something that can protect the database key: a passphrase, a keystore, a TPM.
pub trait KeyProtector: Send + Sync {
    /// Stable name, kept in the key file.
    fn name(&self) -> &'static str;
    /// Whether it stands for something that is not there.
    fn simulated(&self) -> bool;
    /// Wraps `key`, bound to `context`. Called again for the same home it makes a new secret and
    /// leaves the old one usable until [`KeyProtector::forget`].
    ///
    /// # Errors
    /// Where the protector can't be used.
    fn wrap(&self, context: &[u8], key: &[u8; KEY_BYTES]) -> Result<KeyWrapping, VaultError>;
    /// Opens a wrap.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::KeyMissing`] or [`VaultError::KeyFile`].
    fn unwrap(
        &self,
        context: &[u8],
        wrapping: &KeyWrapping,
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError>;
    /// Destroys what only `wrapping` needs.
    ///
    /// # Errors
    /// Where the protector can't be used.
    fn forget(&self, wrapping: &KeyWrapping) -> Result<(), VaultError>;
}

/// `<home>/key.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    format: u32,
    /// Identity of the home.
    pub home: Uuid,
    /// Name of the protector.
    pub protector: String,
    /// SQLCipher salt of the database, hex.
    salt: String,
    wrapping: KeyWrapping,
}

/// An opened database key.
pub(crate) struct DatabaseKey {
    pub key: Zeroizing<[u8; KEY_BYTES]>,
    pub salt: [u8; SALT_BYTES],
}

impl DatabaseKey {
    /// The value of `PRAGMA key`: raw key and salt, so that nothing is stretched.
    pub fn pragma_value(&self) -> Zeroizing<String> {
        let mut value = Zeroizing::new(String::with_capacity(3 + 2 * (KEY_BYTES + SALT_BYTES)));
        value.push_str("x'");
        for byte in self.key.iter().chain(&self.salt) {
            for digit in [byte >> 4, byte & 15] {
                value.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        value.push('\'');
        value
    }
}

impl KeyFile {
    fn path(home: &Path) -> PathBuf {
        home.join("key.json")
    }

    fn context(&self) -> Vec<u8> {
        let mut context = b"interview-station/key/1\0".to_vec();
        context.extend_from_slice(self.home.as_bytes());
        context.extend_from_slice(self.salt.as_bytes());
        context.extend_from_slice(self.protector.as_bytes());
        context
    }

    /// Makes a new key for a home that has none and writes its file.
    pub fn create(
        home: &Path,
        protector: &dyn KeyProtector,
    ) -> Result<(Self, DatabaseKey), VaultError> {
        let key = Zeroizing::new(random::<KEY_BYTES>()?);
        let salt = random::<SALT_BYTES>()?;
        let mut file = Self {
            format: FORMAT,
            home: Uuid::now_v7(),
            protector: protector.name().to_owned(),
            salt: seal::hash::to_hex(&salt),
            wrapping: KeyWrapping::default(),
        };
        file.wrapping = protector.wrap(&file.context(), &key)?;
        files::create_new(&Self::path(home), &file.to_json()?)?;
        Ok((file, DatabaseKey { key, salt }))
    }

    /// Reads the file of a home; none where there is none.
    pub fn read(home: &Path) -> Result<Option<Self>, VaultError> {
        let Some(bytes) = files::read_if_there(&Self::path(home))? else { return Ok(None) };
        let file: Self =
            serde_json::from_slice(&bytes).map_err(|_| VaultError::KeyFile("not readable"))?;
        if file.format != FORMAT {
            return Err(VaultError::KeyFile("of another format"));
        }
        Ok(Some(file))
    }

    /// Opens the key.
    pub fn open(&self, protector: &dyn KeyProtector) -> Result<DatabaseKey, VaultError> {
        if protector.name() != self.protector {
            return Err(VaultError::WrongKey);
        }
        let salt = bytes_from_hex(&self.salt)
            .and_then(|bytes| <[u8; SALT_BYTES]>::try_from(bytes).ok())
            .ok_or(VaultError::KeyFile("salt"))?;
        let key = protector.unwrap(&self.context(), &self.wrapping)?;
        Ok(DatabaseKey { key, salt })
    }

    /// Wraps the key anew and replaces the file in one step; what was proven to open is kept
    /// until the new wrap is proven to open.
    pub fn rotate(
        &self,
        home: &Path,
        key: &DatabaseKey,
        old: &dyn KeyProtector,
        new: &dyn KeyProtector,
    ) -> Result<Self, VaultError> {
        let mut next = Self { protector: new.name().to_owned(), ..self.clone() };
        next.wrapping = new.wrap(&next.context(), &key.key)?;
        if *next.open(new)?.key != *key.key {
            return Err(VaultError::KeyFile("the new wrap does not open"));
        }
        files::replace(&Self::path(home), &next.to_json()?)?;
        old.forget(&self.wrapping)?;
        Ok(next)
    }

    fn to_json(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec_pretty(self).map_err(|_| VaultError::KeyFile("not writable"))
    }
}

/// Random bytes of the operating system.
fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::KeyFile("no random source"))?;
    Ok(bytes)
}

/// AES-256-GCM of the database key under a key-encryption key; shared by all protectors.
fn seal_key(
    kek: &[u8; KEY_BYTES],
    context: &[u8],
    key: &[u8; KEY_BYTES],
) -> Result<KeyWrapping, VaultError> {
    use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
    let nonce = random::<12>()?;
    let sealed = aes_gcm::Aes256Gcm::new(kek.into())
        .encrypt(&nonce.into(), Payload { msg: key, aad: context })
        .map_err(|_| VaultError::KeyFile("the key can't be wrapped"))?;
    Ok(KeyWrapping {
        parameters: Default::default(),
        nonce: seal::hash::to_hex(&nonce),
        sealed: seal::hash::to_hex(&sealed),
    })
}

/// The inverse of [`seal_key`].
fn open_key(
    kek: &[u8; KEY_BYTES],
    context: &[u8],
    wrapping: &KeyWrapping,
) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
    use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
    let nonce = bytes_from_hex(&wrapping.nonce)
        .and_then(|bytes| <[u8; 12]>::try_from(bytes).ok())
        .ok_or(VaultError::KeyFile("nonce"))?;
    let sealed = bytes_from_hex(&wrapping.sealed).ok_or(VaultError::KeyFile("sealed key"))?;
    let opened = aes_gcm::Aes256Gcm::new(kek.into())
        .decrypt(&nonce.into(), Payload { msg: &sealed, aad: context })
        .map_err(|_| VaultError::WrongKey)?;
    let opened = Zeroizing::new(opened);
    let key = <[u8; KEY_BYTES]>::try_from(opened.as_slice())
        .map_err(|_| VaultError::KeyFile("sealed key"))?;
    Ok(Zeroizing::new(key))
}

fn bytes_from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()
        })
        .collect()
}
