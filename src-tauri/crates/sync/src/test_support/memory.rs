//! An outbox in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use interview::ports::{Outbox, OutboxItem, OutboxState, StoreFailure};
use interview::report::MediaPartRef;
use uuid::Uuid;

use super::{OutboxFixture, SealedPart};

/// Rows in the order in which they were written, sealed objects, and receipts.
#[derive(Default)]
pub struct MemoryOutbox {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    rows: Vec<OutboxItem>,
    parts: BTreeMap<(Uuid, String), SealedPart>,
    receipts: BTreeMap<Uuid, String>,
    certificates: BTreeMap<Uuid, String>,
}

impl MemoryOutbox {
    /// With rows and sealed objects.
    pub fn new(fixture: &OutboxFixture) -> Self {
        let parts = fixture
            .parts
            .iter()
            .map(|part| ((part.interview_id, part.part_ref.part.clone()), part.clone()));
        let (rows, parts) = (fixture.rows.clone(), parts.collect());
        Self { inner: Mutex::new(Inner { rows, parts, ..Inner::default() }) }
    }

    /// The receipt of an interview.
    pub fn receipt(&self, interview_id: Uuid) -> Option<String> {
        self.lock().receipts.get(&interview_id).cloned()
    }

    /// The HRMS's certificate of the erasure of an interview.
    pub fn certificate(&self, interview_id: Uuid) -> Option<String> {
        self.lock().certificates.get(&interview_id).cloned()
    }

    /// All rows, acknowledged ones too.
    pub fn rows(&self) -> Vec<OutboxItem> {
        self.lock().rows.clone()
    }

    /// Spoils the sealed object of a part from `offset` on, as a bad disk would.
    pub fn spoil(&self, interview_id: Uuid, part: &str, offset: usize) {
        if let Some(part) = self.lock().parts.get_mut(&(interview_id, part.to_owned())) {
            part.sealed.iter_mut().skip(offset).for_each(|byte| *byte ^= 0xFF);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn part<T>(
        &self,
        interview_id: Uuid,
        part: &str,
        read: impl FnOnce(&SealedPart) -> T,
    ) -> Result<T, StoreFailure> {
        self.lock()
            .parts
            .get(&(interview_id, part.to_owned()))
            .map(read)
            .ok_or_else(|| StoreFailure("no such part".into()))
    }
}

impl Outbox for MemoryOutbox {
    fn due(&self, now_unix_ms: i64) -> Result<Vec<OutboxItem>, StoreFailure> {
        let inner = self.lock();
        let mut seen = Vec::new();
        let mut due = Vec::new();
        for row in &inner.rows {
            if row.state == OutboxState::Acked || seen.contains(&row.interview_id) {
                continue;
            }
            seen.push(row.interview_id);
            let may = match row.state {
                OutboxState::Ready | OutboxState::Sending | OutboxState::Unknown => true,
                OutboxState::Waiting { until_unix_ms } => until_unix_ms <= now_unix_ms,
                OutboxState::Parked { .. } | OutboxState::Acked => false,
            };
            if may {
                due.push(row.clone());
            }
        }
        Ok(due)
    }

    fn pending(&self) -> Result<Vec<OutboxItem>, StoreFailure> {
        let rows = self.lock().rows.clone();
        Ok(rows.into_iter().filter(|row| row.state != OutboxState::Acked).collect())
    }

    fn update(
        &self,
        id: Uuid,
        state: &OutboxState,
        attempts: u32,
        resume: Option<&str>,
    ) -> Result<(), StoreFailure> {
        let mut inner = self.lock();
        let row = inner.rows.iter_mut().find(|row| row.id == id);
        let row = row.ok_or_else(|| StoreFailure("no such row".into()))?;
        row.state = state.clone();
        row.attempts = attempts;
        row.resume = resume.map(str::to_owned);
        Ok(())
    }

    fn sealed_len(&self, interview_id: Uuid, part: &str) -> Result<u64, StoreFailure> {
        self.part(interview_id, part, |part| part.sealed.len() as u64)
    }

    fn sealed_chunk(
        &self,
        interview_id: Uuid,
        part: &str,
        offset: u64,
        max: usize,
    ) -> Result<Vec<u8>, StoreFailure> {
        self.part(interview_id, part, |part| {
            let from = usize::try_from(offset).unwrap_or(usize::MAX).min(part.sealed.len());
            let to = from.saturating_add(max).min(part.sealed.len());
            part.sealed[from..to].to_vec()
        })
    }

    fn part_ref(&self, interview_id: Uuid, part: &str) -> Result<MediaPartRef, StoreFailure> {
        self.part(interview_id, part, |part| part.part_ref.clone())
    }

    fn store_receipt(&self, interview_id: Uuid, receipt: &str) -> Result<(), StoreFailure> {
        self.lock().receipts.insert(interview_id, receipt.to_owned());
        Ok(())
    }

    fn erase(&self, interview_id: Uuid) -> Result<(), StoreFailure> {
        let mut inner = self.lock();
        inner.rows.retain(|row| row.interview_id != interview_id);
        inner.parts.retain(|(id, _), _| *id != interview_id);
        inner.receipts.remove(&interview_id);
        Ok(())
    }

    fn store_certificate(&self, interview_id: Uuid, certificate: &str) -> Result<(), StoreFailure> {
        self.lock().certificates.insert(interview_id, certificate.to_owned());
        Ok(())
    }
}
