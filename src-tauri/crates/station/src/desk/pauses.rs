//! Stretches without speech, which a reviewer may skip.

use interview::report::Report;
use interview::time::Span;

/// Shorter silences belong to speaking, in milliseconds.
const FROM_MS: i64 = 2000;
/// What is left of a silence on each side, so that no word begins abruptly, in milliseconds.
const MARGIN_MS: i64 = 400;

/// The silences of a recording of `length_ms`, in order. Sound before, between and after answers
/// is the machine's own voice and thinking.
pub fn silences(report: &Report, length_ms: i64) -> Vec<Span> {
    let mut speech: Vec<Span> =
        report.answers.iter().flat_map(|a| a.transcript.speech.iter().copied()).collect();
    speech.sort_by_key(|span| span.start_ms);
    let mut silent = Vec::new();
    let mut heard_until = 0;
    for span in speech.iter().copied().chain([Span::new(length_ms, length_ms)]) {
        if span.start_ms - heard_until >= FROM_MS {
            silent.push(Span::new(heard_until + MARGIN_MS, span.start_ms - MARGIN_MS));
        }
        heard_until = heard_until.max(span.end_ms);
    }
    silent
}
