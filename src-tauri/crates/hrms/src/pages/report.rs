//! One interview: its report and its recording.

use interview::exchange::PartState;
use interview::report::{AnswerReport, CheckResult, IdentityReport, Report};
use interview::score::{CompetencyScore, Evidence, InterviewScores, Polarity};
use interview::transcript::Language;

use super::html::Html;
use super::list::marks;
use super::page;
use super::text::Text;
use crate::clock::rfc3339;
use crate::store::{InterviewRow, PartRow, ReportRow};

/// What the page shows of the report.
pub enum Content<'a> {
    /// The report as it was read, with its row.
    Report(&'a Report, &'a ReportRow),
    /// Bytes of a version that this server can't read.
    Unreadable(&'a ReportRow),
    /// Nothing; the key of the reason.
    Nothing(&'static str),
}

/// The page.
pub fn render(
    text: Text,
    user: &str,
    row: &InterviewRow,
    content: &Content<'_>,
    parts: &[PartRow],
) -> String {
    let title = match content {
        Content::Report(report, _) => candidate(report),
        Content::Unreadable(_) | Content::Nothing(_) => text.get("interviews"),
    };
    page(text, title, Some(user), |html| match content {
        Content::Report(report, stored) => {
            head(html, text, row, report);
            recording(html, text, parts);
            scores(html, text, report);
            identity(html, text, &report.identity);
            answers(html, text, report);
            not_used(html, text, report);
            proof(html, text, report, stored);
        }
        Content::Unreadable(stored) => {
            marks(html, text, &row.flags);
            html.leaf("p", "", text.get("unreadable"));
            html.leaf("code", "", &stored.sha256);
        }
        Content::Nothing(reason) => {
            html.leaf("h1", "", &row.started_at);
            html.leaf("p", "", text.get(reason));
        }
    })
}

fn candidate(report: &Report) -> &str {
    report.candidate.name.as_deref().unwrap_or(&report.candidate.reference)
}

fn head(html: &mut Html, text: Text, row: &InterviewRow, report: &Report) {
    html.leaf("h1", "", candidate(report));
    let position = text.pick(&report.position.name_zh, &report.position.name_en);
    html.el("p", &[], |html| {
        html.text(position);
        html.text(&format!(" · {} · ", report.clock.started_wall));
        html.text(text.get(&row.state));
    });
    html.el("p", &[], |html| marks(html, text, &row.flags));
    html.leaf("p", "note", text.get("people_decide"));
}

/// Media time in milliseconds at which a part begins.
fn begins(part: &PartRow) -> i64 {
    part.manifest.segments.get(1).map_or(0, |segment| segment.t_ns.div_euclid(1_000_000))
}

fn recording(html: &mut Html, text: Text, parts: &[PartRow]) {
    html.leaf("h2", "", text.get("video"));
    for part in parts {
        let name = &part.manifest.part;
        match part.state {
            PartState::Verified if part.prefix.is_some() && part.blob.is_some() => {
                let play = format!("/v1/interviews/{}/media/{name}/play", part.interview);
                let from = begins(part).to_string();
                let attributes = [
                    ("controls", ""),
                    ("preload", "metadata"),
                    ("data-play", &*play),
                    ("data-from-ms", &*from),
                ];
                html.el("video", &attributes, |_| {});
            }
            PartState::Rejected => html.leaf("p", "", text.get("video_rejected")),
            _ => html.leaf("p", "", text.get("video_verifying")),
        }
    }
    html.el("noscript", &[], |html| html.text(text.get("needs_script")));
}

fn number(value: Option<f64>, text: Text) -> String {
    value.map_or_else(|| text.get("insufficient").to_owned(), |value| format!("{value:.1}"))
}

fn scores(html: &mut Html, text: Text, report: &Report) {
    let InterviewScores { overall, summary, competencies, .. } = &report.scores;
    html.leaf("h2", "", text.get("score"));
    html.el("dl", &[], |html| {
        let range = overall.low.zip(overall.high).map(|(l, h)| format!("{l:.1} – {h:.1}"));
        let rows = [
            ("overall", number(overall.score, text)),
            ("range", range.unwrap_or_else(|| "–".to_owned())),
            ("required", report.position.pass_score.to_string()),
            ("professional", number(summary.professional, text)),
            ("general", number(summary.general, text)),
            ("culture", number(summary.culture, text)),
        ];
        for (key, value) in rows {
            html.leaf("dt", "", text.get(key));
            html.leaf("dd", "number", &value);
        }
    });
    html.leaf("h2", "", text.get("competencies"));
    for score in competencies {
        competency(html, text, report, score);
    }
}

fn competency(html: &mut Html, text: Text, report: &Report, score: &CompetencyScore) {
    let known = report.ledger.position.competency(&score.key);
    let name = known.map_or(score.key.as_str(), |c| text.pick(&c.name_zh, &c.name_en));
    html.el("section", &[], |html| {
        html.leaf("h3", "", name);
        html.el("p", &[], |html| {
            if let Some(value) = score.score {
                let value = format!("{value:.1}");
                let low = score.required.to_string();
                let bar = [("min", "0"), ("max", "100"), ("low", &*low), ("value", &*value)];
                html.el("meter", &bar, |html| html.text(&value));
            }
            let reason = score.reason.as_deref().unwrap_or_default();
            html.text(&format!(
                " {} {} · {} {} · {} {:.2} ",
                number(score.score, text),
                text.get(reason),
                text.get("required"),
                score.required,
                text.get("confidence"),
                score.confidence
            ));
        });
        html.el("ul", &[], |html| {
            score.evidence.iter().for_each(|evidence| quote(html, text, evidence));
        });
    });
}

fn quote(html: &mut Html, text: Text, evidence: &Evidence) {
    let (class, key) = match evidence.polarity {
        Polarity::Positive => ("plus", "positive"),
        Polarity::Negative => ("minus", "negative"),
    };
    html.el("li", &[("class", class)], |html| {
        seek(html, text, evidence.start_ms);
        html.leaf("q", "", &evidence.quote);
        html.leaf("span", "note", &format!("{} · {}", text.get(key), evidence.behaviour));
    });
}

/// A button that plays from a media time.
fn seek(html: &mut Html, text: Text, at_ms: i64) {
    let at = at_ms.to_string();
    let attributes = [("type", "button"), ("data-seek-ms", &*at), ("title", text.get("seek"))];
    let seconds = at_ms.max(0) / 1000;
    html.el("button", &attributes, |html| {
        html.text(&format!("▶ {}:{:02}", seconds / 60, seconds % 60));
    });
}

fn identity(html: &mut Html, text: Text, identity: &IdentityReport) {
    let word = |result| match result {
        CheckResult::Passed => "passed",
        CheckResult::Failed => "failed",
        CheckResult::NotPerformed => "not_performed",
    };
    html.leaf("h2", "", text.get("identity"));
    html.leaf("p", "", text.get(word(identity.status())));
    html.el("ul", &[], |html| {
        for check in &identity.checks {
            html.el("li", &[("class", word(check.result))], |html| {
                html.text(&format!("{}: ", text.get(&check.name)));
                html.text(text.get(word(check.result)));
                if check.simulated {
                    html.leaf("span", "mark", text.get("simulated"));
                }
                if let Some((measure, threshold)) = check.measure.zip(check.threshold) {
                    html.leaf("span", "note", &format!("{measure} / {threshold}"));
                }
                if !check.reason.is_empty() {
                    html.leaf("code", "", &check.reason);
                }
            });
        }
    });
}

fn answers(html: &mut Html, text: Text, report: &Report) {
    html.leaf("h2", "", text.get("answers"));
    for answer in &report.answers {
        html.el("section", &[], |html| one_answer(html, text, report.language, answer));
    }
}

fn one_answer(html: &mut Html, text: Text, language: Language, answer: &AnswerReport) {
    html.leaf("h3", "", &answer.question_text);
    html.el("p", &[], |html| {
        seek(html, text, answer.start_ms);
        html.text(&format!(
            " {} {:.0} % · {} {:.2}",
            text.get("coverage"),
            answer.coverage * 100.0,
            text.get("recognition"),
            answer.transcript.recognition_confidence
        ));
    });
    html.el("blockquote", &[("lang", language.code())], |html| {
        html.text(&answer.transcript.text);
    });
}

fn not_used(html: &mut Html, text: Text, report: &Report) {
    if report.not_used.is_empty() {
        return;
    }
    html.leaf("h2", "", text.get("not_used"));
    html.el("ul", &[], |html| {
        report.not_used.iter().for_each(|what| html.leaf("li", "", text.get(what)));
    });
}

fn proof(html: &mut Html, text: Text, report: &Report, stored: &ReportRow) {
    html.leaf("h2", "", text.get("proof"));
    html.el("dl", &[], |html| {
        let app = format!("{} {}", report.app.name, report.app.version);
        let rows = [
            ("report_hash", format!("{} · rev {}", stored.sha256, stored.rev)),
            ("started", rfc3339(stored.stored_ms)),
            ("station", report.station_id.clone()),
            ("app", app),
            ("rubric", report.ledger.rubric.clone()),
        ];
        for (key, value) in rows {
            html.leaf("dt", "", text.get(key));
            html.leaf("dd", "", &value);
        }
    });
    html.leaf("h3", "", text.get("models"));
    html.el("ul", &[], |html| {
        for model in &report.ledger.models {
            html.el("li", &[], |html| {
                html.text(&format!("{} ", model.role));
                html.leaf("code", "", &model.sha256);
            });
        }
    });
}
