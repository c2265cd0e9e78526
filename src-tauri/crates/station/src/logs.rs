//! The log of a program that runs for months: files of bounded size of which only the newest stay,
//! and what goes to standard error.
//!
//! Codes, lengths and times stand in a log, and nothing of a candidate; still it ends. Where the
//! journal or a terminal listens, they care for that themselves; anywhere else standard error may be
//! a file that nobody ever cuts.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, IsTerminal as _, Write};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Size of one file in bytes: some ten thousand lines.
const FILE_BYTES: u64 = 1 << 20;
/// Files that stay; with [`FILE_BYTES`] 5 MB at most.
const FILES: usize = 5;
/// What a run may say on standard error, in bytes, where nobody cuts it.
const STDERR_BYTES: u64 = 16 << 20;

/// A log in files beside the home, readable by this user alone. All clones are the same log.
///
/// Writing never fails: a full disk is told where it matters, and a log holds nobody up.
#[derive(Clone)]
pub struct LogFiles(Arc<Mutex<Open>>);

struct Open {
    folder: PathBuf,
    file: Option<File>,
    bytes: u64,
    file_bytes: u64,
}

/// Where the log of the station in `home` lies: beside it, as exports and reports do.
pub fn folder(home: &Path) -> PathBuf {
    let mut beside = home.as_os_str().to_owned();
    beside.push("-logs");
    PathBuf::from(beside)
}

/// The file that is written, then older ones by number.
fn path(folder: &Path, nth: usize) -> PathBuf {
    match nth {
        0 => folder.join("station.log"),
        nth => folder.join(format!("station.{nth}.log")),
    }
}

impl LogFiles {
    /// The log of the station in `home`; its first file is made with the first line.
    pub fn beside(home: &Path) -> Self {
        Self::of(folder(home), FILE_BYTES)
    }

    fn of(folder: PathBuf, file_bytes: u64) -> Self {
        Self(Arc::new(Mutex::new(Open { folder, file: None, bytes: 0, file_bytes })))
    }
}

impl Write for LogFiles {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A line that could not be written is lost; the next one tries again.
        if open.append(line).is_err() {
            open.file = None;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Open {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        // One line must not break the bound either.
        let fits = usize::try_from(self.file_bytes).unwrap_or(usize::MAX).min(line.len());
        let line = &line[..fits];
        if self.file.is_none() {
            self.open()?;
        }
        if self.bytes + line.len() as u64 > self.file_bytes {
            self.turn_over()?;
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(line)?;
        self.bytes += line.len() as u64;
        Ok(())
    }

    fn open(&mut self) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600);
        let file = options.open(path(&self.folder, 0))?;
        self.bytes = file.metadata()?.len();
        self.file = Some(file);
        Ok(())
    }

