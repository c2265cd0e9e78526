//! What may leave this station when somebody asks for help.

use std::path::Path;
use std::process::ExitCode;

use station::support;

use super::{failure, home_of};
use crate::args::HomeArg;
use crate::console::{Console, Failure};

/// `station support`: shown first, and then, where a file is named, saved as it was shown.
pub fn run(out: Option<&Path>, home: &HomeArg, console: &Console) -> Result<ExitCode, Failure> {
    let bundle = support::gather(&home_of(home)).map_err(failure)?;
    let text = bundle.text().map_err(failure)?;
    console.result(&bundle, |_| text.trim_end().to_owned())?;
    if let Some(path) = out {
        support::save(&bundle, path).map_err(failure)?;
        console.note(&format!("{} {}", console.text("support.saved"), path.display()));
    }
    Ok(ExitCode::SUCCESS)
}
