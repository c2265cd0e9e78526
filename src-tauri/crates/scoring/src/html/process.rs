//! What was heard and used, what would change the score, notices, identity, decision.

use interview::report::{CheckResult, IdentityCheck};

use super::escape::{escaped, isolated};
use super::page::{Page, rows};
use crate::explain::what_if_label;
use crate::figures::{heard, per_cent, recognition, whole};
use crate::notices::{Notice, notices};
use crate::texts::{clock, fill, find};

impl Page<'_> {
    pub(super) fn coverage(&self) -> String {
        let left = rows(&[
            (self.t("heard.analysed"), self.analysed()),
            (self.t("used.words"), self.t("used.words.value")),
            (self.t("not_used"), self.list("not_used.", &self.report.not_used)),
        ]);
        let right = rows(&[
            (self.t("heard.recognition"), self.recognition()),
            (self.t("used.voice"), self.t("used.voice.value")),
            (self.t("used.looks"), self.t("used.looks.value")),
            (self.t("modules_off"), self.list("not_used.", &self.report.policy.modules_off)),
        ]);
        self.section("", "heard", &format!("<div class=\"two\">{left}{right}</div>"))
    }

    fn list(&self, prefix: &str, codes: &[String]) -> String {
        if codes.is_empty() {
            return self.t("modules_off.none");
        }
        let names: Vec<String> = codes.iter().map(|code| self.known(prefix, code)).collect();
        names.join(" · ")
    }

    fn analysed(&self) -> String {
        let heard = heard(self.report);
        let time = self.duration(heard.analysed_ms);
        self.f("heard.analysed.value", &[("time", &time), ("n", &per_cent(heard.share))])
    }

    fn recognition(&self) -> String {
        let Some(recognition) = recognition(self.report) else {
            return self.t("heard.recognition.none");
        };
        self.f(
            "heard.recognition.value",
            &[
                ("n", &per_cent(recognition.mean)),
                ("q", &recognition.lowest_question.to_string()),
                ("low", &per_cent(recognition.lowest)),
            ],
        )
    }

    pub(super) fn what_if_and_notices(&self) -> String {
        let overall = self.report.scores.overall.score;
        let items: Vec<(String, String)> = self
            .report
            .scores
            .counterfactuals
            .iter()
            .map(|c| {
                let label = escaped(&what_if_label(self.report, &c.without, self.language));
                let value = match c.overall {
                    None => self.t("what_if.none"),
                    Some(score) if c.overall == overall => {
                        self.f("what_if.unchanged", &[("score", &whole(score))])
                    }
                    Some(score) => whole(score),
                };
                (label, value)
            })
            .collect();
        format!(
            "<div class=\"two\">{}{}</div>\n",
            self.section("", "what_if", &rows(&items)),
            self.section("", "notices", &self.notices())
        )
    }

    fn notices(&self) -> String {
        let lines: Vec<String> =
            notices(self.report).iter().map(|notice| self.notice(notice)).collect();
        if lines.is_empty() {
            return format!("<p class=\"quiet\">{}</p>", self.t("notices.none"));
        }
        let items: String = lines.iter().map(|line| format!("<li>{line}</li>")).collect();
        format!("<ul class=\"plain\">{items}</ul>")
    }

    fn notice(&self, notice: &Notice) -> String {
        let known = find(self.language, &notice.code);
        let Some(question) = notice.question else {
            let code = notice.code.trim_start_matches("event.");
            let words = known.map_or_else(
                || fill(self.language, "event.unknown", &[("code", code)]),
                str::to_owned,
            );
            return self.f("notices.event", &[("time", &clock(notice.at_ms)), ("text", &words)]);
        };
        let n = question.to_string();
        match notice.share {
            Some(share) => self
                .f(&format!("notices.{}", notice.code), &[("n", &n), ("share", &per_cent(share))]),
            None => {
                let words = known.unwrap_or(&notice.code);
                self.f("notices.flag", &[("n", &n), ("text", words)])
            }
        }
    }

    pub(super) fn identity(&self) -> String {
        let checks = &self.report.identity.checks;
        if checks.is_empty() {
            return self.section(
                "",
                "identity",
                &format!("<p class=\"quiet\">{}</p>", self.t("identity.none")),
            );
        }
        let items: Vec<(String, String)> = checks
            .iter()
            .map(|check| (self.known("identity.", &check.name), self.check_value(check)))
            .collect();
        let consents: Vec<(String, String)> = self
            .report
            .consents
            .iter()
            .map(|c| {
                let given = if c.given { "consent.given" } else { "consent.refused" };
                (
                    self.known("consent.", &c.purpose),
                    format!("{} · {}", self.t(given), clock(c.at_ms)),
                )
            })
            .collect();
        let consents = if consents.is_empty() {
            format!("<p class=\"quiet\">{}</p>", self.t("consent.none"))
        } else {
            rows(&consents)
        };
        let note = format!("<p class=\"quiet\">{}</p>", self.t("identity.note"));
        format!(
            "<div class=\"two\">{}{}</div>\n",
            self.section("", "identity", &(rows(&items) + &note)),
            self.section("", "consents", &consents)
        )
    }

    fn check_value(&self, check: &IdentityCheck) -> String {
        let (key, class, sign) = match check.result {
            CheckResult::Passed => ("identity.passed", "good", "✓"),
            CheckResult::Failed => ("identity.failed", "warn", "!"),
            CheckResult::NotPerformed => ("identity.not_performed", "plain", "–"),
        };
        let mut out = String::new();
        if let (Some(value), Some(threshold)) = (check.measure, check.threshold) {
            let (value, threshold) = (format!("{value:.2}"), format!("{threshold:.2}"));
            let measure =
                self.f("identity.measure", &[("value", &value), ("threshold", &threshold)]);
            out += &format!("<small>{measure}</small> ");
        } else if !check.reason.is_empty() {
            out += &format!("<small>{}</small> ", isolated(&check.reason));
        }
        if check.simulated {
            out += &format!("<span class=\"chip warn\">! {}</span> ", self.t("identity.simulated"));
        }
        out + &format!(
            "<span class=\"chip {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>",
            self.t(key)
        )
    }
}
