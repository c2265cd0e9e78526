//! Question by question.

use interview::report::AnswerReport;
use scoring::explain::{follow_up_label, quotes_of, score_of, unscored_code};
use scoring::figures::{per_cent, whole};
use scoring::texts::clock;
use serde::Serialize;

use super::Maker;
use super::scores::quoted;

/// The table of questions.
#[derive(Serialize)]
pub(super) struct Questions {
    heading: String,
    columns: [String; 6],
    none: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    n: String,
    competency: String,
    question: String,
    /// The words that weigh most.
    quote: Option<String>,
    no_quote: String,
    time: String,
    analysed: String,
    score: String,
    scored: bool,
    /// Why there is no score, and what the candidate decided about the answer.
    notes: Vec<String>,
}

impl Maker<'_> {
    pub(super) fn questions(&self) -> Questions {
        let columns = ["col.question", "col.quote", "col.time", "col.analysed", "col.score"];
        let [question, quote, time, analysed, score] = columns.map(|key| self.t(key));
        Questions {
            heading: self.t("questions"),
            columns: [self.t("col.number"), question, quote, time, analysed, score],
            none: self.t("questions.none"),
            rows: (1..).zip(&self.report.answers).map(|(n, answer)| self.row(n, answer)).collect(),
        }
    }

    fn row(&self, n: usize, answer: &AnswerReport) -> Row {
        let scored = score_of(self.report, answer);
        let strongest = quotes_of(self.report, answer).first().copied();
        let joined = follow_up_label(self.report, answer, self.language);
        let figure = scored.and_then(|s| s.score).filter(|_| joined.is_none());
        let mut notes = self.handed_in(answer);
        if let Some(joined) = &joined {
            notes.insert(0, joined.clone());
        } else if figure.is_none() {
            let code =
                scored.and_then(|s| s.reason.as_deref()).unwrap_or(unscored_code(self.report));
            notes.insert(0, self.known("", code));
        }
        Row {
            n: n.to_string(),
            competency: self.competency(&answer.competency),
            question: answer.question_text.clone(),
            quote: strongest.map(|e| quoted(&e.quote)),
            no_quote: self.t("question.no_quote"),
            time: clock(strongest.map_or(answer.start_ms, |e| e.start_ms)),
            analysed: format!("{}%", per_cent(answer.coverage)),
            score: match (figure, joined) {
                (Some(figure), _) => whole(figure),
                (None, Some(_)) => String::new(),
                (None, None) => self.t("ability.none"),
            },
            scored: figure.is_some(),
            notes,
        }
    }

    /// What the candidate decided before handing in; none of it changes a score.
    fn handed_in(&self, answer: &AnswerReport) -> Vec<String> {
        let handed_in = &answer.handed_in;
        let takes = handed_in.other_takes;
        let remark = handed_in.note.as_deref().filter(|note| !note.trim().is_empty());
        [
            handed_in.disputed.then(|| self.t("answer.disputed")),
            remark.map(|note| self.f("answer.remark", &[("text", note)])),
            handed_in.typed.then(|| self.t("answer.typed")),
            (takes > 0).then(|| self.f("answer.takes", &[("n", &takes.to_string())])),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
