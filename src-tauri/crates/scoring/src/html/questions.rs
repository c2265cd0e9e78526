//! Question by question: the weightiest words, the timeline, the transcript with its quotes.

use interview::report::AnswerReport;
use interview::score::{Evidence, Polarity};

use super::charts::{Mark, timeline};
use super::escape::isolated;
use super::page::Page;
use crate::explain::{follow_up_label, quotes_of, unscored_code};
use crate::figures::{per_cent, whole};
use crate::texts::{clock, fill};

impl Page<'_> {
    pub(super) fn questions(&self) -> String {
        let head: String = ["col.question", "col.quote", "col.time", "col.analysed", "col.score"]
            .iter()
            .map(|key| format!("<th scope=\"col\">{}</th>", self.t(key)))
            .collect();
        let body: String =
            self.report.answers.iter().enumerate().map(|(i, a)| self.question(i + 1, a)).collect();
        let missing = if self.media.src().is_none() {
            format!("<p class=\"quiet\">{}</p>", self.t("video.missing"))
        } else {
            String::new()
        };
        let table = format!(
            "{missing}<table class=\"questions\"><thead><tr><th></th>{head}</tr></thead>{body}</table>"
        );
        self.section("", "questions", &table)
    }

    fn question(&self, n: usize, answer: &AnswerReport) -> String {
        let score = self.score_of(answer);
        let quotes = quotes_of(self.report, answer);
        let strongest = quotes.first().copied();
        let quote = strongest.map_or_else(
            || format!("<span class=\"quiet\">{}</span>", self.t("question.no_quote")),
            |e| self.quote(e),
        );
        let at = strongest.map_or(answer.start_ms, |e| e.start_ms);
        let joined = follow_up_label(self.report, answer, self.language);
        let figure = match (joined, score.and_then(|s| s.score)) {
            (Some(joined), _) => format!("<span class=\"none\">{joined}</span>"),
            (None, Some(value)) => format!("<b>{}</b>", whole(value)),
            (None, None) => {
                let code =
                    score.and_then(|s| s.reason.as_deref()).unwrap_or(unscored_code(self.report));
                format!(
                    "<span class=\"none\">{}<br>{}</span>",
                    self.t("ability.none"),
                    self.known("", code)
                )
            }
        };
        format!(
            "<tbody><tr><td>{n}</td><td><b class=\"ability-name\">{}</b><br>{}</td><td>{quote}</td><td>{}</td>\
             <td>{}%</td><td>{figure}</td></tr><tr class=\"more\"><td></td><td colspan=\"5\">{}</td></tr></tbody>",
            self.competency(&answer.competency),
            isolated(&answer.question_text),
            self.seek(at, &clock(at), "time"),
            per_cent(answer.coverage),
            self.detail(n, answer, &quotes)
        )
    }

    fn detail(&self, n: usize, answer: &AnswerReport, evidence: &[&Evidence]) -> String {
        let marks: Vec<Mark> = evidence
            .iter()
            .map(|e| Mark { at_ms: e.start_ms, positive: e.polarity == Polarity::Positive })
            .collect();
        let speech: Vec<(i64, i64)> =
            answer.transcript.speech.iter().map(|s| (s.start_ms, s.end_ms)).collect();
        let words = fill(
            self.language,
            "timeline.text",
            &[
                ("n", &n.to_string()),
                ("start", &clock(answer.start_ms)),
                ("end", &clock(answer.end_ms)),
                ("count", &evidence.len().to_string()),
            ],
        );
        let line = timeline((answer.start_ms, answer.end_ms), &speech, &marks, &words);
        let score = self.score_of(answer).filter(|_| answer.follows.is_none());
        let flags: String = score
            .map_or(&[][..], |s| &s.flags)
            .iter()
            .map(|flag| {
                format!("<span class=\"chip warn\">! {}</span> ", self.known("flag.", flag))
            })
            .collect();
        format!(
            "<div class=\"line\"><span>{}</span>{line}<span>{}</span></div>{flags}\
             <details><summary>{}</summary>{}</details>",
            clock(answer.start_ms),
            clock(answer.end_ms),
            self.t("transcript"),
            self.transcript(answer, evidence)
        )
    }

    /// The whole transcript; quotes are marked where they stand and play their second.
    fn transcript(&self, answer: &AnswerReport, evidence: &[&Evidence]) -> String {
        let text = &answer.transcript.text;
        if text.trim().is_empty() {
            return format!("<p class=\"quiet\">{}</p>", self.t("transcript.empty"));
        }
        let mut places: Vec<(usize, &Evidence)> = evidence
            .iter()
            .filter_map(|e| text.find(&e.quote).map(|at| (at, *e)))
            .filter(|(_, e)| !e.quote.is_empty())
            .collect();
        places.sort_by_key(|(at, _)| *at);
        let mut body = String::new();
        let mut from = 0;
        for (at, evidence) in places {
            // The same words quoted twice are marked once.
            let (Some(before), Some(quoted)) =
                (text.get(from..at), text.get(at..at + evidence.quote.len()))
            else {
                continue;
            };
            body += &isolated(before);
            let class = match evidence.polarity {
                Polarity::Positive => "marked up",
                Polarity::Negative => "marked down",
            };
            body += &self.seek(evidence.start_ms, &isolated(quoted), class);
            from = at + evidence.quote.len();
        }
        body += &isolated(text.get(from..).unwrap_or_default());
        format!("<p class=\"transcript\" lang=\"{}\">{body}</p>", self.words_lang())
    }
}
