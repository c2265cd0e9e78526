//! The texts of the product, by key, in both languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use interview::transcript::Language;

const ZH: &str = include_str!("../../../../assets/i18n/zh-CN.json");
const EN: &str = include_str!("../../../../assets/i18n/en.json");

type Texts = BTreeMap<String, String>;

fn texts(language: Language) -> &'static Texts {
    static CATALOGUES: OnceLock<[Texts; 2]> = OnceLock::new();
    let all = CATALOGUES.get_or_init(|| [ZH, EN].map(read));
    match language {
        Language::Zh => &all[0],
        Language::En => &all[1],
    }
}

/// A catalogue that is not JSON is caught by the tests; at run time its keys are shown instead.
fn read(json: &str) -> Texts {
    serde_json::from_str(json).unwrap_or_default()
}

/// The text behind `key`, or the key itself where there is none.
pub fn text(language: Language, key: &str) -> &str {
    texts(language).get(key).map_or(key, String::as_str)
}

/// The text behind `key` with `{name}` replaced by the value of `name`.
pub fn text_with(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let mut filled = text(language, key).to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

/// All keys of a language.
pub fn keys(language: Language) -> impl Iterator<Item = &'static str> {
    texts(language).keys().map(String::as_str)
}
