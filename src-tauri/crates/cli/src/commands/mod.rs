//! One module for each group of calls.

mod bench;
mod demo;
mod doctor;
mod eval;
mod eval_cards;
mod eval_lips;
mod eval_numbers;
mod hrms;
mod interview;
mod models;
mod policy;
mod prompts;
mod reports;
mod stage;
mod stages;
mod support;
mod vault;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::args::{Command, HomeArg, SpokenArg};
use crate::console::{Console, Failure};

/// Carries out a call; the exit code is that of a call that was carried out.
pub fn run(command: Command, console: &Console) -> Result<ExitCode, Failure> {
    match command {
        Command::Demo(args) => demo::run(&args, console),
        Command::Interview(args) => interview::run(&args, console),
        Command::Transcribe { file, language } => stages::transcribe(&file, language, console),
        Command::Observe { file, every_ms } => stages::observe(&file, every_ms, console),
        Command::Identify { id_card, camera } => stages::identify(&id_card, &camera, console),
        Command::Score(args) => stages::score(&args, console),
        Command::List(home) => vault::list(&home, console),
        Command::Show { id, home } => vault::show(id, &home, console),
        Command::Export { id, to, home } => vault::export(id, &to, &home, console),
        Command::Erase { id, withdrawn, home } => vault::erase(id, withdrawn, &home, console),
        Command::Complete(home) => vault::complete(&home, console),
        Command::StaffPin { person, home } => vault::staff_pin(person.as_deref(), &home, console),
        Command::Verify { report, media, home } => {
            reports::verify(&report, media.as_deref(), &home, console)
        }
        Command::Rescore { report } => reports::rescore(&report, console),
        Command::Explain { report } => reports::explain(&report, console),
        Command::Enroll { url, code, home } => hrms::enroll(&url, &code, &home, console),
        Command::Sync { action } => hrms::sync(action, console),
        Command::Models { action } => models::run(action, console),
        Command::Policy { action } => policy::run(action, console),
        Command::Doctor(home) => doctor::run(&home, console),
        Command::Support { out, home } => support::run(out.as_deref(), &home, console),
        Command::Bench { what } => bench::run(what, console),
        Command::Eval { what } => eval::run(what, console),
    }
}

/// An error in the form that the console takes.
pub fn failure<E>(error: E) -> Failure
where
    station::StationError: From<E>,
{
    Box::new(station::StationError::from(error))
}

fn home_of(home: &HomeArg) -> PathBuf {
    home.home.clone().unwrap_or_else(station::home::default_home)
}

fn language_of(spoken: SpokenArg) -> Option<::interview::transcript::Language> {
    use ::interview::transcript::Language;
    match spoken {
        SpokenArg::Zh => Some(Language::Zh),
        SpokenArg::En => Some(Language::En),
        SpokenArg::Auto => None,
    }
}
