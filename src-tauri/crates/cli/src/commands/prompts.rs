//! A person at the terminal: what is asked for is written there, and to the error output, so that
//! `--json` keeps stdout clean.

use std::io::Write;

use interview::challenge::ChallengeAction;
use interview::position::Question;
use interview::time::MediaTime;
use interview::transcript::Language;
use station::catalogue;
use station::session::{Prompt, Prompter};

/// Writes prompts for the person who is interviewed.
pub struct TerminalPrompter {
    /// Questions in the order of asking.
    pub questions: Vec<Question>,
    /// Language of the prompts.
    pub language: Language,
}

impl TerminalPrompter {
    fn words(&self, prompt: &Prompt) -> String {
        let text = |key| catalogue::text(self.language, key).to_owned();
        match prompt {
            Prompt::Challenge(action) => text(challenge_key(*action)),
            Prompt::Numbers(digits) => {
                let digits: Vec<String> = digits.iter().map(u8::to_string).collect();
                format!("{}: {}", text("live.numbers"), digits.join(" "))
            }
            Prompt::Question(index) => self
                .questions
                .get(*index)
                .map_or(String::new(), |q| q.text(self.language).to_owned()),
            Prompt::Answer(_) => text("prompt.answer"),
            Prompt::Saved(_) => text("q.saved"),
        }
    }
}

const fn challenge_key(action: ChallengeAction) -> &'static str {
    match action {
        ChallengeAction::Blink => "prompt.blink",
        ChallengeAction::TurnLeft => "prompt.turn_left",
        ChallengeAction::TurnRight => "prompt.turn_right",
        ChallengeAction::OpenMouth => "prompt.mouth",
        ChallengeAction::Nod => "prompt.nod",
    }
}

impl Prompter for TerminalPrompter {
    fn prompt(&mut self, prompt: &Prompt, _at: MediaTime) {
        let _ = writeln!(std::io::stderr(), "» {}", self.words(prompt));
    }
}
