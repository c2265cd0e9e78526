//! A row of single digits, read aloud in Mandarin.
//!
//! Single syllables have no context. Left to itself the recogniser makes words of them (五七 → 武器).
//! Here it is asked another question: which row of digits is likeliest, with every character of a
//! digit's sound counting for it. Which row was to be read is not known here, so that none is
//! favoured. What even the likeliest row explains badly is no row.

use interview::challenge::mandarin_characters;
use interview::transcript::Language;
use whisper_rs::WhisperContext;

use super::decode::{Recogniser, failed};
use crate::PerceptionError;

/// What stands in front: every digit once, in the order in which nobody counts, so that the
/// recogniser expects single digits and none more than another.
const BEFORE: &str = "六、三、零、八、一、九、五、二、七、四。";
/// What may stand between digits, and at the end.
const BETWEEN: [&str; 2] = ["、", "，"];
const END: &str = "。";
/// Rows that are followed at a time.
const BEAM: usize = 5;
/// Least mean natural logarithm of the probability of a digit. Rows that were read lie above it,
/// sentences, numbers that are no single digits, and noise below (figures:
/// `models/cards/whisper-base.md`).
const LEAST: f32 = -1.5;

type Tokens = Vec<i32>;

/// How a digit is written.
struct Digit {
    /// Its usual character, as tokens.
    usual: Tokens,
    /// First tokens of everything that may be written for it.
    first: Tokens,
}

/// The recogniser's tokens for digits.
pub(crate) struct Alphabet {
    start: Tokens,
    digits: Vec<Digit>,
    between: Vec<Tokens>,
    ends: Tokens,
}

/// A row that was made out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// 0–9 each.
    pub(crate) digits: Vec<u8>,
    /// Mean natural logarithm of the probability of a digit with what stands around it.
    pub(crate) mean_log_probability: f32,
}

/// A row that is being followed.
#[derive(Clone, Default)]
struct Path {
    log_probability: f32,
    tokens: Tokens,
    digits: Vec<u8>,
    /// Ends with a digit, not with a mark.
    closed: bool,
}

impl Alphabet {
    pub(crate) fn new(context: &WhisperContext) -> Result<Self, PerceptionError> {
        let tokens = |text: &str| context.tokenize(text, 64).map_err(failed);
        let mut digits = Vec::new();
        for digit in 0..10u8 {
            let characters = mandarin_characters(digit);
            let usual = tokens(&characters.chars().take(1).collect::<String>())?;
            let mut first: Tokens = usual.iter().take(1).copied().collect();
            for character in characters.chars().skip(1).chain([char::from(b'0' + digit)]) {
                // A part of a character would be a part of others too.
                if let [only] = tokens(&character.to_string())?[..] {
                    first.push(only);
                }
            }
            digits.push(Digit { usual, first });
        }
        let language = whisper_rs::get_lang_id(Language::Zh.code()).unwrap_or_default();
        let task = [
            context.token_sot(),
            context.token_lang(language),
            context.token_transcribe(),
            context.token_not(),
        ];
        let mut ends = tokens(END)?;
        ends.truncate(1);
        ends.push(context.token_eot());
        Ok(Self {
            start: [&[context.token_prev()][..], &tokens(BEFORE)?, &task].concat(),
            digits,
            between: BETWEEN.into_iter().map(tokens).collect::<Result<_, _>>()?,
            ends,
        })
    }
}

/// The likeliest row of about `length` digits in `samples` (16 kHz, below 30 s): one may be missing
/// or too many. None where it is not likely enough.
pub(crate) fn row_in(
    recogniser: &mut Recogniser,
    alphabet: &Alphabet,
    samples: &[f32],
    length: usize,
) -> Result<Option<Row>, PerceptionError> {
    recogniser.hold(samples)?;
    let mut next = |tokens: &[i32]| recogniser.next(&[&alphabet.start[..], tokens].concat());
    let Some(best) = likeliest(alphabet, length, &mut next)? else { return Ok(None) };
    let mean_log_probability = best.log_probability / best.digits.len() as f32;
    let likely = mean_log_probability >= LEAST;
    Ok(likely.then_some(Row { digits: best.digits, mean_log_probability }))
}

