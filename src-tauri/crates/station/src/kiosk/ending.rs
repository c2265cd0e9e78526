//! Looking over, handing in, thanks; and every other way in which a session ends.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::Duration;

use interview::session::{AnswerSpan, Event, SessionState, SuspendReason};

use super::TakeSpan;
use super::intent::Intent;
use super::journey::{Journey, Place};
use super::makeout::make_out;
use super::questions::nth_follow_up;
use super::session::Session;
use super::view::{ReviewRow, ThanksView};
use super::welcome::Kept;
use crate::StationError;
use crate::delivery::Courier;
use crate::engines::Engines;
use crate::session::conclude;

/// Characters of a certificate's number: the beginning of its hash.
const CERTIFICATE_CHARS: usize = 12;
/// How long the last screen waits for word of the HRMS: a report takes a second or two, and the
/// candidate wants to leave.
const WORD: Duration = Duration::from_secs(15);
/// Longest note to an answer, in characters.
const NOTE_CHARS: usize = 2_000;

/// What came of a session after handing in.
struct Handed {
    answers: u32,
    delivered: bool,
}

/// The end of a journey.
#[derive(Default)]
pub(super) struct Ending {
    working: Option<Receiver<Result<Handed, StationError>>>,
    thanks: Option<ThanksView>,
}

impl Ending {
    /// Reference of the interview that was handed in.
    pub fn reference(&self) -> Option<String> {
        self.thanks.as_ref().map(|thanks| thanks.reference.clone())
    }
}

impl Journey {
    pub(super) fn want_at_end(&mut self, intent: Intent) {
        let done = match intent {
            Intent::ChooseTake { nth, take } => self.choose_take(nth, take),
            Intent::Dispute { nth, disputed } => {
                self.dispute(nth, disputed);
                Ok(())
            }
            Intent::Note { nth, text } => {
                self.write_note(nth, &text);
                Ok(())
            }
            Intent::HandIn => self.hand_in(),
            other => {
                self.want_as_staff(other);
                Ok(())
            }
        };
        if let Err(error) = done {
            self.fail(&error);
        }
    }

    /// All answers are given: the recording ends, and can be played.
    pub(super) fn enter_review(&mut self) {
        self.place = Place::Review;
        let Some(session) = &mut self.session else { return };
        if let Err(error) = session.stop_recording() {
            self.fail(&error);
            return;
        }
        let spans = spans_of(session);
        self.shared.set_takes(spans);
    }

    fn answered(&self, nth: u32) -> Option<usize> {
        let rows = self.session.as_ref().map(answered_indexes)?;
        rows.get(usize::try_from(nth).ok()?.checked_sub(1)?).copied()
    }

    fn choose_take(&mut self, nth: u32, nth_take: u32) -> Result<(), StationError> {
        let Some(index) = self.answered(nth) else { return Ok(()) };
        let Some(session) = &mut self.session else { return Ok(()) };
        let wanted = usize::try_from(nth_take).unwrap_or(0).checked_sub(1);
        let take = wanted.and_then(|at| session.log.state().takes(index).nth(at)).map(|t| t.take);
        match take {
            Some(take) => session.apply(&Event::TakeChosen { index, take }),
            None => Ok(()),
        }
    }

    fn dispute(&mut self, nth: u32, disputed: bool) {
        if let (Some(index), Some(session)) = (self.answered(nth), &mut self.session) {
            if disputed {
                session.remarks.disputed.insert(index);
            } else {
                session.remarks.disputed.remove(&index);
            }
            session.remarked();
        }
    }

    fn write_note(&mut self, nth: u32, text: &str) {
        if let (Some(index), Some(session)) = (self.answered(nth), &mut self.session) {
            let text: String = text.trim().chars().take(NOTE_CHARS).collect();
            if text.is_empty() {
                session.remarks.notes.remove(&index);
            } else {
                session.remarks.notes.insert(index, text);
            }
            session.remarked();
        }
    }

