//! The pictures of the portrait: one seen from the front, and crops that replace parts of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::DemoError;

/// Width in pixels over which the edges of a crop fade in.
const FEATHER: u32 = 12;

/// `portrait.json`.
#[derive(Debug, Deserialize)]
struct Sheet {
    front: PathBuf,
    /// Middle of the face in pixels of `front`.
    centre: [f32; 2],
    /// Crops by how far the lids are closed, 0–1.
    blink: Vec<Entry>,
    /// Crops by how far the mouth is open, 0–1.
    mouth: Vec<Entry>,
    /// Crops by yaw in degrees; negative turns the nose to the left edge.
    turn: Vec<Entry>,
    /// Crops by pitch in degrees; negative lowers the nose.
    nod: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    file: PathBuf,
    left: u32,
    top: u32,
    value: f32,
}

/// RGB pixels, row by row.
#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}x{})", self.width, self.height)
    }
}

/// A crop and where it belongs.
#[derive(Clone, Debug)]
pub struct Crop {
    left: usize,
    top: usize,
    /// What it shows: degrees, or 0–1.
    pub value: f32,
    picture: Picture,
}

impl Crop {
    /// Puts the crop into `target`, a picture of the front's size. Its edges fade in over
    /// [`FEATHER`] pixels, so that slightly different shading makes no line.
    pub fn paste(&self, target: &mut Picture) {
        let Picture { width, height, rgb } = &self.picture;
        let right = target.width - self.left - width;
        let bottom = target.height - self.top - height;
        for y in 0..*height {
            let down = weight(y, *height, self.top, bottom);
            for x in 0..*width {
                let part = down.min(weight(x, *width, self.left, right));
                let from = (y * width + x) * 3;
                let to = ((self.top + y) * target.width + self.left + x) * 3;
                let pairs = target.rgb[to..to + 3].iter_mut().zip(&rgb[from..from + 3]);
                for (old, new) in pairs {
                    let mixed = u32::from(*old) * (FEATHER - part) + u32::from(*new) * part;
                    *old = (mixed / FEATHER) as u8;
                }
            }
        }
    }
}

/// Part of [`FEATHER`] with which a crop counts at place `at` of `length`; an edge that lies on
/// the border of the picture (`before` or `after` is zero) does not fade.
fn weight(at: usize, length: usize, before: usize, after: usize) -> u32 {
    let from_start = if before == 0 { length } else { at + 1 };
    let from_end = if after == 0 { length } else { length - at };
    (from_start.min(from_end) as u32).min(FEATHER)
}

/// All pictures, decoded. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Portrait {
    pub front: Arc<Picture>,
    pub centre: [f32; 2],
    pub blink: Arc<[Crop]>,
    pub mouth: Arc<[Crop]>,
    pub turn: Arc<[Crop]>,
    pub nod: Arc<[Crop]>,
}

impl Portrait {
    /// Loads what `sheet`, a file below `dir`, lists.
    pub fn load(dir: &Path, sheet: &Path) -> Result<Self, DemoError> {
        let wrong = |detail: String| DemoError::Asset { file: sheet.to_owned(), detail };
        let text = std::fs::read_to_string(dir.join(sheet)).map_err(|e| wrong(e.to_string()))?;
        let listed: Sheet = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        let folder = sheet.parent().unwrap_or(Path::new(""));
        let front = picture(dir, &folder.join(&listed.front))?;
        let crops = |entries: &[Entry]| -> Result<Arc<[Crop]>, DemoError> {
            entries.iter().map(|entry| crop(dir, folder, entry, &front)).collect()
        };
        Ok(Self {
            centre: listed.centre,
            blink: crops(&listed.blink)?,
            mouth: crops(&listed.mouth)?,
            turn: crops(&listed.turn)?,
            nod: crops(&listed.nod)?,
            front: Arc::new(front),
        })
    }
}

/// The crop whose value is nearest to `value`, unless zero (the front) is nearer.
pub fn nearest(crops: &[Crop], value: f32) -> Option<&Crop> {
    let distance = |crop: &&Crop| (crop.value - value).abs();
    let best = crops.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    ((best.value - value).abs() < value.abs()).then_some(best)
}

fn crop(dir: &Path, folder: &Path, entry: &Entry, front: &Picture) -> Result<Crop, DemoError> {
    let file = folder.join(&entry.file);
    let picture = picture(dir, &file)?;
    let (left, top) = (entry.left as usize, entry.top as usize);
    if left + picture.width > front.width || top + picture.height > front.height {
        let detail = "the crop does not lie inside the front picture".to_owned();
        return Err(DemoError::Asset { file, detail });
    }
    Ok(Crop { left, top, value: entry.value, picture })
}

fn picture(dir: &Path, file: &Path) -> Result<Picture, DemoError> {
    let wrong = |detail: String| DemoError::Asset { file: file.to_owned(), detail };
    let decoded = image::open(dir.join(file)).map_err(|e| wrong(e.to_string()))?.into_rgb8();
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    Ok(Picture { width, height, rgb: decoded.into_raw() })
}
