//! Top of the first page: who, what of it is not real, facts, the suggested score.

use interview::report::CheckResult;
use interview::transcript::Language;
use scoring::figures::{length_ms, whole};
use serde::Serialize;

use super::{Line, Maker, Sign, Signed};

/// The suggested score, or that there is none.
#[derive(Serialize)]
pub(super) struct Suggestion {
    label: String,
    /// None where the evidence does not suffice; then `range` says so.
    figure: Option<String>,
    range: String,
    note: String,
}

/// One figure beside the suggested score.
#[derive(Serialize)]
pub(super) struct Tile {
    label: String,
    value: String,
    note: String,
    attention: Option<String>,
}

impl Maker<'_> {
    pub(super) fn head(&self) -> [String; 3] {
        let candidate = &self.report.candidate;
        [
            candidate.name.clone().unwrap_or_else(|| self.t("candidate.unnamed")),
            candidate.reference.clone(),
            self.f("revision", &[("n", &self.report.rev.to_string())]),
        ]
    }

    pub(super) fn applies(&self) -> String {
        let position = &self.report.position;
        let name = match self.language {
            Language::Zh => &position.name_zh,
            Language::En => &position.name_en,
        };
        let standard = self.f(
            "rubric_line",
            &[
                ("position", name),
                ("version", &position.version.to_string()),
                ("required", &position.pass_score.to_string()),
            ],
        );
        let blank = if self.language == Language::Zh { "\u{3000}" } else { " " };
        format!("{}{blank}{standard}", self.t("applies_for"))
    }

    /// What is synthetic or simulated, before anything else.
    pub(super) fn banners(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.report.synthetic {
            lines.push(self.t("banner.synthetic"));
        }
        if !self.report.simulated.is_empty() {
            let parts: Vec<String> =
                self.report.simulated.iter().map(|part| self.known("simulated.", part)).collect();
            let comma = if self.language == Language::Zh { "、" } else { ", " };
            lines.push(self.f("banner.simulated", &[("parts", &parts.join(comma))]));
        }
        lines
    }

    pub(super) fn chips(&self) -> Vec<Signed> {
        let (key, sign) = match self.report.identity.status() {
            CheckResult::Passed => ("chip.identity.passed", Sign::Passed),
            CheckResult::Failed => ("chip.identity.failed", Sign::Failed),
            CheckResult::NotPerformed => ("chip.identity.not_performed", Sign::None),
        };
        vec![
            Signed { sign, text: self.t(key) },
            Signed { sign: Sign::Sealed, text: self.t("chip.sealed") },
        ]
    }

    pub(super) fn facts(&self) -> Vec<Line> {
        let report = self.report;
        let count = report.answers.len().to_string();
        let language = match report.language {
            Language::Zh => "language.zh",
            Language::En => "language.en",
        };
        vec![
            self.line("fact.time", self.wall_time(&report.clock.started_wall)),
            self.line("fact.duration", self.duration(length_ms(report))),
            self.line("fact.station", report.station_id.clone()),
            self.line("fact.questions", self.f("fact.questions.value", &[("n", &count)])),
            self.line("fact.language", self.t(language)),
        ]
    }

    pub(super) fn suggestion(&self) -> Suggestion {
        let overall = self.report.scores.overall;
        let label = self.t("suggested");
        match (overall.score, overall.low, overall.high) {
            (Some(score), Some(low), Some(high)) => Suggestion {
                label,
                figure: Some(whole(score)),
                range: self.f("range", &[("lo", &whole(low)), ("hi", &whole(high))]),
                note: self.t("not_decision"),
            },
            _ => Suggestion {
                label,
                figure: None,
                range: self.t("insufficient"),
                note: self.t("insufficient.hint"),
            },
        }
    }

    pub(super) fn tiles(&self) -> Vec<Tile> {
        let summary = self.report.scores.summary;
        let axes = [
            ("axis.professional", summary.professional),
            ("axis.general", summary.general),
            ("axis.culture", summary.culture),
        ];
        let axis = |(key, value): (&str, Option<f64>)| Tile {
            label: self.t(key),
            value: value.map_or_else(|| "–".to_owned(), whole),
            note: if value.is_some() { String::new() } else { self.t("axis.none") },
            attention: None,
        };
        axes.into_iter().map(axis).chain([self.against_requirement()]).collect()
    }

    fn against_requirement(&self) -> Tile {
        let required = self.report.position.pass_score;
        let difference = self
            .report
            .scores
            .overall
            .score
            .map(|score| score.round() as i64 - i64::from(required));
        let value = match difference {
            None => self.t("against.none"),
            Some(0) => self.t("against.equal"),
            Some(difference) => {
                let key = if difference > 0 { "against.above" } else { "against.below" };
                self.f(key, &[("n", &difference.abs().to_string())])
            }
        };
        Tile {
            label: self.t("against"),
            value,
            note: self.f("against.required", &[("n", &required.to_string())]),
            attention: difference.filter(|d| *d < 0).map(|_| self.t("attention")),
        }
    }
}
