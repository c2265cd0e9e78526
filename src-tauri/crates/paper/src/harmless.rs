//! Words of people for the page: what can't be seen or would disturb the text around it is taken out,
//! what no font has is named, and words that are too long for a column may be broken.
//!
//! Markup needs no care: the typesetter gets strings, and strings are never read as markup.

use serde_json::Value;

/// So many characters without a place to break fit into the narrowest column. A reference of a
/// candidate (18) is shorter: it is searched and copied, and must hold no invisible break.
const UNBROKEN: usize = 20;
/// Distance of the breaks in longer words.
const STEP: usize = 16;
/// Fields that are codes in a wide column, which are copied, or no part of a page.
const WHOLE: [&str; 2] = ["code", "document_title"];

const BREAK: char = '\u{200b}';
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

/// Makes every string of a JSON tree harmless; `has` tells whether a font has a character.
pub(crate) fn all(value: &mut Value, has: &dyn Fn(char) -> bool) {
    match value {
        Value::String(text) => *text = harmless(text, has, true),
        Value::Array(values) => values.iter_mut().for_each(|value| all(value, has)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if let (true, Value::String(text)) = (WHOLE.contains(&name.as_str()), &mut *value) {
                    *text = harmless(text, has, false);
                } else {
                    all(value, has);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn harmless(text: &str, has: &dyn Fn(char) -> bool, breaks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().filter(|&c| !is_invisible(c)) {
        if c.is_whitespace() || is_wide(c) {
            put_word(&mut out, &mut word, breaks);
        }
        match c {
            '\u{3000}' => out.push(c),
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() || !has(c) => word.push_str(&format!("[U+{:04X}]", u32::from(c))),
            c if is_wide(c) => out.push(c),
            c => word.push(c),
        }
    }
    put_word(&mut out, &mut word, breaks);
    // Right-to-left words would draw the punctuation and numbers around them to the wrong side.
    if out.chars().any(runs_right_to_left) { format!("{ISOLATE}{out}{END_ISOLATE}") } else { out }
}

/// Empties `word` into `out`, with places to break where it is too long for a column.
fn put_word(out: &mut String, word: &mut String, breaks: bool) {
    let long = breaks && word.chars().count() > UNBROKEN;
    for (i, c) in word.chars().enumerate() {
        if long && i > 0 && i % STEP == 0 {
            out.push(BREAK);
        }
        out.push(c);
    }
    word.clear();
}

/// Marks that turn the direction of the text, join or separate, or choose a variant, without being
/// seen.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Chinese, Japanese and Korean characters and their punctuation: text may be broken beside them.
const fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Hebrew, Arabic and their neighbours.
const fn runs_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        harmless(text, &|c| c != '\u{1f600}', true)
    }

    #[test]
    fn what_is_not_seen_is_taken_out_and_what_no_font_has_is_named() {
        assert_eq!(clean("林\u{202e}晓\u{200b}岚\n\tA"), "林晓岚  A");
        assert_eq!(clean("\u{1f600}\u{7}"), "[U+1F600][U+0007]");
        assert_eq!(clean("#import \"x\"; $a$ *b* \\"), "#import \"x\"; $a$ *b* \\");
    }

    #[test]
    fn long_words_may_be_broken_and_codes_not() {
        let long = "x".repeat(40);
        assert_eq!(clean(&long).matches(BREAK).count(), 2);
        assert_eq!(clean(&long).replace(BREAK, ""), long);
        assert_eq!(clean("YS-20261125-7K3M42"), "YS-20261125-7K3M42");
        assert_eq!(clean("柜台前站了半天不说话我先问他是不是没带老花镜").matches(BREAK).count(), 0);
        let mut tree = serde_json::json!({ "code": long, "document_title": long, "rows": [{ "value": long }] });
        all(&mut tree, &|_| true);
        assert_eq!(tree["code"], long.as_str());
        assert_eq!(tree["document_title"], long.as_str());
        assert_ne!(tree["rows"][0]["value"], long.as_str());
    }

    #[test]
    fn right_to_left_words_keep_to_themselves() {
        assert_eq!(clean("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(clean("\u{2069}שלום"), "\u{2068}שלום\u{2069}");
    }
}
