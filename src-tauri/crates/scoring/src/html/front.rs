//! Top of the page: who, what, when, and what of it is not real.

use interview::report::CheckResult;
use interview::transcript::Language;

use super::escape::{escaped, isolated};
use super::page::Page;

impl Page<'_> {
    pub(super) fn header(&self) -> String {
        let report = self.report;
        let name = self.candidate_name();
        format!(
            "<header class=\"top\"><span class=\"mark\" aria-hidden=\"true\">{LOGO}</span>\
             <strong>{}</strong><span class=\"where\">{name} · {} · {}</span>\
             <button type=\"button\" class=\"lang\" data-lang=\"{}\" lang=\"{}\">{}</button></header>\n",
            self.t("title"),
            isolated(&report.candidate.reference),
            self.f("revision", &[("n", &report.rev.to_string())]),
            self.other(),
            self.other(),
            self.t("switch.language"),
        )
    }

    fn other(&self) -> &'static str {
        match self.language {
            Language::Zh => "en",
            Language::En => "zh-CN",
        }
    }

    fn candidate_name(&self) -> String {
        match &self.report.candidate.name {
            Some(name) => isolated(name),
            None => self.t("candidate.unnamed"),
        }
    }

    /// What is synthetic or simulated, in words and with a sign, before anything else.
    pub(super) fn banners(&self) -> String {
        let mut lines = Vec::new();
        if self.report.synthetic {
            lines.push(self.t("banner.synthetic"));
        }
        if !self.report.simulated.is_empty() {
            let parts: Vec<String> =
                self.report.simulated.iter().map(|part| self.known("simulated.", part)).collect();
            let comma = if self.language == Language::Zh { "、" } else { ", " };
            // The parts are HTML already: the frame is escaped and filled around them.
            let frame = self.t("banner.simulated");
            lines.push(frame.replace("{parts}", &parts.join(comma)));
        }
        if lines.is_empty() {
            return String::new();
        }
        let body: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
        format!(
            "<div class=\"banner\" role=\"note\"><span class=\"sign\" aria-hidden=\"true\">!</span><div>{body}</div></div>\n"
        )
    }

    pub(super) fn title_block(&self) -> String {
        let report = self.report;
        let position = match self.language {
            Language::Zh => &report.position.name_zh,
            Language::En => &report.position.name_en,
        };
        let (chip, class) = match report.identity.status() {
            CheckResult::Passed => ("chip.identity.passed", "good"),
            CheckResult::Failed => ("chip.identity.failed", "warn"),
            CheckResult::NotPerformed => ("chip.identity.not_performed", "plain"),
        };
        let sign = match class {
            "good" => "✓",
            "warn" => "!",
            _ => "–",
        };
        format!(
            "<div class=\"who\"><div><h1>{}</h1><p>{}　{}</p></div><div class=\"chips\">\
             <span class=\"chip {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>\
             <span class=\"chip plain\"><span aria-hidden=\"true\">▣</span> {}</span></div></div>\n",
            self.candidate_name(),
            self.t("applies_for"),
            self.f(
                "rubric_line",
                &[
                    ("position", position),
                    ("version", &report.position.version.to_string()),
                    ("required", &report.position.pass_score.to_string()),
                ],
            ),
            self.t(chip),
            self.t("chip.sealed"),
        )
    }

    pub(super) fn facts(&self) -> String {
        let report = self.report;
        let language = match report.language {
            Language::Zh => "language.zh",
            Language::En => "language.en",
        };
        let items = [
            ("fact.time", self.wall_time(&report.clock.started_wall)),
            ("fact.duration", escaped(&self.duration(crate::figures::length_ms(report)))),
            ("fact.station", isolated(&report.station_id)),
            (
                "fact.questions",
                self.f("fact.questions.value", &[("n", &report.answers.len().to_string())]),
            ),
            ("fact.language", self.t(language)),
            ("fact.reference", isolated(&report.candidate.reference)),
        ];
        let cells: String = items
            .iter()
            .map(|(key, value)| format!("<div><dt>{}</dt><dd>{value}</dd></div>", self.t(key)))
            .collect();
        format!("<dl class=\"facts\">{cells}</dl>\n")
    }

    /// RFC 3339 in UTC as date and time of day; anything else as it is.
    pub(super) fn wall_time(&self, rfc3339: &str) -> String {
        match (rfc3339.get(..10), rfc3339.get(11..16), rfc3339.ends_with('Z')) {
            (Some(date), Some(time), true) => self.f("time_utc", &[("date", date), ("time", time)]),
            _ => isolated(rfc3339),
        }
    }
}

/// A mountain on a square: the station's own mark, no bank's.
const LOGO: &str = "<svg viewBox=\"0 0 24 24\" width=\"24\" height=\"24\"><rect width=\"24\" height=\"24\" rx=\"6\" fill=\"#125A82\"/><path d=\"M4 18l5.5-8 3.5 5 2.5-3.5L20 18z\" fill=\"#FFFFFF\"/></svg>";
