//! What is judged and what is not: a sheet that the program makes from the policy pack and from what its
//! scoring reads, so that it can't promise anything else than what the machine does. It is shown before
//! the consents; its hash stands in each of them and so in the report.

use interview::policy::PolicyPack;
use interview::transcript::Language;
use serde::Serialize;
use specta::Type;

use crate::catalogue;

/// One line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct JudgedLine {
    /// Key of the text in the catalogues.
    pub key: String,
    /// The number that belongs into it as `{n}`.
    pub n: Option<u32>,
}

/// The sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct JudgedSheet {
    /// What counts.
    pub judged: Vec<JudgedLine>,
    /// What does not.
    pub not_judged: Vec<JudgedLine>,
    /// What a candidate may do: takes, time, the end. None of it counts either.
    pub offered: Vec<JudgedLine>,
}

impl JudgedSheet {
    /// The sheet under `policy`.
    pub fn of(policy: &PolicyPack) -> Self {
        let line = |key: &str| JudgedLine { key: format!("judged.{key}"), n: None };
        let mut judged = vec![line("words"), line("anchors")];
        if policy.follow_ups > 0 {
            judged.push(JudgedLine { n: Some(policy.follow_ups), ..line("followUps") });
        }
        judged.push(line("people"));
        let modules = &policy.modules;
        let not_judged = vec![
            line("not.looks"),
            line(if modules.expression { "not.expression.apart" } else { "not.expression.off" }),
            line(if modules.prosody { "not.voice.noted" } else { "not.voice.off" }),
            line("not.typing"),
            line("not.time"),
            line(if modules.face_match || modules.anti_spoofing {
                "not.identity"
            } else {
                "not.identity.off"
            }),
        ];
        let rules = [
            ("may.retake", policy.retakes),
            ("may.minutes", policy.extra_minutes),
            ("may.cap", policy.session_cap_minutes),
        ];
        let offered = rules.into_iter().filter(|(_, n)| *n > 0);
        let offered = offered.map(|(key, n)| JudgedLine { n: Some(n), ..line(key) }).collect();
        Self { judged, not_judged, offered }
    }

    /// The sheet in one language, a line each.
    pub fn text(&self, language: Language) -> String {
        let written = |sign: char, line: &JudgedLine| {
            let n = line.n.map_or(String::new(), |n| n.to_string());
            format!("{sign} {}\n", catalogue::text_with(language, &line.key, &[("n", &n)]))
        };
        let judged = self.judged.iter().map(|line| written('+', line));
        let not_judged = self.not_judged.iter().map(|line| written('-', line));
        let offered = self.offered.iter().map(|line| written('*', line));
        judged.chain(not_judged).chain(offered).collect()
    }

    /// SHA-256 (hex) of the sheet in Chinese and then in English.
    pub fn sha256(&self) -> String {
        let both = format!("{}\n{}", self.text(Language::Zh), self.text(Language::En));
        seal::hash::sha256_hex(both.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> PolicyPack {
        crate::library::policy().unwrap().pack
    }

    #[test]
    fn every_line_has_words_in_both_languages_under_every_policy() {
        for bits in 0..16u32 {
            let mut policy = policy();
            policy.modules.expression = bits & 1 > 0;
            policy.modules.prosody = bits & 2 > 0;
            policy.modules.face_match = bits & 4 > 0;
            policy.modules.anti_spoofing = policy.modules.face_match;
            policy.follow_ups = bits & 8;
            policy.retakes = bits & 2;
            policy.extra_minutes = bits & 4;
            policy.session_cap_minutes = bits & 8;
            let sheet = JudgedSheet::of(&policy);
            for language in [Language::Zh, Language::En] {
                let text = sheet.text(language);
                assert!(!text.contains("judged.") && !text.contains('{'), "{text}");
            }
        }
    }

    #[test]
    fn another_policy_makes_another_sheet() {
        let usual = JudgedSheet::of(&policy());
        let mut other = policy();
        other.modules.expression = true;
        assert_ne!(JudgedSheet::of(&other).sha256(), usual.sha256());
        let mut none = policy();
        none.follow_ups = 0;
        assert_ne!(JudgedSheet::of(&none).sha256(), usual.sha256());
        let mut no_retake = policy();
        no_retake.retakes = 0;
        let sheet = JudgedSheet::of(&no_retake);
        assert!(sheet.offered.iter().all(|line| line.key != "judged.may.retake"));
        assert_ne!(sheet.sha256(), usual.sha256());
        assert_eq!(JudgedSheet::of(&policy()).sha256(), usual.sha256());
    }
}
