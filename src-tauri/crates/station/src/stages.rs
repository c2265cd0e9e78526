//! One stage alone, on anyone's file.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use capture::{FileAudioSource, FileVideoSource, Resampler16k, load_picture};
use interview::media::{AudioBlock, Pace, VideoFrame};
use interview::observation::{FaceSummary, FrameObservation, rounded};
use interview::policy::Modules;
use interview::position::{Position, Question};
use interview::score::CompetencyScore;
use interview::transcript::{Language, Transcript, Word};
use perception::speech::{SpeechConfig, SpeechModels, transcribe};
use scoring::QuestionRef;
use serde::Serialize;

use crate::StationError;
use crate::candidate::Candidate;
use crate::engines::Engines;
use crate::identity::{CardEvidence, IdentityOutcome, SimulatedIdentityService, check_recording};

/// Finds a file that can't be used before models are loaded.
///
/// # Errors
/// [`StationError::Capture`].
pub fn check_input(path: &Path) -> Result<(), StationError> {
    if is_picture(path) {
        load_picture(path)?;
    } else {
        capture::probe(path)?;
    }
    Ok(())
}

/// Output of `station transcribe`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TranscribeOutput {
    /// Language.
    pub language: Language,
    /// Text; empty without speech.
    pub text: String,
    /// Words.
    pub words: Vec<Word>,
    /// Seconds of speech.
    pub speech_s: f64,
    /// Seconds of sound.
    pub media_s: f64,
    /// Wall seconds.
    pub wall_s: f64,
    /// Mean confidence, 0–1.
    pub recognition_confidence: f64,
}

/// The 16 kHz sound of a file, block by block.
fn blocks_of(path: &Path) -> Result<Vec<AudioBlock>, StationError> {
    let mut source = FileAudioSource::open(path, Pace::Fast)?;
    let mut resampler = Resampler16k::new();
    let mut blocks = Vec::new();
    while let Some(block) = capture::AudioSource::next_block(&mut source)? {
        blocks.extend(resampler.push(&block)?);
    }
    blocks.extend(resampler.flush()?);
    Ok(blocks)
}

/// Transcribes a file.
///
/// # Errors
/// Failures of file and models.
pub fn transcribe_file(
    engines: &Engines,
    path: &Path,
    language: Option<Language>,
) -> Result<TranscribeOutput, StationError> {
    transcribe_file_with(&engines.speech()?, path, language)
}

/// Transcribes a file with models that are loaded already.
///
/// # Errors
/// Failures of file and models.
pub fn transcribe_file_with(
    speech: &Arc<SpeechModels>,
    path: &Path,
    language: Option<Language>,
) -> Result<TranscribeOutput, StationError> {
    let begun = Instant::now();
    let blocks = blocks_of(path)?;
    let media_ms = blocks.last().map_or(0, |block| block.end().millis());
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let result =
        transcribe(speech, SpeechConfig { language, threads, row: None }, blocks.into_iter())?;
    let transcript = result.transcript;
    Ok(TranscribeOutput {
        language: transcript.language,
        speech_s: rounded(transcript.speech_ms() as f64 / 1_000.0, 2),
        media_s: rounded(media_ms as f64 / 1_000.0, 2),
        wall_s: rounded(begun.elapsed().as_secs_f64(), 2),
        recognition_confidence: transcript.recognition_confidence,
        text: transcript.text,
        words: transcript.words,
    })
}

/// All samples of a file at 16 kHz.
///
/// # Errors
/// [`StationError::Capture`].
pub fn samples_16k(path: &Path) -> Result<Vec<f32>, StationError> {
    let blocks = blocks_of(path)?;
    Ok(blocks.iter().flat_map(|block| block.samples.iter().copied()).collect())
}

/// The first `max` frames of a video.
///
/// # Errors
/// [`StationError::Capture`].
pub fn frames_of(path: &Path, pace: Pace, max: usize) -> Result<Vec<VideoFrame>, StationError> {
    let mut source = FileVideoSource::open(path, pace)?;
    let mut frames = Vec::new();
    while frames.len() < max {
        let Some(frame) = capture::VideoSource::next_frame(&mut source)? else { break };
        frames.push(frame);
    }
    Ok(frames)
}

/// Output of `station observe`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObserveOutput {
    /// Frames that arrived.
    pub frames: u64,
    /// Frames that were analysed.
    pub analysed: u64,
    /// One entry an analysed frame.
    pub faces: Vec<FrameObservation>,
    /// Sums.
    pub summary: FaceSummary,
    /// Wall seconds.
    pub wall_s: f64,
}

