//! A home in a temporary folder, and sessions of invented people in it.

// Every test file uses its own part of this module.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use interview::report::{
    AppInfo, CandidateRef, ClockInfo, ConsentRecord, IdentityReport, Ledger, PolicyRef,
    PositionRef, REPORT_SCHEMA, Report,
};
use interview::score::InterviewScores;
use interview::session::{Phase, SessionState};
use interview::timeline::TimelineEvent;
use interview::transcript::Language;
use seal::jcs::canonical_json;
use seal::sign::sign_detached;
use seal::wrap::WrapSecret;
use tempfile::TempDir;
use uuid::Uuid;
use vault::{Enrolment, KeyOpener, NewSession, PartSink, Vault};

/// A home and a keystore beside it.
pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    pub fn keystore(&self) -> KeyOpener {
        keystore_at(self.dir.path())
    }

    pub fn open(&self) -> Vault {
        Vault::open_or_create(&self.home(), self.keystore()).unwrap()
    }

    pub fn sealed(&self, id: Uuid, part: &str) -> PathBuf {
        self.home().join("media").join(id.to_string()).join(format!("{part}.sealed"))
    }
}

pub fn keystore_at(dir: &Path) -> KeyOpener {
    KeyOpener::SimulatedKeystoreAt(dir.join("keystore"))
}

pub fn begin(vault: &Vault) -> Uuid {
    let id = Uuid::now_v7();
    vault.begin_session(new_session(id)).unwrap();
    id
}

pub fn new_session(id: Uuid) -> NewSession {
    NewSession {
        started_wall: "2026-11-25T08:00:00Z".into(),
        candidate_json: r#"{"name":"林晓"}"#.into(),
        walk_in: true,
        sync_media: true,
        ..fixtures::new_session(id)
    }
}

pub fn state(id: Uuid, phase: Phase) -> String {
    serde_json::to_string(&SessionState { phase, ..SessionState::new(id, Vec::new()) }).unwrap()
}

pub fn event(at_ms: i64) -> TimelineEvent {
    TimelineEvent::new(at_ms, "session.question_started", "teller-q01")
}

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = id.to_vec();
    out.extend((0x0100_0000_0000_0000u64 | body.len() as u64).to_be_bytes());
    out.extend(body);
    out
}

/// The smallest header of a live WebM.
pub fn webm_header() -> Vec<u8> {
    let mut out = element(&[0x1a, 0x45, 0xdf, 0xa3], &[0x42, 0x86, 0x81, 1]);
    out.extend([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    out.extend(element(&[0x15, 0x49, 0xa9, 0x66], &element(&[0x4d, 0x80], b"muxer")));
    let track = element(&[0xae], &[0xd7, 0x81, 1, 0x83, 0x81, 1]);
    out.extend(element(&[0x16, 0x54, 0xae, 0x6b], &track));
    out
}

/// Content of segment `seq`: long enough to be more than a block, and telling where it is from.
pub fn cluster(seq: u32) -> Vec<u8> {
    let text = format!("cluster {seq} 我记得有一位老人来取钱。");
    text.into_bytes().into_iter().cycle().take(3000 + seq as usize).collect()
}

/// Writes header and clusters up to `count` segments.
pub fn record(sink: &mut PartSink, count: u32, close: bool) {
    for seq in sink.next_seq()..count {
        let (start, duration) = if seq == 0 { (0, 0) } else { (i64::from(seq - 1) * 2000, 2000) };
        let bytes = if seq == 0 { webm_header() } else { cluster(seq) };
        let last = close && seq + 1 == count;
        sink.segment(seq, start * 1_000_000, duration, seq > 0, &bytes, last).unwrap();
    }
}

/// What a player gets behind the prefix of a part of `count` segments.
pub fn clusters(count: u32) -> Vec<u8> {
    (1..count).flat_map(cluster).collect()
}

pub fn report(vault: &Vault, id: Uuid) -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/positions/teller.json");
    let json = std::fs::read_to_string(path).unwrap();
    let position = interview::position::Position::from_json(&json).unwrap();
    let app = AppInfo { name: "interview-station".into(), version: "0.1.0".into() };
    let media = vault.parts(id).unwrap();
    Report {
        schema: REPORT_SCHEMA.into(),
        interview_id: id,
        rev: 1,
        supersedes: None,
        station_id: vault.station().station_id,
        app: app.clone(),
        position: PositionRef::from(&position),
        policy: PolicyRef {
            region: "CN".into(),
            version: "1".into(),
            modules_off: Vec::new(),
            sha256: None,
            signed_by: None,
        },
        candidate: CandidateRef { reference: "walk-in".into(), name: Some("林晓".into()) },
        language: Language::Zh,
        synthetic: true,
        simulated: vault.simulated_parts(),
        clock: ClockInfo {
            started_wall: "2026-11-25T08:00:00Z".into(),
            offset_ms: 0,
            trusted: false,
        },
        consents: vec![consent("record", true), consent("send", true)],
        identity: IdentityReport::default(),
        answers: Vec::new(),
        scores: InterviewScores {
            overall: Default::default(),
            summary: Default::default(),
            competencies: Vec::new(),
            counterfactuals: Vec::new(),
            answers: Vec::new(),
        },
        not_used: Vec::new(),
        timeline: vec![event(5)],
        media: media.iter().map(|part| vault.part_ref(id, part).unwrap()).collect(),
        audit_head: vault.audit_head(id).unwrap().hash,
        human: Default::default(),
        ledger: Ledger {
            app,
            rubric: "1".into(),
            position_sha256: seal::jcs::canonical_sha256(&position).unwrap(),
            position,
            models: Vec::new(),
            parameters: Default::default(),
            answers: Vec::new(),
        },
    }
}

pub fn consent(purpose: &str, given: bool) -> ConsentRecord {
    ConsentRecord {
        purpose: purpose.into(),
        given,
        at_ms: 1,
        text_sha256: String::new(),
        sheet_sha256: None,
    }
}

/// Signs and stores a report.
pub fn store(vault: &Vault, report: &Report) -> Result<Vec<u8>, vault::VaultError> {
    let bytes = canonical_json(report).unwrap();
    let signature = sign_detached(vault.station().signing, &bytes);
    let id = report.interview_id;
    let state = state(id, Phase::Ready);
    vault.store_report(id, report.rev, &bytes, &signature, &state, &[event(9)])?;
    Ok(bytes)
}

/// A whole session: recorded, closed, reported.
pub fn whole_session(vault: &Vault) -> Uuid {
    let id = begin(vault);
    vault.persist_step(id, &state(id, Phase::Consent), &[event(1)]).unwrap();
    record(&mut vault.part_sink(id, "main").unwrap(), 4, true);
    vault.save_artifact(id, "answer:teller-q01", "我帮他核对了账户。".as_bytes()).unwrap();
    store(vault, &report(vault, id)).unwrap();
    id
}

/// An HRMS's keys and what a station would keep of them.
pub fn enrolment() -> (WrapSecret, Enrolment) {
    let secret = WrapSecret::generate();
    let enrolment = Enrolment {
        hrms_url: "https://hr.example".into(),
        station_id: "station-7".into(),
        hrms_sign_jwk: seal::sign::SigningKey::generate().public().to_jwk(),
        hrms_seal_jwk: secret.public().to_jwk(),
    };
    (secret, enrolment)
}

/// All files below a folder.
pub fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
