//! The words of the pages, in Chinese and English, from `text.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};

/// Key to Chinese and English.
type Catalogue = BTreeMap<String, [String; 2]>;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    // Compiled in and read by a test; an empty catalogue shows keys instead of words.
    serde_json::from_str(include_str!("text.json")).unwrap_or_default()
});

/// The words in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Text {
    /// By `?lang=`, else by what the browser prefers, else Chinese.
    pub fn choose(query: Option<&str>, headers: &HeaderMap) -> Self {
        let preferred = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(',').next());
        match query.or(preferred) {
            Some(lang) if lang.trim().to_ascii_lowercase().starts_with("en") => Self::En,
            _ => Self::Zh,
        }
    }

    /// Code for `lang` attributes.
    pub const fn lang(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The words for `key`, or the key where there are none: codes of newer stations.
    pub fn get<'a>(self, key: &'a str) -> &'a str
    where
        'static: 'a,
    {
        CATALOGUE.get(key).map_or(key, |words| match self {
            Self::Zh => &words[0],
            Self::En => &words[1],
        })
    }

    /// One of two names.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_readable_and_complete() {
        assert!(CATALOGUE.len() > 20);
        for (key, words) in CATALOGUE.iter() {
            assert!(words.iter().all(|text| !text.is_empty()), "{key}");
        }
    }

    #[test]
    fn the_language_follows_the_query_then_the_browser() {
        let mut headers = HeaderMap::new();
        assert_eq!(Text::choose(None, &headers), Text::Zh);
        headers.insert(header::ACCEPT_LANGUAGE, "en-GB,zh;q=0.5".parse().unwrap());
        assert_eq!(Text::choose(None, &headers), Text::En);
        assert_eq!(Text::choose(Some("zh"), &headers), Text::Zh);
    }
}
