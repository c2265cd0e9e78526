//! A booking as it is found and shown: by the end of its reference, without a whole name.

use interview::exchange::BookedCandidate;
use interview::position::Position;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::kept::Suspended;
use super::view::{FoundBooking, GoesOn, PositionChoice};
use crate::candidate::Candidate;

/// A booking code: the last characters of the reference.
pub(super) const CODE_CHARS: usize = 6;
/// How far from the booked time counts as on time.
const ON_TIME: time::Duration = time::Duration::minutes(10);

/// The booking that was found, and whom it is for.
#[derive(Default)]
pub(super) struct Found {
    pub shown: Option<FoundBooking>,
    pub candidate: Option<Candidate>,
    pub position: Option<Position>,
    /// An interview that was paused here, in place of a booking.
    pub again: Option<Box<Suspended>>,
}

/// The last characters of a reference, letters and digits only.
pub(super) fn booking_code(reference: &str) -> String {
    let kept: Vec<char> = reference.chars().filter(char::is_ascii_alphanumeric).collect();
    kept[kept.len().saturating_sub(CODE_CHARS)..].iter().collect::<String>().to_uppercase()
}

pub(super) fn choice(position: &Position) -> PositionChoice {
    PositionChoice {
        code: position.code.clone(),
        name_zh: position.name_zh.clone(),
        name_en: position.name_en.clone(),
    }
}

/// A name as it may be shown before the card was seen.
pub(super) fn name_hint(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(String::from).unwrap_or_default();
    format!("{first}{}", "＊".repeat(characters.count()))
}

pub(super) fn found_booking(booked: BookedCandidate, position: Position) -> Found {
    let shown = FoundBooking {
        name_hint: name_hint(&booked.name),
        position: choice(&position),
        punctual: punctual(booked.starts_at.as_deref()).to_owned(),
        at: booked.starts_at,
        goes_on: GoesOn::Beginning,
    };
    let candidate =
        Candidate { reference: booked.reference, name: Some(booked.name), id_number: None };
    let found = Found { shown: Some(shown), candidate: Some(candidate), ..Found::default() };
    Found { position: Some(position), ..found }
}

fn punctual(starts_at: Option<&str>) -> &'static str {
    let Some(at) = starts_at.and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok()) else {
        return "on_time";
    };
    match OffsetDateTime::now_utc() - at {
        early if early < -ON_TIME => "early",
        late if late > ON_TIME => "late",
        _ => "on_time",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_booking_code_is_the_end_of_the_reference() {
        assert_eq!(booking_code("YS-20261125-7K3M42"), "7K3M42");
        assert_eq!(booking_code("DEMO-2026-0001"), "260001");
        assert_eq!(booking_code("A1"), "A1");
    }

    #[test]
    fn a_found_booking_shows_no_whole_name() {
        let booked = BookedCandidate {
            reference: "YS-1".to_owned(),
            name: "沈知夏".to_owned(),
            language: interview::transcript::Language::Zh,
            position: "teller".to_owned(),
            starts_at: None,
        };
        let position = crate::library::position("teller").unwrap();
        let shown = found_booking(booked, position).shown.unwrap();
        assert_eq!(shown.name_hint, "沈＊＊");
    }
}
