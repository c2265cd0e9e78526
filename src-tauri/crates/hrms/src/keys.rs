//! Keys of the server: the one that encrypts the database, and those that lie in it.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use seal::hash::{from_hex, to_hex};
use seal::sign::SigningKey;
use seal::wrap::WrapSecret;
use zeroize::Zeroizing;

use crate::auth::{password, random};
use crate::config::KeySource;
use crate::error::HrmsError;
use crate::store::Store;

/// Keys of the contract.
pub struct ServerKeys {
    /// Signs receipts, certificates and pulled objects.
    pub sign: SigningKey,
    /// Media keys are wrapped for it.
    pub seal: WrapSecret,
}

impl ServerKeys {
    /// Reads the keys from the store, making them at the first start.
    pub fn load(store: &dyn Store) -> Result<Self, HrmsError> {
        let sign = secret(store, "key.sign", || SigningKey::generate().seed().to_vec())?;
        let seal = secret(store, "key.seal", || WrapSecret::generate().to_bytes().to_vec())?;
        Ok(Self { sign: SigningKey::from_seed(&sign), seal: WrapSecret::from_bytes(&seal) })
    }
}

fn secret(
    store: &dyn Store,
    name: &str,
    make: fn() -> Vec<u8>,
) -> Result<Zeroizing<[u8; 32]>, HrmsError> {
    let bytes = Zeroizing::new(store.setting_or(name, &make)?);
    <[u8; 32]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| HrmsError::Internal(format!("{name} is not 32 bytes")))
}

/// The key of the database.
///
/// # Errors
/// [`HrmsError::KeyMissing`] where a database exists and what belongs to its key does not: a new
/// key would only hide that the old one is lost.
pub fn database_key(source: &KeySource, database: &Path) -> Result<Zeroizing<[u8; 32]>, HrmsError> {
    match source {
        KeySource::File(path) => {
            let text = kept(path, database, || to_hex(&random::<32>()))?;
            from_hex(text.trim()).map(Zeroizing::new).ok_or(HrmsError::KeyFile(path.clone()))
        }
        KeySource::Passphrase(passphrase) => {
            let path = PathBuf::from(format!("{}.salt", database.display()));
            let salt = kept(&path, database, || to_hex(&random::<32>()))?;
            password::stretch(passphrase.as_bytes(), salt.trim().as_bytes())
                .map(Zeroizing::new)
                .map_err(HrmsError::Passphrase)
        }
    }
}

/// The text of a file that is made once, readable by its owner only.
fn kept(
    path: &Path,
    database: &Path,
    make: impl FnOnce() -> String,
) -> Result<Zeroizing<String>, HrmsError> {
    let what = || path.display().to_string();
    match File::open(path) {
        Ok(mut file) => {
            let mut text = Zeroizing::new(String::new());
            file.read_to_string(&mut text).map_err(HrmsError::io(what()))?;
            Ok(text)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if database.exists() {
                return Err(HrmsError::KeyMissing(path.to_owned()));
            }
            let text = Zeroizing::new(make());
            write_private(path, text.as_bytes()).map_err(HrmsError::io(what()))?;
            Ok(text)
        }
        Err(error) => Err(HrmsError::io(what())(error)),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
