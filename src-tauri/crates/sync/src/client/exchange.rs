//! Everything but enrolment and uploads.

use std::sync::atomic::Ordering;
use std::time::Duration;

use interview::exchange::{
    BookedCandidate, ManifestAnswer, ReceiptAnswer, ReceiptClaims, ReceiptReport, Signed,
};
use interview::position::Position;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use seal::hash::sha256_hex;
use seal::jcs::canonical_json;
use seal::sign::{kid_of, verify_compact, verify_detached};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::{HrmsClient, unix_ms};
use crate::error::SyncError;

const JSON: &str = "application/json";

/// What a station pulls. Every position was checked against the HRMS's signature and its own
/// rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Where changes go on.
    pub cursor: String,
    /// Published positions.
    pub positions: Vec<Position>,
    /// Booked candidates.
    pub candidates: Vec<BookedCandidate>,
}

#[derive(Deserialize)]
struct SnapshotAnswer {
    cursor: String,
    positions: Vec<Signed<Value>>,
    candidates: Vec<BookedCandidate>,
}

#[derive(Deserialize)]
struct TimeAnswer {
    server_time: String,
}

#[derive(Deserialize)]
struct InterviewAnswer {
    interview_id: Uuid,
}

#[derive(Deserialize)]
struct CertificateAnswer {
    certificate: String,
}

/// What of a certificate says whose erasure it proves.
#[derive(Deserialize)]
struct CertificateClaims {
    interview_id: Uuid,
    station_id: String,
}

impl HrmsClient {
    /// `GET /v1/ping`: whether the HRMS is there. Also measures the offset of its clock, which is
    /// returned in milliseconds.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn ping(&self) -> Result<i64, SyncError> {
        let request = self.http.request(Method::GET, "v1/ping")?;
        let sent_ms = unix_ms();
        let answer: TimeAnswer = self.http.exchange(request).await?.granted()?.json()?;
        let server = OffsetDateTime::parse(&answer.server_time, &Rfc3339)
            .map_err(|_| SyncError::BadAnswer("server_time"))?;
        let server_ms = i64::try_from(server.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        // The server looked at its clock about half-way.
        let offset_ms = server_ms - (sent_ms + unix_ms()) / 2;
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
        Ok(offset_ms)
    }

    /// `GET /v1/snapshot`.
    ///
    /// # Errors
    /// [`SyncError::Signature`] where a position is not signed by the HRMS,
    /// [`SyncError::BadAnswer`] where one is not valid.
    pub async fn snapshot(&self) -> Result<Snapshot, SyncError> {
        let answer =
            self.authorized(|client| client.http.request(Method::GET, "v1/snapshot")).await?;
        let answer: SnapshotAnswer = answer.json()?;
        let positions = answer
            .positions
            .into_iter()
            .map(|signed| self.position(signed))
            .collect::<Result<_, _>>()?;
        Ok(Snapshot { cursor: answer.cursor, positions, candidates: answer.candidates })
    }

    fn position(&self, signed: Signed<Value>) -> Result<Position, SyncError> {
        let bytes = canonical_json(&signed.object).map_err(SyncError::Signature)?;
        let kid = kid_of(&signed.jws).map_err(SyncError::Signature)?;
        let key = self.credentials()?.hrms_key(&kid).ok_or(SyncError::BadAnswer("unknown key"))?;
        verify_detached(&signed.jws, &bytes, key).map_err(SyncError::Signature)?;
        let position: Position = serde_json::from_value(signed.object)
            .map_err(|_| SyncError::BadAnswer("a position can't be read"))?;
        position.check().map_err(|_| SyncError::BadAnswer("a position is not valid"))?;
        Ok(position)
    }

