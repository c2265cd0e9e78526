//! Identity in front of a camera: card against face, then a challenge in random order.
//!
//! Runs on a thread named `identity`, since a liveness window needs every frame: a frame that could
//! not be taken voids the challenge, which begins anew with another order and fewer frames a second.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use interview::challenge::{ChallengeAction, MOST_CHALLENGES, NumberRow, RowHeard, Tries};
use interview::media::{AudioBlock, VideoFrame};
use interview::policy::IdentityRules;
use interview::ports::IdentityService;
use perception::vision::{FaceAnalyser, FaceMatcher};

use super::IdentityOutcome;
use super::card::CardEvidence;
use super::numbers::{Ear, Listening, RowStage};
use super::worker::Worker;
use crate::StationError;
use crate::candidate::Candidate;

/// Frames that may wait: half a second at 30 frames a second.
const QUEUE: usize = 16;
/// Distance of frames on a machine that can't look at all of them, in milliseconds: 15 a second of a
/// camera with 30, 12.5 of one with 25, all of one with 15. A challenge needs 12.
const THINNED_MS: i64 = 60;
/// What the check needs.
pub struct LiveParts {
    /// The ID card, where there is one.
    pub card: Option<CardEvidence>,
    /// Face analysis.
    pub faces: FaceAnalyser,
    /// Face comparison.
    pub matcher: FaceMatcher,
    /// Identity service.
    pub service: Arc<dyn IdentityService>,
    /// Whether the candidate is synthetic and claims no identity.
    pub synthetic: bool,
    /// Seeds of the random orders, one a challenge.
    pub seeds: [[u8; 32]; MOST_CHALLENGES],
    /// What was used up before this check.
    pub tries: Tries,
    /// What may be asked for.
    pub way: Way,
}

/// How a person shows to be here.
#[derive(Clone, Debug, Default)]
pub enum Way {
    /// Different movements in random order.
    #[default]
    Actions,
    /// Blinks alone, for who can't or does not want to move more.
    Blinks,
    /// Numbers that are read aloud; [`LiveIdentity::hear`] has to be given the microphone.
    Numbers(Listening),
}

impl Way {
    /// Name of the check in the report, one of [`interview::report::LIVENESS`].
    pub const fn check(&self) -> &'static str {
        match self {
            Self::Actions => "liveness_challenge",
            Self::Blinks => "liveness_blinks",
            Self::Numbers(_) => "liveness_numbers",
        }
    }
}

/// What the check tells the session.
#[derive(Debug, PartialEq)]
pub enum LiveSignal {
    /// Ask for an action.
    Prompt {
        /// Action.
        action: ChallengeAction,
        /// Media time.
        at_ms: i64,
    },
    /// Ask for numbers to be read aloud.
    Numbers {
        /// Digits.
        row: NumberRow,
        /// Media time.
        at_ms: i64,
    },
    /// The challenge did not end well; another one begins after a pause.
    Again {
        /// Key of the text that says why.
        reason: &'static str,
        /// What is used up by now.
        tries: Tries,
        /// Media time.
        at_ms: i64,
    },
    /// All is done.
    Done {
        /// Result.
        outcome: Box<IdentityOutcome>,
        /// Media time.
        at_ms: i64,
    },
}

pub(super) enum Input {
    Frame(VideoFrame, bool),
    Lost,
    /// What was heard of the row; none where the recogniser failed.
    Heard(Option<RowHeard>),
}

pub(super) type Answer = Result<Vec<LiveSignal>, StationError>;

/// The running check.
pub struct LiveIdentity {
    inputs: SyncSender<Input>,
    answers: Receiver<Answer>,
    lossless: bool,
    dropped: bool,
    thinned: Option<Thinned>,
    /// Where numbers may be asked for.
    listening: Option<Listening>,
    ear: Option<Ear>,
    /// What was heard and waits for room in the queue.
    heard: Option<Input>,
}

/// Takes fewer frames, evenly.
#[derive(Debug, Default)]
struct Thinned {
    next_ms: i64,
}

impl Thinned {
    fn takes(&mut self, at_ms: i64) -> bool {
        let takes = at_ms >= self.next_ms;
        if takes {
            self.next_ms = at_ms + THINNED_MS;
        }
        takes
    }
}

