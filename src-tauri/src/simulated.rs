//! Devices for demonstrations and tests: the demo candidate instead of a camera sensor, a
//! microphone or a card. Whatever is simulated is named so in the window, the report and the log.
//!
//! `STATION_SIMULATED` lists them: `camera`, `microphone`, `card`, separated by commas. A file that
//! `STATION_UNPLUGGED` names holds the names of devices that are pulled out at the moment.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use capture::{AudioSource, DeviceInfo, DeviceList, MediaClock, VideoSource};
use demo::{DemoCandidate, DemoError, DemoStage, LiveStage, Voice};
use interview::error::Faulty as _;
use interview::media::VideoFrame;
use interview::time::MediaTime;
use station::StationError;
use station::engines::Engines;
use station::feed::Opener;
use station::kiosk::{KioskDevices, RealDevices};
use station::session::Prompt;

const SIMULATED: &str = "STATION_SIMULATED";
const UNPLUGGED: &str = "STATION_UNPLUGGED";
/// Folder with the demo candidate.
const ASSETS: &str = "STATION_DEMO_ASSETS";
/// Folder with the candidate's speech of an earlier demo; without it the candidate is silent.
const SPEECH: &str = "STATION_DEMO_SPEECH";
/// A person breathes in before answering, in nanoseconds.
const BREATH_NANOS: i64 = 1_000_000_000;
/// Threads that make the speech of numbers; the candidate begins a little later on a slow machine.
const VOICE_THREADS: usize = 2;

/// The devices that the environment asks for.
///
/// # Errors
/// Where the demo candidate can't be loaded.
pub fn devices() -> Result<Box<dyn KioskDevices>, StationError> {
    let listed = std::env::var(SIMULATED).unwrap_or_default();
    let names: Vec<String> =
        listed.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        return Ok(Box::new(RealDevices));
    }
    tracing::warn!(simulated = names.join(","), "simulated devices");
    let assets =
        std::env::var_os(ASSETS).map_or_else(|| PathBuf::from("assets/demo"), PathBuf::from);
    let speech = std::env::var_os(SPEECH).map(PathBuf::from);
    let devices = SimulatedDevices::load(names, &assets, speech.as_deref())?;
    if let Some(file) = std::env::var_os(UNPLUGGED) {
        watch(devices.stage(), PathBuf::from(file))?;
    }
    Ok(Box::new(devices))
}

/// Follows the file that says what is pulled out.
fn watch(stage: LiveStage, file: PathBuf) -> Result<(), StationError> {
    std::thread::Builder::new()
        .name("unplugged".to_owned())
        .spawn(move || {
            loop {
                let out = std::fs::read_to_string(&file).unwrap_or_default();
                stage.unplug_camera(out.contains("camera"));
                stage.unplug_microphone(out.contains("microphone"));
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        })
        .map(|_| ())
        .map_err(|_| StationError::Thread("unplugged"))
}

/// Two devices before which the demo candidate sits, so that one can be chosen.
fn two(kind: &str) -> Vec<DeviceInfo> {
    let one =
        |n: u32| DeviceInfo { id: format!("{kind}-{n}"), name: format!("simulated {kind} {n}") };
    vec![one(1), one(2)]
}

/// The demo candidate at a kiosk.
pub struct SimulatedDevices {
    names: Vec<String>,
    stage: LiveStage,
    card: VideoFrame,
    candidate: DemoCandidate,
    /// Loaded when numbers are to be read for the first time.
    voice: Arc<Mutex<Option<Voice>>>,
}

impl SimulatedDevices {
    /// Simulates the devices with these names. Without kept speech the candidate is silent.
    ///
    /// # Errors
    /// Where the demo candidate can't be loaded.
    pub fn load(
        names: Vec<String>,
        assets: &Path,
        speech: Option<&Path>,
    ) -> Result<Self, StationError> {
        let told = |error: DemoError| StationError::Told(error.to_string(), error.fault());
        let candidate = DemoCandidate::load(assets).map_err(told)?;
        let speech = speech.and_then(|folder| candidate.kept_speech(folder)).unwrap_or_default();
        let card = capture::load_picture(candidate.card())?;
        let stage = DemoStage::with_speech(&candidate, speech, Vec::new()).map_err(told)?;
        let stage = LiveStage::new(stage);
        Ok(Self { names, stage, card, candidate, voice: Arc::default() })
    }

    /// The stage, for pulling devices out.
    pub fn stage(&self) -> LiveStage {
        self.stage.clone()
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|simulated| simulated == name)
    }

    /// Reads `digits`, which were asked for at `at`, as soon as they are made into speech.
    fn read(&self, digits: &[u8], at: MediaTime) {
        let (stage, candidate, digits) =
            (self.stage.clone(), self.candidate.clone(), digits.to_vec());
        let (voice, asked) = (Arc::clone(&self.voice), Instant::now());
        let spawned = station::native::spawn("demo-voice", move || {
            let mut voice = voice.lock().unwrap_or_else(PoisonError::into_inner);
            if voice.is_none() {
                *voice = load_voice();
            }
            let Some(voice) = voice.as_mut() else { return };
            match candidate.read_aloud(&digits, voice) {
                Ok(speech) => {
                    let later = i64::try_from(asked.elapsed().as_nanos()).unwrap_or(0);
                    let begin = at.plus_nanos(later + BREATH_NANOS);
                    stage.direct(|stage| stage.say(speech, begin));
                }
                Err(error) => tracing::info!(%error, "the demo candidate can't read numbers"),
            }
        });
        if spawned.is_err() {
            tracing::info!("no thread for the demo candidate's voice");
        }
    }
}

