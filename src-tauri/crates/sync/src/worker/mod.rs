//! The outbox worker: rows of one interview in order, interviews side by side, two at once.
//!
//! Life of a row: *ready* → *sending* → **acked**, or back to *waiting* (a time), *unknown* (sent,
//! answer lost: the HRMS is asked before it is sent again), *parked* (a person looks). What each
//! class of failure does stands in [`verdict`], after section 5 of the contract. When the next run
//! is due says [`Schedule`].

mod alarm;
mod deliver;
mod jitter;
mod schedule;
mod verdict;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use interview::error::Faulty as _;
use interview::ports::{Outbox, OutboxItem, OutboxKind, OutboxState, StoreFailure};
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

use crate::client::HrmsClient;
use crate::error::SyncError;
use alarm::Alarms;
use jitter::Jitter;
use verdict::{Verdict, verdict};

pub use schedule::Schedule;

/// Interviews that are sent at once.
const AT_ONCE: usize = 2;
/// How often one run asks again for a row whose answer was lost.
const PROBES_PER_RUN: u32 = 3;

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Rows that were acknowledged in this run.
    pub acked: u32,
    /// Rows that are left and may be sent at some time, those behind another row included.
    pub waiting: u32,
    /// Rows that a person has to look at (`sync.parked`).
    pub parked: u32,
    /// Whether the run ended since the HRMS can't be reached.
    pub unreachable: bool,
    /// Interviews that the HRMS has erased at the candidate's request; they are erased here too.
    pub erased: Vec<Uuid>,
    /// Code of the last trouble and its technical detail; empty where there was none.
    pub detail: String,
}

/// Empties an outbox into an HRMS.
pub struct SyncWorker {
    client: Arc<HrmsClient>,
    jitter: Mutex<Jitter>,
    alarms: Mutex<Alarms>,
}

/// How often each row was tried in this run.
type Tries = HashMap<Uuid, u32>;

impl SyncWorker {
    /// A worker; `seed` decides the jitter of its back-off.
    pub fn new(client: Arc<HrmsClient>, seed: u64) -> Self {
        Self {
            client,
            jitter: Mutex::new(Jitter::new(seed)),
            alarms: Mutex::new(Alarms::default()),
        }
    }

    /// Sends what may be sent at `now_unix_ms`, each interview as far as it goes. Returns once
    /// nothing is left that could be sent now.
    ///
    /// # Errors
    /// [`SyncError::Revoked`], [`SyncError::NotApproved`], [`SyncError::ClockSkew`],
    /// [`SyncError::Tls`] and a refused token hold everything back: nothing is lost, an operator
    /// looks. [`SyncError::Outbox`] where the store fails. An HRMS that can't be reached is no
    /// error but [`SyncReport::unreachable`].
    pub async fn run_once(
        &self,
        outbox: Arc<dyn Outbox>,
        now_unix_ms: i64,
    ) -> Result<SyncReport, SyncError> {
        let mut report = SyncReport::default();
        let mut tries = Tries::new();
        let outcome = loop {
            let due = blocking(&outbox, move |outbox| outbox.due(now_unix_ms)).await?;
            let batch = next_batch(due, &tries);
            if batch.is_empty() {
                break Ok(());
            }
            if let Err(stop) =
                self.send_batch(&outbox, batch, now_unix_ms, &mut tries, &mut report).await
            {
                break Err(stop);
            }
        };
        match outcome {
            Err(SyncError::Unreachable(detail)) => {
                report.unreachable = true;
                report.detail = format!("hrms.unreachable: {detail}");
            }
            Err(error) => return Err(error),
            Ok(()) => {}
        }
        let left = blocking(&outbox, |outbox| outbox.pending()).await?;
        for row in left {
            match row.state {
                OutboxState::Parked { .. } => report.parked += 1,
                _ => report.waiting += 1,
            }
        }
        Ok(report)
    }

