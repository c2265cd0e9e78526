//! Positions: competencies with weights, questions, anchors.
//!
//! The JSON form is described by `assets/positions/position.schema.json`; [`Position::from_json`]
//! checks what a schema can't: weights that sum to one, questions that name a competency, unique
//! ids.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::transcript::Language;

/// The three summary axes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Professional ability.
    Professional,
    /// General qualities.
    General,
    /// Cultural fit.
    Culture,
}

/// Kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    /// Asks for something that happened.
    Behavioural,
    /// Asks what the person would do.
    Situational,
    /// Asks for knowledge of the trade.
    Professional,
}

/// One competency of a position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Competency {
    /// Key, such as `service_awareness`.
    pub key: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Summary axis it counts towards.
    pub axis: Axis,
    /// Share of the score and of the questions; all shares sum to 1.
    pub weight: f64,
    /// What the competency means in this position.
    pub definition_zh: String,
    /// Behaviours that raise the grade.
    pub positive_behaviours_zh: Vec<String>,
    /// Behaviours that lower it.
    pub negative_behaviours_zh: Vec<String>,
    /// What an answer at grade 1, 3 and 5 looks like.
    pub anchors_zh: BTreeMap<String, String>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique id, such as `teller-q01`.
    pub id: String,
    /// Key of the competency it asks for.
    pub competency: String,
    /// Kind.
    #[serde(rename = "type")]
    pub question_type: QuestionType,
    /// Chinese text.
    pub text_zh: String,
    /// English text.
    pub text_en: String,
    /// Time to think, in seconds.
    pub think_seconds: u32,
    /// Time to answer, in seconds.
    pub answer_seconds: u32,
    /// Follow-up questions without a part: no rule can choose among them, people may read them.
    #[serde(default)]
    pub follow_ups_zh: Vec<String>,
    /// Follow-up questions by the part that they ask for; a part without one of its own is asked for
    /// in general words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
}

/// A part of an account, as the STAR scheme names them; the task counts with the situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StarPart {
    /// When and where it was, and what was to be done.
    Situation,
    /// What the speaker did.
    Action,
    /// How it ended.
    Result,
}

impl StarPart {
    /// Name in JSON and ids.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Situation => "situation",
            Self::Action => "action",
            Self::Result => "result",
        }
    }
}

/// A follow-up question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// The part that it asks for.
    pub part: StarPart,
    /// Chinese text.
    pub text_zh: String,
    /// English text.
    pub text_en: String,
}

impl Question {
    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.text_zh,
            Language::En => &self.text_en,
        }
    }
}

/// A position with its competency model and its questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Code, such as `teller`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Version; a published version never changes.
    #[serde(default = "first_version")]
    pub version: u32,
    /// Score (0–100) that the position requires.
    pub pass_score: u32,
    /// Competencies.
    pub competencies: Vec<Competency>,
    /// Questions.
    pub questions: Vec<Question>,
}

const fn first_version() -> u32 {
    1
}

/// Why a position can't be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// Not JSON, or not of the right form.
    #[error("not a position file: {0}")]
    Malformed(String),
    /// The weights do not sum to one.
    #[error("the weights sum to {0}, not to 1")]
    WeightSum(f64),
    /// A weight is not above zero.
    #[error("competency {0} has a weight that is not above zero")]
    Weight(String),
    /// A question names a competency that the position lacks.
    #[error("question {question} asks for the unknown competency {competency}")]
    UnknownCompetency {
        /// Question id.
        question: String,
        /// Missing key.
        competency: String,
    },
    /// A competency has no question.
    #[error("no question asks for competency {0}")]
    MissingQuestion(String),
    /// A key or id stands twice.
    #[error("{0} stands twice")]
    Duplicate(String),
    /// An anchor is missing.
    #[error("competency {competency} lacks the anchor of grade {grade}")]
    MissingAnchor {
        /// Competency key.
        competency: String,
        /// 1, 3 or 5.
        grade: &'static str,
    },
    /// The required score is over 100.
    #[error("the required score {0} is over 100")]
    PassScore(u32),
    /// A question that may not be asked, or can't be judged: what it asks for.
    #[error("question {question} may not be asked: {}", .topic.name())]
    Refused {
        /// Question id.
        question: String,
        /// What it asks for.
        topic: crate::gate::Topic,
    },
    /// A time to answer is zero.
    #[error("question {0} gives no time to answer")]
    NoTime(String),
}

