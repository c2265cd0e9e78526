//! What the vision tests share: models, pictures and clips, each absent without harm.
#![allow(dead_code)] // each test binary uses its own part

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use interview::media::VideoFrame;
use interview::time::MediaTime;
use models::ModelStore;
use models::runtime::OnnxRuntime;
use perception::vision::{FaceAnalyser, FaceMatcher, FaceModules};

/// All modules on.
pub const ALL: FaceModules = FaceModules { expression: true, anti_spoofing: true };

/// Store and runtime; none, with the reason printed, where the models were not fetched.
pub fn runtime() -> Option<(OnnxRuntime, ModelStore)> {
    let store = ModelStore::open(ModelStore::default_dir()).unwrap();
    match OnnxRuntime::load(&store) {
        Ok(runtime) => Some((runtime, store)),
        Err(error) => {
            println!("skipped: {error}");
            None
        }
    }
}

pub fn analyser(modules: FaceModules) -> Option<FaceAnalyser> {
    let (runtime, store) = runtime()?;
    Some(FaceAnalyser::load(&runtime, &store, modules, 1).unwrap())
}

pub fn matcher() -> Option<FaceMatcher> {
    let (runtime, store) = runtime()?;
    Some(FaceMatcher::load(&runtime, &store, 1).unwrap())
}

/// A folder of the shared test media; none, with the reason printed, where it is absent.
pub fn media(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap().join("../shared");
    let folder = root.join("media").join(folder);
    if !folder.is_dir() {
        println!("skipped: the test media are not beside this workspace");
        return None;
    }
    Some(folder)
}

/// The rows of a `manifest.jsonl`.
pub fn rows(folder: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn frame(width: u32, height: u32, rgb: Vec<u8>, index: u64) -> VideoFrame {
    let time = MediaTime::from_nanos(index as i64 * 1_000_000_000 / 30);
    VideoFrame { time, index, width, height, rgb: Arc::from(rgb) }
}

pub fn picture(path: &Path) -> VideoFrame {
    let image = image::open(path).unwrap().to_rgb8();
    let (width, height) = image.dimensions();
    frame(width, height, image.into_raw(), 0)
}

/// `picture` turned clockwise by quarter turns.
pub fn turned(path: &Path, quarter_turns: u8) -> VideoFrame {
    let image = image::open(path).unwrap();
    let image = match quarter_turns {
        0 => image,
        1 => image.rotate90(),
        2 => image.rotate180(),
        _ => image.rotate270(),
    }
    .to_rgb8();
    let (width, height) = image.dimensions();
    frame(width, height, image.into_raw(), 0)
}

/// Calls `each` for every frame of a 640x480 clip at 30 frames per second. False, with the reason
/// printed, where there is no `ffmpeg` to decode it.
pub fn decode(path: &Path, mut each: impl FnMut(VideoFrame)) -> bool {
    const WIDTH: u32 = 640;
    const HEIGHT: u32 = 480;
    let child = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x480", "-"])
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            println!("skipped: ffmpeg: {error}");
            return false;
        }
    };
    let mut pipe = child.stdout.take().unwrap();
    let mut bytes = vec![0; (WIDTH * HEIGHT * 3) as usize];
    let mut index = 0;
    while pipe.read_exact(&mut bytes).is_ok() {
        each(frame(WIDTH, HEIGHT, bytes.clone(), index));
        index += 1;
    }
    assert!(child.wait().unwrap().success(), "{}", path.display());
    true
}
