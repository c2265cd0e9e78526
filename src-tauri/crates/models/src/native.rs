//! Threads inside native libraries, and the end of the process.
//!
//! ONNX Runtime and whisper.cpp keep tables in static storage. The C runtime takes these down when
//! the process ends, while other threads go on; a thread that is inside such a library by then
//! reads freed memory, and a program that had done its work ends with a segmentation fault. So
//! every thread that may be inside one is counted, and whoever ends the process waits for them.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How long the end of a program waits for what is still recorded and computed.
pub const LAST_WORK: Duration = Duration::from_secs(20);

static INSIDE: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();

/// One thread that may be inside a native library, for as long as this lives.
struct Inside;

impl Inside {
    fn begin() -> Self {
        *INSIDE.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        *INSIDE.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        LEFT.notify_all();
    }
}

/// Starts a thread that works with native libraries; [`settle`] waits for it. What `work` gives is
/// the caller's to drop: where that holds a session of a model too, the thread has to be joined.
/// When it is done, what the heap holds and nobody uses goes back to the system.
///
/// # Errors
/// The system gives no thread.
pub fn spawn<T: Send + 'static>(
    name: impl Into<String>,
    work: impl FnOnce() -> T + Send + 'static,
) -> std::io::Result<JoinHandle<T>> {
    let inside = Inside::begin();
    Builder::new().name(name.into()).spawn(move || {
        let _inside = inside;
        let done = work();
        crate::heap::trim();
        done
    })
}

/// Waits until no thread of [`spawn`] runs any more, at most for `patience`; tells whether none
/// does. To be asked before the process ends, when all of them have been told to.
pub fn settle(patience: Duration) -> bool {
    let inside = INSIDE.lock().unwrap_or_else(PoisonError::into_inner);
    let waited = LEFT.wait_timeout_while(inside, patience, |inside| *inside > 0);
    let (inside, _) = waited.unwrap_or_else(PoisonError::into_inner);
    *inside == 0
}
