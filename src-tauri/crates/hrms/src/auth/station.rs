//! Stations: enrolment codes, assertions, tokens.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use seal::hash::sha256_hex;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::{Problem, Slug};
use crate::store::{NewCode, StationRow, StationState, Who};

/// Characters of an enrolment code: no 0, 1, I, L, O, U.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Length of a code; 49 bits.
const CODE_CHARS: usize = 10;
/// Characters by which a code is found; wrong tries are counted against them.
const HANDLE_CHARS: usize = 3;

/// Claims by which a station proves that it holds its device key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assertion {
    /// Station id.
    pub iss: String,
    /// Thumbprint of the HRMS key that the station got at enrolment.
    pub aud: String,
    /// Made at, Unix seconds by the station's corrected clock.
    pub iat: i64,
    /// Unique.
    pub jti: String,
}

/// A code as a person types it: case, spaces and dashes do not matter.
pub fn normal_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Handle and digest of a code; none where it can't be one.
pub fn code_parts(typed: &str) -> Option<(String, String)> {
    let code = normal_code(typed);
    if code.len() != CODE_CHARS {
        return None;
    }
    let digest = sha256_hex(&code);
    Some((code.chars().take(HANDLE_CHARS).collect(), digest))
}

/// A new code and its row.
pub fn make_code(now_ms: i64, auto_approve: bool) -> (String, NewCode) {
    let mut code = String::with_capacity(CODE_CHARS);
    while code.len() < CODE_CHARS {
        // 240 is the largest multiple of 30 below 256: each character is as likely as any other.
        let [byte] = super::random::<1>();
        if byte < 240 {
            code.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        }
    }
    let row = NewCode {
        handle: code.chars().take(HANDLE_CHARS).collect(),
        code_sha256: sha256_hex(&code),
        expires_ms: now_ms + crate::limits::CODE_MS,
        auto_approve,
    };
    (code, row)
}

/// Refuses a station that may not work.
pub fn admit(station: &StationRow) -> Result<(), Problem> {
    match station.state {
        StationState::Approved => Ok(()),
        StationState::Pending => Err(Problem::new(Slug::NotApproved).retry_after(10)),
        StationState::Revoked => Err(Slug::Revoked.into()),
    }
}

/// A station with a live token; the extractor of every station route.
pub struct StationAuth(pub StationRow);

impl StationAuth {
    /// For the audit log.
    pub fn who(&self, app: &App) -> Who {
        Who { actor: format!("station:{}", self.0.id), now_ms: app.now_ms() }
    }
}

impl FromRequestParts<App> for StationAuth {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Slug::Auth)?;
        let (digest, now_ms) = (sha256_hex(token), app.now_ms());
        let station = app
            .db(move |store| store.station_by_token(&digest, now_ms))
            .await?
            .ok_or(Slug::Auth)?;
        admit(&station)?;
        app.station_rate(&station.id)?;
        Ok(Self(station))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_code_or_none(typed in any::<String>()) {
            if let Some((handle, digest)) = code_parts(&typed) {
                prop_assert_eq!((handle.len(), digest.len()), (HANDLE_CHARS, 64));
            }
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let (code, row) = make_code(0, false);
        assert_eq!(code.len(), CODE_CHARS);
        let typed = format!(" {}-{} ", &code[..5], code[5..].to_lowercase());
        assert_eq!(code_parts(&typed), Some((row.handle, row.code_sha256)));
        assert_eq!(code_parts("ABC"), None);
        assert_eq!(code_parts("ABCDEFGHJKM"), None);
    }
}
