//! Pinyin to Chinese: what typed letters may stand for.
//!
//! Owns: the engine libgooglepinyin and its dictionary. Never knows: keys, fields, windows.
//!
//! Nothing is learned and nothing is written: the engine gets no dictionary of the user, each
//! question begins from an empty search, and no answer depends on an earlier one. Of what
//! a candidate types only the last question stays, in the memory of this process.
//!
//! Threads: the engine is one global state of a C++ library, so there is at most one [`Pinyin`] in
//! a process; whoever shares it puts it behind a mutex. A question takes well under a millisecond.

mod error;
mod ffi;

use std::ffi::CString;
use std::fmt;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

pub use error::ImeError;

/// Letters and apostrophes that are read at once. What is behind them can be asked for after a choice.
///
/// The engine's search has room for more (`kMaxRowNum - 1`, 39), but its 100 milestones
/// (`kMaxMileStone` in `dicttrie.h`) do not last that long, and when they are used up an assertion
/// ends the process. One is used for each beginning and each length of a word up to eight
/// syllables: 15 syllables of one letter each take at most 8 × 8 + 7 + 6 + … + 1 = 92. Of random
/// initials every 200th sequence of 28 letters ended it, every 15 000th of 24.
pub const MAX_LETTERS: usize = 15;

/// One reading of typed letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Chinese characters.
    pub text: String,
    /// Letters of the question, apostrophes among them, that the text stands for; at least 1. The
    /// rest can be asked for on its own.
    pub consumed: usize,
    /// The letters that the text stands for, cut into syllables, such as `ni hao`.
    pub spelling: String,
}

/// Says how long it is: what a person types is not for logs.
impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.text.chars().count();
        write!(f, "Candidate({characters} characters for {} letters)", self.consumed)
    }
}

/// The engine. At most one exists in a process.
#[derive(Debug)]
pub struct Pinyin {
    decoder: ffi::Decoder,
}

impl Pinyin {
    /// Opens the engine over the dictionary that the system's package brings.
    ///
    /// # Errors
    /// [`ImeError::Dictionary`] where it is missing or can't be read, [`ImeError::InUse`] where a
    /// [`Pinyin`] exists already.
    pub fn open() -> Result<Self, ImeError> {
        let places = system_dictionaries();
        let found = places.iter().find(|place| place.is_file());
        Self::open_dictionary(found.ok_or_else(|| ImeError::Dictionary(places[0].clone()))?)
    }

    /// Opens the engine over another dictionary of the same form. It has to come from somewhere
    /// that is trusted: the engine does not examine what it loads.
    ///
    /// # Errors
    /// As [`Pinyin::open`].
    pub fn open_dictionary(file: &Path) -> Result<Self, ImeError> {
        let refused = || ImeError::Dictionary(file.to_owned());
        if !file.is_file() {
            return Err(refused());
        }
        let name = CString::new(file.as_os_str().as_bytes()).map_err(|_| refused())?;
        let decoder = ffi::Decoder::claim().ok_or(ImeError::InUse)?;
        if decoder.load(&name) { Ok(Self { decoder }) } else { Err(refused()) }
    }

    /// At most `limit` readings of `pinyin`, the likeliest first: the whole as a sentence, then
    /// words and characters for its beginning. Syllables may be cut short (`nh`) and set apart by
    /// apostrophes (`xi'an`); capitals count as small letters. Reading ends before the first other
    /// character and after [`MAX_LETTERS`]. Empty where the letters stand for nothing.
    pub fn candidates(&mut self, pinyin: &str, limit: usize) -> Vec<Candidate> {
        let typed: Vec<u8> = pinyin
            .bytes()
            .take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'\'')
            .map(|byte| byte.to_ascii_lowercase())
            .collect();
        // The engine finds nothing behind an apostrophe that separates nothing.
        let skipped = typed.iter().take_while(|byte| **byte == b'\'').count();
        let letters = &typed[skipped..typed.len().min(skipped + MAX_LETTERS)];
        if letters.is_empty() {
            return Vec::new();
        }
        let found = self.decoder.search(letters, limit);
        let syllables = match found.ends.len() {
            // The last syllable may go on behind the cut: it is left for the next question.
            several @ 2.. if typed.len() > skipped + MAX_LETTERS => several - 1,
            all => all,
        };
        let ends = found.ends.get(..syllables).unwrap_or_default();
        found
            .texts
            .into_iter()
            .filter_map(|text| {
                // One character stands for one syllable.
                let text: String = text.chars().take(ends.len()).collect();
                let ends = ends.get(..text.chars().count())?;
                let consumed = skipped + *ends.last()?;
                Some(Candidate { text, consumed, spelling: spelling(letters, ends) })
            })
            .collect()
    }
}

/// Letters cut at the ends of their syllables.
fn spelling(letters: &[u8], ends: &[usize]) -> String {
    let starts = std::iter::once(&0).chain(ends);
    let syllables = starts.zip(ends).map(|(start, end)| {
        let syllable = letters.get(*start..*end).unwrap_or_default();
        String::from_utf8_lossy(syllable).trim_matches('\'').to_owned()
    });
    syllables.collect::<Vec<_>>().join(" ")
}

/// Where distributions put the dictionary: Debian's multi-arch folder first.
fn system_dictionaries() -> [PathBuf; 3] {
    let debian = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    [debian.as_str(), "/usr/lib64", "/usr/lib"]
        .map(|libraries| Path::new(libraries).join("googlepinyin/data/dict_pinyin.dat"))
}
