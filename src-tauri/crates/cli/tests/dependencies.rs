//! Which crate may know which, which features tests may switch on, and under which licences
//! others' code comes in.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Every crate of ours and what it may depend on, as `docs/architecture.md` draws it.
const MAY_KNOW: [(&str, &[&str]); 17] = [
    ("interview", &[]),
    ("seal", &["interview"]),
    ("models", &["interview"]),
    ("capture", &["interview"]),
    ("voice", &["interview", "models"]),
    ("perception", &["interview", "models"]),
    ("scoring", &["interview"]),
    ("paper", &["interview", "scoring"]),
    ("vault", &["interview", "seal"]),
    ("sync", &["interview", "seal"]),
    ("hrms", &["interview", "seal"]),
    ("ime", &["interview"]),
    // For tests alone: it stands in no other list.
    ("fixtures", &["interview", "seal", "vault"]),
    ("demo", &["capture", "interview", "voice"]),
    (
        "station",
        &[
            "capture",
            "interview",
            "models",
            "paper",
            "perception",
            "scoring",
            "seal",
            "sync",
            "vault",
            "voice",
        ],
    ),
    (
        "cli",
        &[
            "capture",
            "demo",
            "interview",
            "models",
            "perception",
            "scoring",
            "seal",
            "station",
            "vault",
            "voice",
        ],
    ),
    (
        "interview-station",
        &["capture", "demo", "ime", "interview", "scoring", "seal", "station", "vault"],
    ),
];

/// Licences under which code may be linked; the same list stands in `deny.toml`.
const ALLOWED: [&str; 19] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "MIT",
    "MIT-0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "0BSD",
    "blessing",
    "bzip2-1.0.6",
];

const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// What cargo says of the workspace.
fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .args(["--locked", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

fn metadata() -> Value {
    let text = cargo(&["metadata", "--format-version", "1", "--filter-platform", PLATFORM]);
    serde_json::from_str(&text).expect("metadata is JSON")
}

/// Every package that edges of these kinds reach, and the features with which it is built: more
/// than one set where a build script or macro uses it with others than the program.
fn features(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let tree = ["tree", "--workspace", "--target", PLATFORM, "--prefix", "none"];
    let text = cargo(&[tree.as_slice(), &["--edges", edges, "--format", "{p}|{f}"]].concat());
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (package, on) = line.split_once('|').expect("the format that was asked for");
        let on = on.trim_end_matches(" (*)").to_owned();
        found.entry(package.to_owned()).or_default().insert(on);
    }
    found
}

fn texts<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn dependencies_run_one_way() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        MAY_KNOW.iter().map(|(name, list)| (*name, list.iter().copied().collect())).collect();
    let metadata = metadata();
    let members: BTreeSet<&str> = metadata["workspace_members"]
        .as_array()
        .expect("members")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let ours: Vec<&Value> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter(|package| members.contains(texts(package, "id")))
        .collect();
    let names: BTreeSet<&str> = ours.iter().map(|package| texts(package, "name")).collect();
    let mut wrong = Vec::new();
    for package in &ours {
        let name = texts(package, "name");
        let Some(may) = allowed.get(name) else {
            wrong.push(format!("{name} is not in the drawing"));
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let other = texts(dependency, "name");
            // What tests use besides does not reach the product.
            let in_product = dependency["kind"].is_null();
            if in_product && names.contains(other) && !may.contains(other) {
                wrong.push(format!("{name} must not know {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A package that tests need with other features is built another time for them, and with it all
/// that stands above it. `fixtures` names what only packages of tests would switch on.
#[test]
fn tests_switch_on_no_feature_in_the_product() {
    let (product, with_tests) = (features("normal,build"), features("normal,build,dev"));
    assert!(product.len() > 100, "the tree was read");
    let wrong: Vec<String> = product
        .iter()
        .filter(|(package, on)| with_tests[*package] != **on)
        .map(|(package, on)| format!("{package}: {on:?}, with tests {:?}", with_tests[package]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn licences_are_permissive() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let licence = texts(package, "license");
        if !permissive(licence) {
            wrong.push(format!(
                "{} {}: {licence:?}",
                texts(package, "name"),
                texts(package, "version")
            ));
        }
    }
    assert!(wrong.is_empty(), "not on the list of licences:\n{}", wrong.join("\n"));
}

/// One of the fonts that `typst-assets` has under its feature `fonts` is under the GPL with
/// exceptions; the typesetter takes the fonts of the machine instead.
#[test]
fn the_typesetter_brings_no_fonts_of_its_own() {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let assets: Vec<&Value> =
        nodes.iter().filter(|node| texts(node, "id").contains("typst-assets")).collect();
    assert_eq!(assets.len(), 1, "the package was found");
    let features = assets[0]["features"].as_array().expect("features");
    assert!(!features.iter().any(|feature| feature == "fonts"), "{features:?}");
}

/// An SPDX expression is fine where one alternative has only parts that are on the list.
fn permissive(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    expression.split(" OR ").any(|alternative| {
        alternative
            .split(" AND ")
            .map(|part| part.trim_matches(['(', ')', ' ']))
            .all(|part| ALLOWED.contains(&part))
    })
}

#[test]
fn a_copyleft_licence_would_be_found() {
    assert!(permissive("MIT OR Apache-2.0"));
    assert!(permissive("(MIT OR GPL-3.0-only)"));
    assert!(permissive("Apache-2.0 AND MIT"));
    assert!(!permissive("GPL-3.0-or-later"));
    assert!(!permissive("MIT AND AGPL-3.0-only"));
    assert!(!permissive(""));
}
