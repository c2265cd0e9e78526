//! Mandarin text → phonemes.
//!
//! Numbers are written out, the text is cut into words by jieba, each word is read with the
//! phrase tables and the rules for characters of several readings, tone sandhi is applied within
//! a clause, and the syllables become phonemes.

mod ipa;
mod numbers;
mod phrases;
mod readings;
mod sandhi;

pub use ipa::is_syllable;
pub use readings::Reader;

use crate::{VoiceError, en};

/// One syllable: pinyin without its tone (`v` for ü) and the tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syllable {
    /// The character it reads.
    pub character: char,
    /// Such as `zhuang` or `lv`.
    pub base: String,
    /// 1–4, 5 is the neutral tone.
    pub tone: u8,
    /// Whether a following 儿 colours it.
    pub erhua: bool,
}

/// A word and its syllables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// One per character but for 儿 that colours its predecessor.
    pub syllables: Vec<Syllable>,
}

/// The phonemes of `text`, words separated by blanks, punctuation in ASCII.
///
/// # Errors
/// [`VoiceError::Dictionary`] where Latin words occur and the English dictionary is damaged.
pub fn phonemes(reader: &Reader, text: &str) -> Result<String, VoiceError> {
    let spelled = numbers::spell_numbers(text);
    let mut out = String::new();
    let mut rest = spelled.as_str();
    while let Some(first) = rest.chars().next() {
        let class = Class::of(first);
        let end = rest.find(|c| Class::of(c) != class).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        match class {
            Class::Han => push_word(&mut out, &han_phonemes(reader, run)),
            Class::Latin => push_word(&mut out, &en::phonemes(run)?),
            Class::Other => run.chars().for_each(|c| out.push_str(punctuation(c))),
        }
    }
    Ok(tidy(&out))
}

/// The pinyin of `text` as it is spoken, sandhi included, such as `yin2 hang2`.
pub fn pinyin(reader: &Reader, text: &str) -> String {
    let spelled = numbers::spell_numbers(text);
    let runs = spelled.split(|c| Class::of(c) != Class::Han).filter(|run| !run.is_empty());
    let mut out: Vec<String> = Vec::new();
    for run in runs {
        for word in spoken_words(reader, run) {
            out.extend(word.syllables.iter().map(|s| {
                let erhua = if s.erhua { "r" } else { "" };
                format!("{}{erhua}{}", s.base, s.tone)
            }));
        }
    }
    out.join(" ")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Han,
    Latin,
    Other,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '〇' => Self::Han,
            _ if c.is_ascii_alphabetic() || c == '\'' => Self::Latin,
            _ => Self::Other,
        }
    }
}

fn spoken_words(reader: &Reader, run: &str) -> Vec<Word> {
    let mut words = reader.words(run);
    sandhi::apply(&mut words);
    words
}

fn han_phonemes(reader: &Reader, run: &str) -> String {
    let words = spoken_words(reader, run);
    let spoken: Vec<String> = words
        .iter()
        .map(|word| word.syllables.iter().filter_map(ipa::phonemes).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    spoken.join(" ")
}

fn push_word(out: &mut String, word: &str) {
    if !word.is_empty() && out.chars().next_back().is_some_and(char::is_alphanumeric) {
        out.push(' ');
    }
    out.push_str(word);
}

/// Kokoro was trained with ASCII punctuation and a blank after it.
fn punctuation(c: char) -> &'static str {
    match c {
        '，' | '、' | ',' => ", ",
        '。' | '．' | '.' => ". ",
        '！' | '!' => "! ",
        '？' | '?' => "? ",
        '：' | ':' => ": ",
        '；' | ';' => "; ",
        '…' => "… ",
        '—' => "— ",
        '\n' => ". ",
        _ => " ",
    }
}

/// Single blanks, no blank before punctuation, no mark twice, none at the start.
fn tidy(phonemes: &str) -> String {
    let mut out = String::with_capacity(phonemes.len());
    for c in phonemes.chars() {
        let last = out.trim_end().chars().next_back();
        if matches!(c, ',' | '.' | '!' | '?' | ':' | ';' | '…' | '—') {
            let doubled = last.is_none_or(|l| !l.is_alphanumeric() && !is_tone(l));
            if !doubled {
                out.truncate(out.trim_end().len());
                out.push(c);
            }
        } else if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_tone(c: char) -> bool {
    matches!(c, '→' | '↗' | '↓' | '↘')
}