fn load_voice() -> Option<Voice> {
    let engines = Engines::open()
        .inspect_err(|error| tracing::info!(%error, "the demo candidate has no voice"))
        .ok()?;
    Voice::load(engines.runtime(), engines.store(), VOICE_THREADS)
        .inspect_err(|error| tracing::info!(%error, "the demo candidate has no voice"))
        .ok()
}

impl KioskDevices for SimulatedDevices {
    fn camera(
        &self,
        clock: MediaClock,
        chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn VideoSource>> {
        if !self.has("camera") {
            return RealDevices.camera(clock, chosen);
        }
        let stage = self.stage.clone();
        Some(Box::new(move || stage.camera(clock)))
    }

    fn microphone(
        &self,
        clock: MediaClock,
        chosen: Option<&DeviceInfo>,
    ) -> Option<Opener<dyn AudioSource>> {
        if !self.has("microphone") {
            return RealDevices.microphone(clock, chosen);
        }
        let stage = self.stage.clone();
        Some(Box::new(move || stage.microphone(clock)))
    }

    fn lister(&self) -> Box<dyn FnOnce() -> DeviceList + Send> {
        let (camera, microphone) = (self.has("camera"), self.has("microphone"));
        Box::new(move || {
            let mut list = DeviceList::default();
            if !(camera && microphone) {
                list = capture::list_devices();
            }
            if camera {
                list.cameras = two("camera");
                list.cameras_unknown = false;
            }
            if microphone {
                list.microphones = two("microphone");
                list.microphones_unknown = false;
            }
            list
        })
    }

    fn card(&self) -> Option<VideoFrame> {
        self.has("card").then(|| self.card.clone())
    }

    fn simulated(&self) -> Vec<String> {
        let mut parts: Vec<String> =
            self.names.iter().filter(|name| *name != "card").cloned().collect();
        parts.push("candidate".to_owned());
        parts
    }

    fn synthetic(&self) -> bool {
        true
    }

    fn prompt(&self, prompt: &Prompt, at: MediaTime) {
        match prompt {
            Prompt::Challenge(action) => {
                self.stage.direct(|stage| stage.perform(*action, at));
            }
            Prompt::Answer(index) if self.has("microphone") => {
                let begin = at.plus_nanos(BREATH_NANOS);
                if let Err(error) = self.stage.direct(|stage| stage.speak(*index, begin)) {
                    tracing::info!(%error, "the demo candidate has nothing to say");
                }
            }
            Prompt::Numbers(digits) if self.has("microphone") => self.read(digits, at),
            Prompt::Answer(_) | Prompt::Numbers(_) | Prompt::Question(_) | Prompt::Saved(_) => {}
        }
    }
}
