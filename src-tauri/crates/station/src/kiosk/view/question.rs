//! Practice, questions, and what comes after them.

use serde::Serialize;
use specta::Type;

/// Stage of the practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PracticeStage {
    /// Not begun.
    Ready,
    /// The candidate speaks, or types.
    Speaking,
    /// It can be played back, repeated or left.
    Done,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct QuestionView {
    /// Where it stands.
    pub stage: QuestionStage,
    /// From 1.
    pub nth: u32,
    /// Number of questions.
    pub total: u32,
    /// `behavioural`, `situational` or `professional`.
    pub kind: String,
    /// The question in the language of the interface.
    pub text: String,
    /// Number of the follow-up to question `nth`, from 1; 0: the question itself.
    pub follow_up: u32,
    /// Whole seconds left to think or to answer; none: no limit.
    pub left_s: Option<u32>,
    /// All seconds of this stage.
    pub total_s: u32,
    /// How often thinking time may still be added.
    pub think_more_left: u32,
    /// Whether a minute may still be added.
    pub more_left: bool,
    /// Seconds of the answer recorded so far.
    pub recorded_s: u32,
    /// `silent`, `left60`, `left15`, `grace`, `finish`, `short`, `back`; empty: none.
    pub notice: String,
    /// How often this question may still be answered again.
    pub retakes_left: u32,
    /// Why time stands still: `pause`, `help`, `microphone`; empty: it runs.
    pub hold: String,
    /// Whether this question may still be put off to the end for a lost microphone.
    pub later_left: bool,
    /// What was typed of the answer so far, or of the one that is safe; none where the answer is
    /// spoken.
    pub typed: Option<String>,
    /// The question is being read aloud.
    pub reading: bool,
    /// The candidate wants to go on, and the last words of the answer are still being made out.
    pub going_on: bool,
}

/// Stage of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum QuestionStage {
    /// The think clock runs.
    Think,
    /// 3-2-1 before the recording.
    Countdown,
    /// The answer is recorded or typed.
    Answer,
    /// It is safe.
    Saved,
}

/// One answer before it is handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewRow {
    /// From 1.
    pub nth: u32,
    /// Number of the question as it was asked, from 1.
    pub number: u32,
    /// Number of the follow-up to it, from 1; 0: the question itself.
    pub follow_up: u32,
    /// The question in the language of the interface.
    pub question: String,
    /// What was understood; none while it is worked out.
    pub text: Option<String>,
    /// Whether words could not be made out: the recording counts, not the text.
    pub failed: bool,
    /// Whether it was typed.
    pub typed: bool,
    /// Seconds recorded.
    pub seconds: u32,
    /// Takes; the chosen one from 1.
    pub takes: u32,
    /// Chosen take, from 1.
    pub chosen: u32,
    /// "Not what I said".
    pub disputed: bool,
    /// Written note of the candidate.
    pub note: String,
}

/// The last screen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
pub struct ThanksView {
    /// Name, where it is known.
    pub candidate_name: Option<String>,
    /// Number of answers.
    pub answers: u32,
    /// Reference by which a candidate can ask and withdraw.
    pub reference: String,
    /// Whether it waits here for the network.
    pub offline: bool,
    /// Whether it stays sealed on this station, because the transfer was refused.
    pub sealed: bool,
    /// Days within which the result is promised; none where nothing is.
    pub result_within_days: Option<u32>,
    /// How the recruiting office is reached; none where that is not told.
    pub contact: Option<String>,
    /// Whole seconds until the screen is cleared; none while it stays.
    pub clear_in_s: Option<u32>,
}
