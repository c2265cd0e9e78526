//! A finished interview as a station would send it: report, sealed part, outbox rows.

use std::collections::BTreeMap;

use interview::exchange::{InterviewBody, PositionVersion};
use interview::observation::{FaceSummary, Prosody};
use interview::ports::{OutboxItem, OutboxKind, OutboxState};
use interview::position::Position;
use interview::report::{
    AnswerReport, AppInfo, CandidateRef, CheckResult, ClockInfo, HandedIn, IdentityCheck,
    IdentityReport, Ledger, MediaPartRef, ModelUse, PolicyRef, REPORT_SCHEMA, Report,
};
use interview::score::{
    AxisSummary, CompetencyScore, Evidence, InterviewScores, OverallScore, Polarity, ScoreStatus,
};
use interview::transcript::{Language, Transcript};
use seal::hash::{merkle_root, sha256_hex, to_hex};
use seal::jcs::{canonical_json, canonical_sha256};
use seal::manifest::{PartManifest, SegmentEntry, WRAP_PURPOSE};
use seal::segment::{DataKey, SegmentSealer};
use seal::sign::{SigningKey, sign_detached};
use seal::wrap::{WrapInfo, WrapPublic, wrap};
use uuid::Uuid;

use super::{OutboxFixture, SealedPart};

/// Length of one segment of the recording in milliseconds.
const SEGMENT_MS: i64 = 2_000;

/// An interview to send, and what was recorded of it.
pub struct InterviewFixture {
    /// Interview.
    pub id: Uuid,
    /// Report.
    pub report: Report,
    /// Manifest of the part `main`.
    pub manifest: PartManifest,
    /// Its sealed object.
    pub sealed: Vec<u8>,
    /// What was sealed: header and clusters.
    pub clear: Vec<Vec<u8>>,
}

impl InterviewFixture {
    /// An interview of a station with a recording of about `media_bytes`, wrapped for `hrms`.
    pub fn new(station_id: &str, hrms: &WrapPublic, media_bytes: usize) -> Self {
        let id = Uuid::now_v7();
        let (manifest, sealed, clear) = part(id, "main", hrms, media_bytes);
        let report = report(id, station_id, vec![manifest.part_ref()]);
        Self { id, report, manifest, sealed, clear }
    }

    /// Exact bytes of the report.
    pub fn report_bytes(&self) -> Vec<u8> {
        canonical_json(&self.report).expect("a report has a canonical form")
    }

    /// Body that announces the interview.
    pub fn body(&self) -> Vec<u8> {
        let report = &self.report;
        let body = InterviewBody {
            position: PositionVersion {
                code: report.position.code.clone(),
                version: report.position.version,
            },
            candidate: report.candidate.clone(),
            walk_in: false,
            language: report.language,
            synthetic: report.synthetic,
            started_at: report.clock.started_wall.clone(),
            app: report.app.clone(),
            consents: report.consents.clone(),
        };
        canonical_json(&body).expect("a body has a canonical form")
    }

    /// The outbox as the vault would leave it.
    pub fn outbox(&self, signing: &SigningKey) -> OutboxFixture {
        let part = || self.manifest.part.clone();
        let report = self.report_bytes();
        let signature = sign_detached(signing, &report);
        let manifest = canonical_json(&self.manifest).expect("a manifest has a canonical form");
        let rows = vec![
            self.row(OutboxKind::Interview, self.body()),
            OutboxItem {
                signature: Some(signature),
                ..self.row(OutboxKind::Report { rev: self.report.rev }, report)
            },
            self.row(OutboxKind::Manifest { part: part() }, manifest),
            self.row(OutboxKind::Upload { part: part() }, Vec::new()),
            self.row(OutboxKind::Receipt, Vec::new()),
        ];
        let sealed = SealedPart {
            interview_id: self.id,
            part_ref: self.manifest.part_ref(),
            sealed: self.sealed.clone(),
        };
        OutboxFixture { rows, parts: vec![sealed] }
    }

