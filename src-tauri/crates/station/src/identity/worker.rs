//! What the thread of the check does with frames, and with what was heard.

use interview::challenge::{
    ChallengeEvent, ChallengePlan, ChallengeTracker, LIPS_CORRELATION, Next, NumberRow, RowFailure,
    RowHeard, Tries, VoidReason, judge_row,
};
use interview::media::VideoFrame;
use interview::observation::FrameObservation;
use interview::policy::IdentityRules;
use interview::report::{CheckResult, IdentityCheck, IdentityReport};
use perception::vision::FaceEmbedding;

use super::IdentityOutcome;
use super::card::check_card;
use super::checks::{check, face_match, passive, service};
use super::live::{Answer, Input, LiveParts, LiveSignal, Way};
use crate::candidate::Candidate;
use crate::{StationError, engines};

/// Pause before a challenge begins anew, in milliseconds: who is about to do what was asked for last
/// finishes that, and reads what went wrong.
const PAUSE_MS: i64 = 2_500;
/// Faces that are compared with the card before the challenge begins.
const COMPARED: usize = 7;
/// Distance between compared faces.
const COMPARE_EVERY_MS: i64 = 200;
/// Distance between pictures that are kept while numbers are read, to be compared with the card, in
/// milliseconds.
const KEEP_EVERY_MS: i64 = 700;
/// Pictures kept at most: two seconds of reading hold three of them, and memory is short.
const MOST_KEPT: usize = 24;
/// How long a face is looked for before the check gives up on the comparison.
const COMPARE_LIMIT_MS: i64 = 8_000;

/// What is asked for at the moment.
enum Challenge {
    Movements(ChallengePlan, Box<ChallengeTracker>),
    Numbers(Reading),
}

/// A row that is being read.
struct Reading {
    row: NumberRow,
    frames: Vec<(FrameObservation, bool)>,
    kept: Vec<VideoFrame>,
}

pub(super) struct Worker {
    parts: LiveParts,
    portrait: Option<FaceEmbedding>,
    candidate: Candidate,
    rules: IdentityRules,
    started_ms: i64,
    compared_ms: i64,
    cosines: Vec<f64>,
    /// Cosines of the face that read the numbers.
    reading_cosines: Option<Vec<f64>>,
    seen: Vec<FrameObservation>,
    tries: Tries,
    begins_ms: i64,
    challenge: Option<Challenge>,
    asked: Vec<String>,
    done: bool,
}

