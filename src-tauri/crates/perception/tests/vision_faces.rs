//! Faces on pictures: how many, whose, and what stands in an observation.
#![allow(clippy::unwrap_used)] // helpers of tests: what fails here fails the test

mod vision_support;

use std::sync::Arc;

use interview::error::Faulty;
use interview::observation::Expression;
use perception::vision::{FaceModules, MATCH_THRESHOLD};
use vision_support::{ALL, analyser, frame, matcher, media, picture, rows, turned};

/// Below this brightness a face may be missed: the candidate is asked for light.
const DARK: f64 = 0.15;

#[test]
fn faces_are_counted_and_an_animal_is_none() {
    let (Some(faces), Some(mut analyser)) = (media("faces"), analyser(ALL)) else { return };
    for row in rows(&faces) {
        let file = row["file"].as_str().unwrap();
        let seen = analyser.analyse(&picture(&faces.join(file))).unwrap();
        let dark = seen.count == 0 && seen.brightness < DARK;
        assert!(u64::from(seen.count) == row["faces"] || dark, "{file}: {seen:?}");
        assert_eq!(seen.face_box.is_some(), seen.count > 0, "{file}");
    }
}

#[test]
fn an_open_smile_is_happy_and_most_expressions_are_right() {
    let (Some(faces), Some(mut analyser)) = (media("faces"), analyser(ALL)) else { return };
    let (mut right, mut all) = (0, 0);
    for row in rows(&faces) {
        let Some(expected) = row["expression"].as_str() else { continue };
        let file = row["file"].as_str().unwrap();
        let seen = analyser.analyse(&picture(&faces.join(file))).unwrap();
        let expected: Expression = serde_json::from_value(expected.into()).unwrap();
        all += 1;
        right += u32::from(seen.expression == Some(expected));
    }
    assert!(all >= 28 && right * 4 >= all * 3, "{right} of {all}");
}

#[test]
fn numbers_are_rounded_and_the_same_every_time() {
    let (Some(faces), Some(mut first)) = (media("faces"), analyser(ALL)) else { return };
    let mut second = analyser(ALL).unwrap();
    let portrait = picture(&faces.join("a12_smiling.jpg"));
    let seen = first.analyse(&portrait).unwrap();
    first.analyse(&picture(&faces.join("a01_neutral.jpg"))).unwrap();
    assert_eq!(first.analyse(&portrait).unwrap(), seen);
    assert_eq!(second.analyse(&portrait).unwrap(), seen);
    let pose = seen.pose.unwrap();
    for (value, scale) in [
        (pose.yaw, 10.0),
        (pose.pitch, 10.0),
        (seen.eye_open.unwrap(), 1000.0),
        (seen.mouth_open.unwrap(), 1000.0),
        (seen.gaze.unwrap(), 1000.0),
        (seen.live.unwrap(), 1000.0),
        (seen.brightness, 1000.0),
    ] {
        assert!((value * scale - (value * scale).round()).abs() < 1e-6, "{seen:?}");
    }
}

#[test]
fn a_module_that_is_off_is_not_loaded() {
    let Some(mut bare) = analyser(FaceModules::default()) else { return };
    let roles: Vec<_> = bare.models().into_iter().map(|(role, _)| role).collect();
    assert_eq!(roles, ["face-detection", "face-landmarks", "eye-landmarks"]);
    assert_eq!(analyser(ALL).unwrap().models().len(), 5);
    let Some(faces) = media("faces") else { return };
    let seen = bare.analyse(&picture(&faces.join("a01_neutral.jpg"))).unwrap();
    assert_eq!((seen.count, seen.live, seen.expression), (1, None, None));
}

#[test]
fn a_picture_that_is_none_is_refused_by_code_and_does_no_harm() {
    let Some(mut analyser) = analyser(FaceModules::default()) else { return };
    let mut short = frame(64, 48, vec![90; 64 * 48 * 3], 0);
    short.rgb = Arc::from(vec![90; 100]);
    for bad in [short, frame(0, 0, Vec::new(), 0), frame(1, 1, vec![1, 2, 3], 0)] {
        let error = analyser.analyse(&bad).unwrap_err();
        assert_eq!(error.fault().code, "perception.picture");
    }
    let blank = analyser.analyse(&frame(64, 48, vec![90; 64 * 48 * 3], 0)).unwrap();
    assert_eq!((blank.count, blank.brightness), (0, 0.353));
}

#[test]
fn same_persons_match_and_different_ones_do_not() {
    let (Some(faces), Some(mut matcher)) = (media("faces"), matcher()) else { return };
    let mut known = Vec::new();
    for row in rows(&faces) {
        let (file, kind) = (row["file"].as_str().unwrap(), row["kind"].as_str().unwrap());
        // A mask covers what is compared; the dark picture has nothing to compare.
        if row["faces"] != 1 || kind.starts_with("painted") || kind.starts_with("dark") {
            continue;
        }
        let embedding = matcher.embed(&picture(&faces.join(file))).unwrap();
        known.push((file.to_owned(), row["persons"].clone(), embedding.expect("a face")));
    }
    let (mut least_same, mut most_different) = (1.0f32, -1.0f32);
    for (i, (file, person, embedding)) in known.iter().enumerate() {
        for (other_file, other_person, other) in &known[i + 1..] {
            let cosine = embedding.cosine(other);
            let same = person == other_person;
            assert_eq!(cosine >= MATCH_THRESHOLD, same, "{file} {other_file}: {cosine}");
            if same {
                least_same = least_same.min(cosine);
            } else {
                most_different = most_different.max(cosine);
            }
        }
    }
    println!("{} pictures: same ≥ {least_same}, different ≤ {most_different}", known.len());
}

#[test]
fn the_portrait_of_a_card_is_found_in_any_direction() {
    let (Some(cards), Some(mut matcher)) = (media("idcards"), matcher()) else { return };
    let portraits = std::fs::read_to_string(cards.join("portraits.json")).unwrap();
    let portraits: serde_json::Value = serde_json::from_str(&portraits).unwrap();
    let (mut found, mut all) = (0, 0);
    for (number, row) in rows(&cards).iter().enumerate().step_by(4) {
        let path = cards.join(row["file"].as_str().unwrap());
        let portrait = &portraits[row["portrait"].as_str().unwrap()];
        let card = matcher.embed_card(&turned(&path, (number / 4 % 4) as u8)).unwrap();
        all += 1;
        let Some(card) = card else { continue };
        let mut live = |name: &serde_json::Value| {
            let path = cards.join(name["live"][0].as_str().unwrap());
            matcher.embed(&picture(&path)).unwrap().expect("a face")
        };
        let (own, stranger) =
            (live(portrait), live(&portraits[portrait["unrelated"][0].as_str().unwrap()]));
        let (same, different) = (card.cosine(&own), card.cosine(&stranger));
        println!("{} {}: {same:.3} {different:.3}", row["file"], row["condition"]);
        found += u32::from(same >= MATCH_THRESHOLD);
        assert!(different < MATCH_THRESHOLD, "{}: {different}", row["file"]);
    }
    assert!(found * 10 >= all * 8, "{found} of {all}");
}

#[test]
fn nobody_has_no_embedding() {
    let Some(mut matcher) = matcher() else { return };
    let blank = frame(320, 240, vec![128; 320 * 240 * 3], 0);
    assert!(matcher.embed(&blank).unwrap().is_none());
    assert!(matcher.embed_card(&blank).unwrap().is_none());
}
