//! Identity from a recording: nothing can be asked of a file, so there is no active challenge.

use capture::VideoSource;
use interview::policy::PolicyPack;
use interview::ports::IdentityService;
use interview::report::{CheckResult, IdentityReport};
use interview::time::MediaTime;

use super::IdentityOutcome;
use super::card::{CardEvidence, check_card};
use super::checks::{check, face_match, passive, service};
use crate::candidate::Candidate;
use crate::engines::Engines;
use crate::{StationError, engines};

/// Faces that are compared with the card.
const COMPARED: usize = 9;
/// Distance between frames that are looked at.
const STEP_MS: i64 = 700;
/// The part of the recording that is searched for faces.
const SEARCHED_MS: i64 = 30_000;

/// Compares what was read on `card` with `candidate`, and its portrait with the faces in the first
/// half minute of `camera`.
///
/// # Errors
/// [`StationError::CardWithoutFace`] where the card shows none; failures of source and models.
pub fn check_recording(
    engines: &Engines,
    policy: &PolicyPack,
    card: &CardEvidence,
    camera: &mut dyn VideoSource,
    candidate: &Candidate,
    identity_service: &dyn IdentityService,
) -> Result<IdentityOutcome, StationError> {
    let mut matcher = engines.matcher()?;
    let mut faces = engines.faces(&policy.modules)?;
    let portrait = matcher.embed_card(&card.picture)?.ok_or(StationError::CardWithoutFace)?;
    let (mut cosines, mut seen) = (Vec::new(), Vec::new());
    let mut next = MediaTime::ZERO;
    while cosines.len() < COMPARED {
        let Some(frame) = camera.next_frame()? else { break };
        if frame.time.millis() > SEARCHED_MS {
            break;
        }
        if frame.time < next {
            continue;
        }
        next = frame.time.plus_nanos(STEP_MS * 1_000_000);
        if let Some(embedding) = matcher.embed(&frame)? {
            cosines.push(f64::from(embedding.cosine(&portrait)));
            seen.push(faces.analyse(&frame)?);
        }
    }
    let (card_check, known) = check_card(&card.reading, candidate);
    let report = IdentityReport {
        checks: vec![
            card_check,
            face_match(cosines, policy.identity.match_threshold),
            passive(&seen, false),
            check("liveness_challenge", CheckResult::NotPerformed, "identity.recording"),
            service(&known, identity_service),
        ],
        challenge: Vec::new(),
    };
    let models = engines::model_uses(
        matcher.models().into_iter().chain(faces.models()).chain(card.models.clone()),
    );
    Ok(IdentityOutcome { report, models })
}
