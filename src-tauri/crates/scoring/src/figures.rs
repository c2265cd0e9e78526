//! Figures and quotes that every print of a report shows in the same way.

use interview::report::Report;
use interview::score::{Evidence, Polarity};

use crate::answer::POINTS_PER_GRADE;
use crate::texts::number;

/// How much of the answers was heard and analysed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Milliseconds analysed.
    pub analysed_ms: i64,
    /// Of all milliseconds of answers, 0–1.
    pub share: f64,
}

/// How surely the recogniser understood the answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recognition {
    /// Mean over the answers with words, 0–1.
    pub mean: f64,
    /// Number of the question that was understood worst, from 1.
    pub lowest_question: usize,
    /// Its confidence, 0–1.
    pub lowest: f64,
}

/// The quotes of one direction over all competencies, strongest first.
pub fn strongest(report: &Report, polarity: Polarity) -> Vec<&Evidence> {
    let mut all: Vec<&Evidence> = report
        .scores
        .competencies
        .iter()
        .flat_map(|c| &c.evidence)
        .filter(|e| e.polarity == polarity)
        .collect();
    all.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    all
}

/// How much was heard; nothing where nothing was answered.
pub fn heard(report: &Report) -> Heard {
    let length = |a: &interview::report::AnswerReport| (a.end_ms - a.start_ms).max(0) as f64;
    let all: f64 = report.answers.iter().map(length).sum();
    let heard: f64 = report.answers.iter().map(|a| length(a) * a.coverage).sum();
    let share = if all > 0.0 { heard / all } else { 0.0 };
    Heard { analysed_ms: heard as i64, share }
}

/// How surely it was understood; none where there are no words.
pub fn recognition(report: &Report) -> Option<Recognition> {
    let values: Vec<(usize, f64)> = report
        .answers
        .iter()
        .enumerate()
        .filter(|(_, a)| !a.transcript.words.is_empty())
        .map(|(i, a)| (i + 1, a.transcript.recognition_confidence))
        .collect();
    let (lowest_question, lowest) = values.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let mean = values.iter().map(|v| v.1).sum::<f64>() / values.len() as f64;
    Some(Recognition { mean, lowest_question, lowest })
}

/// Length of the interview in milliseconds: of its recording, else up to the last answer.
pub fn length_ms(report: &Report) -> i64 {
    let end = report.answers.iter().map(|a| a.end_ms).max().unwrap_or(0);
    report.media.iter().map(|m| m.duration_ms).max().unwrap_or(end)
}

/// A score for people: whole points; the range says how little a decimal would mean.
pub fn whole(score: f64) -> String {
    format!("{score:.0}")
}

/// The level of a score with one decimal at most.
pub fn level(score: f64) -> String {
    number((score / POINTS_PER_GRADE * 10.0).round() / 10.0)
}

/// A weight as per cent with one decimal at most.
pub fn weight_per_cent(weight: f64) -> String {
    number((weight * 1000.0).round() / 10.0)
}

/// A share as whole per cent.
pub fn per_cent(share: f64) -> String {
    format!("{:.0}", (share * 100.0).clamp(0.0, 100.0))
}
