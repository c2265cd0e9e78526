//! Numbers read aloud, on drawn signals: what passes and what does not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use interview::challenge::{
    Loudness, NumberRow, RowFailure, RowHeard, VoidReason, judge_row, reads,
};
use interview::observation::FrameObservation;
use interview::policy::PolicyPack;
use interview::time::Span;
use interview::transcript::Language;
use proptest::prelude::*;

const FRAME_MS: i64 = 33;

fn row() -> NumberRow {
    NumberRow::from_seed([7; 32])
}

/// How loud somebody is who says four digits, one in 700 ms, from one second on.
fn loud(t_ms: i64) -> f64 {
    let since = t_ms - 1_000;
    let within = since.rem_euclid(700);
    if (0..2_800).contains(&since) && within < 450 {
        0.2 * (within as f64 / 450.0 * std::f64::consts::PI).sin()
    } else {
        0.000_5
    }
}

fn heard(text: &str) -> RowHeard {
    RowHeard {
        text: text.to_owned(),
        language: Language::Zh,
        speech: vec![Span::new(1_000, 3_600)],
        loudness: (0..250).map(|n| Loudness { t_ms: n * 20, level: loud(n * 20) }).collect(),
    }
}

/// Five seconds of a face whose mouth opens by `mouth` at each moment.
fn frames(mouth: impl Fn(i64) -> f64) -> Vec<(FrameObservation, bool)> {
    let seen = (0..150).map(|n| FrameObservation {
        t_ms: n * FRAME_MS,
        count: 1,
        mouth_open: Some(mouth(n * FRAME_MS)),
        brightness: 0.5,
        ..FrameObservation::default()
    });
    seen.map(|seen| (seen, false)).collect()
}

/// Lips open 120 ms before they are heard.
fn reading(t_ms: i64) -> f64 {
    0.03 + (loud(t_ms + 120) * 1.2).min(0.25)
}

/// The noise of a mesh on lips that stand still.
fn still(t_ms: i64) -> f64 {
    0.02 + 0.004 * (t_ms as f64 * 0.9).sin()
}

fn said(row: &NumberRow) -> String {
    let words: Vec<char> = "零一二三四五六七八九".chars().collect();
    row.digits().iter().map(|digit| words[usize::from(*digit)]).collect()
}

#[test]
fn a_person_who_reads_the_numbers_passes() {
    let (judged, lips) = judge_row(&row(), &frames(reading), &heard(&said(&row())));
    assert_eq!(judged, Ok(()), "{lips:?}");
}

#[test]
fn a_digit_that_is_said_or_heard_twice_is_one() {
    let twice: String = said(&row()).chars().flat_map(|digit| [digit, digit]).collect();
    assert_eq!(judge_row(&row(), &frames(reading), &heard(&twice)).0, Ok(()));
}

#[test]
fn one_digit_may_be_misheard_missing_or_too_many_and_no_more() {
    let row = row();
    let [a, b, c, d] = row.digits() else { panic!("four digits") };
    let other = (0..10).find(|n| !row.digits().contains(n)).unwrap();
    for (text, right) in [
        (format!("{a}{b}{c}{d}"), true),
        (format!("{a}{b}{c}{other}"), true),
        (format!("{a}{b}{c}猫"), true),
        (format!("{b}{c}{d}"), true),
        (format!("{other}{a}{b}{c}{d}"), true),
        (format!("{a}{b}{other}{other}"), false),
        (format!("{a}{b}猫狗"), false),
        (format!("{b}{c}"), false),
        (format!("{d}{c}{b}{a}"), false),
        (String::new(), false),
    ] {
        assert_eq!(reads(&text, Language::Zh, &row), right, "{text} for {row:?}");
    }
    assert!(!reads("我先请他坐下，再把流程讲清楚。", Language::Zh, &row));
}

#[test]
fn a_photograph_with_somebody_reading_beside_it_does_not() {
    let (judged, lips) = judge_row(&row(), &frames(still), &heard(&said(&row())));
    assert_eq!(judged, Err(RowFailure::LipsApart), "{lips:?}");
    // A film of somebody who says something else.
    let other = |t_ms| reading(5_000 - t_ms * 7 / 5);
    let (judged, lips) = judge_row(&row(), &frames(other), &heard(&said(&row())));
    assert_eq!(judged, Err(RowFailure::LipsApart), "{lips:?}");
}

#[test]
fn other_numbers_and_silence_do_not() {
    let mut other = said(&row());
    other.push_str("八三");
    let (judged, _) = judge_row(&row(), &frames(reading), &heard(&other));
    assert_eq!(judged, Err(RowFailure::OtherWords));
    let silent = RowHeard { speech: Vec::new(), ..heard("") };
    assert_eq!(judge_row(&row(), &frames(reading), &silent).0, Err(RowFailure::Silent));
}

