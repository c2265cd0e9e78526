//! What a fetch has to do.

use super::Source;
use crate::manifest::{ModelEntry, Output, Package};
use crate::{Manifest, ModelError, ModelId, ModelStore};

/// The packages to obtain and the files to make of them.
pub(super) struct Plan<'m> {
    pub(super) packages: Vec<&'m Package>,
    pub(super) models: Vec<(&'m ModelEntry, Vec<&'m Output>)>,
    /// A directory's packages are read where they lie.
    downloads: bool,
}

impl<'m> Plan<'m> {
    /// Looks which files of the wanted models are not there or not right.
    pub(super) fn new(
        store: &'m ModelStore,
        source: &Source,
        ids: &[ModelId],
    ) -> Result<Self, ModelError> {
        let manifest = store.manifest();
        let mut plan = Self {
            packages: Vec::new(),
            models: Vec::new(),
            downloads: !matches!(source, Source::Directory(_)),
        };
        for entry in wanted(manifest, ids)? {
            let outputs: Vec<&Output> = entry
                .outputs
                .iter()
                .filter(|output| store.verified(entry, output).is_err())
                .collect();
            if !outputs.is_empty() {
                plan.add_packages(manifest, &outputs)?;
                plan.models.push((entry, outputs));
            }
        }
        Ok(plan)
    }

    fn add_packages(
        &mut self,
        manifest: &'m Manifest,
        outputs: &[&Output],
    ) -> Result<(), ModelError> {
        for member in outputs.iter().flat_map(|output| &output.sources) {
            let package = manifest.package(&member.package)?;
            if !self.packages.iter().any(|known| known.name == package.name) {
                self.packages.push(package);
            }
        }
        Ok(())
    }

    fn package_bytes(&self) -> u64 {
        self.packages.iter().map(|package| package.bytes).sum()
    }

    fn output_bytes(&self) -> u64 {
        self.models.iter().flat_map(|(_, outputs)| outputs).map(|output| output.bytes).sum()
    }

    pub(super) fn bytes_of_all_steps(&self) -> u64 {
        self.package_bytes() + self.output_bytes()
    }

    /// What the fetch adds to the disk at most.
    pub(super) fn bytes_to_write(&self) -> u64 {
        self.output_bytes() + if self.downloads { self.package_bytes() } else { 0 }
    }
}

fn wanted<'m>(manifest: &'m Manifest, ids: &[ModelId]) -> Result<Vec<&'m ModelEntry>, ModelError> {
    if ids.is_empty() {
        return Ok(manifest.entries().iter().filter(|entry| !entry.optional).collect());
    }
    ids.iter().map(|id| manifest.entry(*id)).collect()
}
