//! A session keeps what it has in the vault while it runs, and is put away when its screen is
//! cleared. Nothing of it is waited for on the journey's thread.

use interview::report::CheckResult;
use interview::session::{AnswerEnd, AnswerSpan, Event, SessionState};
use interview::time::{MediaTime, Span};
use interview::transcript::Language;
use vault::Vault;

use super::clock::RecordedClock;
use super::kept::{
    self, DRAFTS, Drafts, IDENTITY, KeptAnswer, KeptFaces, POSITION, REVIEW, Remarks, SITTING,
    Sitting, Suspended,
};
use super::session::{Session, Take};
use super::view::{KioskLanguage, Needs};
use crate::StationError;
use crate::faces::{FaceTap, SeenFaces};
use crate::identity::IdentityOutcome;
use crate::session::answers::{ClosedAnswer, Heard};
use crate::session::log::SessionLog;
use crate::session::recording::Recording;
use crate::session::{InterviewRequest, MAIN_PART};

/// Distance between two looks at what has to be kept.
const KEEP_EVERY_MS: i64 = 250;

/// What was kept so far, and what is still to be.
#[derive(Default)]
pub(super) struct Shelf {
    next_ms: i64,
    pieces: u32,
    /// Frames of `frame_times_ms` that are kept.
    frames: usize,
    remarks_changed: bool,
    drafts_changed: bool,
    /// What earlier sittings saw of faces.
    pub faces: SeenFaces,
}

impl Session {
    /// Keeps who sits here, and how.
    pub fn keep_sitting(
        &mut self,
        language: KioskLanguage,
        needs: Needs,
    ) -> Result<(), StationError> {
        (self.language, self.needs) = (language, needs);
        self.keep_again()
    }

    /// The same after a change of the session itself.
    pub fn keep_again(&self) -> Result<(), StationError> {
        let sitting = Sitting {
            candidate: self.request.candidate.clone(),
            language: self.language,
            needs: self.needs,
            size: self.size,
            started_wall: self.started_wall.clone(),
            synthetic: self.request.synthetic,
            simulated: self.request.simulated.clone(),
            devices: self.devices.clone(),
        };
        kept::put(&self.vault, self.request.interview_id, SITTING, &sitting)
    }

    /// Keeps the position under which the questions are asked.
    pub fn keep_position(&self) -> Result<(), StationError> {
        kept::put(&self.vault, self.request.interview_id, POSITION, &self.request.position)
    }

    /// A check of identity is done. Of somebody who came back, only a pass lets the session go on, and
    /// only a pass is kept. Tells whether the session stands still.
    pub fn checked(&mut self, outcome: IdentityOutcome) -> Result<bool, StationError> {
        let result = outcome.report.status();
        let came_back = self.log.state().identity_due();
        let before = std::mem::replace(&mut self.identity, outcome);
        // Models of earlier checks stay named.
        self.identity.models.extend(before.models);
        self.identity.models.sort();
        self.identity.models.dedup();
        if !came_back || result == CheckResult::Passed {
            kept::put(&self.vault, self.request.interview_id, IDENTITY, &self.identity)?;
        }
        self.apply(&Event::IdentityChecked { result })?;
        if came_back && !self.log.state().identity_due() {
            self.apply(&Event::Resume)?;
            self.keep_again()?;
        }
        Ok(self.log.state().resumes_at().is_some())
    }

    /// The candidate said something about the answers.
    pub fn remarked(&mut self) {
        self.shelf.remarks_changed = true;
    }

