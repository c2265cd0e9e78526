//! The calls of `station`, as `docs/cli.md` lists them.

mod measure;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use uuid::Uuid;

pub use measure::{BenchWhat, EvalNumbersArgs, EvalWhat};

/// Structured interviews on this machine: recorded, transcribed, scored and sealed without a network.
#[derive(Debug, Parser)]
#[command(name = "station", version, max_term_width = 100)]
pub struct Args {
    /// Language of messages: zh or en; otherwise taken from LANG.
    #[arg(long, global = true)]
    pub lang: Option<LanguageArg>,
    /// Print nothing but JSON on stdout; an error is one JSON object on stderr.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Language of what is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SpokenArg {
    /// Mandarin.
    Zh,
    /// English.
    En,
    /// Found out from the first words.
    Auto,
}

/// How fast a recording is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaceArg {
    /// As it was spoken.
    Real,
    /// As fast as this machine can.
    Fast,
}

/// Home of the station.
#[derive(Clone, Debug, clap::Args)]
pub struct HomeArg {
    /// Folder of the station's vault.
    #[arg(long)]
    pub home: Option<PathBuf>,
}

/// The calls.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a whole interview with the invented demo candidate, up to the HRMS.
    #[command(after_help = "Example: station demo --out target/demo")]
    Demo(DemoArgs),
    /// Run a whole interview from a recording or from the devices of this machine.
    #[command(
        after_help = "Example: station interview --camera a.mp4 --microphone a.mp4 --position teller --home ./home"
    )]
    Interview(InterviewArgs),
    /// Write down what is said in a file.
    #[command(after_help = "Example: station transcribe answer.flac --language zh --json")]
    Transcribe {
        /// Sound or video.
        file: PathBuf,
        /// Language spoken.
        #[arg(long, value_enum, default_value = "auto")]
        language: SpokenArg,
    },
    /// Observe the faces in a video or picture.
    #[command(after_help = "Example: station observe clip.mp4 --json")]
    Observe {
        /// Video or picture.
        file: PathBuf,
        /// Distance between analysed frames in milliseconds; 0 analyses all.
        #[arg(long, default_value_t = 0)]
        every_ms: i64,
    },
    /// Read an ID card and compare its portrait with the face in a video or picture.
    #[command(after_help = "Example: station identify --id-card card.jpg --camera clip.mp4")]
    Identify {
        /// Picture of the card.
        #[arg(long)]
        id_card: PathBuf,
        /// Video or picture of the person.
        #[arg(long)]
        camera: PathBuf,
    },
    /// Score one written answer.
    #[command(
        after_help = "Example: station score --position teller --question teller-q01 --text answer.txt"
    )]
    Score(ScoreArgs),
    /// List the interviews of a home.
    #[command(after_help = "Example: station list --home ./home --json")]
    List(HomeArg),
    /// Show one interview.
    #[command(after_help = "Example: station show 0192… --home ./home")]
    Show {
        /// Interview.
        id: Uuid,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Write one interview out of the vault; the export is audited.
    #[command(after_help = "Example: station export 0192… --to ./out --home ./home")]
    Export {
        /// Interview.
        id: Uuid,
        /// Folder.
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Erase one interview by destroying its keys, and print the certificate.
    #[command(after_help = "Example: station erase 0192… --home ./home")]
    Erase {
        /// Interview.
        id: Uuid,
        /// The candidate withdraws: the next delivery tells the HRMS to erase it too.
        #[arg(long)]
        withdrawn: bool,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Make the reports of interviews that were handed in and have none, after an interruption.
    #[command(after_help = "Example: station complete --home ./home --json")]
    Complete(HomeArg),
    /// Set the staff PIN of a station, or the PIN of one of its people; it is read from standard
    /// input, the old one is not needed.
    #[command(after_help = "Example: station staff-pin --home ./home   (then type the PIN)")]
    StaffPin {
        /// Name of somebody who was set up at the desk.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Check a report file, or an interview in the vault.
    #[command(after_help = "Example: station verify out/report.json --media out")]
    Verify {
        /// Report file, or the id of an interview of this home.
        report: String,
        /// Folder with the sealed parts.
        #[arg(long)]
        media: Option<PathBuf>,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Compute the scores of a report again from its ledger.
    #[command(after_help = "Example: station rescore out/report.json --json")]
    Rescore {
        /// Report file.
        report: PathBuf,
    },
    /// Say in plain words where the scores of a report come from.
    #[command(after_help = "Example: station explain out/report.json --lang en")]
    Explain {
        /// Report file.
        report: PathBuf,
    },
    /// Enrol this station with an HRMS.
    #[command(after_help = "Example: station enroll --url http://127.0.0.1:8080 --code ABCDE12345")]
    Enroll {
        /// Address of the HRMS.
        #[arg(long)]
        url: String,
        /// Enrolment code.
        #[arg(long)]
        code: String,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Delivery to the HRMS.
    Sync {
        /// What to do.
        #[command(subcommand)]
        action: SyncAction,
    },
    /// Models.
    Models {
        /// What to do.
        #[command(subcommand)]
        action: ModelsAction,
    },
    /// The policy pack: what may be loaded, asked, kept and sent.
    Policy {
        /// What to do.
        #[command(subcommand)]
        action: PolicyAction,
    },
    /// Check this machine.
    #[command(after_help = "Example: station doctor --json")]
    Doctor(HomeArg),
    /// Show what may leave this station when you ask for help: versions, health, settings, counts
    /// and the end of the log, without anything of a candidate; with --out save what was shown.
    #[command(after_help = "Example: station support --out support.json")]
    Support {
        /// File to save it in; one that is there is not replaced.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Time one stage alone; `make bench` compares it with its peers.
    Bench {
        /// Which.
        #[command(subcommand)]
        what: BenchWhat,
    },
    /// Measure figures on labelled data.
    Eval {
        /// What to measure.
        #[command(subcommand)]
        what: EvalWhat,
    },
}

/// `station sync`.
#[derive(Debug, Subcommand)]
pub enum SyncAction {
    /// What waits, and why.
    Status(HomeArg),
    /// Deliver now.
    Now(HomeArg),
    /// Deliver by itself until it is stopped, on a machine without a window.
    Follow(HomeArg),
}

/// `station policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyAction {
    /// The pack in force, who signed it, and whose packs are taken.
    #[command(after_help = "Example: station policy show --home ./home --json")]
    Show(HomeArg),
    /// Whether this station would install a signed pack; changes nothing.
    #[command(after_help = "Example: station policy verify cn.signed.json --home ./home")]
    Verify {
        /// Signed pack.
        file: PathBuf,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Put a signed pack in force for interviews that begin from now on.
    #[command(
        after_help = "Example: STATION_POLICY_KEYS=bank.jwk.public station policy install cn.signed.json"
    )]
    Install {
        /// Signed pack.
        file: PathBuf,
        #[command(flatten)]
        home: HomeArg,
    },
    /// Sign a pack, away from the stations.
    #[command(
        after_help = "Example: station policy sign cn.json --key bank.jwk --signer \"Compliance\" --out cn.signed.json"
    )]
    Sign {
        /// Pack without signature, such as assets/policy/cn.json with a higher version.
        file: PathBuf,
        /// Private key, as `policy key` makes it.
        #[arg(long)]
        key: PathBuf,
        /// Who signs; candidates never see it, staff and reports do.
        #[arg(long)]
        signer: String,
        /// Signed pack; a file that is there is not replaced.
        #[arg(long)]
        out: PathBuf,
    },
    /// Make a key for signing packs, and FILE.public beside it for the stations.
    #[command(after_help = "Example: station policy key --out bank.jwk")]
    Key {
        /// Private key; a file that is there is not replaced.
        #[arg(long)]
        out: PathBuf,
    },
}

/// `station models`.
#[derive(Debug, Subcommand)]
pub enum ModelsAction {
    /// The models, their licences, and whether they are here.
    List,
    /// Fetch, verify and convert what is missing.
    #[command(after_help = "Example: station models fetch --from /mnt/usb/models")]
    Fetch {
        /// A folder with the package files, for machines without a network.
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Check every byte of every model.
    Verify,
}

/// `station demo`.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Folder that receives report and station home.
    #[arg(long, default_value = "target/demo")]
    pub out: PathBuf,
    /// Folder with the demo candidate.
    #[arg(long, default_value = "assets/demo")]
    pub assets: PathBuf,
    /// Pace.
    #[arg(long, value_enum, default_value = "fast")]
    pub pace: PaceArg,
}

/// `station interview`.
#[derive(Debug, clap::Args)]
pub struct InterviewArgs {
    /// Video file, or "device" for the default camera.
    #[arg(long)]
    pub camera: Option<String>,
    /// Sound or video file, or "device" for the default microphone.
    #[arg(long)]
    pub microphone: String,
    /// Position code or file.
    #[arg(long)]
    pub position: String,
    /// Candidate file (JSON: reference, name, id_number).
    #[arg(long)]
    pub candidate: Option<PathBuf>,
    /// Picture of the ID card.
    #[arg(long)]
    pub id_card: Option<PathBuf>,
    /// Number of questions, chosen by the weights of the competencies.
    #[arg(long)]
    pub questions: Option<usize>,
    /// Language of the interview.
    #[arg(long, value_enum, default_value = "auto")]
    pub language: SpokenArg,
    /// Pace of a recording.
    #[arg(long, value_enum, default_value = "fast")]
    pub pace: PaceArg,
    /// File with the spans of the answers.
    #[arg(long)]
    pub answers: Option<PathBuf>,
    /// Also write report.json and report.html to this folder.
    #[arg(long)]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub home: HomeArg,
}

/// `station score`.
#[derive(Debug, clap::Args)]
pub struct ScoreArgs {
    /// Position code or file.
    #[arg(long)]
    pub position: String,
    /// Question id, or a text of its own.
    #[arg(long)]
    pub question: String,
    /// Competency of a text of its own; the position's first one where it is left out.
    #[arg(long)]
    pub competency: Option<String>,
    /// File with the answer, or - for standard input.
    #[arg(long)]
    pub text: String,
    /// Language of the answer; auto looks at its characters.
    #[arg(long, value_enum, default_value = "auto")]
    pub language: SpokenArg,
}
