//! Bearer tokens: an assertion by the device key, once corrected by the HRMS's clock.

use std::sync::atomic::Ordering;

use reqwest::{Method, RequestBuilder};
use seal::sign::sign_compact;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use uuid::Uuid;

use super::http::Answer;
use super::{HrmsClient, unix_ms};
use crate::error::SyncError;

/// A token is renewed this long before it ends.
const MARGIN_MS: i64 = 60_000;

/// A token and when it ends by our clock.
pub(crate) struct Token {
    secret: String,
    until_ms: i64,
}

#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    aud: String,
    iat: i64,
    jti: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
}

/// Unix milliseconds of an HTTP date.
fn date_ms(text: &str) -> Option<i64> {
    let text = text.replace("GMT", "+0000");
    Some(OffsetDateTime::parse(&text, &Rfc2822).ok()?.unix_timestamp() * 1000)
}

impl HrmsClient {
    /// Sends a request with a token. A token that is no longer taken is renewed once.
    pub(crate) async fn authorized(
        &self,
        make: impl Fn(&Self) -> Result<RequestBuilder, SyncError>,
    ) -> Result<Answer, SyncError> {
        let secret = self.token_secret(None).await?;
        let answer = self.http.exchange(make(self)?.bearer_auth(&secret)).await?;
        if answer.status.as_u16() != 401 {
            return answer.granted();
        }
        let secret = self.token_secret(Some(&secret)).await?;
        self.http.exchange(make(self)?.bearer_auth(secret)).await?.granted()
    }

    /// The present token, or a new one where there is none or it is `refused`.
    async fn token_secret(&self, refused: Option<&str>) -> Result<String, SyncError> {
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref()
            && refused != Some(token.secret.as_str())
            && token.until_ms - MARGIN_MS > unix_ms()
        {
            return Ok(token.secret.clone());
        }
        *kept = None;
        let token = self.new_token().await?;
        let secret = token.secret.clone();
        *kept = Some(token);
        Ok(secret)
    }

    /// Asks for a token; where the clock is off, corrects the offset and asks once more.
    async fn new_token(&self) -> Result<Token, SyncError> {
        let answer = self.ask_token().await?;
        let answer = match answer.granted_or_skew()? {
            Ok(answer) => answer,
            Err(server_ms) => {
                self.offset_ms.store(server_ms - unix_ms(), Ordering::Relaxed);
                self.ask_token().await?.granted_or_skew()?.map_err(|_| SyncError::ClockSkew)?
            }
        };
        let token: TokenAnswer = answer.json()?;
        let until_ms = unix_ms() + token.expires_in.saturating_mul(1000);
        Ok(Token { secret: token.access_token, until_ms })
    }

    async fn ask_token(&self) -> Result<Answer, SyncError> {
        let credentials = self.credentials()?;
        let hrms = credentials.hrms_keys.first().ok_or(SyncError::NotEnrolled)?;
        let assertion = Assertion {
            iss: &credentials.station_id,
            aud: hrms.thumbprint(),
            iat: (unix_ms() + self.server_offset_ms()).div_euclid(1000),
            jti: Uuid::now_v7().to_string(),
        };
        let assertion =
            sign_compact(&credentials.signing, &assertion).map_err(SyncError::Signature)?;
        let body = serde_json::json!({ "assertion": assertion });
        let request = self.http.request(Method::POST, "v1/stations/token")?.json(&body);
        self.http.exchange(request).await
    }
}

impl Answer {
    /// The answer; or the HRMS's time in Unix milliseconds where ours is off.
    fn granted_or_skew(self) -> Result<Result<Self, i64>, SyncError> {
        let server_ms = self.text("date").and_then(date_ms);
        match self.granted() {
            Ok(answer) => Ok(Ok(answer)),
            Err(SyncError::Refused(refusal)) if refusal.problem.code == "clock-skew" => {
                server_ms.map(Err).ok_or(SyncError::ClockSkew)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        assert_eq!(date_ms("Mon, 02 Nov 2026 12:00:00 GMT"), Some(1_793_620_800_000));
        assert_eq!(date_ms("soon"), None);
    }
}
