//! A report of an invented candidate, made from answers by the real stages.
#![allow(dead_code)]

use std::collections::BTreeMap;

use interview::observation::{FaceMoments, FaceSummary, Prosody};
use interview::ports::{EncoderError, SentenceEncoder};
use interview::position::Position;
use interview::report::*;
use interview::time::Span;
use interview::timeline::TimelineEvent;
use interview::transcript::{Language, Transcript, Word};
use scoring::{QuestionRef, extract, score_interview};

/// A deterministic encoder without a model: character pairs hashed into 384 places, length 1. Texts
/// with common pairs are near each other, which is all that these tests need.
pub struct PairHash;

impl SentenceEncoder for PairHash {
    fn encode(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncoderError> {
        Ok(texts.iter().map(|text| hashed(text)).collect())
    }
}

fn hashed(text: &str) -> Vec<f32> {
    let mut v = vec![0.05f32; 384];
    let chars: Vec<char> = text.chars().collect();
    for pair in chars.windows(2) {
        let h = (u64::from(pair[0] as u32) * 31 + u64::from(pair[1] as u32))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        v[(h >> 32) as usize % 384] += 1.0;
    }
    let norm = v.iter().map(|x| x * x).sum::<f32>().sqrt();
    v.iter().map(|x| x / norm).collect()
}

pub fn teller() -> Position {
    let json = include_str!("../../../../../assets/positions/teller.json");
    Position::from_json(json).unwrap()
}

/// A transcript with a word for each two characters (each word in English), 400 ms each.
pub fn spoken(text: &str, start_ms: i64, confidence: f64) -> Transcript {
    let language = if text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)) {
        Language::Zh
    } else {
        Language::En
    };
    let pieces: Vec<String> = match language {
        Language::En => text.split_whitespace().map(str::to_owned).collect(),
        Language::Zh => {
            let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            chars.chunks(2).map(|c| c.iter().collect()).collect()
        }
    };
    let text = if language == Language::Zh { pieces.concat() } else { pieces.join(" ") };
    let words: Vec<Word> = pieces
        .into_iter()
        .enumerate()
        .map(|(i, text)| {
            let at = start_ms + 400 * i as i64;
            Word { text, start_ms: at, end_ms: at + 380, confidence }
        })
        .collect();
    let end = words.last().map_or(start_ms, |w| w.end_ms);
    Transcript {
        language,
        text,
        recognition_confidence: if words.is_empty() { 0.0 } else { confidence },
        words,
        raw_text: None,
        speech: if end > start_ms { vec![Span::new(start_ms, end)] } else { Vec::new() },
        analysed_ms: end - start_ms,
    }
}

/// One answer of a fixture: question id, words, recognition confidence, coverage.
pub type Said<'a> = (&'a str, &'a str, f64, f64);

/// A report over these answers.
pub fn report(position: Position, said: &[Said], encoder: &mut dyn SentenceEncoder) -> Report {
    let mut at = 4_000;
    let mut answers = Vec::new();
    let mut features = Vec::new();
    for &(id, words, confidence, coverage) in said {
        let (root, part) = id.split_once('/').map_or((id, None), |(root, part)| (root, Some(part)));
        let question = position.question(root).unwrap().clone();
        let follows = part.map(|_| root.to_owned());
        let competency = position.competency(&question.competency).unwrap();
        let transcript = spoken(words, at, confidence);
        let asked = QuestionRef {
            id: id.to_owned(),
            competency: competency.key.clone(),
            text: question.text_zh.clone(),
            follows: follows.clone(),
        };
        features.push(extract(&asked, competency, &transcript, coverage, encoder).unwrap());
        let end_ms = at + transcript.analysed_ms.max(3_000) + 1_000;
        answers.push(AnswerReport {
            question_id: id.to_owned(),
            follows,
            competency: competency.key.clone(),
            question_type: question.question_type,
            question_text: question.text_zh,
            start_ms: at,
            end_ms,
            transcript,
            coverage,
            faces: FaceSummary {
                frames: 400,
                analysed: 400,
                several_faces: 30,
                longest: FaceMoments { several_faces_ms: Some(at + 1_500), ..Default::default() },
                ..Default::default()
            },
            prosody: Prosody::default(),
            handed_in: HandedIn::default(),
        });
        at = end_ms + 5_000;
    }
    let scores = score_interview(&position, &features);
    assemble(position, answers, features, scores, at)
}

fn assemble(
    position: Position,
    answers: Vec<AnswerReport>,
    features: Vec<interview::features::AnswerFeatures>,
    scores: interview::score::InterviewScores,
    end_ms: i64,
) -> Report {
    let hex = |seed: &str| seed.repeat(64 / seed.len());
    let app = AppInfo { name: "interview-station".into(), version: "0.1.0".into() };
    Report {
        schema: REPORT_SCHEMA.into(),
        interview_id: "0193a1b2-0000-7000-8000-000000000001".parse().unwrap(),
        rev: 1,
        supersedes: None,
        station_id: "cuihu-02".into(),
        app: app.clone(),
        position: PositionRef::from(&position),
        policy: PolicyRef {
            region: "CN".into(),
            version: "2026.2".into(),
            modules_off: vec!["expression".into()],
            sha256: None,
            signed_by: None,
        },
        candidate: CandidateRef {
            reference: "YS-20261125-7K3M42".into(),
            name: Some("林晓岚".into()),
        },
        language: Language::Zh,
        synthetic: true,
        simulated: vec!["identity_service".into(), "camera".into()],
        clock: ClockInfo {
            started_wall: "2026-11-25T06:30:00Z".into(),
            offset_ms: -120,
            trusted: true,
        },
        consents: ["record", "face", "score", "send", "pool"]
            .into_iter()
            .map(|purpose| ConsentRecord {
                purpose: purpose.into(),
                given: purpose != "pool",
                at_ms: 0,
                text_sha256: hex("ab"),
                sheet_sha256: None,
            })
            .collect(),
        identity: identity(),
        answers,
        scores,
        not_used: vec!["video".into(), "prosody".into(), "integrity".into()],
        timeline: vec![TimelineEvent::new(12_000, "device.microphone_lost", "")],
        media: vec![MediaPartRef {
            part: "main".into(),
            merkle_root: hex("4f9c21b7"),
            segments: 42,
            duration_ms: end_ms,
            sha256: hex("e80d5a36"),
        }],
        audit_head: hex("910be77a"),
        human: Default::default(),
        ledger: Ledger {
            app,
            rubric: scoring::RUBRIC_VERSION.into(),
            position_sha256: hex("c2f45d18"),
            position,
            models: vec![ModelUse { role: "text-embed".into(), sha256: hex("1571fc98") }],
            parameters: BTreeMap::new(),
            answers: features,
        },
    }
}

fn identity() -> IdentityReport {
    let check = |name: &str, result, measure: Option<f64>, threshold| IdentityCheck {
        name: name.into(),
        result,
        simulated: name == "identity_service",
        reason: String::new(),
        measure,
        threshold,
    };
    IdentityReport {
        checks: vec![
            check("card", CheckResult::Passed, None, None),
            check("face_match", CheckResult::Passed, Some(0.63), Some(0.4)),
            check("liveness_challenge", CheckResult::Passed, None, None),
            check("liveness_passive", CheckResult::NotPerformed, None, None),
            check("identity_service", CheckResult::Passed, None, None),
        ],
        challenge: vec!["blink".into()],
    }
}
