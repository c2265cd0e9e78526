//! Enrolment: a code against an identity at the HRMS.

use reqwest::Method;
use seal::sign::PublicKey;
use seal::wrap::WrapPublic;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::http::Http;
use super::{ClientOptions, unix_ms};
use crate::error::SyncError;

/// What an HRMS gives to a station that redeems a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Station id.
    pub station_id: String,
    /// Whether the station may work at once; else an administrator approves it first.
    pub approved: bool,
    /// Keys by which the HRMS signs, as a JSON web key set.
    pub sign_jwks: Value,
    /// Keys that media keys are wrapped for, as a JSON web key set.
    pub seal_keys: Value,
    /// Offset of the HRMS's clock against ours; positive where ours is behind.
    pub server_time_offset_ms: i64,
}

impl Enrolled {
    /// The keys in `sign_jwks`.
    ///
    /// # Errors
    /// [`SyncError::BadAnswer`] where there is none or one can't be read.
    pub fn hrms_keys(&self) -> Result<Vec<PublicKey>, SyncError> {
        keys(&self.sign_jwks, |jwk| PublicKey::from_jwk(jwk).ok())
    }

    /// The keys in `seal_keys`.
    ///
    /// # Errors
    /// [`SyncError::BadAnswer`] where there is none or one can't be read.
    pub fn seal_publics(&self) -> Result<Vec<WrapPublic>, SyncError> {
        keys(&self.seal_keys, |jwk| WrapPublic::from_jwk(jwk).ok())
    }
}

fn keys<T>(set: &Value, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, SyncError> {
    let jwks = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let found: Option<Vec<T>> = jwks.iter().map(read).collect();
    found.filter(|keys| !keys.is_empty()).ok_or(SyncError::BadAnswer("keys of the HRMS"))
}

#[derive(Deserialize)]
struct EnrolAnswer {
    station_id: String,
    state: String,
    sign_jwks: Value,
    seal_keys: Value,
    server_time: String,
}

/// Redeems `code` at the HRMS with default options.
///
/// # Errors
/// As [`enrol_with`].
pub async fn enrol(
    base_url: &str,
    code: &str,
    device_public: &PublicKey,
    wrap_public: &WrapPublic,
) -> Result<Enrolled, SyncError> {
    enrol_with(base_url, code, device_public, wrap_public, &ClientOptions::default()).await
}

/// Redeems `code`. A lost answer is no harm: the same device with the same code gets it again.
///
/// # Errors
/// [`SyncError::EnrolCode`] where the code is wrong, used or over; otherwise what any exchange
/// gives.
pub async fn enrol_with(
    base_url: &str,
    code: &str,
    device_public: &PublicKey,
    wrap_public: &WrapPublic,
    options: &ClientOptions,
) -> Result<Enrolled, SyncError> {
    let http = Http::new(base_url, options)?;
    let body = serde_json::json!({
        "code": code,
        "device_jwk": device_public.to_jwk(),
        "wrap_jwk": wrap_public.to_jwk(),
    });
    let request = http.request(Method::POST, "v1/stations/enrol")?.json(&body);
    let answer = http.exchange(request).await?.granted().map_err(code_refused)?;
    let answer: EnrolAnswer = answer.json()?;
    let server = OffsetDateTime::parse(&answer.server_time, &Rfc3339)
        .map_err(|_| SyncError::BadAnswer("server_time"))?;
    let server_ms = i64::try_from(server.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    let enrolled = Enrolled {
        station_id: answer.station_id,
        approved: answer.state == "approved",
        sign_jwks: answer.sign_jwks,
        seal_keys: answer.seal_keys,
        server_time_offset_ms: server_ms - unix_ms(),
    };
    enrolled.hrms_keys()?;
    enrolled.seal_publics()?;
    Ok(enrolled)
}

/// Refusals that have to do with the code itself.
fn code_refused(error: SyncError) -> SyncError {
    match &error {
        SyncError::Refused(refusal) if matches!(refusal.status, 404 | 409 | 410 | 422) => {
            SyncError::EnrolCode(refusal.code())
        }
        _ => error,
    }
}
