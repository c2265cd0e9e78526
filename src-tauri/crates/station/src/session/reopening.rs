//! The part of an earlier sitting, opened while nobody waits for it: all of it is read and compared
//! first.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use uuid::Uuid;
use vault::{PartSink, Vault, VaultError};

use super::MAIN_PART;
use crate::StationError;

/// How long the end of the sitting before is waited for; it seals its last seconds.
const PATIENCE: Duration = Duration::from_secs(60);
/// Rest between two tries.
const REST: Duration = Duration::from_millis(200);

type Opened = Result<Option<PartSink>, StationError>;

/// A part that is being opened, is open, or is not to be had.
pub(super) enum Reopening {
    /// There is nothing to go on behind.
    Nothing,
    /// Its thread reads.
    Running(Receiver<Opened>),
    /// It can take segments.
    Open(Box<PartSink>),
    /// Nothing can follow.
    Failed(StationError),
}

impl Reopening {
    /// Opens the part of `interview_id` on a thread of its own.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(vault: &Vault, interview_id: Uuid) -> Result<Self, StationError> {
        let vault = vault.clone();
        let (tell, told) = sync_channel(1);
        std::thread::Builder::new()
            .name("part-reopen".to_owned())
            .spawn(move || {
                // Nobody listens once the candidate has left; the part is let go with it.
                let _ = tell.send(open(&vault, interview_id));
            })
            .map_err(|_| StationError::Thread("part-reopen"))?;
        Ok(Self::Running(told))
    }

    /// Whether it is known by now what can be had.
    ///
    /// # Errors
    /// [`VaultError::InUse`] while it is not, and whatever keeps the part from being opened.
    pub fn ready(&mut self) -> Result<(), StationError> {
        if let Self::Running(told) = self {
            match told.try_recv() {
                Ok(opened) => *self = Self::known(opened),
                Err(TryRecvError::Empty) => {
                    return Err(VaultError::InUse { part: MAIN_PART.to_owned() }.into());
                }
                Err(TryRecvError::Disconnected) => {
                    *self = Self::Failed(StationError::Thread("part-reopen"));
                }
            }
        }
        match self {
            Self::Failed(error) => Err(StationError::from_code(error)),
            Self::Nothing | Self::Running(_) | Self::Open(_) => Ok(()),
        }
    }

    /// The part, once; waits where it is still being opened. None where there is nothing to go on
    /// behind.
    ///
    /// # Errors
    /// Whatever keeps the part from being opened, each time.
    pub fn take(&mut self) -> Result<Option<PartSink>, StationError> {
        let earlier = match std::mem::replace(self, Self::Nothing) {
            Self::Running(told) => match told.recv() {
                Ok(opened) => Self::known(opened),
                Err(_) => Self::Failed(StationError::Thread("part-reopen")),
            },
            known => known,
        };
        match earlier {
            Self::Open(part) => Ok(Some(*part)),
            Self::Failed(error) => {
                let told = StationError::from_code(&error);
                *self = Self::Failed(error);
                Err(told)
            }
            Self::Nothing | Self::Running(_) => Ok(None),
        }
    }

    fn known(opened: Opened) -> Self {
        match opened {
            Ok(Some(part)) => Self::Open(Box::new(part)),
            Ok(None) => Self::Nothing,
            Err(error) => Self::Failed(error),
        }
    }
}

fn open(vault: &Vault, interview_id: Uuid) -> Opened {
    let begun = Instant::now();
    loop {
        match vault.continue_part(interview_id, MAIN_PART) {
            Ok(part) => return Ok(Some(part)),
            // Every answer was typed so far.
            Err(VaultError::Missing { .. }) => return Ok(None),
            Err(VaultError::InUse { .. }) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(REST);
            }
            Err(error) => return Err(error.into()),
        }
    }
}
