//! Position files: the shipped ones are right, wrong ones are refused with a code that says why.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use boon::{Compiler, Schemas};
use interview::error::Faulty;
use interview::position::Position;
use interview::transcript::{Transcript, Word};
use proptest::prelude::*;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/positions")
}

fn teller() -> serde_json::Value {
    let text = std::fs::read_to_string(assets().join("teller.json")).expect("shipped");
    serde_json::from_str(&text).expect("json")
}

fn code_of(value: &serde_json::Value) -> &'static str {
    Position::from_json(&value.to_string()).expect_err("wrong on purpose").fault().code
}

#[test]
fn every_shipped_position_is_valid() {
    let mut found = 0;
    for entry in std::fs::read_dir(assets()).expect("assets") {
        let path = entry.expect("entry").path();
        if path.to_string_lossy().ends_with(".schema.json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        Position::from_json(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let value = serde_json::from_str(&text).expect("json");
        assert!(fits_schema(&value), "{}", path.display());
        found += 1;
    }
    assert_eq!(found, 6);
}

#[test]
fn what_may_not_be_asked_or_cannot_be_judged_is_refused_with_its_topic() {
    let refused = |field: &str, text: &str| {
        let mut value = teller();
        value["questions"][2][field] = text.into();
        Position::from_json(&value.to_string()).err().map(|error| {
            let told = error.to_string();
            assert!(told.contains("teller-q03"), "{told}");
            (error.fault().code, told)
        })
    };
    for (text, topic) in [
        ("您结婚了吗？会不会影响加班？", "marriage"),
        ("请问您打算要孩子吗", "family"),
        ("您今年多大了？", "age"),
        ("您的宗教信仰是什么？", "belief"),
        ("您是哪里人，听您的口音不像本地人。", "origin"),
        ("您的身高体重是多少？", "health"),
        ("作为女性，您怎么看待夜班？", "sex"),
    ] {
        let (code, told) = refused("text_zh", text).expect(text);
        assert_eq!(code, "position.unfair", "{text}");
        assert!(told.ends_with(topic), "{told}");
    }
    for text in
        ["Are you married?", "How old  are you, by the way?", "As a woman, how do you cope?"]
    {
        assert_eq!(refused("text_en", text).expect(text).0, "position.unfair");
    }
    for (field, text) in
        [("text_zh", "请先做一个自我介绍。"), ("text_en", "Tell me about yourself.")]
    {
        assert_eq!(refused(field, text).expect(text).0, "position.vague");
    }
    for (field, text) in [
        ("text_zh", "一位怀孕的客户在大厅里不舒服，您会怎么做？"),
        ("text_zh", "客户说孩子的生日是密码，您怎么提醒他？"),
        ("text_en", "Tell me about a customer of great age whom you helped."),
        ("text_en", "As a manager, how did you tell your team about the mistake?"),
    ] {
        assert_eq!(refused(field, text), None, "{text}");
    }
    let mut asked_again = teller();
    asked_again["questions"][0]["follow_ups_zh"] = serde_json::json!(["您结婚了吗？"]);
    assert_eq!(code_of(&asked_again), "position.unfair");
}

fn fits_schema(value: &serde_json::Value) -> bool {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let file = assets().join("position.schema.json");
    let schema =
        compiler.compile(&file.to_string_lossy(), &mut schemas).expect("the schema is one");
    schemas.validate(value, schema).is_ok()
}

#[test]
fn the_schema_refuses_what_is_no_position() {
    assert!(fits_schema(&teller()));
    let mut extra = teller();
    extra["salary"] = 1.into();
    assert!(!fits_schema(&extra));
    let mut axis = teller();
    axis["competencies"][0]["axis"] = "looks".into();
    assert!(!fits_schema(&axis));
    let mut anchors = teller();
    anchors["competencies"][0]["anchors_zh"].as_object_mut().expect("object").remove("3");
    assert!(!fits_schema(&anchors));
}

#[test]
fn wrong_positions_are_refused_by_name() {
    let mut weights = teller();
    weights["competencies"][0]["weight"] = 0.31.into();
    assert_eq!(code_of(&weights), "position.weights");
    let mut unknown = teller();
    unknown["questions"][0]["competency"] = "telepathy".into();
    assert_eq!(code_of(&unknown), "position.unknown_competency");
    let mut missing = teller();
    let questions = missing["questions"].as_array_mut().expect("array");
    questions.retain(|q| q["competency"] != "communication");
    assert_eq!(code_of(&missing), "position.missing_question");
    let mut twice = teller();
    twice["questions"][1]["id"] = twice["questions"][0]["id"].clone();
    assert_eq!(code_of(&twice), "position.duplicate");
    assert_eq!(code_of(&serde_json::json!({"code": "x"})), "position.malformed");
}

#[test]
fn questions_follow_the_weights() {
    let position = Position::from_json(&teller().to_string()).expect("valid");
    let four = position.choose_questions(4);
    let mut keys: Vec<_> = four.iter().map(|q| q.competency.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 4, "every competency is asked once");
    let ten = position.choose_questions(10);
    let service = ten.iter().filter(|q| q.competency == "service_awareness").count();
    assert_eq!(service, 3, "30 % of ten questions");
    assert_eq!(position.choose_questions(100).len(), position.questions.len());
}

proptest! {
    #[test]
    fn a_quoted_word_is_found_at_its_time(words in prop::collection::vec("[一-十a-z]{1,4}", 1..20)) {
        let words: Vec<Word> = words
            .iter()
            .enumerate()
            .map(|(n, text)| Word {
                text: text.clone(),
                start_ms: n as i64 * 100,
                end_ms: n as i64 * 100 + 90,
                confidence: 0.9,
            })
            .collect();
        let text: String = words.iter().map(|w| w.text.as_str()).collect();
        let transcript = Transcript { text, words, ..Transcript::default() };
        for (n, range) in transcript.word_ranges().into_iter().enumerate() {
            let span = transcript.span_of(range).expect("a word is touched");
            prop_assert_eq!(span.start_ms, n as i64 * 100);
            prop_assert_eq!(span.end_ms, n as i64 * 100 + 90);
        }
    }
}
