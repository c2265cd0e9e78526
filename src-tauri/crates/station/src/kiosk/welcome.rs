//! From the first touch to the booking. Nothing is written to disk yet.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use interview::exchange::BookedCandidate;
use interview::position::Position;
use interview::report::ConsentRecord;
use interview::session::{Event, PlannedQuestion, SessionState};
use uuid::Uuid;

use super::booked::{CODE_CHARS, Found, booking_code, choice, found_booking};
use super::cap::cap_of;
use super::journey::{Journey, Place};
use super::parts::Loading;
use super::search::plain;
use super::session::Session;
use super::ticket::TicketEye;
use super::view::{Booking, ConsentRow, KioskLanguage, MoreTime};
use crate::StationError;
use crate::candidate::Candidate;
use crate::judged::JudgedSheet;
use crate::progress::Watcher;
use crate::session::log::SessionLog;
use crate::session::{
    AnswerRule, ConsentGiven, IdentityPlan, InterviewRequest, NoPrompter, consent_text_sha256,
    new_session, wall_time,
};

impl Journey {
    pub(super) fn start(&mut self, language: KioskLanguage) {
        if self.place != Place::Attract {
            return;
        }
        self.language = language;
        let settings =
            |vault| Ok((crate::policy::in_force(&vault)?, crate::devices::chosen(&vault)?));
        match self.vault().and_then(settings) {
            Ok((policy, chosen)) => {
                if let Some(voice) = &self.voice {
                    voice.speak_through(chosen.loudspeaker.clone());
                }
                self.chosen = chosen;
                let open = |purpose: &String| ConsentRow { purpose: purpose.clone(), given: None };
                self.consents = policy.consents.iter().map(open).collect();
                if self.loading.ready().is_none() && !matches!(self.loading, Loading::Running(_)) {
                    self.loading = Loading::start(policy.modules, self.kept.take());
                }
                self.policy = Some(policy);
                self.place = Place::Needs;
                self.pull_bookings();
            }
            Err(error) => self.out_of_use(&error),
        }
    }

    /// What is judged under the policy of this journey.
    pub(super) fn judged_sheet(&self) -> JudgedSheet {
        match &self.policy {
            Some(policy) => JudgedSheet::of(policy),
            None => JudgedSheet::default(),
        }
    }

    pub(super) fn consent(&mut self, purpose: &str, given: bool) {
        if let Some(row) = self.consents.iter_mut().find(|row| row.purpose == purpose) {
            row.given = Some(given);
            self.consented_at.insert(purpose.to_owned(), wall_time());
        }
        self.consents_missing &= self.consents.iter().any(|row| row.given.is_none());
    }

    pub(super) fn consented(&self, purpose: &str) -> bool {
        self.consents.iter().any(|row| row.purpose == purpose && row.given == Some(true))
    }

    pub(super) fn after_consents(&mut self) {
        if self.consents.iter().any(|row| row.given.is_none()) {
            self.consents_missing = true;
        } else if self.consented("record") {
            self.enter_booking();
        } else {
            self.place = Place::OtherWay("record".to_owned());
        }
    }

    fn enter_booking(&mut self) {
        self.place = Place::Booking;
        self.found = Found::default();
        self.ticket = TicketEye::start();
        self.open_devices();
        match self.positions() {
            Ok(positions) => self.walk_in = positions.iter().map(choice).collect(),
            Err(error) => self.fail(&error),
        }
    }

    /// Positions that the HRMS published, else those that ship with the program.
    fn positions(&self) -> Result<Vec<Position>, StationError> {
        let pulled = crate::delivery::positions(&self.vault()?)?;
        if pulled.is_empty() { crate::library::shipped_positions() } else { Ok(pulled) }
    }

    /// Asks the HRMS for bookings while the candidate reads; without it the list on this station
    /// is used.
    fn pull_bookings(&mut self) {
        let Ok(vault) = self.vault() else { return };
        let offline = Arc::clone(&self.offline);
        let pulled = std::thread::Builder::new().name("kiosk-pull".to_owned()).spawn(move || {
            let away = match crate::delivery::pull(&vault) {
                Ok(_) | Err(StationError::NotEnrolled) => false,
                Err(error) => {
                    tracing::warn!(%error, "bookings could not be pulled");
                    true
                }
            };
            offline.store(away, Ordering::Relaxed);
        });
        if pulled.is_err() {
            self.offline.store(true, Ordering::Relaxed);
        }
    }

    /// Candidates that the HRMS told this station of.
    pub(super) fn booked(&self) -> Result<Vec<BookedCandidate>, StationError> {
        crate::delivery::booked(&self.vault()?)
    }

    pub(super) fn booking_code(&mut self, code: &str) {
        let wanted: String =
            code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let whole = wanted.chars().count() == CODE_CHARS;
        let same = |reference: &str| whole && booking_code(reference) == wanted;
        if self.find_again(None, |candidate| same(&candidate.reference)) {
            return;
        }
        let found = self.booked().map(|all| all.into_iter().find(|booked| same(&booked.reference)));
        self.take_booking(found, None);
    }

