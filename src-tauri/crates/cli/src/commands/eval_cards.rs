//! Figures of the card reader on labelled pictures. Rows say what was right, never what was read.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use capture::load_picture;
use interview::error::Faulty;
use perception::card::{CardDate, CardReader, CardReading, FieldName};
use serde::Serialize;
use station::StationError;
use station::engines::Engines;

use super::eval::{manifests_below, round3};
use super::failure;
use crate::console::{Console, Failure};

/// Characters of a number.
const NUMBER: usize = 18;

/// One row of a `manifest.jsonl`: what the card shows. A field that is left out is not rated.
type Truth = serde_json::Map<String, serde_json::Value>;

#[derive(Serialize)]
struct CardRow {
    file: String,
    condition: String,
    read: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
    fields: BTreeMap<&'static str, FieldRow>,
    number_digits: Option<f64>,
    wrongly_accepted: bool,
    ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct FieldRow {
    right: bool,
    sure: bool,
    confidence: f64,
}

#[derive(Default, Serialize)]
struct CardFigures {
    n: usize,
    read: usize,
    refused: BTreeMap<String, usize>,
    reasons: BTreeMap<&'static str, usize>,
    number_digits: f64,
    fields: BTreeMap<&'static str, f64>,
    /// Of the cards that were taken as read: the part with this field right.
    fields_of_read: BTreeMap<&'static str, f64>,
    /// Values that were given as sure and are wrong, on cards that were taken as read.
    wrong_but_sure: BTreeMap<&'static str, usize>,
    wrongly_accepted: usize,
    ms_per_card: f64,
    rows: Vec<CardRow>,
}

/// `station eval idcard`.
pub fn run(dir: &Path, console: &Console) -> Result<ExitCode, Failure> {
    let manifests = manifests_below(dir)?;
    let engines = Engines::open().map_err(failure)?;
    let mut reader = engines.cards().map_err(failure)?;
    let today = station::identity::today().map_err(failure)?;
    let watcher = console.watcher();
    let mut rows = Vec::new();
    for manifest in manifests {
        let text = station::files::read_text(&manifest, "manifest").map_err(failure)?;
        let folder = manifest.parent().unwrap_or(dir);
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let Ok(truth) = serde_json::from_str::<Truth>(line) else { continue };
            let (Some(file), true) = (text_of(&truth, "file"), truth.contains_key("id_number"))
            else {
                continue;
            };
            watcher.tell("progress.file", file.clone(), None);
            rows.push(row(&mut reader, &folder.join(&file), file, &truth, today));
        }
    }
    let figures = figures(rows);
    console.result(&figures, |f| words(console, f))?;
    Ok(ExitCode::SUCCESS)
}

fn text_of(truth: &Truth, key: &str) -> Option<String> {
    truth.get(key).and_then(|value| value.as_str()).map(str::to_owned)
}

/// What the manifest says of a field; the people is called ethnicity there too.
fn truth_of(truth: &Truth, name: FieldName) -> Option<String> {
    let own = text_of(truth, name.as_str());
    if name == FieldName::Nation { own.or_else(|| text_of(truth, "ethnicity")) } else { own }
}

fn row(
    reader: &mut CardReader,
    path: &Path,
    file: String,
    truth: &Truth,
    today: CardDate,
) -> CardRow {
    let condition = text_of(truth, "condition").unwrap_or_else(|| "none".to_owned());
    let picture = load_picture(path).map_err(StationError::from);
    let begun = Instant::now();
    let reading = picture.and_then(|picture| Ok(reader.read(&picture, today)?));
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    match reading {
        Ok(reading) => rated(&reading, file, condition, truth, ms),
        Err(error) => CardRow {
            file,
            condition,
            read: false,
            problem: None,
            fields: BTreeMap::new(),
            number_digits: None,
            wrongly_accepted: false,
            ms,
            error: Some(error.fault().code.to_owned()),
        },
    }
}

fn rated(
    reading: &CardReading,
    file: String,
    condition: String,
    truth: &Truth,
    ms: u64,
) -> CardRow {
    let mut fields = BTreeMap::new();
    for name in FieldName::FRONT.into_iter().chain(FieldName::BACK) {
        let Some(expected) = truth_of(truth, name) else { continue };
        let field = reading.field(name);
        let row = FieldRow {
            right: field.is_some_and(|field| field.value.expose() == expected),
            sure: field.is_some_and(|field| field.ok),
            confidence: field.map_or(0.0, |field| field.confidence),
        };
        fields.insert(name.as_str(), row);
    }
    let expected = truth_of(truth, FieldName::IdNumber).unwrap_or_default();
    let number = reading.field(FieldName::IdNumber).map(|field| field.value.expose());
    let faulty = truth.get("faults").and_then(|f| f.as_array()).is_some_and(|f| !f.is_empty());
    let read = reading.is_read();
    CardRow {
        file,
        condition,
        read,
        problem: reading.problem.map(|problem| problem.as_str()),
        fields,
        number_digits: Some(round3(right_characters(&expected, number.unwrap_or_default()))),
        wrongly_accepted: read && (faulty || number != Some(expected.as_str())),
        ms,
        error: None,
    }
}

