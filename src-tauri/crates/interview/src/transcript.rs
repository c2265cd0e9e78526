//! What was said, word by word.

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// Language of an interview. Never guessed per segment: an interview has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Mandarin, written in simplified characters.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The code used in JSON and by the recogniser.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// One word, or in Mandarin one word or character group, with punctuation attached to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The text; joining all words (with a space between words in English) gives the transcript.
    pub text: String,
    /// Media time of its start in milliseconds.
    pub start_ms: i64,
    /// Media time of its end in milliseconds.
    pub end_ms: i64,
    /// 0–1, rounded to two decimals: the recogniser's mean token probability.
    pub confidence: f64,
}

/// The transcript of one answer or file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// Language it was decoded in.
    pub language: Language,
    /// Simplified characters and punctuation; empty where nobody spoke.
    pub text: String,
    /// Words in order of time; their texts are found in `text` one after the other.
    pub words: Vec<Word>,
    /// What the recogniser wrote before characters were simplified, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_text: Option<String>,
    /// Mean confidence of the words weighted by their length, 0–1, two decimals; 0 without words.
    pub recognition_confidence: f64,
    /// Where the voice activity detector heard speech.
    pub speech: Vec<Span>,
    /// Milliseconds of sound that were analysed.
    pub analysed_ms: i64,
}

impl Transcript {
    /// Milliseconds of speech.
    pub fn speech_ms(&self) -> i64 {
        self.speech.iter().map(|span| span.len_ms()).sum()
    }

    /// Byte range in `text` of each word, in order. A word that is not found gets an empty range
    /// at the place where the search stood.
    pub fn word_ranges(&self) -> Vec<std::ops::Range<usize>> {
        let mut from = 0;
        self.words
            .iter()
            .map(|word| {
                let needle = word.text.trim();
                match self.text.get(from..).and_then(|rest| rest.find(needle)) {
                    Some(at) => {
                        let start = from + at;
                        from = start + needle.len();
                        start..from
                    }
                    None => from..from,
                }
            })
            .collect()
    }

    /// Media time of the bytes `range` of `text`: from the start of the first word touched to the
    /// end of the last. None where no word is touched.
    pub fn span_of(&self, range: std::ops::Range<usize>) -> Option<Span> {
        let ranges = self.word_ranges();
        let mut touched = self
            .words
            .iter()
            .zip(&ranges)
            .filter(|(_, r)| r.start < range.end && range.start < r.end)
            .map(|(word, _)| word);
        let first = touched.next()?;
        let last = touched.next_back().unwrap_or(first);
        Some(Span::new(first.start_ms, last.end_ms))
    }
}
