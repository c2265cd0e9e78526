//! The suggested score, the summaries, the abilities against the requirement, and behaviours.

use interview::score::{CompetencyScore, Evidence, Polarity, ScoreStatus};

use super::charts::{Spoke, radar, range_bar};
use super::page::Page;
use crate::explain::{competency_name, reason_code};
use crate::figures::{level, strongest, weight_per_cent, whole};
use crate::texts::{clock, fill, number, text};

/// Behaviours shown for each direction.
const BEHAVIOURS: usize = 5;

impl Page<'_> {
    pub(super) fn score_box(&self) -> String {
        let scores = &self.report.scores;
        let overall = scores.overall;
        let main = match (overall.score, overall.low, overall.high) {
            (Some(score), Some(low), Some(high)) => format!(
                "<b class=\"figure\">{}</b> <span>{}</span><p class=\"note\">{}</p>",
                whole(score),
                self.f("range", &[("lo", &whole(low)), ("hi", &whole(high))]),
                self.t("not_decision")
            ),
            _ => format!(
                "<b class=\"words\">{}</b><p class=\"note\">{}</p>",
                self.t("insufficient"),
                self.t("insufficient.hint")
            ),
        };
        let axes: String = [
            ("axis.professional", scores.summary.professional),
            ("axis.general", scores.summary.general),
            ("axis.culture", scores.summary.culture),
        ]
        .into_iter()
        .map(|(key, value)| {
            let (figure, note) = match value {
                Some(value) => (whole(value), String::new()),
                None => ("–".to_owned(), self.t("axis.none")),
            };
            format!("<div><span>{}</span><b>{figure}</b><small>{note}</small></div>", self.t(key))
        })
        .collect();
        format!(
            "<section class=\"score\"><div class=\"main\"><h2>{}</h2>{main}</div>{axes}{}</section>\n",
            self.t("suggested"),
            self.against_requirement()
        )
    }

    fn against_requirement(&self) -> String {
        let required = self.report.position.pass_score;
        let note = self.f("against.required", &[("n", &required.to_string())]);
        let figure = match self.report.scores.overall.score {
            None => self.t("against.none"),
            Some(score) => {
                let difference = score.round() as i64 - i64::from(required);
                let n = difference.abs().to_string();
                match difference {
                    0 => self.t("against.equal"),
                    1.. => self.f("against.above", &[("n", &n)]),
                    _ => format!("{} {}", self.f("against.below", &[("n", &n)]), self.attention()),
                }
            }
        };
        format!("<div><span>{}</span><b>{figure}</b><small>{note}</small></div>", self.t("against"))
    }

    fn attention(&self) -> String {
        format!(
            "<span class=\"chip warn\"><span aria-hidden=\"true\">!</span> {}</span>",
            self.t("attention")
        )
    }

    pub(super) fn abilities(&self) -> String {
        let scores = &self.report.scores;
        let required = f64::from(self.report.position.pass_score);
        let lines: String = scores.competencies.iter().map(|c| self.ability(c)).collect();
        let spokes: Vec<Spoke> = scores
            .competencies
            .iter()
            .map(|c| Spoke {
                name: competency_name(&self.report.ledger.position, &c.key, self.language),
                score: c.score,
            })
            .collect();
        let legend = format!(
            "<p class=\"legend\"><span><i class=\"k dot\"></i>{}</span><span><i class=\"k likely\"></i>{}</span>\
             <span><i class=\"k need\"></i>{}</span><span>{}</span></p>",
            self.t("legend.suggested"),
            self.t("legend.range"),
            self.f("legend.required", &[("n", &number(required))]),
            self.t("legend.scale")
        );
        let picture = radar(&spokes, required, &text(self.language, "radar.label"));
        let body = format!("<div class=\"abilities\"><div>{lines}{legend}</div>{picture}</div>");
        self.section("", "abilities", &body)
    }

    fn ability(&self, c: &CompetencyScore) -> String {
        let required = f64::from(c.required);
        let weight = weight_per_cent(c.weight);
        let name = competency_name(&self.report.ledger.position, &c.key, self.language);
        let title = format!("{}<small>{weight}%</small>", super::escape::escaped(&name));
        let (Some(score), Some(low), Some(high), ScoreStatus::Scored) =
            (c.score, c.low, c.high, c.status)
        else {
            let reason = reason_code(self.report, c);
            let words = format!("{name}: {}", text(self.language, "ability.none"));
            return format!(
                "<div class=\"ability\"><span class=\"name\">{title}</span>{}<span class=\"none\">{} · {}</span></div>",
                range_bar(None, required, &words),
                self.t("ability.none"),
                self.known("", reason)
            );
        };
        let words = fill(
            self.language,
            "ability.text",
            &[
                ("name", &name),
                ("score", &whole(score)),
                ("lo", &whole(low)),
                ("hi", &whole(high)),
                ("required", &c.required.to_string()),
            ],
        );
        let level = level(score);
        let attention = if score < required { self.attention() } else { String::new() };
        format!(
            "<div class=\"ability\"><span class=\"name\">{title}{attention}</span>{}\
             <span class=\"span\">{} – {}</span><b>{}</b><span class=\"level\">{}</span></div>",
            range_bar(Some((low, score, high)), required, &words),
            whole(low),
            whole(high),
            whole(score),
            self.f("ability.level", &[("n", &level)])
        )
    }

    pub(super) fn behaviours(&self) -> String {
        let column = |polarity, heading, none, sign| {
            let items: String = strongest(self.report, polarity)
                .into_iter()
                .take(BEHAVIOURS)
                .map(|e| self.behaviour_item(e, sign))
                .collect();
            let body = if items.is_empty() {
                format!("<p class=\"quiet\">{}</p>", self.t(none))
            } else {
                format!("<ul class=\"behaviours\">{items}</ul>")
            };
            self.section("", heading, &body)
        };
        format!(
            "<div class=\"two\">{}{}</div>\n",
            column(
                Polarity::Positive,
                "good",
                "good.none",
                "<i class=\"sign plus\" aria-hidden=\"true\">+</i>"
            ),
            column(
                Polarity::Negative,
                "bad",
                "bad.none",
                "<i class=\"sign minus\" aria-hidden=\"true\">−</i>"
            ),
        )
    }

    fn behaviour_item(&self, evidence: &Evidence, sign: &str) -> String {
        let n = self.number_of(&evidence.question);
        let place = self.f("question_at", &[("n", &n), ("time", &clock(evidence.start_ms))]);
        format!(
            "<li>{sign}<div><b>{}</b>{}</div><span class=\"at\">{place}</span></li>",
            self.behaviour(&evidence.behaviour),
            self.quote(evidence)
        )
    }
}
