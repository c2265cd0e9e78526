//! Tells when the list of interviews has become another, whoever changed it: the kiosk, the courier,
//! somebody at the desk, another program.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use vault::{Vault, VaultError, VaultMark};

use crate::StationError;
use crate::background::{Bell, step_back};

/// How often the vault is looked at: soon enough for a person who waits, and two look-ups of a number
/// while nothing happens.
const PAUSE: Duration = Duration::from_secs(1);

/// Gives the vault that is open; none before anything has opened it, and while nobody is to be told.
pub type OpenVault = Box<dyn Fn() -> Option<Vault> + Send>;

/// The running watch: one thread, `list-watch`, at the lowest of priorities.
pub struct ListWatch {
    bell: Arc<Bell>,
    thread: JoinHandle<()>,
}

impl ListWatch {
    /// Starts it. `changed` is called with every new [`Vault::list_mark`], once for changes that come
    /// together, and once when the vault is seen for the first time.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(
        vault: OpenVault,
        changed: impl Fn(u64) + Send + 'static,
    ) -> Result<Self, StationError> {
        let bell = Arc::new(Bell::default());
        let ours = Arc::clone(&bell);
        let thread = std::thread::Builder::new()
            .name("list-watch".to_owned())
            .spawn(move || {
                step_back();
                let mut seen = None;
                while ours.wait(PAUSE) {
                    let Some(vault) = vault() else { continue };
                    match look(&vault, &mut seen) {
                        Ok(Some(mark)) => changed(mark),
                        Ok(None) => {}
                        Err(error) => tracing::warn!(%error, "the list was not looked at"),
                    }
                }
            })
            .map_err(|_| StationError::Thread("list-watch"))?;
        Ok(Self { bell, thread })
    }

    /// The watch is to end. Returns at once.
    pub fn tell(&self) {
        self.bell.stop();
    }

    /// Ends the watch and waits for it.
    pub fn stop(self) {
        self.tell();
        if self.thread.join().is_err() {
            tracing::error!("the watch of the list broke down");
        }
    }
}

/// The mark of the list where it is another than when it was `seen`.
fn look(vault: &Vault, seen: &mut Option<(VaultMark, u64)>) -> Result<Option<u64>, VaultError> {
    let mark = vault.mark()?;
    let before = *seen;
    if before.is_some_and(|(known, _)| known == mark) {
        return Ok(None);
    }
    let list = vault.list_mark()?;
    *seen = Some((mark, list));
    Ok(before.is_none_or(|(_, known)| known != list).then_some(list))
}
