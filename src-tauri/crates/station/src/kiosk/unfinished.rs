//! Interviews that were handed in and have no report: the program ended in between, or a model
//! failed.
//!
//! Their reports are made from what the vault holds: the words that were kept; of answers whose words
//! were lost with the program, the sealed recording; of faces and identity what was kept. An answer
//! that can't be made out is reported as not analysed, never with a grade. Nothing of a recording
//! lies on the disk in clear meanwhile.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use interview::error::Faulty as _;
use interview::session::{Event, Phase, SessionState, SuspendReason};
use interview::timeline::TimelineEvent;
use perception::speech::SpeechModels;
use serde::Serialize;
use uuid::Uuid;
use vault::{Vault, VaultError};

use super::ending::make_report;
use super::kept::{self, POSITION, SITTING, Suspended};
use super::makeout::make_out;
use super::resume::request_of;
use super::session::Session;
use crate::StationError;
use crate::background::{Bell, step_back};
use crate::delivery::FindVault;
use crate::engines::Engines;
use crate::session::log::SessionLog;

/// Timeline code of an interview of which no report can be made; its detail is the code why.
const IMPOSSIBLE: &str = "report.impossible";
/// The program begins first.
const FIRST: Duration = Duration::from_secs(5);
/// Pause between two looks: a failed report is tried again soon after its candidate has left.
const LOOK: Duration = Duration::from_secs(30);
/// Pause after a failure: models have to be fetched, a disk to be emptied.
const AGAIN: Duration = Duration::from_secs(600);

/// An interview that has no report yet, and the code of why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Incomplete {
    /// Interview.
    pub interview_id: Uuid,
    /// Code of the failure.
    pub code: String,
}

/// What came of the interviews that had no report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Completed {
    /// Their reports were made.
    pub reported: Vec<Uuid>,
    /// It failed this time, and is tried again.
    pub failed: Vec<Incomplete>,
    /// No report can be made of them: a person has to look.
    pub impossible: Vec<Incomplete>,
}

/// Makes the reports of all interviews that were handed in and have none, oldest first. Sessions
/// that somebody runs are left alone. Between two answers `may` is asked whether to go on; what was
/// made out until then is kept.
///
/// # Errors
/// [`StationError::Vault`]; [`StationError::Model`] where the models are not here.
pub fn complete(vault: &Vault, may: &dyn Fn() -> bool) -> Result<Completed, StationError> {
    let mut completed = Completed::default();
    let mut models = None;
    for interview_id in vault.unfinished()? {
        let Some(state) = handed_in(vault, interview_id)? else { continue };
        if let Some(code) = known_impossible(vault, &state)? {
            completed.impossible.push(Incomplete { interview_id, code });
            continue;
        }
        if !may() {
            break;
        }
        let incomplete = |error: &StationError| {
            tracing::warn!(code = error.fault().code, %error, interview = %interview_id, "no report");
            Incomplete { interview_id, code: error.fault().code.to_owned() }
        };
        match complete_one(vault, interview_id, &state, &mut models, may) {
            Ok(true) => completed.reported.push(interview_id),
            Ok(false) => {}
            Err(StationError::Vault(VaultError::InUse { .. })) => {}
            // Nothing else can be done without them either.
            Err(StationError::Model(error)) => return Err(error.into()),
            Err(error) if is_final(&error) => {
                if stand_still(vault, interview_id, error.fault().code)? {
                    completed.impossible.push(incomplete(&error));
                }
            }
            Err(error) => completed.failed.push(incomplete(&error)),
        }
    }
    Ok(completed)
}

/// The code of why no report of an interview can be made; none where one can, or is there.
pub fn impossible(timeline: &[TimelineEvent]) -> Option<&str> {
    let last = timeline.iter().rev().find(|event| event.code == IMPOSSIBLE)?;
    Some(last.detail.as_str())
}

/// Engines and recogniser, loaded once for all.
type Models = Option<(Engines, Arc<SpeechModels>)>;

/// The state of a session that was handed in.
fn handed_in(vault: &Vault, interview_id: Uuid) -> Result<Option<SessionState>, StationError> {
    let Some(json) = vault.state(interview_id)? else { return Ok(None) };
    let state: SessionState = serde_json::from_str(&json)?;
    let phase = state.resumes_at().unwrap_or(&state.phase);
    Ok(matches!(phase, Phase::Sealing | Phase::Analysing).then_some(state))
}

/// Whether trying again can't help. By its code: it may come from another thread.
fn is_final(error: &StationError) -> bool {
    let code = error.fault().code;
    ["interview.incomplete", "vault.part_damaged", "vault.stored"].contains(&code)
}

