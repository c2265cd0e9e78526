//! Characters that became a field.

use interview::observation::rounded;

use super::reading::{CardField, FieldName, SecretText};
use super::rows::Placed;

/// Confidence below which a character is shown to the person as unsure. On the test cards that were
/// taken as read, every character that is wrong lies below it (model card).
const SURE: f32 = 0.85;

/// A character of a value and how sure it is; what the form of the value adds is certain.
pub(super) type Sure = (char, f32);

/// The characters of a row as they were read.
pub(super) fn as_read(glyphs: &[Placed]) -> Vec<Sure> {
    glyphs.iter().map(|placed| (placed.glyph.character, placed.glyph.confidence)).collect()
}

/// The field of these characters; none where there are none. `valid` tells whether the value is
/// something that the field can hold.
pub(super) fn field(
    name: FieldName,
    characters: &[Sure],
    valid: impl FnOnce(&str) -> bool,
) -> Option<CardField> {
    if characters.is_empty() {
        return None;
    }
    let value: String = characters.iter().map(|(character, _)| character).collect();
    let unsure: Vec<usize> = (0..characters.len()).filter(|at| characters[*at].1 < SURE).collect();
    let mean = characters.iter().map(|(_, sure)| sure).sum::<f32>() / characters.len() as f32;
    let ok = unsure.is_empty() && valid(&value);
    let confidence = rounded(f64::from(mean), 3);
    Some(CardField { name, value: SecretText::new(value), confidence, unsure, ok })
}

/// Without the characters of `label` at the start, each at most once, in their order: a part of a
/// label may be unread.
pub(super) fn without_label<'a>(glyphs: &'a [Placed], label: &str) -> &'a [Placed] {
    let mut rest = glyphs;
    for character in label.chars() {
        if let [first, others @ ..] = rest
            && first.glyph.character == character
        {
            rest = others;
        }
    }
    rest
}

/// Groups of digits with what they are made of, in their order.
pub(super) fn digit_groups(glyphs: &[Placed]) -> Vec<Vec<Sure>> {
    let mut groups: Vec<Vec<Sure>> = Vec::new();
    let mut open = false;
    for (character, sure) in as_read(glyphs) {
        let digit = character.is_ascii_digit();
        match groups.last_mut() {
            Some(group) if digit && open => group.push((character, sure)),
            _ if digit => groups.push(vec![(character, sure)]),
            _ => {}
        }
        open = digit;
    }
    groups
}

/// YYYY-MM-DD of groups of four, one or two, and one or two digits. None where they are others.
pub(super) fn date(groups: &[Vec<Sure>]) -> Option<Vec<Sure>> {
    let [year, month, day] = groups else { return None };
    let fits = |group: &Vec<Sure>| (1..=2).contains(&group.len());
    if year.len() != 4 || !fits(month) || !fits(day) {
        return None;
    }
    let mut value = year.clone();
    for group in [month, day] {
        value.push(('-', 1.0));
        if group.len() == 1 {
            value.push(('0', 1.0));
        }
        value.extend(group);
    }
    Some(value)
}
