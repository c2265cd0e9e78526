//! English text → phonemes as Kokoro was trained on for American voices.

mod arpabet;
mod dictionary;
mod letters;
mod numbers;

use crate::VoiceError;

/// Words that lose their stress in a sentence, as Kokoro writes them. `the`, `to` and `a` before
/// a vowel are handled apart.
const WEAK: [(&str, &str); 46] = [
    ("a", "ɐ"),
    ("an", "ən"),
    ("the", "ðə"),
    ("of", "ʌv"),
    ("and", "ænd"),
    ("to", "tə"),
    ("for", "fɔɹ"),
    ("from", "fɹʌm"),
    ("in", "ɪn"),
    ("on", "ɔn"),
    ("at", "æt"),
    ("by", "bI"),
    ("with", "wɪð"),
    ("as", "æz"),
    ("or", "ɔɹ"),
    ("but", "bʌt"),
    ("if", "ɪf"),
    ("than", "ðæn"),
    ("that", "ðæt"),
    ("is", "ɪz"),
    ("are", "ɑɹ"),
    ("was", "wʌz"),
    ("were", "wɜɹ"),
    ("be", "bi"),
    ("been", "bɪn"),
    ("am", "æm"),
    ("do", "du"),
    ("does", "dʌz"),
    ("did", "dɪd"),
    ("has", "hæz"),
    ("have", "hæv"),
    ("had", "hæd"),
    ("can", "kæn"),
    ("could", "kʊd"),
    ("would", "wʊd"),
    ("will", "wɪl"),
    ("i", "I"),
    ("you", "ju"),
    ("he", "hi"),
    ("she", "ʃi"),
    ("it", "ɪt"),
    ("we", "wi"),
    ("they", "ðA"),
    ("me", "mi"),
    ("your", "jʊɹ"),
    ("his", "hɪz"),
];

/// Longest word in capitals that is spelled out letter by letter.
const LONGEST_ACRONYM: usize = 5;

/// The phonemes of `text`, words separated by blanks, punctuation kept.
///
/// # Errors
/// [`VoiceError::Dictionary`] where the built-in dictionary is damaged.
pub fn phonemes(text: &str) -> Result<String, VoiceError> {
    let spelled = numbers::spell_numbers(text);
    let mut spoken: Vec<Item> = Vec::new();
    let mut word = String::new();
    for c in spelled.chars().chain(std::iter::once(' ')) {
        match c {
            '’' => word.push('\''),
            _ if c.is_ascii_alphabetic() || c == '\'' => word.push(c),
            _ => {
                push_word(&mut spoken, &word)?;
                word.clear();
                if let Some(mark) = mark(c) {
                    spoken.push(Item::Mark(mark));
                }
            }
        }
    }
    Ok(join(spoken))
}

enum Item {
    Word { text: String, phonemes: String },
    Mark(char),
}

fn push_word(spoken: &mut Vec<Item>, raw: &str) -> Result<(), VoiceError> {
    let word = raw.trim_matches('\'');
    if !word.is_empty() {
        spoken.push(Item::Word { text: word.to_lowercase(), phonemes: pronounce(word)? });
    }
    Ok(())
}

/// Phonemes of one word without regard to its neighbours.
fn pronounce(word: &str) -> Result<String, VoiceError> {
    let lower = word.to_lowercase();
    if let Some((_, weak)) = WEAK.iter().find(|(name, _)| *name == lower) {
        return Ok((*weak).to_owned());
    }
    let shouted = word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
    if shouted && word.len() <= LONGEST_ACRONYM && !reads_as_word(&lower) {
        return Ok(letters::spelled_out(&lower));
    }
    let known = dictionary::lookup(&lower)?;
    Ok(match known {
        Some(symbols) => arpabet::phonemes(&symbols),
        None => letters::guess(&lower),
    })
}

/// Acronyms of a bank that are said as words.
fn reads_as_word(lower: &str) -> bool {
    matches!(lower, "pin" | "app" | "swift" | "sim" | "pos")
}

fn mark(c: char) -> Option<char> {
    match c {
        ',' | '.' | '!' | '?' | ';' | ':' | '…' | '—' => Some(c),
        '，' | '、' => Some(','),
        '。' | '\n' => Some('.'),
        '？' => Some('?'),
        '！' => Some('!'),
        '–' => Some('—'),
        _ => None,
    }
}

/// Joins words by blanks and gives `the` and `to` their form before a vowel.
fn join(items: Vec<Item>) -> String {
    let starts_with_vowel: Vec<bool> = items
        .iter()
        .map(|item| match item {
            Item::Word { phonemes, .. } => {
                phonemes.trim_start_matches(['ˈ', 'ˌ']).starts_with(arpabet::is_vowel)
            }
            Item::Mark(_) => false,
        })
        .collect();
    let mut out = String::new();
    for (at, item) in items.into_iter().enumerate() {
        let before_vowel = starts_with_vowel.get(at + 1).copied().unwrap_or(false);
        match item {
            Item::Word { text, phonemes } => {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(match (text.as_str(), before_vowel) {
                    ("the", true) => "ði",
                    ("to", true) => "tʊ",
                    _ => &phonemes,
                });
            }
            Item::Mark(mark) => {
                if out.chars().next_back().is_some_and(|c| c.is_alphabetic()) {
                    out.push(mark);
                }
            }
        }
    }
    out
}
