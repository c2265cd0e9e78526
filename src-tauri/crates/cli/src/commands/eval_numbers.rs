//! Figures of numbers read aloud: how many rows are understood, and what else would pass.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use capture::Resampler16k;
use interview::challenge::{NumberRow, reads};
use interview::media::AudioBlock;
use interview::time::MediaTime;
use interview::transcript::Language;
use perception::speech::{RATE_HZ, SpeechConfig, SpeechModels, transcribe};
use serde::{Deserialize, Serialize};
use station::StationError;
use station::engines::Engines;
use voice::{SAMPLE_RATE_HZ, Speaker, Voice, VoiceError};

use super::eval::manifests_below;
use super::failure;
use crate::args::EvalNumbersArgs;
use crate::console::{Console, Failure};

/// Pace of our own voices, of their natural one: people read numbers a little slower than text.
const PACE: f32 = 0.9;
/// Silence before and behind what our own voices say, in seconds.
const AROUND_S: usize = 1;
/// Words of the digits.
const ZH: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const EN: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/// What our own voices say instead of a row: sentences, numbers that are no digits, half a row.
const OTHER_ZH: [(&str, &str); 6] = [
    ("sentence", "你好，请问现在可以开始了吗"),
    ("sentence", "我先请他坐下，再把流程讲清楚"),
    ("number", "一千二百三十四元"),
    ("number", "今天是八月十五号，星期五"),
    ("half", "五，二"),
    ("half", "三，九"),
];
const OTHER_EN: [(&str, &str); 6] = [
    ("sentence", "Hello, may we begin now?"),
    ("sentence", "I asked him to sit down and explained it."),
    ("number", "twelve hundred and thirty-four"),
    ("number", "It is Friday, the fifteenth of August."),
    ("half", "five, two"),
    ("half", "three, nine"),
];

/// One row of a `manifest.jsonl`; other fields are left alone.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Clip {
    file: String,
    /// Figures that are read; empty where something else is heard.
    digits: String,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    voice: Option<String>,
    #[serde(default)]
    condition: Option<String>,
    /// What is heard where no row is read.
    #[serde(default)]
    kind: Option<String>,
}

/// What came of a clip.
#[derive(Serialize)]
struct Heard {
    file: String,
    language: Language,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    digits: String,
    text: String,
    exact: bool,
    understood: bool,
    /// Of all other rows: the part for which the same sound would pass.
    other_rows: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Debug, Default, PartialEq, Serialize)]
struct RowFigures {
    n: usize,
    /// Every digit right and none too many.
    exact: usize,
    /// Passed: one digit at most misheard, left out or too many.
    understood: usize,
    /// Nothing was made out.
    empty: usize,
    /// Mean part of the other rows that would have passed.
    other_rows: f64,
}

#[derive(Debug, Default, PartialEq, Serialize)]
struct OtherFigures {
    n: usize,
    /// Clips for which any row at all would have passed.
    any: usize,
    /// Mean part of all rows that would have passed: how often such sound is taken for the row.
    accepted: f64,
}

#[derive(Serialize)]
struct NumbersFigures {
    by_language: BTreeMap<&'static str, RowFigures>,
    by_voice: BTreeMap<String, RowFigures>,
    by_condition: BTreeMap<String, RowFigures>,
    others: BTreeMap<String, OtherFigures>,
    ms_per_row: f64,
    rows: Vec<Heard>,
}

/// `station eval numbers`.
pub fn run(args: &EvalNumbersArgs, console: &Console) -> Result<ExitCode, Failure> {
    let begun = Instant::now();
    let rows = match &args.dir {
        Some(dir) => recorded(dir, args.free, console)?,
        None => spoken(args, console)?,
    };
    let ms = begun.elapsed().as_millis() as f64 / rows.len().max(1) as f64;
    console.result(&figures(rows, ms.round()), |figures| words(console, figures))?;
    Ok(ExitCode::SUCCESS)
}

fn recorded(dir: &Path, free: bool, console: &Console) -> Result<Vec<Heard>, Failure> {
    let manifests = manifests_below(dir)?;
    let engines = Engines::open().map_err(failure)?;
    let speech = engines.speech().map_err(failure)?;
    let watcher = console.watcher();
    let mut rows = Vec::new();
    for manifest in manifests {
        let text = station::files::read_text(&manifest, "manifest").map_err(failure)?;
        let folder = manifest.parent().unwrap_or(dir);
        for line in text.lines() {
            let Ok(clip) = serde_json::from_str::<Clip>(line) else { continue };
            watcher.tell("progress.file", clip.file.clone(), None);
            let heard = station::stages::samples_16k(&folder.join(&clip.file))
                .and_then(|samples| listen(&speech, samples, clip.language, free));
            rows.push(rated(clip, heard));
        }
    }
    Ok(rows)
}