/// Beam search over digits and the marks between them; a digit never stands beside itself.
fn likeliest(
    alphabet: &Alphabet,
    length: usize,
    next: &mut impl FnMut(&[i32]) -> Result<Vec<f32>, PerceptionError>,
) -> Result<Option<Path>, PerceptionError> {
    let (shortest, longest) = (length.saturating_sub(1).max(1), length + 1);
    let mut beam = vec![Path::default()];
    let mut best: Option<Path> = None;
    while !beam.is_empty() {
        let mut longer = Vec::new();
        for path in &beam {
            let logs = next(&path.tokens)?;
            if path.closed && path.digits.len() >= shortest {
                let ended = path.log_probability + together(&logs, &alphabet.ends);
                if best.as_ref().is_none_or(|best| ended > best.log_probability) {
                    best = Some(Path { log_probability: ended, ..path.clone() });
                }
            }
            if path.digits.len() < longest {
                longer.extend(path.with_a_digit(alphabet, &logs));
                longer.extend(path.with_a_mark(alphabet, &logs));
            }
        }
        longer.sort_by(|a, b| b.log_probability.total_cmp(&a.log_probability));
        longer.truncate(BEAM);
        // Nothing gets likelier by going on.
        let reached = best.as_ref().map_or(f32::NEG_INFINITY, |best| best.log_probability);
        longer.retain(|path| path.log_probability > reached);
        beam = longer;
    }
    Ok(best)
}

impl Path {
    fn with_a_digit(&self, alphabet: &Alphabet, logs: &[f32]) -> Vec<Self> {
        let others =
            (0u8..).zip(&alphabet.digits).filter(|(value, _)| self.digits.last() != Some(value));
        let paths = others.map(|(value, digit)| Self {
            log_probability: self.log_probability + together(logs, &digit.first),
            tokens: [&self.tokens[..], &digit.usual].concat(),
            digits: [&self.digits[..], &[value]].concat(),
            closed: true,
        });
        paths.collect()
    }

    fn with_a_mark(&self, alphabet: &Alphabet, logs: &[f32]) -> Vec<Self> {
        let marks = alphabet.between.iter().filter(|_| self.closed);
        let paths = marks.map(|mark| Self {
            log_probability: self.log_probability + together(logs, &mark[..1]),
            tokens: [&self.tokens[..], mark].concat(),
            digits: self.digits.clone(),
            closed: false,
        });
        paths.collect()
    }
}

/// Natural logarithm of the probability that one of `tokens` comes next.
fn together(logs: &[f32], tokens: &[i32]) -> f32 {
    let log = |token: &i32| usize::try_from(*token).ok().and_then(|at| logs.get(at)).copied();
    tokens.iter().filter_map(log).map(f32::exp).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Token n is the digit n, 10 the mark, 11 the end, 12 any other text.
    fn alphabet() -> Alphabet {
        Alphabet {
            start: Vec::new(),
            digits: (0..10).map(|n| Digit { usual: vec![n], first: vec![n] }).collect(),
            between: vec![vec![10]],
            ends: vec![11],
        }
    }

    /// A recogniser that is sure to `sure` of the next of `row`, and of the end behind it.
    fn hears(row: &[i32], sure: f32) -> impl Fn(&[i32]) -> Result<Vec<f32>, PerceptionError> {
        let row = row.to_vec();
        move |said| {
            let at = said.iter().filter(|token| **token < 10).count();
            let likely = row.get(at).copied().unwrap_or(11) as usize;
            let rest = ((1.0 - sure) / 12.0).ln();
            Ok((0..13).map(|n| if n == likely { sure.ln() } else { rest }).collect())
        }
    }

    fn made_out(row: &[i32]) -> Vec<u8> {
        let best = likeliest(&alphabet(), 4, &mut hears(row, 0.6)).expect("no failure");
        best.expect("a row").digits
    }

    #[test]
    fn a_row_is_made_out_with_a_digit_more_or_less() {
        assert_eq!(made_out(&[5, 2, 6, 0]), [5, 2, 6, 0]);
        assert_eq!(made_out(&[5, 2, 6]), [5, 2, 6]);
        assert_eq!(made_out(&[5, 2, 6, 0, 1]), [5, 2, 6, 0, 1]);
        // Shorter and longer ones are made out as rows of about that length all the same.
        assert!((3..=5).contains(&made_out(&[5]).len()));
        assert!((3..=5).contains(&made_out(&[5, 2, 6, 0, 1, 3, 4]).len()));
    }
}
