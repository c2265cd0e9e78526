//! Pinyin syllables → the phoneme strings Kokoro was trained on for Mandarin.
//!
//! Kokoro's Mandarin came through the Python package misaki, whose table goes back to Help:IPA
//! for Mandarin; this table writes the same strings. The tone arrow stands after the vowel and
//! before a final n or ŋ; the neutral tone has no arrow.

use super::Syllable;

/// Initials, longest first so that `zh` wins over `z`.
const INITIALS: [(&str, &str); 21] = [
    ("zh", "ꭧ"),
    ("ch", "ꭧʰ"),
    ("sh", "ʂ"),
    ("b", "p"),
    ("p", "pʰ"),
    ("m", "m"),
    ("f", "f"),
    ("d", "t"),
    ("t", "tʰ"),
    ("n", "n"),
    ("l", "l"),
    ("g", "k"),
    ("k", "kʰ"),
    ("h", "x"),
    ("j", "ʨ"),
    ("q", "ʨʰ"),
    ("x", "ɕ"),
    ("r", "ɻ"),
    ("z", "ʦ"),
    ("c", "ʦʰ"),
    ("s", "s"),
];

/// Finals in full spelling (`iou` for `iu`, `v` for ü): what stands before the tone and what
/// after it.
const FINALS: [(&str, &str, &str); 39] = [
    ("a", "a", ""),
    ("ai", "ai", ""),
    ("an", "a", "n"),
    ("ang", "a", "ŋ"),
    ("ao", "au", ""),
    ("e", "ɤ", ""),
    ("ê", "ɛ", ""),
    ("ei", "ei", ""),
    ("en", "ə", "n"),
    ("eng", "ə", "ŋ"),
    ("er", "ɚ", ""),
    ("i", "i", ""),
    ("ia", "ja", ""),
    ("ian", "jɛ", "n"),
    ("iang", "ja", "ŋ"),
    ("iao", "jau", ""),
    ("ie", "je", ""),
    ("in", "i", "n"),
    ("ing", "i", "ŋ"),
    ("io", "jɔ", ""),
    ("iong", "jʊ", "ŋ"),
    ("iou", "jou", ""),
    ("o", "wo", ""),
    ("ong", "ʊ", "ŋ"),
    ("ou", "ou", ""),
    ("u", "u", ""),
    ("ua", "wa", ""),
    ("uai", "wai", ""),
    ("uan", "wa", "n"),
    ("uang", "wa", "ŋ"),
    ("uei", "wei", ""),
    ("uen", "wə", "n"),
    ("ueng", "wə", "ŋ"),
    ("uo", "wo", ""),
    ("v", "y", ""),
    ("ve", "ɥe", ""),
    ("van", "ɥɛ", "n"),
    ("vn", "y", "n"),
    // The vowel of zi, ci, si, zhi, chi, shi, ri.
    ("ɨ", "ɨ", ""),
];

/// Syllables without a vowel, and the interjection o.
const ODD: [(&str, &str, &str); 6] = [
    ("m", "m", ""),
    ("n", "n", ""),
    ("ng", "ŋ", ""),
    ("hm", "hm", ""),
    ("hng", "hŋ", ""),
    ("o", "ɔ", ""),
];

/// Phonemes of one syllable, or None where `base` is no syllable of Mandarin.
pub fn phonemes(syllable: &Syllable) -> Option<String> {
    let (initial, head, coda) = parts(&syllable.base)?;
    let mut out = format!("{initial}{head}{}", arrow(syllable.tone));
    if syllable.erhua {
        // The final n is swallowed by the r-colouring, ŋ only nasalises the vowel.
        out.push('ɚ');
    } else {
        out.push_str(coda);
    }
    Some(out)
}

/// Whether `base` is a syllable the table knows.
pub fn is_syllable(base: &str) -> bool {
    parts(base).is_some()
}

/// Initial, vowels before the tone, and coda of a syllable without its tone.
fn parts(base: &str) -> Option<(&'static str, &'static str, &'static str)> {
    if let Some((_, head, coda)) = ODD.iter().find(|(name, ..)| *name == base) {
        return Some(("", head, coda));
    }
    let (initial, ipa, rest) = match INITIALS.iter().find(|(name, _)| base.starts_with(name)) {
        Some((name, ipa)) => (*name, *ipa, base.strip_prefix(name)?),
        None => ("", "", base),
    };
    let full = full_final(initial, rest)?;
    let (_, head, coda) = FINALS.iter().find(|(name, ..)| *name == full)?;
    Some((ipa, head, coda))
}

/// The final in full spelling, undoing what pinyin writes shorter.
fn full_final(initial: &str, rest: &str) -> Option<String> {
    let full = match (initial, rest) {
        ("z" | "c" | "s" | "zh" | "ch" | "sh" | "r", "i") => "ɨ".to_owned(),
        ("j" | "q" | "x", _) if rest.starts_with('u') => rest.replacen('u', "v", 1),
        ("", "yi" | "yin" | "ying") => rest.strip_prefix('y')?.to_owned(),
        ("", _) if rest.starts_with("yu") => rest.replacen("yu", "v", 1),
        ("", "you") => "iou".to_owned(),
        ("", _) if rest.starts_with('y') => rest.replacen('y', "i", 1),
        ("", "wu") => "u".to_owned(),
        ("", _) if rest.starts_with('w') => rest.replacen('w', "u", 1),
        (_, "iu") => "iou".to_owned(),
        ("", _) if rest.starts_with(['i', 'u', 'v']) => return None,
        (_, "ui") => "uei".to_owned(),
        (_, "un") => "uen".to_owned(),
        (_, "ue") => "ve".to_owned(),
        _ => rest.to_owned(),
    };
    Some(full)
}

fn arrow(tone: u8) -> &'static str {
    match tone {
        1 => "→",
        2 => "↗",
        3 => "↓",
        4 => "↘",
        _ => "",
    }
}
