//! The card itself: read on the device and compared with what is known of the candidate.

use interview::media::VideoFrame;
use interview::report::{CheckResult, IdentityCheck};
use perception::card::{CardDate, CardProblem, CardReader, CardReading, FieldName};
use time::{Duration, OffsetDateTime};

use super::checks::check;
use crate::StationError;
use crate::candidate::Candidate;

/// Distance of China's one time zone from UTC; the validity of a card ends with a day there.
const CHINA: Duration = Duration::hours(8);

/// A picture of a card and what was read on it. Kept in memory only, as long as the check lasts.
pub struct CardEvidence {
    /// The picture.
    pub picture: VideoFrame,
    /// What was read.
    pub reading: CardReading,
    /// Role and sha256 of the models that read it.
    pub models: Vec<(String, String)>,
}

impl CardEvidence {
    /// Reads the card in `picture`, as of today.
    ///
    /// # Errors
    /// Failures of the models.
    pub fn read(reader: &mut CardReader, picture: VideoFrame) -> Result<Self, StationError> {
        let reading = reader.read(&picture, today()?)?;
        Ok(Self { picture, reading, models: reader.models() })
    }
}

impl CardEvidence {
    /// The same evidence for another try.
    #[must_use]
    pub fn again(&self) -> Self {
        Self {
            picture: self.picture.clone(),
            reading: self.reading.clone(),
            models: self.models.clone(),
        }
    }
}

/// The day it is in China, on which the validity of a card is judged.
///
/// # Errors
/// [`StationError::Clock`] where the clock of this machine is far off.
pub fn today() -> Result<CardDate, StationError> {
    let now = OffsetDateTime::now_utc() + CHINA;
    let year = u16::try_from(now.year()).map_err(|_| StationError::Clock)?;
    CardDate::new(year, now.month().into(), now.day()).ok_or(StationError::Clock)
}

/// The check of the card, and the candidate with what the card adds where the booking says nothing.
pub(super) fn check_card(reading: &CardReading, booked: &Candidate) -> (IdentityCheck, Candidate) {
    let number = reading.id_number().map(|number| number.as_str().to_owned());
    let name = reading.field(FieldName::Name).filter(|_| reading.is_read());
    let shown = name.map(|field| Shown { text: field.value.expose(), unsure: &field.unsure });
    let (result, reason) = verdict(reading.problem, shown.as_ref(), number.as_deref(), booked);
    let mut known = booked.clone();
    if result == CheckResult::Passed {
        let sure = name.filter(|field| field.ok).map(|field| field.value.expose().to_owned());
        known.name = known.name.or(sure);
        known.id_number = known.id_number.or(number);
    }
    (check("card", result, reason), known)
}

/// A value of the card with the places of its unsure characters.
struct Shown<'a> {
    text: &'a str,
    unsure: &'a [usize],
}

/// What the card says of the candidate, with the key of the reason. A picture that could not be
/// read proves nothing; a card that contradicts itself or the booking is shown to staff.
fn verdict(
    problem: Option<CardProblem>,
    name: Option<&Shown<'_>>,
    number: Option<&str>,
    booked: &Candidate,
) -> (CheckResult, &'static str) {
    if let Some(problem) = problem {
        let contradicts = matches!(
            problem,
            CardProblem::NumberInvalid | CardProblem::BirthDiffers | CardProblem::SexDiffers
        );
        let result = if contradicts { CheckResult::Failed } else { CheckResult::NotPerformed };
        return (result, reason_of(problem));
    }
    let same_number = match (number, booked.id_number.as_deref()) {
        (Some(read), Some(booked)) => Some(read == booked.trim().to_ascii_uppercase()),
        _ => None,
    };
    if same_number == Some(false) {
        return (CheckResult::Failed, "identity.card_number_differs");
    }
    let differs = match (name, booked.name.as_deref()) {
        (Some(read), Some(booked)) => differs(read, booked, same_number == Some(true)),
        _ => false,
    };
    if differs {
        return (CheckResult::Failed, "identity.card_name_differs");
    }
    (CheckResult::Passed, "")
}