    /// The outbox as the vault would leave it after the candidate has withdrawn.
    pub fn withdrawn(&self) -> OutboxFixture {
        let rows = vec![self.row(OutboxKind::Withdrawal, Vec::new())];
        OutboxFixture { rows, parts: Vec::new() }
    }

    fn row(&self, kind: OutboxKind, payload: Vec<u8>) -> OutboxItem {
        OutboxItem {
            id: Uuid::now_v7(),
            interview_id: self.id,
            kind,
            payload,
            signature: None,
            attempts: 0,
            state: OutboxState::Ready,
            resume: None,
        }
    }
}

/// The teller position that ships with the product.
pub fn teller() -> Position {
    let json = include_str!("../../../../../assets/positions/teller.json");
    Position::from_json(json).expect("the shipped position is valid")
}

/// A part of about `bytes` bytes with a WebM header that can be indexed, in segments.
fn part(
    id: Uuid,
    name: &str,
    hrms: &WrapPublic,
    bytes: usize,
) -> (PartManifest, Vec<u8>, Vec<Vec<u8>>) {
    let segments = (bytes / 100_000).clamp(3, 200);
    let mut clear = vec![webm_header()];
    clear.extend((0..segments).map(|n| pattern(n, bytes / segments)));
    let key = DataKey::generate();
    let mut sealer = SegmentSealer::new(&key, id, name);
    let (mut sealed, mut entries, mut leaves) = (Vec::new(), Vec::new(), Vec::new());
    for (number, segment) in clear.iter().enumerate() {
        let record = sealer.seal(segment, number + 1 == clear.len()).expect("sealing");
        entries.push(SegmentEntry {
            seq: record.seq,
            t_ns: (i64::from(record.seq) - 1).max(0) * SEGMENT_MS * 1_000_000,
            ct_len: record.bytes.len() as u64,
            pt_len: segment.len() as u64,
            sha256: to_hex(&record.sha256),
            keyframe: record.seq > 0,
        });
        leaves.push(record.sha256);
        sealed.extend_from_slice(&record.bytes);
    }
    let info = WrapInfo { purpose: WRAP_PURPOSE, interview: id, part: name };
    let manifest = PartManifest {
        part: name.to_owned(),
        kind: "interview".to_owned(),
        mime: "video/webm".to_owned(),
        codec: "vp9,opus".to_owned(),
        duration_ms: segments as i64 * SEGMENT_MS,
        segments: entries,
        merkle_root: to_hex(&merkle_root(&leaves)),
        sha256: sha256_hex(&sealed),
        wraps: vec![wrap(&key, hrms, &info).expect("wrapping")],
        finished: true,
    };
    (manifest, sealed, clear)
}

/// Bytes that differ from segment to segment.
fn pattern(number: usize, len: usize) -> Vec<u8> {
    (0..len).map(|at| (at.wrapping_mul(31) ^ number.wrapping_mul(97) ^ (at >> 8)) as u8).collect()
}

/// One EBML element.
fn ebml(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = id.to_vec();
    out.push(0x01);
    out.extend_from_slice(&(body.len() as u64).to_be_bytes()[1..]);
    out.extend_from_slice(body);
    out
}

/// A live WebM header with one picture track: EBML, a segment of unknown size, Info, Tracks.
fn webm_header() -> Vec<u8> {
    let doc_type = ebml(&[0x42, 0x82], b"webm");
    let track = [
        ebml(&[0xD7], &[1]),
        ebml(&[0x73, 0xC5], &[1]),
        ebml(&[0x83], &[1]),
        ebml(&[0x86], b"V_VP9"),
    ]
    .concat();
    let info = ebml(&[0x15, 0x49, 0xA9, 0x66], &ebml(&[0x2A, 0xD7, 0xB1], &[0x0F, 0x42, 0x40]));
    let tracks = ebml(&[0x16, 0x54, 0xAE, 0x6B], &ebml(&[0xAE], &track));
    let mut out = ebml(&[0x1A, 0x45, 0xDF, 0xA3], &doc_type);
    out.extend_from_slice(&[
        0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ]);
    out.extend_from_slice(&info);
    out.extend_from_slice(&tracks);
    out
}