impl LiveIdentity {
    /// Starts the thread at media time `at_ms`. With `lossless` every frame is waited for.
    ///
    /// # Errors
    /// [`StationError::CardWithoutFace`], [`StationError::Thread`], failures of the models.
    pub fn start(
        mut parts: LiveParts,
        candidate: Candidate,
        rules: IdentityRules,
        at_ms: i64,
        lossless: bool,
    ) -> Result<Self, StationError> {
        let portrait = match &parts.card {
            Some(card) => Some(
                parts.matcher.embed_card(&card.picture)?.ok_or(StationError::CardWithoutFace)?,
            ),
            None => None,
        };
        let listening = match &parts.way {
            Way::Numbers(listening) => Some(listening.clone()),
            Way::Actions | Way::Blinks => None,
        };
        let (inputs, received) = sync_channel(QUEUE);
        let (sender, answers) = sync_channel(QUEUE + 1);
        let mut worker = Worker::new(parts, portrait, candidate, rules, at_ms);
        models::native::spawn("identity", move || {
            for input in received {
                if sender.send(worker.take(&input)).is_err() {
                    return;
                }
            }
        })
        .map_err(|_| StationError::Thread("identity"))?;
        Ok(Self {
            inputs,
            answers,
            lossless,
            dropped: false,
            thinned: None,
            listening,
            ear: None,
            heard: None,
        })
    }

    /// Hands a frame over and collects what is known by now.
    ///
    /// # Errors
    /// Failures of the models.
    pub fn offer(&mut self, frame: &VideoFrame) -> Answer {
        if self.lossless {
            let signals = self.ask(Input::Frame(frame.clone(), false))?;
            return Ok(self.noted(signals));
        }
        if self.thinned.as_mut().is_none_or(|thinned| thinned.takes(frame.time.millis())) {
            match self.inputs.try_send(Input::Frame(frame.clone(), self.dropped)) {
                Ok(()) => self.dropped = false,
                Err(TrySendError::Full(_)) => {
                    self.dropped = true;
                    self.thinned.get_or_insert_default();
                }
                Err(TrySendError::Disconnected(_)) => return Err(StationError::Thread("identity")),
            }
        }
        self.collect()
    }

    /// Hears a block of the microphone, for numbers that are read aloud. While `station_speaks`,
    /// nothing counts.
    ///
    /// # Errors
    /// [`StationError::Capture`], [`StationError::Thread`], failures of the models.
    pub fn hear(&mut self, block: &AudioBlock, station_speaks: bool) -> Answer {
        let Some(ear) = &mut self.ear else { return Ok(Vec::new()) };
        ear.hear(block, station_speaks)?;
        if let Some(heard) = ear.take_heard() {
            self.heard = Some(Input::Heard(heard));
        }
        if self.lossless {
            let Some(heard) = self.heard.take() else { return Ok(Vec::new()) };
            let signals = self.ask(heard)?;
            return Ok(self.noted(signals));
        }
        if let Some(heard) = self.heard.take() {
            match self.inputs.try_send(heard) {
                Ok(()) => {}
                Err(TrySendError::Full(heard)) => self.heard = Some(heard),
                Err(TrySendError::Disconnected(_)) => return Err(StationError::Thread("identity")),
            }
        }
        self.collect()
    }

    /// The digits that are to be read now, and where that stands.
    pub fn row(&self) -> Option<(&[u8], RowStage)> {
        self.ear.as_ref().map(|ear| (ear.row().digits(), ear.stage()))
    }

    fn collect(&mut self) -> Answer {
        let mut signals = Vec::new();
        while let Ok(answer) = self.answers.try_recv() {
            signals.extend(answer?);
        }
        Ok(self.noted(signals))
    }

    /// Listens while a row is to be read, and no longer.
    fn noted(&mut self, signals: Vec<LiveSignal>) -> Vec<LiveSignal> {
        for signal in &signals {
            self.ear = match (signal, &self.listening) {
                (LiveSignal::Numbers { row, at_ms }, Some(listening)) => {
                    Some(Ear::new(row.clone(), listening.clone(), *at_ms))
                }
                _ => None,
            };
        }
        signals
    }

    /// The camera gives nothing any more: the challenge is void.
    ///
    /// # Errors
    /// Failures of the models.
    pub fn source_lost(&mut self) -> Answer {
        if self.lossless {
            let signals = self.ask(Input::Lost)?;
            return Ok(self.noted(signals));
        }
        self.dropped = true;
        Ok(Vec::new())
    }

    fn ask(&mut self, input: Input) -> Answer {
        self.inputs.send(input).map_err(|_| StationError::Thread("identity"))?;
        self.answers.recv().map_err(|_| StationError::Thread("identity"))?
    }
}
