//! One whole interview, from sources to a signed report in the vault.

mod actor;
pub(crate) mod answers;
mod finish;
pub(crate) mod log;
mod outcome;
mod questions;
pub(crate) mod recording;
mod reopening;
mod request;

use std::time::Instant;

use interview::session::{Event, Phase, PlannedQuestion, SessionState};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use vault::{NewSession, Vault};

pub use outcome::{InterviewOutcome, SyncOutcome};
pub use recording::MAIN_PART;
pub use request::{
    AnswerRow, AnswerRule, ConsentGiven, IdentityPlan, InterviewRequest, NoPrompter, Prompt,
    Prompter, own_question, scripted_answers,
};

use crate::StationError;
use crate::catalogue;
use crate::engines::Engines;
use actor::Actor;
pub(crate) use actor::Recorded;
use interview::report::Report;
use log::SessionLog;

/// Runs an interview and stores its report. A suspended session is an outcome, not an error.
///
/// # Errors
/// Failures of sources, models, vault; whatever was recorded up to then is in the vault.
pub fn run(
    vault: &Vault,
    engines: &Engines,
    request: InterviewRequest,
) -> Result<InterviewOutcome, StationError> {
    let begun = Instant::now();
    let started_wall = wall_time();
    let watcher = request.watcher.clone();
    watcher.tell("progress.models", "", None);
    let speech = engines.speech()?;
    let speech_models = speech.models();
    let has_camera = request.sources.as_ref().is_some_and(|s| s.camera.is_some());
    let faces = if has_camera { Some(engines.faces(&request.policy.modules)?) } else { None };
    vault.begin_session(new_session(&request, started_wall.clone())?)?;
    let state = SessionState::new(request.interview_id, plan_of(&request));
    watcher.tell("progress.recording", "", Some(0.0));
    let (mut log, recorded, request) = Actor::new(vault, state, request, speech, faces)?.run()?;
    let (media_ms, last_answer_at) = (recorded.media_ms, recorded.last_answer_at);
    if log.state().phase != Phase::Sealing {
        tracing::warn!(state = log.state().name(), "the session stands still");
        let identity = recorded.identity.report;
        return Ok(outcome::suspended(&request, &log, identity, media_ms, begun.elapsed()));
    }
    let report =
        conclude(vault, engines, &mut log, recorded, &request, speech_models, started_wall)?;
    let after_answer = last_answer_at.elapsed();
    Ok(outcome::ready(report, log.state().name(), media_ms, begun.elapsed(), after_answer))
}

/// From the sealed recording to the signed report in the vault; the session's phase is `sealing`, or
/// `analysing` where an earlier attempt failed.
///
/// # Errors
/// Failures of models and vault; the recording is safe whatever happens here.
pub(crate) fn conclude(
    vault: &Vault,
    engines: &Engines,
    log: &mut SessionLog,
    recorded: Recorded,
    request: &InterviewRequest,
    speech_models: Vec<(String, String)>,
    started_wall: String,
) -> Result<Report, StationError> {
    let media_ms = recorded.media_ms;
    let watcher = &request.watcher;
    let identity = recorded.identity.report.clone();
    if log.state().phase != Phase::Analysing {
        log.apply(&Event::Sealed, media_ms)?;
    }
    watcher.tell("progress.analysing", "", None);
    let analysed = finish::analyse(engines, log.state(), recorded, request, speech_models)?;
    if analysed.dropped_frames > 0 {
        log.note(media_ms, "analysis.frames_dropped", &analysed.dropped_frames.to_string())?;
    }
    for question in &analysed.failed_answers {
        log.note(media_ms, "analysis.failed", question)?;
    }
    let observations = serde_json::to_vec(&analysed.observations)?;
    vault.save_artifact(request.interview_id, "observations", &observations)?;
    watcher.tell("progress.report", "", None);
    let media = match vault.part_ref(request.interview_id, MAIN_PART) {
        Ok(part) => vec![part],
        // Every answer was typed.
        Err(vault::VaultError::Missing { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let frame = finish::Frame {
        request,
        state: log.state(),
        timeline: log.timeline(),
        identity,
        started_wall,
        vault,
        media,
        supersedes: None,
        rev: 1,
    };
    let report = finish::build_report(frame, &analysed)?;
    let signed = crate::report::sign(vault, &report)?;
    log.store_report(&report, &signed)?;
    Ok(report)
}

/// Now, as reports write it.
pub(crate) fn wall_time() -> String {
    OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_else(|_| "1970-01-01T00:00:00Z".to_owned())
}

/// What the vault is told of a session that begins.
pub(crate) fn new_session(
    request: &InterviewRequest,
    started_wall: String,
) -> Result<NewSession, StationError> {
    Ok(NewSession {
        interview_id: request.interview_id,
        position_code: request.position.code.clone(),
        started_wall,
        language: request.language.map_or_else(|| "auto".to_owned(), |l| l.code().to_owned()),
        candidate_json: serde_json::to_string(&request.candidate)?,
        synthetic: request.synthetic,
        walk_in: request.candidate.reference.starts_with("walk-in-"),
        sync_media: may_send(request),
    })
}

/// Whether policy and candidate both let the recording go to the HRMS.
fn may_send(request: &InterviewRequest) -> bool {
    let agreed = request.consents.iter().all(|c| c.purpose != "send" || c.given);
    request.policy.sync_media && agreed
}

fn plan_of(request: &InterviewRequest) -> Vec<PlannedQuestion> {
    request
        .questions
        .iter()
        .map(|question| PlannedQuestion {
            id: question.id.clone(),
            think_ms: i64::from(question.think_seconds) * 1_000,
            answer_ms: i64::from(question.answer_seconds) * 1_000,
            retakes: 0,
            extra_minutes: 0,
            follows: None,
        })
        .collect()
}

/// Hash of the consent text as both catalogues show it.
pub(crate) fn consent_text_sha256(purpose: &str) -> String {
    use interview::transcript::Language::{En, Zh};
    let key = format!("consent.{purpose}");
    let shown = format!("{}\n{}", catalogue::text(Zh, &key), catalogue::text(En, &key));
    seal::hash::sha256_hex(shown.as_bytes())
}
