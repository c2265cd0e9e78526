//! Identity cards through the real binary: read, compared, measured; nothing of them is printed.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use serde_json::Value;
use support::{json, models_here, root, shared, station};

fn identify(keys: &Path, card: &Path, camera: &Path) -> (Value, Option<i32>) {
    let output = station(keys)
        .args(["--json", "identify", "--id-card"])
        .arg(card)
        .arg("--camera")
        .arg(camera)
        .output()
        .expect("station runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let found = serde_json::from_str(&text).expect("stdout is JSON");
    (found, output.status.code())
}

fn check<'a>(found: &'a Value, name: &str) -> &'a Value {
    let checks = found["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["name"] == name).expect("the check is there")
}

#[test]
fn a_readable_card_passes_and_its_number_goes_to_the_service_alone() {
    if !models_here() {
        return;
    }
    let dir = tempfile::tempdir().expect("dir");
    let demo = root().join("assets/demo");
    let (found, exit) =
        identify(dir.path(), &demo.join("card.jpg"), &demo.join("portrait/front.jpg"));
    assert_eq!(check(&found, "card")["result"], "passed", "{found}");
    assert_eq!(check(&found, "identity_service")["result"], "passed", "{found}");
    assert_eq!(check(&found, "face_match")["result"], "passed", "{found}");
    let person = std::fs::read_to_string(demo.join("candidate.json")).expect("candidate");
    let person: Value = serde_json::from_str(&person).expect("JSON");
    for field in ["name", "id_number"] {
        let value = person[field].as_str().expect("text");
        assert!(!found.to_string().contains(value), "{field} stands in the output");
    }
    assert_ne!(exit, Some(3));
}

#[test]
fn a_portrait_without_text_is_compared_and_the_reason_is_told() {
    if !models_here() {
        return;
    }
    let dir = tempfile::tempdir().expect("dir");
    let portrait = root().join("assets/demo/portrait/front.jpg");
    let (found, _) = identify(dir.path(), &portrait, &portrait);
    let card = check(&found, "card");
    assert_eq!(card["result"], "not_performed", "{found}");
    assert_eq!(card["reason"], "identity.card_not_a_card");
    assert_eq!(check(&found, "face_match")["result"], "passed", "{found}");
    assert_eq!(check(&found, "identity_service")["reason"], "identity.no_number");
}

/// Six of the shared cards: flat, turned over, blurred, wrong check character, another sex than in
/// the number, cut off. All forty take a minute: `station eval idcard ../shared/media/idcards`.
#[test]
fn figures_count_read_and_refused_cards() {
    if !models_here() {
        return;
    }
    let Some(folder) = shared("media/idcards") else { return };
    let dir = tempfile::tempdir().expect("dir");
    let manifest = std::fs::read_to_string(folder.join("manifest.jsonl")).expect("manifest");
    let chosen = ["card_01", "card_12", "card_37", "card_32", "card_39", "card_24"];
    let rows: Vec<String> = manifest
        .lines()
        .filter_map(|line| {
            let mut row: Value = serde_json::from_str(line).expect("row");
            let file = row["file"].as_str()?.to_owned();
            chosen.iter().any(|name| file.starts_with(name)).then(|| {
                row["file"] = folder.join(&file).to_string_lossy().into_owned().into();
                row.to_string()
            })
        })
        .collect();
    std::fs::write(dir.path().join("manifest.jsonl"), rows.join("\n")).expect("written");
    let output = station(dir.path())
        .args(["--json", "eval", "idcard"])
        .arg(dir.path())
        .output()
        .expect("station runs");
    let found = json(&output);
    assert_eq!((found["n"].as_u64(), found["read"].as_u64()), (Some(6), Some(2)), "{found}");
    assert_eq!(found["wrongly_accepted"], 0);
    assert_eq!(found["refused"]["blur"], 1);
    for reason in ["blur", "number_invalid", "sex_differs", "cut_off"] {
        assert_eq!(found["reasons"][reason], 1, "{reason}: {found}");
    }
    assert!(found["number_digits"].as_f64() > Some(0.95), "{found}");
    assert_eq!(found["rows"].as_array().map(Vec::len), Some(6));
    assert!(!found.to_string().contains("陆思淼"), "rows show nothing of a card");
}
