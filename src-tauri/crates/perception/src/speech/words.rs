//! From tokens to words with time and confidence.

use std::ops::Range;

use interview::observation::rounded;
use interview::time::Span;
use interview::transcript::{Language, Word};
use jieba_rs::Jieba;

use super::decode::Token;
use super::script;

/// Shortest word in milliseconds.
const MIN_WORD_MS: i64 = 20;

/// One character with the time and probability of its token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) character: char,
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    pub(crate) probability: f32,
}

impl Glyph {
    #[cfg(test)]
    pub(crate) fn of(character: char) -> Self {
        Self { character, start_ms: 0, end_ms: 0, probability: 1.0 }
    }
}

/// The characters of `tokens`. A character may lie across tokens; bytes that make none are left
/// out. What stands in brackets is a label of the recogniser ("[Music]", "（掌声）"), not speech.
pub(crate) fn glyphs(tokens: &[Token]) -> Vec<Glyph> {
    let mut bytes = Vec::new();
    let mut owners = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        bytes.extend_from_slice(&token.bytes);
        owners.resize(bytes.len(), index);
    }
    let mut glyphs = Vec::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        for (offset, character) in chunk.valid().char_indices() {
            let from = at + offset;
            let to = from + character.len_utf8() - 1;
            let (first, last) = (owners[from], owners[to]);
            glyphs.push(Glyph {
                character,
                start_ms: moment(tokens, &owners, from),
                end_ms: moment(tokens, &owners, to + 1),
                probability: tokens[first].probability.min(tokens[last].probability),
            });
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    without_labels(glyphs)
}

/// When byte `at` of all tokens is spoken: a token's time is shared out evenly over its bytes,
/// those of ASCII spaces and marks left out.
fn moment(tokens: &[Token], owners: &[usize], at: usize) -> i64 {
    let Some(&owner) = owners.get(at) else { return tokens.last().map_or(0, |t| t.end_ms) };
    let token = &tokens[owner];
    let first = owners.partition_point(|&other| other < owner);
    let spoken =
        |bytes: &[u8]| bytes.iter().filter(|b| !b.is_ascii() || b.is_ascii_alphanumeric()).count();
    let share = spoken(&token.bytes[..at - first]) as i64 * (token.end_ms - token.start_ms);
    token.start_ms + share / spoken(&token.bytes).max(1) as i64
}

fn without_labels(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut closers: Vec<char> = Vec::new();
    let mut kept = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        match glyph.character {
            '[' => closers.push(']'),
            '【' => closers.push('】'),
            '(' => closers.push(')'),
            '（' => closers.push('）'),
            c if closers.last() == Some(&c) => {
                closers.pop();
            }
            '♪' | '♫' | '*' | '\u{fffd}' => {}
            c if c.is_control() => {}
            _ if closers.is_empty() => kept.push(glyph),
            _ => {}
        }
    }
    kept
}

/// Groups characters into words. Mandarin words are those of the dictionary; punctuation belongs
/// to the word before it.
pub(crate) fn words(glyphs: &[Glyph], language: Language, jieba: &Jieba) -> Vec<Word> {
    let text: String = glyphs.iter().map(|glyph| glyph.character).collect();
    let ranges = match language {
        Language::Zh => chinese_ranges(&text, jieba),
        Language::En => english_ranges(glyphs),
    };
    ranges.into_iter().filter_map(|range| word(&glyphs[range], language)).collect()
}

/// Ranges of characters, one for each word of the dictionary with the marks around it.
fn chinese_ranges(text: &str, jieba: &Jieba) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut opening = false;
    for token in jieba.cut(text, false) {
        let length = token.word.chars().count();
        let range = at..at + length;
        at += length;
        let bare = !token.word.chars().any(char::is_alphanumeric);
        match ranges.last_mut() {
            Some(last) if opening || (bare && !token.word.starts_with(script::is_opening)) => {
                last.end = range.end;
            }
            _ => ranges.push(range),
        }
        opening = bare && (token.word.starts_with(script::is_opening) || token.word == " ");
    }
    ranges
}

fn english_ranges(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (index, glyph) in glyphs.iter().enumerate() {
        if glyph.character.is_whitespace() {
            ranges.push(start..index);
            start = index + 1;
        }
    }
    ranges.push(start..glyphs.len());
    ranges
}

fn word(glyphs: &[Glyph], language: Language) -> Option<Word> {
    let text: String = glyphs.iter().map(|glyph| glyph.character).collect();
    let text = match language {
        Language::Zh => text,
        Language::En => text.trim().to_owned(),
    };
    let spoken: Vec<&Glyph> = glyphs.iter().filter(|g| g.character.is_alphanumeric()).collect();
    let (first, last) = (spoken.first()?, spoken.last()?);
    let sum: f64 = spoken.iter().map(|glyph| f64::from(glyph.probability)).sum();
    Some(Word {
        text,
        start_ms: first.start_ms,
        end_ms: last.end_ms,
        confidence: rounded((sum / spoken.len() as f64).clamp(0.0, 1.0), 2),
    })
}

