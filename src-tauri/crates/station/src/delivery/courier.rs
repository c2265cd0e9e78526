//! Delivers by itself for as long as a program runs.
//!
//! One thread, `courier`, at the lowest of priorities: recording goes first. It looks at the outbox
//! when it is nudged (a report was stored, somebody decided, a candidate withdrew), when the first
//! row that waits is due, and once a minute, since another program may have queued something. An
//! HRMS that is away is asked for every half minute. A station that is not enrolled has nothing to
//! deliver to and waits until it is.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use interview::error::Faulty as _;
use interview::ports::Outbox as _;
use sync::Schedule;
use tokio::sync::watch;
use vault::Vault;

use super::Delivery;
use super::sender::Sender;
use crate::StationError;
use crate::background::step_back;
use crate::clock::unix_ms;

/// Pause where there is no vault yet, or no HRMS.
const NOTHING_TO_DO: Duration = Duration::from_secs(60);

/// Finds the vault; none while the home has none.
pub type FindVault = Box<dyn Fn() -> Result<Option<Vault>, StationError> + Send>;

/// The running courier. All clones are the same one; [`Courier::stop`] ends it.
#[derive(Clone)]
pub struct Courier {
    shared: Arc<Shared>,
}

struct Shared {
    desk: Mutex<Ledger>,
    changed: Condvar,
    stop: watch::Sender<bool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What was asked of the courier, and what came of it.
#[derive(Default)]
struct Ledger {
    asked: u64,
    served: u64,
    last: Option<Result<Delivery, StationError>>,
    away: bool,
    stopped: bool,
}

impl Shared {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Courier {
    /// Starts the courier; it looks at the outbox at once.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(find_vault: FindVault) -> Result<Self, StationError> {
        let shared = Arc::new(Shared {
            desk: Mutex::default(),
            changed: Condvar::new(),
            stop: watch::Sender::new(false),
            thread: Mutex::default(),
        });
        let ours = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("courier".to_owned())
            .spawn(move || {
                step_back();
                run(&ours, &find_vault);
            })
            .map_err(|_| StationError::Thread("courier"))?;
        *shared.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(Self { shared })
    }

    /// There is something new in the outbox. Returns at once.
    pub fn nudge(&self) {
        self.shared.ledger().asked += 1;
        self.shared.changed.notify_all();
    }

    /// Has everything sent that may be, and waits for what comes of it, at most for `patience`; none
    /// where the courier is still at it then, or has been stopped.
    ///
    /// # Errors
    /// As [`super::deliver`].
    pub fn send(&self, patience: Duration) -> Result<Option<Delivery>, StationError> {
        let mut ledger = self.shared.ledger();
        ledger.asked += 1;
        let ticket = ledger.asked;
        self.shared.changed.notify_all();
        let waits = |ledger: &mut Ledger| ledger.served < ticket && !ledger.stopped;
        let (ledger, _) = self
            .shared
            .changed
            .wait_timeout_while(ledger, patience, waits)
            .unwrap_or_else(PoisonError::into_inner);
        match &ledger.last {
            _ if ledger.served < ticket => Ok(None),
            Some(Ok(delivery)) => Ok(Some(delivery.clone())),
            Some(Err(error)) => Err(StationError::from_code(error)),
            None => Ok(None),
        }
    }

    /// Whether the HRMS could not be reached the last time it was tried.
    pub fn is_away(&self) -> bool {
        self.shared.ledger().away
    }

    /// The courier is to end. Returns at once.
    pub fn tell(&self) {
        self.shared.ledger().stopped = true;
        self.shared.stop.send_replace(true);
        self.shared.changed.notify_all();
    }

    /// Ends the courier and waits for it. What it was sending is asked for at the next start.
    pub fn stop(&self) {
        self.tell();
        let thread = self.shared.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the courier broke down");
        }
    }
}

fn run(shared: &Shared, find_vault: &FindVault) {
    let mut rounds = Rounds {
        schedule: Schedule::new(unix_ms().unsigned_abs()),
        sender: None,
        stop: shared.stop.subscribe(),
    };
    let mut asked = true;
    loop {
        let ticket = shared.ledger().asked;
        let (outcome, pause) = rounds.go(find_vault, asked);
        let mut ledger = shared.ledger();
        ledger.away = rounds.schedule.offline();
        if let Some(outcome) = outcome {
            ledger.last = Some(outcome);
            ledger.served = ticket;
            shared.changed.notify_all();
        }
        let until = Instant::now() + pause;
        while !ledger.stopped && ledger.asked == ticket && Instant::now() < until {
            let left = until.saturating_duration_since(Instant::now());
            let woken = shared.changed.wait_timeout(ledger, left);
            (ledger, _) = woken.unwrap_or_else(PoisonError::into_inner);
        }
        if ledger.stopped {
            return;
        }
        asked = ledger.asked != ticket;
    }
}

struct Rounds {
    schedule: Schedule,
    sender: Option<Sender>,
    stop: watch::Receiver<bool>,
}

impl Rounds {
    /// One look at the outbox; gives what came of it, where anything was tried, and the pause until
    /// the next. `asked`: somebody wants it now, however long the HRMS was away.
    fn go(
        &mut self,
        find_vault: &FindVault,
        asked: bool,
    ) -> (Option<Result<Delivery, StationError>>, Duration) {
        match self.try_go(find_vault, asked) {
            Ok((outcome, pause)) => (outcome.map(Ok), pause),
            Err(error) => {
                tracing::error!(code = error.fault().code, %error, "delivery is held back");
                (Some(Err(error)), self.schedule.held())
            }
        }
    }

    fn try_go(
        &mut self,
        find_vault: &FindVault,
        asked: bool,
    ) -> Result<(Option<Delivery>, Duration), StationError> {
        let Some(vault) = find_vault()? else {
            return Ok((Some(Delivery::of("not_enrolled", 0)), NOTHING_TO_DO));
        };
        crate::retention::look(&vault);
        let Some(enrolment) = vault.enrolment()? else {
            let pending = vault.pending().map_err(sync::SyncError::from)?.len();
            return Ok((Some(Delivery::of("not_enrolled", pending)), NOTHING_TO_DO));
        };
        let sender = match self.sender.take() {
            Some(sender) if sender.enrolment == enrolment => sender,
            _ => Sender::new(&vault, enrolment)?,
        };
        let sender = self.sender.insert(sender);
        if self.schedule.offline() && !asked {
            if !sender.answers(self.stop.clone()) {
                return Ok((None, self.schedule.away(unix_ms())));
            }
            if let Some(spread) = self.schedule.back(unix_ms()) {
                return Ok((None, spread));
            }
        }
        let delivery = sender.deliver(&vault, self.stop.clone())?;
        let pause = if delivery.state == "unreachable" {
            self.schedule.away(unix_ms())
        } else {
            let left = vault.pending().map_err(sync::SyncError::from)?;
            self.schedule.until_next(&left, unix_ms())
        };
        Ok((Some(delivery), pause))
    }
}
