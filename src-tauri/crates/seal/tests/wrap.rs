//! Key wraps: one recipient, one purpose, one part.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use seal::SealError;
use seal::segment::DataKey;
use seal::wrap::{KeyWrap, WrapInfo, WrapPublic, WrapSecret, unwrap, unwrap_any, wrap};
use uuid::Uuid;

const INFO: WrapInfo<'static> =
    WrapInfo { purpose: "media", interview: Uuid::from_u128(5), part: "main" };

#[test]
fn a_wrap_opens_for_its_recipient_and_purpose_only() {
    let (secret, key) = (WrapSecret::generate(), DataKey::generate());
    let wrapped = wrap(&key, &secret.public(), &INFO).unwrap();
    assert_eq!(unwrap(&wrapped, &secret, &INFO).unwrap().expose(), key.expose());

    let refused = [
        unwrap(&wrapped, &WrapSecret::generate(), &INFO),
        unwrap(&wrapped, &secret, &WrapInfo { purpose: "medi", ..INFO }),
        unwrap(&wrapped, &secret, &WrapInfo { interview: Uuid::from_u128(6), ..INFO }),
        unwrap(&wrapped, &secret, &WrapInfo { part: "amain", ..INFO }),
        unwrap(&KeyWrap { kem: "p256".into(), ..wrapped.clone() }, &secret, &INFO),
        // Somebody else's wrap under our key id.
        unwrap(
            &KeyWrap {
                kid: secret.public().thumbprint(),
                ..wrap(&key, &WrapSecret::generate().public(), &INFO).unwrap()
            },
            &secret,
            &INFO,
        ),
    ];
    for result in refused {
        assert!(matches!(result, Err(SealError::Unwrap)), "{result:?}");
    }
}

#[test]
fn the_right_wrap_is_found_among_several() {
    let (station, hrms, key) =
        (WrapSecret::generate(), WrapSecret::generate(), DataKey::generate());
    let wraps =
        [wrap(&key, &station.public(), &INFO).unwrap(), wrap(&key, &hrms.public(), &INFO).unwrap()];
    for secret in [&station, &hrms] {
        assert_eq!(unwrap_any(&wraps, secret, &INFO).unwrap().expose(), key.expose());
    }
    assert!(unwrap_any(&wraps, &WrapSecret::generate(), &INFO).is_err());
    assert!(unwrap_any(&[], &hrms, &INFO).is_err(), "no wraps is erasure");
}

#[test]
fn public_keys_travel_as_jwk() {
    let public = WrapSecret::generate().public();
    assert_eq!(WrapPublic::from_jwk(&public.to_jwk()).unwrap(), public);
    let signing = seal::sign::SigningKey::generate().public();
    assert!(WrapPublic::from_jwk(&signing.to_jwk()).is_err(), "a signing key is no wrap key");
}

#[test]
fn public_keys_follow_rfc_7748() {
    // Section 6.1, Alice.
    let hex = |text| seal::hash::from_hex(text).unwrap();
    let secret = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    assert_eq!(
        WrapSecret::from_bytes(&secret).public().to_bytes(),
        hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    );
}

proptest! {
    #[test]
    fn a_changed_wrap_is_refused(at in any::<prop::sample::Index>(), in_ct in any::<bool>()) {
        let secret = WrapSecret::from_bytes(&[3; 32]);
        let mut wrapped = wrap(&DataKey::from_bytes(&[9; 32]), &secret.public(), &INFO).unwrap();
        let field = if in_ct { &mut wrapped.ct } else { &mut wrapped.enc };
        // The last character carries spare bits; whatever decodes must differ or fail.
        let at = at.index(field.len() - 1);
        let old = field.as_bytes()[at];
        field.replace_range(at..=at, if old == b'A' { "B" } else { "A" });
        prop_assert!(unwrap(&wrapped, &secret, &INFO).is_err());
    }
}