    /// What was typed of question `index`, whose answer is not over; none where that is nothing.
    pub fn draft(&self, index: usize) -> Option<&str> {
        self.drafts.get(&index).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The candidate has typed `text` of question `index` so far.
    pub fn write(&mut self, index: usize, text: String) {
        self.shelf.drafts_changed = true;
        self.drafts.insert(index, text);
    }

    /// The answer has what was typed of it.
    pub fn drop_draft(&mut self, index: Option<usize>) {
        self.shelf.drafts_changed |=
            index.is_some_and(|index| self.drafts.remove(&index).is_some());
    }

    /// A question was put into the plan at `index`: what was typed for those behind it goes with them.
    pub fn move_drafts_behind(&mut self, index: usize) {
        let behind = self.drafts.split_off(&index);
        self.shelf.drafts_changed |= !behind.is_empty();
        self.drafts.extend(behind.into_iter().map(|(at, text)| (at + 1, text)));
    }

    /// A question is asked again elsewhere.
    pub fn move_draft(&mut self, from: usize, to: usize) {
        if let Some(text) = self.drafts.remove(&from) {
            self.write(to, text);
        }
    }

    /// Keeps what is complete by now; waits for nothing.
    pub fn keep(&mut self, now_ms: i64) -> Result<(), StationError> {
        if now_ms < self.shelf.next_ms {
            return Ok(());
        }
        self.shelf.next_ms = now_ms + KEEP_EVERY_MS;
        self.look_elsewhere()?;
        if self.keep_answers()? {
            let seen = self.faces.as_mut().map(FaceTap::take_seen);
            self.keep_faces(seen.unwrap_or_default())?;
        }
        self.keep_drafts()?;
        self.keep_remarks()
    }

    /// Keeps all that is complete by now at once: from here on a report may have to be made without
    /// this sitting.
    pub fn keep_now(&mut self) -> Result<(), StationError> {
        self.keep_answers()?;
        let seen = self.faces.as_mut().map(FaceTap::take_seen);
        self.keep_faces(seen.unwrap_or_default())?;
        self.keep_remarks()
    }

    /// Words that an earlier sitting was still decoding when this one began. What was lost with the
    /// program is made out from the recording once it has ended.
    fn look_elsewhere(&mut self) -> Result<(), StationError> {
        let id = self.request.interview_id;
        for taken in self.takes.iter_mut().filter(|taken| taken.answer.elsewhere()) {
            let (index, span) = (taken.answer.index, taken.answer.span);
            let name = kept::answer_name(index, taken.take);
            if let Some(answer) = kept::get::<KeptAnswer>(&self.vault, id, &name)? {
                taken.answer =
                    ClosedAnswer::of_earlier(index, span, answer.typed, Some(answer.heard));
                taken.kept = true;
            }
        }
        Ok(())
    }

    /// Keeps the words of takes that are decoded; tells whether there were any.
    pub fn keep_answers(&mut self) -> Result<bool, StationError> {
        let id = self.request.interview_id;
        let mut any = false;
        for taken in self.takes.iter_mut().filter(|taken| !taken.kept) {
            let (index, span) = (taken.answer.index, taken.answer.span);
            let typed = taken.answer.handed_in.typed;
            let Some(heard) = taken.answer.heard().cloned() else { continue };
            let answer = KeptAnswer { span, heard, typed };
            kept::put(&self.vault, id, &kept::answer_name(index, taken.take), &answer)?;
            taken.kept = true;
            any = true;
        }
        Ok(any)
    }

    fn keep_faces(&mut self, seen: SeenFaces) -> Result<(), StationError> {
        let frame_times_ms = self.frame_times_ms[self.shelf.frames..].to_vec();
        self.shelf.frames = self.frame_times_ms.len();
        self.shelf.faces.append(seen.clone());
        if seen.observations.is_empty() && frame_times_ms.is_empty() {
            return Ok(());
        }
        let piece = KeptFaces { seen, frame_times_ms };
        kept::put_faces(&self.vault, self.request.interview_id, self.shelf.pieces, &piece)?;
        self.shelf.pieces += 1;
        Ok(())
    }

    /// Keeps what is being typed, where that has changed.
    pub fn keep_drafts(&mut self) -> Result<(), StationError> {
        if self.shelf.drafts_changed {
            kept::put(&self.vault, self.request.interview_id, DRAFTS, &self.drafts)?;
            self.shelf.drafts_changed = false;
        }
        Ok(())
    }

    fn keep_remarks(&mut self) -> Result<(), StationError> {
        if self.shelf.remarks_changed {
            kept::put(&self.vault, self.request.interview_id, REVIEW, &self.remarks)?;
            self.shelf.remarks_changed = false;
        }
        Ok(())
    }

    /// The screen is cleared. What is still encoded, decoded or looked at is waited for and kept on
    /// a thread of its own.
    pub fn put_away(self) {
        let spawned = models::native::spawn("kiosk-keep", move || {
            if let Err(error) = self.settle() {
                tracing::error!(%error, "the end of a sitting could not be kept");
            }
        });
        if spawned.is_err() {
            tracing::error!("no thread keeps the end of a sitting");
        }
    }

    fn settle(mut self) -> Result<(), StationError> {
        // All of it is tried, whatever fails: the recording first.
        let rested = if self.log.state().may_go_on() {
            self.recording.rest()
        } else {
            self.recording.stop()
        };
        let seen = self.faces.take().map(FaceTap::finish).transpose();
        let faces = seen.and_then(|seen| self.keep_faces(seen.unwrap_or_default()));
        for taken in &mut self.takes {
            if !taken.kept && !taken.answer.elsewhere() {
                taken.answer.settle();
            }
        }
        let answers = self.keep_answers();
        let drafts = self.keep_drafts();
        let remarks = self.keep_remarks();
        rested.map(|_| ()).and(answers.map(|_| ())).and(faces).and(drafts).and(remarks)
    }

    /// Takes up a session where it stood.
    ///
    /// # Errors
    /// [`StationError::Vault`], [`StationError::Json`], [`StationError::Thread`].
    pub fn taken_up(
        vault: Vault,
        found: &Suspended,
        request: InterviewRequest,
    ) -> Result<Self, StationError> {
        let id = found.interview_id;
        let (faces, pieces) = kept::get_faces(&vault, id)?;
        let remarks = kept::get::<Remarks>(&vault, id, REVIEW)?.unwrap_or_default();
        let identity = kept::get::<IdentityOutcome>(&vault, id, IDENTITY)?.unwrap_or_default();
        let drafts = kept::get::<Drafts>(&vault, id, DRAFTS)?.unwrap_or_default();
        let language = found.sitting.language.into();
        let takes = takes_of(&vault, &found.state, &drafts, language)?;
        let end = vault.part_end(id, MAIN_PART)?;
        let begun = end.is_some();
        // Where the recording is closed, all answers are given: nothing follows.
        let recording = match end {
            Some(end) if !end.closed => {
                Recording::going_on(found.sitting.size.is_some(), &vault, id)?
            }
            _ => Recording::that_may_go_on(found.sitting.size.is_some()),
        };
        let recorded_ms = end.map_or(0, |end| end.end_ms).max(found.state.at_ms);
        let log = SessionLog::going_on(&vault, found.state.clone(), vault.timeline(id)?)?;
        let wall = found.sitting.started_wall.clone();
        let fresh = Self::new(vault, request, log, wall);
        Ok(Self {
            clock: RecordedClock::going_on(MediaTime::from_millis(recorded_ms)),
            shelf: Shelf {
                pieces,
                frames: faces.frame_times_ms.len(),
                faces: faces.seen,
                ..Shelf::default()
            },
            frame_times_ms: faces.frame_times_ms,
            size: found.sitting.size,
            devices: found.sitting.devices.clone(),
            identity,
            takes,
            drafts,
            remarks,
            recording,
            begun,
            ..fresh
        })
    }
}

/// The takes that were given to their end or that count for want of such a one, with their words
/// where those are kept by now.
fn takes_of(
    vault: &Vault,
    state: &SessionState,
    drafts: &Drafts,
    language: Language,
) -> Result<Vec<Take>, StationError> {
    let counts = |answer: &&AnswerSpan| match answer.end {
        None | Some(AnswerEnd::Deferred) => false,
        Some(AnswerEnd::Stopped) => state.stopped_take(answer.index) == Some(*answer),
        Some(_) => true,
    };
    let mut takes = Vec::new();
    for answer in state.answers.iter().filter(counts) {
        let (index, take) = (answer.index, answer.take);
        let name = kept::answer_name(index, take);
        let words = kept::get::<KeptAnswer>(vault, state.interview_id, &name)?;
        let end_ms = answer.end_ms.unwrap_or(answer.start_ms);
        let span = Span::new(answer.start_ms, end_ms);
        let kept = words.is_some();
        let (typed, heard): (bool, Option<Heard>) =
            words.map_or((answer.typed, None), |words| (words.typed, Some(words.heard)));
        // The program may have broken off before the words were decoded: what was typed is there.
        let cut_off = answer.end == Some(AnswerEnd::Stopped) && heard.is_none();
        let draft = drafts.get(&index).filter(|text| cut_off && !text.trim().is_empty());
        let mut answer = ClosedAnswer::of_earlier(index, span, typed, heard);
        if let Some(text) = draft {
            answer = answer.with_typed(text, language);
        }
        takes.push(Take { take, answer, kept });
    }
    Ok(takes)
}
