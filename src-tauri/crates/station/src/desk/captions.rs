//! Captions as WebVTT, made from the transcript of the report.

use interview::report::Report;
use interview::transcript::Language;

use super::spoken::{self, SpokenWord};

/// Longest cue in columns; a Chinese character takes two. 36 columns are two short lines on the
/// player, or one line of 18 characters (GB/T 37668 asks for at most 20).
const MAX_COLUMNS: usize = 36;
/// A silence that ends a cue, in milliseconds.
const CUE_PAUSE_MS: i64 = 700;
/// How long a cue stays after its last word where nothing follows, in milliseconds.
const LINGER_MS: i64 = 600;

/// One cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Media time in milliseconds.
    pub start_ms: i64,
    /// End; never after the start of the next cue.
    pub end_ms: i64,
    /// Words.
    pub text: String,
}

/// The cues of all answers in order of time.
pub fn cues(report: &Report) -> Vec<Cue> {
    let mut cues = Vec::new();
    for answer in &report.answers {
        let mut open: Vec<SpokenWord> = Vec::new();
        for mut word in spoken::words(&answer.transcript) {
            if let Some(last) = open.last_mut() {
                last.text.push_str(&take_closing(&mut word.text));
            }
            if open.last().is_some_and(|last| breaks(&open, last, &word)) {
                cues.extend(close(&mut open));
            }
            open.push(word);
        }
        cues.extend(close(&mut open));
    }
    cues.sort_by_key(|cue| cue.start_ms);
    for nth in 0..cues.len() {
        let next = cues.get(nth + 1).map_or(i64::MAX, |next| next.start_ms);
        let cue = &mut cues[nth];
        cue.end_ms = (cue.end_ms + LINGER_MS).min(next).max(cue.start_ms + 1);
    }
    cues
}

/// The captions as a WebVTT file.
pub fn webvtt(report: &Report) -> String {
    let language = match report.language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let mut out = format!("WEBVTT\nKind: captions\nLanguage: {language}\n");
    for (number, cue) in (1..).zip(cues(report)) {
        out += &format!(
            "\n{number}\n{} --> {}\n{}\n",
            stamp(cue.start_ms),
            stamp(cue.end_ms),
            escaped(&cue.text)
        );
    }
    out
}

/// What closes the words before it, and so never begins a cue.
const CLOSING: &[char] = &[
    '，', '。', '、', '；', '：', '？', '！', '”', '’', '」', '』', '》', '）', '…', ',', '.', ';',
    ':', '?', '!', ')',
];

/// Takes from `text` what closes the word before it. The recogniser hangs a comma on either word.
fn take_closing(text: &mut String) -> String {
    let rest = text.trim_start_matches(CLOSING).len();
    let own = text.split_off(text.len() - rest);
    std::mem::replace(text, own)
}

fn breaks(open: &[SpokenWord], last: &SpokenWord, next: &SpokenWord) -> bool {
    let long = open.iter().chain([next]).map(|word| columns(word.text.trim())).sum::<usize>();
    long > MAX_COLUMNS
        || next.start_ms - last.end_ms >= CUE_PAUSE_MS
        || spoken::ends_sentence(&last.text)
}

fn close(open: &mut Vec<SpokenWord>) -> Option<Cue> {
    let (first, last) = (open.first()?, open.last()?);
    let (start_ms, end_ms) = (first.start_ms.max(0), last.end_ms);
    let text: String = open.iter().map(|word| word.text.as_str()).collect();
    open.clear();
    let text = text.trim().trim_start_matches(CLOSING).trim_start().to_owned();
    (!text.is_empty()).then_some(Cue { start_ms, end_ms: end_ms.max(start_ms + 1), text })
}

fn columns(text: &str) -> usize {
    text.chars().map(|char| if char.is_ascii() { 1 } else { 2 }).sum()
}

fn stamp(ms: i64) -> String {
    let (seconds, rest) = (ms.max(0) / 1000, ms.max(0) % 1000);
    format!("{:02}:{:02}:{:02}.{rest:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Words of a candidate are text, never markup of a cue or the beginning of another.
fn escaped(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_closes_a_word_is_taken_from_the_next() {
        for (text, closing, rest) in [
            ("，是的", "，", "是的"),
            ("。”他", "。”", "他"),
            ("，", "，", ""),
            ("是，", "", "是，"),
        ] {
            let mut word = text.to_owned();
            assert_eq!((take_closing(&mut word).as_str(), word.as_str()), (closing, rest));
        }
    }
}
