//! Cuts a phoneme string into pieces the model speaks well, at the places where a speaker pauses.
//!
//! Works on phonemes, where both languages use the same ASCII punctuation.

use crate::vocab::MAX_TOKENS;

/// Pieces are filled up to this many symbols: long enough for a natural melody, short enough that
/// the model neither hurries nor needs much memory (measured by ear on answers of 40 s).
const TARGET: usize = 180;

/// Milliseconds of silence after a piece that ends a sentence.
const SENTENCE_PAUSE_MS: u32 = 420;
/// Milliseconds of silence after a piece that ends inside a sentence.
const CLAUSE_PAUSE_MS: u32 = 180;

/// A run of phonemes that is spoken in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// At most [`MAX_TOKENS`] symbols, never blank.
    pub phonemes: String,
    /// Silence after it in milliseconds; the last piece has none.
    pub pause_ms: u32,
}

/// Cuts `phonemes` into pieces. The pieces hold every symbol but the blanks at the cuts.
pub fn pieces(phonemes: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut current = String::new();
    for clause in clauses(phonemes) {
        for part in short_enough(clause) {
            let joined = current.chars().count() + part.chars().count();
            if !current.is_empty() && (joined > TARGET) {
                push(&mut pieces, &mut current);
            }
            current.push_str(part);
        }
    }
    push(&mut pieces, &mut current);
    if let Some(last) = pieces.last_mut() {
        last.pause_ms = 0;
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, current: &mut String) {
    let phonemes = current.trim().to_owned();
    current.clear();
    if phonemes.chars().any(char::is_alphabetic) {
        let ends_sentence = phonemes.ends_with(['.', '!', '?', '…']);
        let pause_ms = if ends_sentence { SENTENCE_PAUSE_MS } else { CLAUSE_PAUSE_MS };
        pieces.push(Piece { phonemes, pause_ms });
    }
}

/// Splits after every punctuation mark.
fn clauses(phonemes: &str) -> impl Iterator<Item = &str> {
    phonemes.split_inclusive([',', '.', '!', '?', ';', ':', '…'])
}

/// Cuts a clause at blanks where the model could not take it at once, and inside words where
/// there is no blank.
fn short_enough(clause: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = clause;
    while rest.chars().count() > MAX_TOKENS {
        let limit = rest.char_indices().nth(MAX_TOKENS).map_or(rest.len(), |(at, _)| at);
        let (head, _) = rest.split_at(limit);
        let cut = head.rfind(' ').map_or(limit, |blank| blank + 1);
        let (part, after) = rest.split_at(cut);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}
