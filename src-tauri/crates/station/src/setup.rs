//! From the words of a caller to an interview: files or devices, position, candidate, answers.

use std::path::PathBuf;
use std::sync::Arc;

use capture::{
    AudioSource, FileAudioSource, FileVideoSource, MediaClock, VideoSource, load_picture,
};
use interview::challenge::{MOST_CHALLENGES, Tries};
use interview::media::Pace;
use interview::policy::PolicyPack;
use interview::position::{Position, Question};
use interview::transcript::Language;
use uuid::Uuid;
use vault::Vault;

use crate::StationError;
use crate::candidate::Candidate;
use crate::engines::Engines;
use crate::feed::{Input, Order, Sources};
use crate::files::read_text;
use crate::identity::{
    CardEvidence, LiveParts, Movements, SimulatedIdentityService, check_recording,
};
use crate::progress::Watcher;
use crate::session::{
    AnswerRule, ConsentGiven, IdentityPlan, InterviewRequest, NoPrompter, scripted_answers,
};

/// Questions of an interview where a caller names no number.
const DEFAULT_QUESTIONS: usize = 3;

/// Where a picture or sound comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The default device.
    Device,
    /// A file.
    File(PathBuf),
}

/// An interview as a caller describes it.
#[derive(Clone, Debug)]
pub struct FileInterview {
    /// Camera; none for an interview by voice alone.
    pub camera: Option<Source>,
    /// Microphone.
    pub microphone: Source,
    /// Position code or file.
    pub position: String,
    /// Candidate file.
    pub candidate: Option<PathBuf>,
    /// Picture of the card.
    pub id_card: Option<PathBuf>,
    /// Number of questions.
    pub questions: Option<usize>,
    /// Language; none: found out.
    pub language: Option<Language>,
    /// Pace of files.
    pub pace: Pace,
    /// File with the spans of the answers.
    pub answers: Option<PathBuf>,
    /// Progress.
    pub watcher: Watcher,
}

impl FileInterview {
    /// Whether a device of this machine takes part.
    pub fn is_live(&self) -> bool {
        self.camera == Some(Source::Device) || self.microphone == Source::Device
    }

    /// Finds what can't work before anything is loaded or made: a wrong position, a file that is
    /// missing or is no media. `pulled` are the positions that the HRMS gave.
    ///
    /// # Errors
    /// The fault of the first input that can't be used.
    pub fn check(&self, pulled: &[Position]) -> Result<(), StationError> {
        let position = crate::library::position_among(&self.position, pulled)?;
        self.plan(&position, crate::library::policy()?.answer_silence_ms)?;
        if let Some(file) = &self.candidate {
            Candidate::from_file(file, Uuid::nil())?;
        }
        if let Some(card) = &self.id_card {
            load_picture(card)?;
        }
        if let Source::File(file) = &self.microphone {
            FileAudioSource::open(file, Pace::Fast)?;
        }
        Ok(())
    }

    /// Opens the sources, checks the identity of a recording, and gives the interview to run.
    ///
    /// # Errors
    /// Failures of sources, devices and models; [`StationError::CardWithoutFace`].
    pub fn request(
        self,
        engines: &Engines,
        vault: &Vault,
    ) -> Result<InterviewRequest, StationError> {
        let interview_id = Uuid::now_v7();
        let pulled = crate::delivery::positions(vault)?;
        let position = crate::library::position_among(&self.position, &pulled)?;
        let policy = crate::policy::in_force(vault)?;
        let (questions, answers) = self.plan(&position, policy.answer_silence_ms)?;
        let candidate = match &self.candidate {
            Some(file) => Candidate::from_file(file, interview_id)?,
            None => Candidate::walk_in(interview_id),
        };
        let live = self.is_live();
        let identity = self.identity(engines, &policy, &candidate)?;
        Ok(InterviewRequest {
            interview_id,
            questions,
            language: self.language,
            candidate,
            sources: Some(self.sources(live)?),
            lossless: !live && self.pace == Pace::Fast,
            answers,
            identity,
            consents: all_given(&policy),
            position,
            policy,
            synthetic: false,
            simulated: Vec::new(),
            prompter: Box::new(NoPrompter),
            watcher: self.watcher,
        })
    }

