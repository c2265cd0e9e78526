//! Opening a vault, and what all its parts share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use crate::audit::{self, Scope};
use crate::error::VaultError;
use crate::files::{DiskFiles, MediaFiles};
use crate::identity::StationKeys;
use crate::keys::{DatabaseKey, KeyFile, KeyOpener, KeyProtector};
use crate::{db, desk, files, outbox};

/// An open vault. Clones share it.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub home: PathBuf,
    pub files: Arc<dyn MediaFiles>,
    pub keys: StationKeys,
    db: Mutex<Connection>,
    key: Mutex<OpenedKey>,
}

/// The key as it lies on the disk and as it is used.
struct OpenedKey {
    file: KeyFile,
    key: DatabaseKey,
    protector: Box<dyn KeyProtector>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Makes a vault in a home that has none, with new keys.
    ///
    /// # Errors
    /// [`VaultError::Exists`], [`VaultError::KeyMissing`] where a database lies there without its
    /// key, and whatever the protector or the disk refuse.
    pub fn create(home: &Path, opener: KeyOpener) -> Result<Self, VaultError> {
        if KeyFile::read(home)?.is_some() && db::path(home).exists() {
            return Err(VaultError::Exists);
        }
        Self::open_or_create(home, opener)
    }

    /// Opens the vault of a home.
    ///
    /// # Errors
    /// [`VaultError::NotFound`], [`VaultError::KeyMissing`], [`VaultError::WrongKey`],
    /// [`VaultError::Corrupt`], [`VaultError::NewerSchema`], …
    pub fn open(home: &Path, opener: KeyOpener) -> Result<Self, VaultError> {
        if KeyFile::read(home)?.is_none() && !db::path(home).exists() {
            return Err(VaultError::NotFound);
        }
        Self::open_or_create(home, opener)
    }

    /// Opens the vault of a home, or makes one where there is none.
    ///
    /// # Errors
    /// As [`Vault::open`] and [`Vault::create`]; never a new key beside an existing database.
    pub fn open_or_create(home: &Path, opener: KeyOpener) -> Result<Self, VaultError> {
        Self::open_with(home, opener, Arc::new(DiskFiles))
    }

    /// The same over another file system for sealed media, as tests of full disks need it.
    ///
    /// # Errors
    /// As [`Vault::open_or_create`].
    pub fn open_with(
        home: &Path,
        opener: KeyOpener,
        files: Arc<dyn MediaFiles>,
    ) -> Result<Self, VaultError> {
        let protector = opener.into_protector()?;
        files::private_dir(home)?;
        let (file, key) = match KeyFile::read(home)? {
            Some(file) => {
                let key = file.open(&*protector)?;
                (file, key)
            }
            None if db::path(home).exists() => {
                return Err(VaultError::KeyMissing("key.json is not there"));
            }
            None => KeyFile::create(home, &*protector)?,
        };
        let mut db = db::open(home, &key)?;
        let keys = StationKeys::load_or_make(&mut db, file.home)?;
        outbox::forget_sending(&db)?;
        let key = Mutex::new(OpenedKey { file, key, protector });
        let home = home.to_owned();
        let inner = Inner { home, files, keys, db: Mutex::new(db), key };
        desk::catch_up(&inner)?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Parts of the vault that are simulated, for the report: `keystore` or nothing.
    pub fn simulated_parts(&self) -> Vec<String> {
        let key = self.inner.key.lock().unwrap_or_else(PoisonError::into_inner);
        if key.protector.simulated() { vec!["keystore".to_owned()] } else { Vec::new() }
    }

    /// Puts the database key under another passphrase or keystore secret. The database and media
    /// are not touched; after a crash exactly one of both secrets opens the vault.
    ///
    /// # Errors
    /// Whatever protectors or disk refuse; the old secret then still opens the vault.
    pub fn rotate_key(&self, opener: KeyOpener) -> Result<(), VaultError> {
        let protector = opener.into_protector()?;
        let mut opened = self.inner.key.lock().unwrap_or_else(PoisonError::into_inner);
        let home = &self.inner.home;
        let file = opened.file.rotate(home, &opened.key, &*opened.protector, &*protector)?;
        opened.file = file;
        opened.protector = protector;
        let name = opened.protector.name();
        drop(opened);
        self.inner.write(|tx| audit::append(tx, Scope::Station, "vault.key_rotated", "", name))
    }
}

impl Inner {
    /// The connection. A thread that died in a transaction has rolled it back: SQLite's state is
    /// sound, so that the lock's poison is not.
    pub fn lock(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in one write transaction; all of it is on the disk afterwards, or nothing.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut db = self.lock();
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let out = work(&tx)?;
        tx.commit()?;
        Ok(out)
    }

    /// Folder of the sealed media of an interview.
    pub fn media_dir(&self, interview_id: Uuid) -> PathBuf {
        self.home.join("media").join(interview_id.to_string())
    }

    /// The sealed file of a part whose name was checked.
    pub fn media_path(&self, interview_id: Uuid, part: &str) -> PathBuf {
        self.media_dir(interview_id).join(format!("{part}.sealed"))
    }
}

/// Refuses interviews that are not there or were erased.
pub(crate) fn require_session(db: &Connection, interview_id: Uuid) -> Result<(), VaultError> {
    let is_in = |table: &str| {
        db.query_row(
            &format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE interview_id = ?1)"),
            [interview_id],
            |row| row.get::<_, bool>(0),
        )
    };
    if is_in("session")? {
        Ok(())
    } else if is_in("erasure")? {
        Err(VaultError::Erased(interview_id))
    } else {
        Err(VaultError::NoSession(interview_id))
    }
}
