//! The input method of a Chinese desktop: ibus with its pinyin on the screen of a test, keys that go
//! through the X server as those of a keyboard do, and where the list of candidates stands.
//! Keys of WebDriver would go past all this.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::place::Place;
use crate::webdriver::{Process, Screen, installed, until};

/// What `ibus engine` calls the pinyin.
const ENGINE: &str = "libpinyin";
/// Tells ibus that the engine is installed.
const COMPONENT: &str = "/usr/share/ibus/component/libpinyin.xml";
/// Between two keys of a fast typist, in milliseconds.
const KEY_MS: &str = "60";
/// Of all that this user could have set: the pinyin is there, and no program exchanges the keyboard
/// layout while somebody types.
const SETTINGS: &str = "[org/freedesktop/ibus/general]\n\
                        preload-engines=['libpinyin']\n\
                        use-system-keyboard-layout=true\n";

/// Where something stands on the screen, in pixels.
#[derive(Debug, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// ibus with its pinyin, for one user on one screen.
pub struct Ibus<'a> {
    _daemon: Process,
    screen: &'a Screen,
    folder: PathBuf,
}

impl<'a> Ibus<'a> {
    /// Starts it, or says why it can't.
    pub fn start(screen: &'a Screen, place: &Place) -> Option<Self> {
        let needed = ["ibus", "ibus-daemon", "xdotool"];
        let mut missing: Vec<_> =
            needed.into_iter().filter(|program| !installed(program)).collect();
        if !Path::new(COMPONENT).is_file() {
            missing.push("ibus-libpinyin");
        }
        if !missing.is_empty() {
            println!("skipped: not installed: {}", missing.join(", "));
            return None;
        }
        let folder = place.folder().join("ibus");
        let settings = config(&folder).join("glib-2.0/settings");
        std::fs::create_dir_all(&settings).unwrap();
        std::fs::write(settings.join("keyfile"), SETTINGS).unwrap();
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "ibus-daemon", "--emoji-extension=disable"]);
        quiet(surround(&mut command, &folder, screen));
        let ibus = Self { _daemon: Process::start(&mut command), screen, folder };
        ibus.choose();
        Some(ibus)
    }

    /// Chooses the pinyin, as with the menu of the desktop; what draws that menu chooses something
    /// else while it starts.
    pub fn choose(&self) {
        until("ibus and its pinyin", || {
            self.ask("ibus", &["engine", ENGINE]);
            (self.ask("ibus", &["engine"]).trim() == ENGINE).then_some(())
        });
    }

    /// Where the window finds this ibus.
    pub fn config(&self) -> PathBuf {
        config(&self.folder)
    }

    /// Gives the keyboard to the window of the program, as a window manager does.
    pub fn focus_window(&self) {
        let window = until("the window on the screen", || {
            let found = self.ask("xdotool", &VISIBLE.map(|word| word.replace("CLASS", PROGRAM)));
            found.lines().next().map(str::to_owned)
        });
        until("the window to have the keyboard", || {
            self.ask("xdotool", &["windowfocus", &window]);
            (self.ask("xdotool", &["getwindowfocus"]).trim() == window).then_some(())
        });
    }

    /// Presses keys one after the other, named as X does; a chord is joined by `+`.
    pub fn press(&self, keys: &[&str]) {
        let command = ["key", "--delay", KEY_MS];
        self.ask("xdotool", &[&command, keys].concat());
    }

    /// Types lower-case letters.
    pub fn letters(&self, letters: &str) {
        let keys: Vec<String> = letters.chars().map(String::from).collect();
        self.press(&keys.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Where the list of candidates stands, while it is there.
    pub fn candidates(&self) -> Option<Area> {
        let found = self.ask("xdotool", &VISIBLE.map(|word| word.replace("CLASS", LIST)));
        let window = found.lines().next()?;
        let shape = self.ask("xdotool", &["getwindowgeometry", "--shell", window]);
        let of = |name: &str| shape.lines().find_map(|line| line.strip_prefix(name)?.parse().ok());
        Some(Area { left: of("X=")?, top: of("Y=")?, width: of("WIDTH=")?, height: of("HEIGHT=")? })
    }

    /// What a program on this screen answers.
    fn ask(&self, program: &str, arguments: &[impl AsRef<std::ffi::OsStr>]) -> String {
        let mut command = Command::new(program);
        command.args(arguments);
        let output = surround(&mut command, &self.folder, self.screen).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Finds the visible windows of a program.
const VISIBLE: [&str; 4] = ["search", "--onlyvisible", "--class", "^CLASS$"];
/// The program's class.
const PROGRAM: &str = "interview-station";
/// Class of what draws the candidates.
const LIST: &str = "ibus-ui-gtk3";

fn config(folder: &Path) -> PathBuf {
    folder.join("config")
}

/// A user of their own.
fn surround<'c>(command: &'c mut Command, folder: &Path, screen: &Screen) -> &'c mut Command {
    command
        .env("DISPLAY", screen.display())
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", config(folder))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("GSETTINGS_BACKEND", "keyfile")
        .env_remove("IBUS_ADDRESS")
        .env_remove("WAYLAND_DISPLAY")
}

fn quiet(command: &mut Command) {
    command.stdout(Stdio::null()).stderr(Stdio::null());
}
