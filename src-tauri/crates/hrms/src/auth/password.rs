//! Passwords of people: Argon2id with the parameters that OWASP names as the minimum
//! (19 MiB, 2 passes, 1 lane; Password Storage Cheat Sheet, 2025).

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const HASH_BYTES: usize = 32;
/// Shortest password that is taken, in characters (NIST SP 800-63B-4: 15 without a second factor).
pub const MIN_CHARS: usize = 15;
/// Longest password that is hashed, in bytes.
const MAX_BYTES: usize = 1024;

/// Stretches `secret` with `salt`.
pub fn stretch(secret: &[u8], salt: &[u8]) -> Result<[u8; HASH_BYTES], argon2::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES))?;
    let mut out = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, &mut out)?;
    Ok(out)
}

/// Hash of a new password, with its salt: `argon2id$19456$2$1$SALT$HASH`.
pub fn hash(password: &str) -> Result<String, argon2::Error> {
    let salt: [u8; 16] = super::random();
    let hash = stretch(password.as_bytes(), &salt)?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Ok(format!("argon2id${MEMORY_KIB}${PASSES}${LANES}${salt}${hash}"))
}

/// Whether `password` is the one behind `stored`. None takes as long as a wrong one.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    if password.len() > MAX_BYTES {
        return false;
    }
    let (salt, expected) = match stored.map(parse) {
        Some(Some((salt, expected))) => (salt, Some(expected)),
        _ => (vec![0; 16], None),
    };
    match (stretch(password.as_bytes(), &salt), expected) {
        (Ok(found), Some(expected)) => super::equal(&found, &expected),
        _ => false,
    }
}

/// Salt and hash of a stored password made with today's parameters.
fn parse(stored: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let rest = stored.strip_prefix(&format!("argon2id${MEMORY_KIB}${PASSES}${LANES}$"))?;
    let (salt, hash) = rest.split_once('$')?;
    Some((STANDARD_NO_PAD.decode(salt).ok()?, STANDARD_NO_PAD.decode(hash).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_passes() {
        let stored = hash("correct horse battery").unwrap();
        assert_ne!(stored, hash("correct horse battery").unwrap(), "salted");
        assert!(verify("correct horse battery", Some(&stored)));
        assert!(!verify("correct horse batterz", Some(&stored)));
        assert!(!verify("", None));
        assert!(!verify("x", Some("argon2id$1$1$1$$")));
    }
}
