//! From a picture to confirmed faces: the detector proposes, the mesh confirms. The detector alone
//! takes a cat for a face, and misses faces in the dark.

use std::f32::consts::FRAC_PI_2;

use models::ModelId;

use super::detect::{Detection, Detector};
use super::loader::Loader;
use super::mesh::{MIN_FACE, Mesh, MeshNet, REGION_SCALE};
use super::sample::Picture;
use super::warp::Region;
use crate::PerceptionError;

/// Candidates that are looked at, the largest first.
const MAX_FACES: usize = 6;
/// Mean luma (0–1) below which a face or picture is brightened before it is looked at.
const DARK_LUMA: f32 = 0.2;
/// Mean luma a dark face or picture is brightened to.
const LIFTED_LUMA: f32 = 0.35;
/// Most a dark picture is brightened; beyond it there is only noise.
const MAX_GAIN: f32 = 8.0;
/// Probability from which the mesh confirms a face that lies on its side: a cat's reaches 0.9.
const MIN_LYING_FACE: f32 = 0.97;
/// Tilt of the eye line against the region, in radians, above which the mesh is looked for again.
const MAX_TILT: f32 = 0.14;
/// Distance of the mesh's centre from the region's, over the region's side, above which the mesh
/// is looked for again.
const MAX_SHIFT: f32 = 0.08;
/// Ratio of the region's side to the one the mesh asks for, beyond which (either way) the mesh is
/// looked for again.
const MAX_RESIZE: f32 = 1.2;

/// A face that the mesh has confirmed.
pub(super) struct Face {
    pub(super) detection: Detection,
    pub(super) mesh: Mesh,
}

/// What a picture holds.
pub(super) struct Faces {
    /// Confirmed faces, the largest first.
    pub(super) faces: Vec<Face>,
    /// The factor to brighten the picture by when the largest face is looked at; 1 in fair light.
    pub(super) gain: f32,
}

/// Detector and mesh together.
pub(super) struct Locator {
    pub(super) detector: Detector,
    pub(super) mesh: MeshNet,
}

impl Locator {
    pub(super) fn load(loader: &mut Loader<'_>) -> Result<Self, PerceptionError> {
        let detector = Detector::new(loader.session(ModelId::FaceDetect)?);
        let mesh = MeshNet::new(loader.session(ModelId::FaceMesh)?);
        Ok(Self { detector, mesh })
    }

    /// All faces of `picture`. Where there is none and the picture is dark, a brightened one gets
    /// a second look: the light of the surroundings is no reason to see nobody. Where the largest
    /// face is dim, its mesh is taken from a brightened picture: lids of dark skin in poor light
    /// are read as well as those of pale skin in good light.
    pub(super) fn find(&mut self, picture: &Picture<'_>) -> Result<Faces, PerceptionError> {
        let mut faces = self.confirmed(picture)?;
        if let Some(face) = faces.first_mut() {
            let [x0, y0, x1, y1] = face.mesh.bounds();
            let gain = lift(picture.mean_luma(x0, y0, x1, y1));
            if gain > 1.0 {
                let lit = picture.with_gain(gain);
                face.mesh = self.mesh.look(&lit, face.mesh.next_region())?;
            }
            return Ok(Faces { faces, gain });
        }
        let (right, bottom) = (picture.width as f32, picture.height as f32);
        let gain = lift(picture.mean_luma(0.0, 0.0, right, bottom));
        if gain > 1.0 {
            faces = self.confirmed(&picture.with_gain(gain))?;
        }
        Ok(Faces { faces, gain })
    }

    fn confirmed(&mut self, picture: &Picture<'_>) -> Result<Vec<Face>, PerceptionError> {
        let mut faces = Vec::new();
        for detection in self.detector.detect(picture)?.into_iter().take(MAX_FACES) {
            if let Some(mesh) = self.confirm_any_way_up(picture, &detection)? {
                faces.push(Face { detection, mesh });
            }
        }
        Ok(faces)
    }

    /// The mesh of a detection: upright, or else lying on either side, as in the picture of a
    /// camera that was mounted on its side.
    fn confirm_any_way_up(
        &mut self,
        picture: &Picture<'_>,
        detection: &Detection,
    ) -> Result<Option<Mesh>, PerceptionError> {
        let upright = detection.region(REGION_SCALE);
        if let Some(mesh) = self.confirm(picture, upright)? {
            return Ok(Some(mesh));
        }
        for turn in [FRAC_PI_2, -FRAC_PI_2] {
            let lying = Region { angle: upright.angle + turn, ..upright };
            let mesh = self.confirm(picture, lying)?;
            if mesh.as_ref().is_some_and(|mesh| mesh.face >= MIN_LYING_FACE) {
                return Ok(mesh);
            }
        }
        Ok(None)
    }

    /// The mesh in `region`, looked for a second time where the first shows that the region was
    /// tilted, off centre or of the wrong size. None where the mesh sees no face.
    pub(super) fn confirm(
        &mut self,
        picture: &Picture<'_>,
        region: Region,
    ) -> Result<Option<Mesh>, PerceptionError> {
        let mut mesh = self.mesh.look(picture, region)?;
        let next = mesh.next_region();
        if mesh.face >= MIN_FACE && !near(region, next) {
            mesh = self.mesh.look(picture, next)?;
        }
        Ok((mesh.face >= MIN_FACE).then_some(mesh))
    }
}

/// The factor that brings a dark face or picture of mean `luma` into fair light; 1 where it is.
fn lift(luma: f32) -> f32 {
    if luma >= DARK_LUMA { 1.0 } else { (LIFTED_LUMA / luma.max(f32::EPSILON)).min(MAX_GAIN) }
}

/// Whether the mesh found in `used` would not gain from looking at `wanted` instead.
fn near(used: Region, wanted: Region) -> bool {
    let turn = (wanted.angle - used.angle).sin().abs();
    let shift = used.centre.distance(wanted.centre) / used.side.max(f32::EPSILON);
    let resize = (used.side / wanted.side.max(f32::EPSILON)).ln().abs();
    turn <= MAX_TILT && shift <= MAX_SHIFT && resize <= MAX_RESIZE.ln()
}
