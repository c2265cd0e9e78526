//! The desktop window of the interview station.

fn main() -> std::process::ExitCode {
    interview_station::run()
}