#[test]
fn what_is_lost_while_nobody_speaks_is_no_harm_and_while_somebody_does_it_voids() {
    let text = heard(&said(&row()));
    let mut before = frames(reading);
    before[3].1 = true;
    assert_eq!(judge_row(&row(), &before, &text).0, Ok(()));
    let mut within = frames(reading);
    within[60].1 = true;
    let void = Err(RowFailure::Void(VoidReason::FramesDropped));
    assert_eq!(judge_row(&row(), &within, &text).0, void);
    let mut two = frames(reading);
    two[50..70].iter_mut().for_each(|(seen, _)| seen.count = 2);
    assert_eq!(judge_row(&row(), &two, &text).0, Err(RowFailure::Void(VoidReason::SeveralFaces)));
    let mut gone = frames(reading);
    gone.retain(|(seen, _)| !(1_500..2_500).contains(&seen.t_ms));
    assert_eq!(judge_row(&row(), &gone, &text).0, Err(RowFailure::Void(VoidReason::TooFewFrames)));
}

#[test]
fn digits_are_understood_however_a_recogniser_writes_them() {
    use Language::{En, Zh};
    // Each text has one mistake already where it may have one, so that a further one would show.
    for (text, language, digits, right) in [
        ("四七二九", Zh, [4, 7, 2, 9], true),
        ("472。", Zh, [4, 7, 2, 9], true),
        ("４、７、２", Zh, [4, 7, 2, 9], true),
        ("零幺两", Zh, [0, 1, 2, 3], true),
        ("洞拐勾", Zh, [0, 7, 9, 5], true),
        ("嗯，四，七，二", Zh, [4, 7, 2, 9], true),
        ("思期而", Zh, [4, 7, 2, 9], true),
        ("四千七百二十九", Zh, [4, 7, 2, 9], false),
        ("四七二九谢谢", Zh, [4, 7, 2, 9], false),
        ("", Zh, [4, 7, 2, 9], false),
        ("Four, seven, two.", En, [4, 7, 2, 9], true),
        ("472", En, [4, 7, 2, 9], true),
        ("um, oh one 2", En, [0, 1, 2, 3], true),
        ("For seven to", En, [4, 7, 2, 9], true),
        ("forty-seven twenty-nine", En, [4, 7, 2, 9], false),
    ] {
        let row = NumberRow::of(&digits).unwrap();
        assert_eq!(reads(text, language, &row), right, "{text}");
    }
}

#[test]
fn rows_are_four_digits_and_none_beside_itself() {
    for wrong in [&[1, 2, 3][..], &[1, 2, 3, 4, 5], &[1, 1, 2, 3], &[1, 2, 3, 10]] {
        assert_eq!(NumberRow::of(wrong), None, "{wrong:?}");
    }
    assert_eq!(NumberRow::all().count(), 7_290);
    // What somebody has recorded beforehand fits so many rows.
    let fits = NumberRow::all().filter(|row| reads("四七二九", Language::Zh, row)).count();
    assert_eq!(fits, 31);
}

#[test]
fn a_pack_that_does_not_name_this_way_does_not_have_it() {
    let shipped = include_str!("../../../../assets/policy/cn.json");
    let pack = PolicyPack::from_json(shipped).unwrap();
    assert!(pack.identity.numbers_aloud && pack.check().is_ok());
    let mut older: serde_json::Value = serde_json::from_str(shipped).unwrap();
    older["identity"].as_object_mut().unwrap().remove("numbers_aloud");
    assert!(!PolicyPack::from_json(&older.to_string()).unwrap().identity.numbers_aloud);
}

proptest! {
    #[test]
    fn a_row_depends_on_its_seed_and_no_digit_stands_beside_itself(seed: [u8; 32]) {
        let row = NumberRow::from_seed(seed);
        prop_assert_eq!(&row, &NumberRow::from_seed(seed));
        prop_assert_eq!(row.digits().len(), 4);
        prop_assert!(row.digits().iter().all(|digit| *digit < 10));
        prop_assert!(row.digits().windows(2).all(|two| two[0] != two[1]));
    }

    #[test]
    fn still_lips_never_pass_whatever_the_noise(seed in 0u64..5_000, size in 0.0..0.02f64) {
        let noise = move |t_ms: i64| {
            let mixed = (t_ms as u64 ^ seed.wrapping_mul(0x9e37_79b9)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            0.03 + size * ((mixed >> 40) as f64 / (1u64 << 24) as f64)
        };
        let (judged, lips) = judge_row(&row(), &frames(noise), &heard(&said(&row())));
        prop_assert_eq!(judged, Err(RowFailure::LipsApart), "{:?}", lips);
    }
}
