//! A1: nokhwa against cameras that hang (`tests/camera-driver.c`), and one that works.
//!
//! The driver is loaded into the process, which a running test can't do to itself: so the test runs
//! itself once more as a child.
#![allow(clippy::unwrap_used)] // Helpers of tests, which clippy does not know as such.

use std::path::Path;
use std::process::Command;

use capture::{
    CameraSource, CaptureError, MediaClock, VideoSource, list_devices, stuck_device_threads,
};

/// Set for the child.
const INSIDE: &str = "CAPTURE_TEST_INSIDE";

#[test]
fn cameras_that_hang_hold_up_neither_the_list_nor_a_good_one() {
    if std::env::var_os(INSIDE).is_some() {
        return beside_cameras_that_hang();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let driver = folder.path().join("driver.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&driver)
        .arg(root.join("tests/camera-driver.c"))
        .status();
    if built.is_err() {
        println!("skipped: no C compiler");
        return;
    }
    assert!(built.unwrap().success());
    let nodes = folder.path().join("nodes");
    std::fs::create_dir(&nodes).unwrap();
    for node in ["null", "video0", "video1", "video2", "video3", "video4"] {
        std::fs::write(nodes.join(node), "").unwrap();
    }
    // That it ends shows that nobody joins the threads which hang.
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture"])
        .env(INSIDE, "1")
        .env("LD_PRELOAD", driver)
        .env("CAMERA_DRIVER_NODES", nodes)
        .status();
    assert!(status.unwrap().success(), "see the child's output above");
}

fn beside_cameras_that_hang() {
    let clock = MediaClock::start();
    let open = |id: &str| CameraSource::open(Some(id), clock);
    std::thread::scope(|all| {
        // In open, in listing formats, in delivering.
        let hanging = ["0", "1", "2"].map(|id| all.spawn(move || open(id).err()));
        while !hanging.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            let listed = list_devices();
            let mut ids: Vec<&str> = listed.cameras.iter().map(|info| info.id.as_str()).collect();
            ids.sort_unstable();
            assert_eq!(ids, ["0", "1", "2", "3", "4"]);
            assert_grey(&mut open("3").unwrap());
        }
        for hung in hanging {
            let error = hung.join().unwrap();
            assert_eq!(error, Some(CaptureError::DeviceNoData { waited_ms: 5_000 }));
        }
    });
    let mut good = open("3").unwrap();
    assert_grey(&mut good);
    assert_eq!(stuck_device_threads(), 3);
    // Another thread would only hang beside the first.
    let again = open("0").err();
    assert!(matches!(again, Some(CaptureError::DeviceUnavailable { .. })), "{again:?}");
    assert_eq!(stuck_device_threads(), 3);
    assert_grey(&mut good);

    let mut hanging_later = open("4").unwrap();
    let mut delivered = 0;
    let stalled = loop {
        match hanging_later.next_frame() {
            Ok(frame) => delivered += u32::from(frame.is_some()),
            Err(error) => break error,
        }
    };
    assert!(matches!(stalled, CaptureError::Stalled { .. }), "{stalled:?}");
    assert!((1..=10).contains(&delivered), "{delivered}");
    drop(hanging_later);
    assert_eq!(stuck_device_threads(), 4);
    let again = open("4").err();
    assert!(matches!(again, Some(CaptureError::DeviceUnavailable { .. })), "{again:?}");
    assert_grey(&mut good);
}

fn assert_grey(camera: &mut CameraSource) {
    let frame = camera.next_frame().unwrap().unwrap();
    assert_eq!((frame.width, frame.height), (640, 480));
    assert!(frame.rgb.iter().all(|value| value.abs_diff(130) < 4), "{:?}", &frame.rgb[..6]);
}
