//! A stand-in for the keystore of the operating system or a TPM.
//!
//! It protects a home that is copied or carried away alone, as a keystore does, but not a disk
//! that is carried away whole: that is why it is called simulated everywhere.

use std::path::PathBuf;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{KEY_BYTES, KeyProtector, KeyWrapping, open_key, random, seal_key};
use crate::error::VaultError;
use crate::files;

const SECRET: &str = "secret";

pub(super) struct SimulatedKeystore {
    dir: PathBuf,
}

impl SimulatedKeystore {
    /// `$XDG_CONFIG_HOME/interview-station/simulated-keystore`, with the usual place of the
    /// configuration folder where the variable is unset (XDG Base Directory Specification).
    pub fn of_user() -> Result<Self, VaultError> {
        let set = |name: &str| {
            std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
        };
        let config = set("XDG_CONFIG_HOME")
            .or_else(|| set("HOME").map(|home| home.join(".config")))
            .or_else(|| set("APPDATA"))
            .ok_or(VaultError::KeyMissing("no configuration folder for the keystore"))?;
        Ok(Self::at(config.join("interview-station").join("simulated-keystore")))
    }

    pub fn at(dir: PathBuf) -> Self {
        Self { dir }
    }

    fn path(&self, wrapping: &KeyWrapping) -> Result<PathBuf, VaultError> {
        // Parsed, so that a forged key file can't name a file elsewhere.
        let id = wrapping
            .parameters
            .get(SECRET)
            .and_then(|id| Uuid::parse_str(id).ok())
            .ok_or(VaultError::KeyFile("name of the keystore secret"))?;
        Ok(self.dir.join(format!("{id}.key")))
    }
}

impl KeyProtector for SimulatedKeystore {
    fn name(&self) -> &'static str {
        "simulated-keystore"
    }

    fn simulated(&self) -> bool {
        true
    }

    fn wrap(&self, context: &[u8], key: &[u8; KEY_BYTES]) -> Result<KeyWrapping, VaultError> {
        let kek = Zeroizing::new(random::<KEY_BYTES>()?);
        let mut wrapping = seal_key(&kek, context, key)?;
        wrapping.parameters.insert(SECRET.to_owned(), Uuid::now_v7().to_string());
        files::private_dir(&self.dir)?;
        files::create_new(&self.path(&wrapping)?, &*kek)?;
        Ok(wrapping)
    }

    fn unwrap(
        &self,
        context: &[u8],
        wrapping: &KeyWrapping,
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
        let secret = files::read_if_there(&self.path(wrapping)?)?
            .map(Zeroizing::new)
            .ok_or(VaultError::KeyMissing("the keystore has no secret for this home"))?;
        let kek =
            <&[u8; KEY_BYTES]>::try_from(secret.as_slice()).map_err(|_| VaultError::WrongKey)?;
        open_key(kek, context, wrapping)
    }

    fn forget(&self, wrapping: &KeyWrapping) -> Result<(), VaultError> {
        match std::fs::remove_file(self.path(wrapping)?) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}
