//! Another microphone than the one that was lost records only where somebody chose it, and the
//! report says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use capture::{AudioSource, CaptureError, DeviceInfo, MediaClock, SourceDescription};
use interview::media::AudioBlock;
use interview::time::Span;
use interview_station::simulated::SimulatedDevices;
use station::feed::Opener;
use station::kiosk::{DeviceState, Intent, KioskDevices, QuestionStage, Screen};

use crate::person::Person;
use crate::report_of;
use crate::resume::{found, pause};

/// The simulated devices, of which somebody may choose the microphone: the one on the desk, or the
/// one in the hall.
struct TwoMicrophones {
    devices: SimulatedDevices,
    hall: Arc<AtomicBool>,
}

/// The chosen one, under its name.
struct Chosen(Box<dyn AudioSource>, &'static str);

impl AudioSource for Chosen {
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        self.0.next_block()
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: self.1.to_owned(), ..self.0.describe() }
    }

    fn gaps(&self) -> &[Span] {
        self.0.gaps()
    }
}

impl KioskDevices for TwoMicrophones {
    as_simulated!(devices: camera, prompt, rest);

    fn microphone(
        &self,
        clock: MediaClock,
        chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn AudioSource>> {
        let mut open = self.devices.microphone(clock, chosen)?;
        let hall = Arc::clone(&self.hall);
        Some(Box::new(move || {
            let name = if hall.load(Ordering::Relaxed) { "hall" } else { "desk" };
            Ok(Box::new(Chosen(open()?, name)))
        }))
    }
}

fn changes(person: &Person) -> usize {
    let all = person.timeline();
    all.iter().filter(|event| event.code == "device.microphone_changed").count()
}

/// Pulls the microphone out and plugs it, or another one, in.
fn replug(person: &mut Person, choose: impl FnOnce()) {
    person.stage.unplug_microphone(true);
    person.until("a lost microphone", |v| v.devices.microphone == DeviceState::Lost);
    choose();
    person.stage.unplug_microphone(false);
    person.until("a microphone again", |v| v.devices.microphone == DeviceState::Live);
}

#[test]
fn a_microphone_that_somebody_chose_stands_in_the_report() {
    let hall = Arc::new(AtomicBool::new(false));
    let chosen = Arc::clone(&hall);
    let exchange =
        |devices| -> Box<dyn KioskDevices> { Box::new(TwoMicrophones { devices, hall: chosen }) };
    let mut person = Person::before(1, exchange);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    let recorded = |seconds| move |v: &station::kiosk::KioskView| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= seconds);
    person.until("2 s", recorded(2));
    replug(&mut person, || {});
    assert_eq!(changes(&person), 0, "the same one came back");
    replug(&mut person, || hall.store(true, Ordering::Relaxed));
    assert_eq!(changes(&person), 1);
    person.until("4 s", recorded(4));

    // Another day, at a desk whose microphone is there again.
    let code = pause(&mut person);
    person.until_kept("answer:0:1");
    let exchange = |devices| -> Box<dyn KioskDevices> {
        Box::new(TwoMicrophones { devices, hall: Arc::default() })
    };
    let mut person = Person::at(person.program_ends(), 1, exchange);
    found(&mut person, Intent::BookingCode { code });
    person.touch(Intent::Continue);
    person.until("a card", |v| matches!(v.screen, Screen::Card(_)));
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    person.answer_aloud(1, 6);
    assert_eq!(changes(&person), 2);
    person.touch(Intent::NextQuestion);
    person.until("review", |v| matches!(v.screen, Screen::Review { .. }));
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));

    let report = report_of(&person.vault());
    let told = report.timeline.iter().filter(|event| event.code.starts_with("device."));
    let told: Vec<&str> = told.map(|event| event.code.as_str()).collect();
    assert_eq!(told, ["device.microphone_changed"; 2]);
}
