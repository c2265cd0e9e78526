//! What typed letters stand for, over the system's dictionary.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use ime::{Candidate, MAX_LETTERS, Pinyin};
use proptest::prelude::*;

/// The engine exists once; the tests share it.
static ENGINE: LazyLock<Mutex<Pinyin>> = LazyLock::new(|| Mutex::new(Pinyin::open().unwrap()));

fn engine() -> MutexGuard<'static, Pinyin> {
    ENGINE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn ask(pinyin: &str) -> Vec<Candidate> {
    engine().candidates(pinyin, 50)
}

/// The first reading, and how many letters it takes.
fn first(pinyin: &str) -> (String, usize) {
    let candidate = ask(pinyin).into_iter().next().unwrap();
    (candidate.text, candidate.consumed)
}

fn has(pinyin: &str, text: &str, consumed: usize) -> bool {
    ask(pinyin).iter().any(|c| c.text == text && c.consumed == consumed)
}

#[test]
fn words_come_first_and_characters_after_them() {
    assert_eq!(first("nihao"), ("你好".to_owned(), 5));
    assert_eq!(first("huifang"), ("回访".to_owned(), 7));
    assert!(has("nihao", "你", 2));
}

#[test]
fn letters_make_a_sentence() {
    assert_eq!(first("womendeyinhang"), ("我们的银行".to_owned(), 14));
    assert_eq!(first("zhegewenti"), ("这个问题".to_owned(), 10));
}

#[test]
fn syllables_may_be_cut_short() {
    assert_eq!(first("nh"), ("你好".to_owned(), 2));
    assert!(has("nih", "你好", 3));
}

#[test]
fn an_apostrophe_sets_syllables_apart_and_belongs_to_the_one_before() {
    assert_eq!(first("xian"), ("先".to_owned(), 4));
    assert_eq!(first("xi'an"), ("西安".to_owned(), 5));
    assert!(has("xi'an", "西", 3));
    assert_eq!(first("''nihao"), ("你好".to_owned(), 7));
    assert_eq!(first("ni''hao"), ("你好".to_owned(), 7));
}

#[test]
fn the_spelling_shows_the_syllables() {
    let spelling = |pinyin| ask(pinyin).remove(0).spelling;
    assert_eq!(spelling("huifang"), "hui fang");
    assert_eq!(spelling("xi'an"), "xi an");
}

#[test]
fn what_a_choice_leaves_can_be_asked_for() {
    let mut rest = "zhegewentiwozenmehuidaneninmenhaozaijian";
    let mut chosen = String::new();
    while !rest.is_empty() {
        let (text, consumed) = first(rest);
        chosen += &text;
        rest = &rest[consumed..];
    }
    assert!(chosen.starts_with("这个问题我怎么回答"), "{chosen}");
    // The syllable at the cut is read whole by the next question.
    assert!(chosen.ends_with("见"), "{chosen}");
}

#[test]
fn reading_ends_before_what_is_no_letter() {
    assert_eq!(first("ni hao"), ("你".to_owned(), 2));
    assert_eq!(first("NiHao1"), ("你好".to_owned(), 5));
    for nothing in ["", "'", "1", "v", "你好", "\0nihao", "ü"] {
        assert_eq!(ask(nothing), [], "{nothing:?}");
    }
}

#[test]
fn readings_are_not_printed() {
    let printed = format!("{:?}", ask("nihao")[0]);
    assert!(!printed.contains('你') && !printed.contains("ni"), "{printed}");
}

#[test]
fn a_limit_is_kept() {
    assert_eq!(engine().candidates("shi", 3).len(), 3);
    assert_eq!(engine().candidates("shi", 0), []);
}

#[test]
fn ten_thousand_letters_are_read_up_to_the_limit() {
    let first = ask(&"nihao".repeat(2000)).remove(0);
    assert!(first.text.starts_with("你好你好"), "{}", first.text);
    assert!(first.consumed <= MAX_LETTERS);
}

/// Types in a home of its own; called by the next test in a process of its own.
#[test]
fn child_types_in_its_home() {
    if std::env::var_os("IME_CHILD").is_none() {
        return;
    }
    let before = ask("huifang");
    for _ in 0..50 {
        // Choosing the last reading each time is what an engine that learns would remember.
        let chosen = ask("huifang").pop().unwrap();
        ask(&"huifang"[chosen.consumed..]);
    }
    assert_eq!(ask("huifang"), before);
}

#[test]
fn nothing_is_learned_and_nothing_written() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_types_in_its_home"])
        .current_dir(home.path())
        .env_clear()
        .env("IME_CHILD", "1")
        .env("HOME", home.path())
        .env("TMPDIR", home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// The tests of the window's keyboard answer with what the engine says, from this file. Write it
/// anew with `STATION_UPDATE_PINYIN=1`.
#[test]
fn the_answers_in_the_interfaces_tests_are_the_engines() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/test/pinyin.json");
    let typed = ["nihaoma", "huifang", "xi'an", "shi"];
    let prefixes = typed.iter().flat_map(|typed| (1..=typed.len()).map(|end| &typed[..end]));
    let rests = ["hao", "haoma", "fang", "ma", "an"];
    let answers: BTreeMap<&str, Vec<_>> = prefixes
        .chain(rests)
        .map(|typed| {
            let candidates = engine().candidates(typed, 24).into_iter().map(|c| {
                serde_json::json!({ "text": c.text, "consumed": c.consumed, "spelling": c.spelling })
            });
            (typed, candidates.collect())
        })
        .collect();
    let fresh = serde_json::to_string(&answers).unwrap() + "\n";
    if std::env::var_os("STATION_UPDATE_PINYIN").is_some() {
        std::fs::write(file, fresh).unwrap();
        return;
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), fresh);
}

/// Each of these has ended the process when it was read as a whole.
#[test]
fn more_letters_than_the_engine_bears_are_read_in_part() {
    for typed in [
        "lvxianguangzhdenguangererdeererdeshideguang",
        "bzbksbcggwfcmqpssltwnldzxpjzqrxd",
        "jssqfktjcxqbcxtxjd'ofbg''chwpishzg'zytlvehcykhmpbbbs",
        "rlslstfwzczzsxjycllddlst",
    ] {
        let readings = ask(typed);
        assert!(!readings.is_empty(), "{typed}");
        assert!(readings.iter().all(|reading| reading.consumed <= MAX_LETTERS), "{typed}");
    }
}

proptest! {
    /// Whatever is typed: no crash, every reading stands for letters that are there, and the same
    /// question has the same answer.
    #[test]
    fn any_input_gives_readings_of_its_beginning(
        typed in prop_oneof![
            "[a-z']{0,60}",
            "(ni|hao|zh|xian|guang|n|'|lv|er|shi|de){0,20}",
            "\\PC{0,40}",
            "[\\x00-\\x7f]{0,80}",
        ]
    ) {
        let readings = ask(&typed);
        for reading in &readings {
            prop_assert!(!reading.text.is_empty());
            prop_assert!(reading.consumed >= 1);
            let letters = typed.get(..reading.consumed).unwrap_or("?");
            let readable = letters.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'\'');
            prop_assert!(readable, "{} of {}", reading.consumed, typed);
        }
        ask("zhongguo");
        prop_assert_eq!(ask(&typed), readings);
    }
}
