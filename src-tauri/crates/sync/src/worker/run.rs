//! Emptying the outbox for as long as the station lives.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use interview::error::Faulty as _;
use interview::ports::{Outbox, OutboxState};
use tokio::sync::{Notify, watch};

use super::{SyncReport, SyncWorker, blocking};
use crate::error::SyncError;

/// Gives Unix milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How often a dead network is probed.
const PROBE: Duration = Duration::from_secs(30);
/// Longest sleep with rows that wait: a clock may jump.
const LONGEST: Duration = Duration::from_secs(60);
/// Shortest sleep.
const SHORTEST: Duration = Duration::from_millis(500);
/// How long nothing is tried after an error that an operator has to mend.
const HELD: Duration = Duration::from_secs(300);
/// A network that was away for this long comes back for many stations at once.
const LONG_OFFLINE_MS: i64 = 24 * 3_600 * 1_000;
/// Over this time they spread their start then.
const SPREAD_MS: i64 = 10 * 60 * 1_000;

impl SyncWorker {
    /// Empties the outbox until `shutdown` turns true; `wake` says that there is something new.
    /// A row that is being sent at that time is asked for at the next start.
    pub async fn run(
        &self,
        outbox: Arc<dyn Outbox>,
        clock: Clock,
        wake: Arc<Notify>,
        mut shutdown: watch::Receiver<bool>,
    ) {
        let mut offline_since_ms: Option<i64> = None;
        loop {
            let pause = tokio::select! {
                _ = shutdown.wait_for(|stop| *stop) => return,
                pause = self.step(&outbox, &clock, &mut offline_since_ms) => pause,
            };
            tokio::select! {
                _ = shutdown.wait_for(|stop| *stop) => return,
                () = wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// One run; gives how long to sleep after it.
    async fn step(
        &self,
        outbox: &Arc<dyn Outbox>,
        clock: &Clock,
        offline_since_ms: &mut Option<i64>,
    ) -> Duration {
        if let Some(since_ms) = *offline_since_ms {
            if self.client.ping().await.is_err() {
                return PROBE;
            }
            *offline_since_ms = None;
            if clock() - since_ms >= LONG_OFFLINE_MS {
                let mut jitter = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
                let spread_ms = jitter.between(0, SPREAD_MS);
                return Duration::from_millis(spread_ms.unsigned_abs());
            }
        }
        match self.run_once(Arc::clone(outbox), clock()).await {
            Ok(SyncReport { unreachable: true, .. }) => {
                *offline_since_ms = Some(clock());
                PROBE
            }
            Ok(_) => self.until_next(outbox, clock()).await,
            Err(error) => {
                tracing::error!(code = error.fault().code, %error, "sync is held back");
                HELD
            }
        }
    }

    /// Time until the first row that waits.
    async fn until_next(&self, outbox: &Arc<dyn Outbox>, now_ms: i64) -> Duration {
        let rows = blocking(outbox, |outbox| outbox.pending()).await;
        let rows = rows.unwrap_or_else(|error: SyncError| {
            tracing::error!(%error, "the outbox can't be read");
            Vec::new()
        });
        let first = rows.iter().filter_map(|row| match row.state {
            OutboxState::Waiting { until_unix_ms } => Some(until_unix_ms - now_ms),
            OutboxState::Unknown => Some(0),
            _ => None,
        });
        let delay_ms = first.min().unwrap_or(i64::MAX).max(0).unsigned_abs();
        Duration::from_millis(delay_ms).clamp(SHORTEST, LONGEST)
    }
}
