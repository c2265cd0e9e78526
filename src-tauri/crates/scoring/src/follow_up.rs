//! Follow-up questions: which part of an account is missing, how it is asked for, and how the
//! answers to a question and to its follow-ups are joined for scoring.
//!
//! The rule is fixed and the same for everybody: word lists (`assets/rubric/follow_ups.json`) that
//! anyone can read, no model. It is careful on purpose, since asking somebody for what they have just
//! told is rude, while a part that is not asked for costs nothing that the report would not show.
//! `docs/scoring.md` has its precision and recall on labelled answers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use interview::features::AnswerFeatures;
use interview::observation::rounded;
use interview::position::{FollowUp, Question, QuestionType, StarPart};
use interview::transcript::{Language, Transcript};
use serde::Deserialize;

use crate::clause;
use crate::stance::{self, Heard};
use crate::sufficiency::{MIN_CONTENT_UNITS, MIN_RECOGNITION};

/// The lists and the general questions, a resource of the rubric.
const FOLLOW_UPS_JSON: &str = include_str!("../../../../assets/rubric/follow_ups.json");

/// Time to think about a follow-up, in seconds: it asks for one thing of a story just told.
const THINK_SECONDS: u32 = 20;
/// Time to answer it, in seconds.
const ANSWER_SECONDS: u32 = 90;

#[derive(Deserialize)]
struct FollowUpFile {
    zh: Lists,
    en: Lists,
    questions: BTreeMap<String, Vec<FollowUp>>,
}

#[derive(Deserialize)]
struct Lists {
    /// When and where something was.
    circumstance: Vec<String>,
    /// The speaker does something: phrases, in English verbs behind "I".
    own_deed: Vec<String>,
    /// How something ended.
    outcome: Vec<String>,
}

/// The file is part of the program and read by a test, so that it can't fail here.
#[allow(clippy::expect_used)]
static FILE: LazyLock<FollowUpFile> = LazyLock::new(|| {
    serde_json::from_str(FOLLOW_UPS_JSON).expect("assets/rubric/follow_ups.json is tested")
});

/// The parts that a question of this kind is asked again for, in the order of asking. Nobody tells
/// knowledge as a story, and nobody was ever in a situation that is only imagined.
const fn parts_of(kind: QuestionType) -> &'static [StarPart] {
    match kind {
        QuestionType::Behavioural => &[StarPart::Situation, StarPart::Action, StarPart::Result],
        QuestionType::Situational => &[StarPart::Action, StarPart::Result],
        QuestionType::Professional => &[],
    }
}

/// The first part that is missing in `answers`, the transcripts of the answers to one question and to
/// its follow-ups so far, and was not `asked` for. None where too little was said or understood to
/// tell: that is shown in the report, and no follow-up would mend it.
pub fn missing(
    kind: QuestionType,
    answers: &[&Transcript],
    asked: &[StarPart],
) -> Option<StarPart> {
    let text = answers.iter().map(|a| a.text.as_str()).collect::<Vec<_>>().join("\n");
    let understood = answers.iter().all(|a| a.recognition_confidence >= MIN_RECOGNITION);
    let said: usize = clause::split(&text)
        .into_iter()
        .filter(|range| !stance::is_refusal(&text[range.clone()]))
        .map(|range| stance::content_units(&text[range]))
        .sum();
    if !understood || said < MIN_CONTENT_UNITS as usize {
        return None;
    }
    let told = Told::of(&text);
    parts_of(kind).iter().copied().find(|part| !asked.contains(part) && told.lacks(*part))
}

/// What of an account the lists find in a text.
struct Told {
    circumstance: bool,
    own_deed: bool,
    outcome: bool,
    /// Told as a plan or a habit.
    planned: bool,
    would: bool,
    /// A group, slogans or vague words stand where a deed of one's own would.
    evades: bool,
    language: Language,
}