/// A name without what it may be written with or without.
fn plain(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '•' | '・' | '‧') { '·' } else { c })
        .collect()
}

/// Whether two names are the same, however they are spaced.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// Whether the name on the card is another one. Where the number is the same, a character that was
/// not read for certain is no difference: rare characters are what a recogniser knows least.
fn differs(read: &Shown<'_>, booked: &str, same_number: bool) -> bool {
    let (read_name, booked) = (plain(read.text), plain(booked));
    let at_unsure = |at: usize| same_number && read.unsure.contains(&at);
    read_name.len() != booked.len()
        || (0..booked.len()).any(|at| read_name[at] != booked[at] && !at_unsure(at))
}

/// Key of the text that tells why a card was not taken as read.
pub const fn reason_of(problem: CardProblem) -> &'static str {
    match problem {
        CardProblem::NotACard => "identity.card_not_a_card",
        CardProblem::Blur => "identity.card_blur",
        CardProblem::Glare => "identity.card_glare",
        CardProblem::TooSmall => "identity.card_too_small",
        CardProblem::CutOff => "identity.card_cut_off",
        CardProblem::Unread => "identity.card_unread",
        CardProblem::NumberInvalid => "identity.card_number_invalid",
        CardProblem::BirthDiffers => "identity.card_birth_differs",
        CardProblem::SexDiffers => "identity.card_sex_differs",
        CardProblem::Expired => "identity.card_expired",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booked(name: &str, number: &str) -> Candidate {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Candidate { reference: String::new(), name: some(name), id_number: some(number) }
    }

    const NUMBER: &str = "11010519491231002X";

    fn of(name: &str, unsure: &[usize], candidate: &Candidate) -> (CheckResult, &'static str) {
        verdict(None, Some(&Shown { text: name, unsure }), Some(NUMBER), candidate)
    }

    #[test]
    fn the_booked_person_passes_and_so_does_a_walk_in() {
        assert_eq!(of("佘雨", &[], &booked("佘雨", "11010519491231002x")).0, CheckResult::Passed);
        assert_eq!(of("佘雨", &[], &Candidate::default()).0, CheckResult::Passed);
        let dotted = booked("阿依夏木•样例", NUMBER);
        assert_eq!(of("阿依夏木·样例", &[], &dotted).0, CheckResult::Passed);
    }

    #[test]
    fn another_person_fails_with_the_reason() {
        let failed = |key| (CheckResult::Failed, key);
        let other_number = booked("佘雨", "110105194912310011");
        assert_eq!(of("佘雨", &[], &other_number), failed("identity.card_number_differs"));
        let other_name = booked("余雨", NUMBER);
        assert_eq!(of("佘雨", &[], &other_name), failed("identity.card_name_differs"));
        assert_eq!(of("佘雨", &[1], &other_name), failed("identity.card_name_differs"));
    }

    #[test]
    fn an_unsure_character_is_no_difference_where_the_number_is_the_same() {
        assert_eq!(of("余雨", &[0], &booked("佘雨", NUMBER)).0, CheckResult::Passed);
        assert_eq!(of("余雨", &[0], &booked("佘雨", "")).0, CheckResult::Failed);
    }

    #[test]
    fn what_was_not_read_proves_nothing_and_contradictions_fail() {
        let with = |problem| verdict(Some(problem), None, None, &booked("佘雨", NUMBER));
        assert_eq!(
            with(CardProblem::NotACard),
            (CheckResult::NotPerformed, "identity.card_not_a_card")
        );
        assert_eq!(with(CardProblem::Glare), (CheckResult::NotPerformed, "identity.card_glare"));
        assert_eq!(
            with(CardProblem::NumberInvalid),
            (CheckResult::Failed, "identity.card_number_invalid")
        );
    }
}
