//! Canonical JSON and hashes against published vectors.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use seal::hash::{Sha256Stream, from_hex, merkle_root, sha256_hex, to_hex};
use seal::jcs::{canonical_json, canonical_sha256};
use serde_json::{Value, json};

#[test]
fn canonical_json_of_rfc_8785() {
    // Section 3.2.2 and 3.2.4.
    let input = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let value: Value = serde_json::from_str(input).unwrap();
    let expected = concat!(
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
        r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    assert_eq!(String::from_utf8(canonical_json(&value).unwrap()).unwrap(), expected);
    assert_eq!(canonical_sha256(&value).unwrap(), sha256_hex(expected));
}

#[test]
fn canonical_keys_stand_in_utf_16_order() {
    // RFC 8785, section 3.2.3: U+1F600 sorts by its surrogates, before U+FB33.
    let value = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6});
    let text = String::from_utf8(canonical_json(&value).unwrap()).unwrap();
    let order: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    // The key "1" is itself a digit.
    assert_eq!(order, ['2', '1', '4', '6', '1', '5', '3']);
}

#[test]
fn what_has_no_json_form_is_refused() {
    assert!(canonical_json(&f64::NAN).is_err());
    assert!(canonical_json(&std::collections::BTreeMap::from([((1, 2), 3)])).is_err());
}

#[test]
fn merkle_roots_of_certificate_transparency() {
    let leaves: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (count, root) in roots.iter().enumerate() {
        assert_eq!(&to_hex(&merkle_root(&leaves[..count])), root, "{count} leaves");
    }
}

#[test]
fn a_node_is_not_a_leaf() {
    let (a, b) = ([1u8; 32], [2u8; 32]);
    let node = merkle_root(&[a, b]);
    assert_ne!(merkle_root(&[node]), merkle_root(&[a, b]));
}

proptest! {
    #[test]
    fn pieces_hash_like_the_whole(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in any::<prop::sample::Index>()) {
        let (left, right) = bytes.split_at(cut.index(bytes.len() + 1));
        let mut stream = Sha256Stream::new();
        stream.update(left);
        stream.update(right);
        prop_assert_eq!(stream.finish_hex(), sha256_hex(&bytes));
    }

    #[test]
    fn hex_comes_back(bytes in any::<[u8; 32]>()) {
        let text = to_hex(&bytes);
        prop_assert_eq!(from_hex(&text), Some(bytes));
        prop_assert_eq!(from_hex(&text.to_uppercase()), Some(bytes));
        prop_assert_eq!(from_hex(&text[1..]), None);
        prop_assert_eq!(from_hex(&format!("g{}", &text[1..])), None);
    }
}
