//! A device thread and the way its data take: bounded, watched, never joined.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::CaptureError;

/// Device threads whose source is gone and which have not ended.
static LEFT_BEHIND: Mutex<BTreeMap<Driver, usize>> = Mutex::new(BTreeMap::new());

/// What may hang as one: the name of the thread, and the id of the device where each has a driver
/// of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Driver {
    pub thread: &'static str,
    pub device: String,
}

fn left_behind() -> MutexGuard<'static, BTreeMap<Driver, usize>> {
    LEFT_BEHIND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many device threads hang in their driver after their source was dropped. One that is just
/// ending counts for a moment too.
pub fn stuck_device_threads() -> usize {
    left_behind().values().sum()
}

/// How many of them hang in `driver`.
pub(super) fn stuck(driver: &Driver) -> usize {
    left_behind().get(driver).copied().unwrap_or(0)
}

/// Whether thread and source have ended, each told by its own side.
#[derive(Default)]
struct Ends {
    thread: bool,
    source: bool,
}

/// What both sides share.
#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    failure: Mutex<Option<CaptureError>>,
    ends: Mutex<Ends>,
}

/// The device thread's side.
pub(super) struct Outlet<T> {
    sender: SyncSender<T>,
    shared: Arc<Shared>,
}

impl<T> Outlet<T> {
    /// Whether the source is gone: the thread should end.
    pub(super) fn stopped(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }

    /// Hands data over; `false` when they were dropped because nobody took the earlier ones.
    pub(super) fn offer(&self, data: T) -> bool {
        match self.sender.try_send(data) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }

    /// Tells why no more data will come.
    pub(super) fn fail(&self, error: CaptureError) {
        let mut failure = self.shared.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(error);
    }
}

/// Tells that the thread has ended, even if it panicked.
struct ThreadEnd(Driver, Arc<Shared>);

impl Drop for ThreadEnd {
    fn drop(&mut self) {
        let mut ends = self.1.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.thread = true;
        if ends.source
            && let Some(count) = left_behind().get_mut(&self.0)
        {
            *count -= 1;
        }
    }
}

/// The source's side.
pub(super) struct Feed<T> {
    driver: Driver,
    receiver: Receiver<T>,
    shared: Arc<Shared>,
    newest: Instant,
    stall_after: Duration,
}

impl<T: Send + 'static> Feed<T> {
    /// Runs `device` on the thread of `driver`. At most `capacity` data wait.
    pub(super) fn start(
        driver: Driver,
        capacity: usize,
        stall_after: Duration,
        device: impl FnOnce(&Outlet<T>) + Send + 'static,
    ) -> Result<Self, CaptureError> {
        let (sender, receiver) = sync_channel(capacity);
        let shared = Arc::new(Shared::default());
        let outlet = Outlet { sender, shared: Arc::clone(&shared) };
        let end = ThreadEnd(driver.clone(), Arc::clone(&shared));
        std::thread::Builder::new()
            .name(driver.thread.into())
            .spawn(move || {
                let _end = end;
                device(&outlet);
            })
            .map_err(|e| CaptureError::DeviceUnavailable {
                detail: format!("thread: {}", e.kind()),
            })?;
        Ok(Self { driver, receiver, shared, newest: Instant::now(), stall_after })
    }

    /// Waits for the first data: only then a device is ready.
    pub(super) fn first(&mut self, patience: Duration) -> Result<T, CaptureError> {
        let deadline = Instant::now() + patience;
        loop {
            // In steps, since a failure arrives beside the channel.
            let left = deadline.saturating_duration_since(Instant::now());
            match self.receiver.recv_timeout(left.min(Duration::from_millis(50))) {
                Ok(data) => {
                    self.newest = Instant::now();
                    return Ok(data);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(failure) = self.failure() {
                        return Err(failure);
                    }
                    if left.is_zero() {
                        return Err(CaptureError::DeviceNoData { waited_ms: millis(patience) });
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            }
        }
    }

    /// The next data; `Stalled` when the newest are too old, `Lost` when no more will come.
    pub(super) fn next(&mut self) -> Result<T, CaptureError> {
        loop {
            match self.receiver.recv_timeout(Duration::from_millis(50)) {
                Ok(data) => {
                    self.newest = Instant::now();
                    return Ok(data);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(failure) = self.failure() {
                        return Err(failure);
                    }
                    let age = self.newest.elapsed();
                    if age >= self.stall_after {
                        return Err(CaptureError::Stalled { age_ms: millis(age) });
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            }
        }
    }

    fn failure(&self) -> Option<CaptureError> {
        self.shared.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ended(&self) -> CaptureError {
        self.failure()
            .unwrap_or_else(|| CaptureError::Lost { detail: "its thread has ended".into() })
    }
}

impl<T> Drop for Feed<T> {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        let mut ends = self.shared.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.source = true;
        if !ends.thread {
            *left_behind().entry(self.driver.clone()).or_default() += 1;
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(100);

    fn driver(thread: &'static str) -> Driver {
        Driver { thread, device: "0".into() }
    }

    fn good(outlet: &Outlet<u32>) {
        while !outlet.stopped() {
            outlet.offer(7);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A1: a driver that never returns from open.
    #[test]
    fn a_hanging_driver_is_left_behind_and_a_good_device_works_beside_it() {
        let (release, hold) = sync_channel::<()>(0);
        let mut hanging = Feed::<u32>::start(driver("test-hanging"), 4, SHORT, move |_| {
            let _ = hold.recv();
        })
        .unwrap();
        assert_eq!(hanging.first(SHORT), Err(CaptureError::DeviceNoData { waited_ms: 100 }));
        drop(hanging);
        assert_eq!(stuck(&driver("test-hanging")), 1);
        assert!(stuck_device_threads() >= 1);
        let mut feed = Feed::start(driver("test-good"), 4, SHORT, good).unwrap();
        assert_eq!(feed.first(Duration::from_secs(5)), Ok(7));
        assert_eq!(feed.next(), Ok(7));
        drop((feed, release));
        // All threads of all tests end once they are let go.
        while stuck_device_threads() > 0 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_device_that_stops_is_stalled_and_may_come_back() {
        let (go, wait) = sync_channel::<()>(0);
        let mut feed = Feed::start(driver("test-stalling"), 4, SHORT, move |outlet| {
            outlet.offer(1);
            let _ = wait.recv();
            outlet.offer(2);
            let _ = wait.recv();
        })
        .unwrap();
        assert_eq!(feed.first(Duration::from_secs(5)), Ok(1));
        assert!(matches!(feed.next(), Err(CaptureError::Stalled { age_ms }) if age_ms >= 100));
        go.send(()).unwrap();
        assert_eq!(feed.next(), Ok(2));
    }

    #[test]
    fn a_device_that_fails_says_why_and_one_that_breaks_down_is_lost() {
        let busy = CaptureError::DeviceUnavailable { detail: "busy".into() };
        let told = busy.clone();
        let mut feed =
            Feed::<u32>::start(driver("test-failing"), 4, SHORT, move |outlet| outlet.fail(told))
                .unwrap();
        assert_eq!(feed.first(Duration::from_secs(5)), Err(busy));
        let mut feed = Feed::<u32>::start(driver("test-ending"), 4, SHORT, |outlet| {
            outlet.offer(1);
        })
        .unwrap();
        assert_eq!(feed.first(Duration::from_secs(5)), Ok(1));
        assert!(matches!(feed.next(), Err(CaptureError::Lost { .. })));
    }
}
