//! The card under the camera, looked at on a thread of its own. Its picture is never written
//! anywhere; what was read of it goes to the candidate for correction, and masked to the screen.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use interview::id_number::IdNumber;
use interview::media::VideoFrame;
use perception::card::{CardProblem, CardReader, CardReading, FieldName, SecretText, masked_text};
use perception::vision::FaceMatcher;

use super::view::CardField;
use crate::StationError;
use crate::candidate::Candidate;
use crate::engines::Engines;
use crate::identity::CardEvidence;

/// Fields that the candidate checks, in the order of the screen.
const SHOWN: [FieldName; 4] =
    [FieldName::Name, FieldName::IdNumber, FieldName::Birth, FieldName::Sex];

/// One field as it was read, or put right by hand.
pub(super) struct ReadField {
    pub name: FieldName,
    pub value: SecretText,
    pub unsure: Vec<u32>,
    pub ok: bool,
    pub edited: bool,
}

impl ReadField {
    /// As it may stand on the screen.
    pub fn shown(&self) -> CardField {
        let shown = match self.name {
            FieldName::IdNumber => masked_text(self.value.expose()),
            _ => self.value.expose().to_owned(),
        };
        CardField {
            name: self.name.as_str().to_owned(),
            shown,
            unsure: if self.name == FieldName::IdNumber { Vec::new() } else { self.unsure.clone() },
            edited: self.edited,
            ok: self.ok,
        }
    }

    /// Puts it right by hand; that stays visible to HR.
    pub fn correct(&mut self, value: &str) {
        let value = value.trim();
        self.ok = match self.name {
            FieldName::IdNumber => IdNumber::parse(value).is_ok(),
            _ => !value.is_empty(),
        };
        self.edited = true;
        self.unsure.clear();
        self.value = SecretText::new(value.to_owned());
    }
}

/// What was seen of the card.
#[derive(Default)]
pub(super) struct CardSeen {
    /// Hint for the picture.
    pub hint: &'static str,
    /// Fields that were read.
    pub fields: Vec<ReadField>,
    /// The card, once it was read and shows a face.
    pub card: Option<CardEvidence>,
}

/// Looks at pictures of a card; the newest result counts.
pub(super) struct CardDesk {
    pictures: SyncSender<VideoFrame>,
    newest: Arc<Mutex<Option<CardSeen>>>,
}

impl CardDesk {
    /// Starts the thread, which loads its models first.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(engines: &Engines) -> Result<Self, StationError> {
        let engines = engines.clone();
        let (pictures, received) = sync_channel::<VideoFrame>(1);
        let newest = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&newest);
        models::native::spawn("kiosk-card", move || {
            let loaded = engines.cards().and_then(|cards| Ok((cards, engines.matcher()?)));
            let Ok((mut cards, mut matcher)) = loaded.inspect_err(|error| {
                tracing::error!(%error, "cards can't be read; staff look at them");
            }) else {
                *lock(&shared) = Some(CardSeen { hint: "staff", ..CardSeen::default() });
                return;
            };
            for picture in received {
                let seen = look(&mut cards, &mut matcher, picture);
                *lock(&shared) = Some(seen);
            }
        })
        .map_err(|_| StationError::Thread("kiosk-card"))?;
        Ok(Self { pictures, newest })
    }

    /// Offers a picture; it is left out while another is looked at.
    pub fn offer(&self, picture: &VideoFrame) {
        // Full is the usual case: the camera is faster than the eye.
        let _ = self.pictures.try_send(picture.clone());
    }

    /// What was seen since the last call.
    pub fn take(&self) -> Option<CardSeen> {
        lock(&self.newest).take()
    }
}

fn lock<T>(slot: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(cards: &mut CardReader, matcher: &mut FaceMatcher, picture: VideoFrame) -> CardSeen {
    let seen = CardEvidence::read(cards, picture).and_then(|card| {
        // A card that is out of date is a card all the same; staff look at it.
        let usable = matches!(card.reading.problem, None | Some(CardProblem::Expired));
        let face = usable && matcher.embed_card(&card.picture)?.is_some();
        let hint = hint_of(card.reading.problem);
        let fields = fields_of(&card.reading);
        Ok(CardSeen { hint, fields, card: face.then_some(card) })
    });
    seen.unwrap_or_else(|error| {
        tracing::warn!(%error, "a picture of a card could not be looked at");
        CardSeen { hint: "blur", ..CardSeen::default() }
    })
}

fn fields_of(reading: &CardReading) -> Vec<ReadField> {
    let read = SHOWN.iter().filter_map(|name| reading.field(*name));
    read.map(|field| ReadField {
        name: field.name,
        value: field.value.clone(),
        unsure: field.unsure.iter().filter_map(|at| u32::try_from(*at).ok()).collect(),
        ok: field.ok,
        edited: false,
    })
    .collect()
}

/// Hint of the screen for what is wrong with a picture.
const fn hint_of(problem: Option<CardProblem>) -> &'static str {
    match problem {
        None => "read",
        Some(CardProblem::Glare) => "glare",
        Some(CardProblem::Expired) => "expired",
        Some(
            CardProblem::Blur
            | CardProblem::Unread
            | CardProblem::NumberInvalid
            | CardProblem::BirthDiffers
            | CardProblem::SexDiffers,
        ) => "blur",
        Some(CardProblem::NotACard | CardProblem::TooSmall | CardProblem::CutOff) => "place",
    }
}

/// What the candidate put right goes beside the booking; what the booking says stays.
pub(super) fn into_candidate(fields: &[ReadField], candidate: &mut Candidate) {
    let value = |name: FieldName| {
        let field = fields.iter().find(|field| field.name == name && field.ok);
        field.map(|field| field.value.expose().to_owned())
    };
    if candidate.id_number.is_none() {
        candidate.id_number = value(FieldName::IdNumber);
    }
    if candidate.name.is_none() {
        candidate.name = value(FieldName::Name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: FieldName, value: &str) -> ReadField {
        let value = SecretText::new(value.to_owned());
        ReadField { name, value, unsure: vec![2], ok: true, edited: false }
    }

    #[test]
    fn a_number_is_never_shown_whole_and_a_wrong_one_is_not_taken() {
        let mut number = field(FieldName::IdNumber, "11010519491231002X");
        assert!(!number.shown().shown.contains("19491231"));
        number.correct("110105194912310021");
        assert!(!number.ok && number.shown().edited);
        let mut candidate = Candidate::default();
        into_candidate(&[number, field(FieldName::Name, "佘雨")], &mut candidate);
        assert_eq!((candidate.name.as_deref(), candidate.id_number), (Some("佘雨"), None));
    }
}