    /// Sends rows side by side, and keeps what became of them. The first reason to stop is given
    /// after all rows of the batch have their state.
    async fn send_batch(
        &self,
        outbox: &Arc<dyn Outbox>,
        batch: Vec<OutboxItem>,
        now_unix_ms: i64,
        tries: &mut Tries,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let mut running = JoinSet::new();
        for item in batch {
            let (client, outbox) = (Arc::clone(&self.client), Arc::clone(outbox));
            running.spawn(async move {
                let mut resume = item.resume.clone();
                let sent = deliver::deliver(&client, &outbox, &item, &mut resume).await;
                (OutboxItem { resume, ..item }, sent)
            });
        }
        let mut stop = None;
        while let Some(joined) = running.join_next().await {
            let (item, sent) = joined.map_err(|error| ended_early(&error))?;
            *tries.entry(item.id).or_default() += 1;
            let verdict = {
                let mut jitter = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
                verdict(&item, sent, now_unix_ms, &mut jitter)
            };
            if let Some(error) = self.keep(outbox, &item, verdict, now_unix_ms, report).await? {
                stop = Some(error);
            }
        }
        stop.map_or(Ok(()), Err)
    }

    /// Writes the new state of a row. Gives the reason to stop, if there is one.
    async fn keep(
        &self,
        outbox: &Arc<dyn Outbox>,
        item: &OutboxItem,
        verdict: Verdict,
        now_unix_ms: i64,
        report: &mut SyncReport,
    ) -> Result<Option<SyncError>, SyncError> {
        let Verdict { state, attempts, trouble, erased, stop } = verdict;
        self.alarms.lock().unwrap_or_else(PoisonError::into_inner).note(item, &state, now_unix_ms);
        if state == OutboxState::Acked {
            report.acked += 1;
        }
        if erased && !report.erased.contains(&item.interview_id) {
            report.erased.push(item.interview_id);
        }
        if let Some(trouble) = trouble {
            report.detail = trouble;
        }
        if let Some(stop) = &stop {
            report.detail = format!("{}: {stop}", stop.fault().code);
        }
        let (id, interview, resume) = (item.id, item.interview_id, item.resume.clone());
        if erased {
            // Its rows go with it. Until it is done the row stands, and is answered so again.
            blocking(outbox, move |outbox| outbox.erase(interview)).await?;
            return Ok(stop);
        }
        blocking(outbox, move |outbox| outbox.update(id, &state, attempts, resume.as_deref()))
            .await?;
        Ok(stop)
    }
}

/// Reports and what comes before them go first, then media; at most two at once. Rows that were
/// tried in this run wait for the next, except those whose answer was lost.
fn next_batch(due: Vec<OutboxItem>, tries: &Tries) -> Vec<OutboxItem> {
    let may = |item: &OutboxItem| {
        let tried = tries.get(&item.id).copied().unwrap_or(0);
        tried == 0 || (item.state == OutboxState::Unknown && tried < PROBES_PER_RUN)
    };
    let (small, large): (Vec<_>, Vec<_>) =
        due.into_iter().filter(may).partition(|item| !is_media(&item.kind));
    let mut batch = if small.is_empty() { large } else { small };
    batch.truncate(AT_ONCE);
    batch
}

fn is_media(kind: &OutboxKind) -> bool {
    match kind {
        OutboxKind::Upload { .. } | OutboxKind::Receipt => true,
        OutboxKind::Interview
        | OutboxKind::Report { .. }
        | OutboxKind::Manifest { .. }
        | OutboxKind::Withdrawal => false,
    }
}

/// A task that did not end by itself. The message of a panic may quote what was in hand, and is left
/// out; its place is told where it happens.
fn ended_early(error: &JoinError) -> SyncError {
    let how = if error.is_panic() { "a task panicked" } else { "a task was cancelled" };
    SyncError::Internal(how.to_owned())
}

/// Runs one call of the outbox, which blocks, beside the event loop.
async fn blocking<T: Send + 'static>(
    outbox: &Arc<dyn Outbox>,
    work: impl FnOnce(&dyn Outbox) -> Result<T, StoreFailure> + Send + 'static,
) -> Result<T, SyncError> {
    let outbox = Arc::clone(outbox);
    let done = tokio::task::spawn_blocking(move || work(outbox.as_ref())).await;
    Ok(done.map_err(|error| ended_early(&error))??)
}
