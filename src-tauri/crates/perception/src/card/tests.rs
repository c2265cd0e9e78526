//! Fields from lines that a test writes: what a recogniser could hand over, right and wrong.

use proptest::prelude::*;

use super::back::{self, back};
use super::front::front;
use super::geometry::TextBox;
use super::reading::{CardDate, CardProblem, CardReading, FieldName};
use super::recognise::{Glyph, Line};
use super::rows::rows;
use crate::vision::warp::Point;

/// Pixels of a character in the lines of these tests.
const SIZE: f32 = 20.0;

/// A line that begins at `(x, y)`, every character as sure as `confidence`.
fn line(text: &str, x: f32, y: f32, confidence: f32) -> Line {
    let count = text.chars().count().max(1) as f32;
    let across = count * SIZE;
    let glyph = |(at, character): (usize, char)| Glyph {
        character,
        confidence,
        at: (at as f32 + 0.5) / count,
    };
    Line {
        place: TextBox {
            centre: Point::new(x + across / 2.0, y),
            across,
            down: 1.5 * SIZE,
            angle: 0.0,
        },
        glyphs: text.chars().enumerate().map(glyph).collect(),
        sharpness: 0.5,
    }
}

/// The lines of a front with value `birth` as on the card.
fn front_lines(name: &str, sex: &str, birth: [&str; 3], number: &str) -> Vec<Line> {
    let [year, month, day] = birth;
    vec![
        line("姓名", 60.0, 60.0, 1.0),
        line(name, 160.0, 60.0, 1.0),
        line("性别", 60.0, 110.0, 1.0),
        line(sex, 160.0, 110.0, 1.0),
        line("民族汉", 230.0, 110.0, 1.0),
        line(&format!("出生{year}年"), 60.0, 160.0, 1.0),
        line(&format!("{month}月"), 240.0, 160.0, 1.0),
        line(&format!("{day}日"), 300.0, 160.0, 1.0),
        line("住址", 60.0, 210.0, 1.0),
        line("北京市样本区", 160.0, 210.0, 1.0),
        line("试验路8号", 160.0, 250.0, 1.0),
        line("公民身份号码", 60.0, 420.0, 1.0),
        line(number, 300.0, 420.0, 1.0),
        line("样本", 640.0, 60.0, 1.0),
    ]
}

fn read(lines: &[Line]) -> Option<CardReading> {
    let boxes: Vec<TextBox> = lines.iter().map(|line| line.place).collect();
    Some(front(rows(lines, 0.0), 0.0)?.reading(&boxes).0)
}

fn value(reading: &CardReading, name: FieldName) -> String {
    reading.field(name).map_or_else(String::new, |field| field.value.expose().to_owned())
}

/// Every field of the card that [`front_lines`] makes, with these.
fn assert_fields(reading: &CardReading, name: &str, birth: &str, number: &str) {
    assert_eq!(reading.problem, None);
    assert_eq!(value(reading, FieldName::Name), name);
    assert_eq!(value(reading, FieldName::Nation), "汉");
    assert_eq!(value(reading, FieldName::Birth), birth);
    assert_eq!(value(reading, FieldName::Address), "北京市样本区试验路8号");
    assert_eq!(value(reading, FieldName::IdNumber), number);
}

#[test]
fn one_character_fields_one_digit_months_and_a_small_x_are_read() {
    let lines = front_lines("佘雨", "女", ["1949", "12", "31"], "11010519491231002x");
    assert_fields(&read(&lines).unwrap(), "佘雨", "1949-12-31", "11010519491231002X");
    let lines = front_lines("阿依夏木·样例", "男", ["1988", "1", "7"], "110105198801070017");
    assert_fields(&read(&lines).unwrap(), "阿依夏木·样例", "1988-01-07", "110105198801070017");
}

#[test]
fn labels_may_be_unread() {
    let mut lines = front_lines("佘雨", "女", ["1949", "12", "31"], "11010519491231002X");
    lines.retain(|line| {
        let text: String = line.glyphs.iter().map(|glyph| glyph.character).collect();
        !["姓名", "住址", "公民身份号码"].contains(&text.as_str())
    });
    assert_fields(&read(&lines).unwrap(), "佘雨", "1949-12-31", "11010519491231002X");
}

#[test]
fn what_was_not_read_is_absent() {
    let mut lines = front_lines("佘雨", "女", ["1949", "12", "31"], "11010519491231002X");
    lines.retain(|line| !line.glyphs.iter().any(|glyph| "1949佘".contains(glyph.character)));
    let reading = read(&lines).unwrap();
    assert_eq!(reading.problem, Some(CardProblem::Unread));
    for name in [FieldName::Name, FieldName::Birth, FieldName::IdNumber] {
        assert!(reading.field(name).is_none(), "{name:?}");
    }
}

#[test]
fn unsure_characters_are_pointed_out_and_an_unsure_digit_is_asked_for() {
    let mut lines = front_lines("佘雨", "女", ["1949", "12", "31"], "11010519491231002X");
    lines[1].glyphs[0].confidence = 0.5;
    let reading = read(&lines).unwrap();
    assert!(reading.is_read());
    let name = reading.field(FieldName::Name).unwrap();
    assert_eq!((name.unsure.as_slice(), name.ok), ([0].as_slice(), false));
    lines[1].glyphs[1].confidence = 0.5;
    assert_eq!(read(&lines).unwrap().problem, Some(CardProblem::Unread));
    lines[1].glyphs[1].confidence = 1.0;
    lines[12].glyphs[7].confidence = 0.5;
    let reading = read(&lines).unwrap();
    assert_eq!(reading.problem, Some(CardProblem::Unread));
    assert_eq!(reading.field(FieldName::IdNumber).unwrap().unsure, [7]);
    assert!(reading.id_number().is_none());
}

