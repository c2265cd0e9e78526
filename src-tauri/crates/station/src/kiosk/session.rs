//! The running session: its log, its recording, its answers.

use std::time::Instant;

use interview::media::{AudioBlock, VideoFrame};
use interview::session::{AnswerEnd, Event, Phase, SuspendReason};
use interview::time::MediaTime;
use perception::speech::VoiceState;
use vault::Vault;

use super::clock::RecordedClock;
use super::keep::Shelf;
use super::kept::{Drafts, Remarks};
use super::recorded_by::DeviceNames;
use super::view::{KioskLanguage, Needs};
use crate::StationError;
use crate::faces::FaceTap;
use crate::identity::IdentityOutcome;
use crate::session::answers::{ClosedAnswer, OpenAnswer};
use crate::session::log::SessionLog;
use crate::session::recording::Recording;
use crate::session::{InterviewRequest, Recorded};

/// A take that is over.
pub(super) struct Take {
    pub take: u32,
    pub answer: ClosedAnswer,
    /// Whether the vault has its words.
    pub kept: bool,
}

/// What belongs to one candidate from the booking on.
pub(super) struct Session {
    pub vault: Vault,
    pub log: SessionLog,
    pub request: InterviewRequest,
    pub started_wall: String,
    pub clock: RecordedClock,
    pub identity: IdentityOutcome,
    pub open: Option<OpenAnswer>,
    /// What was typed of answers that are not over, by index into the plan.
    pub drafts: Drafts,
    pub takes: Vec<Take>,
    pub remarks: Remarks,
    pub last_answer_at: Instant,
    pub language: KioskLanguage,
    pub needs: Needs,
    pub recording: Recording,
    /// Whether there is a recording, of this sitting or an earlier one.
    pub begun: bool,
    pub faces: Option<FaceTap>,
    pub frame_times_ms: Vec<i64>,
    pub size: Option<(u32, u32)>,
    /// What records this person, or did last.
    pub devices: DeviceNames,
    pub shelf: Shelf,
    /// What has passed of the session's cap since the state was told, in milliseconds.
    pub spent_ms: i64,
}

impl Session {
    pub fn new(vault: Vault, request: InterviewRequest, log: SessionLog, wall: String) -> Self {
        Self {
            log,
            vault,
            started_wall: wall,
            clock: RecordedClock::new(),
            identity: IdentityOutcome::default(),
            open: None,
            drafts: Drafts::new(),
            takes: Vec::new(),
            remarks: Remarks::default(),
            last_answer_at: Instant::now(),
            language: KioskLanguage::default(),
            needs: Needs::default(),
            recording: Recording::that_may_go_on(true),
            begun: false,
            faces: None,
            frame_times_ms: Vec::new(),
            size: None,
            devices: DeviceNames::default(),
            shelf: Shelf::default(),
            spent_ms: 0,
            request,
        }
    }

