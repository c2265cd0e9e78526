//! The card under the camera, looked at on a thread of its own. Its picture is never written
//! anywhere; what was read of it goes to the candidate for correction, and masked to the screen.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use interview::id_number::IdNumber;
use interview::media::VideoFrame;
use perception::vision::FaceMatcher;

use super::view::CardField;
use crate::StationError;
use crate::candidate::Candidate;
use crate::engines::Engines;

/// What was seen of the card.
#[derive(Clone, Default)]
pub(super) struct CardSeen {
    /// Hint for the picture.
    pub hint: String,
    /// Fields that were read.
    pub fields: Vec<CardField>,
    /// The picture with the portrait, once it is good enough.
    pub portrait: Option<VideoFrame>,
}

/// Looks at pictures of a card; the newest result counts.
pub(super) struct CardDesk {
    pictures: SyncSender<VideoFrame>,
    newest: Arc<Mutex<Option<CardSeen>>>,
}

impl CardDesk {
    /// Starts the thread.
    ///
    /// # Errors
    /// Failures of the models, [`StationError::Thread`].
    pub fn start(engines: &Engines) -> Result<Self, StationError> {
        let mut matcher = engines.matcher()?;
        let (pictures, received) = sync_channel::<VideoFrame>(1);
        let newest = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&newest);
        std::thread::Builder::new()
            .name("kiosk-card".to_owned())
            .spawn(move || {
                for picture in received {
                    let seen = look(&mut matcher, &picture);
                    *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
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

    /// What was seen last.
    pub fn newest(&self) -> Option<CardSeen> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A card counts as there once it shows a face that can be compared.
fn look(matcher: &mut FaceMatcher, picture: &VideoFrame) -> CardSeen {
    match matcher.embed_card(picture) {
        Ok(Some(_)) => CardSeen {
            hint: "read".to_owned(),
            fields: Vec::new(),
            portrait: Some(picture.clone()),
        },
        Ok(None) => CardSeen { hint: "place".to_owned(), ..CardSeen::default() },
        Err(error) => {
            tracing::warn!(%error, "a picture of a card could not be looked at");
            CardSeen { hint: "blur".to_owned(), ..CardSeen::default() }
        }
    }
}

/// Puts a field right by hand; that stays visible to HR.
pub(super) fn correct(field: &mut CardField, value: &str) {
    let value = value.trim();
    field.ok = match field.name.as_str() {
        "id_number" => IdNumber::parse(value).is_ok(),
        _ => !value.is_empty(),
    };
    field.shown = value.to_owned();
    field.unsure.clear();
    field.edited = true;
}

/// What the card says of the candidate, where nobody has said it before.
pub(super) fn into_candidate(fields: &[CardField], candidate: &mut Candidate) {
    let value = |name: &str| {
        fields.iter().find(|field| field.name == name && field.ok).map(|field| field.shown.clone())
    };
    if candidate.name.is_none() {
        candidate.name = value("name");
    }
    if candidate.id_number.is_none() {
        candidate.id_number = value("id_number");
    }
}