impl Worker {
    pub fn new(
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
            reading_cosines: None,
            seen: Vec::new(),
            challenge: None,
            asked: Vec::new(),
            done: false,
        }
    }

    pub fn take(&mut self, input: &Input) -> Answer {
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
            Input::Heard(heard) => self.heard(heard.as_ref()),
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
        match &mut self.challenge {
            None => {}
            Some(Challenge::Numbers(reading)) => reading.see(frame, seen, dropped),
            Some(Challenge::Movements(plan, tracker)) => {
                let actions = plan.actions.len();
                let event = tracker.push(&seen, dropped);
                let next = tracker.expected();
                match event {
                    ChallengeEvent::None => {}
                    ChallengeEvent::Performed(..) => {
                        signals.extend(next.map(|action| LiveSignal::Prompt { action, at_ms }));
                    }
                    ChallengeEvent::Complete => {
                        let passed = check(self.parts.way.check(), CheckResult::Passed, "");
                        let passed = IdentityCheck { measure: Some(actions as f64), ..passed };
                        signals.push(self.done(passed, at_ms));
                    }
                    ChallengeEvent::Expired(_) => signals = self.failed("identity.expired", at_ms),
                    ChallengeEvent::WrongAction { .. } => {
                        signals = self.failed("identity.wrong_action", at_ms);
                    }
                    ChallengeEvent::Void(reason) => signals = self.void(reason, at_ms),
                }
            }
        }
        Ok(signals)
    }

    /// Judges what was heard of the row that was to be read.
    fn heard(&mut self, heard: Option<&RowHeard>) -> Answer {
        let Some(Challenge::Numbers(reading)) = self.challenge.take() else {
            return Ok(Vec::new());
        };
        let at_ms = reading.frames.last().map_or(self.started_ms, |(seen, _)| seen.t_ms);
        // The recogniser's failure is none of the person.
        let Some(heard) = heard else { return Ok(self.void(VoidReason::FramesDropped, at_ms)) };
        let (judged, lips) = judge_row(&reading.row, &reading.frames, heard);
        if let Some(lips) = lips {
            tracing::debug!(lips.correlation, lips.movement, "lips and voice");
        }
        match judged {
            Err(RowFailure::Void(reason)) => Ok(self.void(reason, at_ms)),
            Err(RowFailure::Silent) => Ok(self.failed("identity.numbers_silent", at_ms)),
            Err(RowFailure::OtherWords) => Ok(self.failed("identity.numbers_other", at_ms)),
            Err(RowFailure::LipsApart) => Ok(self.failed("identity.numbers_lips", at_ms)),
            Ok(()) => {
                if !self.compare_reader(&reading, heard)? {
                    return Ok(self.void(VoidReason::NoFace, at_ms));
                }
                let passed = check(self.parts.way.check(), CheckResult::Passed, "");
                let measure = lips.map(|lips| lips.correlation);
                let passed = IdentityCheck { measure, threshold: Some(LIPS_CORRELATION), ..passed };
                Ok(vec![self.done(passed, at_ms)])
            }
        }
    }

    /// Compares the face that read with the card. Tells false where no face could be compared.
    fn compare_reader(
        &mut self,
        reading: &Reading,
        heard: &RowHeard,
    ) -> Result<bool, StationError> {
        let Some(portrait) = &self.portrait else { return Ok(true) };
        let (first, last) = (heard.speech.first(), heard.speech.last());
        let (from, to) = (first.map_or(0, |s| s.start_ms), last.map_or(0, |s| s.end_ms));
        let around = from - KEEP_EVERY_MS / 2..=to + KEEP_EVERY_MS / 2;
        let mut cosines = Vec::new();
        for frame in reading.kept.iter().filter(|frame| around.contains(&frame.time.millis())) {
            if let Some(face) = self.parts.matcher.embed(frame)? {
                cosines.push(f64::from(face.cosine(portrait)));
            }
        }
        let any = !cosines.is_empty();
        self.reading_cosines = any.then_some(cosines);
        Ok(any)
    }

    fn begin_challenge(&mut self, at_ms: i64, signals: &mut Vec<LiveSignal>) {
        let seed = self.parts.seeds[self.tries.challenge()];
        self.parts.faces.reset();
        let mut plan = match self.parts.way {
            Way::Actions => ChallengePlan::from_seed(seed, self.rules.challenge_actions),
            Way::Blinks => ChallengePlan::blinks(self.rules.challenge_actions),
            Way::Numbers(_) => {
                let row = NumberRow::from_seed(seed);
                signals.push(LiveSignal::Numbers { row: row.clone(), at_ms });
                let (frames, kept) = (Vec::new(), Vec::new());
                self.challenge = Some(Challenge::Numbers(Reading { row, frames, kept }));
                return;
            }
        };
        plan.time_limit_ms = self.rules.action_limit_ms;
        self.asked = plan.actions.iter().map(|action| action.as_str().to_owned()).collect();
        let tracker = ChallengeTracker::new(plan.clone(), at_ms);
        if let Some(action) = tracker.expected() {
            signals.push(LiveSignal::Prompt { action, at_ms });
        }
        self.challenge = Some(Challenge::Movements(plan, Box::new(tracker)));
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
                let failed = check(self.parts.way.check(), CheckResult::Failed, reason);
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
                let threshold = self.rules.match_threshold;
                let before = face_match(cosines, threshold);
                // Who read the numbers has to be who was compared before.
                let reader = self.reading_cosines.take().map(|seen| face_match(seen, threshold));
                let compared = match reader {
                    Some(reader) if reader.measure < before.measure => reader,
                    _ => before,
                };
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

impl Reading {
    fn see(&mut self, frame: &VideoFrame, seen: FrameObservation, dropped: bool) {
        let last_ms = self.kept.last().map_or(i64::MIN / 2, |kept| kept.time.millis());
        if frame.time.millis() - last_ms >= KEEP_EVERY_MS {
            if self.kept.len() >= MOST_KEPT {
                self.kept.remove(0);
            }
            self.kept.push(frame.clone());
        }
        self.frames.push((seen, dropped));
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
