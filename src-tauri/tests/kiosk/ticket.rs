//! A QR code before the camera in place of a code that is typed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use capture::{CaptureError, DeviceInfo, MediaClock, SourceDescription, VideoSource};
use interview::media::VideoFrame;
use interview_station::simulated::SimulatedDevices;
use qrcodegen::{QrCode, QrCodeEcc};
use station::feed::Opener;
use station::kiosk::{GoesOn, Intent, KioskDevices, Screen};

use crate::person::Person;
use crate::resume::pause;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// Somebody holds a paper with a code before the camera.
struct Paper {
    code: Arc<Mutex<String>>,
    clock: MediaClock,
    index: u64,
    describes: SourceDescription,
}

impl VideoSource for Paper {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CaptureError> {
        std::thread::sleep(Duration::from_millis(60));
        self.index += 1;
        Ok(Some(VideoFrame {
            time: self.clock.now(),
            index: self.index,
            width: WIDTH as u32,
            height: HEIGHT as u32,
            rgb: picture(&self.code.lock().unwrap()).into(),
        }))
    }

    fn describe(&self) -> SourceDescription {
        self.describes.clone()
    }
}

fn picture(text: &str) -> Vec<u8> {
    const SCALE: usize = 7;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
    let mut rgb = vec![170u8; 3 * WIDTH * HEIGHT];
    for y in 0..HEIGHT - 100 {
        for x in 0..WIDTH - 100 {
            let at = |pixel: usize| (pixel / SCALE) as i32 - 4;
            let inside = at(x).max(at(y)) < code.size() + 4;
            let to = 3 * ((y + 50) * WIDTH + x + 50);
            if inside {
                rgb[to..to + 3].fill(if code.get_module(at(x), at(y)) { 40 } else { 230 });
            }
        }
    }
    rgb
}

struct WithPaper {
    devices: SimulatedDevices,
    code: Arc<Mutex<String>>,
}

impl KioskDevices for WithPaper {
    as_simulated!(devices: microphone, prompt, rest);

    fn camera(
        &self,
        clock: MediaClock,
        chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn VideoSource>> {
        let mut usual = self.devices.camera(clock, chosen)?;
        let code = Arc::clone(&self.code);
        Some(Box::new(move || {
            let (code, describes) = (Arc::clone(&code), usual()?.describe());
            Ok(Box::new(Paper { code, clock, index: 0, describes }) as Box<dyn VideoSource>)
        }))
    }
}

#[test]
fn a_code_before_the_camera_finds_its_interview_and_another_code_finds_nothing() {
    let mut person = Person::new(1);
    person.agree_to_all();
    person.touch(Intent::WalkIn { position: "teller".to_owned() });
    person.until("a card", |v| matches!(v.screen, Screen::Card(_)));
    let code = pause(&mut person);

    let shown = Arc::new(Mutex::new("https://pay.example/somebody/ABC123".to_owned()));
    let held = Arc::clone(&shown);
    let mut person = Person::at(person.program_ends(), 1, move |devices| {
        Box::new(WithPaper { devices, code: held })
    });
    person.agree_to_all();
    person.until("a camera", |v| v.devices.camera == station::kiosk::DeviceState::Live);
    std::thread::sleep(Duration::from_secs(2));
    *shown.lock().unwrap() = format!("https://hr.example/c/{code}");
    let view = person.until(
        "the interview of the code",
        |v| matches!(&v.screen, Screen::Booking(booking) if booking.found.is_some()),
    );
    let Screen::Booking(booking) = view.screen else { panic!("no booking") };
    assert_eq!(booking.misses, 0, "a code of somebody else is no search");
    assert!(matches!(booking.found.unwrap().goes_on, GoesOn::Question { nth: 1 }));
}
