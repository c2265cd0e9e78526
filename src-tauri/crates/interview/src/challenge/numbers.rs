//! Numbers read aloud: another way to show that somebody is here, for who can't or does not want
//! to move on demand.
//!
//! Three things have to go together: these digits are heard, lips move with the voice, and
//! the face is the one that was compared with the card. The first two are judged here, the third
//! where faces are compared.

use serde::{Deserialize, Serialize};

use super::guard::{Guard, VoidReason};
use super::lips::{Lips, Loudness, lips_with_voice};
use super::plan::Shuffler;
use crate::observation::FrameObservation;
use crate::time::Span;
use crate::transcript::Language;

/// Digits of one row. Four are said in one breath and are one of 7 290; who guesses has three tries.
const DIGITS: usize = 4;
/// Time from the row being shown, and read aloud where that is wanted, to the last digit, in
/// milliseconds: four digits at one a second, with three times that to look at them first.
pub const NUMBERS_LIMIT_MS: i64 = 16_000;
/// Silence after speech that ends a row in milliseconds: longer than people pause between digits
/// that they read one by one.
pub const NUMBERS_SILENCE_MS: i64 = 2_000;
/// Digits of a row that may be misheard, left out or too many: of Mandarin rows of made speech the
/// recogniser of this program makes out two of three without a mistake and nine of ten with one
/// (`models/cards/whisper-base.md`). With one, 31 to 33 of the 7 290 rows fit another row that
/// somebody has recorded beforehand, 1.3 in a hundred in three tries, and the lips still have to
/// fit.
const MISHEARD: usize = 1;
/// Pictures this long before the first and after the last sound belong to it, in milliseconds: lips
/// open 0.1 to 0.3 s before they are heard.
const AROUND_MS: i64 = 400;

/// Digits to be read aloud, in this order; no digit stands beside itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRow(Vec<u8>);

impl NumberRow {
    /// Digits of a row.
    pub const DIGITS: usize = DIGITS;

    /// Exactly these digits; none where they are no row: not [`DIGITS`](Self::DIGITS) of 0–9, or one
    /// beside itself.
    pub fn of(digits: &[u8]) -> Option<Self> {
        let is_row = digits.len() == DIGITS
            && digits.iter().all(|digit| *digit < 10)
            && digits.windows(2).all(|two| two[0] != two[1]);
        is_row.then(|| Self(digits.to_vec()))
    }

    /// Every row there is, 7 290 of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        let end = 10_u32.pow(DIGITS as u32);
        (0..end).filter_map(|number| {
            let digits = format!("{number:0width$}", width = DIGITS);
            Self::of(&digits.bytes().map(|figure| figure - b'0').collect::<Vec<_>>())
        })
    }

    /// A row that only `seed` decides. The seed has to come from the system's random source and be
    /// used once.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let mut random = Shuffler::new(seed);
        let mut row: Vec<u8> = Vec::with_capacity(DIGITS);
        while row.len() < DIGITS {
            let digit = random.below(10) as u8;
            if row.last() != Some(&digit) {
                row.push(digit);
            }
        }
        Self(row)
    }

    /// The digits, 0–9 each.
    pub fn digits(&self) -> &[u8] {
        &self.0
    }
}

/// What was heard while a row was to be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowHeard {
    /// What the recogniser wrote; empty where nobody spoke.
    pub text: String,
    /// The language it listened for.
    pub language: Language,
    /// Where somebody spoke, in order of time.
    pub speech: Vec<Span>,
    /// How loud it was, in order of time.
    pub loudness: Vec<Loudness>,
}

/// Why a row does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFailure {
    /// Nobody spoke.
    Silent,
    /// Something else was understood.
    OtherWords,
    /// No lips were seen to move with the voice.
    LipsApart,
    /// The pictures say nothing about the person.
    Void(VoidReason),
}

/// Whether `row` was read by the person in the picture. `frames` are the frames of the camera since
/// it was shown, in order of time, each with whether others were dropped before it; only those
/// around the voice count. What is measured of the lips is given with a failure too, where it could
/// be measured.
pub fn judge_row(
    row: &NumberRow,
    frames: &[(FrameObservation, bool)],
    heard: &RowHeard,
) -> (Result<(), RowFailure>, Option<Lips>) {
    let (Some(first), Some(last)) = (heard.speech.first(), heard.speech.last()) else {
        return (Err(RowFailure::Silent), None);
    };
    let around = first.start_ms - AROUND_MS..=last.end_ms + AROUND_MS;
    let mut guard = Guard::default();
    let mut seen = Vec::new();
    for (frame, dropped) in frames.iter().filter(|(frame, _)| around.contains(&frame.t_ms)) {
        if let Some(reason) = guard.push(frame, *dropped) {
            return (Err(RowFailure::Void(reason)), None);
        }
        seen.push(frame.clone());
    }
    let Some(lips) = lips_with_voice(&seen, &heard.loudness) else {
        return (Err(RowFailure::Void(VoidReason::TooFewFrames)), None);
    };
    let judged = if !reads(&heard.text, heard.language, row) {
        Err(RowFailure::OtherWords)
    } else if !lips.belong_to_voice() {
        Err(RowFailure::LipsApart)
    } else {
        Ok(())
    };
    (judged, Some(lips))
}

