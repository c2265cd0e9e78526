//! Signature and verification.

use scoring::texts::{clock, day_of};
use serde::Serialize;

use super::Maker;

/// Hexadecimal digits of a long fingerprint shown where the whole stands in `report.json`.
const SHOWN_DIGITS: usize = 32;
/// Digits of a model's fingerprint.
const MODEL_DIGITS: usize = 8;

/// How the report is verified.
#[derive(Serialize)]
pub(super) struct Proof {
    heading: String,
    rows: Vec<Row>,
    how: String,
    /// Words for the QR code; none where there is no code.
    code_alt: Option<String>,
}

#[derive(Serialize)]
struct Row {
    label: String,
    /// Never broken by an invisible mark: it is compared and copied.
    code: String,
}

impl Maker<'_> {
    pub(super) fn proof(&self) -> Proof {
        let report = self.report;
        let mut rows = self.signed_by();
        rows.push(self.code("verify.audit", grouped(&report.audit_head, SHOWN_DIGITS)));
        for part in &report.media {
            let values = [
                ("part", part.part.as_str()),
                ("segments", &part.segments.to_string()),
                ("time", &clock(part.duration_ms)),
                ("root", &grouped(&part.merkle_root, SHOWN_DIGITS)),
            ];
            rows.push(self.code("verify.media", self.f("verify.media.value", &values)));
        }
        let position = grouped(&report.ledger.position_sha256, SHOWN_DIGITS);
        rows.push(self.code("verify.position", position));
        rows.push(self.code("verify.program", self.versions()));
        rows.extend(self.policy());
        rows.push(self.code("models", self.models()));
        rows.push(self.code("verify.clock", self.clock_line()));
        Proof {
            heading: self.t("verify"),
            rows,
            how: self.t("paper.how"),
            code_alt: self.signature.map(|_| self.t("paper.code")),
        }
    }

    fn signed_by(&self) -> Vec<Row> {
        let Some(signature) = self.signature else {
            return vec![self.code("verify.signature", self.t("paper.unsigned"))];
        };
        let whole = grouped(&signature.report_sha256, usize::MAX);
        let values = [("station", self.report.station_id.as_str()), ("key", &signature.key_id)];
        vec![
            self.code("verify.fingerprint", whole),
            self.code("verify.signature", self.f("verify.signature.value", &values)),
        ]
    }

    fn code(&self, label: &str, code: String) -> Row {
        Row { label: self.t(label), code }
    }

    fn versions(&self) -> String {
        let report = self.report;
        format!(
            "{} {} · {} {} · {} {} {}",
            report.app.name,
            report.app.version,
            self.t("verify.rubric"),
            report.ledger.rubric,
            self.t("verify.policy"),
            report.policy.region,
            report.policy.version
        )
    }

    /// Who signed the policy pack; the pack of the program stands among the versions.
    fn policy(&self) -> Option<Row> {
        let policy = &self.report.policy;
        let by = policy.signed_by.as_ref()?;
        let values = [
            ("region", policy.region.as_str()),
            ("version", &policy.version),
            ("signer", &by.name),
            ("day", day_of(&by.signed_at)),
            ("key", &by.key_id),
        ];
        Some(self.code("verify.policy", self.f("verify.policy.signed", &values)))
    }

    fn models(&self) -> String {
        let models = &self.report.ledger.models;
        if models.is_empty() {
            return self.t("model.none");
        }
        let model = |m: &interview::report::ModelUse| {
            format!("{} {}", m.role, m.sha256.chars().take(MODEL_DIGITS).collect::<String>())
        };
        models.iter().map(model).collect::<Vec<_>>().join(" · ")
    }

    fn clock_line(&self) -> String {
        let clock = &self.report.clock;
        if clock.trusted {
            self.f("verify.clock.trusted", &[("n", &clock.offset_ms.to_string())])
        } else {
            self.t("verify.clock.untrusted")
        }
    }
}

/// The beginning of a hexadecimal fingerprint in groups of four.
fn grouped(hex: &str, shown: usize) -> String {
    let digits: Vec<char> = hex.chars().take(shown).collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    let more = if hex.chars().count() > shown { " …" } else { "" };
    groups.join(" ") + more
}
