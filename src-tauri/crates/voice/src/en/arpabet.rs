//! ARPAbet → the American symbols of Kokoro.

/// Consonants.
const CONSONANTS: [(&str, &str); 24] = [
    ("B", "b"),
    ("CH", "ʧ"),
    ("D", "d"),
    ("DH", "ð"),
    ("F", "f"),
    ("G", "ɡ"),
    ("HH", "h"),
    ("JH", "ʤ"),
    ("K", "k"),
    ("L", "l"),
    ("M", "m"),
    ("N", "n"),
    ("NG", "ŋ"),
    ("P", "p"),
    ("R", "ɹ"),
    ("S", "s"),
    ("SH", "ʃ"),
    ("T", "t"),
    ("TH", "θ"),
    ("V", "v"),
    ("W", "w"),
    ("Y", "j"),
    ("Z", "z"),
    ("ZH", "ʒ"),
];

/// Vowels: name, stressed, unstressed. Capitals are Kokoro's letters for diphthongs.
const VOWELS: [(&str, &str, &str); 15] = [
    ("AA", "ɑ", "ɑ"),
    ("AE", "æ", "æ"),
    ("AH", "ʌ", "ə"),
    ("AO", "ɔ", "ɔ"),
    ("AW", "W", "W"),
    ("AY", "I", "I"),
    ("EH", "ɛ", "ɛ"),
    ("ER", "ɜɹ", "əɹ"),
    ("EY", "A", "A"),
    ("IH", "ɪ", "ɪ"),
    ("IY", "i", "i"),
    ("OW", "O", "O"),
    ("OY", "Y", "Y"),
    ("UH", "ʊ", "ʊ"),
    ("UW", "u", "u"),
];

/// Whether `symbol` is a vowel of the table.
pub fn is_vowel(symbol: char) -> bool {
    "ɑæʌəɔWIɛɜAɪiOYʊuɐᵊ".contains(symbol)
}

/// Phonemes of a word given in ARPAbet with stress digits. A stress mark stands right before its
/// vowel. Unknown symbols are left out.
pub fn phonemes(symbols: &str) -> String {
    let symbols: Vec<&str> = symbols.split(' ').collect();
    let mut out = String::new();
    for (at, symbol) in symbols.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| symbols.get(i)).copied().unwrap_or("");
        let after = symbols.get(at + 1).copied().unwrap_or("");
        if is_flap(symbol, before, after) {
            out.push('T');
        } else if let Some((_, ipa)) = CONSONANTS.iter().find(|(name, _)| name == symbol) {
            out.push_str(ipa);
        } else {
            push_vowel(&mut out, symbol, after, symbols.len() == at + 2);
        }
    }
    out
}

fn push_vowel(out: &mut String, symbol: &str, after: &str, one_left: bool) {
    let (name, stress) = symbol.split_at(symbol.len().saturating_sub(1));
    let Some((_, stressed, unstressed)) = VOWELS.iter().find(|(known, ..)| *known == name) else {
        return;
    };
    match stress {
        "1" => out.push('ˈ'),
        "2" => out.push('ˌ'),
        // A last -le, -al, -en, -on: the vowel is hardly there.
        _ if name == "AH" && one_left && matches!(after, "L" | "N") => return out.push('ᵊ'),
        _ => {}
    }
    out.push_str(if stress == "0" { unstressed } else { stressed });
}

/// American t between a vowel (or r) and an unstressed vowel.
fn is_flap(symbol: &str, before: &str, after: &str) -> bool {
    let after_vowel = before.ends_with(['0', '1', '2']) || before == "R";
    symbol == "T" && after_vowel && after.ends_with('0') && !after.starts_with("AH0 N")
}
