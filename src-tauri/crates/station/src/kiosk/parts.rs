//! Models of one interview, loaded while the candidate reads the first screens.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use interview::policy::Modules;
use perception::speech::SpeechModels;
use perception::vision::{FaceAnalyser, FaceMatcher};

use crate::StationError;
use crate::engines::Engines;

/// What an interview needs of the models.
pub(super) struct Parts {
    pub engines: Engines,
    pub speech: Arc<SpeechModels>,
    /// For the liveness actions.
    pub live: Option<(FaceAnalyser, FaceMatcher)>,
    /// For the device check, then for the answers.
    pub look: Option<FaceAnalyser>,
}

/// Parts that are asked for, being loaded, or there.
pub(super) enum Loading {
    Idle,
    Running(Receiver<Result<Parts, StationError>>),
    Ready(Box<Parts>),
    Failed(StationError),
}

impl Loading {
    /// Starts loading on a thread of its own, with what an earlier interview left.
    pub fn start(modules: Modules, kept: Option<(Engines, Arc<SpeechModels>)>) -> Self {
        let (tell, told) = sync_channel(1);
        let spawned = models::native::spawn("kiosk-models", move || {
            // Nobody listens once the candidate has left.
            let _ = tell.send(load(&modules, kept));
        });
        match spawned {
            Ok(_) => Self::Running(told),
            Err(_) => Self::Failed(StationError::Thread("kiosk-models")),
        }
    }

    /// Takes note of what is loaded by now; tells whether that changed anything.
    pub fn poll(&mut self) -> bool {
        let Self::Running(told) = self else { return false };
        *self = match told.try_recv() {
            Ok(Ok(parts)) => Self::Ready(Box::new(parts)),
            Ok(Err(error)) => Self::Failed(error),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => Self::Failed(StationError::Thread("kiosk-models")),
        };
        true
    }

    /// The parts, once they are there.
    pub fn ready(&mut self) -> Option<&mut Parts> {
        match self {
            Self::Ready(parts) => Some(parts),
            Self::Idle | Self::Running(_) | Self::Failed(_) => None,
        }
    }

    /// What can be used for the next interview.
    pub fn kept(&self) -> Option<(Engines, Arc<SpeechModels>)> {
        match self {
            Self::Ready(parts) => Some((parts.engines.clone(), Arc::clone(&parts.speech))),
            Self::Idle | Self::Running(_) | Self::Failed(_) => None,
        }
    }
}

fn load(
    modules: &Modules,
    kept: Option<(Engines, Arc<SpeechModels>)>,
) -> Result<Parts, StationError> {
    let (engines, speech) = match kept {
        Some(kept) => kept,
        None => {
            let engines = Engines::open()?;
            let speech = engines.speech()?;
            (engines, speech)
        }
    };
    let live = Some((engines.faces(modules)?, engines.matcher()?));
    let look = Some(engines.faces(modules)?);
    Ok(Parts { engines, speech, live, look })
}
