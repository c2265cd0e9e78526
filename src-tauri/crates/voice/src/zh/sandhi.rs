//! Tone sandhi of Mandarin: 不, 一, and runs of third tones.

use super::{Syllable, Word};

/// Characters that read a number; 一 between or after them keeps its first tone.
const NUMERALS: &str = "零一二三四五六七八九十百千万亿点两";
/// Units before which 一 changes like before any word.
const UNITS: &str = "百千万亿";
/// Words in which 一 is an ordinal.
const ORDINALS: [&str; 12] = [
    "一月",
    "一号",
    "一楼",
    "一级",
    "一等",
    "一中",
    "一班",
    "一线",
    "一二",
    "星期一",
    "周一",
    "统一",
];

/// Applies all rules to the words of one clause.
pub fn apply(words: &mut [Word]) {
    change_yi_and_bu(words);
    change_third_tones_inside(words);
    change_third_tones_across(words);
}

/// 一 and 不 look at the next syllable, across words.
fn change_yi_and_bu(words: &mut [Word]) {
    let flat: Vec<(char, u8)> = words
        .iter()
        .flat_map(|word| word.syllables.iter().map(|s| (s.character, s.tone)))
        .collect();
    let ordinal: Vec<bool> = words
        .iter()
        .flat_map(|word| {
            let fixed = word.text.starts_with('第') || ORDINALS.contains(&word.text.as_str());
            word.syllables.iter().map(move |_| fixed)
        })
        .collect();
    let syllables = words.iter_mut().flat_map(|word| word.syllables.iter_mut());
    for (at, syllable) in syllables.enumerate() {
        let before = at.checked_sub(1).and_then(|i| flat.get(i)).copied();
        let after = flat.get(at + 1).copied();
        // 看一看, 行不行: a verb and itself; but 一条一条 counts one by one.
        let counted = at.checked_sub(2).and_then(|i| flat.get(i)).is_some_and(|(c, _)| *c == '一');
        let repeated = after.is_some() && before.map(|b| b.0) == after.map(|a| a.0) && !counted;
        let fixed = ordinal.get(at).copied().unwrap_or(false);
        match syllable.character {
            '不' if repeated => syllable.tone = 5,
            '不' if after.is_some_and(|(_, tone)| tone == 4) => syllable.tone = 2,
            '一' if repeated && !before.is_some_and(|(c, _)| NUMERALS.contains(c)) => {
                syllable.tone = 5;
            }
            '一' if !fixed => syllable.tone = yi_tone(before, after),
            _ => {}
        }
    }
}

/// Tone of 一 between two neighbours.
fn yi_tone(before: Option<(char, u8)>, after: Option<(char, u8)>) -> u8 {
    let Some((next, tone)) = after else { return 1 };
    let after_numeral = before.is_some_and(|(c, _)| NUMERALS.contains(c) || c == '第');
    let before_digit = NUMERALS.contains(next) && !UNITS.contains(next);
    if before_digit || (after_numeral && !UNITS.contains(next)) {
        return 1;
    }
    match tone {
        4 => 2,
        5 if next == '个' => 2,
        _ => 4,
    }
}

/// Inside a word: 3 3 → 2 3; 3 3 3 → 2 2 3; words of four are two pairs.
fn change_third_tones_inside(words: &mut [Word]) {
    for word in words {
        if word.syllables.len() >= 4 {
            word.syllables.chunks_mut(2).for_each(raise_all_but_last);
        } else {
            raise_all_but_last(&mut word.syllables);
        }
    }
}

fn raise_all_but_last(syllables: &mut [Syllable]) {
    for at in 1..syllables.len() {
        let both = syllables[at].tone == 3 && syllables[at - 1].tone == 3;
        if both {
            syllables[at - 1].tone = 2;
        }
    }
}

/// Between words, from the right: a third tone before one rises where one of the two words has a
/// single syllable, for such words form one foot.
fn change_third_tones_across(words: &mut [Word]) {
    for at in (1..words.len()).rev() {
        let (left, right) = words.split_at_mut(at);
        let (Some(left), Some(right)) = (left.last_mut(), right.first()) else { continue };
        let one_foot = left.syllables.len() == 1 || right.syllables.len() == 1;
        let next_is_third = right.syllables.first().is_some_and(|s| s.tone == 3);
        if let Some(last) = left.syllables.last_mut()
            && one_foot
            && next_is_third
            && last.tone == 3
        {
            last.tone = 2;
        }
    }
}
