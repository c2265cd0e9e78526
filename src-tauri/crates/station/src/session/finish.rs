//! From the sealed recording to the signed report.

use std::collections::BTreeMap;

use interview::features::AnswerFeatures;
use interview::observation::{FaceSummary, FrameObservation, rounded};
use interview::position::{Position, Question};
use interview::report::{
    AnswerReport, AppInfo, HandedIn, Ledger, MediaPartRef, ModelUse, PolicyRef, PositionRef,
    REPORT_SCHEMA, Report,
};
use interview::session::{SessionState, Track};
use interview::time::Span;
use interview::timeline::TimelineEvent;
use interview::transcript::Language;
use scoring::QuestionRef;
use vault::Vault;

use super::actor::Recorded;
use super::answers::Heard;
use super::request::InterviewRequest;
use crate::StationError;
use crate::engines::{Engines, model_uses};
use crate::faces::SeenFaces;

/// What the analysis of a session gave.
pub(crate) struct Analysed {
    pub answers: Vec<AnswerReport>,
    pub features: Vec<AnswerFeatures>,
    pub models: Vec<ModelUse>,
    pub observations: Vec<FrameObservation>,
    pub language: Language,
    pub dropped_frames: u64,
    pub failed_answers: Vec<String>,
}

/// Waits for the last words and the last faces, and extracts what scoring reads.
///
/// # Errors
/// Failures of the encoder; a failed transcript is no error but an answer without words.
pub(crate) fn analyse(
    engines: &Engines,
    state: &SessionState,
    recorded: Recorded,
    request: &InterviewRequest,
    speech_models: Vec<(String, String)>,
) -> Result<Analysed, StationError> {
    let mut encoder = engines.encoder()?;
    let mut seen = recorded.earlier_faces;
    if let Some(tap) = recorded.faces {
        seen.append(tap.finish()?);
    }
    let SeenFaces { observations, dropped: dropped_frames, models: face_models } = seen;
    let mut models = model_uses(speech_models.into_iter().chain(face_models));
    models.push(encoder.model());
    models.extend(recorded.identity.models.clone());
    models.sort();
    models.dedup();
    let mut analysed = Analysed {
        answers: Vec::new(),
        features: Vec::new(),
        models,
        observations,
        language: request.language.unwrap_or_default(),
        dropped_frames,
        failed_answers: Vec::new(),
    };
    for (nth, answer) in recorded.answers.into_iter().enumerate() {
        let (index, span, handed_in) = (answer.index, answer.span, answer.handed_in.clone());
        let heard = answer.wait();
        let Some(question) = request.questions.get(index) else { continue };
        if nth == 0 && request.language.is_none() && !heard.transcript.text.is_empty() {
            analysed.language = heard.transcript.language;
        }
        let failed = heard.failed;
        if failed {
            analysed.failed_answers.push(question.id.clone());
        }
        let mut answer = answer_report(question, span, heard, state, analysed.language, |span| {
            faces_within(&analysed.observations, &recorded.frame_times_ms, span)
        });
        if handed_in.typed && span.len_ms() == 0 && !failed {
            answer.coverage = 1.0;
        }
        answer.handed_in = handed_in;
        answer.follows =
            state.plan.get(index).and_then(|p| Some(p.follows.as_ref()?.question.clone()));
        let features = features_of(&request.position, &answer, analysed.language, &mut encoder)?;
        analysed.answers.push(answer);
        analysed.features.extend(features);
    }
    Ok(analysed)
}

fn faces_within(seen: &[FrameObservation], frame_times_ms: &[i64], span: Span) -> FaceSummary {
    let within: Vec<FrameObservation> =
        seen.iter().filter(|o| span.contains(o.t_ms)).cloned().collect();
    let frames = frame_times_ms.iter().filter(|t| span.contains(**t)).count();
    FaceSummary::from_observations(frames as u64, &within)
}

fn answer_report(
    question: &Question,
    span: Span,
    heard: Heard,
    state: &SessionState,
    language: Language,
    faces: impl FnOnce(Span) -> FaceSummary,
) -> AnswerReport {
    let lost_ms = state.gap_ms(Track::Microphone, span.start_ms, span.end_ms);
    let analysed_ms = if heard.failed { 0 } else { heard.transcript.analysed_ms };
    let coverage = match span.len_ms() {
        0 => 0.0,
        length => ((analysed_ms.min(length) - lost_ms).max(0) as f64 / length as f64).min(1.0),
    };
    AnswerReport {
        question_id: question.id.clone(),
        follows: None,
        competency: question.competency.clone(),
        question_type: question.question_type,
        question_text: question.text(language).to_owned(),
        start_ms: span.start_ms,
        end_ms: span.end_ms,
        coverage: rounded(coverage, 2),
        faces: faces(span),
        prosody: heard.prosody,
        transcript: heard.transcript,
        handed_in: HandedIn::default(),
    }
}