/// Tells whether the report was made.
fn complete_one(
    vault: &Vault,
    interview_id: Uuid,
    state: &SessionState,
    models: &mut Models,
    may: &dyn Fn() -> bool,
) -> Result<bool, StationError> {
    let sitting = kept::get(vault, interview_id, SITTING)?;
    let position = kept::get(vault, interview_id, POSITION)?;
    // An interview from files keeps neither: it is repeated from its files.
    let (Some(sitting), Some(position)) = (sitting, position) else {
        return Err(StationError::Incomplete(interview_id));
    };
    let found = Suspended { interview_id, state: state.clone(), sitting, position };
    let request = request_of(&found, crate::policy::in_force(vault)?);
    let mut session = Session::taken_up(vault.clone(), &found, request)?;
    if handed_in(vault, interview_id)?.as_ref() != Some(state) {
        // Somebody else had it until a moment ago.
        return Ok(false);
    }
    if session.log.state().resumes_at().is_some() {
        session.apply(&Event::Resume)?;
    }
    session.stop_recording()?;
    let (engines, speech) = match models {
        Some(loaded) => loaded,
        None => {
            let engines = Engines::open()?;
            let speech = engines.speech()?;
            models.insert((engines, speech))
        }
    };
    if !make_out(&mut session, speech, may)? {
        return Ok(false);
    }
    make_report(session, engines, speech.models())?;
    Ok(true)
}

/// Why a session stands still for good, where that is known already.
fn known_impossible(vault: &Vault, state: &SessionState) -> Result<Option<String>, StationError> {
    if state.resumes_at().is_none() {
        return Ok(None);
    }
    Ok(impossible(&vault.timeline(state.interview_id)?).map(str::to_owned))
}

/// A session of which no report can be made is not being analysed any more. Tells false where
/// somebody runs it after all.
fn stand_still(vault: &Vault, interview_id: Uuid, code: &str) -> Result<bool, StationError> {
    let Some(state) = handed_in(vault, interview_id)? else { return Ok(false) };
    let timeline = vault.timeline(interview_id)?;
    let mut log = match SessionLog::going_on(vault, state, timeline) {
        Ok(log) => log,
        Err(StationError::Vault(VaultError::InUse { .. })) => return Ok(false),
        Err(error) => return Err(error),
    };
    if handed_in(vault, interview_id)?.as_ref() != Some(log.state()) {
        return Ok(false);
    }
    let at_ms = log.state().at_ms;
    if log.state().resumes_at().is_none() {
        log.apply(&Event::Suspend { reason: SuspendReason::Interrupted }, at_ms)?;
    }
    log.note(at_ms, IMPOSSIBLE, code)?;
    Ok(true)
}

/// Where an earlier program ended between a report and this, name and number have served all the
/// same. Tells whether they are gone.
fn forget(find_vault: &FindVault) -> bool {
    let gone = find_vault().and_then(|vault| {
        let Some(vault) = vault else { return Ok(false) };
        let ready = vault.list()?.into_iter().filter(|session| session.state == "ready");
        for session in ready {
            kept::forget_person(&vault, session.interview_id)?;
        }
        Ok(true)
    });
    gone.inspect_err(|error| tracing::warn!(%error, "names that have served are still kept"))
        .unwrap_or(false)
}

/// Completes interviews behind the scenes for as long as a program runs; [`Completer::stop`] ends
/// it.
pub struct Completer {
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

impl Completer {
    /// Starts the thread `completer`. It works only while `free` says that nobody sits at the kiosk,
    /// and calls `reported` when there is a new report.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(
        find_vault: FindVault,
        free: impl Fn() -> bool + Send + 'static,
        reported: impl Fn() + Send + 'static,
    ) -> Result<Self, StationError> {
        let bell = Arc::new(Bell::default());
        let ours = Arc::clone(&bell);
        let thread = models::native::spawn("completer", move || {
            step_back();
            let may = || !ours.stopped() && free();
            let mut pause = FIRST;
            let mut forgotten = false;
            while ours.wait(pause) {
                if !forgotten {
                    forgotten = forget(&find_vault);
                }
                pause = if may() { look(&find_vault, &may, &reported) } else { LOOK };
            }
        })
        .map_err(|_| StationError::Thread("completer"))?;
        Ok(Self { bell, thread: Some(thread) })
    }

    /// The thread is to end. Returns at once.
    pub fn tell(&self) {
        self.bell.stop();
    }

    /// Ends the thread and waits for it: an answer that is being decoded is let go, a report that is
    /// being made is made.
    pub fn stop(mut self) {
        self.tell();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the completer broke down");
        }
    }
}

/// One look for interviews without a report; gives the pause until the next.
fn look(find_vault: &FindVault, may: &dyn Fn() -> bool, reported: &dyn Fn()) -> Duration {
    let begun = Instant::now();
    let completed = find_vault().and_then(|vault| match vault {
        Some(vault) => complete(&vault, may),
        None => Ok(Completed::default()),
    });
    match completed {
        Ok(completed) => {
            if !completed.reported.is_empty() {
                let count = completed.reported.len();
                tracing::info!(
                    count,
                    seconds = begun.elapsed().as_secs(),
                    "reports were completed"
                );
                reported();
            }
            if completed.failed.is_empty() { LOOK } else { AGAIN }
        }
        Err(error) => {
            tracing::warn!(code = error.fault().code, %error, "reports are missing");
            AGAIN
        }
    }
}
