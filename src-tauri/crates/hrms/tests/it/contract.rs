//! `openapi.yaml` is the source of truth: it and the router name the same operations, and its
//! references point somewhere.

use std::collections::BTreeSet;

use yaml_rust2::{Yaml, YamlLoader};

fn contract() -> Yaml {
    YamlLoader::load_from_str(hrms::OPENAPI).unwrap().remove(0)
}

#[test]
fn the_contract_and_the_routes_name_the_same_operations() {
    let api = contract();
    let mut stated = BTreeSet::new();
    for (path, item) in api["paths"].as_hash().unwrap() {
        for (method, operation) in item.as_hash().unwrap() {
            let method = method.as_str().unwrap();
            if method != "parameters" {
                assert!(operation["summary"].as_str().is_some(), "{path:?} {method}");
                stated.insert(format!("{} {}", method.to_uppercase(), path.as_str().unwrap()));
            }
        }
    }
    let served: BTreeSet<String> = hrms::operations().into_iter().collect();
    assert_eq!(hrms::operations().len(), served.len(), "an operation stands twice");
    assert_eq!(stated, served);
}

fn references<'a>(yaml: &'a Yaml, found: &mut Vec<&'a str>) {
    match yaml {
        Yaml::Hash(hash) => hash.iter().for_each(|(key, value)| match key.as_str() {
            Some("$ref") => found.push(value.as_str().unwrap()),
            _ => references(value, found),
        }),
        Yaml::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_of_the_contract_points_somewhere() {
    let api = contract();
    let mut found = Vec::new();
    references(&api, &mut found);
    assert!(found.len() > 50);
    for target in found {
        let path = target.strip_prefix("#/").unwrap();
        let reached = path.split('/').fold(&api, |at, name| &at[name]);
        assert!(!reached.is_badvalue(), "{target}");
    }
}