/// Moves words onto the media clock and into the runs of speech: the alignment gives a pause to
/// the word beside it. Afterwards starts never go back, no word is empty or outside `bounds`,
/// and words overlap only where there is no room for 20 ms each.
pub(crate) fn place(words: &mut [Word], offset_ms: i64, runs: &[Span], bounds: Span) {
    let mut earliest = bounds.start_ms;
    for word in words.iter_mut() {
        let found = Span::new(word.start_ms + offset_ms, word.end_ms + offset_ms);
        let spoken = runs
            .iter()
            .map(|run| found.intersection(*run))
            .max_by_key(|part| (part.len_ms(), std::cmp::Reverse(part.start_ms)))
            .filter(|part| !part.is_empty())
            .unwrap_or(found);
        let latest = bounds.end_ms.max(earliest + MIN_WORD_MS);
        let start = spoken.start_ms.clamp(earliest, latest - MIN_WORD_MS);
        let end = spoken.end_ms.clamp(start + MIN_WORD_MS, latest);
        (word.start_ms, word.end_ms) = (start, end);
        earliest = start;
    }
    for index in 1..words.len() {
        let next = words[index].start_ms;
        let word = &mut words[index - 1];
        word.end_ms = word.end_ms.min(next).max(word.start_ms + MIN_WORD_MS);
    }
}

/// The text of `words` by the rule of [`Word::text`].
pub(crate) fn join(words: &[Word], language: Language) -> String {
    let separator = match language {
        Language::Zh => "",
        Language::En => " ",
    };
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(separator)
}

/// Mean confidence weighted by the length of the words, two decimals; 0 without words.
pub(crate) fn mean_confidence(words: &[Word]) -> f64 {
    let length = |word: &Word| word.text.chars().filter(|c| c.is_alphanumeric()).count() as f64;
    let total: f64 = words.iter().map(length).sum();
    let sum: f64 = words.iter().map(|word| word.confidence * length(word)).sum();
    if total > 0.0 { rounded(sum / total, 2) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(text: &[u8], start_ms: i64, end_ms: i64) -> Token {
        Token { bytes: text.to_vec(), probability: 0.5, start_ms, end_ms }
    }

    #[test]
    fn a_character_may_lie_across_two_tokens() {
        let bytes = "柜员".as_bytes();
        let found = glyphs(&[token(&bytes[..2], 0, 100), token(&bytes[2..], 100, 300)]);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].character, found[0].start_ms, found[0].end_ms), ('柜', 0, 150));
        assert_eq!((found[1].character, found[1].start_ms, found[1].end_ms), ('员', 150, 300));
    }

    #[test]
    fn labels_and_broken_bytes_are_left_out() {
        let found = glyphs(&[
            token("[Music]你好（掌声）♪".as_bytes(), 0, 10),
            token(&[0xe5, 0x8f], 10, 20),
            token("吗".as_bytes(), 20, 30),
        ]);
        let text: String = found.iter().map(|glyph| glyph.character).collect();
        assert_eq!(text, "你好吗");
    }

    #[test]
    fn chinese_words_carry_their_marks() {
        let jieba = Jieba::new();
        let all = glyphs(&[token("我在支行，给客户转账。他说“可以”risk level".as_bytes(), 0, 10)]);
        let found: Vec<String> =
            words(&all, Language::Zh, &jieba).into_iter().map(|word| word.text).collect();
        assert_eq!(found.concat(), "我在支行，给客户转账。他说“可以”risk level");
        assert!(found.contains(&"支行，".to_owned()), "{found:?}");
        assert!(found.contains(&"“可以”".to_owned()), "{found:?}");
    }

    #[test]
    fn english_words_are_split_at_spaces() {
        let jieba = Jieba::empty();
        let all =
            glyphs(&[token(b" I don't", 0, 10), token(b" know", 10, 20), token(b".", 20, 22)]);
        let found = words(&all, Language::En, &jieba);
        assert_eq!(join(&found, Language::En), "I don't know.");
        assert_eq!((found[2].start_ms, found[2].end_ms), (10, 20));
    }

    #[test]
    fn a_pause_is_not_part_of_a_word() {
        let mut found =
            vec![Word { text: "好".into(), start_ms: 1000, end_ms: 3500, confidence: 1.0 }];
        let runs = [Span::new(500, 1400), Span::new(3200, 5000)];
        place(&mut found, 0, &runs, Span::new(400, 5200));
        assert_eq!((found[0].start_ms, found[0].end_ms), (1000, 1400));
    }

    proptest! {
        #[test]
        fn placed_words_are_in_order_and_inside(
            times in prop::collection::vec((-500i64..40_000, 0i64..3000), 0..30),
            offset in 0i64..100_000,
        ) {
            let mut found: Vec<Word> = times
                .iter()
                .map(|&(start, length)| Word {
                    text: "x".into(),
                    start_ms: start,
                    end_ms: start + length,
                    confidence: 0.5,
                })
                .collect();
            let bounds = Span::new(offset, offset + 28_000);
            let runs = [Span::new(offset + 100, offset + 9000), Span::new(offset + 12_000, offset + 27_000)];
            place(&mut found, offset, &runs, bounds);
            let mut before = offset;
            for word in &found {
                prop_assert!(word.start_ms >= before && word.end_ms > word.start_ms);
                prop_assert!(word.end_ms <= bounds.end_ms);
                before = word.start_ms;
            }
        }
    }
}
