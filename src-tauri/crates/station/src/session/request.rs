//! What an interview is to be made of.

use interview::challenge::ChallengeAction;
use interview::position::{Position, Question, QuestionType};
use interview::time::{MediaTime, Span};
use interview::transcript::Language;
use serde::Deserialize;
use uuid::Uuid;

use crate::StationError;
use crate::candidate::Candidate;
use crate::feed::Sources;
use crate::identity::{IdentityOutcome, LiveParts};
use crate::policy::PolicyInForce;
use crate::progress::Watcher;

/// What the candidate is asked for; a window shows it, a scripted candidate reacts to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// One action of the liveness challenge.
    Challenge(ChallengeAction),
    /// These digits are to be read aloud.
    Numbers(Vec<u8>),
    /// The question with this index is asked.
    Question(usize),
    /// The answer to it may begin.
    Answer(usize),
    /// The answer has been taken.
    Saved(usize),
}

/// Shows prompts. Called on the session's thread with the media time of the prompt.
pub trait Prompter: Send {
    /// Shows `prompt`; returns at once.
    fn prompt(&mut self, prompt: &Prompt, at: MediaTime);
}

/// Nobody to prompt: the source is a recording.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPrompter;

impl Prompter for NoPrompter {
    fn prompt(&mut self, _prompt: &Prompt, _at: MediaTime) {}
}

/// When answers begin and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerRule {
    /// The spans are known; one for each question, in order of time.
    Scripted(Vec<Span>),
    /// An answer begins `think_ms` after its question and ends after `silence_ms` of silence that
    /// follow speech, or at the question's time limit.
    Detected {
        /// Silence in milliseconds.
        silence_ms: i64,
        /// Time to think in milliseconds; none: the question's own.
        think_ms: Option<i64>,
    },
}

/// How identity is established.
pub enum IdentityPlan {
    /// Not at all: no card was given.
    None,
    /// Done before the session, from the recording.
    Recorded(Box<IdentityOutcome>),
    /// In the session, with an active challenge.
    Live(Box<LiveParts>),
}

/// One consent as the candidate gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentGiven {
    /// Purpose.
    pub purpose: String,
    /// Answer.
    pub given: bool,
}

/// One interview.
pub struct InterviewRequest {
    /// Id, made by the station.
    pub interview_id: Uuid,
    /// Position.
    pub position: Position,
    /// Questions in the order of asking.
    pub questions: Vec<Question>,
    /// Language; none: found out from the first answer.
    pub language: Option<Language>,
    /// Candidate.
    pub candidate: Candidate,
    /// Camera and microphone; taken when the session starts.
    pub sources: Option<Sources>,
    /// Whether the sources wait for us (files), so that nothing is ever dropped.
    pub lossless: bool,
    /// Answers.
    pub answers: AnswerRule,
    /// Identity.
    pub identity: IdentityPlan,
    /// Consents.
    pub consents: Vec<ConsentGiven>,
    /// Policy that was in force when the interview began; a later pack does not change it.
    pub policy: PolicyInForce,
    /// Whether the candidate is synthetic.
    pub synthetic: bool,
    /// Simulated parts of the sources.
    pub simulated: Vec<String>,
    /// Prompts.
    pub prompter: Box<dyn Prompter>,
    /// Progress.
    pub watcher: Watcher,
}

/// One row of an answer file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AnswerRow {
    /// Id of a question of the position, or a text of its own.
    pub question: String,
    /// Competency of a text of its own.
    #[serde(default)]
    pub competency: Option<String>,
    /// Start in milliseconds of media time.
    pub start_ms: i64,
    /// End.
    pub end_ms: i64,
}

/// Time to answer a question of one's own: three minutes, as most shipped questions have.
const OWN_ANSWER_SECONDS: u32 = 180;

/// Reads an answer file against a position.
///
/// # Errors
/// [`StationError::AnswerFile`] for wrong spans, [`StationError::UnknownQuestion`].
pub fn scripted_answers(
    json: &str,
    position: &Position,
) -> Result<(Vec<Question>, AnswerRule), StationError> {
    let mut rows: Vec<AnswerRow> = serde_json::from_str(json)
        .map_err(|e| StationError::AnswerFile(crate::error::place(&e)))?;
    if rows.is_empty() {
        return Err(StationError::AnswerFile("no answers".to_owned()));
    }
    rows.sort_by_key(|row| row.start_ms);
    let mut end_ms = 0;
    for (index, row) in rows.iter().enumerate() {
        if row.start_ms < end_ms || row.end_ms <= row.start_ms {
            let detail = format!("answer {index}: {}–{} ms", row.start_ms, row.end_ms);
            return Err(StationError::AnswerFile(detail));
        }
        end_ms = row.end_ms;
    }
    let questions = rows
        .iter()
        .enumerate()
        .map(|(index, row)| question_of(index, row, position))
        .collect::<Result<_, _>>()?;
    let spans = rows.iter().map(|row| Span::new(row.start_ms, row.end_ms)).collect();
    Ok((questions, AnswerRule::Scripted(spans)))
}

fn question_of(
    index: usize,
    row: &AnswerRow,
    position: &Position,
) -> Result<Question, StationError> {
    if let Some(question) = position.question(&row.question) {
        return Ok(question.clone());
    }
    let competency = row.competency.as_deref().and_then(|key| position.competency(key));
    let competency = competency.ok_or(StationError::UnknownQuestion { index })?;
    Ok(own_question(&row.question, &competency.key))
}

/// A question that is not in the position; its text is its id.
pub fn own_question(text: &str, competency: &str) -> Question {
    Question {
        id: text.to_owned(),
        competency: competency.to_owned(),
        question_type: QuestionType::Behavioural,
        text_zh: text.to_owned(),
        text_en: text.to_owned(),
        think_seconds: 0,
        answer_seconds: OWN_ANSWER_SECONDS,
        follow_ups_zh: Vec::new(),
        follow_ups: Vec::new(),
    }
}