    pub(super) fn review_rows(&mut self) -> Vec<ReviewRow> {
        let language = self.language.into();
        let Some(session) = &mut self.session else { return Vec::new() };
        let indexes = answered_indexes(session);
        let mut rows = Vec::with_capacity(indexes.len());
        for (nth, index) in indexes.into_iter().enumerate() {
            let state = session.log.state();
            let takes: Vec<u32> = shown_takes(state, index).map(|take| take.take).collect();
            let Some(counting) = state.counting_take(index).cloned() else { continue };
            let id = state.plan.get(index).map_or("", |planned| planned.id.as_str());
            let question = session.request.questions.iter().find(|q| q.id == id);
            let question = question.map_or(String::new(), |q| q.text(language).to_owned());
            let taken = session
                .takes
                .iter_mut()
                .find(|taken| taken.take == counting.take && taken.answer.index == index);
            let heard = taken.and_then(|taken| taken.answer.heard());
            let length_ms = counting.end_ms.unwrap_or(counting.start_ms) - counting.start_ms;
            let chosen = takes.iter().position(|take| *take == counting.take).unwrap_or(0);
            rows.push(ReviewRow {
                nth: number(nth + 1),
                number: number(session.log.state().number_of(index)),
                follow_up: number(nth_follow_up(session.log.state(), index)),
                question,
                text: heard.map(|heard| heard.transcript.text.clone()),
                failed: heard.is_some_and(|heard| heard.failed),
                typed: counting.typed,
                seconds: u32::try_from(length_ms / 1_000).unwrap_or(0),
                takes: number(takes.len()),
                chosen: number(chosen + 1),
                disputed: session.remarks.disputed.contains(&index),
                note: session.remarks.notes.get(&index).cloned().unwrap_or_default(),
            });
        }
        rows
    }

    fn hand_in(&mut self) -> Result<(), StationError> {
        if self.place != Place::Review {
            return Ok(());
        }
        if let Some(session) = &mut self.session {
            session.keep_now()?;
            session.apply(&Event::HandedIn)?;
        }
        self.finish()
    }