/// Observes the faces in a video or a picture. All modules run, since this is a look at one file and
/// no interview; `every_ms` is the distance between analysed frames, 0 for all.
///
/// # Errors
/// Failures of file and models.
pub fn observe_file(
    engines: &Engines,
    path: &Path,
    every_ms: i64,
) -> Result<ObserveOutput, StationError> {
    let begun = Instant::now();
    let all = Modules { expression: true, anti_spoofing: true, face_match: true, prosody: true };
    let mut analyser = engines.faces(&all)?;
    let mut faces = Vec::new();
    let mut frames = 0;
    if is_picture(path) {
        frames = 1;
        faces.push(analyser.analyse(&load_picture(path)?)?);
    } else {
        let mut source = FileVideoSource::open(path, Pace::Fast)?;
        let mut next_ms = i64::MIN;
        while let Some(frame) = capture::VideoSource::next_frame(&mut source)? {
            frames += 1;
            if frame.time.millis() >= next_ms {
                next_ms = frame.time.millis() + every_ms;
                faces.push(analyser.analyse(&frame)?);
            }
        }
    }
    Ok(ObserveOutput {
        frames,
        analysed: faces.len() as u64,
        summary: FaceSummary::from_observations(frames, &faces),
        faces,
        wall_s: rounded(begun.elapsed().as_secs_f64(), 2),
    })
}

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["jpg", "jpeg", "png", "webp", "bmp"].contains(&extension.to_ascii_lowercase().as_str())
}

/// Reads a card and compares its portrait with the faces of a recording or a picture.
///
/// # Errors
/// Failures of files and models.
pub fn identify_files(
    engines: &Engines,
    card: &Path,
    camera: &Path,
    candidate: &Candidate,
) -> Result<IdentityOutcome, StationError> {
    let policy = crate::library::policy()?;
    let card = CardEvidence::read(&mut engines.cards()?, load_picture(card)?)?;
    let mut source: Box<dyn capture::VideoSource> = if is_picture(camera) {
        Box::new(crate::still::StillSource::new(load_picture(camera)?))
    } else {
        Box::new(FileVideoSource::open(camera, Pace::Fast)?)
    };
    check_recording(engines, &policy, &card, source.as_mut(), candidate, &SimulatedIdentityService)
}

/// Output of `station score`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreOutput {
    /// The competency's score.
    #[serde(flatten)]
    pub competency: CompetencyScore,
    /// What each stage saw.
    pub stages: serde_json::Value,
    /// What if.
    pub counterfactuals: Vec<interview::score::Counterfactual>,
}

/// Scores a typed answer: every word counts as recognised for certain, and times are zero.
///
/// # Errors
/// [`StationError::UnknownQuestion`] where the question asks for no competency of the position;
/// failures of the encoder.
pub fn score_text(
    engines: &Engines,
    position: &Position,
    question: &Question,
    text: &str,
    language: Language,
) -> Result<ScoreOutput, StationError> {
    let competency = position
        .competency(&question.competency)
        .ok_or(StationError::UnknownQuestion { index: 0 })?;
    let asked = QuestionRef {
        id: question.id.clone(),
        competency: question.competency.clone(),
        text: question.text(language).to_owned(),
        follows: None,
    };
    let mut encoder = engines.encoder()?;
    let transcript = typed(text, language);
    let features = scoring::extract(&asked, competency, &transcript, 1.0, &mut encoder)?;
    let answer = scoring::score_answer(&features, competency);
    let stages = scoring::stages(&features, &answer);
    let scores = scoring::score_interview(position, &[features]);
    let competency = scores
        .competencies
        .into_iter()
        .find(|score| score.key == question.competency)
        .ok_or(StationError::UnknownQuestion { index: 0 })?;
    Ok(ScoreOutput { competency, stages, counterfactuals: scores.counterfactuals })
}

/// A transcript of text that nobody had to recognise.
pub fn typed(text: &str, language: Language) -> Transcript {
    let text = text.trim();
    let words = text
        .split_inclusive(char::is_whitespace)
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| Word { text: word.to_owned(), start_ms: 0, end_ms: 0, confidence: 1.0 })
        .collect();
    Transcript {
        language,
        text: text.to_owned(),
        words,
        recognition_confidence: 1.0,
        ..Transcript::default()
    }
}
