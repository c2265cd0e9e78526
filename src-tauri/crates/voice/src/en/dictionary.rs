//! The CMU Pronouncing Dictionary inside the program.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::GzDecoder;

use crate::VoiceError;

/// Lines `word SYMBOL SYMBOL …`, sorted by bytes; see `data/README.md`.
const PACKED: &[u8] = include_bytes!("../../data/cmudict.txt.gz");

/// The unpacked text and where each line starts.
struct Dictionary {
    text: String,
    starts: Vec<u32>,
}

impl Dictionary {
    fn unpack() -> Result<Self, String> {
        let mut text = String::new();
        GzDecoder::new(PACKED).read_to_string(&mut text).map_err(|error| error.to_string())?;
        let mut starts = vec![0];
        for (at, _) in text.match_indices('\n') {
            starts.push(u32::try_from(at + 1).map_err(|error| error.to_string())?);
        }
        starts.pop();
        Ok(Self { text, starts })
    }

    fn line(&self, index: usize) -> Option<(&str, &str)> {
        let start = *self.starts.get(index)? as usize;
        self.text.get(start..)?.lines().next()?.split_once(' ')
    }

    fn lookup(&self, word: &str) -> Option<&str> {
        let order = |start: &u32| {
            let rest = self.text.get(*start as usize..).unwrap_or("");
            rest.split(' ').next().unwrap_or("").cmp(word)
        };
        let index = self.starts.binary_search_by(order).ok()?;
        self.line(index).map(|(_, symbols)| symbols)
    }
}

/// ARPAbet symbols of `word` in lower case, or None where neither it nor its stem is known.
///
/// # Errors
/// [`VoiceError::Dictionary`] where the dictionary can't be unpacked.
pub fn lookup(word: &str) -> Result<Option<String>, VoiceError> {
    static DICTIONARY: OnceLock<Result<Dictionary, String>> = OnceLock::new();
    let dictionary = DICTIONARY.get_or_init(Dictionary::unpack);
    let dictionary = dictionary.as_ref().map_err(|e| VoiceError::Dictionary(e.clone()))?;
    if let Some(symbols) = dictionary.lookup(word) {
        return Ok(Some(symbols.to_owned()));
    }
    let stem = |ending: &str| word.strip_suffix(ending).and_then(|stem| dictionary.lookup(stem));
    if let Some(symbols) = stem("'s").or_else(|| stem("s")) {
        return Ok(Some(format!("{symbols} {}", plural(symbols))));
    }
    Ok(stem("ing").map(|symbols| format!("{symbols} IH0 NG")))
}

/// How the ending -s sounds after `symbols`.
fn plural(symbols: &str) -> &'static str {
    match symbols.rsplit(' ').next().unwrap_or("") {
        "S" | "Z" | "SH" | "ZH" | "CH" | "JH" => "IH0 Z",
        "P" | "T" | "K" | "F" | "TH" => "S",
        _ => "Z",
    }
}
