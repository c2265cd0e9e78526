//! What the commands share: the home, its vault once it is open, the playback server.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use station::StationError;
use station::delivery::Courier;
use station::playback::{Playable, PlaybackServer};
use station::review::ReviewError;
use station::rights::{Member, Right};
use tauri::ipc::Channel;
use tokio::sync::OnceCell;
use vault::{Vault, VaultError};

use crate::error::CommandError;

/// Names another home than the one in the user's data directory.
const HOME_VARIABLE: &str = "STATION_HOME";

/// The home that the environment names, else the one of the user.
pub fn home_dir() -> PathBuf {
    match std::env::var_os(HOME_VARIABLE) {
        Some(home) if !home.is_empty() => PathBuf::from(home),
        _ => station::home::default_home(),
    }
}

/// Cheap to clone; all clones are the same desk.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    home: PathBuf,
    /// Opened by the first command that needs it; a failed opening is tried again by the next.
    vault: Mutex<Option<Vault>>,
    playback: OnceCell<PlaybackServer>,
    /// Who sits at the desk; gone when the program ends.
    seated: Mutex<Option<Member>>,
    /// Whether somebody has sat at the desk since the page began: their drafts wait in it.
    used: AtomicBool,
    /// As whom an administrator looks at the desk at the moment.
    viewed: Mutex<Option<Member>>,
    /// Delivers what is stored here.
    courier: OnceLock<Courier>,
    /// Is told when the list of interviews has become another.
    list: Mutex<Option<ListChannel>>,
    /// [`Vault::list_mark`] when the list was last read for a page.
    read_at: Mutex<Option<u64>>,
}

/// The page that shows the list, and how often it was told of a change.
struct ListChannel {
    changes: Channel<u32>,
    told: u32,
}

