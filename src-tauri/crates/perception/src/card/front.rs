//! The front of a card: rows to fields, by labels where they were read and by their order where
//! they were not.

use interview::id_number::{IdNumber, Sex};

use super::fields::{Sure, as_read, date, digit_groups, field, without_label};
use super::geometry::{TextBox, hull};
use super::nations::NATIONS;
use super::reading::{CardDate, CardField, CardProblem, CardReading, CardSide, FieldName};
use super::rows::{Placed, Row, left_of, without_strays};
use crate::vision::warp::Point;

/// Digits in a row from which it is the number: dates have four.
const MIN_DIGITS: usize = 10;
/// Part of the width from the labels to the end of the number beyond which no field begins: the
/// portrait does at 0.65 or later.
const PORTRAIT: f32 = 0.62;
/// Characters of a number.
const NUMBER: usize = 18;
/// Rows of an address follow each other within this many times their height.
const ADDRESS_GAP: f32 = 2.6;
/// Labels of the front. Each that is read in part is a sign that this is one.
const LABELS: [&str; 6] = ["姓名", "性别", "民族", "出生", "住址", "公民身份号码"];
/// Signs from which the picture shows the front of a card.
const MIN_SIGNS: usize = 2;

/// The front as far as it was found.
pub(super) struct Front {
    fields: Vec<CardField>,
    /// Lines that hold neither number nor address: all others are hidden.
    shown: Vec<TextBox>,
    /// The block of the address, lines between that were not found included.
    address: Option<TextBox>,
    /// Lines beside the portrait and the lines of the number, for a look at the light on them.
    text: [Vec<TextBox>; 2],
}

/// The front on `rows`, from top to bottom; none where too little speaks for it.
pub(super) fn front(mut rows: Vec<Row>, angle: f32) -> Option<Front> {
    let number = number_row(&rows);
    if signs(&rows) + usize::from(number.is_some()) < MIN_SIGNS {
        return None;
    }
    let below = number.as_ref().map(|found| found.v);
    let mut person: Vec<Row> = Vec::new();
    let mut number_boxes = Vec::new();
    for row in rows.drain(..) {
        match below {
            Some(v) if row.v == v => number_boxes.extend(row.boxes),
            Some(v) if row.v > v => {}
            _ => person.push(row),
        }
    }
    if let Some(found) = &number
        && let Some(left) = labels_left(&person, found)
    {
        left_of(&mut person, left + PORTRAIT * (found.right - left), angle);
    }
    without_strays(&mut person, angle);
    person.retain(|row| !row.glyphs.is_empty());
    let parts = Parts::of(&person);
    let mut fields = parts.fields();
    if let Some(found) = number {
        let valid = |text: &str| IdNumber::parse(text).is_ok_and(|n| n.region_is_known());
        fields.extend(field(FieldName::IdNumber, &found.digits, valid));
    }
    let known = [parts.name, parts.sex, parts.birth];
    let shown = known.into_iter().flatten().flat_map(|row| row.boxes.iter().copied()).collect();
    let corners = parts.address.iter().flat_map(|row| &row.boxes).flat_map(TextBox::corners);
    let corners: Vec<Point> = corners.collect();
    let address = (!corners.is_empty()).then(|| TextBox::along(&hull(corners), angle));
    let text = person.iter().flat_map(|row| row.boxes.iter().copied()).collect();
    Some(Front { fields, shown, address, text: [text, number_boxes] })
}

/// The row of the number. `right` is where the last of 18 characters stands or would stand, since
/// a card that is cut off at the right shows fewer.
struct Number {
    v: f32,
    left: f32,
    right: f32,
    digits: Vec<Sure>,
}