/// A report with one scored competency, one answer and the usual marks.
pub fn report(id: Uuid, station_id: &str, media: Vec<MediaPartRef>) -> Report {
    let position = teller();
    let app = AppInfo { name: "interview-station".to_owned(), version: "0.1.0".to_owned() };
    Report {
        schema: REPORT_SCHEMA.to_owned(),
        interview_id: id,
        rev: 1,
        supersedes: None,
        station_id: station_id.to_owned(),
        app: app.clone(),
        position: (&position).into(),
        policy: PolicyRef {
            region: "CN".to_owned(),
            version: "1".to_owned(),
            modules_off: vec!["expression".to_owned()],
            sha256: None,
            signed_by: None,
        },
        candidate: CandidateRef {
            reference: "DEMO-0001".to_owned(),
            name: Some("林小雨".to_owned()),
        },
        language: Language::Zh,
        synthetic: true,
        simulated: vec!["identity_service".to_owned()],
        clock: ClockInfo {
            started_wall: "2026-11-25T09:00:00Z".to_owned(),
            offset_ms: 12,
            trusted: true,
        },
        consents: Vec::new(),
        identity: IdentityReport {
            checks: vec![IdentityCheck {
                name: "identity_service".to_owned(),
                result: CheckResult::Passed,
                simulated: true,
                reason: String::new(),
                measure: None,
                threshold: None,
            }],
            challenge: vec!["blink".to_owned()],
        },
        answers: vec![answer(&position)],
        scores: scores(&position),
        not_used: vec!["expression".to_owned()],
        timeline: Vec::new(),
        media,
        audit_head: sha256_hex(b"audit"),
        human: Default::default(),
        ledger: Ledger {
            app,
            rubric: "rubric/1".to_owned(),
            position_sha256: canonical_sha256(&position).expect("a position has a canonical form"),
            position,
            models: vec![ModelUse { role: "speech".to_owned(), sha256: sha256_hex(b"model") }],
            parameters: BTreeMap::new(),
            answers: Vec::new(),
        },
    }
}

/// Words of the answer of every fixture.
pub const ANSWER: &str = "那天一位老人不会填单，我先问他要办什么，再扶他坐下一项一项写好。";

fn answer(position: &Position) -> AnswerReport {
    let question = &position.questions[0];
    AnswerReport {
        question_id: question.id.clone(),
        competency: question.competency.clone(),
        question_type: question.question_type,
        question_text: question.text_zh.clone(),
        start_ms: 1_000,
        end_ms: 5_500,
        transcript: Transcript {
            language: Language::Zh,
            text: ANSWER.to_owned(),
            recognition_confidence: 0.93,
            analysed_ms: 4_500,
            ..Transcript::default()
        },
        coverage: 1.0,
        faces: FaceSummary::default(),
        prosody: Prosody::default(),
        handed_in: HandedIn::default(),
    }
}

fn scores(position: &Position) -> InterviewScores {
    let question = &position.questions[0];
    let competency = position.competency(&question.competency).expect("checked by the position");
    InterviewScores {
        overall: OverallScore { score: Some(76.5), low: Some(70.0), high: Some(81.0) },
        summary: AxisSummary { culture: Some(76.5), ..AxisSummary::default() },
        competencies: vec![CompetencyScore {
            key: competency.key.clone(),
            axis: competency.axis,
            weight: competency.weight,
            required: position.pass_score,
            grade: Some(4),
            score: Some(76.5),
            low: Some(70.0),
            high: Some(81.0),
            confidence: 0.81,
            status: ScoreStatus::Scored,
            reason: None,
            evidence: vec![Evidence {
                quote: "我先问他要办什么".to_owned(),
                question: question.id.clone(),
                start_ms: 2_000,
                end_ms: 3_500,
                behaviour: competency.positive_behaviours_zh[0].clone(),
                polarity: Polarity::Positive,
                contribution: 0.4,
            }],
        }],
        counterfactuals: Vec::new(),
        answers: Vec::new(),
    }
}
