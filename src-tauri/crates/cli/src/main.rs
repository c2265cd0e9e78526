//! `station`: the same Station as the desktop app, without a window.

mod args;
mod commands;
mod console;

use std::process::ExitCode;

use clap::Parser;
use station::native;

fn main() -> ExitCode {
    station::heap::settle();
    station::crash::leave_no_trace();
    let args = args::Args::parse();
    let console = console::Console::new(args.json, args.lang);
    console::start_log();
    let code = match commands::run(args.command, &console) {
        Ok(code) => code,
        Err(error) => console.failed(error.as_ref()),
    };
    native::settle(native::LAST_WORK);
    code
}
