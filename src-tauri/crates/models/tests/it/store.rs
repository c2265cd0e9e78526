use std::fs;

use interview::error::{FaultClass, Faulty as _};
use models::{ModelError, ModelId, ModelStore};

use crate::packages::{Output, Package, manifest, model_toml, store_with_file};

#[test]
fn a_verified_file_is_handed_out_with_its_digest() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_with_file(dir.path(), ModelId::Iris, "iris.onnx", b"weights");
    let model = store.path(ModelId::Iris).unwrap();
    assert_eq!(model.path, dir.path().join("iris.onnx"));
    assert_eq!(model.sha256, models::Digest::of(b"weights").to_string());
    assert_eq!(store.bytes(ModelId::Iris).unwrap(), b"weights");
}

#[test]
fn a_changed_byte_is_refused_by_name_even_after_a_first_check() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_with_file(dir.path(), ModelId::AntiSpoof, "anti-spoof.onnx", b"weights");
    store.path(ModelId::AntiSpoof).unwrap();
    fs::write(dir.path().join("anti-spoof.onnx"), b"weightz").unwrap();
    for error in [
        store.path(ModelId::AntiSpoof).unwrap_err(),
        store.bytes(ModelId::AntiSpoof).map(drop).unwrap_err(),
    ] {
        assert!(matches!(&error, ModelError::Changed { id: ModelId::AntiSpoof, .. }), "{error}");
        assert!(error.to_string().contains("anti-spoof"), "{error}");
        assert_eq!(error.fault().class, FaultClass::Integrity);
    }
    let status = &store.status()[0];
    assert!(status.present && !status.ok);
    assert!(status.problem.as_deref().unwrap().contains("anti-spoof"));
}

#[test]
fn a_missing_model_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_with_file(dir.path(), ModelId::Iris, "iris.onnx", b"weights");
    fs::remove_file(dir.path().join("iris.onnx")).unwrap();
    let error = store.path(ModelId::Iris).unwrap_err();
    assert!(matches!(&error, ModelError::Missing { id: ModelId::Iris, .. }), "{error}");
    assert_eq!(error.fault().code, "models.missing");
    assert!(!store.status()[0].present);
}

#[test]
fn files_of_a_model_are_found_by_path_name_or_stem() {
    let dir = tempfile::tempdir().unwrap();
    let package = Package::tarball("voices", &[("a", b"first"), ("b", b"second")]);
    let outputs = [("voices/anna.bin", "a", &b"first"[..]), ("voices/ben.bin", "b", b"second")];
    let sources = outputs.map(|(_, path, content)| [("voices", path, content)]);
    let outputs: Vec<Output> = outputs
        .iter()
        .zip(&sources)
        .map(|((file, _, content), sources)| Output { file, content, converter: "none", sources })
        .collect();
    let toml = model_toml(ModelId::KokoroVoices, &outputs);
    let store = ModelStore::with_manifest(dir.path(), manifest(&[&package], &[toml]));
    fs::create_dir(dir.path().join("voices")).unwrap();
    fs::write(dir.path().join("voices/anna.bin"), b"first").unwrap();
    fs::write(dir.path().join("voices/ben.bin"), b"second").unwrap();

    for name in ["ben", "ben.bin", "voices/ben.bin"] {
        assert_eq!(store.file_bytes(ModelId::KokoroVoices, name).unwrap(), b"second");
        let file = store.file(ModelId::KokoroVoices, name).unwrap();
        assert_eq!(file.path, dir.path().join("voices/ben.bin"));
    }
    let error = store.file(ModelId::KokoroVoices, "carl").unwrap_err();
    assert!(matches!(error, ModelError::UnknownFile { .. }), "{error}");
}

#[test]
fn status_tells_origin_and_licence() {
    let dir = tempfile::tempdir().unwrap();
    let store = store_with_file(dir.path(), ModelId::Iris, "iris.onnx", b"weights");
    let status = &store.status()[0];
    assert!(status.present && status.ok && !status.optional);
    assert_eq!((status.version.as_str(), status.licence.as_str()), ("alone 1.0.0", "MIT"));
    assert_eq!((status.bytes, status.problem.as_deref()), (7, None));
}