    /// Recorded time in milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.clock.now().millis()
    }

    /// Steps the state machine at recorded time.
    pub fn apply(&mut self, event: &Event) -> Result<(), StationError> {
        let now_ms = self.now_ms();
        self.log.apply(event, now_ms).map(|_| ())
    }

    /// The faces of the answers are looked at by `tap`.
    pub fn look_with(&mut self, tap: FaceTap) {
        self.faces = Some(tap);
    }

    /// The recording will have pictures of this size; without a camera it has none.
    pub fn set_size(&mut self, size: Option<(u32, u32)>) {
        if self.size.is_none() && !self.begun {
            self.size = size;
            self.recording = Recording::that_may_go_on(size.is_some());
        }
    }

    /// Records a picture where something is being recorded. `alone`: there is no microphone.
    pub fn picture(&mut self, frame: &VideoFrame, alone: bool) -> Result<bool, StationError> {
        let Some(frame) = self.clock.video(frame, alone) else { return Ok(false) };
        self.ensure_recording(frame.time)?;
        self.frame_times_ms.push(frame.time.millis());
        self.recording.video(&frame)?;
        if let Some(faces) = &mut self.faces {
            faces.offer(&frame);
        }
        Ok(true)
    }

    /// Records sound where something is being recorded, and listens to it.
    pub fn sound(&mut self, block: &AudioBlock) -> Result<Option<VoiceState>, StationError> {
        let Some(block) = self.clock.audio(block) else { return Ok(None) };
        self.ensure_recording(block.time)?;
        self.recording.audio(&block)?;
        match &mut self.open {
            Some(answer) => answer.hear(&block),
            None => Ok(None),
        }
    }

    fn ensure_recording(&mut self, at: MediaTime) -> Result<(), StationError> {
        if self.recording.running() {
            return Ok(());
        }
        let size = self.size.unwrap_or((0, 0));
        self.recording.start(&self.vault, self.request.interview_id, size, at)?;
        self.begun = true;
        // Another sitting has to record pictures of the same size.
        self.keep_again()
    }

    /// Time stands still; what was recorded so far is sealed.
    pub fn hold(&mut self) -> Result<(), StationError> {
        self.clock.hold();
        self.recording.flush()
    }

    /// Closes the open answer; its last words are decoded in the background.
    pub fn close_answer(&mut self, end: AnswerEnd) -> Result<(), StationError> {
        self.hold()?;
        let end_ms = self.now_ms();
        let take = self.log.state().open_answer().map_or(1, |answer| answer.take);
        self.apply(&Event::AnswerEnded { end })?;
        let index = self.take_over(take, end_ms)?;
        self.drop_draft(index);
        Ok(())
    }

    /// The open answer becomes a take, with all that was typed of it; gives its index.
    fn take_over(&mut self, take: u32, end_ms: i64) -> Result<Option<usize>, StationError> {
        let Some(open) = self.open.take() else { return Ok(None) };
        let index = open.index;
        let mut answer = open.close(end_ms)?;
        if let Some(text) = self.draft(index) {
            answer = answer.with_typed(text, self.request.language.unwrap_or_default());
        }
        self.takes.push(Take { take, answer, kept: false });
        self.last_answer_at = Instant::now();
        Ok(Some(index))
    }

    /// Puts the open answer to question `index` off: what was recorded of it stays in the recording,
    /// its words do not count. What was typed waits where it is asked again.
    pub fn defer_answer(&mut self, index: usize) -> Result<(), StationError> {
        self.hold()?;
        self.tell_spent()?;
        self.open = None;
        self.apply(&Event::AnswerDeferred)?;
        self.move_draft(index, self.log.state().plan.len() - 1);
        // The analysis finds the question of an answer by its place in the plan.
        let asked = self.log.state().plan.last().map(|planned| planned.id.clone());
        let again = self.request.questions.iter().find(|q| Some(&q.id) == asked.as_ref()).cloned();
        self.request.questions.extend(again);
        Ok(())
    }

    /// The session stands still. An answer that was running is asked again; until it is given, what
    /// there is of it counts.
    pub fn suspend(&mut self, reason: SuspendReason) -> Result<(), StationError> {
        self.hold()?;
        if matches!(self.log.state().phase, Phase::Suspended { .. }) {
            self.open = None;
            return Ok(());
        }
        let end_ms = self.now_ms();
        self.tell_spent()?;
        self.apply(&Event::Suspend { reason })?;
        let index = self.open.as_ref().map(|open| open.index);
        match index.and_then(|index| self.log.state().stopped_take(index)).map(|span| span.take) {
            Some(take) => {
                self.take_over(take, end_ms)?;
            }
            None => self.open = None,
        }
        self.keep_drafts()
    }

    /// Ends the interview before all questions were asked; false where nothing was answered.
    pub fn end_early(&mut self) -> Result<bool, StationError> {
        let take = self.log.state().open_answer().map(|answer| answer.take);
        let answers = !self.takes.is_empty() || take.is_some();
        match self.log.state().phase {
            Phase::Question { .. } if answers => {
                self.hold()?;
                let end_ms = self.now_ms();
                self.apply(&Event::EndInterview)?;
                let index = self.take_over(take.unwrap_or(1), end_ms)?;
                self.drop_draft(index);
                Ok(true)
            }
            Phase::Review => self.apply(&Event::HandedIn).map(|()| true),
            _ => Ok(false),
        }
    }

    /// Ends the recording for good; a second call does nothing.
    pub fn stop_recording(&mut self) -> Result<(), StationError> {
        if let Some(summary) = self.recording.stop()?
            && summary.frames_dropped > 0
        {
            let dropped = summary.frames_dropped.to_string();
            self.log.note(self.now_ms(), "recording.frames_dropped", &dropped)?;
        }
        Ok(())
    }

    /// What analysis and report are made from: of each question the take that counts.
    pub fn into_recorded(mut self) -> (SessionLog, Recorded, InterviewRequest, Vault, String) {
        let state = self.log.state().clone();
        let mut answers = Vec::new();
        for Take { take, mut answer, .. } in self.takes.drain(..) {
            let index = answer.index;
            if state.counting_take(index).map(|counting| counting.take) != Some(take) {
                continue;
            }
            let takes = state.takes(index).count();
            answer.handed_in.other_takes = u32::try_from(takes).unwrap_or(1).saturating_sub(1);
            answer.handed_in.disputed = self.remarks.disputed.contains(&index);
            answer.handed_in.note = self.remarks.notes.get(&index).cloned();
            answers.push(answer);
        }
        let recorded = Recorded {
            answers,
            frame_times_ms: self.frame_times_ms,
            faces: self.faces,
            earlier_faces: self.shelf.faces,
            identity: self.identity,
            media_ms: self.clock.now().millis(),
            last_answer_at: self.last_answer_at,
        };
        (self.log, recorded, self.request, self.vault, self.started_wall)
    }
}
