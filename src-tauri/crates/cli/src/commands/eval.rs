//! Figures on labelled data.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use interview::transcript::Language;
use perception::speech::metrics;
use scoring::evaluate::{LabelledAnswer, evaluate};
use serde::{Deserialize, Serialize};
use station::StationError;
use station::engines::Engines;
use station::stages::transcribe_file_with;

use super::failure;
use crate::args::EvalWhat;
use crate::console::{Console, Failure};

/// `station eval`.
pub fn run(what: EvalWhat, console: &Console) -> Result<ExitCode, Failure> {
    match what {
        EvalWhat::Asr { dir } => asr(&dir, console),
        EvalWhat::Scorer { files } => scorer(&files, console),
        EvalWhat::Idcard { dir } => super::eval_cards::run(&dir, console),
        EvalWhat::Numbers(args) => super::eval_numbers::run(&args, console),
        EvalWhat::Lips { dir, speaking } => super::eval_lips::run(&dir, &speaking, console),
    }
}

/// One row of a `manifest.jsonl`; other fields are left alone.
#[derive(Deserialize)]
struct ManifestRow {
    file: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    language: Option<Language>,
}

#[derive(Serialize)]
struct AsrFile {
    file: String,
    language: Option<Language>,
    reference: Option<String>,
    hypothesis: Option<String>,
    error_rate: Option<f64>,
    rtf: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Default, Serialize)]
struct AsrOutput {
    files: Vec<AsrFile>,
    zh: ZhFigures,
    en: EnFigures,
    empty_expected: EmptyFigures,
    rtf: f64,
}

#[derive(Default, Serialize)]
struct ZhFigures {
    cer: Option<f64>,
    n: usize,
}

#[derive(Default, Serialize)]
struct EnFigures {
    wer: Option<f64>,
    n: usize,
}

#[derive(Default, Serialize)]
struct EmptyFigures {
    n: usize,
    wrong: usize,
}

fn asr(dir: &Path, console: &Console) -> Result<ExitCode, Failure> {
    let manifests = manifests_below(dir)?;
    let engines = Engines::open().map_err(failure)?;
    let speech = engines.speech().map_err(failure)?;
    let watcher = console.watcher();
    let mut files = Vec::new();
    let (mut media_s, mut wall_s) = (0.0, 0.0);
    for manifest in manifests {
        let text = station::files::read_text(&manifest, "manifest").map_err(failure)?;
        let folder = manifest.parent().unwrap_or(dir);
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let Ok(row) = serde_json::from_str::<ManifestRow>(line) else { continue };
            watcher.tell("progress.file", row.file.clone(), None);
            let path = folder.join(&row.file);
            let heard = transcribe_file_with(&speech, &path, row.language);
            if let Ok(heard) = &heard {
                media_s += heard.media_s;
                wall_s += heard.wall_s;
            }
            files.push(asr_file(row, heard));
        }
    }
    let mut output = figures(files);
    output.rtf = if media_s > 0.0 { round3(wall_s / media_s) } else { 0.0 };
    console.result(&output, |o| {
        let share = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{:.1} %", v * 100.0));
        format!(
            "zh CER {} (n={})\nen WER {} (n={})\n{}: {}/{}\nRTF {}",
            share(o.zh.cer),
            o.zh.n,
            share(o.en.wer),
            o.en.n,
            console.text("eval.empty_expected"),
            o.empty_expected.wrong,
            o.empty_expected.n,
            o.rtf
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Every `manifest.jsonl` below `dir`, at least one.
pub(super) fn manifests_below(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut manifests = Vec::new();
    find_manifests(dir, &mut manifests).map_err(failure)?;
    if manifests.is_empty() {
        let source = std::io::Error::new(std::io::ErrorKind::NotFound, "no manifest.jsonl below");
        return Err(failure(StationError::File { what: "data folder", source }));
    }
    Ok(manifests)
}

fn find_manifests(dir: &Path, found: &mut Vec<PathBuf>) -> Result<(), StationError> {
    let failed = |source| StationError::File { what: "data folder", source };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir)
        .map_err(failed)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            find_manifests(&path, found)?;
        } else if path.file_name().is_some_and(|name| name == "manifest.jsonl") {
            found.push(path);
        }
    }
    Ok(())
}

fn asr_file(
    row: ManifestRow,
    heard: Result<station::stages::TranscribeOutput, StationError>,
) -> AsrFile {
    use interview::error::Faulty;
    let (hypothesis, rtf, error, spoken) = match heard {
        Ok(heard) => {
            let rtf = (heard.media_s > 0.0).then(|| round3(heard.wall_s / heard.media_s));
            (Some(heard.text), rtf, None, Some(heard.language))
        }
        Err(error) => (None, None, Some(error.fault().code.to_owned()), None),
    };
    let language = row.language.or(spoken);
    let error_rate = match (&row.text, &hypothesis) {
        (Some(reference), Some(hypothesis)) if !reference.is_empty() => {
            let rate = match language {
                Some(Language::En) => metrics::wer(reference, hypothesis),
                Some(Language::Zh) | None => metrics::cer(reference, hypothesis),
            };
            Some(round3(rate.rate()))
        }
        _ => None,
    };
    AsrFile { file: row.file, language, reference: row.text, hypothesis, error_rate, rtf, error }
}

fn figures(files: Vec<AsrFile>) -> AsrOutput {
    let mean = |language: Language| {
        let rates: Vec<f64> = files
            .iter()
            .filter(|f| f.language == Some(language))
            .filter_map(|f| f.error_rate)
            .collect();
        let mean = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
        ((!rates.is_empty()).then(|| round3(mean)), rates.len())
    };
    let (cer, zh_n) = mean(Language::Zh);
    let (wer, en_n) = mean(Language::En);
    let empty: Vec<&AsrFile> =
        files.iter().filter(|f| f.reference.as_deref() == Some("")).collect();
    let wrong =
        empty.iter().filter(|f| f.hypothesis.as_deref().is_some_and(|h| !h.is_empty())).count();
    let empty_expected = EmptyFigures { n: empty.len(), wrong };
    AsrOutput {
        zh: ZhFigures { cer, n: zh_n },
        en: EnFigures { wer, n: en_n },
        empty_expected,
        files,
        rtf: 0.0,
    }
}

/// Three digits behind the point.
pub(super) fn round3(value: f64) -> f64 {
    interview::observation::rounded(value, 3)
}

fn scorer(paths: &[PathBuf], console: &Console) -> Result<ExitCode, Failure> {
    let mut answers = Vec::new();
    for path in paths {
        let text = station::files::read_text(path, "answer file").map_err(failure)?;
        answers.extend(LabelledAnswer::from_jsonl(&text).map_err(failure)?);
    }
    let engines = Engines::open().map_err(failure)?;
    let mut encoder = engines.encoder().map_err(failure)?;
    let positions = station::library::shipped_positions().map_err(failure)?;
    let watcher = console.watcher();
    let model = |key: &str| positions.iter().find_map(|p| p.competency(key)).cloned();
    let all = answers.len();
    let evaluation = evaluate(&answers, &model, &mut encoder, &mut |done| {
        watcher.tell("progress.score", format!("{done}/{all}"), Some(done as f64 / all as f64));
    })
    .map_err(failure)?;
    console.result(&evaluation, |e| serde_json::to_string_pretty(e).unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}
