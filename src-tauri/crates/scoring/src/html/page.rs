//! One language of the page: its parts in order, and what they share.

use interview::features::AnswerFeatures;
use interview::report::{AnswerReport, Report};
use interview::score::{AnswerScore, Evidence};
use interview::transcript::Language;

use super::escape::{attribute, escaped, isolated};
use super::{MediaLink, SignatureInfo, code};
use crate::explain::{behaviour_text, competency_name, question_number};
use crate::texts::{clock, fill, text};

pub(super) struct Page<'a> {
    pub report: &'a Report,
    pub language: Language,
    pub media: &'a MediaLink,
    pub signature: Option<&'a SignatureInfo>,
}

impl Page<'_> {
    pub(super) fn main(&self) -> String {
        let lang = code(self.language);
        let parts = [
            self.header(),
            self.banners(),
            self.title_block(),
            self.facts(),
            self.score_box(),
            self.abilities(),
            self.behaviours(),
            self.coverage(),
            self.questions(),
            self.what_if_and_notices(),
            self.identity(),
            self.decision(),
            self.verification(),
            self.ledger(),
            format!("<footer>{}</footer>", self.t("footer")),
        ];
        format!("<main lang=\"{lang}\">\n{}</main>\n", parts.concat())
    }

    /// Catalogue text, escaped.
    pub(super) fn t(&self, key: &str) -> String {
        escaped(&text(self.language, key))
    }

    /// Catalogue text with values, escaped as a whole: values are data.
    pub(super) fn f(&self, key: &str, values: &[(&str, &str)]) -> String {
        escaped(&fill(self.language, key, values))
    }

    /// Catalogue text for a code that may be unknown: then the code itself.
    pub(super) fn known(&self, prefix: &str, code: &str) -> String {
        match crate::texts::find(self.language, &format!("{prefix}{code}")) {
            Some(text) => escaped(text),
            None => isolated(code),
        }
    }

    pub(super) fn competency(&self, key: &str) -> String {
        escaped(&competency_name(&self.report.ledger.position, key, self.language))
    }

    /// A section with a heading.
    pub(super) fn section(&self, class: &str, heading: &str, body: &str) -> String {
        format!("<section class=\"{class}\"><h2>{}</h2>{body}</section>\n", self.t(heading))
    }

    /// A button that plays the recording from `ms`; plain time where there is no recording.
    pub(super) fn seek(&self, ms: i64, content: &str, class: &str) -> String {
        if self.media.src().is_none() {
            return format!("<span class=\"{class}\">{content}</span>");
        }
        let label = attribute(&fill(self.language, "seek", &[("time", &clock(ms))]));
        format!(
            "<button type=\"button\" class=\"seek {class}\" data-ms=\"{}\" title=\"{label}\">{content}</button>",
            ms.max(0)
        )
    }

    /// A quote in quotation marks that plays its second.
    pub(super) fn quote(&self, evidence: &Evidence) -> String {
        let words = format!("<q lang=\"{}\">{}</q>", self.words_lang(), isolated(&evidence.quote));
        self.seek(evidence.start_ms, &words, "quote")
    }

    /// The language of what the candidate said.
    pub(super) fn words_lang(&self) -> &'static str {
        code(self.report.language)
    }

    /// A behaviour or rule, marked with its language where it is not the page's.
    pub(super) fn behaviour(&self, behaviour: &str) -> String {
        let text = isolated(&behaviour_text(behaviour, self.language));
        if behaviour.starts_with("rule.") || self.language == Language::Zh {
            text
        } else {
            format!("<span lang=\"zh-CN\">{text}</span>")
        }
    }

    pub(super) fn number_of(&self, question: &str) -> String {
        question_number(self.report, question).to_string()
    }

    pub(super) fn score_of(&self, answer: &AnswerReport) -> Option<&AnswerScore> {
        crate::explain::score_of(self.report, answer)
    }

    /// What the answer to `question` was scored from, follow-ups included.
    pub(super) fn features_of(&self, question: &str) -> Option<AnswerFeatures> {
        let joined = crate::follow_up::joined(&self.report.ledger.answers);
        joined.into_iter().find(|a| a.question_id == question)
    }

    pub(super) fn duration(&self, ms: i64) -> String {
        let seconds = ms.max(0) / 1000;
        let (m, s) = ((seconds / 60).to_string(), (seconds % 60).to_string());
        fill(self.language, "duration", &[("m", &m), ("s", &s)])
    }
}

/// Rows of a two-column list: label and value, both already HTML.
pub(super) fn rows(items: &[(String, String)]) -> String {
    let body: String = items
        .iter()
        .map(|(label, value)| format!("<div><dt>{label}</dt><dd>{value}</dd></div>"))
        .collect();
    format!("<dl class=\"rows\">{body}</dl>")
}