/// The part of the expected characters that stand at their place, 0–1.
fn right_characters(expected: &str, found: &str) -> f64 {
    let right = expected.chars().zip(found.chars()).filter(|(a, b)| a == b).count();
    right as f64 / expected.chars().count().max(NUMBER) as f64
}

fn figures(rows: Vec<CardRow>) -> CardFigures {
    let n = rows.len();
    let mut output = CardFigures { n, ..CardFigures::default() };
    let share = |part: usize, all: usize| round3(part as f64 / all.max(1) as f64);
    for row in &rows {
        output.read += usize::from(row.read);
        output.wrongly_accepted += usize::from(row.wrongly_accepted);
        if !row.read {
            *output.refused.entry(row.condition.clone()).or_default() += 1;
        }
        if let Some(problem) = row.problem {
            *output.reasons.entry(problem).or_default() += 1;
        }
        let wrong = row.fields.iter().filter(|(_, f)| row.read && f.sure && !f.right);
        for (name, _) in wrong {
            *output.wrong_but_sure.entry(name).or_default() += 1;
        }
    }
    for name in FieldName::FRONT.into_iter().chain(FieldName::BACK).map(FieldName::as_str) {
        let right = |only_read: bool| {
            let rated = rows.iter().filter(|row| row.read || !only_read);
            let fields: Vec<bool> =
                rated.filter_map(|row| row.fields.get(name)).map(|field| field.right).collect();
            (fields.iter().filter(|right| **right).count(), fields.len())
        };
        let (all, of_read) = (right(false), right(true));
        if all.1 > 0 {
            output.fields.insert(name, share(all.0, all.1));
            output.fields_of_read.insert(name, share(of_read.0, of_read.1));
        }
    }
    let digits: f64 = rows.iter().filter_map(|row| row.number_digits).sum();
    output.number_digits = round3(digits / n.max(1) as f64);
    output.ms_per_card =
        (rows.iter().map(|row| row.ms).sum::<u64>() as f64 / n.max(1) as f64).round();
    output.rows = rows;
    output
}

fn words(console: &Console, figures: &CardFigures) -> String {
    let percent = |share: &f64| format!("{:.1} %", share * 100.0);
    let mut lines = vec![format!("{}: {}/{}", console.text("eval.read"), figures.read, figures.n)];
    for (reason, count) in &figures.reasons {
        lines.push(format!("  {}: {count}", console.text(&format!("identity.card_{reason}"))));
    }
    let digits = console.text("eval.number_digits");
    lines.push(format!("{digits}: {}", percent(&figures.number_digits)));
    for (name, right) in &figures.fields_of_read {
        lines.push(format!(
            "  {}: {}",
            console.text(&format!("card.field.{name}")),
            percent(right)
        ));
    }
    let wrongly = console.text("eval.wrongly_accepted");
    lines.push(format!("{wrongly}: {}", figures.wrongly_accepted));
    lines.push(format!("{} ms", figures.ms_per_card));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_count_at_their_place() {
        assert_eq!(right_characters("11010519491231002X", "11010519491231002X"), 1.0);
        assert_eq!(right_characters("11010519491231002X", ""), 0.0);
        assert_eq!(right_characters("11010519491231002X", "21010519491231002"), 16.0 / 18.0);
    }

    #[test]
    fn figures_count_what_the_rows_say() {
        let row = |read, right, problem| CardRow {
            file: "a.jpg".to_owned(),
            condition: "blur".to_owned(),
            read,
            problem,
            fields: BTreeMap::from([("name", FieldRow { right, sure: true, confidence: 1.0 })]),
            number_digits: Some(1.0),
            wrongly_accepted: read && !right,
            ms: 10,
            error: None,
        };
        let found = figures(vec![
            row(true, true, None),
            row(true, false, None),
            row(false, false, Some("blur")),
        ]);
        assert_eq!((found.n, found.read, found.wrongly_accepted), (3, 2, 1));
        assert_eq!(found.refused, BTreeMap::from([("blur".to_owned(), 1)]));
        assert_eq!(found.reasons, BTreeMap::from([("blur", 1)]));
        assert_eq!(found.fields["name"], 0.333);
        assert_eq!(found.fields_of_read["name"], 0.5);
        assert_eq!(found.wrong_but_sure["name"], 1);
    }
}
