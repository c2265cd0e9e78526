//! Simplified characters and Chinese punctuation: how Mandarin is written, never what is said.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use super::words::Glyph;

/// OpenCC's table from traditional to simplified characters (Apache-2.0): characters, and phrases
/// that decide between characters (乾坤 keeps 乾, 乾淨 becomes 干净). It exchanges no vocabulary;
/// the tables for regional words (`tw2sp`) are not used.
static TABLE: LazyLock<Option<OpenCC>> =
    LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

/// Writes `glyphs` in simplified characters. True where one of them changed.
pub(crate) fn simplify(glyphs: &mut [Glyph]) -> bool {
    let text: String = glyphs.iter().map(|glyph| glyph.character).collect();
    let simple = simplified(&text);
    let mut changed = false;
    for (glyph, character) in glyphs.iter_mut().zip(simple.chars()) {
        changed |= glyph.character != character;
        glyph.character = character;
    }
    changed
}

/// `text` in simplified characters, character by character.
pub fn simplified(text: &str) -> String {
    let Some(table) = TABLE.as_ref() else { return text.to_owned() };
    let simple = table.convert(text);
    if simple.chars().count() == text.chars().count() {
        return simple;
    }
    // A phrase that changes the number of characters is no conversion of characters.
    let one = |character: char| {
        let single = table.convert(character.encode_utf8(&mut [0; 4]));
        let mut all = single.chars();
        match (all.next(), all.next()) {
            (Some(simple), None) => simple,
            _ => character,
        }
    };
    text.chars().map(one).collect()
}

/// Chinese punctuation in a Mandarin text: full-width marks next to Chinese characters, a comma
/// for a space between two of them, no space between scripts.
pub(crate) fn punctuate(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for (index, glyph) in glyphs.iter().enumerate() {
        let before = out.last().map(|glyph| glyph.character);
        let after = glyphs[index + 1..]
            .iter()
            .map(|glyph| glyph.character)
            .find(|&c| !c.is_whitespace() && !is_filler(c));
        let Some(character) = mark(glyph.character, before, after) else { continue };
        if is_mark(character) && before.is_none_or(is_stop) {
            continue;
        }
        out.push(Glyph { character, ..glyph.clone() });
    }
    out
}

/// What becomes of one character between `before` and `after`; none drops it.
fn mark(character: char, before: Option<char>, after: Option<char>) -> Option<char> {
    let chinese = before.is_some_and(is_chinese) || after.is_some_and(is_chinese);
    let digits =
        before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
    match character {
        c if c.is_whitespace() || is_filler(c) => match (before?, after?) {
            (b, a) if is_han(b) && is_han(a) => Some('，'),
            (b, a) if b.is_ascii_alphanumeric() && a.is_ascii_alphanumeric() => Some(' '),
            _ => None,
        },
        _ if digits => Some(character),
        ',' if chinese => Some('，'),
        '.' if chinese || after.is_none() => Some('。'),
        '?' if chinese || after.is_none() => Some('？'),
        '!' if chinese || after.is_none() => Some('！'),
        ':' if chinese => Some('：'),
        ';' if chinese => Some('；'),
        '(' if chinese => Some('（'),
        ')' if chinese => Some('）'),
        _ => Some(character),
    }
}

/// A full-width Latin letter: the recogniser writes Ｇ where a text is read without a pause for
/// breath, and plain letters for what is spelt.
fn is_filler(character: char) -> bool {
    matches!(character, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// A Chinese character.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '〇')
}

fn is_chinese(character: char) -> bool {
    is_han(character) || matches!(character, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}')
}

/// A mark that separates: comma, full stop and their like in both scripts.
pub(crate) fn is_mark(character: char) -> bool {
    is_stop(character) || matches!(character, '，' | '、' | '；' | '：' | ',' | ';' | ':')
}

/// A mark that ends a sentence.
pub(crate) fn is_stop(character: char) -> bool {
    matches!(character, '。' | '？' | '！' | '.' | '?' | '!' | '…')
}

/// A mark that belongs to the word after it.
pub(crate) fn is_opening(character: char) -> bool {
    matches!(character, '“' | '‘' | '「' | '『' | '《' | '（' | '(' | '[' | '【')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn punctuated(text: &str) -> String {
        punctuate(text.chars().map(Glyph::of).collect()).iter().map(|g| g.character).collect()
    }

    #[test]
    fn characters_are_simplified_and_words_stay() {
        for (from, to) in [
            ("頭髮發現後來裏面", "头发发现后来里面"),
            ("乾淨的幹部不乾坤", "干净的干部不乾坤"),
            ("皇后在後面", "皇后在后面"),
            // Regional words keep their word: 软件 would be an exchange of vocabulary.
            ("軟體檔案計程車品質", "软体档案计程车品质"),
            ("银行里的干部 KYC", "银行里的干部 KYC"),
        ] {
            assert_eq!(simplified(from), to);
        }
    }

    #[test]
    fn marks_become_chinese_and_numbers_stay() {
        for (from, to) in [
            ("我去了,他没去.", "我去了，他没去。"),
            ("我去了 他没去", "我去了，他没去"),
            ("涨了3.5个点,共1,200户", "涨了3.5个点，共1,200户"),
            ("我在做 KYC 的时候看 risk level", "我在做KYC的时候看risk level"),
            ("好。。。", "好。"),
            (",好", "好"),
            ("对完账Ｇ就让我做KYC", "对完账，就让我做KYC"),
        ] {
            assert_eq!(punctuated(from), to);
        }
    }

    proptest! {
        #[test]
        fn simplifying_keeps_the_number_of_characters(text in "[\u{4e00}-\u{9fff}a-z ，]{0,40}") {
            prop_assert_eq!(simplified(&text).chars().count(), text.chars().count());
        }
    }
}
