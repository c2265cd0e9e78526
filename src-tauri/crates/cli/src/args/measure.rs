//! The calls that measure: `station eval` and `station bench`.

use std::path::PathBuf;

use clap::Subcommand;
use voice::Speaker;

/// `station eval`.
#[derive(Debug, Subcommand)]
pub enum EvalWhat {
    /// Error rates of the recogniser on every manifest.jsonl below a folder.
    Asr {
        /// Folder.
        dir: PathBuf,
    },
    /// Reading of identity cards on every manifest.jsonl below a folder.
    #[command(after_help = "Example: station eval idcard cards --json")]
    Idcard {
        /// Folder.
        dir: PathBuf,
    },
    /// Numbers read aloud: how many rows are understood, and what else would pass for one.
    #[command(after_help = "Example: station eval numbers recordings --json")]
    Numbers(EvalNumbersArgs),
    /// Lips and voice: how well they go together on clips of faces that do not speak, and in films
    /// of people who do.
    #[command(
        after_help = "Example: station eval lips faces/clips --speaking interview.mp4 --json"
    )]
    Lips {
        /// Folder with manifest.jsonl files of clips.
        dir: PathBuf,
        /// Film of somebody who speaks; may be given again.
        #[arg(long)]
        speaking: Vec<PathBuf>,
    },
    /// Agreement of the scorer with labelled answer files.
    Scorer {
        /// Files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// `station eval numbers`.
#[derive(Debug, clap::Args)]
pub struct EvalNumbersArgs {
    /// Folder with manifest.jsonl files of recordings; without it the station's own voices read.
    pub dir: Option<PathBuf>,
    /// Rows that each of the station's voices reads.
    #[arg(long, default_value_t = 10, conflicts_with = "dir")]
    pub rows: usize,
    /// One of the station's voices, such as zm_yunxi; without it all of them.
    #[arg(long, value_parser = speaker, conflicts_with = "dir")]
    pub voice: Option<Speaker>,
    /// Make out free speech instead of digits, to compare.
    #[arg(long)]
    pub free: bool,
}

/// The voice of that name.
fn speaker(name: &str) -> Result<Speaker, String> {
    let found = Speaker::ALL.into_iter().find(|speaker| speaker.name() == name);
    let names = || Speaker::ALL.map(Speaker::name).join(", ");
    found.ok_or_else(|| format!("one of {}", names()))
}

/// `station bench`.
#[derive(Debug, Subcommand)]
pub enum BenchWhat {
    /// Time the recogniser on a whole file.
    Asr {
        /// Sound.
        file: PathBuf,
        /// Threads.
        #[arg(long, default_value_t = 2)]
        threads: usize,
    },
    /// Time the face pipeline on the frames of a file.
    Faces {
        /// Video.
        file: PathBuf,
    },
}
