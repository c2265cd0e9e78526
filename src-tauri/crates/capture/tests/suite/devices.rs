//! Cameras, as far as this machine has any.

use capture::{CameraSource, CaptureError, MediaClock, VideoSource, list_devices};

#[test]
fn a_camera_that_is_not_there_is_not_found() {
    let error = CameraSource::open(Some("no such camera"), MediaClock::start()).err();
    assert_eq!(error, Some(CaptureError::DeviceNotFound));
}

#[test]
fn a_listed_camera_delivers_or_says_why_not() {
    let listed = list_devices();
    assert!(!listed.cameras_unknown);
    let Some(camera) = listed.cameras.first() else {
        println!("skipped: no camera on this machine");
        let error = CameraSource::open(None, MediaClock::start()).err();
        assert_eq!(error, Some(CaptureError::DeviceNotFound));
        return;
    };
    match CameraSource::open(Some(&camera.id), MediaClock::start()) {
        Ok(mut source) => {
            let frame = source.next_frame().unwrap().unwrap();
            assert_eq!(frame.rgb.len(), (3 * frame.width * frame.height) as usize);
        }
        Err(error) => assert!(
            matches!(
                error,
                CaptureError::DeviceUnavailable { .. } | CaptureError::DeviceNoData { .. }
            ),
            "{error}"
        ),
    }
}
