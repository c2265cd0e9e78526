//! Running the real binary, as anyone would.

#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().expect("root")
}

/// Shared test material, if present.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = root().join("../shared").join(path);
    if found.exists() {
        Some(found)
    } else {
        println!("skipped: no shared test material ({path})");
        None
    }
}

/// `station` with a keystore of its own, so that tests never touch the user's.
pub fn station(keys: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_station"));
    settle(&mut command, keys);
    command
}

/// The same for a command that runs `station` in its turn.
pub fn settle(command: &mut Command, keys: &Path) {
    command.current_dir(root()).env("XDG_CONFIG_HOME", keys).env_remove("STATION_PASSPHRASE");
}

/// Whether the models are here; a fresh machine fetches them before the tests run.
pub fn models_here() -> bool {
    let output = Command::new(env!("CARGO_BIN_EXE_station"))
        .args(["--json", "models", "list"])
        .output()
        .expect("station runs");
    let list: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let models = list["models"].as_array().cloned().unwrap_or_default();
    let here =
        !models.is_empty() && models.iter().all(|m| m["ok"] == true || m["optional"] == true);
    if !here {
        println!("skipped: the models are not here (station models fetch)");
    }
    here
}

/// The JSON that a call printed; panics with its errors where it failed.
pub fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "exit {:?}: {}",
        output.status.code(),
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("stdout is JSON")
}

/// The error object on stderr.
pub fn error(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().rev().find(|line| line.starts_with('{')).unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|_| panic!("stderr is no error object: {text}"))
}
