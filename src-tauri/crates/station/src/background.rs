//! What is done behind the scenes while somebody may be sitting at the kiosk.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How far such work steps back: well behind everything else (nice values go up to 19).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 15;

/// The calling thread, and those that it will start, let all others go first. Elsewhere than on
/// Linux a thread has no priority of its own, and nothing happens.
pub(crate) fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(%error, "the priority of a thread can't be lowered");
    }
}

/// Tells a thread that pauses now and then that it is to end.
#[derive(Default)]
pub(crate) struct Bell {
    stopped: Mutex<bool>,
    rang: Condvar,
}

impl Bell {
    /// The thread is to end.
    pub fn stop(&self) {
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.rang.notify_all();
    }

    /// Whether it is.
    pub fn stopped(&self) -> bool {
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `pause`; tells false, and at once, where the thread is to end.
    pub fn wait(&self, pause: Duration) -> bool {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.rang.wait_timeout_while(stopped, pause, |stopped| !*stopped);
        let (stopped, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !*stopped
    }
}
