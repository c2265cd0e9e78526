//! The demo: an invented candidate, a whole interview, a real HRMS on loopback.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use capture::load_picture;
use demo::{DemoCandidate, DemoError, DemoStage};
use interview::challenge::Tries;
use interview::error::{Fault, FaultClass, Faulty, Response};
use interview::media::Pace;
use interview::position::Position;
use interview::transcript::Language;
use station::StationError;
use station::candidate::Candidate;
use station::engines::Engines;
use station::feed::{Input, Order, Sources};
use station::identity::{CardEvidence, LiveParts, SimulatedIdentityService, Way};
use station::progress::Watcher;
use station::session::{
    self, AnswerRule, ConsentGiven, IdentityPlan, InterviewOutcome, InterviewRequest,
};
use uuid::Uuid;
use vault::Vault;
use voice::Voice;

use super::failure;
use super::interview::{pace_of, summary};
use super::stage::{SharedStage, StageCamera, StageMicrophone, StagePrompter};
use crate::args::DemoArgs;
use crate::console::{Console, Failure};

/// The demo candidate thinks for two seconds; a person has the question's own time.
const THINK_MS: i64 = 2_000;
/// How long the HRMS may take to listen.
const START_LIMIT: Duration = Duration::from_secs(30);
/// Threads for the voice.
const VOICE_THREADS: usize = 2;

/// What only the demo can run into.
#[derive(Debug, thiserror::Error)]
enum DemoFailure {
    #[error(transparent)]
    Candidate(#[from] DemoError),
    #[error("the reference HRMS can't be run: {0}")]
    Hrms(String),
    #[error("the folder {0} can't be prepared: {1}")]
    Folder(PathBuf, std::io::Error),
}

impl Faulty for DemoFailure {
    fn fault(&self) -> Fault {
        match self {
            Self::Candidate(error) => error.fault(),
            Self::Hrms(_) => Fault::new("demo.hrms", FaultClass::Missing, Response::CallOperator),
            Self::Folder(..) => {
                Fault::new("demo.folder", FaultClass::Missing, Response::CallOperator)
            }
        }
    }
}

fn demo_failure(error: impl Into<DemoFailure>) -> Failure {
    Box::new(error.into())
}

/// `station demo`.
pub fn run(args: &DemoArgs, console: &Console) -> Result<ExitCode, Failure> {
    let watcher = console.watcher();
    let engines = Engines::open().map_err(failure)?;
    prepare(&args.out)?;
    watcher.tell("progress.hrms", "", Some(0.02));
    let hrms = Hrms::start(&args.out, &args.assets)?;
    let vault = station::home::open_or_create(&args.out.join("home")).map_err(failure)?;
    watcher.tell("progress.enrol", "", Some(0.05));
    station::delivery::enrol(&vault, &hrms.url, &hrms.code()?).map_err(failure)?;
    station::delivery::pull(&vault).map_err(failure)?;
    let candidate = DemoCandidate::load(&args.assets).map_err(demo_failure)?;
    let stage = stage(&engines, &candidate, &args.out, &watcher)?;
    let shared = SharedStage::new(stage, pace_of(args.pace));
    let pulled = station::delivery::positions(&vault).map_err(failure)?;
    let request =
        request(&engines, &pulled, args, &candidate, &shared, watcher).map_err(failure)?;
    let mut outcome = session::run(&vault, &engines, request).map_err(failure)?;
    if outcome.is_suspended() {
        console.result(&outcome, |o| format!("{}: {:?}", o.state, o.identity.checks))?;
        return Ok(ExitCode::from(FaultClass::Suspended.exit_code()));
    }
    finish(&vault, &hrms, args, console, &mut outcome)?;
    Ok(ExitCode::SUCCESS)
}

fn finish(
    vault: &Vault,
    hrms: &Hrms,
    args: &DemoArgs,
    console: &Console,
    outcome: &mut InterviewOutcome,
) -> Result<(), Failure> {
    let id = outcome.interview_id;
    let path = station::export::report_files(vault, id, &args.out, console.language, false);
    outcome.report = Some(path.map_err(failure)?.display().to_string());
    outcome.sync = super::hrms::deliver(vault, console)?;
    outcome.state = super::hrms::state_now(vault, id)?;
    console.result(outcome, |o| {
        let page = args.out.join("report.html");
        let home = args.out.join("home");
        [
            summary(console, o),
            format!("{}: {}", console.text("summary.page"), page.display()),
            format!("{}: {}", console.text("summary.home"), home.display()),
            format!("{}: {}/interviews/{id}", console.text("summary.hrms"), hrms.url),
            format!(
                "{}: {} s / {} s",
                console.text("summary.times"),
                o.timing.wall_s,
                o.timing.media_s
            ),
        ]
        .join("\n")
    })
}

/// Home and HRMS of an earlier demo are removed; nothing else in the folder is touched.
fn prepare(out: &Path) -> Result<(), Failure> {
    let failed = |e| demo_failure(DemoFailure::Folder(out.to_path_buf(), e));
    std::fs::create_dir_all(out).map_err(failed)?;
    for old in ["home", "hrms"] {
        let folder = out.join(old);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(failed)?;
        }
    }
    Ok(())
}

