//! The catalogue of report and explanation: `assets/i18n/report.{zh-CN,en}.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use interview::transcript::Language;

const ZH_JSON: &str = include_str!("../../../../assets/i18n/report.zh-CN.json");
const EN_JSON: &str = include_str!("../../../../assets/i18n/report.en.json");

type Catalogue = BTreeMap<String, String>;

/// Both files are part of the program and read by a test, so that reading can't fail here.
#[allow(clippy::expect_used)]
static ZH: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(ZH_JSON).expect("report.zh-CN.json is tested"));
/// As [`ZH`].
#[allow(clippy::expect_used)]
static EN: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(EN_JSON).expect("report.en.json is tested"));

fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

/// The text of `key`, if the catalogue has one.
pub fn find(language: Language, key: &str) -> Option<&'static str> {
    catalogue(language).get(key).map(String::as_str)
}

/// The text of `key`; the key itself where the catalogue lacks it, so that a new code shows up
/// instead of vanishing.
pub fn text(language: Language, key: &str) -> String {
    find(language, key).unwrap_or(key).to_owned()
}

/// The text of `key` with `{name}` filled in. Values are put in as they are and never searched for
/// places again: words of a candidate can't reach into the frame.
pub fn fill(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let template = text(language, key);
    let mut out = String::with_capacity(template.len());
    let mut rest = template.as_str();
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        let name = &rest[open + 1..close];
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Media time as minutes and seconds, `mm:ss`.
pub fn clock(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// The day of a time in RFC 3339; anything shorter as it is.
pub fn day_of(rfc3339: &str) -> &str {
    rfc3339.get(.."2026-11-30".len()).unwrap_or(rfc3339)
}

/// A number for people: without decimals where it has none.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_catalogues_have_the_same_keys_and_places() {
        let (zh, en): (Catalogue, Catalogue) =
            (serde_json::from_str(ZH_JSON).unwrap(), serde_json::from_str(EN_JSON).unwrap());
        let places = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|p| p.split('}').next())
                .map(String::from)
                .collect();
            found.sort();
            found
        };
        assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for (key, text) in &zh {
            assert_eq!(places(text), places(&en[key]), "{key}");
            assert!(key == "mode.told" || (!text.is_empty() && !en[key].is_empty()), "{key}");
        }
    }

    #[test]
    fn every_rule_has_a_name() {
        let head = crate::head::Head::built_in();
        let terms = head.terms.keys().filter(|t| !t.ends_with("_centre") && !t.ends_with("_from"));
        let own = ["words", "last_words", "base", "relevance", "only_orders"].map(str::to_owned);
        for name in head.clause_rules.keys().chain(terms).chain(&own) {
            assert!(find(Language::Zh, &format!("rule.{name}")).is_some(), "{name}");
        }
    }

    #[test]
    fn words_that_look_like_places_stay_words() {
        let filled = fill(Language::En, "range", &[("lo", "{hi}"), ("hi", "9")]);
        assert_eq!(filled, "Likely between {hi} and 9");
    }
}