impl Told {
    fn of(text: &str) -> Self {
        let heard = Heard::new(text);
        let language = heard.language();
        let lists = match language {
            Language::Zh => &FILE.zh,
            Language::En => &FILE.en,
        };
        let any = |list: &[String]| list.iter().any(|phrase| heard.says(phrase));
        let would = heard.has("would");
        Self {
            circumstance: any(&lists.circumstance),
            own_deed: match language {
                Language::Zh => any(&lists.own_deed),
                Language::En => heard.past_deeds(&lists.own_deed),
            },
            outcome: any(&lists.outcome),
            planned: would || heard.has("general"),
            would,
            evades: heard.group_acts_most() || heard.has("slogan") || heard.has("vague"),
            language,
        }
    }

    fn lacks(&self, part: StarPart) -> bool {
        match part {
            StarPart::Situation => {
                let told = match self.language {
                    Language::Zh => !self.planned,
                    Language::En => self.own_deed,
                };
                !self.circumstance && !told
            }
            StarPart::Action => !self.own_deed && !self.would && self.evades,
            StarPart::Result => !self.outcome,
        }
    }
}

/// The follow-up of `question` that asks for `part`: in the words of the position, or else in general
/// ones. Its id is `QUESTION/PART`.
pub fn question(question: &Question, part: StarPart) -> Option<Question> {
    let general = match question.question_type {
        QuestionType::Behavioural => FILE.questions.get("behavioural"),
        QuestionType::Situational => FILE.questions.get("situational"),
        QuestionType::Professional => None,
    };
    let asks = |follow_up: &&FollowUp| follow_up.part == part;
    let text = question
        .follow_ups
        .iter()
        .find(asks)
        .or_else(|| general.and_then(|list| list.iter().find(asks)))?;
    Some(Question {
        id: format!("{}/{}", question.id, part.name()),
        competency: question.competency.clone(),
        question_type: question.question_type,
        text_zh: text.text_zh.clone(),
        text_en: text.text_en.clone(),
        think_seconds: THINK_SECONDS,
        answer_seconds: ANSWER_SECONDS,
        follow_ups_zh: Vec::new(),
        follow_ups: Vec::new(),
    })
}

/// The answers as they are scored: each with what its follow-ups added, in the order of asking.
pub fn joined(answers: &[AnswerFeatures]) -> Vec<AnswerFeatures> {
    let (main, added): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.follows.is_none());
    main.into_iter()
        .map(|answer| {
            let id = Some(&answer.question_id);
            added
                .iter()
                .filter(|more| more.follows.as_ref() == id)
                .fold(answer.clone(), |all, more| join(all, more))
        })
        .collect()
}

/// The answers without what follow-ups added.
pub fn without(answers: &[AnswerFeatures]) -> Vec<AnswerFeatures> {
    answers.iter().filter(|answer| answer.follows.is_none()).cloned().collect()
}

fn join(all: AnswerFeatures, more: &AnswerFeatures) -> AnswerFeatures {
    let shift = all.text.len() + 1;
    let (coverage, recognition_confidence) = weighted(&all, more);
    let mut clauses = all.clauses;
    clauses.extend(more.clauses.iter().cloned().map(|mut clause| {
        clause.start += shift;
        clause.end += shift;
        clause.said_in = Some(more.question_id.clone());
        clause
    }));
    let mut words = all.words;
    words.extend(more.words.iter().cloned());
    let mut flags = all.flags;
    flags.extend(
        more.flags.iter().filter(|flag| !flags.contains(flag)).cloned().collect::<Vec<_>>(),
    );
    AnswerFeatures {
        text: format!("{}\n{}", all.text, more.text),
        words,
        coverage,
        recognition_confidence,
        relevance: all.relevance.max(more.relevance),
        content_units: all.content_units + more.content_units,
        clauses,
        flags,
        ..all
    }
}

/// Coverage and recognition of both, by the number of words; an answer without words weighs one, so
/// that a recording without any is not forgotten.
fn weighted(all: &AnswerFeatures, more: &AnswerFeatures) -> (f64, f64) {
    let (a, b) = (all.words.len().max(1) as f64, more.words.len().max(1) as f64);
    let mean = |x: f64, y: f64| rounded((a * x + b * y) / (a + b), 2);
    (
        mean(all.coverage, more.coverage),
        mean(all.recognition_confidence, more.recognition_confidence),
    )
}
