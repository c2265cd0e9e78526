//! The voices the station ships.

use interview::transcript::Language;
use serde::{Deserialize, Serialize};

/// A voice of Kokoro; the name says language (z Mandarin, a American English) and sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Speaker {
    ZfXiaoxiao,
    ZfXiaobei,
    ZmYunxi,
    ZmYunjian,
    AfHeart,
    AmMichael,
}

impl Speaker {
    /// Every voice.
    pub const ALL: [Self; 6] = [
        Self::ZfXiaoxiao,
        Self::ZfXiaobei,
        Self::ZmYunxi,
        Self::ZmYunjian,
        Self::AfHeart,
        Self::AmMichael,
    ];

    /// The voice that reads questions aloud in `language`.
    pub const fn reader(language: Language) -> Self {
        match language {
            Language::Zh => Self::ZfXiaoxiao,
            Language::En => Self::AfHeart,
        }
    }

    /// Name of the voice, such as `zm_yunxi`.
    pub fn name(self) -> &'static str {
        self.file_name().trim_end_matches(".bin")
    }

    /// Language that the voice speaks by itself.
    pub fn language(self) -> Language {
        if self.name().starts_with('z') { Language::Zh } else { Language::En }
    }

    /// File name inside the voices of the model store.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::ZfXiaoxiao => "zf_xiaoxiao.bin",
            Self::ZfXiaobei => "zf_xiaobei.bin",
            Self::ZmYunxi => "zm_yunxi.bin",
            Self::ZmYunjian => "zm_yunjian.bin",
            Self::AfHeart => "af_heart.bin",
            Self::AmMichael => "am_michael.bin",
        }
    }
}
