//! Verification of a media part: all hashes, and every segment opened once.
//!
//! Runs after the last byte arrived, one object at a time, and again at the start of the server
//! for whatever was not finished. Opened segments are dropped at once; nothing is stored in the
//! clear.

use interview::exchange::PartState;
use seal::SealError;
use seal::hash::{Sha256Stream, sha256_hex};
use seal::manifest::{PartManifest, SegmentEntry, WRAP_PURPOSE};
use seal::segment::SegmentOpener;
use seal::webm::finished_prefix;
use seal::wrap::{WrapInfo, WrapSecret, unwrap_any};
use uuid::Uuid;

use crate::app::App;
use crate::blobs::BlobStore;
use crate::store::{StoreError, Verdict, Who};

/// Why a verification came to no verdict: it is repeated later.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The sealed object can't be read now.
    #[error("the sealed object can't be read: {0}")]
    Read(#[from] std::io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Verifies a part beside the event loop, when there is room.
pub fn spawn(app: &App, interview: Uuid, part: String) {
    let app = app.clone();
    tokio::spawn(async move {
        let Ok(room) = app.verifications().acquire_owned().await else { return };
        let done = app.blocking(move |app| verify(app, interview, &part)).await;
        drop(room);
        match done {
            Ok(Ok(())) => app.note_change(),
            Ok(Err(error)) => {
                tracing::error!(%error, %interview, "a part could not be verified now");
            }
            // `blocking` has logged it.
            Err(_) => {}
        }
    });
}

/// Verifies every part that waits for it.
pub async fn spawn_waiting(app: &App) {
    // `db` has logged what went wrong; the next sweep tries again.
    for (interview, part) in app.db(|store| store.unverified()).await.unwrap_or_default() {
        spawn(app, interview, part);
    }
}

fn verify(app: &App, interview: Uuid, part: &str) -> Result<(), VerifyError> {
    let Some(row) = app.store().part(interview, part)? else { return Ok(()) };
    let (PartState::Verifying, Some(blob)) = (row.state, row.blob) else { return Ok(()) };
    app.blobs().finish(&blob)?;
    let who = Who { actor: "server".to_owned(), now_ms: app.now_ms() };
    let verdict = judge(app.blobs(), &blob, &row.manifest, &app.keys().seal, interview)?;
    app.store().verdict(interview, part, &verdict, &who)?;
    Ok(())
}

/// Reads the object once, segment by segment.
fn judge(
    blobs: &dyn BlobStore,
    blob: &str,
    manifest: &PartManifest,
    seal: &WrapSecret,
    interview: Uuid,
) -> Result<Verdict, VerifyError> {
    let info = WrapInfo { purpose: WRAP_PURPOSE, interview, part: &manifest.part };
    let Ok(key) = unwrap_any(&manifest.wraps, seal, &info) else {
        return Ok(Verdict::Rejected("media.key"));
    };
    let opener = SegmentOpener::new(&key, interview, &manifest.part);
    let mut whole = Sha256Stream::new();
    let mut init = Vec::new();
    for (entry, offset) in manifest.segments.iter().zip(manifest.sealed_offsets()) {
        let Ok(len) = usize::try_from(entry.ct_len) else {
            return Ok(Verdict::Rejected("media.length"));
        };
        let record = blobs.read(blob, offset, len)?;
        whole.update(&record);
        if sha256_hex(&record) != entry.sha256 {
            return Ok(Verdict::Rejected("media.segment_hash"));
        }
        match open(&opener, &record, entry, manifest) {
            Ok(segment) if entry.seq == 0 => init = segment,
            Ok(_) => {}
            Err(reason) => return Ok(Verdict::Rejected(reason)),
        }
    }
    if whole.finish_hex() != manifest.sha256 {
        return Ok(Verdict::Rejected("media.object_hash"));
    }
    Ok(Verdict::Verified(prefix(&init, manifest)))
}

/// Opens one record and checks what the manifest says of it.
fn open(
    opener: &SegmentOpener,
    record: &[u8],
    entry: &SegmentEntry,
    manifest: &PartManifest,
) -> Result<Vec<u8>, &'static str> {
    let (segment, last) = opener.open(record, entry.seq).map_err(|_| "media.segment_open")?;
    let ends = manifest.segments.len() == entry.seq as usize + 1;
    if last != (ends && manifest.finished) {
        return Err("media.final_marker");
    }
    if segment.len() as u64 != entry.pt_len {
        return Err("media.length");
    }
    Ok(segment)
}

/// What a browser needs before the clusters. A recording that can't be indexed is kept all the
/// same: it can be exported.
fn prefix(init: &[u8], manifest: &PartManifest) -> Option<Vec<u8>> {
    match finished_prefix(init, &manifest.clusters(), manifest.duration_ms) {
        Ok(prefix) => Some(prefix),
        Err(error) => {
            let error: SealError = error;
            tracing::warn!(%error, part = manifest.part, "the part can't be indexed for playing");
            None
        }
    }
}
