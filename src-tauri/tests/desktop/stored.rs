//! A home with stored interviews of invented people, made by the real recorder, scorer and vault.

use std::path::Path;

use capture::{AudioSource as _, VideoSource as _};
use capture::{Recorder, RecorderConfig, Segment, SyntheticAudio, SyntheticVideo};
use interview::media::Pace;
use interview::session::{Phase, SessionState};
use seal::jcs::canonical_json;
use seal::sign::sign_detached;
use uuid::Uuid;
use vault::{KeyOpener, NewSession, Vault};

use crate::reports::{PairHash, Said, report, teller};

/// Opens the vault of the test; the program gets it in its environment.
pub const PASSPHRASE: &str = "only for this test";

/// Seconds of the recording.
const SECONDS: u64 = 8;

/// A stored interview: name, start, and what was said.
pub struct Person<'a> {
    pub name: &'a str,
    pub reference: &'a str,
    pub started: &'a str,
    pub said: &'a [Said<'a>],
    pub recorded: bool,
}

/// Makes a vault in `home` that holds these people, the last one newest.
pub fn store(home: &Path, people: &[Person]) {
    let opener = KeyOpener::Passphrase(PASSPHRASE.to_owned().into());
    let vault = Vault::create(home, opener).unwrap();
    for person in people {
        store_person(&vault, person);
    }
}

fn store_person(vault: &Vault, person: &Person) {
    let id = Uuid::now_v7();
    vault
        .begin_session(NewSession {
            started_wall: person.started.into(),
            candidate_json: format!(
                r#"{{"reference":"{}","name":"{}"}}"#,
                person.reference, person.name
            ),
            sync_media: true,
            ..fixtures::new_session(id)
        })
        .unwrap();
    if person.recorded {
        record(vault, id);
    }
    let mut report = report(teller(), person.said, &mut PairHash);
    report.interview_id = id;
    report.candidate.name = Some(person.name.into());
    report.candidate.reference = person.reference.into();
    report.clock.started_wall = person.started.into();
    report.synthetic = true;
    report.station_id = vault.station().station_id;
    let parts = vault.parts(id).unwrap();
    report.media = parts.iter().map(|part| vault.part_ref(id, part).unwrap()).collect();
    report.audit_head = vault.audit_head(id).unwrap().hash;
    let bytes = canonical_json(&report).unwrap();
    let signature = sign_detached(vault.station().signing, &bytes);
    let state = SessionState { phase: Phase::Ready, ..SessionState::new(id, Vec::new()) };
    let state = serde_json::to_string(&state).unwrap();
    vault.store_report(id, 1, &bytes, &signature, &state, &[]).unwrap();
}

/// Records the test picture and tone, sealed as every interview is.
fn record(vault: &Vault, id: Uuid) {
    let mut sealed = vault.part_sink(id, "main").unwrap();
    let sink = move |segment: Segment| {
        let Segment { seq, start, duration_ms, keyframe, bytes, last } = segment;
        sealed
            .segment(seq, start.nanos(), duration_ms, keyframe, &bytes, last)
            .map_err(|error| capture::SinkError::Other(error.to_string()))
    };
    let config = RecorderConfig { lossless_queue: true, ..RecorderConfig::default() };
    let rate = config.frame_rate;
    let recorder = Recorder::start(config, Box::new(sink)).unwrap();
    let frames = SECONDS * u64::from(rate);
    let mut video = SyntheticVideo::new(640, 480, rate, frames, Pace::Fast);
    let mut audio = SyntheticAudio::new(SECONDS * 1000, &[], Pace::Fast);
    let mut heard = audio.next_block().unwrap();
    while let Some(frame) = video.next_frame().unwrap() {
        while let Some(block) = heard.take_if(|block| block.time <= frame.time) {
            recorder.audio(&block).unwrap();
            heard = audio.next_block().unwrap();
        }
        recorder.video(&frame).unwrap();
    }
    while let Some(block) = heard {
        recorder.audio(&block).unwrap();
        heard = audio.next_block().unwrap();
    }
    recorder.finish().unwrap();
}
