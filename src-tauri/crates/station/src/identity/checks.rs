//! Single checks and how they read in the report.

use interview::challenge::{LIVE_MEDIAN, PassiveEvidence, PassiveVerdict};
use interview::observation::{FrameObservation, rounded};
use interview::ports::{IdentityAnswer, IdentityQuery, IdentityService};
use interview::report::{CheckResult, IdentityCheck};

use crate::candidate::Candidate;

pub(super) fn check(name: &str, result: CheckResult, reason: &str) -> IdentityCheck {
    IdentityCheck {
        name: name.to_owned(),
        result,
        simulated: false,
        reason: reason.to_owned(),
        measure: None,
        threshold: None,
    }
}

/// Card against live faces: the median of the cosines decides, so that one blurred frame does not.
pub(super) fn face_match(mut cosines: Vec<f64>, threshold: f64) -> IdentityCheck {
    cosines.sort_by(f64::total_cmp);
    let Some(&median) = cosines.get(cosines.len() / 2) else {
        return check("face_match", CheckResult::Failed, "identity.no_face");
    };
    let passed = median >= threshold;
    let (result, reason) = if passed {
        (CheckResult::Passed, "")
    } else {
        (CheckResult::Failed, "identity.face_mismatch")
    };
    IdentityCheck {
        measure: Some(rounded(median, 2)),
        threshold: Some(threshold),
        ..check("face_match", result, reason)
    }
}

/// Passive anti-spoofing: one witness beside the challenge. Of a synthetic candidate, who claims no
/// identity, the measure is kept and nothing is concluded.
pub(super) fn passive(seen: &[FrameObservation], synthetic: bool) -> IdentityCheck {
    let evidence = PassiveEvidence::from_observations(seen);
    let (result, reason) = match evidence.verdict {
        PassiveVerdict::Live => (CheckResult::Passed, ""),
        PassiveVerdict::Doubtful if synthetic => (CheckResult::NotPerformed, "identity.synthetic"),
        PassiveVerdict::Doubtful => (CheckResult::Failed, "identity.looks_like_a_picture"),
        PassiveVerdict::TooDark => (CheckResult::NotPerformed, "identity.too_dark"),
        PassiveVerdict::NotEnough => (CheckResult::NotPerformed, "identity.too_few_frames"),
    };
    IdentityCheck {
        measure: evidence.median,
        threshold: Some(LIVE_MEDIAN),
        ..check("liveness_passive", result, reason)
    }
}

/// Asks the identity service where name and number are known.
pub(super) fn service(candidate: &Candidate, service: &dyn IdentityService) -> IdentityCheck {
    let (result, reason) = match (&candidate.name, &candidate.id_number) {
        (Some(name), Some(id_number)) => {
            let query = IdentityQuery { name: name.clone(), id_number: id_number.clone() };
            match service.check(&query) {
                Ok(IdentityAnswer::Match) => (CheckResult::Passed, ""),
                Ok(IdentityAnswer::Mismatch) => (CheckResult::Failed, "identity.service_mismatch"),
                Ok(IdentityAnswer::InvalidNumber) => {
                    (CheckResult::Failed, "identity.invalid_number")
                }
                Err(_) => (CheckResult::NotPerformed, "identity.service_unavailable"),
            }
        }
        _ => (CheckResult::NotPerformed, "identity.no_number"),
    };
    IdentityCheck { simulated: service.simulated(), ..check("identity_service", result, reason) }
}