    pub(super) fn booking_name(&mut self, name: &str, last_four: &str) {
        let wanted = plain(name);
        let four = last_four.trim().to_uppercase();
        let four = (four.len() == 4).then_some(four);
        let known = |candidate: &Candidate| {
            let same_name = candidate.name.as_deref().is_some_and(|name| plain(name) == wanted);
            let number = candidate.id_number.as_deref().zip(four.as_deref());
            same_name && number.is_some_and(|(number, four)| number.ends_with(four))
        };
        if self.find_again(four.clone(), known) {
            return;
        }
        let found = self.booked().map(|all| {
            let mut same = all.into_iter().filter(|booked| plain(&booked.name) == wanted);
            let first = same.next();
            // Two people of one name: the code tells them apart.
            if same.next().is_some() { None } else { first }
        });
        // Who paused before the card was seen is known by the booking alone.
        if let Ok(Some(booked)) = &found
            && self.find_again(four.clone(), |candidate| candidate.reference == booked.reference)
        {
            return;
        }
        self.take_booking(found, four);
    }

    fn take_booking(
        &mut self,
        found: Result<Option<BookedCandidate>, StationError>,
        last_four: Option<String>,
    ) {
        if !self.may_search() {
            return;
        }
        match found {
            Ok(Some(booked)) => match self.position(&booked.position) {
                Ok(position) => {
                    self.last_four = last_four;
                    self.found = found_booking(booked, position);
                }
                Err(error) => self.fail(&error),
            },
            Ok(None) => {
                self.found = Found::default();
                self.missed();
            }
            Err(error) => self.fail(&error),
        }
    }

    pub(super) fn walk_in(&mut self, code: &str) {
        if self.place != Place::Booking {
            return;
        }
        match self.position(code) {
            Ok(position) => {
                self.found = Found { position: Some(position), ..Found::default() };
                self.begin_session();
            }
            Err(error) => self.fail(&error),
        }
    }

    fn position(&self, code: &str) -> Result<Position, StationError> {
        let pulled = crate::delivery::positions(&self.vault()?)?;
        crate::library::position_among(code, &pulled)
    }

    pub(super) fn booking_view(&self) -> Booking {
        Booking {
            found: self.found.shown.clone(),
            misses: self.misses,
            locked_s: self.search_locked_s(),
            offline: self.offline.load(Ordering::Relaxed),
            walk_in: self.walk_in.clone(),
        }
    }

    /// The booking is confirmed: from here on there is a session in the vault.
    pub(super) fn begin_session(&mut self) {
        if let Err(error) = self.try_begin_session() {
            self.fail(&error);
        }
    }

    fn try_begin_session(&mut self) -> Result<(), StationError> {
        if let Some(again) = self.found.again.take() {
            let taken = self.take_up(&again);
            if taken.is_err() {
                self.found.again = Some(again);
            }
            return taken;
        }
        let (Some(policy), Some(position)) = (self.policy.clone(), self.found.position.clone())
        else {
            return Ok(());
        };
        let vault = self.vault()?;
        let interview_id = Uuid::now_v7();
        let candidate =
            self.found.candidate.clone().unwrap_or_else(|| Candidate::walk_in(interview_id));
        let questions =
            position.choose_questions(self.setup.questions).into_iter().cloned().collect();
        let given = |row: &ConsentRow| ConsentGiven {
            purpose: row.purpose.clone(),
            given: row.given == Some(true),
        };
        let request = InterviewRequest {
            interview_id,
            questions,
            language: Some(self.language.into()),
            candidate,
            sources: None,
            lossless: false,
            answers: AnswerRule::Detected { silence_ms: policy.answer_silence_ms, think_ms: None },
            identity: IdentityPlan::None,
            consents: self.consents.iter().map(given).collect(),
            position,
            policy,
            synthetic: self.setup.devices.synthetic(),
            simulated: self.setup.devices.simulated(),
            prompter: Box::new(NoPrompter),
            watcher: Watcher::none(),
        };
        let wall = wall_time();
        vault.begin_session(new_session(&request, wall.clone())?)?;
        let plan = plan(&request, self.needs.time != MoreTime::Usual);
        let state = SessionState {
            review: true,
            cap: cap_of(&request.policy, self.needs.time),
            ..SessionState::new(interview_id, plan)
        };
        let log = SessionLog::new(&vault, state)?;
        let mut session = Session::new(vault, request, log, wall);
        session.apply(&Event::Begin)?;
        session.apply(&Event::ConsentsAnswered { consents: self.consent_records() })?;
        session.keep_position()?;
        session.keep_sitting(self.language, self.needs)?;
        self.session = Some(session);
        self.ticket = None;
        self.open_devices();
        self.enter_card();
        if self.needs.companion {
            self.call_staff();
        }
        Ok(())
    }

    pub(super) fn consent_records(&self) -> Vec<ConsentRecord> {
        let sheet_sha256 = self.policy.as_ref().map(|policy| JudgedSheet::of(policy).sha256());
        let record = |row: &ConsentRow| ConsentRecord {
            purpose: row.purpose.clone(),
            given: row.given == Some(true),
            at_ms: 0,
            text_sha256: consent_text_sha256(&row.purpose),
            sheet_sha256: sheet_sha256.clone(),
        };
        self.consents.iter().map(record).collect()
    }
}

/// The questions, with what the policy allows besides; `needed`: for who asked for more time.
fn plan(request: &InterviewRequest, needed: bool) -> Vec<PlannedQuestion> {
    let planned = |question: &interview::position::Question| PlannedQuestion {
        id: question.id.clone(),
        think_ms: i64::from(question.think_seconds) * 1_000,
        answer_ms: i64::from(question.answer_seconds) * 1_000,
        retakes: request.policy.retakes,
        extra_minutes: request.policy.minutes_to_add(needed),
        follows: None,
    };
    request.questions.iter().map(planned).collect()
}

/// Kept for threads that outlive the screen.
pub(super) type Kept = Option<(crate::engines::Engines, Arc<perception::speech::SpeechModels>)>;
