//! An operator's passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::{KEY_BYTES, KeyProtector, KeyWrapping, bytes_from_hex, open_key, random, seal_key};
use crate::error::VaultError;

/// Argon2id parameters of RFC 9106, section 4, second recommended option: 64 MiB, 3 passes,
/// 4 lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// A forged key file must not ask for all memory of the machine or for hours.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 64;
const MAX_LANES: u32 = 64;
const SALT_BYTES: usize = 16;

pub(super) struct Passphrase(Zeroizing<String>);

impl Passphrase {
    pub fn new(phrase: Zeroizing<String>) -> Result<Self, VaultError> {
        if phrase.is_empty() {
            return Err(VaultError::Invalid("passphrase: empty"));
        }
        Ok(Self(phrase))
    }

    fn stretch(
        &self,
        salt: &[u8],
        params: Params,
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
        let mut kek = Zeroizing::new([0u8; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.0.as_bytes(), salt, kek.as_mut())
            .map_err(|_| VaultError::KeyFile("the passphrase can't be stretched"))?;
        Ok(kek)
    }
}

fn params(memory_kib: u32, passes: u32, lanes: u32) -> Result<Params, VaultError> {
    Params::new(memory_kib, passes, lanes, Some(KEY_BYTES))
        .map_err(|_| VaultError::KeyFile("argon2 parameters"))
}

impl KeyProtector for Passphrase {
    fn name(&self) -> &'static str {
        "passphrase"
    }

    fn simulated(&self) -> bool {
        false
    }

    fn wrap(&self, context: &[u8], key: &[u8; KEY_BYTES]) -> Result<KeyWrapping, VaultError> {
        let salt = random::<SALT_BYTES>()?;
        let kek = self.stretch(&salt, params(MEMORY_KIB, PASSES, LANES)?)?;
        let mut wrapping = seal_key(&kek, context, key)?;
        wrapping.parameters = [
            ("kdf", "argon2id".to_owned()),
            ("salt", seal::hash::to_hex(&salt)),
            ("memory_kib", MEMORY_KIB.to_string()),
            ("passes", PASSES.to_string()),
            ("lanes", LANES.to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        Ok(wrapping)
    }

    fn unwrap(
        &self,
        context: &[u8],
        wrapping: &KeyWrapping,
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
        let text = |name: &str| wrapping.parameters.get(name).map(String::as_str);
        let number = |name: &str, max: u32| {
            text(name)
                .and_then(|value| value.parse::<u32>().ok())
                .filter(|value| *value <= max)
                .ok_or(VaultError::KeyFile("argon2 parameters"))
        };
        if text("kdf") != Some("argon2id") {
            return Err(VaultError::KeyFile("unknown key derivation"));
        }
        let salt = text("salt").and_then(bytes_from_hex).ok_or(VaultError::KeyFile("salt"))?;
        let params = params(
            number("memory_kib", MAX_MEMORY_KIB)?,
            number("passes", MAX_PASSES)?,
            number("lanes", MAX_LANES)?,
        )?;
        open_key(&*self.stretch(&salt, params)?, context, wrapping)
    }

    fn forget(&self, _wrapping: &KeyWrapping) -> Result<(), VaultError> {
        // The passphrase lives in people's heads; nothing of it is stored.
        Ok(())
    }
}
