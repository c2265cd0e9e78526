//! The score in plain words.

use interview::position::Position;
use interview::report::{AnswerReport, Report};
use interview::score::{AnswerScore, CompetencyScore, Evidence, Polarity};
use interview::transcript::Language;

use crate::texts::{clock, fill, number, text};

/// A report in plain words: the overall score, each competency with its quotes, what would change
/// without something, how it is made and what it is not. One paragraph a line.
pub fn explain(report: &Report, language: Language) -> String {
    let mut lines = vec![overall_line(report, language), String::new()];
    for competency in &report.scores.competencies {
        lines.push(competency_line(report, competency, language));
        lines.extend(competency.evidence.iter().map(|e| evidence_line(report, e, language)));
    }
    lines.push(String::new());
    for what_if in &report.scores.counterfactuals {
        let score = what_if.overall.map_or_else(|| text(language, "what_if.none"), number);
        let what = what_if_label(report, &what_if.without, language);
        lines.push(fill(language, "explain.what_if", &[("what", &what), ("score", &score)]));
    }
    lines.push(String::new());
    lines.push(text(language, "explain.method"));
    lines.push(text(language, "explain.limits"));
    lines.join("\n") + "\n"
}

fn overall_line(report: &Report, language: Language) -> String {
    let overall = report.scores.overall;
    let (Some(score), Some(low), Some(high)) = (overall.score, overall.low, overall.high) else {
        return text(language, "explain.overall.none");
    };
    let position = match language {
        Language::Zh => &report.position.name_zh,
        Language::En => &report.position.name_en,
    };
    fill(
        language,
        "explain.overall",
        &[
            ("position", position),
            ("score", &number(score)),
            ("lo", &number(low)),
            ("hi", &number(high)),
            ("required", &report.position.pass_score.to_string()),
        ],
    )
}

fn competency_line(report: &Report, competency: &CompetencyScore, language: Language) -> String {
    let name = competency_name(&report.ledger.position, &competency.key, language);
    let weight = number((competency.weight * 1000.0).round() / 10.0);
    let (Some(score), Some(grade)) = (competency.score, competency.grade) else {
        let code = reason_code(report, competency);
        let values =
            [("name", name.as_str()), ("weight", &weight), ("reason", &text(language, code))];
        return fill(language, "explain.competency.none", &values);
    };
    fill(
        language,
        "explain.competency",
        &[
            ("name", &name),
            ("weight", &weight),
            ("score", &number(score)),
            ("level", &grade.to_string()),
            ("lo", &competency.low.map(number).unwrap_or_default()),
            ("hi", &competency.high.map(number).unwrap_or_default()),
            ("confidence", &number((competency.confidence * 100.0).round())),
        ],
    )
}

fn evidence_line(report: &Report, evidence: &Evidence, language: Language) -> String {
    let key = match evidence.polarity {
        Polarity::Positive => "explain.plus",
        Polarity::Negative => "explain.minus",
    };
    fill(
        language,
        key,
        &[
            ("quote", &evidence.quote),
            ("n", &question_number(report, &evidence.question).to_string()),
            ("time", &clock(evidence.start_ms)),
            ("behaviour", &behaviour_text(&evidence.behaviour, language)),
            ("levels", &format!("{:.2}", evidence.contribution.abs())),
        ],
    )
}

/// Why a competency has no number. The scores alone can't tell "not asked" from "answered, but not
/// analysed" and from "scoring was not agreed to"; the report can.
pub fn reason_code<'a>(report: &Report, competency: &'a CompetencyScore) -> &'a str {
    let code = competency.reason.as_deref().unwrap_or(UNAVAILABLE);
    let answered = report.answers.iter().any(|a| a.competency == competency.key);
    match code {
        "score.not_asked" if answered => unscored_code(report),
        code => code,
    }
}

/// Why answers stand in a report without any score.
pub fn unscored_code(report: &Report) -> &'static str {
    if report.scoring_refused() { "score.no_consent" } else { UNAVAILABLE }
}

/// No stage gave a score: it is missing, not bad.
const UNAVAILABLE: &str = "score.unavailable";

/// Number of a question in the order of asking, from 1; 0 where it was not asked.
pub fn question_number(report: &Report, id: &str) -> usize {
    report.answers.iter().position(|a| a.question_id == id).map_or(0, |i| i + 1)
}

/// The score that counts for `answer`: its own, or that of the question it followed.
pub fn score_of<'a>(report: &'a Report, answer: &AnswerReport) -> Option<&'a AnswerScore> {
    let id = answer.follows.as_ref().unwrap_or(&answer.question_id);
    report.scores.answers.iter().find(|score| score.question == *id)
}

/// The quotes that were said in `answer`, strongest first.
pub fn quotes_of<'a>(report: &'a Report, answer: &AnswerReport) -> Vec<&'a Evidence> {
    let all = score_of(report, answer).map_or(&[][..], |score| &score.evidence);
    all.iter().filter(|evidence| evidence.question == answer.question_id).collect()
}

/// That an answer was asked for by a follow-up and counts with another, in words.
pub fn follow_up_label(
    report: &Report,
    answer: &AnswerReport,
    language: Language,
) -> Option<String> {
    let n = question_number(report, answer.follows.as_deref()?).to_string();
    Some(fill(language, "follow_up.counts", &[("n", &n)]))
}

/// Name of a competency; the key where the position lacks it.
pub fn competency_name(position: &Position, key: &str, language: Language) -> String {
    position
        .competency(key)
        .map_or(key, |c| match language {
            Language::Zh => c.name_zh.as_str(),
            Language::En => c.name_en.as_str(),
        })
        .to_owned()
}

/// A behaviour of the model (kept in its own language), or the plain name of a rule.
pub fn behaviour_text(behaviour: &str, language: Language) -> String {
    match behaviour.strip_prefix("rule.") {
        Some(_) => text(language, behaviour),
        None => behaviour.to_owned(),
    }
}

/// What a what-if figure leaves out, in words.
pub fn what_if_label(report: &Report, without: &str, language: Language) -> String {
    match without.split_once(':') {
        Some(("competency", key)) => {
            let name = competency_name(&report.ledger.position, key, language);
            fill(language, "what_if.competency", &[("name", &name)])
        }
        Some(("question", id)) => {
            let n = question_number(report, id).to_string();
            fill(language, "what_if.question", &[("n", &n)])
        }
        _ => text(language, &format!("what_if.{without}")),
    }
}
