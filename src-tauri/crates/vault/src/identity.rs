//! Who the station is: its keys, its enrolment, its settings.

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};
use seal::sign::{PublicKey, SigningKey};
use seal::wrap::{WrapPublic, WrapSecret};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::outbox;
use crate::vault::Vault;

const ENROLMENT: &str = "enrolment";

/// Identity and keys of the station. Keys never leave the vault but to sign and to open.
#[derive(Debug)]
pub struct StationIdentity<'a> {
    /// Id given by the HRMS at enrolment, before that one made here.
    pub station_id: String,
    /// Signs reports, certificates and assertions.
    pub signing: &'a SigningKey,
    /// Opens the data keys of sessions.
    pub wrap: &'a WrapSecret,
}

/// What an HRMS and this station agreed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Base URL of the HRMS.
    pub hrms_url: String,
    /// Id the HRMS gave this station.
    pub station_id: String,
    /// Public key of the HRMS's signatures.
    pub hrms_sign_jwk: serde_json::Value,
    /// Public key that data keys are wrapped for.
    pub hrms_seal_jwk: serde_json::Value,
}

/// The station's private keys, made once with the vault.
pub(crate) struct StationKeys {
    station_id: Mutex<String>,
    pub signing: SigningKey,
    pub wrap: WrapSecret,
}

impl StationKeys {
    /// Reads the keys, or makes them in an empty database.
    pub fn load_or_make(db: &mut Connection, local_id: Uuid) -> Result<Self, VaultError> {
        let tx = db.transaction()?;
        let seed = secret(&tx, "signing_seed", || SigningKey::generate().seed())?;
        let wrap = secret(&tx, "wrap_secret", || WrapSecret::generate().to_bytes())?;
        let station_id =
            enrolment(&tx)?.map_or_else(|| local_id.to_string(), |found| found.station_id);
        let keys = Self {
            station_id: Mutex::new(station_id),
            signing: SigningKey::from_seed(&seed),
            wrap: WrapSecret::from_bytes(&wrap),
        };
        if audit::head(&tx, Scope::Station)?.seq == 0 {
            let kid = keys.signing.public().thumbprint();
            audit::append(&tx, Scope::Station, "vault.created", &local_id.to_string(), &kid)?;
        }
        tx.commit()?;
        Ok(keys)
    }

    /// Id given by the HRMS, before enrolment the one made with the home.
    pub fn station_id(&self) -> String {
        self.station_id.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn rename(&self, station_id: &str) {
        let mut name = self.station_id.lock().unwrap_or_else(PoisonError::into_inner);
        station_id.clone_into(&mut name);
    }
}

/// A stored secret of 32 bytes; made and stored where it is not there yet.
fn secret(
    db: &Connection,
    name: &str,
    make: impl FnOnce() -> Zeroizing<[u8; 32]>,
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let stored: Option<Vec<u8>> = db
        .query_row("SELECT value FROM secret WHERE name = ?1", [name], |row| row.get(0))
        .optional()?;
    match stored.map(Zeroizing::new) {
        Some(bytes) => <[u8; 32]>::try_from(bytes.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Stored("station key")),
        None => {
            let made = make();
            db.execute(
                "INSERT INTO secret (name, value) VALUES (?1, ?2)",
                params![name, made.as_slice()],
            )?;
            Ok(made)
        }
    }
}

impl Vault {
    /// The station's identity.
    pub fn station(&self) -> StationIdentity<'_> {
        let keys = &self.inner.keys;
        StationIdentity { station_id: keys.station_id(), signing: &keys.signing, wrap: &keys.wrap }
    }

    /// What was agreed with the HRMS; none before enrolment.
    ///
    /// # Errors
    /// Database.
    pub fn enrolment(&self) -> Result<Option<Enrolment>, VaultError> {
        enrolment(&self.inner.lock())
    }

