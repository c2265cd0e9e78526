//! The QR code of an invitation before the camera: read on a thread of its own while the booking is
//! looked for. Nothing of the pictures is kept.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use interview::media::VideoFrame;
use perception::qr::read_qr;

use super::booked::{CODE_CHARS, booking_code};
use super::journey::{Journey, Place};

/// Distance between two looks, in milliseconds: a code is held still for about a second.
const LOOK_EVERY_MS: i64 = 250;

/// Looks for a code in the pictures that are offered.
pub(super) struct TicketEye {
    pictures: SyncSender<VideoFrame>,
    newest: Arc<Mutex<Option<String>>>,
    next_ms: i64,
    /// What was read last: the same code is not looked for twice.
    last: Option<String>,
}

impl TicketEye {
    /// Starts the thread; none where the machine gives none: codes can be typed then.
    pub fn start() -> Option<Self> {
        let (pictures, received) = sync_channel::<VideoFrame>(1);
        let newest = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&newest);
        let look = move || {
            for picture in received {
                if let Some(text) = read_qr(&picture) {
                    *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
                }
            }
        };
        let spawned = std::thread::Builder::new().name("kiosk-qr".to_owned()).spawn(look);
        if spawned.is_err() {
            tracing::warn!("no thread reads QR codes; the code can be typed");
        }
        spawned.ok().map(|_| Self { pictures, newest, next_ms: i64::MIN, last: None })
    }

    fn offer(&mut self, picture: &VideoFrame) {
        let at_ms = picture.time.millis();
        if at_ms >= self.next_ms && self.pictures.try_send(picture.clone()).is_ok() {
            self.next_ms = at_ms + LOOK_EVERY_MS;
        }
    }

    /// A code that was not read before.
    fn fresh(&mut self) -> Option<String> {
        let text = self.newest.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let known = self.last.as_ref() == Some(&text);
        self.last = Some(text.clone());
        (!known).then_some(text)
    }
}

impl Journey {
    /// A picture while the booking is looked for.
    pub(super) fn ticket_picture(&mut self, picture: &VideoFrame) {
        let wanted = self.place == Place::Booking && self.found.shown.is_none();
        let Some(eye) = self.ticket.as_mut().filter(|_| wanted) else { return };
        eye.offer(picture);
        if let Some(code) = eye.fresh().as_deref().and_then(code_of) {
            self.ticket_code(&code);
        }
    }

    /// Looks for the booking of a code that was read. Any code may be before a camera: one that is not
    /// known here is no search that failed.
    fn ticket_code(&mut self, code: &str) {
        let same = |reference: &str| booking_code(reference) == code;
        if self.find_again(None, |candidate| same(&candidate.reference)) {
            return;
        }
        match self.booked() {
            Ok(all) if all.iter().any(|booked| same(&booked.reference)) => self.booking_code(code),
            Ok(_) => {}
            Err(error) => self.fail(&error),
        }
    }
}

/// The booking code that a QR code stands for: a code or reference itself, or an address that ends in
/// one.
fn code_of(text: &str) -> Option<String> {
    let text = text.trim();
    let path = text.split(['?', '#']).next().unwrap_or(text);
    let end = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let code = booking_code(end);
    (code.chars().count() == CODE_CHARS).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_a_reference_and_an_address_lead_to_the_same_booking() {
        for text in
            ["7K3M42", "YS-20261125-7K3M42", "https://hr.example/c/YS-20261125-7K3M42?lang=zh#top"]
        {
            assert_eq!(code_of(text).as_deref(), Some("7K3M42"), "{text}");
        }
        assert_eq!(code_of("hello"), None);
        assert_eq!(code_of(""), None);
    }
}
