//! `station`: the same Station as the desktop app, without a window.

mod args;
mod commands;
mod console;

use std::process::ExitCode;

use std::time::Duration;

use clap::Parser;

/// How long the end of a call waits for threads that still compute what nobody asks for any more.
const LAST_WORK: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    station::crash::leave_no_trace();
    let args = args::Args::parse();
    let console = console::Console::new(args.json, args.lang);
    console::start_log();
    let code = match commands::run(args.command, &console) {
        Ok(code) => code,
        Err(error) => console.failed(error.as_ref()),
    };
    station::native::settle(LAST_WORK);
    code
}