    fn turn_over(&mut self) -> io::Result<()> {
        self.file = None;
        for nth in (0..FILES - 1).rev() {
            match std::fs::rename(path(&self.folder, nth), path(&self.folder, nth + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.open()
    }
}

/// The newest `lines` lines of the log beside `home`, oldest first.
///
/// # Errors
/// Where a file is there and can't be read.
pub fn newest(home: &Path, lines: usize) -> io::Result<Vec<String>> {
    let folder = folder(home);
    let mut newest = Vec::new();
    for nth in 0..FILES {
        let bytes = match std::fs::read(path(&folder, nth)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => break,
            read => read?,
        };
        let text = String::from_utf8_lossy(&bytes);
        newest.extend(text.lines().rev().take(lines - newest.len()).map(str::to_owned));
        if newest.len() == lines {
            break;
        }
    }
    newest.reverse();
    Ok(newest)
}

/// Standard error of this run, which falls silent after 16 MiB where neither a terminal nor the
/// journal listens.
#[derive(Clone)]
pub struct BoundedStderr {
    left: Option<Arc<Mutex<u64>>>,
}

impl BoundedStderr {
    /// Looks who listens.
    pub fn new() -> Self {
        let cut = io::stderr().is_terminal() || is_journal(std::env::var_os("JOURNAL_STREAM"));
        Self { left: (!cut).then(|| Arc::new(Mutex::new(STDERR_BYTES))) }
    }
}

impl Default for BoundedStderr {
    fn default() -> Self {
        Self::new()
    }
}

impl Write for BoundedStderr {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        write_within(self.left.as_deref(), line, &mut io::stderr())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// Writes a line where `left` bytes may still be written; without a bound always.
fn write_within(left: Option<&Mutex<u64>>, line: &[u8], out: &mut impl Write) -> io::Result<()> {
    if let Some(left) = left {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rest) = left.checked_sub(line.len() as u64) else {
            *left = 0;
            return Ok(());
        };
        *left = rest;
    }
    out.write_all(line)
}

/// Whether `variable`, which systemd sets to device and inode of its stream, names standard error.
fn is_journal(variable: Option<std::ffi::OsString>) -> bool {
    let stderr = std::fs::metadata("/proc/self/fd/2");
    let named = variable.and_then(|value| value.into_string().ok());
    matches!((stderr, named), (Ok(is), Some(named)) if named == format!("{}:{}", is.dev(), is.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line as the log's writer hands it over: in one piece.
    fn say(mut log: LogFiles, line: &str) {
        log.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    #[test]
    fn a_log_turns_over_and_only_its_newest_files_stay() {
        let outside = tempfile::tempdir().unwrap();
        let home = outside.path().join("home");
        let log = LogFiles::of(folder(&home), 100);
        assert!(!folder(&home).exists(), "nothing was said yet");
        for nth in 0..200 {
            // As many threads would.
            say(log.clone(), &format!("line {nth:03} of the log"));
        }
        let mut files = std::fs::read_dir(folder(&home)).unwrap().flatten().collect::<Vec<_>>();
        assert_eq!(files.len(), FILES);
        files.retain(|file| file.metadata().unwrap().len() > 100);
        assert!(files.is_empty(), "over the bound: {files:?}");
        assert_eq!(newest(&home, 2).unwrap(), ["line 198 of the log", "line 199 of the log"]);
        let all = newest(&home, 10_000).unwrap();
        // Five lines of twenty bytes fill a file.
        assert!(all.len() == 5 * FILES && all.is_sorted(), "{all:?}");

        // Another run goes on behind it.
        say(LogFiles::of(folder(&home), 100), "line 200 of the log");
        assert_eq!(newest(&home, 2).unwrap(), ["line 199 of the log", "line 200 of the log"]);
        say(LogFiles::of(folder(&home), 100), &"x".repeat(1_000));
        assert_eq!(newest(&home, 1).unwrap(), ["x".repeat(100)]);
    }

    #[test]
    fn a_log_that_can_not_be_written_holds_nobody_up() {
        let outside = tempfile::tempdir().unwrap();
        let home = outside.path().join("home");
        std::fs::write(folder(&home), "a file where the folder would be").unwrap();
        say(LogFiles::beside(&home), "lost");
        assert!(newest(&home, 1).is_err());
    }

    #[test]
    fn standard_error_falls_silent_where_nobody_cuts_it() {
        let said = |left: Option<u64>| {
            let mut out = Vec::new();
            let left = left.map(|bytes| Arc::new(Mutex::new(bytes)));
            for nth in 0..200 {
                write_within(left.as_deref(), format!("line {nth:03}\n").as_bytes(), &mut out)
                    .unwrap();
            }
            out.len()
        };
        assert_eq!(said(Some(100)), 99, "whole lines alone, and none behind the first too many");
        assert_eq!(said(None), 1_800);
    }

    #[test]
    fn only_the_stream_of_the_journal_is_the_journal() {
        let is = std::fs::metadata("/proc/self/fd/2").unwrap();
        assert!(is_journal(Some(format!("{}:{}", is.dev(), is.ino()).into())));
        // Inherited by somebody whose standard error was sent elsewhere.
        assert!(!is_journal(Some(format!("{}:{}", is.dev(), is.ino() + 1).into())));
        assert!(!is_journal(None));
    }
}
