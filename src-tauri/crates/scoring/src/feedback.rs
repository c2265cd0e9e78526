//! What a candidate may be told of an interview: two strengths in their own words and one piece of
//! advice (capability N16). No number, no comparison, nothing that only a model has seen.
//!
//! Strengths are the quotes that raised a grade most, of two abilities where there are two. Advice is
//! by the rule that asks follow-up questions: the part of the account that was missing most often.
//! Where every account was whole there is none: praise or blame without a quote helps nobody.

use interview::position::StarPart;
use interview::report::{AnswerReport, Report};
use interview::score::{Evidence, Polarity};
use interview::transcript::{Language, Transcript};

use crate::explain::{competency_name, question_number};
use crate::figures::strongest;
use crate::follow_up::missing;
use crate::texts::{fill, text};

/// Strengths that are told.
const STRENGTHS: usize = 2;
/// Shortest quote that says something by itself, in characters.
const MIN_QUOTE_CHARS: usize = 6;

/// One strength.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Key of the ability.
    pub competency: String,
    /// The candidate's own words, verbatim.
    pub quote: String,
    /// Number of the question, from 1.
    pub question: usize,
    /// Media time of the first quoted word in milliseconds.
    pub start_ms: i64,
}

/// What a candidate may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// At most two, strongest first.
    pub strengths: Vec<Strength>,
    /// The part of an account to tell next time.
    pub advice: Option<StarPart>,
}

/// What may be told of this interview; none where nothing was scored, by consent or for want of
/// words.
pub fn feedback(report: &Report) -> Option<Feedback> {
    let feedback = Feedback { strengths: strengths(report), advice: advice(report) };
    let scored = report.scores.answers.iter().any(|answer| answer.grade.is_some());
    (scored && feedback != Feedback::default()).then_some(feedback)
}

fn strengths(report: &Report) -> Vec<Strength> {
    let said: Vec<(&Evidence, &AnswerReport)> = strongest(report, Polarity::Positive)
        .into_iter()
        .filter(|evidence| evidence.quote.chars().count() >= MIN_QUOTE_CHARS)
        .filter_map(|evidence| {
            let answer = report.answers.iter().find(|a| a.question_id == evidence.question)?;
            // Words that the candidate says are not theirs are none to praise.
            (!answer.handed_in.disputed).then_some((evidence, answer))
        })
        .collect();
    let mut chosen: Vec<Strength> = Vec::new();
    // One of each ability first, then whatever else there is.
    for one_each in [true, false] {
        for (evidence, answer) in &said {
            let known = chosen.iter().any(|c| c.quote == evidence.quote);
            let again = chosen.iter().any(|c| c.competency == answer.competency);
            if chosen.len() < STRENGTHS && !known && !(one_each && again) {
                chosen.push(Strength {
                    competency: answer.competency.clone(),
                    quote: evidence.quote.clone(),
                    question: question_number(report, &evidence.question),
                    start_ms: evidence.start_ms,
                });
            }
        }
    }
    chosen
}

/// The part that is missing in most accounts; of two that are missing as often, how it ended first:
/// it is what raters miss most (`docs/scoring.md`).
fn advice(report: &Report) -> Option<StarPart> {
    let of = |answer: &AnswerReport| {
        let told: Vec<&Transcript> = report
            .answers
            .iter()
            .filter(|a| {
                a.question_id == answer.question_id
                    || a.follows.as_ref() == Some(&answer.question_id)
            })
            .map(|a| &a.transcript)
            .collect();
        missing(answer.question_type, &told, &[])
    };
    let main = report.answers.iter().filter(|a| a.follows.is_none() && !a.handed_in.disputed);
    let lacking: Vec<StarPart> = main.filter_map(of).collect();
    let count = |part: StarPart| lacking.iter().filter(|lacks| **lacks == part).count();
    [StarPart::Situation, StarPart::Action, StarPart::Result]
        .into_iter()
        .filter(|part| count(*part) > 0)
        .max_by_key(|part| count(*part))
}

/// The feedback as a letter that a person looks through before it is given.
pub fn letter(report: &Report, feedback: &Feedback, language: Language) -> String {
    let position = match language {
        Language::Zh => &report.position.name_zh,
        Language::En => &report.position.name_en,
    };
    let greeting = match &report.candidate.name {
        Some(name) => fill(language, "feedback.greeting", &[("name", name)]),
        None => text(language, "feedback.greeting.none"),
    };
    let mut lines = vec![greeting, fill(language, "feedback.thanks", &[("position", position)])];
    if !feedback.strengths.is_empty() {
        lines.push(text(language, "feedback.strengths"));
    }
    for strength in &feedback.strengths {
        let name = competency_name(&report.ledger.position, &strength.competency, language);
        let n = strength.question.to_string();
        let values = [("name", name.as_str()), ("quote", &strength.quote), ("n", &n)];
        lines.push(fill(language, "feedback.strength", &values));
    }
    if let Some(part) = feedback.advice {
        let advice = text(language, &format!("feedback.advice.{}", part.name()));
        lines.push(fill(language, "feedback.advice", &[("advice", &advice)]));
    }
    lines.push(text(language, "feedback.limits"));
    lines.join("\n\n") + "\n"
}
