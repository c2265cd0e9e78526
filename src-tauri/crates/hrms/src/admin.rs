//! What an operator does at the command line, and a program that embeds the server.
//!
//! Blocks: use it from a thread that may wait.

use std::path::Path;
use std::sync::Arc;

use interview::position::Position;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{password, station};
use crate::blobs::{BlobStore, DiskBlobs};
use crate::config::{Clock, Config, Site};
use crate::error::HrmsError;
use crate::keys::{ServerKeys, database_key};
use crate::routes::CandidateBody;
use crate::store::sqlite::SqliteStore;
use crate::store::{NewUser, Publish, Role, StationState, Store, Who};

/// Store and blobs of a server, opened by its operator.
#[derive(Clone)]
pub struct Admin {
    store: Arc<dyn Store>,
    blobs: Arc<dyn BlobStore>,
    clock: Clock,
}

impl Admin {
    /// Opens database and media, making both at the first time, and runs migrations.
    ///
    /// # Errors
    /// [`HrmsError`] of files, keys or database.
    pub fn open(config: &Config) -> Result<Self, HrmsError> {
        if let Some(parent) = config.database.parent() {
            std::fs::create_dir_all(parent).map_err(HrmsError::io(parent.display().to_string()))?;
        }
        let key = database_key(&config.key, &config.database)?;
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&config.database, &key)?);
        let blobs = DiskBlobs::open(&config.media)
            .map_err(HrmsError::io(config.media.display().to_string()))?;
        Ok(Self { store, blobs: Arc::new(blobs), clock: Arc::clone(&config.clock) })
    }

    /// What the handlers of a server at `site` share.
    pub(crate) fn app(&self, site: Site) -> Result<App, HrmsError> {
        let keys = ServerKeys::load(self.store.as_ref())?;
        let (store, blobs) = (Arc::clone(&self.store), Arc::clone(&self.blobs));
        Ok(App::new(store, blobs, keys, Arc::clone(&self.clock), site))
    }

    /// The store, for tests and operators that look.
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    fn who(&self) -> Who {
        Who { actor: "operator".to_owned(), now_ms: (self.clock)() }
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`HrmsError::Argument`] for a name or password that is too short, [`HrmsError::Exists`].
    pub fn add_user(
        &self,
        name: &str,
        role: Role,
        password: &str,
        positions: Vec<String>,
    ) -> Result<(), HrmsError> {
        if name.is_empty() || name.len() > 64 || name.chars().any(char::is_control) {
            return Err(HrmsError::Argument("a name has 1 to 64 bytes"));
        }
        if password.chars().count() < password::MIN_CHARS {
            return Err(HrmsError::Argument("a password has at least 15 characters"));
        }
        let user = NewUser {
            id: Uuid::now_v7(),
            name: name.to_owned(),
            role,
            password: password::hash(password).map_err(HrmsError::Passphrase)?,
            positions,
        };
        if self.store.add_user(&user, &self.who())? {
            Ok(())
        } else {
            Err(HrmsError::Exists(name.to_owned()))
        }
    }

    /// Makes an enrolment code: 10 characters, 15 minutes, once.
    ///
    /// # Errors
    /// [`HrmsError::Store`].
    pub fn station_code(&self, auto_approve: bool) -> Result<String, HrmsError> {
        let who = self.who();
        let (code, row) = station::make_code(who.now_ms, auto_approve);
        self.store.add_code(&row, &who)?;
        Ok(code)
    }

    /// Approves or revokes a station; `false` where there is none.
    ///
    /// # Errors
    /// [`HrmsError::Store`].
    pub fn set_station_state(&self, id: &str, state: StationState) -> Result<bool, HrmsError> {
        Ok(self.store.set_station_state(id, state, &self.who())?)
    }

    /// Publishes a position. The same content as the published version changes nothing. Gives the
    /// version and whether it is new.
    ///
    /// # Errors
    /// [`HrmsError::Store`].
    pub fn publish_position(&self, position: &Position) -> Result<(u32, bool), HrmsError> {
        let who = self.who();
        let published = self
            .store
            .positions()?
            .into_iter()
            .find(|row| row.state == "published" && row.position.code == position.code);
        if let Some(row) = published {
            let same = Position { version: row.position.version, ..position.clone() };
            if same == row.position {
                return Ok((row.position.version, false));
            }
        }
        let version = self.store.add_position(position, &who)?;
        match self.store.publish_position(&position.code, version, &who)? {
            Publish::Done | Publish::Same => Ok((version, true)),
            Publish::Retired | Publish::NotFound => {
                Err(HrmsError::Internal("a new version can't be published".to_owned()))
            }
        }
    }

    /// Publishes every `*.json` of a directory but schemas; gives codes and versions.
    ///
    /// # Errors
    /// [`HrmsError::Io`], [`HrmsError::Position`], [`HrmsError::Store`].
    pub fn publish_directory(&self, dir: &Path) -> Result<Vec<(String, u32)>, HrmsError> {
        let what = || dir.display().to_string();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(HrmsError::io(what()))? {
            let path = entry.map_err(HrmsError::io(what()))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.ends_with(".json") && !name.ends_with(".schema.json") {
                files.push(path);
            }
        }
        files.sort();
        files
            .into_iter()
            .map(|path| {
                let file = path.display().to_string();
                let text = std::fs::read_to_string(&path).map_err(HrmsError::io(file.clone()))?;
                let position = Position::from_json(&text)
                    .map_err(|source| HrmsError::Position { file, source })?;
                let (version, _) = self.publish_position(&position)?;
                Ok((position.code, version))
            })
            .collect()
    }

    /// Adds a candidate who is booked for a position; `false` where the reference is taken.
    ///
    /// # Errors
    /// [`HrmsError::Argument`] where a member does not fit, [`HrmsError::Store`].
    pub fn add_candidate(&self, candidate: CandidateBody) -> Result<bool, HrmsError> {
        candidate
            .check()
            .map_err(|_| HrmsError::Argument("reference, name or time of the candidate"))?;
        Ok(self.store.add_candidate(&candidate.row(), &self.who())?)
    }
}