/// The row with the longest run of digits, where it is long enough for a number or the rest of one.
fn number_row(rows: &[Row]) -> Option<Number> {
    let runs = rows.iter().map(|row| (row, longest_run(&row.glyphs)));
    let (row, run) = runs.max_by_key(|(_, run)| run.len())?;
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return None };
    let missing = NUMBER.saturating_sub(run.len()) as f32;
    (run.len() >= MIN_DIGITS).then(|| Number {
        v: row.v,
        left: row.glyphs.first().map_or(first.u, |glyph| glyph.u),
        right: last.u + missing * (last.u - first.u) / (run.len() - 1) as f32,
        digits: as_read(run),
    })
}

fn longest_run(glyphs: &[Placed]) -> &[Placed] {
    let digit =
        |placed: &Placed| placed.glyph.character.is_ascii_digit() || placed.glyph.character == 'X';
    let runs = glyphs.split(|placed| !digit(placed));
    runs.max_by_key(|run| run.len()).unwrap_or_default()
}

/// How many labels of the front stand in `rows`.
fn signs(rows: &[Row]) -> usize {
    let texts: Vec<String> = rows.iter().map(Row::text).collect();
    LABELS.iter().filter(|label| texts.iter().any(|text| text.contains(*label))).count()
}

/// Where the labels begin: the leftmost character of the number's row or of one that has a label.
fn labels_left(person: &[Row], number: &Number) -> Option<f32> {
    let labelled = person.iter().filter(|row| signs(std::slice::from_ref(*row)) > 0);
    let starts = labelled.filter_map(|row| row.glyphs.first()).map(|glyph| glyph.u);
    starts.chain([number.left]).min_by(f32::total_cmp)
}

/// The rows above the number, by what they hold.
struct Parts<'a> {
    name: Option<&'a Row>,
    sex: Option<&'a Row>,
    birth: Option<&'a Row>,
    address: Vec<&'a Row>,
}

impl<'a> Parts<'a> {
    fn of(person: &'a [Row]) -> Self {
        let find = |test: &dyn Fn(&Row) -> bool| person.iter().position(test);
        let sex = find(&|row| has_sex(row));
        let birth = find(&|row| date(&digit_groups(&row.glyphs)).is_some() && is_birth(row))
            .or_else(|| find(&|row| row.text().starts_with("出生")));
        let address_label = find(&|row| row.text().starts_with("住址"));
        let name = find(&|row| row.text().starts_with("姓名"))
            .or_else(|| sex.and_then(|at| at.checked_sub(1)));
        let start = birth.map(|at| at + 1).or(address_label);
        let mut address: Vec<&Row> = Vec::new();
        for row in start.map_or(&person[..0], |start| &person[start..]) {
            let gap = address.last().map_or(0.0, |last| row.v - last.v);
            if gap > ADDRESS_GAP * row.height {
                break;
            }
            address.push(row);
        }
        let row = |at: Option<usize>| at.and_then(|at| person.get(at));
        Self { name: row(name), sex: row(sex), birth: row(birth), address }
    }

    fn fields(&self) -> Vec<CardField> {
        let mut fields = Vec::new();
        if let Some(row) = self.name {
            let name: Vec<Sure> = as_read(without_label(&row.glyphs, "姓名"))
                .into_iter()
                .filter(|(character, _)| is_of_a_name(*character))
                .collect();
            fields.extend(field(FieldName::Name, &name, |text| text.chars().count() >= 2));
        }
        if let Some(row) = self.sex {
            let at = row.glyphs.iter().position(|p| matches!(p.glyph.character, '男' | '女'));
            if let Some(at) = at {
                fields.extend(field(FieldName::Sex, &as_read(&row.glyphs[at..=at]), |_| true));
            }
            let rest = &row.glyphs[at.map_or(0, |at| at + 1)..];
            let rest = match rest.iter().rposition(|p| p.glyph.character == '族') {
                Some(label) => &rest[label + 1..],
                None => without_label(rest, "民族"),
            };
            let nation: Vec<Sure> =
                as_read(rest).into_iter().map(|(c, sure)| (simplified(c), sure)).collect();
            let known = |text: &str| NATIONS.contains(&text);
            fields.extend(field(FieldName::Nation, &nation, known));
        }
        if let Some(value) = self.birth.and_then(|row| date(&digit_groups(&row.glyphs))) {
            fields.extend(field(FieldName::Birth, &value, |text| parse_date(text).is_some()));
        }
        let mut address = Vec::new();
        for (at, row) in self.address.iter().enumerate() {
            let label = if at == 0 { "住址" } else { "" };
            address.extend(as_read(without_label(&row.glyphs, label)));
        }
        fields.extend(field(FieldName::Address, &address, |text| text.chars().count() >= 4));
        fields
    }
}

