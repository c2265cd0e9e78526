//! `hrms`: the reference HR server.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hrms::store::{Role, StationState};
use hrms::{Admin, CandidateBody, Config, HrmsError, KeySource, serve};
use interview::error::Faulty as _;
use zeroize::Zeroizing;

/// Reference HR server of Interview Station.
///
/// Example: hrms demo-data --positions assets/positions && hrms serve --listen 127.0.0.1:8480
#[derive(Parser)]
#[command(name = "hrms", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Place {
    /// Database: a file, or sqlite:FILE. Its key lies beside it in hrms.key, unless the
    /// environment variable HRMS_KEY holds a passphrase.
    #[arg(long, global = true, value_name = "URL", default_value = "hrms-data/hrms.db")]
    database: String,
    /// Sealed media: a directory, or file:DIR. Default: `media` beside the database.
    #[arg(long, global = true, value_name = "URL")]
    media: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until it is interrupted. Example: hrms serve --listen 127.0.0.1:0 --port-file port
    Serve {
        /// Where to listen; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8480")]
        listen: SocketAddr,
        /// Writes the port into this file once the server listens.
        #[arg(long)]
        port_file: Option<PathBuf>,
        /// How browsers reach it where something before it ends TLS, such as https://hr.bank.example
        #[arg(long)]
        public_url: Option<String>,
    },
    /// Makes the database or brings it up to date. Example: hrms migrate
    Migrate,
    /// People. Example: hrms user add wang --role hr-admin < password.txt
    #[command(subcommand)]
    User(UserCommand),
    /// Stations. Example: hrms station code
    #[command(subcommand)]
    Station(StationCommand),
    /// Publishes positions and books a demo candidate. Example: hrms demo-data --positions assets/positions
    DemoData {
        /// Directory with position files.
        #[arg(long, default_value = "assets/positions")]
        positions: PathBuf,
        /// File with reference, name, language and position of the candidate.
        #[arg(long, default_value = "assets/demo/candidate.json")]
        candidate: PathBuf,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Adds a person; the password is read from standard input.
    Add {
        /// Login name.
        name: String,
        /// What the person may do.
        #[arg(long, value_enum, default_value = "hr-admin")]
        role: RoleArg,
        /// Position codes that an interviewer sees.
        #[arg(long, value_delimiter = ',')]
        positions: Vec<String>,
    },
}

#[derive(Subcommand)]
enum StationCommand {
    /// Prints an enrolment code: good for 15 minutes and one station.
    Code {
        /// The station may work without a further approval.
        #[arg(long)]
        auto_approve: bool,
    },
    /// Lists stations with fingerprint and state.
    List,
    /// Approves a station whose fingerprint was compared.
    Approve {
        /// Station id.
        id: String,
    },
    /// Shuts a station out.
    Revoke {
        /// Station id.
        id: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleArg {
    HrAdmin,
    Interviewer,
    Auditor,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::HrAdmin => Self::HrAdmin,
            RoleArg::Interviewer => Self::Interviewer,
            RoleArg::Auditor => Self::Auditor,
        }
    }
}

/// A local path behind an address; other kinds of address come with other stores.
fn local(url: &str, scheme: &str) -> Result<PathBuf, HrmsError> {
    let path = url.strip_prefix(scheme).unwrap_or(url);
    if path.contains("://") {
        return Err(HrmsError::DatabaseKind(path.split("://").next().unwrap_or_default().into()));
    }
    Ok(PathBuf::from(path))
}

impl Place {
    fn config(&self) -> Result<Config, HrmsError> {
        let database = local(&self.database, "sqlite:")?;
        let dir = database.parent().unwrap_or(Path::new("")).to_owned();
        let mut config = Config::in_dir(&dir);
        if let Some(media) = &self.media {
            config.media = local(media, "file:")?;
        }
        if let Ok(passphrase) = std::env::var("HRMS_KEY") {
            config.key = KeySource::Passphrase(Zeroizing::new(passphrase));
        }
        config.database = database;
        Ok(config)
    }
}