    /// Keeps an enrolment. Sessions that still wait to be sent are wrapped for the HRMS now.
    ///
    /// # Errors
    /// [`VaultError::Seal`] where its keys are none; database.
    pub fn set_enrolment(&self, enrolment: &Enrolment) -> Result<(), VaultError> {
        self.set_enrolment_by(audit::ACTOR, enrolment)
    }

    /// [`Vault::set_enrolment`] under the name of whoever enrolled the station.
    ///
    /// # Errors
    /// As [`Vault::set_enrolment`].
    pub fn set_enrolment_by(&self, actor: &str, enrolment: &Enrolment) -> Result<(), VaultError> {
        PublicKey::from_jwk(&enrolment.hrms_sign_jwk)?;
        WrapPublic::from_jwk(&enrolment.hrms_seal_jwk)?;
        self.inner.write(|tx| {
            put_setting(tx, ENROLMENT, enrolment)?;
            outbox::refresh_manifests(tx, &self.inner)?;
            let id = &enrolment.station_id;
            audit::append_by(tx, Scope::Station, actor, "station.enrolled", id, "")
        })?;
        self.inner.keys.rename(&enrolment.station_id);
        Ok(())
    }

    /// A setting; none where it was never set.
    ///
    /// # Errors
    /// [`VaultError::Stored`] where it is of another type; database.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, VaultError> {
        get_setting(&self.inner.lock(), key)
    }

    /// Keeps a setting: positions and policies pulled, cursors, and the like.
    ///
    /// # Errors
    /// [`VaultError::Invalid`] for a name that is the vault's own or a value without JSON form.
    pub fn set_setting<T: Serialize + ?Sized>(
        &self,
        key: &str,
        value: &T,
    ) -> Result<(), VaultError> {
        if key == ENROLMENT {
            return Err(VaultError::Invalid("name of a setting"));
        }
        self.inner.write(|tx| put_setting(tx, key, value))
    }

    /// Keeps settings and says so in the station's log, in one transaction: what matters is on
    /// record or was not done.
    ///
    /// # Errors
    /// As [`Vault::set_setting`].
    pub fn set_on_record(
        &self,
        settings: &[(&str, serde_json::Value)],
        action: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), VaultError> {
        self.set_on_record_by(audit::ACTOR, settings, action, subject, detail)
    }

    /// [`Vault::set_on_record`] under the name of whoever did it.
    ///
    /// # Errors
    /// As [`Vault::set_setting`].
    pub fn set_on_record_by(
        &self,
        actor: &str,
        settings: &[(&str, serde_json::Value)],
        action: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), VaultError> {
        if settings.iter().any(|(key, _)| *key == ENROLMENT) {
            return Err(VaultError::Invalid("name of a setting"));
        }
        self.inner.write(|tx| {
            for (key, value) in settings {
                put_setting(tx, key, value)?;
            }
            audit::append_by(tx, Scope::Station, actor, action, subject, detail)
        })
    }
}

pub(crate) fn enrolment(db: &Connection) -> Result<Option<Enrolment>, VaultError> {
    get_setting(db, ENROLMENT)
}

/// The key of the HRMS that data keys are wrapped for.
pub(crate) fn hrms_wrap_key(db: &Connection) -> Result<Option<WrapPublic>, VaultError> {
    Ok(enrolment(db)?.map(|found| WrapPublic::from_jwk(&found.hrms_seal_jwk)).transpose()?)
}

fn get_setting<T: DeserializeOwned>(db: &Connection, key: &str) -> Result<Option<T>, VaultError> {
    let json: Option<String> = db
        .query_row("SELECT json FROM setting WHERE name = ?1", [key], |row| row.get(0))
        .optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| VaultError::Stored("setting")))
        .transpose()
}

fn put_setting<T: Serialize + ?Sized>(
    db: &Connection,
    key: &str,
    value: &T,
) -> Result<(), VaultError> {
    let json = serde_json::to_string(value).map_err(|_| VaultError::Invalid("setting"))?;
    db.execute(
        "INSERT INTO setting (name, json) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET json = excluded.json",
        params![key, json],
    )?;
    Ok(())
}
