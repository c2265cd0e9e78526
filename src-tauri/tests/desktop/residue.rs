//! What an interview leaves behind: nothing of it outside the vault, in no file, no process, no
//! clipboard and no call for help.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::Place;
use crate::stored;
use crate::webdriver::{CONTROL, RIGHT, Window, until};

/// No file of this user, no log and no process argument holds the word, in UTF-8 or UTF-16.
pub fn assert_no_trace(place: &Place, word: &str) {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let forms = [word.as_bytes(), wide.as_slice()];
    let arguments = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let path = entry.unwrap().path().join("cmdline");
        path.is_file().then_some(path)
    });
    // What describes the candidate lies there before anybody sits down; what was exported was meant
    // to be.
    let meant = ["assets", "downloads"].map(|name| place.folder().join(name));
    let written = files(place.folder())
        .into_iter()
        .filter(|file| meant.iter().all(|folder| !file.starts_with(folder)));
    for file in written.chain(arguments) {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        for form in forms {
            let found = bytes.windows(form.len()).any(|window| window == form);
            assert!(!found, "{} holds {word}", file.display());
        }
    }
}

/// Processes of this place's program whose name begins so.
pub fn processes(place: &Place, name: &str) -> Vec<u32> {
    let mark = format!("STATION_HOME={}\0", place.home().display());
    let folders = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = folders.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let at = PathBuf::from(format!("/proc/{id}"));
        let environment = std::fs::read(at.join("environ")).unwrap_or_default();
        let own = environment.windows(mark.len()).any(|part| part == mark.as_bytes());
        own && std::fs::read_to_string(at.join("comm")).unwrap_or_default().starts_with(name)
    })
    .collect()
}

/// What the program of this place and its browser have open, removed files too.
pub fn open_files(place: &Place) -> Vec<PathBuf> {
    let folders = processes(place, "").into_iter().map(|id| format!("/proc/{id}/fd"));
    let open = folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    open.flatten().filter_map(|open| std::fs::read_link(open.path()).ok()).collect()
}

/// All files below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // What the browser's sockets and locks are is nobody's word.
        match path.symlink_metadata() {
            Ok(about) if about.is_dir() => found.extend(files(&path)),
            Ok(about) if about.is_file() => found.push(path),
            _ => {}
        }
    }
    found
}

/// Selects and copies all that is written in a field; pasting it shows that it was copied.
pub fn copy_all(window: &Window, css: &str) {
    let before = field(window, css);
    window.run(&format!("document.querySelector({css:?}).focus()"));
    window.chord(&[CONTROL, 'a']);
    window.chord(&[CONTROL, 'c']);
    window.key(RIGHT);
    window.chord(&[CONTROL, 'v']);
    until("what was copied twice", || {
        (field(window, css) == format!("{before}{before}")).then_some(())
    });
}

pub fn field(window: &Window, css: &str) -> String {
    let value = window.run(&format!("return document.querySelector({css:?}).value"));
    value.as_str().unwrap().to_owned()
}

/// What `station support` shows and saves of the home on which somebody was just interviewed.
pub fn what_helps_others_holds_nothing(place: &Place, markers: &[&str]) {
    let saved = place.folder().join("support.json");
    let shown =
        Command::new(Path::new(env!("CARGO_BIN_EXE_interview-station")).with_file_name("station"))
            .args(["support", "--out"])
            .arg(&saved)
            .arg("--home")
            .arg(place.home())
            .env("STATION_PASSPHRASE", stored::PASSPHRASE)
            .output()
            .unwrap();
    assert!(shown.status.success(), "{shown:?}");
    let text = std::fs::read_to_string(&saved).unwrap();
    assert_eq!(String::from_utf8(shown.stdout).unwrap(), text, "not what was shown");
    let bundle: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle["counts"]["reports"], 1);
    assert!(!bundle["log"].as_array().unwrap().is_empty());
    for marker in markers {
        assert!(!text.contains(marker), "{marker} in what helps others");
    }
}
