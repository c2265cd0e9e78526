//! Is this machine fit?

use std::process::ExitCode;

use station::doctor::{self, Finding};

use super::home_of;
use crate::args::HomeArg;
use crate::console::{Console, Failure};

/// Exit code where something is missing here.
const MISSING: u8 = 4;

/// `station doctor`.
pub fn run(home: &HomeArg, console: &Console) -> Result<ExitCode, Failure> {
    let diagnosis = doctor::examine(&home_of(home));
    console.result(&diagnosis, |d| {
        let lines = d.checks.iter().map(|check| {
            let sign = match check.finding {
                Finding::Good => '✓',
                Finding::Warning => '!',
                Finding::Missing => '✗',
            };
            let name = console.text(&format!("doctor.{}", check.name));
            let hint = if check.code.is_empty() {
                String::new()
            } else {
                format!("\n    {}", console.text(&format!("error.{}.hint", check.code)))
            };
            format!("{sign} {name}: {}{hint}", check.detail)
        });
        let end = if d.ok { "doctor.ok" } else { "doctor.not_ok" };
        lines.chain([console.text(end)]).collect::<Vec<_>>().join("\n")
    })?;
    Ok(if diagnosis.ok { ExitCode::SUCCESS } else { ExitCode::from(MISSING) })
}
