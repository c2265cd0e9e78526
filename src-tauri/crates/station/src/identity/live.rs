//! Identity in front of a camera: card against face, then a challenge in random order.
//!
//! Runs on a thread named `identity`, since a liveness window needs every frame: a frame that could
//! not be taken voids the challenge, which begins anew with another order and fewer frames a second.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use interview::challenge::{
    ChallengeAction, ChallengeEvent, ChallengePlan, ChallengeTracker, MOST_CHALLENGES, Next, Tries,
    VoidReason,
};
use interview::media::VideoFrame;
use interview::observation::FrameObservation;
use interview::policy::IdentityRules;
use interview::ports::IdentityService;
use interview::report::{CheckResult, IdentityCheck, IdentityReport};
use perception::vision::{FaceAnalyser, FaceEmbedding, FaceMatcher};

use super::IdentityOutcome;
use super::card::{CardEvidence, check_card};
use super::checks::{check, face_match, passive, service};
use crate::candidate::Candidate;
use crate::{StationError, engines};

/// Frames that may wait: half a second at 30 frames a second.
const QUEUE: usize = 16;
/// Distance of frames on a machine that can't look at all of them, in milliseconds: 15 a second of a
/// camera with 30, 12.5 of one with 25, all of one with 15. A challenge needs 12.
const THINNED_MS: i64 = 60;
/// Pause before a challenge begins anew, in milliseconds: who is about to do what was asked for last
/// finishes that, and reads what went wrong.
const PAUSE_MS: i64 = 2_500;
/// Faces that are compared with the card before the challenge begins.
const COMPARED: usize = 7;
/// Distance between compared faces.
const COMPARE_EVERY_MS: i64 = 200;
/// How long a face is looked for before the check gives up on the comparison.
const COMPARE_LIMIT_MS: i64 = 8_000;

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
    pub movements: Movements,
}

/// What a person is asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Movements {
    /// Different movements in random order.
    #[default]
    Any,
    /// Blinks alone, for who can't or does not want to move more.
    Blinks,
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

enum Input {
    Frame(VideoFrame, bool),
    Lost,
}

type Answer = Result<Vec<LiveSignal>, StationError>;

/// The running check.
pub struct LiveIdentity {
    inputs: SyncSender<Input>,
    answers: Receiver<Answer>,
    lossless: bool,
    dropped: bool,
    thinned: Option<Thinned>,
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
        Ok(Self { inputs, answers, lossless, dropped: false, thinned: None })
    }

    /// Hands a frame over and collects what is known by now.
    ///
    /// # Errors
    /// Failures of the models.
    pub fn offer(&mut self, frame: &VideoFrame) -> Answer {
        if self.lossless {
            return self.ask(Input::Frame(frame.clone(), false));
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
        let mut signals = Vec::new();
        while let Ok(answer) = self.answers.try_recv() {
            signals.extend(answer?);
        }
        Ok(signals)
    }

    /// The camera gives nothing any more: the challenge is void.
    ///
    /// # Errors
    /// Failures of the models.
    pub fn source_lost(&mut self) -> Answer {
        if self.lossless {
            return self.ask(Input::Lost);
        }
        self.dropped = true;
        Ok(Vec::new())
    }

    fn ask(&mut self, input: Input) -> Answer {
        self.inputs.send(input).map_err(|_| StationError::Thread("identity"))?;
        self.answers.recv().map_err(|_| StationError::Thread("identity"))?
    }
}

struct Worker {
    parts: LiveParts,
    portrait: Option<FaceEmbedding>,
    candidate: Candidate,
    rules: IdentityRules,
    started_ms: i64,
    compared_ms: i64,
    cosines: Vec<f64>,
    seen: Vec<FrameObservation>,
    tries: Tries,
    begins_ms: i64,
    challenge: Option<(ChallengePlan, ChallengeTracker)>,
    asked: Vec<String>,
    done: bool,
}

impl Worker {
    fn new(
        parts: LiveParts,
        portrait: Option<FaceEmbedding>,
        candidate: Candidate,
        rules: IdentityRules,
        at_ms: i64,
    ) -> Self {
        Self {
            tries: parts.tries,
            begins_ms: i64::MIN,
            parts,
            portrait,
            candidate,
            rules,
            started_ms: at_ms,
            compared_ms: i64::MIN / 2,
            cosines: Vec::new(),
            seen: Vec::new(),
            challenge: None,
            asked: Vec::new(),
            done: false,
        }
    }

    fn take(&mut self, input: &Input) -> Answer {
        if self.done {
            return Ok(Vec::new());
        }
        match input {
            Input::Lost => Ok(self.void(VoidReason::FramesDropped, self.started_ms)),
            Input::Frame(frame, _) if self.still_comparing(frame.time.millis()) => {
                self.compare(frame)?;
                Ok(Vec::new())
            }
            Input::Frame(frame, dropped) => self.watch(frame, *dropped),
        }
    }

    fn still_comparing(&self, at_ms: i64) -> bool {
        self.challenge.is_none()
            && self.seen.len() < COMPARED
            && at_ms - self.started_ms < COMPARE_LIMIT_MS
    }