fn spoken(args: &EvalNumbersArgs, console: &Console) -> Result<Vec<Heard>, Failure> {
    let engines = Engines::open().map_err(failure)?;
    let speech = engines.speech().map_err(failure)?;
    let mut voice = load_voice(&engines)?;
    let watcher = console.watcher();
    let mut rows = Vec::new();
    let speakers =
        Speaker::ALL.into_iter().filter(|one| args.voice.is_none_or(|only| only == *one));
    for (speaker, clip) in speakers.flat_map(|speaker| to_say(speaker, args.rows)) {
        watcher.tell("progress.file", clip.file.clone(), None);
        let samples = say(&mut voice, &clip, speaker)?;
        let heard = listen(&speech, samples, clip.language, args.free);
        rows.push(rated(clip, heard));
    }
    Ok(rows)
}

/// What `speaker` says: `count` rows, and what is none. The text stands in place of a file.
pub(super) fn to_say(speaker: Speaker, count: usize) -> Vec<(Speaker, Clip)> {
    let (name, language) = (speaker.name(), speaker.language());
    let mandarin = language == Language::Zh;
    let (digit_words, comma) = if mandarin { (ZH, "，") } else { (EN, ", ") };
    let clip =
        |file: String| Clip { file, language, voice: Some(name.to_owned()), ..Clip::default() };
    let row = |number: usize| {
        let row = NumberRow::from_seed(seed(speaker, number));
        let said: Vec<&str> = row.digits().iter().map(|d| digit_words[usize::from(*d)]).collect();
        let digits = row.digits().iter().map(u8::to_string).collect();
        Clip { digits, ..clip(said.join(comma)) }
    };
    let others = if mandarin { OTHER_ZH } else { OTHER_EN };
    let others = others
        .into_iter()
        .map(|(kind, said)| Clip { kind: Some(kind.to_owned()), ..clip(said.to_owned()) });
    (0..count).map(row).chain(others).map(|clip| (speaker, clip)).collect()
}

/// The same rows at every call, others for every voice.
fn seed(speaker: Speaker, number: usize) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[0] = Speaker::ALL.iter().position(|other| *other == speaker).unwrap_or_default() as u8;
    seed[1..9].copy_from_slice(&(number as u64).to_le_bytes());
    seed
}

/// A voice on one thread: the recogniser has the other core.
pub(super) fn load_voice(engines: &Engines) -> Result<Voice, Failure> {
    Voice::load(engines.runtime(), engines.store(), 1).map_err(unsaid)
}

fn unsaid(error: VoiceError) -> Failure {
    Box::new(error)
}

/// `clip` in the voice of `speaker` at 16 kHz, with silence at both ends.
pub(super) fn say(voice: &mut Voice, clip: &Clip, speaker: Speaker) -> Result<Vec<f32>, Failure> {
    let silence = vec![0.0; AROUND_S * SAMPLE_RATE_HZ as usize];
    let said = voice.speak(&clip.file, clip.language, speaker, PACE).map_err(unsaid)?;
    let block = AudioBlock {
        time: MediaTime::from_millis(0),
        sample_rate_hz: SAMPLE_RATE_HZ,
        samples: [silence.clone(), said, silence].concat().into(),
    };
    let mut resampler = Resampler16k::new();
    let blocks = [resampler.push(&block).map_err(failure)?, resampler.flush().map_err(failure)?];
    Ok(blocks.iter().flatten().flat_map(|block| block.samples.iter().copied()).collect())
}

/// What is made out as a row of digits, or as free speech.
fn listen(
    speech: &Arc<SpeechModels>,
    samples: Vec<f32>,
    language: Language,
    free: bool,
) -> Result<String, StationError> {
    let row = (!free).then_some(NumberRow::DIGITS);
    let config = SpeechConfig { language: Some(language), threads: 1, row };
    let time = MediaTime::from_millis(0);
    let block = AudioBlock { time, sample_rate_hz: RATE_HZ, samples: samples.into() };
    Ok(transcribe(speech, config, std::iter::once(block))?.transcript.text)
}

fn rated(clip: Clip, heard: Result<String, StationError>) -> Heard {
    use interview::error::Faulty;
    let (text, error) = match heard {
        Ok(text) => (text, None),
        Err(error) => (String::new(), Some(error.fault().code.to_owned())),
    };
    let digits: Vec<u8> = clip.digits.bytes().map(|figure| figure.wrapping_sub(b'0')).collect();
    let read = NumberRow::of(&digits);
    let others: Vec<NumberRow> =
        NumberRow::all().filter(|row| Some(row) != read.as_ref()).collect();
    let passing = others.iter().filter(|row| reads(&text, clip.language, row)).count();
    Heard {
        exact: read.is_some() && figures_of(&text) == clip.digits,
        understood: read.is_some_and(|row| reads(&text, clip.language, &row)),
        other_rows: passing as f64 / others.len() as f64,
        file: clip.file,
        language: clip.language,
        voice: clip.voice,
        condition: clip.condition,
        kind: clip.kind,
        digits: clip.digits,
        text,
        error,
    }
}