    /// `POST /v1/stations/self/heartbeat` with versions, disk, devices, queue.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn heartbeat(&self, status: &Value) -> Result<(), SyncError> {
        let path = "v1/stations/self/heartbeat";
        let make = |client: &Self| Ok(client.http.request(Method::POST, path)?.json(status));
        self.authorized(make).await.map(drop)
    }

    /// `PUT /v1/interviews/{id}`; `body` is JSON of [`interview::exchange::InterviewBody`].
    ///
    /// # Errors
    /// [`SyncError::BadAnswer`] where the answer is about something else; otherwise what any
    /// exchange gives.
    pub async fn put_interview(&self, id: Uuid, body: &[u8]) -> Result<(), SyncError> {
        let answer = self.put(&format!("v1/interviews/{id}"), body, None).await?;
        let InterviewAnswer { interview_id } = answer.json()?;
        if interview_id == id { Ok(()) } else { Err(SyncError::BadAnswer("another interview")) }
    }

    /// `PUT /v1/interviews/{id}/reports/{rev}` with the report's exact bytes and its detached
    /// signature. Succeeds only with a receipt of the HRMS for just these bytes.
    ///
    /// # Errors
    /// [`SyncError::Signature`] or [`SyncError::BadAnswer`] where the receipt is none; otherwise
    /// what any exchange gives.
    pub async fn put_report(
        &self,
        id: Uuid,
        rev: u32,
        bytes: &[u8],
        signature: &str,
    ) -> Result<(), SyncError> {
        let path = format!("v1/interviews/{id}/reports/{rev}");
        let ReceiptAnswer { receipt } = self.put(&path, bytes, Some(signature)).await?.json()?;
        let claims = self.checked_receipt(id, &receipt)?;
        let mine = ReceiptReport { rev, sha256: sha256_hex(bytes) };
        if claims.reports.contains(&mine) {
            Ok(())
        } else {
            Err(SyncError::BadAnswer("a receipt without this report"))
        }
    }

    /// `GET /v1/interviews/{id}/reports/{rev}`: SHA-256 (hex) of what the HRMS holds; none where
    /// it holds nothing.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn report_digest(&self, id: Uuid, rev: u32) -> Result<Option<String>, SyncError> {
        let path = format!("v1/interviews/{id}/reports/{rev}");
        match self.authorized(|client| client.http.request(Method::GET, &path)).await {
            Ok(answer) => Ok(Some(answer.json::<ReceiptReport>()?.sha256)),
            Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `PUT /v1/interviews/{id}/media/{part}` with the manifest.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn put_manifest(
        &self,
        id: Uuid,
        part: &str,
        manifest: &[u8],
    ) -> Result<ManifestAnswer, SyncError> {
        let path = format!("v1/interviews/{id}/media/{part}");
        self.put(&path, manifest, None).await?.json()
    }

    /// `GET /v1/interviews/{id}/receipt`, waiting up to `wait` for a verification that runs. Gives
    /// the compact JWS, whose signature was checked, and its claims.
    ///
    /// # Errors
    /// [`SyncError::Signature`] where it is not the HRMS's, [`SyncError::BadAnswer`] where it is
    /// for another interview or station.
    pub async fn receipt(
        &self,
        id: Uuid,
        wait: Duration,
    ) -> Result<(String, ReceiptClaims), SyncError> {
        let path = format!("v1/interviews/{id}/receipt?wait={}", wait.as_secs());
        let answer = self.authorized(|client| client.http.request(Method::GET, &path)).await?;
        let ReceiptAnswer { receipt } = answer.json()?;
        let claims = self.checked_receipt(id, &receipt)?;
        Ok((receipt, claims))
    }

    /// Claims of a receipt that the HRMS signed for this interview and this station.
    fn checked_receipt(&self, id: Uuid, receipt: &str) -> Result<ReceiptClaims, SyncError> {
        let claims: ReceiptClaims = self.signed(receipt)?;
        self.check_subject(id, claims.interview_id, &claims.station_id)?;
        Ok(claims)
    }

    /// Claims of a compact JWS that the HRMS signed.
    fn signed<T: DeserializeOwned>(&self, jws: &str) -> Result<T, SyncError> {
        let credentials = self.credentials()?;
        let kid = kid_of(jws).map_err(SyncError::Signature)?;
        let key = credentials.hrms_key(&kid).ok_or(SyncError::BadAnswer("unknown key"))?;
        verify_compact(jws, key).map_err(SyncError::Signature)
    }

    /// What the HRMS signed is about the interview that was asked for, and for this station.
    fn check_subject(&self, id: Uuid, about: Uuid, station_id: &str) -> Result<(), SyncError> {
        if about == id && station_id == self.credentials()?.station_id {
            Ok(())
        } else {
            Err(SyncError::BadAnswer("signed for something else"))
        }
    }

    /// `PUT /v1/interviews/{id}/withdrawal`: erases the interview at the HRMS and gives the
    /// certificate (compact JWS), whose signature was checked. The same again gives the same.
    ///
    /// # Errors
    /// [`SyncError::Signature`] where it is not the HRMS's, [`SyncError::BadAnswer`] where it is
    /// for another interview or station.
    pub async fn withdrawal(&self, id: Uuid) -> Result<String, SyncError> {
        let path = format!("v1/interviews/{id}/withdrawal");
        let CertificateAnswer { certificate } = self.put(&path, b"{}", None).await?.json()?;
        let CertificateClaims { interview_id, station_id } = self.signed(&certificate)?;
        self.check_subject(id, interview_id, &station_id)?;
        Ok(certificate)
    }

    async fn put(
        &self,
        path: &str,
        body: &[u8],
        signature: Option<&str>,
    ) -> Result<super::http::Answer, SyncError> {
        let body = bytes::Bytes::copy_from_slice(body);
        self.authorized(|client| {
            let request = client.http.request(Method::PUT, path)?;
            let request = request.header(CONTENT_TYPE, JSON).body(body.clone());
            Ok(match signature {
                Some(jws) => request.header("Report-Signature", jws),
                None => request,
            })
        })
        .await
    }
}