    fn compare(&mut self, frame: &VideoFrame) -> Result<(), StationError> {
        let at_ms = frame.time.millis();
        if at_ms - self.compared_ms < COMPARE_EVERY_MS {
            return Ok(());
        }
        self.compared_ms = at_ms;
        self.seen.push(self.parts.faces.analyse(frame)?);
        if let Some(portrait) = &self.portrait
            && let Some(face) = self.parts.matcher.embed(frame)?
        {
            self.cosines.push(f64::from(face.cosine(portrait)));
        }
        Ok(())
    }

    fn watch(&mut self, frame: &VideoFrame, dropped: bool) -> Answer {
        let at_ms = frame.time.millis();
        let mut signals = Vec::new();
        if self.challenge.is_none() {
            if at_ms >= self.begins_ms {
                self.begin_challenge(at_ms, &mut signals);
            }
            return Ok(signals);
        }
        let seen = self.parts.faces.track(frame)?;
        if seen.live.is_some() {
            self.seen.push(seen.clone());
        }
        let Some((plan, tracker)) = &mut self.challenge else { return Ok(signals) };
        match tracker.push(&seen, dropped) {
            ChallengeEvent::None => {}
            ChallengeEvent::Performed(..) => {
                if let Some(action) = tracker.expected() {
                    signals.push(LiveSignal::Prompt { action, at_ms });
                }
            }
            ChallengeEvent::Complete => {
                let actions = plan.actions.len();
                let passed = check("liveness_challenge", CheckResult::Passed, "");
                let passed = IdentityCheck { measure: Some(actions as f64), ..passed };
                signals.push(self.done(passed, at_ms));
            }
            ChallengeEvent::Expired(_) => signals = self.failed("identity.expired", at_ms),
            ChallengeEvent::WrongAction { .. } => {
                signals = self.failed("identity.wrong_action", at_ms);
            }
            ChallengeEvent::Void(reason) => signals = self.void(reason, at_ms),
        }
        Ok(signals)
    }

    fn begin_challenge(&mut self, at_ms: i64, signals: &mut Vec<LiveSignal>) {
        let seed = self.parts.seeds[self.tries.challenge()];
        let mut plan = match self.parts.movements {
            Movements::Any => ChallengePlan::from_seed(seed, self.rules.challenge_actions),
            Movements::Blinks => ChallengePlan::blinks(self.rules.challenge_actions),
        };
        plan.time_limit_ms = self.rules.action_limit_ms;
        self.asked = plan.actions.iter().map(|action| action.as_str().to_owned()).collect();
        self.parts.faces.reset();
        let tracker = ChallengeTracker::new(plan.clone(), at_ms);
        if let Some(action) = tracker.expected() {
            signals.push(LiveSignal::Prompt { action, at_ms });
        }
        self.challenge = Some((plan, tracker));
    }

    fn failed(&mut self, reason: &'static str, at_ms: i64) -> Vec<LiveSignal> {
        let next = self.tries.failed();
        self.follow(next, reason, at_ms)
    }

    fn void(&mut self, reason: VoidReason, at_ms: i64) -> Vec<LiveSignal> {
        let next = self.tries.void(reason);
        self.follow(next, void_words(reason), at_ms)
    }

    fn follow(&mut self, next: Next, reason: &'static str, at_ms: i64) -> Vec<LiveSignal> {
        match next {
            Next::Again => {
                self.challenge = None;
                self.begins_ms = at_ms + PAUSE_MS;
                vec![LiveSignal::Again { reason, tries: self.tries, at_ms }]
            }
            Next::Over => {
                let failed = check("liveness_challenge", CheckResult::Failed, reason);
                vec![self.done(failed, at_ms)]
            }
        }
    }

    fn done(&mut self, challenge: IdentityCheck, at_ms: i64) -> LiveSignal {
        self.done = true;
        let (mut checks, known, read_by) = match self.parts.card.take() {
            Some(card) => {
                let (card_check, known) = check_card(&card.reading, &self.candidate);
                let cosines = std::mem::take(&mut self.cosines);
                let compared = face_match(cosines, self.rules.match_threshold);
                (vec![card_check, compared], known, card.models)
            }
            None => {
                let absent = check("card", CheckResult::NotPerformed, "identity.no_card");
                (vec![absent], self.candidate.clone(), Vec::new())
            }
        };
        checks.push(passive(&self.seen, self.parts.synthetic));
        checks.push(challenge);
        checks.push(service(&known, self.parts.service.as_ref()));
        let report = IdentityReport { checks, challenge: std::mem::take(&mut self.asked) };
        let faces = self.parts.matcher.models().into_iter().chain(self.parts.faces.models());
        let models = engines::model_uses(faces.chain(read_by));
        LiveSignal::Done { outcome: Box::new(IdentityOutcome { report, models }), at_ms }
    }
}

/// Key of the text that tells why an attempt does not count.
const fn void_words(reason: VoidReason) -> &'static str {
    match reason {
        VoidReason::FramesDropped => "identity.dropped",
        VoidReason::TooFewFrames => "identity.too_few_frames",
        VoidReason::SeveralFaces => "identity.two_faces",
        VoidReason::NoFace => "identity.no_face",
        VoidReason::TooDark => "identity.too_dark",
    }
}
