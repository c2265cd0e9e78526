//! What was heard and used, what would change the score, notices, identity, consents.

use interview::report::{CheckResult, IdentityCheck};
use scoring::explain::what_if_label;
use scoring::figures::{heard, per_cent, recognition, whole};
use scoring::notices::{Notice, notices};
use scoring::texts::{clock, find};
use serde::Serialize;

use super::{Line, Lines, Maker, Sign};

/// What the score would be without a part of it.
#[derive(Serialize)]
pub(super) struct WhatIf {
    heading: String,
    none: String,
    rows: Vec<Line>,
}

/// Notices under their heading.
#[derive(Serialize)]
pub(super) struct Notices {
    heading: String,
    none: String,
    items: Vec<String>,
}

/// Checks or consents under their heading.
#[derive(Serialize)]
pub(super) struct Checks {
    heading: String,
    none: String,
    items: Vec<Check>,
    note: String,
}

#[derive(Serialize)]
struct Check {
    sign: Sign,
    label: String,
    value: String,
}

impl Maker<'_> {
    pub(super) fn heard(&self) -> Lines {
        let report = self.report;
        Lines {
            heading: self.t("heard"),
            rows: vec![
                self.line("heard.analysed", self.analysed()),
                self.line("used.words", self.t("used.words.value")),
                self.line("not_used", self.list("not_used.", &report.not_used)),
                self.line("heard.recognition", self.recognition()),
                self.line("used.voice", self.t("used.voice.value")),
                self.line("used.looks", self.t("used.looks.value")),
                self.line("modules_off", self.list("not_used.", &report.policy.modules_off)),
            ],
        }
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

    pub(super) fn what_if(&self) -> WhatIf {
        let overall = self.report.scores.overall.score;
        let rows = self.report.scores.counterfactuals.iter().map(|c| Line {
            label: what_if_label(self.report, &c.without, self.language),
            value: match c.overall {
                None => self.t("what_if.none"),
                Some(score) if c.overall == overall => {
                    self.f("what_if.unchanged", &[("score", &whole(score))])
                }
                Some(score) => whole(score),
            },
        });
        WhatIf { heading: self.t("what_if"), none: self.t("what_if.none"), rows: rows.collect() }
    }

    pub(super) fn notices(&self) -> Notices {
        Notices {
            heading: self.t("notices"),
            none: self.t("notices.none"),
            items: notices(self.report).iter().map(|notice| self.notice(notice)).collect(),
        }
    }

    fn notice(&self, notice: &Notice) -> String {
        let known = find(self.language, &notice.code);
        let Some(question) = notice.question else {
            let code = notice.code.trim_start_matches("event.");
            let words =
                known.map_or_else(|| self.f("event.unknown", &[("code", code)]), str::to_owned);
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

    pub(super) fn identity(&self) -> Checks {
        Checks {
            heading: self.t("identity"),
            none: self.t("identity.none"),
            items: self.report.identity.checks.iter().map(|check| self.check(check)).collect(),
            note: self.t("identity.note"),
        }
    }

    fn check(&self, check: &IdentityCheck) -> Check {
        let (key, sign) = match check.result {
            CheckResult::Passed => ("identity.passed", Sign::Passed),
            CheckResult::Failed => ("identity.failed", Sign::Failed),
            CheckResult::NotPerformed => ("identity.not_performed", Sign::None),
        };
        let mut value = vec![self.t(key)];
        if check.simulated {
            value.push(self.t("identity.simulated"));
        }
        if let (Some(measure), Some(threshold)) = (check.measure, check.threshold) {
            let (measure, threshold) = (format!("{measure:.2}"), format!("{threshold:.2}"));
            value.push(
                self.f("identity.measure", &[("value", &measure), ("threshold", &threshold)]),
            );
        } else if !check.reason.is_empty() {
            value.push(check.reason.clone());
        }
        Check { sign, label: self.known("identity.", &check.name), value: value.join(" · ") }
    }

    pub(super) fn consents(&self) -> Checks {
        let items = self.report.consents.iter().map(|consent| {
            let (sign, key) = if consent.given {
                (Sign::Passed, "consent.given")
            } else {
                (Sign::Refused, "consent.refused")
            };
            Check { sign, label: self.known("consent.", &consent.purpose), value: self.t(key) }
        });
        Checks {
            heading: self.t("consents"),
            none: self.t("consent.none"),
            items: items.collect(),
            note: String::new(),
        }
    }
}