impl crate::error::Faulty for PositionError {
    fn fault(&self) -> crate::error::Fault {
        use crate::error::{Fault, FaultClass::Input, Response::CallOperator};
        let code = match self {
            Self::Malformed(_) => "position.malformed",
            Self::WeightSum(_) | Self::Weight(_) => "position.weights",
            Self::UnknownCompetency { .. } => "position.unknown_competency",
            Self::MissingQuestion(_) => "position.missing_question",
            Self::Duplicate(_) => "position.duplicate",
            Self::MissingAnchor { .. } => "position.missing_anchor",
            Self::PassScore(_) => "position.pass_score",
            Self::NoTime(_) => "position.no_time",
            Self::Refused { topic: crate::gate::Topic::Vague, .. } => "position.vague",
            Self::Refused { .. } => "position.unfair",
        };
        Fault::new(code, Input, CallOperator)
    }
}

impl Position {
    /// Reads and checks a position.
    pub fn from_json(json: &str) -> Result<Self, PositionError> {
        let position: Self =
            serde_json::from_str(json).map_err(|e| PositionError::Malformed(e.to_string()))?;
        position.check()?;
        Ok(position)
    }

    /// The competency with this key.
    pub fn competency(&self, key: &str) -> Option<&Competency> {
        self.competencies.iter().find(|c| c.key == key)
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == id)
    }

    /// Checks what a schema can't.
    pub fn check(&self) -> Result<(), PositionError> {
        if self.pass_score > 100 {
            return Err(PositionError::PassScore(self.pass_score));
        }
        self.check_competencies()?;
        let mut ids = BTreeSet::new();
        for question in &self.questions {
            if !ids.insert(question.id.as_str()) {
                return Err(PositionError::Duplicate(question.id.clone()));
            }
            if self.competency(&question.competency).is_none() {
                return Err(PositionError::UnknownCompetency {
                    question: question.id.clone(),
                    competency: question.competency.clone(),
                });
            }
            if question.answer_seconds == 0 {
                return Err(PositionError::NoTime(question.id.clone()));
            }
            if let Some(topic) = crate::gate::refusal(question) {
                return Err(PositionError::Refused { question: question.id.clone(), topic });
            }
            let mut parts = BTreeSet::new();
            if let Some(twice) = question.follow_ups.iter().find(|f| !parts.insert(f.part)) {
                let name = format!("{} of question {}", twice.part.name(), question.id);
                return Err(PositionError::Duplicate(name));
            }
        }
        match self
            .competencies
            .iter()
            .find(|c| !self.questions.iter().any(|q| q.competency == c.key))
        {
            Some(lonely) => Err(PositionError::MissingQuestion(lonely.key.clone())),
            None => Ok(()),
        }
    }

    fn check_competencies(&self) -> Result<(), PositionError> {
        let mut keys = BTreeSet::new();
        for competency in &self.competencies {
            if !keys.insert(competency.key.as_str()) {
                return Err(PositionError::Duplicate(competency.key.clone()));
            }
            if competency.weight.is_nan() || competency.weight <= 0.0 {
                return Err(PositionError::Weight(competency.key.clone()));
            }
            if let Some(grade) =
                ["1", "3", "5"].into_iter().find(|g| !competency.anchors_zh.contains_key(*g))
            {
                return Err(PositionError::MissingAnchor {
                    competency: competency.key.clone(),
                    grade,
                });
            }
        }
        let sum: f64 = self.competencies.iter().map(|c| c.weight).sum();
        // Weights are given to two or three decimals; anything beyond is a typing error.
        if (sum - 1.0).abs() > 1e-6 {
            return Err(PositionError::WeightSum(sum));
        }
        Ok(())
    }

    /// Chooses `count` questions so that each competency's share of the questions follows its
    /// weight (Webster/Sainte-Laguë divisors); the order of the file decides which of its questions
    /// a competency gets, and the order of asking.
    pub fn choose_questions(&self, count: usize) -> Vec<&Question> {
        let count = count.min(self.questions.len());
        let mut order: Vec<&Competency> = self.competencies.iter().collect();
        order.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..count {
            let next = order
                .iter()
                .filter(|c| {
                    let have = taken.get(c.key.as_str()).copied().unwrap_or(0);
                    have < self.questions.iter().filter(|q| q.competency == c.key).count()
                })
                .max_by(|a, b| {
                    let want = |c: &Competency| {
                        c.weight / (1 + taken.get(c.key.as_str()).copied().unwrap_or(0) * 2) as f64
                    };
                    want(a).total_cmp(&want(b))
                });
            if let Some(next) = next {
                *taken.entry(next.key.as_str()).or_default() += 1;
            }
        }
        let mut chosen = Vec::with_capacity(count);
        for question in &self.questions {
            if let Some(left) = taken.get_mut(question.competency.as_str()).filter(|n| **n > 0) {
                *left -= 1;
                chosen.push(question);
            }
        }
        chosen
    }
}