fn has_sex(row: &Row) -> bool {
    let text = row.text();
    text.contains("性别")
        || text.contains("民族")
        || (text.contains(['男', '女'])
            && (text.contains(['别', '族']) || text.chars().count() <= 8))
}

fn is_birth(row: &Row) -> bool {
    let text = row.text();
    ['年', '月', '日', '出', '生'].into_iter().filter(|c| text.contains(*c)).count() >= 2
}

/// The recogniser writes a lone 汉 in its traditional form at times, which no card does.
fn simplified(character: char) -> char {
    if character == '漢' { '汉' } else { character }
}

fn is_of_a_name(character: char) -> bool {
    character == '·' || character == '〇' || (!character.is_ascii() && character.is_alphabetic())
}

pub(super) fn parse_date(text: &str) -> Option<CardDate> {
    let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    CardDate::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// What speaks against the fields of a front by themselves; none where it is complete and agrees
/// with itself. Number, date and sex must be certain, since each confirms the others; of name,
/// nation and address the person is asked what is unsure.
pub(super) fn problem_of(fields: &[CardField]) -> Option<CardProblem> {
    let get = |name: FieldName| fields.iter().find(|field| field.name == name);
    let Some(number) = get(FieldName::IdNumber) else { return Some(CardProblem::Unread) };
    if number.value.expose().chars().count() != NUMBER || !number.unsure.is_empty() {
        return Some(CardProblem::Unread);
    }
    let Some(valid) = IdNumber::parse(number.value.expose()).ok().filter(IdNumber::region_is_known)
    else {
        return Some(CardProblem::NumberInvalid);
    };
    let sure = |name: FieldName| get(name).filter(|field| field.ok);
    if let Some(birth) = sure(FieldName::Birth)
        && birth.value.expose() != valid.birth()
    {
        return Some(CardProblem::BirthDiffers);
    }
    let letter = match valid.sex() {
        Sex::Male => "男",
        Sex::Female => "女",
    };
    if let Some(sex) = sure(FieldName::Sex)
        && sex.value.expose() != letter
    {
        return Some(CardProblem::SexDiffers);
    }
    let certain = [FieldName::Sex, FieldName::Birth];
    let present = [FieldName::Name, FieldName::Nation, FieldName::Address];
    let complete = certain.into_iter().all(|name| sure(name).is_some())
        && present.into_iter().all(|name| get(name).is_some_and(is_legible));
    (!complete).then_some(CardProblem::Unread)
}

/// Whether at least half of the characters are sure, so that a person has something to correct; a
/// people of one character is asked about as it is.
fn is_legible(field: &CardField) -> bool {
    let count = field.value.expose().chars().count();
    count == 1 || 2 * field.unsure.len() <= count
}

impl Front {
    /// The reading, before the picture itself is judged, and where the text stands. `boxes` are all
    /// lines that were found, read or not: what is not known to be harmless is hidden.
    pub(super) fn reading(self, boxes: &[TextBox]) -> (CardReading, [Vec<TextBox>; 2]) {
        let problem = problem_of(&self.fields);
        let unknown = boxes.iter().copied().filter(|place| !self.shown.contains(place));
        let hidden = unknown.chain(self.address).collect();
        let side = Some(CardSide::Front);
        (CardReading { side, fields: self.fields, problem, hidden }, self.text)
    }
}
