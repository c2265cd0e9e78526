use std::collections::HashSet;
use std::path::Path;

use interview::error::{FaultClass, Faulty as _};
use models::{Manifest, ModelError, ModelId};
use proptest::prelude::*;

const PACKAGE: &str = "[[package]]\nname = \"p\"\necosystem = \"npm\"\nversion = \"1\"\n\
    file = \"p.tgz\"\nsha256 = \"00\"\nbytes = 1\nlicence = \"MIT\"\n";
const MODEL: &str = "[[model]]\nid = \"iris\"\nrole = \"r\"\nlicence = \"MIT\"\ncard = \"c\"\n\
    [[model.output]]\nfile = \"iris.onnx\"\nsha256 = \"00\"\nbytes = 1\nconverter = \"none\"\n\
    [[model.output.source]]\npackage = \"p\"\npath = \"x\"\nsha256 = \"00\"\n";

fn valid() -> String {
    format!("schema = 1\n{PACKAGE}{MODEL}").replace("\"00\"", &format!("\"{}\"", "ab".repeat(32)))
}

#[test]
fn the_embedded_manifest_lists_every_model_once() {
    let manifest = Manifest::embedded().unwrap();
    let listed: Vec<ModelId> = manifest.entries().iter().map(|entry| entry.id).collect();
    assert_eq!(listed, ModelId::ALL);
    assert_eq!(manifest.required_ids(), ModelId::ALL);
}

#[test]
fn every_model_has_a_card_in_the_project() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    for entry in Manifest::embedded().unwrap().entries() {
        let card = std::fs::read_to_string(project.join(&entry.card)).unwrap_or_default();
        assert!(card.contains(&entry.licence), "{} names no {}", entry.card, entry.licence);
    }
}

#[test]
fn every_package_is_used() {
    let manifest = Manifest::embedded().unwrap();
    let used: HashSet<&str> = manifest
        .entries()
        .iter()
        .flat_map(|entry| &entry.outputs)
        .flat_map(|output| &output.sources)
        .map(|member| member.package.as_str())
        .collect();
    for package in manifest.packages() {
        assert!(used.contains(package.name.as_str()), "{} is not used", package.name);
    }
}

#[test]
fn ids_have_one_spelling_everywhere() {
    for id in ModelId::ALL {
        assert_eq!(id.to_string().parse::<ModelId>().unwrap(), id);
        assert_eq!(serde_json::to_value(id).unwrap(), id.as_str());
    }
    let unknown = "face".parse::<ModelId>().unwrap_err();
    assert_eq!(unknown.fault().class, FaultClass::Usage);
}

#[test]
fn a_wrong_manifest_is_refused() {
    Manifest::from_toml(&valid()).unwrap();
    let damages = [
        ("schema = 1", "schema = 2"),
        ("package = \"p\"", "package = \"q\""),
        ("file = \"iris.onnx\"", "file = \"../iris.onnx\""),
        ("file = \"iris.onnx\"", "file = \"/iris.onnx\""),
        ("file = \"p.tgz\"", "file = \"\""),
        ("id = \"iris\"", "id = \"eye\""),
        ("converter = \"none\"", "converter = \"magic\""),
        ("abab", "abxy"),
        ("role", "rule"),
    ];
    for (good, bad) in damages {
        let text = valid().replacen(good, bad, 1);
        assert_ne!(text, valid());
        let error = Manifest::from_toml(&text).unwrap_err();
        assert!(matches!(error, ModelError::Manifest { .. }), "{bad}: {error}");
    }
    let twice =
        format!("{}{}", valid(), MODEL.replace("\"00\"", &format!("\"{}\"", "ab".repeat(32))));
    assert!(Manifest::from_toml(&twice).is_err());
}

proptest! {
    #[test]
    fn any_text_gives_a_manifest_or_an_error(cut in 0_usize..600, letter in any::<char>()) {
        let mut text: String = valid().chars().take(cut).collect();
        text.push(letter);
        let _ = Manifest::from_toml(&text);
    }
}
