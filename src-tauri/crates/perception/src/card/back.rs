//! The back of a card: authority and validity.

use super::fields::{Sure, as_read, date, digit_groups, field, without_label};
use super::front::parse_date;
use super::geometry::TextBox;
use super::reading::{CardDate, CardField, CardProblem, FieldName};
use super::rows::Row;

/// A validity without an end.
const LONG_TERM: &str = "长期";
/// Signs of the back.
const SIGNS: [&str; 4] = ["中华人民共和国", "居民身份证", "签发机关", "有效期限"];
/// Signs from which the picture shows the back of a card.
const MIN_SIGNS: usize = 2;

/// The back as far as it was found.
pub(super) struct Back {
    pub(super) fields: Vec<CardField>,
    /// Rows that carry the text, for a look at the light on them.
    pub(super) text: Vec<TextBox>,
}

/// The back on `rows`, from top to bottom; none where too little speaks for it.
pub(super) fn back(rows: &[Row]) -> Option<Back> {
    let texts: Vec<String> = rows.iter().map(Row::text).collect();
    let signs = SIGNS.iter().filter(|sign| texts.iter().any(|text| text.contains(*sign))).count();
    if signs < MIN_SIGNS {
        return None;
    }
    let labelled = |label: &str| {
        let row = rows.iter().zip(&texts).find(|(_, text)| text.starts_with(label));
        row.map(|(row, _)| without_label(&row.glyphs, label))
    };
    let mut fields = Vec::new();
    if let Some(authority) = labelled("签发机关") {
        let known = |text: &str| text.contains("公安");
        fields.extend(field(FieldName::Authority, &as_read(authority), known));
    }
    if let Some(validity) = labelled("有效期限") {
        let groups = digit_groups(validity);
        let is_date = |text: &str| parse_date(text).is_some();
        if let Some(from) = groups.get(..3).and_then(date) {
            fields.extend(field(FieldName::ValidFrom, &from, is_date));
        }
        let until = match groups.get(3..6) {
            Some(until) => date(until).unwrap_or_default(),
            None => long_term(&as_read(validity)),
        };
        let holds = |text: &str| text == LONG_TERM || is_date(text);
        fields.extend(field(FieldName::ValidUntil, &until, holds));
    }
    let text = rows.iter().flat_map(|row| row.boxes.iter().copied()).collect();
    Some(Back { fields, text })
}

fn long_term(read: &[Sure]) -> Vec<Sure> {
    let Some(start) = read.len().checked_sub(LONG_TERM.chars().count()) else { return Vec::new() };
    let end = &read[start..];
    let fits = end.iter().map(|(character, _)| *character).eq(LONG_TERM.chars());
    if fits { end.to_vec() } else { Vec::new() }
}

/// What speaks against the fields of a back on the day `today`.
pub(super) fn problem_of(fields: &[CardField], today: CardDate) -> Option<CardProblem> {
    let sure = |name: FieldName| fields.iter().find(|field| field.name == name && field.ok);
    let until = sure(FieldName::ValidUntil).and_then(|field| parse_date(field.value.expose()));
    if until.is_some_and(|until| until < today) {
        return Some(CardProblem::Expired);
    }
    let complete = FieldName::BACK.into_iter().all(|name| sure(name).is_some());
    (!complete).then_some(CardProblem::Unread)
}
