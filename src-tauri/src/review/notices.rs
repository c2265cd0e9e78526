//! What people should look at. None of it has a way into a score.

use interview::report::CheckResult;
use serde::Serialize;
use specta::Type;

use super::{View, ms, per_cent};
use crate::interviews::Identity;

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Notice {
    /// `several_faces`, `no_face`, `face_away`, `flag.<name>` or `event.<code>`.
    pub code: String,
    /// Number of the question, where it belongs to one.
    pub question: Option<u32>,
    /// Per cent of the pictures, where it is counted.
    pub share: Option<u32>,
    /// Media time at which to look.
    pub at_ms: u32,
}

/// One check of identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct IdentityLine {
    /// `card`, `face_match`, one of [`interview::report::LIVENESS`], `liveness_passive`,
    /// `identity_service` or `staff`.
    pub name: String,
    /// How it came out.
    pub result: Identity,
    /// Whether the service behind it is simulated.
    pub simulated: bool,
    /// Why it came out so: a key of the catalogues; empty where there is nothing to say.
    pub reason: String,
}

impl View<'_> {
    pub(super) fn notices(&self) -> Vec<Notice> {
        let of_report = scoring::notices::notices(self.report).into_iter();
        of_report
            .map(|notice| Notice {
                code: notice.code,
                question: notice.question,
                share: notice.share.map(per_cent),
                at_ms: ms(notice.at_ms),
            })
            .collect()
    }

    pub(super) fn identity(&self) -> Vec<IdentityLine> {
        let checks = self.report.identity.checks.iter();
        checks
            .map(|check| IdentityLine {
                name: check.name.clone(),
                result: match check.result {
                    CheckResult::Passed => Identity::Passed,
                    CheckResult::Failed => Identity::Failed,
                    CheckResult::NotPerformed => Identity::NotPerformed,
                },
                simulated: check.simulated,
                reason: check.reason.clone(),
            })
            .collect()
    }
}
