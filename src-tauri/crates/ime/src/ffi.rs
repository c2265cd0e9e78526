//! The only way to libgooglepinyin (Apache-2.0, `pinyinime.h` 0.1.2).
#![allow(unsafe_code)] // A C++ library with functions of C linkage and one global state.

use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

#[link(name = "googlepinyin")]
unsafe extern "C" {
    fn im_open_decoder(system: *const c_char, user: *const c_char) -> bool;
    fn im_close_decoder();
    fn im_reset_search();
    fn im_search(letters: *const c_char, length: usize) -> usize;
    fn im_get_candidate(index: usize, buffer: *mut u16, length: usize) -> *mut u16;
    fn im_get_spl_start_pos(starts: *mut *const u16) -> usize;
}

/// Where the engine would keep what it learns: no file can ever be there, so it goes on without.
const NO_USER_DICTIONARY: &CStr = c"/dev/null/none";

/// UTF-16 units of the longest candidate with its end: a character for every row of the search
/// (`kMaxRowNum`, 40), and room.
const CANDIDATE_UNITS: usize = 64;

/// Whether a [`Decoder`] exists.
static CLAIMED: AtomicBool = AtomicBool::new(false);

/// The right to call the library.
#[derive(Debug)]
pub(crate) struct Decoder(());

/// What a search gave.
pub(crate) struct Found {
    /// Candidates, the likeliest first.
    pub(crate) texts: Vec<String>,
    /// Where each syllable of the likeliest cutting ends, in letters; an apostrophe belongs to the
    /// syllable before it.
    pub(crate) ends: Vec<usize>,
}

impl Decoder {
    /// Takes the library; none while someone has it.
    pub(crate) fn claim() -> Option<Self> {
        let free = CLAIMED.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed);
        free.ok().map(|_| Self(()))
    }

    /// Loads a dictionary; false where it can't be read.
    pub(crate) fn load(&self, dictionary: &CStr) -> bool {
        // SAFETY: both names end with NUL and outlive the call, which keeps no pointer to them.
        // This is the only decoder (`claim`).
        unsafe { im_open_decoder(dictionary.as_ptr(), NO_USER_DICTIONARY.as_ptr()) }
    }

    /// Searches from the beginning. `letters` holds `a` to `z` and apostrophes.
    pub(crate) fn search(&mut self, letters: &[u8], limit: usize) -> Found {
        let mut starts: *const u16 = ptr::null();
        // SAFETY: `letters` is readable for its length; the engine reads no further and copies
        // what it reads. `starts` is writable; a loaded engine lets it point to its own array.
        let (candidates, syllables) = unsafe {
            im_reset_search();
            let candidates = im_search(letters.as_ptr().cast(), letters.len());
            (candidates, im_get_spl_start_pos(&raw mut starts))
        };
        let ends = if starts.is_null() {
            Vec::new()
        } else {
            // SAFETY: `n` syllables have `n + 1` positions (`pinyinime.h`); the array belongs to
            // the engine, which is not called before it was copied.
            let positions = unsafe { std::slice::from_raw_parts(starts, syllables + 1) };
            positions.iter().skip(1).map(|at| usize::from(*at)).collect()
        };
        let texts = (0..candidates.min(limit)).filter_map(|index| self.candidate(index)).collect();
        Found { texts, ends }
    }

    fn candidate(&mut self, index: usize) -> Option<String> {
        let mut units = [0_u16; CANDIDATE_UNITS];
        // SAFETY: the buffer has as many units as are named; a text that does not fit with its end
        // gives null. `index` is below the number of candidates of the search before.
        let text = unsafe { im_get_candidate(index, units.as_mut_ptr(), units.len()) };
        let length = units.iter().position(|unit| *unit == 0)?;
        (!text.is_null()).then(|| String::from_utf16_lossy(&units[..length]))
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: closing an engine that was not loaded does nothing; nobody else calls it, since
        // the claim is given back after this.
        unsafe { im_close_decoder() };
        CLAIMED.store(false, Ordering::Release);
    }
}
