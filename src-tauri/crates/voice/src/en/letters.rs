//! Words that no dictionary holds: letter to sound, and spelling out.

/// Names of the letters a–z.
const NAMES: [&str; 26] = [
    "ˈA",
    "bˈi",
    "sˈi",
    "dˈi",
    "ˈi",
    "ˈɛf",
    "ʤˈi",
    "ˈAʧ",
    "ˈI",
    "ʤˈA",
    "kˈA",
    "ˈɛl",
    "ˈɛm",
    "ˈɛn",
    "ˈO",
    "pˈi",
    "kjˈu",
    "ˈɑɹ",
    "ˈɛs",
    "tˈi",
    "jˈu",
    "vˈi",
    "dˈʌbᵊlju",
    "ˈɛks",
    "wˈI",
    "zˈi",
];

/// Spellings and their usual sound, longest first. Vowel sounds carry no stress; [`guess`] puts
/// one on the first.
const RULES: [(&str, &str); 75] = [
    ("tion", "ʃən"),
    ("sion", "ʒən"),
    ("ture", "ʧəɹ"),
    ("ough", "O"),
    ("augh", "ɔ"),
    ("eigh", "A"),
    ("igh", "I"),
    ("tch", "ʧ"),
    ("dge", "ʤ"),
    ("sch", "sk"),
    ("ing", "ɪŋ"),
    ("air", "ɛɹ"),
    ("ear", "ɪɹ"),
    ("eer", "ɪɹ"),
    ("our", "Wəɹ"),
    ("ch", "ʧ"),
    ("sh", "ʃ"),
    ("th", "θ"),
    ("ph", "f"),
    ("wh", "w"),
    ("ck", "k"),
    ("qu", "kw"),
    ("ng", "ŋ"),
    ("kn", "n"),
    ("wr", "ɹ"),
    ("gh", "ɡ"),
    ("zh", "ʒ"),
    ("ai", "A"),
    ("ay", "A"),
    ("au", "ɔ"),
    ("aw", "ɔ"),
    ("ea", "i"),
    ("ee", "i"),
    ("ei", "i"),
    ("ey", "i"),
    ("ie", "i"),
    ("oa", "O"),
    ("oo", "u"),
    ("oi", "Y"),
    ("oy", "Y"),
    ("ou", "W"),
    ("ow", "O"),
    ("ue", "u"),
    ("ar", "ɑɹ"),
    ("er", "əɹ"),
    ("ir", "ɜɹ"),
    ("or", "ɔɹ"),
    ("ur", "ɜɹ"),
    ("ce", "sɛ"),
    ("ci", "sɪ"),
    ("cy", "si"),
    ("ge", "ʤɛ"),
    ("a", "æ"),
    ("b", "b"),
    ("c", "k"),
    ("d", "d"),
    ("e", "ɛ"),
    ("f", "f"),
    ("g", "ɡ"),
    ("h", "h"),
    ("i", "ɪ"),
    ("j", "ʤ"),
    ("k", "k"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
    ("o", "ɑ"),
    ("p", "p"),
    ("r", "ɹ"),
    ("s", "s"),
    ("t", "t"),
    ("u", "ʌ"),
    ("v", "v"),
    ("w", "w"),
    ("z", "z"),
];

/// The letters of `word` one after the other.
pub fn spelled_out(word: &str) -> String {
    let names: Vec<&str> = word
        .bytes()
        .filter_map(|b| NAMES.get(usize::from(b.to_ascii_lowercase().wrapping_sub(b'a'))))
        .copied()
        .collect();
    names.join(" ")
}

/// A guess by spelling for a word in lower case.
pub fn guess(word: &str) -> String {
    let silent_e = word.len() > 3 && word.ends_with('e') && !word.ends_with("ee");
    let mut rest = if silent_e { word.strip_suffix('e').unwrap_or(word) } else { word };
    let mut out = String::new();
    while let Some(first) = rest.chars().next() {
        if let Some((spelling, sound)) = RULES.iter().find(|(s, _)| rest.starts_with(s)) {
            if !out.ends_with(sound) || super::arpabet::is_vowel(first) {
                out.push_str(sound);
            }
            rest = rest.strip_prefix(spelling).unwrap_or("");
        } else {
            match first {
                'y' if out.is_empty() => out.push('j'),
                'y' => out.push('i'),
                'q' => out.push('k'),
                'x' => out.push_str("ks"),
                _ => {}
            }
            rest = rest.strip_prefix(first).unwrap_or("");
        }
    }
    match out.find(super::arpabet::is_vowel) {
        Some(at) => out.insert(at, 'ˈ'),
        None => return spelled_out(word),
    }
    out
}
