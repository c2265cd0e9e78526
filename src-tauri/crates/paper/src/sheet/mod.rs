//! What stands on the page, in one language: words and places on scales, ready to be set.
//!
//! Every word comes from the catalogue of reports or from the report itself.

mod front;
mod people;
mod process;
mod proof;
mod questions;
mod scores;

use interview::report::Report;
use interview::transcript::Language;
use scoring::html::SignatureInfo;
use scoring::texts::{fill, find, text};
use serde::Serialize;

/// The whole page.
#[derive(Serialize)]
pub(crate) struct Sheet {
    lang: &'static str,
    /// Language of what the candidate said.
    words_lang: &'static str,
    title: String,
    document_title: String,
    /// Name, reference and revision, for the head of every page.
    head: [String; 3],
    name: String,
    applies: String,
    banners: Vec<String>,
    chips: Vec<Signed>,
    facts: Vec<Line>,
    score: front::Suggestion,
    tiles: Vec<front::Tile>,
    abilities: scores::Abilities,
    good: scores::Behaviours,
    bad: scores::Behaviours,
    heard: Lines,
    questions: questions::Questions,
    what_if: process::WhatIf,
    notices: process::Notices,
    identity: process::Checks,
    consents: process::Checks,
    decision: people::People,
    verify: proof::Proof,
    footer: String,
}

/// A label and its value.
#[derive(Serialize)]
pub(super) struct Line {
    label: String,
    value: String,
}

/// Lines under a heading.
#[derive(Serialize)]
pub(super) struct Lines {
    heading: String,
    rows: Vec<Line>,
}

/// Words behind a sign, which the template draws.
#[derive(Serialize)]
pub(super) struct Signed {
    sign: Sign,
    text: String,
}

/// Signs are told apart by shape.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sign {
    Passed,
    Failed,
    Refused,
    None,
    Sealed,
    Plus,
    Minus,
}

/// Makes the parts of a sheet.
pub(super) struct Maker<'a> {
    report: &'a Report,
    language: Language,
    signature: Option<&'a SignatureInfo>,
}

impl Sheet {
    /// The sheet of a report.
    pub(crate) fn of(
        report: &Report,
        language: Language,
        signature: Option<&SignatureInfo>,
    ) -> Self {
        let make = Maker { report, language, signature };
        let head = make.head();
        Self {
            lang: language.code(),
            words_lang: report.language.code(),
            title: make.t("title"),
            document_title: [&make.t("title"), &head[0], &head[1], &head[2]]
                .map(String::as_str)
                .join(" · "),
            name: head[0].clone(),
            head,
            applies: make.applies(),
            banners: make.banners(),
            chips: make.chips(),
            facts: make.facts(),
            score: make.suggestion(),
            tiles: make.tiles(),
            abilities: make.abilities(),
            good: make.good(),
            bad: make.bad(),
            heard: make.heard(),
            questions: make.questions(),
            what_if: make.what_if(),
            notices: make.notices(),
            identity: make.identity(),
            consents: make.consents(),
            decision: make.people(),
            verify: make.proof(),
            footer: make.t("footer"),
        }
    }
}

impl Maker<'_> {
    fn t(&self, key: &str) -> String {
        text(self.language, key)
    }

    fn f(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.language, key, values)
    }

    /// Words for a code that may be newer than the catalogue: then the code itself.
    fn known(&self, prefix: &str, code: &str) -> String {
        find(self.language, &format!("{prefix}{code}")).unwrap_or(code).to_owned()
    }

    fn line(&self, label: &str, value: String) -> Line {
        Line { label: self.t(label), value }
    }

    fn competency(&self, key: &str) -> String {
        scoring::explain::competency_name(&self.report.ledger.position, key, self.language)
    }

    /// RFC 3339 in UTC as date and time of day; anything else as it is.
    fn wall_time(&self, rfc3339: &str) -> String {
        match (rfc3339.get(..10), rfc3339.get(11..16), rfc3339.ends_with('Z')) {
            (Some(date), Some(time), true) => self.f("time_utc", &[("date", date), ("time", time)]),
            _ => rfc3339.to_owned(),
        }
    }

    fn duration(&self, ms: i64) -> String {
        let seconds = ms.max(0) / 1000;
        let (m, s) = ((seconds / 60).to_string(), (seconds % 60).to_string());
        self.f("duration", &[("m", &m), ("s", &s)])
    }

    /// Codes as words in a row.
    fn list(&self, prefix: &str, codes: &[String]) -> String {
        if codes.is_empty() {
            return self.t("modules_off.none");
        }
        let names: Vec<String> = codes.iter().map(|code| self.known(prefix, code)).collect();
        names.join(" · ")
    }
}
