//! What was read from a card. Nothing here shows a value in its Debug form.

use std::fmt;

use interview::id_number::IdNumber;
use interview::media::VideoFrame;
use zeroize::Zeroize;

use super::geometry::TextBox;
use super::mask;

/// Text of a card. Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Keeps `text`.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for comparing and for the person whose card it is.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text for a screen that others can see: [`masked_text`].
    pub fn masked(&self) -> String {
        masked_text(&self.0)
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// The first and last four characters with a star for each one between; all stars where that would
/// leave fewer than four stars.
pub fn masked_text(text: &str) -> String {
    const SHOWN: usize = 4;
    let count = text.chars().count();
    let hidden =
        |at: usize| count < 3 * SHOWN || (SHOWN..count.saturating_sub(SHOWN)).contains(&at);
    text.chars().enumerate().map(|(at, c)| if hidden(at) { '*' } else { c }).collect()
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardDate {
    year: u16,
    month: u8,
    day: u8,
}

impl CardDate {
    /// The day, where it exists; years 1800–2200 as in [`IdNumber`].
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let exists = (1800..=2200).contains(&year) && (1..=days).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// YYYY-MM-DD.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The two sides of a resident identity card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardSide {
    /// Portrait, person, number.
    Front,
    /// Emblem, authority, validity.
    Back,
}

/// A field of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldName {
    /// 姓名.
    Name,
    /// 性别: 男 or 女.
    Sex,
    /// 民族, one of the 56 of GB/T 3304.
    Nation,
    /// 出生, as YYYY-MM-DD.
    Birth,
    /// 住址, its lines joined.
    Address,
    /// 公民身份号码, 18 characters where it was read whole.
    IdNumber,
    /// 签发机关.
    Authority,
    /// First day of 有效期限, as YYYY-MM-DD.
    ValidFrom,
    /// Last day of 有效期限, as YYYY-MM-DD, or 长期 for one without an end.
    ValidUntil,
}

impl FieldName {
    /// The fields of the front.
    pub const FRONT: [Self; 6] =
        [Self::Name, Self::Sex, Self::Nation, Self::Birth, Self::Address, Self::IdNumber];
    /// The fields of the back.
    pub const BACK: [Self; 3] = [Self::Authority, Self::ValidFrom, Self::ValidUntil];

    /// Stable name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Sex => "sex",
            Self::Nation => "nation",
            Self::Birth => "birth",
            Self::Address => "address",
            Self::IdNumber => "id_number",
            Self::Authority => "authority",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
        }
    }
}

/// One field as it was read. A field that was not read is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct CardField {
    /// Which.
    pub name: FieldName,
    /// What was read.
    pub value: SecretText,
    /// Mean of the characters' confidence, 0–1.
    pub confidence: f64,
    /// Places in `value`, counted in characters, that the model was not sure of.
    pub unsure: Vec<usize>,
    /// Every character is sure and the whole is something that this field can hold.
    pub ok: bool,
}

/// Why a picture is not taken as a read card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardProblem {
    /// No text of an identity card.
    NotACard,
    /// The strokes are not sharp.
    Blur,
    /// A reflection lies on the text.
    Glare,
    /// The text is too small in the picture.
    TooSmall,
    /// The card reaches beyond the picture.
    CutOff,
    /// A field was not read, or not for certain.
    Unread,
    /// The number is no valid one (GB 11643-1999: form, region, date, check character).
    NumberInvalid,
    /// The date of birth is another one than in the number.
    BirthDiffers,
    /// The sex is another one than in the number.
    SexDiffers,
    /// The validity has ended.
    Expired,
}

impl CardProblem {
    /// Stable name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotACard => "not_a_card",
            Self::Blur => "blur",
            Self::Glare => "glare",
            Self::TooSmall => "too_small",
            Self::CutOff => "cut_off",
            Self::Unread => "unread",
            Self::NumberInvalid => "number_invalid",
            Self::BirthDiffers => "birth_differs",
            Self::SexDiffers => "sex_differs",
            Self::Expired => "expired",
        }
    }
}

/// One look at a picture of a card.
#[derive(Clone, PartialEq)]
pub struct CardReading {
    /// The side, where one was recognised.
    pub side: Option<CardSide>,
    /// The fields that were read, in the order of [`FieldName`].
    pub fields: Vec<CardField>,
    /// Why the picture is not taken as read; none where it is.
    pub problem: Option<CardProblem>,
    pub(super) hidden: Vec<TextBox>,
}

impl fmt::Debug for CardReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardReading({:?}, {:?}, …)", self.side, self.problem)
    }
}

impl CardReading {
    /// Whether the card counts as read: every field is there, the number is valid, date of birth and
    /// sex agree with it, nothing of the picture speaks against it. A character of name or address
    /// may still be unsure; the person is asked about it.
    pub fn is_read(&self) -> bool {
        self.problem.is_none()
    }

    /// A field, where it was read.
    pub fn field(&self, name: FieldName) -> Option<&CardField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The number of a card that counts as read.
    pub fn id_number(&self) -> Option<IdNumber> {
        let field = self.field(FieldName::IdNumber).filter(|_| self.is_read())?;
        IdNumber::parse(field.value.expose()).ok()
    }

    /// The picture with number and address blacked out; where the fields could not be told apart,
    /// with every line of text blacked out. `frame` is the one that was read.
    pub fn masked_picture(&self, frame: &VideoFrame) -> VideoFrame {
        mask::black_out(frame, &self.hidden)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn masks_leave_four_characters_at_each_end() {
        assert_eq!(masked_text("11010519491231002X"), "1101**********002X");
        assert_eq!(masked_text("样本区一路"), "*****");
        assert_eq!(masked_text(""), "");
    }

    #[test]
    fn debug_shows_nothing() {
        let value = SecretText::new("MARKER".to_owned());
        let name = FieldName::Name;
        let field = CardField { name, value, confidence: 1.0, unsure: vec![], ok: true };
        let reading =
            CardReading { side: None, fields: vec![field.clone()], problem: None, hidden: vec![] };
        assert!(!format!("{field:?} {reading:?}").contains("MARKER"));
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        assert!(CardDate::new(2023, 2, 29).is_none() && CardDate::new(2024, 2, 29).is_some());
        assert!(CardDate::new(2024, 13, 1).is_none() && CardDate::new(2024, 4, 31).is_none());
    }

    proptest! {
        #[test]
        fn masks_keep_the_length_and_hide_the_middle(text in "\\PC{0,40}") {
            let masked = masked_text(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            let stars = masked.chars().filter(|c| *c == '*').count();
            prop_assert!(text.is_empty() || stars >= 1);
        }
    }
}
