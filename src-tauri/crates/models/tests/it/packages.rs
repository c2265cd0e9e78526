//! Small packages and the manifests that pin them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use models::{Digest, Manifest, ModelId, ModelStore};

/// A package under construction: members in order.
pub struct Package {
    pub name: &'static str,
    pub ecosystem: &'static str,
    pub members: Vec<(&'static str, Vec<u8>)>,
}

impl Package {
    pub fn wheel(name: &'static str, members: &[(&'static str, &[u8])]) -> Self {
        Self::new(name, "pypi", members)
    }

    pub fn tarball(name: &'static str, members: &[(&'static str, &[u8])]) -> Self {
        Self::new(name, "npm", members)
    }

    fn new(name: &'static str, ecosystem: &'static str, members: &[(&'static str, &[u8])]) -> Self {
        let members = members.iter().map(|(path, bytes)| (*path, bytes.to_vec())).collect();
        Self { name, ecosystem, members }
    }

    /// The file name a registry would serve.
    pub fn file(&self) -> String {
        match self.ecosystem {
            "pypi" => format!("{}-1.0.0-py3-none-any.whl", self.name.replace('-', "_")),
            _ => format!("{}-1.0.0.tgz", self.name),
        }
    }

    /// The archive.
    pub fn bytes(&self) -> Vec<u8> {
        match self.ecosystem {
            "pypi" => zip_of(&self.members),
            _ => tgz_of(&self.members),
        }
    }

    pub fn write_into(&self, dir: &Path) {
        fs::write(dir.join(self.file()), self.bytes()).unwrap();
    }

    /// Its table in a manifest.
    pub fn toml(&self) -> String {
        let bytes = self.bytes();
        format!(
            "[[package]]\nname = \"{}\"\necosystem = \"{}\"\nversion = \"1.0.0\"\nfile = \"{}\"\n\
             sha256 = \"{}\"\nbytes = {}\nlicence = \"MIT\"\n",
            self.name,
            self.ecosystem,
            self.file(),
            Digest::of(&bytes),
            bytes.len()
        )
    }
}

fn zip_of(members: &[(&'static str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (path, bytes) in members {
        archive.start_file(*path, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tgz_of(members: &[(&'static str, Vec<u8>)]) -> Vec<u8> {
    let encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(encoder);
    for (path, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, path, bytes.as_slice()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

/// One output of a model in a manifest.
pub struct Output<'a> {
    pub file: &'a str,
    pub content: &'a [u8],
    pub converter: &'a str,
    /// Package, path inside, content.
    pub sources: &'a [(&'a str, &'a str, &'a [u8])],
}

/// A model's table in a manifest.
pub fn model_toml(id: ModelId, outputs: &[Output]) -> String {
    let mut toml = format!(
        "[[model]]\nid = \"{id}\"\nrole = \"test\"\nlicence = \"MIT\"\ncard = \"none.md\"\n"
    );
    for output in outputs {
        toml += &format!(
            "[[model.output]]\nfile = \"{}\"\nsha256 = \"{}\"\nbytes = {}\nconverter = \"{}\"\n",
            output.file,
            Digest::of(output.content),
            output.content.len(),
            output.converter
        );
        for (package, path, content) in output.sources {
            toml += &format!(
                "[[model.output.source]]\npackage = \"{package}\"\npath = \"{path}\"\n\
                 sha256 = \"{}\"\n",
                Digest::of(content)
            );
        }
    }
    toml
}

/// A manifest of packages and models.
pub fn manifest(packages: &[&Package], models: &[String]) -> Manifest {
    let packages: String = packages.iter().map(|package| package.toml()).collect();
    Manifest::from_toml(&format!("schema = 1\n{packages}{}", models.concat())).unwrap()
}

/// A store of one model with one file that is already in place, so that nothing is fetched.
pub fn store_with_file(dir: &Path, id: ModelId, file: &str, content: &[u8]) -> ModelStore {
    let package = Package::wheel("alone", &[("file", content)]);
    let sources = [("alone", "file", content)];
    let output = Output { file, content, converter: "none", sources: &sources };
    fs::write(dir.join(file), content).unwrap();
    ModelStore::with_manifest(dir, manifest(&[&package], &[model_toml(id, &[output])]))
}

/// The store with the real models, or `None` with a printed reason.
pub fn real_store() -> Option<ModelStore> {
    let dir = ModelStore::default_dir();
    let store = ModelStore::open(&dir).unwrap();
    let required = store.manifest().required_ids();
    let absent: Vec<String> = store
        .status()
        .into_iter()
        .filter(|status| required.contains(&status.id) && !status.present)
        .map(|status| status.id.to_string())
        .collect();
    if absent.is_empty() {
        return Some(store);
    }
    println!("skipped: {} lacks {}; run `station models fetch`", dir.display(), absent.join(", "));
    None
}