/// The figures in a text, without what stands between them.
fn figures_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn figures(rows: Vec<Heard>, ms_per_row: f64) -> NumbersFigures {
    let mut figures = NumbersFigures {
        by_language: BTreeMap::new(),
        by_voice: BTreeMap::new(),
        by_condition: BTreeMap::new(),
        others: BTreeMap::new(),
        ms_per_row,
        rows: Vec::new(),
    };
    for row in &rows {
        if row.digits.is_empty() {
            let kind = row.kind.clone().unwrap_or_else(|| "other".to_owned());
            figures.others.entry(kind).or_default().count(row);
            continue;
        }
        figures.by_language.entry(row.language.code()).or_default().count(row);
        if let Some(voice) = &row.voice {
            figures.by_voice.entry(voice.clone()).or_default().count(row);
        }
        if let Some(condition) = &row.condition {
            figures.by_condition.entry(condition.clone()).or_default().count(row);
        }
    }
    let all = figures.by_language.values_mut();
    for group in all.chain(figures.by_voice.values_mut()).chain(figures.by_condition.values_mut()) {
        group.other_rows = rounded(group.other_rows / group.n as f64);
    }
    for other in figures.others.values_mut() {
        other.accepted = rounded(other.accepted / other.n as f64);
    }
    figures.rows = rows;
    figures
}

/// Five digits behind the point: one row of all is 0.000 14.
fn rounded(value: f64) -> f64 {
    interview::observation::rounded(value, 5)
}

impl RowFigures {
    fn count(&mut self, row: &Heard) {
        self.n += 1;
        self.exact += usize::from(row.exact);
        self.understood += usize::from(row.understood);
        self.empty += usize::from(row.text.is_empty());
        self.other_rows += row.other_rows;
    }
}

impl OtherFigures {
    fn count(&mut self, row: &Heard) {
        self.n += 1;
        self.any += usize::from(row.other_rows > 0.0);
        self.accepted += row.other_rows;
    }
}

fn words(console: &Console, figures: &NumbersFigures) -> String {
    let line = |name: &str, group: &RowFigures| {
        format!(
            "{name}: {} {}/{}, {} {}",
            console.text("eval.understood"),
            group.understood,
            group.n,
            console.text("eval.exact"),
            group.exact
        )
    };
    let named = |groups: &BTreeMap<String, RowFigures>| {
        groups.iter().map(|(name, group)| line(name, group)).collect::<Vec<_>>()
    };
    let mut lines: Vec<String> =
        figures.by_language.iter().map(|(name, group)| line(name, group)).collect();
    lines.extend(named(&figures.by_voice));
    lines.extend(named(&figures.by_condition));
    let wrongly = console.text("eval.wrongly_accepted");
    for (name, group) in &figures.by_language {
        lines.push(format!("{wrongly}, {name}: {:.2} %", group.other_rows * 100.0));
    }
    for (kind, group) in &figures.others {
        lines.push(format!("{wrongly}, {kind}: {:.2} % (n={})", group.accepted * 100.0, group.n));
    }
    lines.push(format!("{} ms", figures.ms_per_row));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(digits: &str, text: &str) -> Heard {
        let clip =
            Clip { digits: digits.to_owned(), voice: Some("anna".to_owned()), ..Clip::default() };
        rated(clip, Ok(text.to_owned()))
    }

    #[test]
    fn rows_and_what_else_would_pass_are_counted() {
        let found = figures(
            vec![
                heard("4729", "4729"),
                heard("4729", "四七二"),
                heard("4729", "1356"),
                heard("4729", ""),
                heard("", "我先请他坐下"),
                heard("", "4729"),
            ],
            0.0,
        );
        let rows = &found.by_language["zh"];
        assert_eq!((rows.n, rows.exact, rows.understood, rows.empty), (4, 1, 2, 1));
        assert_eq!(found.by_voice["anna"].n, 4);
        let other = &found.others["other"];
        assert_eq!((other.n, other.any), (2, 1));
        assert!(other.accepted > 0.0 && other.accepted < 0.01, "{other:?}");
    }

    #[test]
    fn every_voice_reads_rows_of_its_own_again_and_again() {
        let said = |speaker| {
            let clips = to_say(speaker, 3).into_iter();
            clips.map(|(_, clip)| (clip.digits, clip.file)).collect::<Vec<_>>()
        };
        assert_eq!(said(Speaker::ZmYunxi), said(Speaker::ZmYunxi));
        assert_ne!(said(Speaker::ZmYunxi)[..3], said(Speaker::ZmYunjian)[..3]);
        assert_eq!(said(Speaker::AfHeart).len(), 3 + OTHER_EN.len());
    }
}
