//! Sending one row.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use interview::exchange::{
    InterviewBody, ManifestAnswer, PartState, PositionVersion, ReceiptClaims,
};
use interview::ports::{Outbox, OutboxItem, OutboxKind, OutboxState};
use interview::report::Report;
use seal::hash::sha256_hex;
use seal::jcs::canonical_json;
use uuid::Uuid;

use super::blocking;
use crate::client::{HrmsClient, NewUpload, UploadTarget};
use crate::error::SyncError;

/// Chunk that is tried first: the largest the contract allows.
const CHUNK: usize = 8 * 1024 * 1024;
/// Smallest chunk that is tried.
const MIN_CHUNK: usize = 64 * 1024;
/// Wrong checksums in a row after which the vault is to be verified.
const MAX_CHECKSUM_FAILURES: u32 = 3;
/// Times that one run follows the HRMS to another offset or a new upload.
const MAX_MOVES: u32 = 3;
/// How long the HRMS may verify while we wait for the receipt.
const RECEIPT_WAIT: Duration = Duration::from_secs(10);

/// The row got through, or the HRMS is not ready with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivered {
    /// The HRMS has it.
    Done,
    /// The HRMS is still at it: ask again soon.
    Pending,
}

/// The row did not get through.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The exchange failed.
    Failed(SyncError),
    /// Sending it again is no use; a stable code.
    Park(&'static str),
}

impl From<SyncError> for Trouble {
    fn from(error: SyncError) -> Self {
        Self::Failed(error)
    }
}

/// Sends one row. Where an earlier answer may have been lost, the HRMS is asked first. `resume` is
/// changed where the row has to go on from another place.
pub(super) async fn deliver(
    client: &HrmsClient,
    outbox: &Arc<dyn Outbox>,
    item: &OutboxItem,
    resume: &mut Option<String>,
) -> Result<Delivered, Trouble> {
    let (id, attempts, kept) = (item.id, item.attempts, item.resume.clone());
    blocking(outbox, move |outbox| {
        outbox.update(id, &OutboxState::Sending, attempts, kept.as_deref())
    })
    .await?;
    match &item.kind {
        // Sending the same bytes again is the question: 200 says that they are there.
        OutboxKind::Interview => {
            client.put_interview(item.interview_id, &item.payload).await?;
            Ok(Delivered::Done)
        }
        OutboxKind::Report { rev } => report(client, item, *rev).await,
        OutboxKind::Manifest { part } => manifest(client, outbox, item, part).await,
        OutboxKind::Upload { part } => Upload { client, outbox, item, part }.run(resume).await,
        OutboxKind::Receipt => receipt(client, outbox, item.interview_id).await,
        OutboxKind::Withdrawal => withdrawal(client, outbox, item.interview_id).await,
    }
}

/// Whether an earlier attempt may have been carried out.
fn maybe_sent(item: &OutboxItem) -> bool {
    item.attempts > 0 || matches!(item.state, OutboxState::Unknown | OutboxState::Sending)
}

async fn report(client: &HrmsClient, item: &OutboxItem, rev: u32) -> Result<Delivered, Trouble> {
    let id = item.interview_id;
    if maybe_sent(item) {
        match client.report_digest(id, rev).await? {
            Some(stored) if stored == sha256_hex(&item.payload) => return Ok(Delivered::Done),
            Some(_) => return Err(Trouble::Park("conflict")),
            None => {}
        }
    }
    let signature = item.signature.as_deref().ok_or(Trouble::Park("sync.unsigned"))?;
    match client.put_report(id, rev, &item.payload, signature).await {
        Ok(()) => Ok(Delivered::Done),
        Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 404) => {
            // The HRMS does not know the interview, as after it was restored from a backup. All
            // that it needs to know stands in the report.
            let body = announcement(&item.payload).ok_or(error)?;
            client.put_interview(id, &body).await?;
            client.put_report(id, rev, &item.payload, signature).await?;
            Ok(Delivered::Done)
        }
        Err(error) => Err(error.into()),
    }
}

/// The announcement of an interview, made again from its report.
fn announcement(report: &[u8]) -> Option<Vec<u8>> {
    let report: Report = serde_json::from_slice(report).ok()?;
    let body = InterviewBody {
        position: PositionVersion { code: report.position.code, version: report.position.version },
        candidate: report.candidate,
        walk_in: false,
        language: report.language,
        synthetic: report.synthetic,
        started_at: report.clock.started_wall,
        app: report.app,
        consents: report.consents,
    };
    canonical_json(&body).ok()
}

async fn manifest(
    client: &HrmsClient,
    outbox: &Arc<dyn Outbox>,
    item: &OutboxItem,
    part: &str,
) -> Result<Delivered, Trouble> {
    let interview = item.interview_id;
    let answer = client.put_manifest(interview, part, &item.payload).await?;
    if let ManifestAnswer { upload: Some(url), .. } = answer {
        let wanted = OutboxKind::Upload { part: part.to_owned() };
        blocking(outbox, move |outbox| {
            let rows = outbox.pending()?;
            let row = rows.iter().find(|r| r.interview_id == interview && r.kind == wanted);
            row.map_or(Ok(()), |row| outbox.update(row.id, &row.state, row.attempts, Some(&url)))
        })
        .await?;
    }
    Ok(Delivered::Done)
}

