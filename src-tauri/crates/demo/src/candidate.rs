//! The invented person as `assets/demo/candidate.json` describes them.

use std::path::{Path, PathBuf};

use interview::transcript::Language;
use serde::Deserialize;
use voice::{SAMPLE_RATE_HZ, Speaker, Voice};

use crate::portrait::Portrait;
use crate::speech::Speech;
use crate::{DemoError, cache};

/// File in the folder that describes the candidate.
const DESCRIPTION: &str = "candidate.json";

/// Digits as the candidate reads them.
const DIGITS_ZH: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const DIGITS_EN: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/// Digits are read a little slower than answers are spoken.
const READING_PACE: f32 = 0.9;

/// An answer in the candidate's own words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DemoAnswer {
    /// Question it answers, such as `teller-q01`.
    pub question: String,
    /// What the candidate says.
    pub text: String,
}

/// What `candidate.json` holds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Description {
    /// Always true: reports and windows say that this person does not exist.
    pub synthetic: bool,
    /// Reference in the HRMS.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Identity number: area code not assigned, check character right (GB 11643-1999).
    pub id_number: String,
    /// Language spoken.
    pub language: Language,
    /// Code of the position.
    pub position: String,
    /// Voice.
    pub speaker: Speaker,
    /// Pace of speech, 1.0 is the voice's own.
    pub speed: f32,
    /// Accommodations the candidate needs, as codes; empty for none.
    pub needs: Vec<String>,
    /// Picture of the identity card, relative to the folder.
    pub card: PathBuf,
    /// Description of the portrait's pictures, relative to the folder.
    pub portrait: PathBuf,
    /// Answers in the order of the interview.
    pub answers: Vec<DemoAnswer>,
}

/// The demo candidate: description, pictures and where the card lies.
#[derive(Clone, Debug)]
pub struct DemoCandidate {
    description: Description,
    card: PathBuf,
    pub(crate) portrait: Portrait,
}

impl DemoCandidate {
    /// Loads the candidate from `dir` (`assets/demo`).
    ///
    /// # Errors
    /// [`DemoError::Asset`] naming the file.
    pub fn load(dir: &Path) -> Result<Self, DemoError> {
        let file = PathBuf::from(DESCRIPTION);
        let wrong = |detail: String| DemoError::Asset { file: file.clone(), detail };
        let text = std::fs::read_to_string(dir.join(&file)).map_err(|e| wrong(e.to_string()))?;
        let description: Description =
            serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        if !description.synthetic {
            return Err(wrong("the demo candidate must be marked as synthetic".to_owned()));
        }
        let card = dir.join(&description.card);
        if !card.is_file() {
            let detail = "picture of the identity card is missing".to_owned();
            return Err(DemoError::Asset { file: description.card, detail });
        }
        let portrait = Portrait::load(dir, &description.portrait)?;
        Ok(Self { description, card, portrait })
    }

    /// Name, reference, answers and the rest of `candidate.json`.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// Picture of the identity card.
    pub fn card(&self) -> &Path {
        &self.card
    }

    /// Speaks every answer; takes about 0.4 of their length on two cores.
    ///
    /// # Errors
    /// [`DemoError::Voice`].
    pub fn rehearse(&self, voice: &mut Voice) -> Result<Vec<Speech>, DemoError> {
        let about = &self.description;
        let spoken = about.answers.iter().map(|answer| {
            let samples = voice.speak(&answer.text, about.language, about.speaker, about.speed)?;
            Ok(Speech::new(&samples, SAMPLE_RATE_HZ))
        });
        spoken.collect()
    }

    /// Speaks `digits` (0–9 each) one by one, in one breath: a syllable that is made alone sounds like
    /// no digit.
    ///
    /// # Errors
    /// [`DemoError::Voice`].
    pub fn read_aloud(&self, digits: &[u8], voice: &mut Voice) -> Result<Speech, DemoError> {
        let about = &self.description;
        let (words, comma) = match about.language {
            Language::Zh => (DIGITS_ZH, "，"),
            Language::En => (DIGITS_EN, ", "),
        };
        let said: Vec<&str> = digits.iter().map(|digit| words[usize::from(digit % 10)]).collect();
        let (text, pace) = (said.join(comma), about.speed * READING_PACE);
        let samples = voice.speak(&text, about.language, about.speaker, pace)?;
        Ok(Speech::new(&samples, SAMPLE_RATE_HZ))
    }

    /// The speech that an earlier run left in `dir` by [`Self::keep_speech`]; None where one is
    /// missing, cut short, or was made from another text, voice or pace.
    pub fn kept_speech(&self, dir: &Path) -> Option<Vec<Speech>> {
        self.description.answers.iter().map(|a| cache::read(dir, &self.cache_key(a))).collect()
    }

    /// Keeps `speech` in `dir`, so that the next run need not speak again.
    ///
    /// # Errors
    /// [`DemoError::Asset`] where `dir` can't be written.
    pub fn keep_speech(&self, dir: &Path, speech: &[Speech]) -> Result<(), DemoError> {
        for (answer, speech) in self.description.answers.iter().zip(speech) {
            cache::write(dir, &self.cache_key(answer), speech)?;
        }
        Ok(())
    }

    fn cache_key(&self, answer: &DemoAnswer) -> String {
        let about = &self.description;
        format!("{:?}|{:?}|{}|{}", about.language, about.speaker, about.speed, answer.text)
    }
}