fn features_of(
    position: &Position,
    answer: &AnswerReport,
    language: Language,
    encoder: &mut crate::engines::ScoringEncoder,
) -> Result<Option<AnswerFeatures>, StationError> {
    let Some(competency) = position.competency(&answer.competency) else { return Ok(None) };
    // What a follow-up adds belongs to the question that was asked in the first place.
    let root = answer.follows.as_ref().and_then(|id| position.question(id));
    let asked = QuestionRef {
        id: answer.question_id.clone(),
        competency: answer.competency.clone(),
        text: root.map_or(answer.question_text.as_str(), |root| root.text(language)).to_owned(),
        follows: answer.follows.clone(),
    };
    let features =
        scoring::extract(&asked, competency, &answer.transcript, answer.coverage, encoder)?;
    Ok(Some(features))
}

/// What stands in the report besides analysis and scores.
pub(crate) struct Frame<'a> {
    pub request: &'a InterviewRequest,
    pub state: &'a SessionState,
    pub timeline: &'a [TimelineEvent],
    pub identity: interview::report::IdentityReport,
    pub started_wall: String,
    pub vault: &'a Vault,
    pub media: Vec<MediaPartRef>,
    pub supersedes: Option<String>,
    pub rev: u32,
}

/// Scores the answers and builds the report.
///
/// # Errors
/// [`StationError::Vault`], [`StationError::Seal`].
pub(crate) fn build_report(frame: Frame<'_>, analysed: &Analysed) -> Result<Report, StationError> {
    let request = frame.request;
    let app = AppInfo {
        name: "interview-station".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let score_allowed = frame.state.consents.iter().all(|c| c.purpose != "score" || c.given);
    let features = if score_allowed { analysed.features.clone() } else { Vec::new() };
    let position_json = seal::jcs::canonical_json(&request.position)?;
    let mut simulated = request.simulated.clone();
    simulated.extend(frame.vault.simulated_parts());
    let checks = &frame.identity.checks;
    simulated.extend(
        checks
            .iter()
            .filter(|c| c.simulated && c.result != interview::report::CheckResult::NotPerformed)
            .map(|check| check.name.clone()),
    );
    simulated.sort();
    simulated.dedup();
    Ok(Report {
        schema: REPORT_SCHEMA.to_owned(),
        interview_id: request.interview_id,
        rev: frame.rev,
        supersedes: frame.supersedes,
        station_id: frame.vault.station().station_id.clone(),
        app: app.clone(),
        position: PositionRef::from(&request.position),
        policy: PolicyRef {
            region: request.policy.region.clone(),
            version: request.policy.version.clone(),
            modules_off: request.policy.modules_off(),
            sha256: Some(request.policy.sha256.clone()),
            signed_by: request.policy.signed_by.clone(),
        },
        candidate: request.candidate.reference(),
        language: analysed.language,
        synthetic: request.synthetic,
        simulated,
        clock: crate::delivery::clock_info(frame.vault, frame.started_wall)?,
        consents: frame.state.consents.clone(),
        identity: frame.identity,
        answers: analysed.answers.clone(),
        scores: scoring::score_interview(&request.position, &features),
        not_used: not_used(request, score_allowed),
        timeline: frame.timeline.to_vec(),
        media: frame.media,
        audit_head: frame.vault.audit_head(request.interview_id)?.hash,
        human: Default::default(),
        ledger: Ledger {
            app,
            rubric: scoring::RUBRIC_VERSION.to_owned(),
            position_sha256: seal::hash::sha256_hex(&position_json),
            position: request.position.clone(),
            models: analysed.models.clone(),
            parameters: parameters(request),
            answers: features,
        },
    })
}

/// What was recorded or seen and never counts.
fn not_used(request: &InterviewRequest, score_allowed: bool) -> Vec<String> {
    let mut list = vec!["appearance".to_owned(), "faces".to_owned(), "prosody".to_owned()];
    if request.policy.modules.expression {
        list.push("expression".to_owned());
    }
    if !score_allowed {
        list.push("answers_without_consent".to_owned());
    }
    list
}

fn parameters(request: &InterviewRequest) -> BTreeMap<String, String> {
    let rules = &request.policy.identity;
    BTreeMap::from([
        ("answer_silence_ms".to_owned(), request.policy.answer_silence_ms.to_string()),
        ("match_threshold".to_owned(), rules.match_threshold.to_string()),
        ("language".to_owned(), request.language.map_or("auto", Language::code).to_owned()),
    ])
}
