//! One observation per frame.

use interview::media::VideoFrame;
use interview::observation::{FrameObservation, PixelBox, Pose, rounded};

use models::runtime::OnnxRuntime;
use models::{ModelId, ModelStore};

use super::expression::ExpressionNet;
use super::iris::{Eyes, IrisNet};
use super::loader::Loader;
use super::locate::{Face, Locator};
use super::mesh::{MIN_FACE, Mesh};
use super::pose;
use super::sample::Picture;
use super::spoof::SpoofNet;
use super::warp::Region;
use crate::PerceptionError;

/// Frames from one look of the detector to the next while a face is tracked.
const DETECT_EVERY: u32 = 5;

/// Which optional models may exist. A module that is off is not loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FaceModules {
    /// Expression of the face.
    pub expression: bool,
    /// Passive anti-spoofing.
    pub anti_spoofing: bool,
}

/// Turns frames into observations. Belongs to one thread.
pub struct FaceAnalyser {
    locator: Locator,
    iris: IrisNet,
    spoof: Option<SpoofNet>,
    expression: Option<ExpressionNet>,
    models: Vec<(String, String)>,
    tracked: Option<Tracked>,
}

/// The face that [`FaceAnalyser::track`] follows.
struct Tracked {
    region: Region,
    count: u32,
    gain: f32,
    frames_since_detection: u32,
}

impl FaceAnalyser {
    /// Loads the models that `modules` asks for and those that every analysis needs. `threads`
    /// threads work on one model.
    ///
    /// # Errors
    /// [`PerceptionError::Model`] where a model is missing, changed or refused by the runtime.
    pub fn load(
        runtime: &OnnxRuntime,
        store: &ModelStore,
        modules: FaceModules,
        threads: usize,
    ) -> Result<Self, PerceptionError> {
        let mut loader = Loader::new(runtime, store, threads);
        let locator = Locator::load(&mut loader)?;
        let iris = IrisNet::new(loader.session(ModelId::Iris)?);
        let spoof = match modules.anti_spoofing {
            true => Some(SpoofNet::new(loader.session(ModelId::AntiSpoof)?)),
            false => None,
        };
        let expression = match modules.expression {
            true => Some(ExpressionNet::new(loader.session(ModelId::Expression)?)),
            false => None,
        };
        Ok(Self { locator, iris, spoof, expression, models: loader.loaded(), tracked: None })
    }

    /// All that can be seen in `frame`. Depends on this frame alone.
    ///
    /// # Errors
    /// [`PerceptionError::Picture`] where the frame's bytes do not fit its size; otherwise a
    /// failure of the runtime. The analyser can be used again after either.
    pub fn analyse(&mut self, frame: &VideoFrame) -> Result<FrameObservation, PerceptionError> {
        let picture = Picture::of(frame)?;
        self.detect(frame, &picture, true)
    }

    /// Count, box, pose, eyes, mouth and gaze, fast enough for every frame of a liveness window:
    /// the face is followed from frame to frame, and the detector looks every fifth frame or when
    /// the face is lost. Passive anti-spoofing, where loaded, comes with the detector's frames;
    /// expression never does. Depends on the frames since [`Self::reset`].
    ///
    /// # Errors
    /// As [`Self::analyse`].
    pub fn track(&mut self, frame: &VideoFrame) -> Result<FrameObservation, PerceptionError> {
        let picture = Picture::of(frame)?;
        let due = self.tracked.take().filter(|t| t.frames_since_detection + 1 < DETECT_EVERY);
        if let Some(tracked) = due {
            let lit = picture.with_gain(tracked.gain);
            let mesh = self.locator.mesh.look(&lit, tracked.region)?;
            if mesh.face >= MIN_FACE {
                let eyes = self.iris.look(&lit, &mesh)?;
                self.tracked = Some(Tracked {
                    region: mesh.next_region(),
                    frames_since_detection: tracked.frames_since_detection + 1,
                    ..tracked
                });
                return Ok(observation(frame, &picture, tracked.count, &mesh, eyes));
            }
        }
        self.detect(frame, &picture, false)
    }

    /// Forgets the face that [`Self::track`] follows; call it where the source changes.
    pub fn reset(&mut self) {
        self.tracked = None;
    }

    /// Role and sha256 of every model that was loaded.
    pub fn models(&self) -> Vec<(String, String)> {
        self.models.clone()
    }

    fn detect(
        &mut self,
        frame: &VideoFrame,
        picture: &Picture<'_>,
        full: bool,
    ) -> Result<FrameObservation, PerceptionError> {
        let found = self.locator.find(picture)?;
        let count = found.faces.len() as u32;
        let Some(Face { detection, mesh }) = found.faces.into_iter().next() else {
            self.tracked = None;
            return Ok(nobody(frame, picture));
        };
        let lit = picture.with_gain(found.gain);
        let eyes = self.iris.look(&lit, &mesh)?;
        let mut seen = observation(frame, picture, count, &mesh, eyes);
        if let Some(spoof) = &mut self.spoof {
            seen.live = Some(ratio(spoof.look(picture, &detection)?));
        }
        if let (true, Some(expression)) = (full, &mut self.expression) {
            let roll = mesh.next_region().angle;
            seen.expression = Some(expression.look(&lit, &detection, roll)?);
        }
        self.tracked = Some(Tracked {
            region: mesh.next_region(),
            count,
            gain: found.gain,
            frames_since_detection: 0,
        });
        Ok(seen)
    }
}

fn nobody(frame: &VideoFrame, picture: &Picture<'_>) -> FrameObservation {
    let (right, bottom) = (picture.width as f32, picture.height as f32);
    FrameObservation {
        t_ms: frame.time.millis(),
        brightness: ratio(picture.mean_luma(0.0, 0.0, right, bottom)),
        ..FrameObservation::default()
    }
}

fn observation(
    frame: &VideoFrame,
    picture: &Picture<'_>,
    count: u32,
    mesh: &Mesh,
    eyes: Eyes,
) -> FrameObservation {
    let [x0, y0, x1, y1] = mesh.bounds();
    let (x0, y0) = (x0.max(0.0), y0.max(0.0));
    let (x1, y1) = (x1.min(picture.width as f32), y1.min(picture.height as f32));
    let pose = pose::of_mesh(mesh);
    let tenth = |value: f64| rounded(value, 1);
    FrameObservation {
        t_ms: frame.time.millis(),
        count,
        face_box: Some(PixelBox {
            x: tenth(f64::from(x0)),
            y: tenth(f64::from(y0)),
            width: tenth(f64::from((x1 - x0).max(0.0))),
            height: tenth(f64::from((y1 - y0).max(0.0))),
        }),
        pose: Some(Pose { yaw: tenth(pose.yaw), pitch: tenth(pose.pitch), roll: tenth(pose.roll) }),
        eye_open: Some(ratio(eyes.open)),
        mouth_open: Some(ratio(mesh.mouth_open())),
        gaze: Some(ratio(eyes.gaze)),
        live: None,
        expression: None,
        brightness: ratio(picture.mean_luma(x0, y0, x1, y1)),
    }
}

fn ratio(value: f32) -> f64 {
    rounded(f64::from(value), 3)
}
