//! What the vault holds.

use std::io::{BufRead as _, Read as _};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use station::StationError;
use station::people::People;
use station::staff::Gate;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{failure, home_of};
use crate::args::HomeArg;
use crate::console::{Console, Failure};

/// Exit code where an interview has no report still.
const STANDS_STILL: u8 = 5;
/// More than any PIN, in bytes.
const LONGEST_LINE: u64 = 64;

#[derive(Serialize)]
struct ListOutput {
    interviews: Vec<vault::SessionSummary>,
}

/// `station list`.
pub fn list(home: &HomeArg, console: &Console) -> Result<ExitCode, Failure> {
    let vault = station::home::open(&home_of(home)).map_err(failure)?;
    let output = ListOutput { interviews: vault.list().map_err(failure)? };
    console.result(&output, |o| {
        if o.interviews.is_empty() {
            return console.text("list.empty");
        }
        let lines = o.interviews.iter().map(|s| {
            let state = console.text(&format!("state.{}", s.state));
            format!("{}  {}  {}  {}", s.interview_id, s.started, s.position, state)
        });
        lines.collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// `station show`.
pub fn show(id: Uuid, home: &HomeArg, console: &Console) -> Result<ExitCode, Failure> {
    let vault = station::home::open(&home_of(home)).map_err(failure)?;
    let record = vault.show(id).map_err(failure)?;
    console.result(&record, |r| serde_json::to_string_pretty(r).unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}

/// `station export`.
pub fn export(id: Uuid, to: &Path, home: &HomeArg, console: &Console) -> Result<ExitCode, Failure> {
    let vault = station::home::open(&home_of(home)).map_err(failure)?;
    let summary = station::export::export(&vault, id, to, console.language).map_err(failure)?;
    console.result(&summary, |s| serde_json::to_string_pretty(s).unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}

/// `station erase`; with `withdrawn` the HRMS will be told.
pub fn erase(
    id: Uuid,
    withdrawn: bool,
    home: &HomeArg,
    console: &Console,
) -> Result<ExitCode, Failure> {
    let vault = station::home::open(&home_of(home)).map_err(failure)?;
    let erased = if withdrawn { vault.withdraw(id) } else { vault.erase(id) };
    let certificate = erased.map_err(failure)?;
    console.result(&certificate, |c| serde_json::to_string_pretty(c).unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}

/// `station complete`.
pub fn complete(home: &HomeArg, console: &Console) -> Result<ExitCode, Failure> {
    let vault = station::home::open(&home_of(home)).map_err(failure)?;
    let completed = station::kiosk::complete(&vault, &|| true).map_err(failure)?;
    console.result(&completed, |completed| {
        let made = completed.reported.iter().map(|id| (id, "state.ready".to_owned()));
        let left = completed.failed.iter().chain(&completed.impossible);
        let left = left.map(|left| (&left.interview_id, format!("error.{}", left.code)));
        let lines: Vec<String> =
            made.chain(left).map(|(id, key)| format!("{id}  {}", console.text(&key))).collect();
        if lines.is_empty() { console.text("complete.nothing") } else { lines.join("\n") }
    })?;
    let left = !completed.failed.is_empty() || !completed.impossible.is_empty();
    Ok(if left { ExitCode::from(STANDS_STILL) } else { ExitCode::SUCCESS })
}

#[derive(Serialize)]
struct StaffPinOutput {
    set: bool,
}

/// `station staff-pin`, of the station or of a `person`. Whoever calls it can open the vault, so the
/// old PIN would prove nothing.
pub fn staff_pin(
    person: Option<&str>,
    home: &HomeArg,
    console: &Console,
) -> Result<ExitCode, Failure> {
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().take(LONGEST_LINE).read_line(&mut line);
    read.map_err(|source| failure(StationError::File { what: "standard input", source }))?;
    let vault = station::home::open_or_create(&home_of(home)).map_err(failure)?;
    let set = match person {
        None => Gate::new(&vault).set(line.trim_end()),
        Some(name) => People::new(&vault).new_pin_of(name, line.trim_end()),
    };
    set.map_err(failure)?;
    console.result(&StaffPinOutput { set: true }, |_| console.text("staff_pin.done"))?;
    Ok(ExitCode::SUCCESS)
}
