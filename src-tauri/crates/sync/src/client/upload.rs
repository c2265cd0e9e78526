//! Resumable uploads by tus 1.0.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use interview::exchange::{ManifestAnswer, PartState};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Method, StatusCode};
use seal::hash::sha256;
use uuid::Uuid;

use super::HrmsClient;
use super::http::Answer;
use crate::error::SyncError;

const RESUMABLE: &str = "Tus-Resumable";
const VERSION: &str = "1.0.0";
const OFFSET: &str = "Upload-Offset";

/// An upload to open.
#[derive(Clone, Copy, Debug)]
pub struct NewUpload<'a> {
    /// Interview.
    pub interview_id: Uuid,
    /// Part.
    pub part: &'a str,
    /// SHA-256 (hex) of the sealed object.
    pub sha256: &'a str,
    /// Its length in bytes.
    pub len: u64,
}

/// What an HRMS says to an upload that is to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadTarget {
    /// Send it here.
    Open(String),
    /// All bytes are there already.
    Complete,
}

fn offset_of(answer: &Answer) -> Result<u64, SyncError> {
    let text = answer.text(OFFSET).ok_or(SyncError::BadAnswer("no Upload-Offset"))?;
    text.parse().map_err(|_| SyncError::BadAnswer("Upload-Offset"))
}

impl HrmsClient {
    /// `POST /v1/uploads`: another upload for an announced part.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn create_upload(&self, new: NewUpload<'_>) -> Result<UploadTarget, SyncError> {
        let value = |text: &str| STANDARD.encode(text);
        let metadata = format!(
            "interview {},part {},sha256 {}",
            value(&new.interview_id.to_string()),
            value(new.part),
            value(new.sha256)
        );
        let answer = self
            .authorized(|client| {
                let request = client.http.request(Method::POST, "v1/uploads")?;
                Ok(request
                    .header(RESUMABLE, VERSION)
                    .header("Upload-Length", new.len)
                    .header("Upload-Metadata", &metadata))
            })
            .await?;
        if answer.status != StatusCode::CREATED {
            return match answer.json::<ManifestAnswer>()?.state {
                PartState::Verifying | PartState::Verified => Ok(UploadTarget::Complete),
                PartState::Announced | PartState::Uploading | PartState::Rejected => {
                    Err(SyncError::BadAnswer("no upload for a part that is not complete"))
                }
            };
        }
        let location = answer.text(LOCATION.as_str());
        let location = location.ok_or(SyncError::BadAnswer("no Location"))?;
        Ok(UploadTarget::Open(location.to_owned()))
    }

    /// `HEAD` of an upload: how many bytes the HRMS has.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn upload_offset(&self, url: &str) -> Result<u64, SyncError> {
        let answer = self
            .authorized(|client| {
                Ok(client.http.request(Method::HEAD, url)?.header(RESUMABLE, VERSION))
            })
            .await?;
        offset_of(&answer)
    }

    /// `PATCH` of an upload with its checksum; gives the new offset.
    ///
    /// # Errors
    /// What any exchange gives.
    pub async fn upload_chunk(
        &self,
        url: &str,
        offset: u64,
        chunk: Bytes,
    ) -> Result<u64, SyncError> {
        let checksum = format!("sha256 {}", STANDARD.encode(sha256(&chunk)));
        let answer = self
            .authorized(|client| {
                let request = client.http.request(Method::PATCH, url)?;
                Ok(request
                    .header(RESUMABLE, VERSION)
                    .header(OFFSET, offset)
                    .header("Upload-Checksum", &checksum)
                    .header(CONTENT_TYPE, "application/offset+octet-stream")
                    .body(chunk.clone()))
            })
            .await?;
        offset_of(&answer)
    }
}
