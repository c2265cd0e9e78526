//! A transcript as it is read: words with the punctuation that follows them, in paragraphs.

use interview::transcript::Transcript;

/// Below this confidence a word is marked as unclear. The recogniser gives 0.8 and more on clean
/// speech (docs/scoring.md); half of that is a guess.
pub const UNCLEAR_BELOW: f64 = 0.5;
/// A silence that begins a new paragraph, in milliseconds.
const PARAGRAPH_PAUSE_MS: i64 = 1500;
/// From this length on a full sentence ends a paragraph, in characters.
const PARAGRAPH_CHARS: usize = 36;

/// A word as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenWord {
    /// The word with what stands between it and the next.
    pub text: String,
    /// Bytes of the word itself in the transcript's text.
    pub range: std::ops::Range<usize>,
    /// Media time of its start in milliseconds.
    pub start_ms: i64,
    /// Of its end.
    pub end_ms: i64,
    /// Whether the recogniser was unsure.
    pub unclear: bool,
}

/// The words of a transcript; joining their texts gives the transcript's text.
pub fn words(transcript: &Transcript) -> Vec<SpokenWord> {
    let ranges = transcript.word_ranges();
    let text = &transcript.text;
    let slice = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let mut words = Vec::with_capacity(ranges.len());
    for (nth, (word, range)) in transcript.words.iter().zip(&ranges).enumerate() {
        let next = ranges.get(nth + 1).map_or(text.len(), |next| next.start);
        let from = if nth == 0 { 0 } else { range.start };
        let shown = if range.is_empty() { word.text.as_str() } else { slice(from, next) };
        words.push(SpokenWord {
            text: shown.to_owned(),
            range: range.clone(),
            start_ms: word.start_ms,
            end_ms: word.end_ms,
            unclear: word.confidence < UNCLEAR_BELOW,
        });
    }
    words
}

/// The same in paragraphs: a long silence begins a new one, and so does the sentence after a long
/// one.
pub fn paragraphs(transcript: &Transcript) -> Vec<Vec<SpokenWord>> {
    let mut all: Vec<Vec<SpokenWord>> = Vec::new();
    let mut length = 0;
    for word in words(transcript) {
        let begins = match all.last().and_then(|open| open.last()) {
            None => true,
            Some(before) => {
                word.start_ms - before.end_ms >= PARAGRAPH_PAUSE_MS
                    || (length >= PARAGRAPH_CHARS && ends_sentence(&before.text))
            }
        };
        if begins {
            all.push(Vec::new());
            length = 0;
        }
        length += word.text.chars().count();
        if let Some(open) = all.last_mut() {
            open.push(word);
        }
    }
    all
}

/// Whether a sentence ends with this word.
pub fn ends_sentence(word: &str) -> bool {
    word.trim_end()
        .trim_end_matches(['”', '"', '」', '’'])
        .ends_with(['。', '？', '！', '.', '?', '!'])
}

#[cfg(test)]
mod tests {
    use interview::transcript::Word;

    use super::*;

    fn said(words: &[(&str, i64, i64, f64)], text: &str) -> Transcript {
        let word = |(text, start_ms, end_ms, confidence): &(&str, i64, i64, f64)| Word {
            text: (*text).into(),
            start_ms: *start_ms,
            end_ms: *end_ms,
            confidence: *confidence,
        };
        Transcript {
            text: text.into(),
            words: words.iter().map(word).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn words_keep_every_character_of_the_text() {
        let text = "“我先等他说完，再说。”然后……他笑了。";
        let said = said(
            &[
                ("我先", 0, 200, 0.9),
                ("等他说完", 200, 700, 0.3),
                ("再说", 900, 1100, 0.9),
                ("然后", 3000, 3200, 0.9),
                ("他笑了", 3200, 3800, 0.9),
            ],
            text,
        );
        let words = words(&said);
        assert_eq!(words.iter().map(|w| w.text.as_str()).collect::<String>(), text);
        assert_eq!(
            words.iter().map(|w| w.unclear).collect::<Vec<_>>(),
            [false, true, false, false, false]
        );
        let paragraphs = paragraphs(&said);
        assert_eq!(paragraphs.len(), 2, "a silence of 1.9 s");
        assert_eq!(paragraphs[1][0].start_ms, 3000);
    }
}
