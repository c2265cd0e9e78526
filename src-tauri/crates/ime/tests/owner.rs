//! Who may have the engine; in a process of its own, since it exists once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use ime::{ImeError, Pinyin};
use interview::error::Faulty as _;

#[test]
fn one_at_a_time_and_never_without_a_dictionary() {
    let missing = Pinyin::open_dictionary(Path::new("/nowhere/dict_pinyin.dat")).unwrap_err();
    assert_eq!(missing.fault().code, "ime.dictionary");

    let mut owner = Pinyin::open().unwrap();
    let second = Pinyin::open().unwrap_err();
    assert!(matches!(second, ImeError::InUse));
    assert_eq!(second.fault().code, "ime.in_use");
    assert!(!owner.candidates("nihao", 1).is_empty());

    drop(owner);
    assert_eq!(Pinyin::open().unwrap().candidates("nihao", 1)[0].text, "你好");
}
