//! The station's home: its vault, opened with the key that the operator or the keystore gives.

use std::path::{Path, PathBuf};

use vault::{KeyOpener, Vault};
use zeroize::Zeroizing;

use crate::StationError;

/// Environment variable with the operator's passphrase, for stations without a keystore.
pub const PASSPHRASE_VARIABLE: &str = "STATION_PASSPHRASE";

/// Where the key comes from: the operator's passphrase where one is given, else the keystore, which
/// is simulated on machines without one and named so in every report.
pub fn opener() -> KeyOpener {
    match std::env::var(PASSPHRASE_VARIABLE) {
        Ok(passphrase) if !passphrase.is_empty() => {
            KeyOpener::Passphrase(Zeroizing::new(passphrase))
        }
        _ => KeyOpener::SimulatedKeystore,
    }
}

/// The home that is used where a call names none.
pub fn default_home() -> PathBuf {
    models::ModelStore::default_dir()
        .parent()
        .map_or_else(|| PathBuf::from("station-home"), |data| data.join("home"))
}

/// Opens the vault of `home`, or makes one where there is none.
///
/// # Errors
/// [`StationError::Vault`]: wrong key, missing key, damaged or newer database.
pub fn open_or_create(home: &Path) -> Result<Vault, StationError> {
    Ok(Vault::open_or_create(home, opener())?)
}

/// Opens the vault of `home`; sessions that a crash interrupted are recovered first.
///
/// # Errors
/// As [`open_or_create`]; a home without a vault is an error here.
pub fn open(home: &Path) -> Result<Vault, StationError> {
    let vault = Vault::open(home, opener())?;
    crate::recovery::recover(&vault)?;
    Ok(vault)
}

/// Where exports of the desk go: the person's download folder where there is one, else a folder
/// beside the home.
pub fn export_dir(home: &Path) -> PathBuf {
    let downloads = std::env::var_os("XDG_DOWNLOAD_DIR")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join("Downloads")));
    downloads.filter(|dir| dir.is_dir()).unwrap_or_else(|| {
        let mut beside = home.as_os_str().to_owned();
        beside.push("-exports");
        PathBuf::from(beside)
    })
}
