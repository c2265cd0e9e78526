//! Signature, models, and the ledger from which the score is added up again.

use interview::features::{Actor, AnswerFeatures, ClauseFeatures, DropReason, Mode};
use interview::report::AnswerReport;
use interview::score::AnswerScore;

use super::escape::{escaped, isolated};
use super::page::{Page, rows};
use crate::texts::{clock, day_of};

/// Hexadecimal digits of a fingerprint shown; the whole stands in `report.json`.
const SHOWN_DIGITS: usize = 32;

impl Page<'_> {
    pub(super) fn verification(&self) -> String {
        let report = self.report;
        let mut items = Vec::new();
        match self.signature {
            Some(signature) => {
                items.push((self.t("verify.fingerprint"), fingerprint(&signature.report_sha256)));
                let values = [("station", report.station_id.as_str()), ("key", &signature.key_id)];
                items.push((self.t("verify.signature"), self.f("verify.signature.value", &values)));
            }
            None => items.push((self.t("verify.signature"), self.t("verify.unsigned"))),
        }
        items.push((self.t("verify.audit"), fingerprint(&report.audit_head)));
        for part in &report.media {
            let values = [
                ("part", part.part.as_str()),
                ("segments", &part.segments.to_string()),
                ("time", &clock(part.duration_ms)),
                ("root", &grouped(&part.merkle_root)),
            ];
            items.push((self.t("verify.media"), self.f("verify.media.value", &values)));
        }
        items.push((self.t("verify.position"), fingerprint(&report.ledger.position_sha256)));
        let program = format!("{} {}", report.app.name, report.app.version);
        items.push((self.t("verify.program"), isolated(&program)));
        items.push((self.t("verify.rubric"), isolated(&report.ledger.rubric)));
        items.push((self.t("verify.policy"), self.policy()));
        items.push((self.t("verify.clock"), self.clock_line()));
        let body = format!(
            "<div class=\"seal\">{}<p class=\"quiet\">{}</p></div>{}",
            rows(&items),
            self.t("verify.how"),
            self.models()
        );
        self.section("", "verify", &body)
    }

    fn policy(&self) -> String {
        let policy = &self.report.policy;
        let mut values = vec![("region", policy.region.as_str()), ("version", &policy.version)];
        match &policy.signed_by {
            None => self.f("verify.policy.value", &values),
            Some(by) => {
                let day = day_of(&by.signed_at);
                values.extend([("signer", by.name.as_str()), ("day", day), ("key", &by.key_id)]);
                self.f("verify.policy.signed", &values)
            }
        }
    }

    fn clock_line(&self) -> String {
        let clock = &self.report.clock;
        if clock.trusted {
            self.f("verify.clock.trusted", &[("n", &clock.offset_ms.to_string())])
        } else {
            self.t("verify.clock.untrusted")
        }
    }

    fn models(&self) -> String {
        let models = &self.report.ledger.models;
        if models.is_empty() {
            return format!("<p class=\"quiet\">{}</p>", self.t("model.none"));
        }
        let lines: String = models
            .iter()
            .map(|m| {
                format!(
                    "<tr><td>{}</td><td>{}</td></tr>",
                    isolated(&m.role),
                    fingerprint(&m.sha256)
                )
            })
            .collect();
        format!(
            "<details><summary>{}</summary><table class=\"models\"><thead><tr><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th></tr></thead><tbody>{lines}</tbody></table></details>",
            self.t("models"),
            self.t("models.role"),
            self.t("models.hash")
        )
    }

    pub(super) fn ledger(&self) -> String {
        let body: String = self
            .report
            .answers
            .iter()
            .enumerate()
            .filter_map(|(i, answer)| self.ledger_of(i + 1, answer))
            .collect();
        let note = format!("<p class=\"quiet\">{}</p>", self.t("ledger.note"));
        self.section("", "ledger", &(note + &body))
    }

    fn ledger_of(&self, n: usize, answer: &AnswerReport) -> Option<String> {
        let score = self.score_of(answer).filter(|_| answer.follows.is_none())?;
        let features = self.features_of(&answer.question_id)?;
        let title =
            self.f("question_at", &[("n", &n.to_string()), ("time", &clock(answer.start_ms))]);
        let competency = self.competency(&answer.competency);
        let body = match &score.reason {
            Some(code) => {
                let reason = crate::texts::text(self.language, code);
                format!("<p>{}</p>", self.f("ledger.none", &[("reason", &reason)]))
            }
            None => self.ledger_table(score, &features),
        };
        Some(format!("<details><summary>{title} · {competency}</summary>{body}</details>"))
    }

    fn ledger_table(&self, score: &AnswerScore, features: &AnswerFeatures) -> String {
        let mut lines = String::new();
        for term in &score.terms {
            lines += &format!(
                "<tr><td colspan=\"2\">{}</td><td>{}</td></tr>",
                self.known("rule.", &term.name),
                signed(term.value)
            );
        }
        for (i, clause) in features.clauses.iter().enumerate() {
            let words = features.text.get(clause.start..clause.end).unwrap_or_default();
            let added = score.clauses.iter().find(|c| c.clause == i);
            let value = match (added, clause.dropped) {
                (Some(c), _) => signed(c.value),
                (None, Some(reason)) => {
                    format!(
                        "<small>{} · {}</small>",
                        self.t("ledger.dropped"),
                        self.t(drop_key(reason))
                    )
                }
                (None, None) => "–".to_owned(),
            };
            lines += &format!(
                "<tr><td lang=\"{}\">{}</td><td><small>{}</small></td><td>{value}</td></tr>",
                self.words_lang(),
                self.seek(clause.start_ms, &isolated(words), "clause"),
                self.stance(clause)
            );
        }
        format!(
            "<table class=\"ledger\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th></tr></thead><tbody>{lines}<tr class=\"sum\"><td colspan=\"2\">{}</td>\
             <td>{}</td></tr></tbody></table>",
            self.t("ledger.clause"),
            self.t("ledger.stance"),
            self.t("ledger.adds"),
            self.t("ledger.sum"),
            score.grade.map_or_else(|| "–".to_owned(), |g| format!("{g:.2}"))
        )
    }

    fn stance(&self, clause: &ClauseFeatures) -> String {
        let actor = match clause.stance.actor {
            Actor::Own => "actor.own",
            Actor::We => "actor.we",
            Actor::Other => "actor.other",
            Actor::Unknown => "actor.unknown",
        };
        let mode = match clause.stance.mode {
            Mode::Told => None,
            Mode::Would => Some("mode.would"),
            Mode::General => Some("mode.general"),
        };
        let negated = clause.stance.negated.then_some("stance.negated");
        let words: Vec<String> =
            [Some(actor), mode, negated].into_iter().flatten().map(|key| self.t(key)).collect();
        words.join(" · ")
    }
}

fn drop_key(reason: DropReason) -> &'static str {
    match reason {
        DropReason::OrderToRater => "dropped.order_to_rater",
        DropReason::Question => "dropped.question",
        DropReason::Filler => "dropped.filler",
        DropReason::Refusal => "dropped.refusal",
    }
}

/// With sign, two decimals, and a true minus.
fn signed(value: f64) -> String {
    let shown = format!("{:.2}", value.abs());
    match (shown.as_str(), value < 0.0) {
        ("0.00", _) => shown,
        (_, true) => format!("−{shown}"),
        (_, false) => format!("+{shown}"),
    }
}

/// The beginning of a hexadecimal fingerprint in groups of four.
fn grouped(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().take(SHOWN_DIGITS).collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    let more = if hex.chars().count() > SHOWN_DIGITS { " …" } else { "" };
    groups.join(" ") + more
}

fn fingerprint(hex: &str) -> String {
    format!("<code>{}</code>", escaped(&grouped(hex)))
}
