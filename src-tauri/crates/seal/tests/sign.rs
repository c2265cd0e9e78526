//! Signatures: published vectors, and nothing but the right payload and key verifies.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use seal::SealError;
use seal::sign::{
    PublicKey, SigningKey, kid_of, sign_compact, sign_detached, verify_compact, verify_detached,
};
use serde_json::{Value, json};

/// Key of RFC 8037, appendix A.1.
fn rfc_key() -> SigningKey {
    let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    SigningKey::from_seed(&seed.try_into().unwrap())
}

#[test]
fn the_key_of_rfc_8037_has_its_published_form_and_thumbprint() {
    let public = rfc_key().public();
    assert_eq!(public.to_jwk()["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(public.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(PublicKey::from_jwk(&public.to_jwk()).unwrap(), public);
}

#[test]
fn the_jws_of_rfc_8037_has_its_published_signature() {
    // Appendix A.4 signs a text, not JSON: it fails on the claims, which is behind the signature.
    let jws = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
               hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let read = verify_compact::<Value>(jws, &rfc_key().public());
    assert!(matches!(read, Err(SealError::Jws("unexpected claims"))), "{read:?}");
    let changed = jws.replacen("RXhh", "RXhi", 1);
    let read = verify_compact::<Value>(&changed, &rfc_key().public());
    assert!(matches!(read, Err(SealError::Signature)), "{read:?}");
}

#[test]
fn a_detached_header_says_what_rfc_7797_asks() {
    let jws = sign_detached(&rfc_key(), b"$.02");
    let header = URL_SAFE_NO_PAD.decode(jws.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(
        header,
        json!({"alg": "EdDSA", "b64": false, "crit": ["b64"], "kid": rfc_key().public().thumbprint()})
    );
    assert_eq!(jws.split('.').nth(1), Some(""));
    assert_eq!(kid_of(&jws).unwrap(), rfc_key().public().thumbprint());
}

proptest! {
    #[test]
    fn detached_verifies_for_the_same_payload_and_key_only(
        payload in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(),
    ) {
        let key = rfc_key();
        let jws = sign_detached(&key, &payload);
        verify_detached(&jws, &payload, &key.public()).unwrap();

        let mut longer = payload.clone();
        longer.push(0);
        prop_assert!(matches!(verify_detached(&jws, &longer, &key.public()), Err(SealError::Signature)));
        if !payload.is_empty() {
            let mut changed = payload.clone();
            let at = at.index(changed.len());
            changed[at] ^= 1;
            prop_assert!(verify_detached(&jws, &changed, &key.public()).is_err());
        }
        let other = SigningKey::generate().public();
        prop_assert!(matches!(verify_detached(&jws, &payload, &other), Err(SealError::Signature)));
    }

    #[test]
    fn claims_come_back(text in ".*", number in any::<i32>()) {
        let key = rfc_key();
        let claims = json!({"text": text, "number": number});
        let jws = sign_compact(&key, &claims).unwrap();
        prop_assert_eq!(verify_compact::<Value>(&jws, &key.public()).unwrap(), claims);
        prop_assert!(verify_compact::<Value>(&jws, &SigningKey::generate().public()).is_err());
    }

    #[test]
    fn any_text_is_refused_without_panic(jws in "[A-Za-z0-9_.-]{0,80}") {
        prop_assert!(verify_detached(&jws, b"", &rfc_key().public()).is_err());
        prop_assert!(verify_compact::<Value>(&jws, &rfc_key().public()).is_err());
    }
}

#[test]
fn a_header_that_changes_the_rules_is_refused() {
    let key = rfc_key();
    let genuine = sign_detached(&key, b"payload");
    let signature = genuine.rsplit('.').next().unwrap();
    for header in [
        r#"{"alg":"none","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"EdDSA"}"#,
        r#"{"alg":"EdDSA","b64":false}"#,
        r#"{"alg":"EdDSA","b64":false,"crit":["b64","exp"]}"#,
    ] {
        let jws = format!("{}..{signature}", URL_SAFE_NO_PAD.encode(header));
        assert!(
            matches!(verify_detached(&jws, b"payload", &key.public()), Err(SealError::Jws(_))),
            "{header}"
        );
    }
    // A detached signature can't pass as a compact one, nor the other way round.
    assert!(verify_compact::<Value>(&genuine, &key.public()).is_err());
    let compact = sign_compact(&key, &json!({"a": 1})).unwrap();
    assert!(verify_detached(&compact, br#"{"a":1}"#, &key.public()).is_err());
}

#[test]
fn malformed_keys_are_refused() {
    let jwk = rfc_key().public().to_jwk();
    let with = |name: &str, value: Value| {
        let mut changed = jwk.clone();
        changed[name] = value;
        PublicKey::from_jwk(&changed)
    };
    assert!(with("kty", json!("EC")).is_err());
    assert!(with("crv", json!("X25519")).is_err());
    assert!(with("x", json!("AAAA")).is_err());
    assert!(with("x", json!(5)).is_err());
    assert!(with("kid", json!("another")).is_err());
    assert!(with("use", json!("sig")).is_ok());
}

#[test]
fn a_seed_gives_the_same_key_and_is_not_printed() {
    let key = SigningKey::generate();
    assert_eq!(SigningKey::from_seed(&key.seed()).public(), key.public());
    let shown = format!("{key:?}");
    assert!(!shown.contains(&URL_SAFE_NO_PAD.encode(*key.seed())));
    assert_eq!(shown, format!("SigningKey({})", key.public().thumbprint()));
}

#[test]
fn a_private_key_comes_back_from_its_file_and_from_no_other() {
    let key = SigningKey::generate();
    let json = key.to_private_jwk();
    let back = SigningKey::from_private_jwk(&json).unwrap();
    assert_eq!(*back.seed(), *key.seed());
    let other = SigningKey::generate().to_private_jwk();
    let half = |json: &str, name: &str| {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        value[name].as_str().unwrap().to_owned()
    };
    let mixed = json.replace(&half(&json, "d"), &half(&other, "d"));
    let public = key.public().to_jwk().to_string();
    for wrong in [mixed.as_str(), &public, "{}", "", "null"] {
        assert!(matches!(SigningKey::from_private_jwk(wrong), Err(SealError::Key(_))), "{wrong}");
    }
}
