//! What a crash says and leaves: where it was, and nothing of what was being handled.
//!
//! Messages of the standard library hold the very text (a slice of a string that ends inside a
//! character prints the string), a core file holds all of the memory, and everything that is
//! handled here was said by somebody.

use std::panic::PanicHookInfo;

/// From now on a panic tells its place alone, and no crash of this program or of one that it starts
/// leaves a core file.
pub fn leave_no_trace() {
    std::panic::set_hook(Box::new(|info| eprintln!("{}", told(info))));
    #[cfg(unix)]
    refuse_core_files();
}

fn told(info: &PanicHookInfo<'_>) -> String {
    let thread = std::thread::current();
    let place = info.location().map_or_else(|| "?".to_owned(), ToString::to_string);
    format!("internal error at {place} in thread {}", thread.name().unwrap_or("?"))
}

/// A limit of one byte, not of none: a kernel that hands cores to a program (`core_pattern` begins
/// with `|`, as with systemd-coredump) asks for no size, and takes exactly 1 for "none at all"
/// (Linux, `fs/coredump.c`). A file would need a page. Where the system allows none at all it can't be
/// raised to one, and a program that takes cores is the system's choice.
#[cfg(unix)]
fn refuse_core_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    if getrlimit(Resource::Core).maximum == Some(0) {
        return;
    }
    let none = Rlimit { current: Some(1), maximum: Some(1) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core files can't be refused");
    }
}
