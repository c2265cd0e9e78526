//! Whether a face mesh, and the tracker of challenges behind it, see what the candidate is asked to
//! do. Needs the model store; skipped
//! where it is absent. The crop is fixed: finding the face is not what is tested.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use demo::{Act, DemoCandidate, DemoStage, REACTION_MS};
use interview::challenge::{ChallengeAction, ChallengeEvent, ChallengePlan, ChallengeTracker};
use interview::media::VideoFrame;
use interview::observation::{FrameObservation, Pose};
use interview::time::MediaTime;
use models::runtime::OnnxRuntime;
use models::{ModelError, ModelId, ModelStore};
use ort::session::Session;
use ort::value::Tensor;

/// Side of the mesh's input in pixels.
const INPUT: usize = 192;
/// The crop around the face: left, top, side in pixels of the picture.
const CROP: [f32; 3] = [140.0, 50.0, 360.0];

fn mesh() -> Option<Session> {
    let load = || -> Result<Session, ModelError> {
        let store = ModelStore::open(ModelStore::default_dir())?;
        OnnxRuntime::load(&store)?.session(&store, ModelId::FaceMesh, 1)
    };
    load().map_err(|error| println!("skipped: no face mesh in the store ({error})")).ok()
}

/// RGB in 0–1: mean of the pixels whose middle lies within `reach` of a point.
fn averaged(frame: &VideoFrame, x: f32, y: f32, reach: f32) -> [f32; 3] {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for py in (y - reach).round() as usize..(y + reach).round() as usize {
        for px in (x - reach).round() as usize..(x + reach).round() as usize {
            let at = (py * frame.width as usize + px) * 3;
            for (total, value) in sum.iter_mut().zip(&frame.rgb[at..at + 3]) {
                *total += f32::from(*value) / 255.0;
            }
            count += 1.0;
        }
    }
    sum.map(|total| total / count)
}

/// The 468 points in pixels of the crop's input.
fn points(mesh: &mut Session, frame: &VideoFrame) -> Vec<[f32; 3]> {
    let [left, top, side] = CROP;
    let mut input = Vec::with_capacity(INPUT * INPUT * 3);
    let step = side / INPUT as f32;
    for y in 0..INPUT {
        for x in 0..INPUT {
            let from_x = left + (x as f32 + 0.5) * step;
            let from_y = top + (y as f32 + 0.5) * step;
            input.extend(averaged(frame, from_x, from_y, step / 2.0));
        }
    }
    let name = mesh.inputs()[0].name().to_owned();
    let tensor = Tensor::from_array(([1, INPUT, INPUT, 3], input)).unwrap();
    let outputs = mesh.run(ort::inputs![name => tensor]).unwrap();
    let found = outputs.values().find_map(|value| {
        let (_, data) = value.try_extract_tensor::<f32>().ok()?;
        (data.len() == 1_404).then(|| data.to_vec())
    });
    found.unwrap().chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect()
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn mouth_ratio(p: &[[f32; 3]]) -> f32 {
    distance(p[13], p[14]) / distance(p[78], p[308])
}

fn lid_ratio(p: &[[f32; 3]]) -> f32 {
    (distance(p[159], p[145]) / distance(p[33], p[133])
        + distance(p[386], p[374]) / distance(p[362], p[263]))
        / 2.0
}

/// Pitch in degrees from the line of forehead and chin; negative lowers the nose.
fn pitch(p: &[[f32; 3]]) -> f32 {
    -(p[152][2] - p[10][2]).atan2(p[152][1] - p[10][1]).to_degrees()
}

/// What the station's tracker is told about a frame.
fn observation(mesh: &mut Session, frame: &VideoFrame) -> FrameObservation {
    let p = points(mesh, frame);
    let pose = Pose { yaw: f64::from(yaw(&p)), pitch: f64::from(pitch(&p)), roll: 0.0 };
    FrameObservation {
        t_ms: frame.time.millis(),
        count: 1,
        pose: Some(pose),
        eye_open: Some(f64::from(lid_ratio(&p))),
        mouth_open: Some(f64::from(mouth_ratio(&p))),
        brightness: 0.5,
        ..FrameObservation::default()
    }
}

/// Yaw in degrees from the line of the outer eye corners; negative is the picture's left.
fn yaw(p: &[[f32; 3]]) -> f32 {
    (p[263][2] - p[33][2]).atan2(p[263][0] - p[33][0]).to_degrees()
}

#[test]
fn every_movement_is_seen_by_the_mesh() {
    let Some(mut mesh) = mesh() else { return };
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/demo");
    let candidate = DemoCandidate::load(&assets).unwrap();
    let mut look = |act: Option<Act>, after: i64| {
        let mut stage = DemoStage::with_speech(&candidate, Vec::new(), Vec::new()).unwrap();
        if let Some(act) = act {
            stage.perform(act, MediaTime::from_millis(1_000));
        }
        let at = MediaTime::from_millis(1_000 + REACTION_MS + after);
        points(&mut mesh, &stage.frame_at(at))
    };
    let still = look(None, 0);
    assert!(mouth_ratio(&still) < 0.15, "{}", mouth_ratio(&still));
    assert!(yaw(&still).abs() < 4.0, "{}", yaw(&still));
    let blink = lid_ratio(&look(Some(Act::Blink), 200));
    assert!(blink < 0.65 * lid_ratio(&still), "{blink} of {}", lid_ratio(&still));
    let open = mouth_ratio(&look(Some(Act::OpenMouth), 600));
    assert!(open > 0.4, "{open}");
    let left = yaw(&look(Some(Act::TurnLeft), 900));
    assert!((-30.0..-15.0).contains(&left), "{left}");
    let right = yaw(&look(Some(Act::TurnRight), 900));
    assert!((15.0..30.0).contains(&right), "{right}");
    let nose = |p: &[[f32; 3]]| (p[1][1] - p[10][1]) / (p[152][1] - p[10][1]);
    let nod = nose(&look(Some(Act::Nod), 300));
    assert!(nod > nose(&still) + 0.02, "{nod} after {}", nose(&still));
}

#[test]
fn a_challenge_in_any_order_is_passed_by_reacting_to_the_prompts() {
    let Some(mut mesh) = mesh() else { return };
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/demo");
    let candidate = DemoCandidate::load(&assets).unwrap();
    use ChallengeAction::{Blink, Nod, OpenMouth, TurnLeft, TurnRight};
    for actions in [
        vec![Blink, TurnLeft, OpenMouth, Nod, TurnRight],
        vec![TurnRight, OpenMouth, TurnLeft, Blink, Nod],
    ] {
        let plan = ChallengePlan { actions, time_limit_ms: 7_000 };
        let mut stage = DemoStage::with_speech(&candidate, Vec::new(), Vec::new()).unwrap();
        let mut tracker = ChallengeTracker::new(plan.clone(), 0);
        stage.perform(plan.actions[0], MediaTime::ZERO);
        let complete = (0..1_000).any(|index| {
            let frame = stage.frame(index);
            match tracker.push(&observation(&mut mesh, &frame), false) {
                ChallengeEvent::None => false,
                ChallengeEvent::Performed(..) => {
                    stage.perform(tracker.expected().unwrap(), frame.time);
                    false
                }
                ChallengeEvent::Complete => true,
                other => panic!("{other:?} in {:?} at {:?}", plan.actions, frame.time),
            }
        });
        assert!(complete, "{:?}", tracker.outcome());
    }
}
