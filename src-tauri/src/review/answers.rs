//! Answers: the words with their times, marked where they were quoted, unclear or searched for.

use interview::report::{AnswerReport, Report};
use scoring::explain::{quotes_of, score_of};
use serde::Serialize;
use specta::Type;
use station::desk::spoken;

use super::abilities::Quote;
use super::{Stretch, View, ms, per_cent, stretch};
use crate::interviews::Name;

/// A word of the transcript with what stands between it and the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Word {
    /// Text.
    pub text: String,
    /// Media time in milliseconds.
    pub start_ms: u32,
    /// End.
    pub end_ms: u32,
    /// Whether the recogniser was unsure.
    pub unclear: bool,
    /// Whether a quote holds it.
    pub quoted: bool,
}

/// A few sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Paragraph {
    /// Media time of its first word.
    pub start_ms: u32,
    /// Words.
    pub words: Vec<Word>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Answer {
    /// Number, from 1.
    pub number: u32,
    /// Number of the answer that this one is scored with, where it answers a follow-up.
    pub counts_with: Option<u32>,
    /// The question as it was asked.
    pub question: String,
    /// Key of the ability it asked for.
    pub competency: String,
    /// Name of the ability.
    pub ability: Name,
    /// Media time in milliseconds.
    pub start_ms: u32,
    /// End.
    pub end_ms: u32,
    /// Per cent of it that was analysed.
    pub coverage: u32,
    /// Recognition confidence in per cent; none without words.
    pub recognition: Option<u32>,
    /// Suggested score of the answer; none where there is none or it is not shown yet.
    #[specta(type = Option<specta_typescript::Number>)]
    pub score: Option<f64>,
    /// Code of the reason where there is no score.
    pub reason: Option<String>,
    /// Whether any of it was typed; that changes no score.
    pub typed: bool,
    /// Whether the candidate said of the transcript "not what I said".
    pub disputed: bool,
    /// What the candidate wrote beside the answer.
    pub remark: Option<String>,
    /// Transcript.
    pub paragraphs: Vec<Paragraph>,
    /// Quotes of this answer in order of time; none while hidden.
    pub quotes: Vec<Quote>,
}

impl View<'_> {
    pub(super) fn answers(&self) -> Vec<Answer> {
        (1u32..)
            .zip(&self.report.answers)
            .map(|(number, answer)| self.answer(number, answer))
            .collect()
    }

    fn answer(&self, number: u32, answer: &AnswerReport) -> Answer {
        let hidden = self.hides(&answer.competency);
        let counts_with = answer.follows.as_deref().map(|question| self.number_of(question));
        let scored = score_of(self.report, answer).filter(|_| counts_with.is_none());
        let said = quotes_of(self.report, answer);
        let mut quotes: Vec<Quote> = said.into_iter().map(|e| self.quote(e)).collect();
        if hidden {
            quotes.clear();
        }
        quotes.sort_by_key(|quote| quote.start_ms);
        let known = self.report.ledger.position.competency(&answer.competency);
        let key = &answer.competency;
        Answer {
            number,
            counts_with,
            question: answer.question_text.clone(),
            competency: key.clone(),
            ability: known.map_or_else(
                || Name { zh: key.clone(), en: key.clone() },
                |known| Name { zh: known.name_zh.clone(), en: known.name_en.clone() },
            ),
            start_ms: ms(answer.start_ms),
            end_ms: ms(answer.end_ms),
            coverage: per_cent(answer.coverage),
            recognition: (!answer.transcript.words.is_empty())
                .then(|| per_cent(answer.transcript.recognition_confidence)),
            score: scored.and_then(|score| score.score).filter(|_| !hidden),
            reason: match scored {
                Some(score) => score.reason.clone(),
                None if counts_with.is_some() => None,
                None => Some(scoring::explain::unscored_code(self.report).to_owned()),
            },
            typed: answer.handed_in.typed,
            disputed: answer.handed_in.disputed,
            remark: answer.handed_in.note.clone(),
            paragraphs: paragraphs(answer, &quotes),
            quotes,
        }
    }
}

fn paragraphs(answer: &AnswerReport, quotes: &[Quote]) -> Vec<Paragraph> {
    let inside = |at_ms: u32| quotes.iter().any(|q| (q.start_ms..q.end_ms).contains(&at_ms));
    let word = |word: spoken::SpokenWord| Word {
        quoted: inside(ms(word.start_ms)),
        text: word.text,
        start_ms: ms(word.start_ms),
        end_ms: ms(word.end_ms),
        unclear: word.unclear,
    };
    spoken::paragraphs(&answer.transcript)
        .into_iter()
        .filter_map(|words| {
            let start_ms = ms(words.first()?.start_ms);
            Some(Paragraph { start_ms, words: words.into_iter().map(word).collect() })
        })
        .collect()
}

/// Where `words` were said in the answers of a report, in order of time.
pub(super) fn found(report: &Report, words: &str) -> Vec<Stretch> {
    let mut all = Vec::new();
    for word in vault::query_words(words) {
        for answer in &report.answers {
            let transcript = &answer.transcript;
            let places = vault::occurrences(&transcript.text, &word);
            let spans = places.into_iter().filter_map(|place| transcript.span_of(place));
            all.extend(spans.map(|span| stretch(span.start_ms, span.end_ms)));
        }
    }
    all.sort_by_key(|stretch| stretch.start_ms);
    all.dedup();
    all
}
