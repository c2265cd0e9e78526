//! One delivery: what may be sent now is sent, until nothing is left or nothing moves any more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use interview::ports::{Outbox, OutboxState};
use interview::session::{Event, Phase, SessionState, step};
use interview::timeline::TimelineEvent;
use serde::Serialize;
use sync::{HrmsClient, SyncWorker};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;
use vault::{Enrolment, SessionHold, Vault, VaultError};

use crate::StationError;
use crate::clock::unix_ms;

/// Rounds of delivery in one call: each row of an interview takes one, a lost answer a few more.
const ROUNDS: usize = 60;
/// Pause between rounds that found nothing to do yet.
const PAUSE: Duration = Duration::from_millis(250);
/// How long another program of this station that delivers is waited for.
const TURN: Duration = Duration::from_secs(10);

/// Held while something is delivered: of two deliveries at once, each would send again what the
/// other is sending. Between programs the vault has a lock for it.
static DELIVERING: Mutex<()> = Mutex::new(());

/// Where delivery stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// `not_enrolled`, `delivered`, `waiting`, `parked` or `unreachable`.
    pub state: String,
    /// Reason or number that belongs to it: a code, and behind a colon technical detail.
    pub detail: String,
    /// Rows that the HRMS acknowledged in this call.
    pub acked: u32,
    /// Rows that still wait.
    pub pending: usize,
    /// Interviews that the HRMS had erased, and that were erased here in this call.
    pub erased: Vec<Uuid>,
}

impl Delivery {
    pub(super) fn of(state: &str, pending: usize) -> Self {
        let (state, detail) = (state.to_owned(), String::new());
        Self { state, detail, acked: 0, pending, erased: Vec::new() }
    }
}

/// A connection with the HRMS at which this station is enrolled, for as many deliveries as wanted.
pub(super) struct Sender {
    pub enrolment: Enrolment,
    client: Arc<HrmsClient>,
    worker: SyncWorker,
    runtime: Runtime,
}

impl Sender {
    pub fn new(vault: &Vault, enrolment: Enrolment) -> Result<Self, StationError> {
        let client = Arc::new(super::client(vault, &enrolment)?);
        let worker = SyncWorker::new(Arc::clone(&client), unix_ms().unsigned_abs());
        Ok(Self { enrolment, client, worker, runtime: super::runtime()? })
    }

    /// Whether the HRMS answers; breaks off like [`Self::deliver`].
    pub fn answers(&self, mut stop: watch::Receiver<bool>) -> bool {
        self.runtime.block_on(async {
            tokio::select! {
                answer = self.client.ping() => answer.is_ok(),
                Ok(_) = stop.wait_for(|stop| *stop) => false,
            }
        })
    }

    /// Sends what may be sent now; breaks off once `stop` turns true, and then says that the rest
    /// waits.
    ///
    /// # Errors
    /// Failures of the vault, and what holds everything back; an HRMS that is away is a state.
    pub fn deliver(
        &self,
        vault: &Vault,
        mut stop: watch::Receiver<bool>,
    ) -> Result<Delivery, StationError> {
        let _first = DELIVERING.lock().unwrap_or_else(PoisonError::into_inner);
        let pending = vault.pending().map_err(sync::SyncError::from)?;
        if pending.is_empty() {
            close_delivered(vault)?;
            return Ok(Delivery::of("delivered", 0));
        }
        let Some(_alone) = turn(vault, &stop)? else {
            return Ok(Delivery::of("waiting", pending.len()));
        };
        let outbox: Arc<dyn Outbox> = Arc::new(vault.clone());
        let delivered = self.runtime.block_on(async {
            tokio::select! {
                delivered = rounds(&self.worker, outbox) => Some(delivered),
                Ok(_) = stop.wait_for(|stop| *stop) => None,
            }
        });
        let Some(delivered) = delivered else {
            return Ok(Delivery::of("waiting", pending.len()));
        };
        close_delivered(vault)?;
        if delivered.as_ref().is_ok_and(|delivery| delivery.state != "unreachable") {
            super::keep_contact(vault)?;
        }
        delivered
    }
}

/// The turn of this program; none where another one is still at it after a while.
fn turn(vault: &Vault, stop: &watch::Receiver<bool>) -> Result<Option<SessionHold>, StationError> {
    let begun = Instant::now();
    loop {
        match vault.hold_delivery() {
            Ok(hold) => return Ok(Some(hold)),
            Err(VaultError::InUse { .. }) if begun.elapsed() < TURN && !*stop.borrow() => {
                std::thread::sleep(PAUSE);
            }
            Err(VaultError::InUse { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

/// An interview whose report is ready and of which nothing waits any more is done.
fn close_delivered(vault: &Vault) -> Result<(), StationError> {
    let waiting = vault.pending().map_err(sync::SyncError::from)?;
    let ready = vault.list()?.into_iter().filter(|session| session.state == "ready");
    for interview_id in ready.map(|session| session.interview_id) {
        let Some(json) = vault.state(interview_id)? else { continue };
        let state: SessionState = serde_json::from_str(&json)?;
        let waits = waiting.iter().any(|row| row.interview_id == interview_id);
        if state.phase != Phase::Ready || waits {
            continue;
        }
        let Ok((next, _)) = step(&state, &Event::Delivered, state.at_ms) else { continue };
        let entry = TimelineEvent::new(next.at_ms, "session.delivered", "");
        vault.persist_step(interview_id, &serde_json::to_string(&next)?, &[entry])?;
    }
    Ok(())
}

async fn rounds(worker: &SyncWorker, outbox: Arc<dyn Outbox>) -> Result<Delivery, StationError> {
    let mut acked = 0;
    let mut detail = String::new();
    let mut unreachable = false;
    let mut erased = Vec::new();
    for _ in 0..ROUNDS {
        let report = worker.run_once(Arc::clone(&outbox), unix_ms()).await?;
        acked += report.acked;
        unreachable = report.unreachable;
        detail = report.detail;
        erased.extend(report.erased);
        let pending = outbox.pending().map_err(sync::SyncError::from)?;
        let blocked = pending.iter().all(|row| matches!(row.state, OutboxState::Parked { .. }));
        if pending.is_empty() || blocked || unreachable {
            break;
        }
        if report.acked == 0 {
            tokio::time::sleep(PAUSE).await;
        }
    }
    let pending = outbox.pending().map_err(sync::SyncError::from)?;
    let parked = pending.iter().any(|row| matches!(row.state, OutboxState::Parked { .. }));
    let state = match (pending.is_empty(), parked, unreachable) {
        (true, _, _) => "delivered",
        (_, true, _) => "parked",
        (_, _, true) => "unreachable",
        _ => "waiting",
    };
    Ok(Delivery { state: state.to_owned(), detail, acked, pending: pending.len(), erased })
}
