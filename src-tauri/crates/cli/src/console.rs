//! What the person at the terminal sees: results, progress, errors, in the person's language.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use interview::error::{Faulty, Response};
use interview::transcript::Language;
use serde::Serialize;
use station::catalogue;
use station::progress::{Progress, Watcher};

use crate::args::LanguageArg;

/// Any error that knows its fault.
pub type Failure = Box<dyn Faulty + Send + Sync>;

/// Terminal, language and form of the output.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    /// Nothing but JSON on stdout.
    pub json: bool,
    /// Language of the messages.
    pub language: Language,
}

/// Warnings and worse go to stderr; `RUST_LOG` changes that. Nothing of a candidate is ever logged.
pub fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

impl Console {
    /// A console in the language asked for, or in that of the environment.
    pub fn new(json: bool, language: Option<LanguageArg>) -> Self {
        let language = match language {
            Some(LanguageArg::Zh) => Language::Zh,
            Some(LanguageArg::En) => Language::En,
            None => language_of_environment(),
        };
        Self { json, language }
    }

    /// The text behind a key.
    pub fn text(&self, key: &str) -> String {
        catalogue::text(self.language, key).to_owned()
    }

    /// Prints the result: JSON with `--json`, else what `human` makes of it.
    pub fn result<T: Serialize>(
        &self,
        value: &T,
        human: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let line = if self.json {
            serde_json::to_string(value)
                .map_err(|e| Box::new(station::StationError::from(e)) as Failure)?
        } else {
            human(value)
        };
        let _ = writeln!(std::io::stdout(), "{line}");
        Ok(())
    }

    /// Tells something beside the result; nothing with `--json`.
    pub fn note(&self, line: &str) {
        if !self.json {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Prints an error with what to do about it, and gives its exit code.
    pub fn failed(&self, error: &(dyn Faulty + Send + Sync)) -> ExitCode {
        let fault = error.fault();
        let message = self.text(&format!("error.{}", fault.code));
        let hint = self.text(&format!("error.{}.hint", fault.code));
        let line = if self.json {
            serde_json::json!({
                "code": fault.code,
                "message": message,
                "hint": hint,
                "detail": error.to_string(),
                "retry": fault.response == Response::Retry,
            })
            .to_string()
        } else {
            format!("{message}\n{hint}\n[{}] {error}", fault.code)
        };
        let _ = writeln!(std::io::stderr(), "{line}");
        ExitCode::from(fault.class.exit_code())
    }

    /// Shows progress: a bar with the time left on a terminal, a line a step otherwise, nothing with
    /// `--json`.
    pub fn watcher(&self) -> Watcher {
        if self.json {
            return Watcher::none();
        }
        let language = self.language;
        if std::io::stderr().is_terminal() {
            let bar = bar();
            return Watcher::new(move |progress| show_on(&bar, language, &progress));
        }
        let last = Mutex::new(String::new());
        Watcher::new(move |progress| {
            let line = words(language, &progress);
            let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if *last != line {
                let _ = writeln!(std::io::stderr(), "{line}");
                *last = line;
            }
        })
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(1_000);
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {percent}% {eta}") {
        bar.set_style(style);
    }
    bar
}

fn show_on(bar: &ProgressBar, language: Language, progress: &Progress) {
    bar.set_message(words(language, progress));
    if let Some(fraction) = progress.fraction {
        bar.set_position((fraction.clamp(0.0, 1.0) * 1_000.0) as u64);
    }
    bar.tick();
}

fn words(language: Language, progress: &Progress) -> String {
    let step = catalogue::text(language, progress.step);
    if progress.detail.is_empty() { step.to_owned() } else { format!("{step} {}", progress.detail) }
}

fn language_of_environment() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match set {
        Some(value) if value.starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}
