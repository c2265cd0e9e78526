//! Chinese input of the window's keyboard.

use std::sync::{Mutex, PoisonError};

use ime::Pinyin;
use serde::Serialize;
use specta::Type;

use crate::error::CommandError;

/// Candidates of one answer: several pages of the keyboard's bar.
const CANDIDATES: usize = 50;

/// The engine, which exists once in a process. Opened by the first question; a failed opening is
/// tried again by the next.
static ENGINE: Mutex<Option<Pinyin>> = Mutex::new(None);

/// One reading of typed letters.
#[derive(Clone, Serialize, Type)]
pub struct PinyinCandidate {
    /// Chinese characters.
    pub text: String,
    /// Letters of the question that it stands for; the rest can be asked for on its own.
    pub consumed: u32,
    /// These letters cut into syllables.
    pub spelling: String,
}

impl From<ime::Candidate> for PinyinCandidate {
    fn from(candidate: ime::Candidate) -> Self {
        let ime::Candidate { text, consumed, spelling } = candidate;
        // A search reads a few dozen letters; leading apostrophes alone could make it more.
        Self { text, consumed: u32::try_from(consumed).unwrap_or(u32::MAX), spelling }
    }
}

/// What typed pinyin may stand for, the likeliest first; at most 50. Nothing of it is kept.
#[tauri::command]
#[specta::specta]
pub async fn pinyin_candidates(pinyin: String) -> Result<Vec<PinyinCandidate>, CommandError> {
    tauri::async_runtime::spawn_blocking(move || answer(&pinyin))
        .await
        .unwrap_or_else(|_| Err(CommandError::thread()))
}

fn answer(pinyin: &str) -> Result<Vec<PinyinCandidate>, CommandError> {
    let mut engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
    let opened = match &mut *engine {
        Some(open) => open,
        closed => closed.insert(Pinyin::open().map_err(|error| CommandError::of(&error))?),
    };
    let candidates = opened.candidates(pinyin, CANDIDATES);
    Ok(candidates.into_iter().map(PinyinCandidate::from).collect())
}

#[cfg(test)]
mod tests {
    use super::pinyin_candidates;

    #[test]
    fn the_window_gets_at_most_fifty_readings() {
        let ask = |pinyin: &str| {
            tauri::async_runtime::block_on(pinyin_candidates(pinyin.to_owned())).unwrap()
        };
        assert_eq!(ask("nihao")[0].text, "你好");
        assert_eq!(ask("shi").len(), 50);
        assert!(ask("").is_empty());
    }
}
