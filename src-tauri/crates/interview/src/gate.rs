//! The gate for questions (capability N7): what may not be asked of a candidate, and what can't be
//! judged on anchors. The lists (`assets/rubric/question_gate.json`) are open to everybody.
//!
//! It refuses what names a protected trait of the candidate; it can't see what a question only hints
//! at. A person still approves every question.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::position::Question;

const GATE_JSON: &str = include_str!("../../../../assets/rubric/question_gate.json");

#[derive(Deserialize)]
struct GateFile {
    #[serde(rename = "about")]
    _about: String,
    #[serde(flatten)]
    topics: BTreeMap<Topic, Phrases>,
}

#[derive(Deserialize)]
struct Phrases {
    zh: Vec<String>,
    en: Vec<String>,
}

/// The file is part of the program and read by a test, so that it can't fail here.
#[allow(clippy::expect_used)]
static FILE: LazyLock<GateFile> =
    LazyLock::new(|| serde_json::from_str(GATE_JSON).expect("question_gate.json is tested"));

/// Why a question is refused: what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Marriage and partners.
    Marriage,
    /// Children, pregnancy, parents.
    Family,
    /// Age.
    Age,
    /// Religion and belief.
    Belief,
    /// Ethnicity, home region, accent.
    Origin,
    /// Health, disability, looks.
    Health,
    /// Sex and sexual orientation.
    Sex,
    /// Nothing that could be judged on anchors.
    Vague,
}

impl Topic {
    /// Name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Marriage => "marriage",
            Self::Family => "family",
            Self::Age => "age",
            Self::Belief => "belief",
            Self::Origin => "origin",
            Self::Health => "health",
            Self::Sex => "sex",
            Self::Vague => "vague",
        }
    }
}

/// Why `question`, in any of its texts and follow-ups, may not be asked; none where it may.
pub fn refusal(question: &Question) -> Option<Topic> {
    let own = [(&question.text_zh, &question.text_en)];
    let follow_ups = question.follow_ups.iter().map(|f| (&f.text_zh, &f.text_en));
    let loose = question.follow_ups_zh.iter().map(|text| (text, text));
    own.into_iter().chain(follow_ups).chain(loose).find_map(|(zh, en)| asks_for(zh, en))
}

fn asks_for(zh: &str, en: &str) -> Option<Topic> {
    let zh: String = zh.chars().filter(|c| !c.is_whitespace()).collect();
    // A word ends at anything that is no letter: "as a man" stands in "as a manager" otherwise.
    let en: String = en.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<String> = en.split_whitespace().map(str::to_lowercase).collect();
    let en = format!(" {} ", words.join(" "));
    let any = |phrases: &Phrases| {
        phrases.zh.iter().any(|phrase| zh.contains(phrase.as_str()))
            || phrases.en.iter().any(|phrase| en.contains(&format!(" {phrase} ")))
    };
    FILE.topics.iter().find(|(_, phrases)| any(phrases)).map(|(topic, _)| *topic)
}