#[test]
fn a_card_that_contradicts_itself_is_not_taken() {
    let problem = |sex, birth, number| {
        read(&front_lines("佘雨", sex, birth, number)).unwrap().problem.unwrap()
    };
    let birth = ["1949", "12", "31"];
    assert_eq!(problem("男", birth, "11010519491231002X"), CardProblem::SexDiffers);
    assert_eq!(
        problem("女", ["1949", "12", "30"], "11010519491231002X"),
        CardProblem::BirthDiffers
    );
    assert_eq!(problem("女", birth, "110105194912310021"), CardProblem::NumberInvalid);
    assert_eq!(problem("女", birth, "990105194912310023"), CardProblem::NumberInvalid);
    assert_eq!(problem("女", birth, "1101051949123100"), CardProblem::Unread);
}

#[test]
fn number_and_address_are_hidden_and_the_name_is_not() {
    let lines = front_lines("佘雨", "女", ["1949", "12", "31"], "11010519491231002X");
    let reading = read(&lines).unwrap();
    assert!(reading.hidden.contains(&lines[12].place) && reading.hidden.contains(&lines[9].place));
    assert!(!reading.hidden.contains(&lines[1].place));
}

fn back_lines(validity: &str) -> Vec<Line> {
    vec![
        line("中华人民共和国", 200.0, 60.0, 1.0),
        line("居民身份证", 200.0, 120.0, 1.0),
        line("签发机关", 80.0, 300.0, 1.0),
        line("样本市公安局测试分局", 200.0, 300.0, 1.0),
        line("有效期限", 80.0, 350.0, 1.0),
        line(validity, 200.0, 350.0, 1.0),
    ]
}

#[test]
fn the_back_gives_authority_and_validity() {
    let today = CardDate::new(2026, 11, 29).unwrap();
    let of = |validity: &str| {
        let found = back(&rows(&back_lines(validity), 0.0)).unwrap();
        let problem = back::problem_of(&found.fields, today);
        let reading = CardReading { side: None, fields: found.fields, problem, hidden: Vec::new() };
        (value(&reading, FieldName::ValidFrom), value(&reading, FieldName::ValidUntil), problem)
    };
    let dates = |from: &str, until: &str, problem| (from.to_owned(), until.to_owned(), problem);
    assert_eq!(of("2015.03.02-2035.03.02"), dates("2015-03-02", "2035-03-02", None));
    assert_eq!(of("2015.03.02—长期"), dates("2015-03-02", "长期", None));
    let expired = Some(CardProblem::Expired);
    assert_eq!(of("2006.11.28-2026.11.28"), dates("2006-11-28", "2026-11-28", expired));
    assert_eq!(of("2006.11.29-2026.11.29").2, None, "valid through its last day");
    assert_eq!(of("2015.03.0"), dates("2015-03-00", "", Some(CardProblem::Unread)));
    assert!(back(&rows(&front_lines("佘雨", "女", ["1949", "12", "31"], "1"), 0.0)).is_none());
}

/// Text that looks like a card's, whole or in pieces.
fn scrap() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9Xx]{1,20}",
        "(姓名|性别|民族|出生|住址|公民身份号码|签发机关|有效期限){0,2}[男女汉回一-龥]{0,6}",
        "[0-9]{1,4}年[0-9]{1,2}月[0-9]{0,2}日?",
        "[0-9.]{4,10}[-—][0-9.]{4,10}",
        "\\PC{0,12}",
    ]
}

proptest! {
    /// Whatever stands wherever on a picture: no panic, and what counts as read agrees with itself.
    #[test]
    fn any_lines_are_read_or_refused(
        scraps in prop::collection::vec((scrap(), 0.0f32..900.0, 0.0f32..600.0, 0.3f32..1.0), 0..14),
        angle in -0.2f32..0.2,
    ) {
        let lines: Vec<Line> =
            scraps.iter().map(|(text, x, y, sure)| line(text, *x, *y, *sure)).collect();
        let found = rows(&lines, angle);
        prop_assert!(back(&found).is_none_or(|found| found.fields.len() <= 3));
        let boxes: Vec<TextBox> = lines.iter().map(|line| line.place).collect();
        if let Some(found) = front(found, angle) {
            let reading = found.reading(&boxes).0;
            for field in &reading.fields {
                let count = field.value.expose().chars().count();
                prop_assert!(count > 0 && field.unsure.iter().all(|at| *at < count));
                prop_assert!(!field.ok || field.unsure.is_empty());
            }
            if let Some(number) = reading.id_number() {
                prop_assert_eq!(value(&reading, FieldName::Birth), number.birth());
            }
        }
    }

    /// One digit read wrong, anywhere, is always found.
    #[test]
    fn a_wrong_digit_is_never_taken(at in 0usize..17, add in 1u8..10) {
        let mut number = *b"11010519491231002X";
        number[at] = b'0' + (number[at] - b'0' + add) % 10;
        let text = String::from_utf8_lossy(&number).into_owned();
        let lines = front_lines("佘雨", "女", ["1949", "12", "31"], &text);
        let reading = read(&lines).unwrap();
        prop_assert!(!reading.is_read() && reading.id_number().is_none());
    }
}
