//! What was consented to, for the candidate to read and to note down.

use super::journey::{Journey, Place};
use super::view::{Receipt, ReceiptRow};
use crate::judged::JudgedSheet;
use crate::session::consent_text_sha256;

/// Characters of a hash that are shown: enough to compare by eye with the report.
const HASH_CHARS: usize = 8;

impl Journey {
    /// The receipt; none before every consent was answered. What counts is what the session knows: of
    /// somebody who came back, a consent holds where it was given both times.
    pub(super) fn receipt(&self) -> Option<Receipt> {
        let policy = self.policy.as_ref()?;
        let answered = self.consents.iter().all(|row| row.given.is_some());
        let before = matches!(
            self.place,
            Place::Attract | Place::Needs | Place::Judged | Place::Consent | Place::OtherWay(_)
        );
        if before || !answered || self.consents.is_empty() {
            return None;
        }
        let known = self.session.as_ref().filter(|_| !self.unknown_person());
        let given = |purpose: &str| {
            let record = known.and_then(|session| {
                session.log.state().consents.iter().find(|record| record.purpose == purpose)
            });
            record.map_or_else(|| self.consented(purpose), |record| record.given)
        };
        let row = |purpose: &String| ReceiptRow {
            given: given(purpose),
            at: self.consented_at.get(purpose).cloned().unwrap_or_default(),
            text: beginning(&consent_text_sha256(purpose)),
            purpose: purpose.clone(),
        };
        let reference = known.map(|session| session.request.candidate.reference.clone());
        Some(Receipt {
            reference: reference.or_else(|| self.ending.reference()),
            policy: format!("{} {}", policy.region, policy.version),
            sheet: beginning(&JudgedSheet::of(policy).sha256()),
            rows: self.consents.iter().map(|consent| row(&consent.purpose)).collect(),
        })
    }
}

fn beginning(hash: &str) -> String {
    hash.chars().take(HASH_CHARS).collect()
}