    pub(super) fn stop_and_keep(&mut self) {
        let Some(session) = &mut self.session else {
            self.clear();
            return;
        };
        let ended = session.end_early();
        let done = match ended {
            Ok(true) => self.finish(),
            Ok(false) => {
                self.suspend(SuspendReason::Pause);
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            self.fail(&error);
        }
    }

    /// Report and delivery on a thread of their own; the candidate waits for neither.
    fn finish(&mut self) -> Result<(), StationError> {
        let Some(session) = self.session.take() else { return Ok(()) };
        let kept = self.loading.kept().or(self.kept.take());
        self.kept = kept.clone();
        let answers = number(answered_indexes(&session).len());
        let consents = &session.log.state().consents;
        let sealed = consents.iter().any(|consent| consent.purpose == "send" && !consent.given);
        let promised = self.policy.as_ref().map(|policy| &policy.pack);
        self.ending.thanks = Some(ThanksView {
            candidate_name: session.request.candidate.name.clone(),
            answers,
            reference: session.request.candidate.reference.clone(),
            offline: !sealed,
            sealed,
            result_within_days: promised
                .map(|pack| pack.result_within_days)
                .filter(|days| *days > 0),
            contact: promised.map(|pack| pack.contact.clone()).filter(|words| !words.is_empty()),
            clear_in_s: None,
        });
        let courier = self.setup.courier.clone();
        let (tell, told) = sync_channel(1);
        models::native::spawn("kiosk-report", move || {
            let handed = report(session, kept, answers, courier.as_ref());
            // Nobody listens once the screen was cleared; the report is in the vault.
            let _ = tell.send(handed);
        })
        .map_err(|_| StationError::Thread("kiosk-report"))?;
        self.ending.working = Some(told);
        self.place = Place::Finishing;
        self.close_devices();
        Ok(())
    }

    pub(super) fn tick_ending(&mut self) {
        if let Some(told) = &self.ending.working {
            match told.try_recv() {
                Ok(handed) => self.handed(handed),
                Err(TryRecvError::Disconnected) => {
                    self.handed(Err(StationError::Thread("kiosk-report")));
                }
                Err(TryRecvError::Empty) => {}
            }
        }
        self.tick_clearing();
    }

    /// A report that could not be made is made later from what the vault holds
    /// ([`super::unfinished`]); the candidate is thanked all the same, since the answers are safe.
    fn handed(&mut self, handed: Result<Handed, StationError>) {
        self.ending.working = None;
        if let Some(thanks) = &mut self.ending.thanks {
            match handed {
                Ok(handed) => {
                    thanks.answers = handed.answers;
                    thanks.offline = !handed.delivered && !thanks.sealed;
                }
                Err(error) => self.fail(&error),
            }
        }
        self.place = Place::Thanks;
        self.clearing.begin(self.now_ms);
    }

    pub(super) fn thanks_view(&self) -> ThanksView {
        let thanks = self.ending.thanks.clone().unwrap_or_default();
        ThanksView { clear_in_s: self.clearing.in_s(self.now_ms), ..thanks }
    }

    pub(super) fn stop_and_delete(&mut self) {
        if self.unknown_person() {
            // Whoever has the number of a session is not yet its candidate.
            self.suspend(SuspendReason::Pause);
            self.call_staff();
            return;
        }
        let Some(session) = self.session.take() else {
            self.clear();
            return;
        };
        self.close_devices();
        match withdraw(session) {
            Ok(certificate) => {
                if let Some(courier) = &self.setup.courier {
                    courier.nudge();
                }
                self.place = Place::Deleted(certificate);
                self.clearing.begin(self.now_ms);
            }
            Err(error) => {
                self.place = Place::Suspended(SuspendReason::Pause);
                self.clearing.begin(self.now_ms);
                self.fail(&error);
            }
        }
    }

    pub(super) fn staff_clear(&mut self) {
        self.suspend(SuspendReason::Pause);
        self.clear();
    }
}

fn report(
    mut session: Session,
    kept: Kept,
    answers: u32,
    courier: Option<&Courier>,
) -> Result<Handed, StationError> {
    session.stop_recording()?;
    session.keep_now()?;
    let (engines, speech) = match kept {
        Some(kept) => kept,
        None => {
            let engines = Engines::open()?;
            let speech = engines.speech()?;
            (engines, speech)
        }
    };
    // A program that broke off has left an answer in the recording, but not its words.
    make_out(&mut session, &speech, &|| true)?;
    let (vault, interview_id) = (session.vault.clone(), session.request.interview_id);
    make_report(session, &engines, speech.models())?;
    let sent = match courier {
        Some(courier) => courier.send(WORD).map(drop),
        None => crate::delivery::deliver(&vault).map(drop),
    };
    if let Err(error) = sent {
        tracing::warn!(%error, "the report waits for delivery");
    }
    Ok(Handed { answers, delivered: crate::delivery::has_report(&vault, interview_id)? })
}

/// Analysis and report of a session whose recording has ended.
pub(super) fn make_report(
    session: Session,
    engines: &Engines,
    speech_models: Vec<(String, String)>,
) -> Result<(), StationError> {
    let (mut log, recorded, request, vault, wall) = session.into_recorded();
    conclude(&vault, engines, &mut log, recorded, &request, speech_models, wall)?;
    super::kept::forget_person(&vault, request.interview_id)
}

/// Destroys the keys of the session; gives the number of the certificate.
fn withdraw(mut session: Session) -> Result<String, StationError> {
    if let Err(error) = session.stop_recording() {
        // A recording that has no proper end is deleted like any other.
        tracing::warn!(%error, "the end of a recording could not be sealed");
    }
    session.apply(&Event::Withdraw)?;
    let id = session.request.interview_id;
    let certificate = session.vault.withdraw(id)?;
    let digest = seal::hash::sha256_hex(certificate.jws.as_bytes());
    Ok(digest.chars().take(CERTIFICATE_CHARS).collect::<String>().to_uppercase())
}

/// Indexes into the plan of the questions that were answered, in the order of asking.
pub(super) fn answered_indexes(session: &Session) -> Vec<usize> {
    let state = session.log.state();
    (0..state.plan.len()).filter(|index| state.counting_take(*index).is_some()).collect()
}

/// The takes among which the candidate chooses; where none was given to its end, the one that was
/// stopped.
fn shown_takes(state: &SessionState, index: usize) -> impl Iterator<Item = &AnswerSpan> {
    state.takes(index).chain(state.stopped_take(index))
}

fn spans_of(session: &Session) -> Vec<TakeSpan> {
    let state = session.log.state();
    let mut spans = Vec::new();
    for (nth, index) in answered_indexes(session).into_iter().enumerate() {
        for (take, span) in shown_takes(state, index).enumerate() {
            spans.push(TakeSpan {
                interview_id: session.request.interview_id,
                nth: number(nth + 1),
                take: number(take + 1),
                start_ms: span.start_ms,
                end_ms: span.end_ms.unwrap_or(span.start_ms),
            });
        }
    }
    spans
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