    fn plan(
        &self,
        position: &Position,
        silence_ms: i64,
    ) -> Result<(Vec<Question>, AnswerRule), StationError> {
        if let Some(file) = &self.answers {
            return scripted_answers(&read_text(file, "answer file")?, position);
        }
        let live = self.microphone == Source::Device;
        let count = self.questions.unwrap_or(DEFAULT_QUESTIONS).max(1);
        let questions = position.choose_questions(count).into_iter().cloned().collect();
        // Nobody thinks in a recording: the next answer may begin as soon as the last has ended.
        let think_ms = if live { None } else { Some(0) };
        Ok((questions, AnswerRule::Detected { silence_ms, think_ms }))
    }

    fn sources(&self, live: bool) -> Result<Sources, StationError> {
        let clock = MediaClock::start();
        let camera = match &self.camera {
            None => None,
            Some(Source::Device) => {
                let mut open = capture::camera_again(None, clock);
                Some(Input::device(open()?, Box::new(open)))
            }
            Some(Source::File(file)) => match FileVideoSource::open(file, self.pace) {
                Ok(source) => Some(Input::once(Box::new(source) as Box<dyn VideoSource>)),
                Err(capture::CaptureError::NoVideo) => {
                    tracing::warn!("the camera file has no picture; going on with sound alone");
                    None
                }
                Err(error) => return Err(error.into()),
            },
        };
        let microphone = match &self.microphone {
            Source::Device => {
                let mut open = capture::microphone_again(None, clock);
                Input::device(open()?, Box::new(open))
            }
            Source::File(file) => Input::once(
                Box::new(FileAudioSource::open(file, self.pace)?) as Box<dyn AudioSource>
            ),
        };
        let order = if live { Order::AsItComes } else { Order::Merged };
        Ok(Sources { camera, microphone: Some(microphone), order })
    }

    fn identity(
        &self,
        engines: &Engines,
        policy: &PolicyPack,
        candidate: &Candidate,
    ) -> Result<IdentityPlan, StationError> {
        let card = match &self.id_card {
            Some(file) => Some(CardEvidence::read(&mut engines.cards()?, load_picture(file)?)?),
            None => None,
        };
        match (&self.camera, card) {
            (Some(Source::Device), card) => Ok(IdentityPlan::Live(Box::new(LiveParts {
                card,
                faces: engines.faces(&policy.modules)?,
                matcher: engines.matcher()?,
                service: Arc::new(SimulatedIdentityService),
                synthetic: false,
                seeds: random_seeds()?,
                tries: Tries::default(),
                movements: Movements::Any,
            }))),
            (Some(Source::File(file)), Some(card)) => {
                let mut camera = FileVideoSource::open(file, Pace::Fast)?;
                let service = SimulatedIdentityService;
                let outcome =
                    check_recording(engines, policy, &card, &mut camera, candidate, &service)?;
                Ok(IdentityPlan::Recorded(Box::new(outcome)))
            }
            (None, _) | (Some(Source::File(_)), None) => Ok(IdentityPlan::None),
        }
    }
}

/// The operator of a recording vouches that every purpose was consented to.
fn all_given(policy: &PolicyPack) -> Vec<ConsentGiven> {
    policy
        .consents
        .iter()
        .map(|purpose| ConsentGiven { purpose: purpose.clone(), given: true })
        .collect()
}

/// Seeds for the random orders of the challenge, from the system's random source.
///
/// # Errors
/// [`StationError::Random`].
pub fn random_seeds() -> Result<[[u8; 32]; MOST_CHALLENGES], StationError> {
    let mut seeds = [[0; 32]; MOST_CHALLENGES];
    for seed in &mut seeds {
        getrandom::fill(seed).map_err(|_| StationError::Random)?;
    }
    Ok(seeds)
}