fn main() -> ExitCode {
    // A panic tells its place alone: the usual message holds the text that was being handled.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(|| "?".to_owned(), ToString::to_string);
        eprintln!("internal error at {place}");
    }));
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("HRMS_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let fault = error.fault();
            eprintln!("{}: {error}", fault.code);
            ExitCode::from(fault.class.exit_code())
        }
    }
}

fn run(cli: Cli) -> Result<(), HrmsError> {
    let mut config = cli.place.config()?;
    match cli.command {
        Command::Serve { listen, port_file, public_url } => {
            config.listen = listen;
            config.public_url = public_url;
            run_server(config, port_file.as_deref())
        }
        Command::Migrate => Admin::open(&config).map(|_| ()),
        Command::User(UserCommand::Add { name, role, positions }) => {
            let password = read_password()?;
            Admin::open(&config)?.add_user(&name, role.into(), &password, positions)
        }
        Command::Station(command) => station(&Admin::open(&config)?, command),
        Command::DemoData { positions, candidate } => {
            demo_data(&Admin::open(&config)?, &positions, &candidate)
        }
    }
}

fn run_server(config: Config, port_file: Option<&Path>) -> Result<(), HrmsError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| HrmsError::Io { what: "runtime".into(), source })?;
    runtime.block_on(async {
        let mut server = serve(config).await?;
        if let Some(path) = port_file {
            write_whole(path, &server.addr().port().to_string())
                .map_err(|source| HrmsError::Io { what: path.display().to_string(), source })?;
        }
        tracing::info!(address = %server.addr(), "listening");
        tokio::select! {
            () = server.ended() => {}
            () = interrupted() => server.shutdown().await,
        }
        Ok(())
    })
}

/// Writes a file that another program waits for: it sees all of it or none.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    std::fs::write(&unfinished, text)?;
    std::fs::rename(unfinished, path)
}

/// Ctrl-C, or a request of the service manager to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    // Without signals the process ends by being killed, which loses nothing that was answered.
    let _ = tokio::signal::ctrl_c().await;
}

fn read_password() -> Result<Zeroizing<String>, HrmsError> {
    let io = |source| HrmsError::Io { what: "standard input".into(), source };
    if std::io::stdin().is_terminal() {
        eprint!("password (it is shown while you type): ");
        std::io::stderr().flush().map_err(io)?;
    }
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line).map_err(io)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn station(admin: &Admin, command: StationCommand) -> Result<(), HrmsError> {
    let set = |id: &str, state| {
        if admin.set_station_state(id, state)? {
            Ok(())
        } else {
            Err(HrmsError::Argument("there is no such station"))
        }
    };
    match command {
        StationCommand::Code { auto_approve } => println!("{}", admin.station_code(auto_approve)?),
        StationCommand::List => {
            for row in admin.store().stations()? {
                println!("{}  {}  {}", row.id, row.thumbprint, row.state.word());
            }
        }
        StationCommand::Approve { id } => set(&id, StationState::Approved)?,
        StationCommand::Revoke { id } => set(&id, StationState::Revoked)?,
    }
    Ok(())
}

fn demo_data(admin: &Admin, positions: &Path, candidate: &Path) -> Result<(), HrmsError> {
    for (code, version) in admin.publish_directory(positions)? {
        println!("{code} {version}");
    }
    let io = |source| HrmsError::Io { what: candidate.display().to_string(), source };
    let text = std::fs::read_to_string(candidate).map_err(io)?;
    let candidate: CandidateBody = serde_json::from_str(&text)
        .map_err(|_| HrmsError::Argument("the candidate file lacks a member"))?;
    let reference = candidate.reference.clone();
    if admin.add_candidate(candidate)? {
        println!("{reference}");
    }
    Ok(())
}