impl Desk {
    /// A desk over `home`; opens nothing yet.
    pub fn new(home: PathBuf) -> Self {
        let inner = Inner {
            home,
            vault: Mutex::new(None),
            playback: OnceCell::new(),
            seated: Mutex::new(None),
            used: AtomicBool::new(false),
            viewed: Mutex::new(None),
            courier: OnceLock::new(),
            list: Mutex::new(None),
            read_at: Mutex::new(None),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The home.
    pub fn home(&self) -> &Path {
        &self.inner.home
    }

    /// The vault; none where the home has none yet, since looking at a list must not make one.
    /// May block for a second or two: the key is stretched, interrupted sessions are recovered, what
    /// was kept for long enough is erased.
    ///
    /// # Errors
    /// [`StationError::Vault`]: wrong or missing key, damaged or newer database.
    pub fn vault(&self) -> Result<Option<Vault>, StationError> {
        let mut opened = self.inner.vault.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.is_none() {
            match station::home::open(&self.inner.home) {
                Err(StationError::Vault(VaultError::NotFound)) => return Ok(None),
                result => *opened = Some(result?),
            }
            if let Some(vault) = &*opened {
                station::retention::look(vault);
            }
        }
        Ok(opened.clone())
    }

    /// The vault, made where the home has none yet: an interview begins.
    ///
    /// # Errors
    /// As [`Desk::vault`].
    pub fn vault_or_new(&self) -> Result<Vault, StationError> {
        if let Some(vault) = self.vault()? {
            return Ok(vault);
        }
        let mut opened = self.inner.vault.lock().unwrap_or_else(PoisonError::into_inner);
        let vault = match &*opened {
            Some(vault) => vault.clone(),
            None => station::home::open_or_create(&self.inner.home)?,
        };
        *opened = Some(vault.clone());
        Ok(vault)
    }

    /// The vault while a page shows the list to somebody who may see it; never opens it. Otherwise it
    /// is not looked at: a recording writes into it every second, and would share it for nothing.
    pub fn watched_vault(&self) -> Option<Vault> {
        if self.list().is_none() || !self.shows_list() {
            return None;
        }
        self.inner.vault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn shows_list(&self) -> bool {
        self.seated().is_ok_and(|member| member.may(Right::List))
    }

    /// From now on `changes` is told of the list, in place of an earlier one.
    pub fn tell_of_list(&self, changes: Channel<u32>) {
        *self.list() = Some(ListChannel { changes, told: 0 });
    }

    /// Reads the list for a page, which needs not be told of it as it stands at the beginning; where
    /// reading fails it does.
    ///
    /// # Errors
    /// Database; what `read` says.
    pub fn read_list<T>(
        &self,
        vault: &Vault,
        read: impl FnOnce(&Vault) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        *self.read_at() = Some(vault.list_mark()?);
        read(vault).inspect_err(|_| *self.read_at() = None)
    }

    /// The list of interviews has become another, with this [`Vault::list_mark`]: whoever sees it is
    /// told, unless it was read like that already. A page that is gone, or whose person has left, is
    /// told no more.
    pub fn list_changed(&self, mark: u64) {
        if *self.read_at() == Some(mark) {
            return;
        }
        let mut list = self.list();
        let Some(page) = list.as_mut() else { return };
        page.told = page.told.wrapping_add(1);
        if !self.shows_list() || page.changes.send(page.told).is_err() {
            *list = None;
        }
    }

    fn read_at(&self) -> MutexGuard<'_, Option<u64>> {
        self.inner.read_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self) -> MutexGuard<'_, Option<ListChannel>> {
        self.inner.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The courier that delivers what is stored here; none before it was started.
    pub fn courier(&self) -> Option<&Courier> {
        self.inner.courier.get()
    }

    /// From now on `courier` delivers; a second one is not taken.
    pub fn set_courier(&self, courier: Courier) {
        let _ = self.inner.courier.set(courier);
    }

    /// Something new is to be delivered.
    pub fn nudge_courier(&self) {
        if let Some(courier) = self.courier() {
            courier.nudge();
        }
    }

    /// Who sits at the desk. Commands ask [`Desk::may`] or [`Desk::may_with`] instead.
    ///
    /// # Errors
    /// [`ReviewError::NoPerson`].
    pub fn seated(&self) -> Result<Member, ReviewError> {
        let seated = self.inner.seated.lock().unwrap_or_else(PoisonError::into_inner);
        seated.clone().ok_or(ReviewError::NoPerson)
    }

    /// As whom the desk is looked at; none where everybody is themselves.
    pub fn viewed(&self) -> Option<Member> {
        self.inner.viewed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on the desk is looked at as `member`, or as oneself again.
    pub fn view(&self, member: Option<Member>) {
        *self.inner.viewed.lock().unwrap_or_else(PoisonError::into_inner) = member;
    }

    /// Whether the page may hold what somebody at the desk began to write.
    pub fn is_used(&self) -> bool {
        self.inner.used.load(Ordering::Relaxed)
    }

    /// The page began anew, and holds nothing of anybody.
    pub fn page_is_new(&self) {
        self.inner.used.store(false, Ordering::Relaxed);
    }

    /// Someone sits down, or leaves; then nobody looks as somebody else any more.
    pub fn seat(&self, member: Option<Member>) {
        self.view(None);
        self.inner.used.fetch_or(member.is_some(), Ordering::Relaxed);
        *self.inner.seated.lock().unwrap_or_else(PoisonError::into_inner) = member;
    }

    /// Runs `work` on a thread that may block.
    ///
    /// # Errors
    /// Those of `work`; `internal.thread` where it ended unexpectedly.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let desk = self.clone();
        tauri::async_runtime::spawn_blocking(move || work(&desk))
            .await
            .unwrap_or_else(|_| Err(CommandError::thread()))
    }

    /// The address under which `window` may play `part`.
    ///
    /// # Errors
    /// Where no loopback port can be bound.
    pub async fn publish(
        &self,
        window: &str,
        video: Box<dyn Playable>,
    ) -> Result<String, StationError> {
        let server = self.inner.playback.get_or_try_init(PlaybackServer::start).await?;
        server.publish(window, video)
    }

    /// Makes the addresses of a closed window useless.
    pub fn close_window(&self, window: &str) {
        if let Some(server) = self.inner.playback.get() {
            server.close_window(window);
        }
    }
}
