//! A home of its own for each test, the program on it, and one screen for all of them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::finger;
use crate::stored;
use crate::webdriver::{Process, Screen, Window, installed, on_screen};

const PROGRAM: &str = env!("CARGO_BIN_EXE_interview-station");

pub struct Place {
    folder: tempfile::TempDir,
    pictures: PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let pictures = Path::new(PROGRAM).ancestors().nth(2).unwrap().join("screens");
        Self { folder: tempfile::tempdir().unwrap(), pictures }
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// What this test may write to, the home among it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the program said.
    pub fn log(&self) -> PathBuf {
        self.folder().join("station.log")
    }

    /// The program of a user without models.
    pub fn open(&self, screen: &Screen) -> Window {
        let data = self.data();
        self.open_with(screen, &[("STATION_MODELS", data.as_path())])
    }

    /// The program with this in its environment too. Temporary files and what the program says end
    /// in the folder of the test.
    pub fn open_with(&self, screen: &Screen, more: &[(&str, &Path)]) -> Window {
        self.with_environment(more, |environment, log| {
            Window::open(screen, Path::new(PROGRAM), environment, log)
        })
    }

    /// As [`Place::open_with`], and nothing but a finger reaches the window.
    pub fn open_undriven(&self, screen: &Screen, more: &[(&str, &Path)]) -> Process {
        self.with_environment(more, |environment, log| {
            Process::start(&mut on_screen(screen, &[PROGRAM], environment, log))
        })
    }

    fn with_environment<T>(
        &self,
        more: &[(&str, &Path)],
        open: impl FnOnce(&[(&str, &Path)], File) -> T,
    ) -> T {
        let (home, data) = (self.home(), self.data());
        let temporary = self.folder().join("tmp");
        std::fs::create_dir_all(&temporary).unwrap();
        let log = File::create(self.log()).unwrap();
        let mut environment = vec![
            ("STATION_HOME", home.as_path()),
            ("STATION_PASSPHRASE", Path::new(stored::PASSPHRASE)),
            // An own user: no web storage of others.
            ("XDG_DATA_HOME", data.as_path()),
            ("XDG_CACHE_HOME", data.as_path()),
            ("TMPDIR", temporary.as_path()),
        ];
        environment.extend_from_slice(more);
        open(&environment, log)
    }

    pub fn picture(&self, window: &Window, name: &str) {
        window.picture(&self.pictures.join(format!("{name}.png")));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// One window at a time: several browsers on two cores only slow each other down.
static TURN: Mutex<()> = Mutex::new(());

/// The screen, or the reason why there is none.
pub fn screen() -> Option<(MutexGuard<'static, ()>, Screen)> {
    if is_missing(["Xvfb"].into_iter().filter(|program| !installed(program))) {
        return None;
    }
    Some((TURN.lock().unwrap_or_else(PoisonError::into_inner), Screen::start()))
}

/// A screen that is touched, or the reason why there is none. The folder is the server's.
pub fn touch_screen() -> Option<(MutexGuard<'static, ()>, Screen, tempfile::TempDir)> {
    if is_missing(finger::missing()) {
        return None;
    }
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    Some((turn, Screen::start_touched(folder.path()), folder))
}

fn is_missing(server: impl IntoIterator<Item = &'static str>) -> bool {
    let window = ["dbus-run-session", "WebKitWebDriver"];
    let window = window.into_iter().filter(|program| !installed(program));
    let missing: Vec<_> = server.into_iter().chain(window).collect();
    if !missing.is_empty() {
        println!("skipped: not installed: {}", missing.join(", "));
    }
    !missing.is_empty()
}
