//! Abilities with score, anchors, quotes and levels.

use interview::score::{CompetencyScore, Evidence, Polarity};
use serde::Serialize;
use specta::Type;

use super::{View, ms, per_cent, suggested};
use crate::interviews::{Name, SuggestedScore};

/// What an answer of a level looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Anchor {
    /// 1, 3 or 5.
    pub level: u8,
    /// In the language of the position.
    pub text: String,
}

/// Words of the candidate that moved a grade.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Quote {
    /// Verbatim.
    pub text: String,
    /// Whether it raised the grade.
    pub raises: bool,
    /// Behaviour of the position's model in its own words, or `rule.<name>`.
    pub behaviour: String,
    /// Number of the question, from 1.
    pub question: u32,
    /// Media time in milliseconds.
    pub start_ms: u32,
    /// End.
    pub end_ms: u32,
    /// By how many levels, without a sign.
    #[specta(type = specta_typescript::Number)]
    pub levels: f64,
}

/// Another person's level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OtherLevel {
    /// Who.
    pub reviewer: String,
    /// 1–5.
    pub level: u8,
    /// Note; may be empty.
    pub note: String,
}

/// One's own level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OwnLevel {
    /// 1–5.
    pub level: u8,
    /// Note; may be empty.
    pub note: String,
}

/// One ability.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Ability {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Name,
    /// What it means in this position, in the position's language.
    pub definition: String,
    /// Per cent of the overall score.
    pub weight: u32,
    /// Required, 0–100.
    pub required: u32,
    /// Suggested score; none where there is none or it is not shown yet.
    pub suggested: Option<SuggestedScore>,
    /// Suggested level, 1–5; as `suggested`.
    pub grade: Option<u8>,
    /// Per cent; none while hidden.
    pub confidence: Option<u32>,
    /// Whether numbers and quotes are not shown yet.
    pub hidden: bool,
    /// Code of the reason where there is no score.
    pub reason: Option<String>,
    /// Anchors of the position.
    pub anchors: Vec<Anchor>,
    /// Quotes, strongest first; none while hidden, since their signs tell the grade.
    pub quotes: Vec<Quote>,
    /// Numbers of the questions that asked for it.
    pub questions: Vec<u32>,
    /// One's own level.
    pub own: Option<OwnLevel>,
    /// Others' levels; none before one's own is handed in where one rates first.
    pub others: Vec<OtherLevel>,
}

impl View<'_> {
    pub(super) fn abilities(&self) -> Vec<Ability> {
        self.report.scores.competencies.iter().map(|score| self.ability(score)).collect()
    }

    fn ability(&self, score: &CompetencyScore) -> Ability {
        let key = score.key.as_str();
        let hidden = self.hides(key);
        let known = self.report.ledger.position.competency(key);
        let name = |zh, en| Name { zh, en };
        let quotes = score.evidence.iter().filter(|_| !hidden).map(|e| self.quote(e));
        let answered = self.report.answers.iter().filter(|answer| answer.competency == key);
        Ability {
            key: key.to_owned(),
            name: known.map_or_else(
                || name(key.to_owned(), key.to_owned()),
                |known| name(known.name_zh.clone(), known.name_en.clone()),
            ),
            definition: known.map(|known| known.definition_zh.clone()).unwrap_or_default(),
            weight: per_cent(score.weight),
            required: score.required,
            suggested: suggested(score.score, score.low, score.high).filter(|_| !hidden),
            grade: score.grade.filter(|_| !hidden),
            confidence: (!hidden && score.score.is_some()).then(|| per_cent(score.confidence)),
            hidden,
            reason: score
                .score
                .is_none()
                .then(|| scoring::explain::reason_code(self.report, score).to_owned()),
            anchors: known.map(anchors).unwrap_or_default(),
            quotes: quotes.collect(),
            questions: answered.map(|answer| self.number_of(&answer.question_id)).collect(),
            own: self.own(key),
            others: self.others(key),
        }
    }

    pub(super) fn quote(&self, evidence: &Evidence) -> Quote {
        Quote {
            text: evidence.quote.clone(),
            raises: evidence.polarity == Polarity::Positive,
            behaviour: evidence.behaviour.clone(),
            question: self.number_of(&evidence.question),
            start_ms: ms(evidence.start_ms),
            end_ms: ms(evidence.end_ms),
            levels: evidence.contribution.abs(),
        }
    }

    fn own(&self, key: &str) -> Option<OwnLevel> {
        let rating = self.mine.iter().find(|rating| rating.competency == key)?;
        Some(OwnLevel { level: rating.level, note: rating.note.clone() })
    }

    fn others(&self, key: &str) -> Vec<OtherLevel> {
        if self.rates_first {
            return Vec::new();
        }
        let others = self.report.human.reviews.iter().filter(|r| r.reviewer != self.person.name);
        others
            .filter_map(|review| {
                let rating = review.ratings.iter().find(|rating| rating.competency == key)?;
                Some(OtherLevel {
                    reviewer: review.reviewer.clone(),
                    level: rating.level,
                    note: rating.note.clone(),
                })
            })
            .collect()
    }
}

fn anchors(competency: &interview::position::Competency) -> Vec<Anchor> {
    let all = competency.anchors_zh.iter();
    all.filter_map(|(level, text)| Some(Anchor { level: level.parse().ok()?, text: text.clone() }))
        .collect()
}
