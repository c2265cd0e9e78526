//! The card, and who belongs to it.

use std::time::Duration;

use interview::media::VideoFrame;
use perception::card::FieldName;

use super::card::{CardDesk, ReadField};
use super::journey::{Journey, Place};
use super::liveness::LiveStep;
use super::view::{CardView, DeviceState};
use crate::StationError;
use crate::identity::{CardEvidence, same_name};

/// The card step.
#[derive(Default)]
pub(super) struct CardStep {
    desk: Option<CardDesk>,
    fields: Vec<ReadField>,
    card: Option<CardEvidence>,
    /// What the booking did not say is known from this card since.
    confirmed: bool,
    hint: &'static str,
}

impl CardStep {
    /// The card once more, for another try.
    pub fn evidence(&self) -> Option<CardEvidence> {
        self.card.as_ref().map(CardEvidence::again)
    }
}

impl Journey {
    pub(super) fn enter_card(&mut self) {
        self.place = Place::Card;
        self.card = CardStep { hint: "place", ..CardStep::default() };
        if !self.consented("face") {
            self.card.hint = "staff";
            self.call_staff();
            return;
        }
        self.start_card_desk();
    }

    fn start_card_desk(&mut self) {
        if self.place != Place::Card || self.card.desk.is_some() || self.card.hint == "staff" {
            return;
        }
        let Some(parts) = self.loading.ready() else { return };
        match CardDesk::start(&parts.engines) {
            Ok(desk) => {
                if let Some(card) = self.setup.devices.card() {
                    desk.offer(&card);
                }
                self.card.desk = Some(desk);
            }
            Err(error) => self.fail(&error),
        }
    }

    /// The models are there, or will not be.
    pub(super) fn parts_loaded(&mut self) {
        if let super::parts::Loading::Failed(error) = &self.loading {
            let error = StationError::from_code(error);
            match self.session {
                Some(_) => self.fail(&error),
                None => self.out_of_use(&error),
            }
            return;
        }
        self.start_card_desk();
    }

    pub(super) fn card_picture(&mut self, frame: &VideoFrame) {
        let reader = self.setup.devices.card().is_some();
        if let Some(desk) = &self.card.desk
            && !reader
            && self.card.card.is_none()
        {
            desk.offer(frame);
        }
    }

    fn look_at_card(&mut self) {
        let Some(seen) = self.card.desk.as_ref().and_then(CardDesk::take) else { return };
        if self.card.card.is_some() {
            return;
        }
        self.card.hint = seen.hint;
        let Some(card) = seen.card else { return };
        self.shared.show(&card.reading.masked_picture(&card.picture), Duration::ZERO);
        self.card.fields = seen.fields;
        self.card.card = Some(card);
    }

    /// What of the card, as it was read or put right, is not what was booked. It is told while the
    /// candidate still looks at it; whether it matters is decided by staff, after the check.
    fn unlike_booking(&self) -> Option<&'static str> {
        self.card.card.as_ref().filter(|_| !self.card.confirmed)?;
        let value = |name: FieldName| {
            let field = self.card.fields.iter().find(|field| field.name == name && field.ok);
            field.map(|field| field.value.expose())
        };
        let booked = self.session.as_ref().map(|session| &session.request.candidate)?;
        let end = self.last_four.as_deref().or(booked.id_number.as_deref());
        let number = value(FieldName::IdNumber).zip(end);
        if number.is_some_and(|(read, end)| !read.ends_with(&end.trim().to_ascii_uppercase())) {
            return Some("number");
        }
        let name = value(FieldName::Name).zip(booked.name.as_deref());
        name.filter(|(read, booked)| !same_name(read, booked)).map(|_| "mismatch")
    }

    /// Whether the camera's picture may be shown: a card that was read is shown masked instead.
    pub(super) fn shows_camera(&self) -> bool {
        self.place != Place::Card || self.card.card.is_none()
    }

    pub(super) fn card_again(&mut self) {
        if self.place == Place::Card && self.may_read_card() {
            self.card = CardStep { hint: "place", ..CardStep::default() };
            self.start_card_desk();
        }
    }

    pub(super) fn card_field(&mut self, name: &str, value: &str) {
        let named = |field: &&mut ReadField| field.name.as_str() == name;
        if let Some(field) = self.card.fields.iter_mut().find(named) {
            field.correct(value);
        }
    }

    /// Whether a card may and can be read here at all.
    fn may_read_card(&self) -> bool {
        let reads =
            self.devices.camera != DeviceState::Absent || self.setup.devices.card().is_some();
        self.consented("face") && reads
    }

    pub(super) fn no_card(&mut self) {
        if matches!(self.place, Place::Card | Place::Liveness) && !self.identity_passed() {
            self.card.hint = "staff";
            self.place = Place::Card;
            self.live.stop();
            self.call_staff();
        }
    }

    pub(super) fn card_confirmed(&mut self) {
        if self.card.card.is_none() {
            return;
        }
        if let Some(session) = &mut self.session {
            super::card::into_candidate(&self.card.fields, &mut session.request.candidate);
        }
        self.keep_sitting();
        let edited = self.card.fields.iter().filter(|field| field.edited);
        let edited: Vec<&str> = edited.map(|field| field.name.as_str()).collect();
        if !edited.is_empty() {
            let names = edited.join(" ");
            if let Err(error) = self.note("identity.card_edited", &names) {
                self.fail(&error);
            }
        }
        self.card.confirmed = true;
        self.live = LiveStep::default();
        self.place = Place::Liveness;
    }

    pub(super) fn back_to_card(&mut self) {
        self.live = LiveStep::default();
        self.place = Place::Card;
    }

    pub(super) fn card_view(&self) -> CardView {
        CardView {
            hint: self.unlike_booking().unwrap_or(self.card.hint).to_owned(),
            may_read: self.may_read_card(),
            read: self.card.card.is_some(),
            fields: self.card.fields.iter().map(ReadField::shown).collect(),
        }
    }

    pub(super) fn tick_identity(&mut self) {
        if self.place == Place::Card {
            self.look_at_card();
            // Without an eye for it, a person looks at the card; called once.
            if self.card.card.is_none() && self.card.hint != "staff" && !self.may_read_card() {
                self.no_card();
            }
        }
        self.tick_liveness();
    }

    pub(super) fn note(&mut self, code: &str, detail: &str) -> Result<(), StationError> {
        match &mut self.session {
            Some(session) => {
                let now_ms = session.now_ms();
                session.log.note(now_ms, code, detail)
            }
            None => Ok(()),
        }
    }
}