async fn receipt(
    client: &HrmsClient,
    outbox: &Arc<dyn Outbox>,
    interview: Uuid,
) -> Result<Delivered, Trouble> {
    let (jws, claims) = client.receipt(interview, RECEIPT_WAIT).await?;
    let ReceiptClaims { may_delete, parts, .. } = claims;
    if may_delete {
        blocking(outbox, move |outbox| outbox.store_receipt(interview, &jws)).await?;
        return Ok(Delivered::Done);
    }
    let any = |state| parts.iter().any(|part| part.state == state);
    if any(PartState::Rejected) {
        Err(Trouble::Park("media.rejected"))
    } else if any(PartState::Verifying) {
        Ok(Delivered::Pending)
    } else {
        // Everything before this row was acknowledged, and yet something is not there.
        Err(Trouble::Park("receipt.incomplete"))
    }
}

/// Asking again gives the same certificate, so that a lost answer needs no other question.
async fn withdrawal(
    client: &HrmsClient,
    outbox: &Arc<dyn Outbox>,
    interview: Uuid,
) -> Result<Delivered, Trouble> {
    let certificate = client.withdrawal(interview).await?;
    blocking(outbox, move |outbox| outbox.store_certificate(interview, &certificate)).await?;
    Ok(Delivered::Done)
}

/// The upload of one sealed object.
struct Upload<'a> {
    client: &'a HrmsClient,
    outbox: &'a Arc<dyn Outbox>,
    item: &'a OutboxItem,
    part: &'a str,
}

/// What an upload does next.
enum Next {
    /// Goes on at this offset.
    At(u64),
    /// Needs another upload: this one is gone.
    Gone,
}

impl Upload<'_> {
    async fn run(&self, resume: &mut Option<String>) -> Result<Delivered, Trouble> {
        let (interview, part) = (self.item.interview_id, self.part.to_owned());
        let len = blocking(self.outbox, move |outbox| outbox.sealed_len(interview, &part)).await?;
        let mut url = match &self.item.resume {
            Some(url) => url.clone(),
            None => match self.open(len, resume).await? {
                Some(url) => url,
                None => return Ok(Delivered::Done),
            },
        };
        for _ in 0..MAX_MOVES {
            match self.send(&url, len).await? {
                Next::At(offset) if offset >= len => return Ok(Delivered::Done),
                Next::At(_) => {}
                Next::Gone => match self.open(len, resume).await? {
                    Some(new) => url = new,
                    None => return Ok(Delivered::Done),
                },
            }
        }
        Err(SyncError::BadAnswer("the upload does not stay where it was").into())
    }

    /// Opens an upload and keeps its address; none where the HRMS has all bytes.
    async fn open(&self, len: u64, resume: &mut Option<String>) -> Result<Option<String>, Trouble> {
        let (interview, part) = (self.item.interview_id, self.part.to_owned());
        let part_ref =
            blocking(self.outbox, move |outbox| outbox.part_ref(interview, &part)).await?;
        let new =
            NewUpload { interview_id: interview, part: self.part, sha256: &part_ref.sha256, len };
        let UploadTarget::Open(url) = self.client.create_upload(new).await? else {
            return Ok(None);
        };
        let (id, attempts, kept) = (self.item.id, self.item.attempts, url.clone());
        blocking(self.outbox, move |outbox| {
            outbox.update(id, &OutboxState::Sending, attempts, Some(&kept))
        })
        .await?;
        *resume = Some(url.clone());
        Ok(Some(url))
    }

    /// Asks where the upload stands, and sends from there until the end or until it moves.
    async fn send(&self, url: &str, len: u64) -> Result<Next, Trouble> {
        let mut offset = match self.client.upload_offset(url).await {
            Ok(offset) => offset,
            Err(error) => return self.gone_or(error),
        };
        let (mut size, mut failures) = (CHUNK, 0);
        while offset < len {
            let chunk = self.chunk(offset, size).await?;
            match self.client.upload_chunk(url, offset, chunk).await {
                Ok(next) if next > offset => {
                    offset = next;
                    failures = 0;
                }
                Ok(_) => return Err(SyncError::BadAnswer("the upload stands still").into()),
                Err(error) => match error.refusal().map(|refusal| refusal.status) {
                    Some(460) if failures + 1 < MAX_CHECKSUM_FAILURES => failures += 1,
                    Some(460) => return Err(Trouble::Park("sync.verify_vault")),
                    Some(413) if size / 2 >= MIN_CHUNK => size /= 2,
                    Some(409) => return Ok(Next::At(offset)),
                    _ => return self.gone_or(error),
                },
            }
        }
        Ok(Next::At(offset))
    }

    async fn chunk(&self, offset: u64, size: usize) -> Result<Bytes, Trouble> {
        let (interview, part) = (self.item.interview_id, self.part.to_owned());
        let chunk = blocking(self.outbox, move |outbox| {
            outbox.sealed_chunk(interview, &part, offset, size)
        })
        .await?;
        if chunk.is_empty() {
            // The object is shorter than its length: the vault has to be looked at.
            return Err(Trouble::Park("sync.verify_vault"));
        }
        Ok(Bytes::from(chunk))
    }

    fn gone_or(&self, error: SyncError) -> Result<Next, Trouble> {
        match error.refusal().map(|refusal| refusal.status) {
            Some(404 | 410) => Ok(Next::Gone),
            _ => Err(error.into()),
        }
    }
}
