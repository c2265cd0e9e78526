//! What the speech tests share: the model store, the media, signals made here.
#![allow(dead_code, clippy::expect_used)] // each test binary uses its own part; it is a test

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use interview::media::AudioBlock;
use interview::time::MediaTime;
use models::ModelStore;
use models::runtime::OnnxRuntime;
use perception::speech::{RATE_HZ, SpeechModels};

/// Runtime and store; None, with a reason printed, where the models are absent.
pub fn runtime() -> Option<&'static (OnnxRuntime, ModelStore)> {
    static LOADED: OnceLock<Option<(OnnxRuntime, ModelStore)>> = OnceLock::new();
    LOADED
        .get_or_init(|| {
            let dir = std::env::var_os("STATION_MODELS")
                .map_or_else(ModelStore::default_dir, PathBuf::from);
            let store = ModelStore::open(&dir).expect("the manifest is valid");
            let absent = store.status().iter().any(|model| !model.optional && !model.present);
            if absent {
                println!("skipped: no models in the model store");
                return None;
            }
            Some((OnnxRuntime::load(&store).expect("the runtime loads"), store))
        })
        .as_ref()
}

/// The speech models, loaded once.
pub fn models() -> Option<Arc<SpeechModels>> {
    static LOADED: OnceLock<Arc<SpeechModels>> = OnceLock::new();
    let (runtime, store) = runtime()?;
    let load = || Arc::new(SpeechModels::load(runtime, store).expect("the speech models load"));
    Some(Arc::clone(LOADED.get_or_init(load)))
}

/// Samples of a clip below `speech/`; None, with a reason printed, where the media are absent.
pub fn clip(name: &str) -> Option<Vec<f32>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let path = workspace.join("../shared/media/speech").join(name);
    if !path.exists() {
        println!("skipped: {name} of the shared media is absent");
        return None;
    }
    let mut reader = claxon::FlacReader::open(&path).expect("a FLAC file");
    let info = reader.streaminfo();
    assert_eq!((info.sample_rate, info.channels), (RATE_HZ, 1), "{name}");
    let full_scale = (1i64 << (info.bits_per_sample - 1)) as f32;
    Some(reader.samples().map(|s| s.expect("a sample") as f32 / full_scale).collect())
}

/// `samples` as blocks of `size` samples that begin at `start_ms`.
pub fn blocks(samples: &[f32], size: usize, start_ms: i64) -> Vec<AudioBlock> {
    samples
        .chunks(size)
        .enumerate()
        .map(|(index, part)| AudioBlock {
            time: MediaTime::from_millis(start_ms)
                .plus_nanos(MediaTime::from_samples((index * size) as u64, RATE_HZ).nanos()),
            sample_rate_hz: RATE_HZ,
            samples: part.into(),
        })
        .collect()
}

/// Seconds of a signal; `value` gets the time in seconds.
pub fn signal(seconds: f64, value: impl Fn(f64) -> f64) -> Vec<f32> {
    let length = (seconds * f64::from(RATE_HZ)) as usize;
    (0..length).map(|i| value(i as f64 / f64::from(RATE_HZ)) as f32).collect()
}

/// Seconds of white noise of the given amplitude, the same for the same seed.
pub fn noise(seconds: f64, amplitude: f32, seed: u32) -> Vec<f32> {
    let mut state = seed;
    signal(seconds, |_| 0.0)
        .iter()
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) as f32 / 8_388_608.0 - 1.0) * amplitude
        })
        .collect()
}