/// The candidate with a voice: made once, kept for the next run, since nobody's voice is in it.
fn stage(
    engines: &Engines,
    candidate: &DemoCandidate,
    out: &Path,
    watcher: &Watcher,
) -> Result<DemoStage, Failure> {
    watcher.tell("progress.voice", "", Some(0.1));
    let kept = out.join("speech");
    let speech = match candidate.kept_speech(&kept) {
        Some(speech) => speech,
        None => {
            let mut voice = Voice::load(engines.runtime(), engines.store(), VOICE_THREADS)
                .map_err(|e| demo_failure(DemoError::from(e)))?;
            let speech = candidate.rehearse(&mut voice).map_err(demo_failure)?;
            candidate.keep_speech(&kept, &speech).map_err(demo_failure)?;
            speech
        }
    };
    DemoStage::with_speech(candidate, speech, Vec::new()).map_err(demo_failure)
}

fn request(
    engines: &Engines,
    pulled: &[Position],
    args: &DemoArgs,
    candidate: &DemoCandidate,
    stage: &SharedStage,
    watcher: Watcher,
) -> Result<InterviewRequest, StationError> {
    let described = candidate.description();
    let position = station::library::position_among(&described.position, pulled)?;
    let policy = station::library::policy()?;
    let questions = described
        .answers
        .iter()
        .enumerate()
        .map(|(index, answer)| {
            position
                .question(&answer.question)
                .cloned()
                .ok_or(StationError::UnknownQuestion { index })
        })
        .collect::<Result<_, _>>()?;
    let live = LiveParts {
        card: Some(CardEvidence::read(&mut engines.cards()?, load_picture(candidate.card())?)?),
        faces: engines.faces(&policy.modules)?,
        matcher: engines.matcher()?,
        service: Arc::new(SimulatedIdentityService),
        synthetic: true,
        seeds: station::setup::random_seeds()?,
        tries: Tries::default(),
        way: Way::Actions,
    };
    let agreed = |purpose: &String| ConsentGiven { purpose: purpose.clone(), given: true };
    Ok(InterviewRequest {
        interview_id: Uuid::now_v7(),
        questions,
        language: Some(Language::Zh),
        candidate: Candidate {
            reference: described.reference.clone(),
            name: Some(described.name.clone()),
            id_number: Some(described.id_number.clone()),
        },
        sources: Some(Sources {
            camera: Some(Input::once(Box::new(StageCamera::new(stage.clone())))),
            microphone: Some(Input::once(Box::new(StageMicrophone::new(stage.clone())))),
            order: Order::Merged,
        }),
        lossless: pace_of(args.pace) == Pace::Fast,
        answers: AnswerRule::Detected {
            silence_ms: policy.answer_silence_ms,
            think_ms: Some(THINK_MS),
        },
        identity: IdentityPlan::Live(Box::new(live)),
        consents: policy.consents.iter().map(agreed).collect(),
        position,
        policy,
        synthetic: true,
        simulated: vec!["camera".to_owned(), "microphone".to_owned(), "candidate".to_owned()],
        prompter: Box::new(StagePrompter(stage.clone())),
        watcher,
    })
}

/// The reference HRMS as a process of its own; it ends with the demo.
struct Hrms {
    program: PathBuf,
    database: PathBuf,
    url: String,
    server: Child,
}

impl Hrms {
    fn start(out: &Path, assets: &Path) -> Result<Self, Failure> {
        let failed = |e: std::io::Error| demo_failure(DemoFailure::Hrms(e.to_string()));
        let own = std::env::current_exe().map_err(failed)?;
        let program = own.with_file_name("hrms");
        let folder = out.join("hrms");
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let database = folder.join("hrms.db");
        let positions = assets.with_file_name("positions");
        let loaded = Command::new(&program)
            .arg("--database")
            .arg(&database)
            .arg("demo-data")
            .arg("--positions")
            .arg(&positions)
            .arg("--candidate")
            .arg(assets.join("candidate.json"))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .map_err(failed)?;
        if !loaded.status.success() {
            let words = String::from_utf8_lossy(&loaded.stderr).trim().to_owned();
            return Err(demo_failure(DemoFailure::Hrms(words)));
        }
        let port_file = folder.join("port");
        let mut server = Command::new(&program)
            .arg("--database")
            .arg(&database)
            .args(["serve", "--listen", "127.0.0.1:0", "--port-file"])
            .arg(&port_file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        match wait_for_port(&port_file, &mut server) {
            Ok(port) => {
                Ok(Self { program, database, url: format!("http://127.0.0.1:{port}"), server })
            }
            Err(words) => {
                let _ = server.kill();
                Err(demo_failure(DemoFailure::Hrms(words)))
            }
        }
    }

    /// A fresh enrolment code that needs no further approval.
    fn code(&self) -> Result<String, Failure> {
        let failed = |words: String| demo_failure(DemoFailure::Hrms(words));
        let output = Command::new(&self.program)
            .arg("--database")
            .arg(&self.database)
            .args(["station", "code", "--auto-approve"])
            .output()
            .map_err(|e| failed(e.to_string()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let code = text.split_whitespace().find(|word| word.len() == 10);
        code.map(str::to_owned)
            .ok_or_else(|| failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }
}

impl Drop for Hrms {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn wait_for_port(port_file: &Path, server: &mut Child) -> Result<u16, String> {
    let begun = Instant::now();
    while begun.elapsed() < START_LIMIT {
        let text = std::fs::read_to_string(port_file).unwrap_or_default();
        if let Ok(port) = text.trim().parse() {
            return Ok(port);
        }
        if let Ok(Some(status)) = server.try_wait() {
            return Err(format!("it ended with {status}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("it does not listen".to_owned())
}