/// Whether `text` reads `row`, with one mistake of the recogniser at most.
pub fn reads(text: &str, language: Language, row: &NumberRow) -> bool {
    let mut read = read_in(text, language);
    // No row holds a digit beside itself: one that was written twice was said again, or heard double.
    read.dedup_by(|a, b| a.is_some() && a == b);
    let wanted: Vec<Option<u8>> = row.digits().iter().copied().map(Some).collect();
    mistakes(&wanted, &read) <= MISHEARD
}

/// Edit distance: digits that are wrong, missing or too many.
fn mistakes(wanted: &[Option<u8>], read: &[Option<u8>]) -> usize {
    let mut above: Vec<usize> = (0..=read.len()).collect();
    for (at, digit) in wanted.iter().enumerate() {
        let mut line = vec![at + 1];
        for (n, other) in read.iter().enumerate() {
            let wrong = above[n] + usize::from(digit != other);
            line.push(wrong.min(above[n + 1] + 1).min(line[n] + 1));
        }
        above = line;
    }
    above.last().copied().unwrap_or(0)
}

/// Digit by digit what `text` reads; none for a character (English: a word) that is no digit.
///
/// Mandarin: a recogniser has no context for single digits and writes any character of the same
/// sound, so each character of a digit's syllable counts, whatever its tone (`Xiandai Hanyu Cidian`,
/// 7th edition; characters that `whisper` base wrote for digits of our own voice are among them).
/// Our own recogniser writes figures, and takes these characters for the digits' sounds.
/// 幺 for 1 and 两 for 2 are how telephone numbers are read; 洞, 拐 and 勾 are the radio readings of
/// 0, 7 and 9. 十, 百, 千 are numbers of their own and no digits. English: words or figures, with
/// "oh" for 0 and the words that sound alike (to, for, won, ate).
fn read_in(text: &str, language: Language) -> Vec<Option<u8>> {
    match language {
        Language::Zh => mandarin(text),
        Language::En => english(text),
    }
}

/// Characters for each digit, by the syllables líng, yī/yāo, èr/liǎng, sān, sì, wǔ, liù, qī, bā, jiǔ.
const MANDARIN: [&str; 10] = [
    "零〇○灵另令铃领洞",
    "一壹衣医依伊以已意亿幺腰要妖邀",
    "二贰两兩俩亮儿而耳尔",
    "三叁仨伞散",
    "四肆死思司似丝",
    "五伍午舞武吴无物雾屋",
    "六陆流留刘溜柳",
    "七柒期其起气器妻齐棋拐",
    "八捌吧把爸巴扒",
    "九玖就久酒旧救勾",
];

/// Characters that a recogniser may write for a Mandarin `digit`, 0–9, the usual one first; empty
/// for other values.
pub fn mandarin_characters(digit: u8) -> &'static str {
    MANDARIN.get(usize::from(digit)).copied().unwrap_or_default()
}

/// Sounds of hesitation.
const HESITATION_ZH: &str = "嗯啊呃额哦";

fn mandarin(text: &str) -> Vec<Option<u8>> {
    let mut digits = Vec::new();
    for character in text.chars() {
        let same_sound = || MANDARIN.iter().position(|all| all.contains(character));
        let digit = figure(character).or_else(|| same_sound().map(|digit| digit as u8));
        let said = character.is_alphanumeric() && !HESITATION_ZH.contains(character);
        if digit.is_some() || said {
            digits.push(digit);
        }
    }
    digits
}

/// Words for each digit.
const ENGLISH: [&[&str]; 10] = [
    &["zero", "oh", "o", "nought", "nil"],
    &["one", "won"],
    &["two", "to", "too"],
    &["three"],
    &["four", "for", "fore"],
    &["five"],
    &["six"],
    &["seven"],
    &["eight", "ate"],
    &["nine"],
];
/// Sounds of hesitation.
const HESITATION_EN: [&str; 5] = ["uh", "um", "er", "erm", "hm"];

fn english(text: &str) -> Vec<Option<u8>> {
    let mut digits = Vec::new();
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.chars().all(|c| figure(c).is_some()) {
            digits.extend(word.chars().map(figure));
        } else if !HESITATION_EN.contains(&word) {
            let digit = ENGLISH.iter().position(|all| all.contains(&word));
            digits.push(digit.map(|digit| digit as u8));
        }
    }
    digits
}

/// The value of a figure, full width too.
fn figure(character: char) -> Option<u8> {
    let plain = match character {
        '０'..='９' => char::from_u32(character as u32 - '０' as u32 + '0' as u32)?,
        other => other,
    };
    plain.to_digit(10).map(|digit| digit as u8)
}
