use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use interview::error::Faulty as _;
use models::runtime::OnnxRuntime;
use models::{CpuFeatures, ModelError, ModelId, ModelStore};

use crate::packages::{real_store, store_with_file};

const LIBRARY: &str = "libonnxruntime.so";

/// Loads on a thread of its own: a hang becomes a failure of the test, not of the whole run.
fn load_error(store: &ModelStore) -> ModelError {
    let (sender, receiver) = sync_channel(1);
    let store = store.clone();
    let load = move || sender.send(OnnxRuntime::load(&store).map(drop));
    thread::Builder::new().name("load runtime".to_owned()).spawn(load).unwrap();
    receiver.recv_timeout(Duration::from_secs(30)).expect("loading hangs").unwrap_err()
}

fn error_for_library(content: &[u8]) -> ModelError {
    let dir = tempfile::tempdir().unwrap();
    load_error(&store_with_file(dir.path(), ModelId::OnnxRuntime, LIBRARY, content))
}

/// The first bytes of an ELF file.
fn elf(class: u8, kind: u8, machine: u8) -> Vec<u8> {
    let mut header = vec![0; 64];
    header[..4].copy_from_slice(b"\x7fELF");
    (header[4], header[16], header[18]) = (class, kind, machine);
    header
}

#[test]
fn a_missing_library_is_an_error_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_with_file(dir.path(), ModelId::OnnxRuntime, LIBRARY, b"");
    fs::remove_file(dir.path().join(LIBRARY)).unwrap();
    let error = load_error(&store);
    assert!(matches!(&error, ModelError::Missing { id: ModelId::OnnxRuntime, .. }), "{error}");
    assert!(error.to_string().contains(LIBRARY), "{error}");
}

#[test]
fn what_is_no_library_of_this_machine_is_told() {
    let [x86_64, aarch64] = [62, 183];
    let other = if cfg!(target_arch = "x86_64") { aarch64 } else { x86_64 };
    let cases = [
        (Vec::new(), "empty"),
        (b"404: not found, and long enough for a header".to_vec(), "no ELF"),
        (elf(1, 3, 3), "32-bit"),
        (elf(2, 2, x86_64), "no shared library"),
        (elf(2, 3, other), "another processor"),
    ];
    for (content, found_word) in cases {
        match error_for_library(&content) {
            ModelError::LibraryUnusable { found, .. } => {
                assert!(found.contains(found_word), "{found}");
            }
            other => panic!("{found_word}: {other}"),
        }
    }
}

#[test]
fn a_library_that_is_not_onnx_runtime_is_told() {
    let Some(path) = some_loaded_library() else {
        println!("skipped: no shared library is loaded here");
        return;
    };
    let error = error_for_library(&fs::read(path).unwrap());
    assert!(matches!(&error, ModelError::LibraryUnusable { .. }), "{error}");
    assert_eq!(error.fault().code, "models.library_unusable");
}

/// The unwinder is linked into every Rust program and has no state of its own.
fn some_loaded_library() -> Option<PathBuf> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let path = maps.lines().filter_map(|line| line.split_whitespace().last());
    path.map(PathBuf::from).find(|path| path.to_string_lossy().contains("libgcc_s"))
}

/// A library that says it is ONNX Runtime 1.17.
const OLD_RUNTIME: &str = r#"
struct api_base { const void *(*get_api)(unsigned); const char *(*get_version)(void); };
static const void *get_api(unsigned version) { (void)version; return 0; }
static const char *get_version(void) { return "1.17.0"; }
static const struct api_base base = { get_api, get_version };
const struct api_base *OrtGetApiBase(void) { return &base; }
"#;

/// Set for the run of this test program that loads the old library.
const OLD_LIBRARY: &str = "MODELS_TEST_OLD_LIBRARY";

#[test]
fn an_older_runtime_is_told_with_both_versions() {
    if let Some(library) = std::env::var_os(OLD_LIBRARY) {
        match error_for_library(&fs::read(library).unwrap()) {
            ModelError::LibraryUnusable { found, needed, .. } => {
                assert!(found.contains("1.17.0"), "{found}");
                assert_eq!(needed, "ONNX Runtime 1.31 or newer");
            }
            other => panic!("{other}"),
        }
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (source, library) = (dir.path().join("old.c"), dir.path().join("old.so"));
    fs::write(&source, OLD_RUNTIME).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).args([&library, &source]);
    if !compiler.status().is_ok_and(|status| status.success()) {
        println!("skipped: no C compiler");
        return;
    }
    // A process can load one runtime only: the same test again in a child.
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["runtime::an_older_runtime_is_told_with_both_versions", "--exact"]);
    let output = child.env(OLD_LIBRARY, &library).output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && report.contains("1 passed"), "{report}");
}

#[test]
fn a_changed_library_is_refused_before_it_is_loaded() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_with_file(dir.path(), ModelId::OnnxRuntime, LIBRARY, b"pinned");
    fs::write(
        dir.path().join(LIBRARY),
        elf(2, 3, if cfg!(target_arch = "x86_64") { 62 } else { 183 }),
    )
    .unwrap();
    let error = load_error(&store);
    assert!(matches!(&error, ModelError::Changed { id: ModelId::OnnxRuntime, .. }), "{error}");
}

#[test]
fn an_old_processor_is_told_by_what_it_lacks() {
    let old = CpuFeatures { avx2: false, fma: false, f16c: true };
    assert_eq!(old.missing(), ["AVX2", "FMA"]);
    let error = ModelError::CpuTooOld { missing: old.missing() };
    assert_eq!(error.fault().code, "models.cpu_too_old");
    assert!(CpuFeatures { avx2: true, fma: true, f16c: true }.missing().is_empty());
}

#[test]
fn the_runtime_loads_as_often_as_asked_and_from_any_thread() {
    let Some(store) = real_store() else { return };
    let threads: Vec<_> = (0..4)
        .map(|index| {
            let store = store.clone();
            let load = move || OnnxRuntime::load(&store).map(drop);
            thread::Builder::new().name(format!("load {index}")).spawn(load).unwrap()
        })
        .collect();
    for thread in threads {
        thread.join().unwrap().unwrap();
    }
}

#[test]
fn the_runtime_opens_every_required_network() {
    let Some(store) = real_store() else { return };
    let runtime = OnnxRuntime::load(&store).unwrap();
    for id in store.manifest().required_ids() {
        let file = &store.manifest().entry(id).unwrap().main().file;
        if file.ends_with(".onnx") {
            runtime.session(&store, id, 1).unwrap();
        }
    }
}

#[test]
fn a_verified_file_that_is_no_network_is_refused_by_name() {
    let Some(store) = real_store() else { return };
    let runtime = OnnxRuntime::load(&store).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let other = store_with_file(dir.path(), ModelId::Iris, "iris.onnx", b"not a network");
    let error = runtime.session(&other, ModelId::Iris, 1).unwrap_err();
    assert!(matches!(&error, ModelError::Session { id: ModelId::Iris, .. }), "{error}");
}
