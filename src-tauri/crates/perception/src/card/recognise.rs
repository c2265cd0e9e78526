//! Reads a line of text: PP-OCR recognition, decoded greedily (CTC).

use models::ModelId;
use ort::{session::Session, value::TensorRef};
use zeroize::Zeroize;

use super::geometry::TextBox;
use super::patch;
use crate::PerceptionError;
use crate::vision::sample::{Picture, luma};
use crate::vision::warp::Point;

const ROWS: usize = 48;
/// Shorter lines are padded to this with the middle of the scale (model card).
const MIN_COLUMNS: usize = 320;
/// Longer lines than any on a card; bounds the memory.
const MAX_COLUMNS: usize = 2_400;
/// Mean confidence below which a line is no text (model card).
const MIN_MEAN: f32 = 0.5;

/// One character and how sure the model was.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    pub(super) character: char,
    /// 0–1.
    pub(super) confidence: f32,
    /// Its middle along the box, 0–1.
    pub(super) at: f32,
}

/// A line that was read. Characters of a card: no Debug.
pub(super) struct Line {
    pub(super) place: TextBox,
    pub(super) glyphs: Vec<Glyph>,
    /// Greatest change of brightness from one column to the next, over the contrast of the line,
    /// 0–1; see [`sharpness`].
    pub(super) sharpness: f32,
}

impl Drop for Line {
    fn drop(&mut self) {
        for glyph in &mut self.glyphs {
            glyph.character = '\0';
        }
    }
}

impl Line {
    /// Mean confidence, 0–1.
    pub(super) fn confidence(&self) -> f32 {
        let sum: f32 = self.glyphs.iter().map(|glyph| glyph.confidence).sum();
        sum / self.glyphs.len().max(1) as f32
    }

    /// Whether this is a text at all.
    pub(super) fn is_text(&self) -> bool {
        !self.glyphs.is_empty() && self.confidence() >= MIN_MEAN
    }
}

/// The recogniser with its dictionary.
pub(super) struct LineReader {
    session: Session,
    /// Class 1 is the first entry; class 0 says that there is no character.
    dictionary: Vec<char>,
}

impl LineReader {
    const ROLE: &'static str = "card-text-recognition";
    const OUTPUT: &'static str = "fetch_name_0";

    /// # Errors
    /// [`PerceptionError::Output`] where the model carries no dictionary.
    pub(super) fn new(session: Session) -> Result<Self, PerceptionError> {
        let lines = session.metadata().ok().and_then(|metadata| metadata.custom("character"));
        let mut dictionary: Vec<char> =
            lines.iter().flat_map(|lines| lines.split('\n')).map(first_character).collect();
        if dictionary.len() < 2 {
            let (role, output) = (Self::ROLE, "character");
            return Err(PerceptionError::Output { role, output, expected: 2, found: 0 });
        }
        dictionary.push(' '); // the last class, which the dictionary leaves out
        Ok(Self { session, dictionary })
    }

    /// The model whose metadata hold the dictionary.
    pub(super) const MODEL: ModelId = ModelId::CardTextRecognise;

    /// What stands in `place`, every colour multiplied by `gain` first.
    pub(super) fn read(
        &mut self,
        picture: &Picture<'_>,
        place: TextBox,
        gain: f32,
    ) -> Result<Line, PerceptionError> {
        let aspect = place.across / place.down.max(1.0);
        let width = ((ROWS as f32 * aspect).ceil() as usize).clamp(ROWS / 4, MAX_COLUMNS);
        let columns = width.max(MIN_COLUMNS);
        let step = (place.across / width as f32).max(place.down / ROWS as f32);
        let on_picture = |x: f32, y: f32| -> Point {
            place.at((x + 0.5) / width as f32, (y + 0.5) / ROWS as f32)
        };
        let mut input = vec![0.0; 3 * ROWS * columns];
        let mut grey = vec![0.0; ROWS * width];
        for row in 0..ROWS {
            for column in 0..width {
                let at = (column as f32, row as f32);
                let rgb = patch::colour(picture, on_picture, at, step);
                let [red, green, blue] = rgb.map(|value| (value * gain).min(255.0));
                grey[row * width + column] = luma([red, green, blue]);
                for (channel, value) in [blue, green, red].into_iter().enumerate() {
                    input[(channel * ROWS + row) * columns + column] = value / 127.5 - 1.0;
                }
            }
        }
        let glyphs = self.decode(&input, columns, columns as f32 / width as f32);
        let sharpness = sharpness(&grey, width);
        input.zeroize();
        grey.zeroize();
        Ok(Line { place, glyphs: glyphs?, sharpness })
    }

    fn decode(
        &mut self,
        input: &[f32],
        columns: usize,
        stretch: f32,
    ) -> Result<Vec<Glyph>, PerceptionError> {
        let role = Self::ROLE;
        let failed =
            |error: ort::Error| PerceptionError::Inference { role, detail: error.to_string() };
        let shape = [1_i64, 3, ROWS as i64, columns as i64];
        let tensor = TensorRef::from_array_view((shape, input)).map_err(failed)?;
        let found = self.session.run(ort::inputs![tensor]).map_err(failed)?;
        let classes = self.dictionary.len() + 1;
        let mismatch = |found| PerceptionError::Output {
            role,
            output: Self::OUTPUT,
            expected: classes,
            found,
        };
        let value = found.get(Self::OUTPUT).ok_or_else(|| mismatch(0))?;
        let (_, values) = value.try_extract_tensor::<f32>().map_err(failed)?;
        if values.is_empty() || !values.len().is_multiple_of(classes) {
            return Err(mismatch(values.len()));
        }
        let steps = values.len() / classes;
        let best = values.chunks_exact(classes).map(best_class);
        let runs = greedy(best);
        Ok(runs
            .into_iter()
            .map(|run| Glyph {
                character: self.dictionary[run.class - 1],
                confidence: run.confidence,
                at: ((run.middle + 0.5) / steps as f32 * stretch).min(1.0),
            })
            .collect())
    }
}

fn first_character(entry: &str) -> char {
    entry.chars().next().unwrap_or(' ')
}

fn best_class(scores: &[f32]) -> (usize, f32) {
    let best = scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    best.unwrap_or((0, 0.0))
}

/// A class that won several steps in a row.
#[derive(Debug, PartialEq)]
struct Run {
    class: usize,
    /// The highest of its steps.
    confidence: f32,
    /// Middle step.
    middle: f32,
}

/// Greedy CTC: equal classes in a row are one, class 0 is none.
fn greedy(steps: impl Iterator<Item = (usize, f32)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut before, mut begun) = (0, 0);
    for (step, (class, score)) in steps.enumerate() {
        match runs.last_mut() {
            Some(run) if class != 0 && class == before => {
                run.confidence = run.confidence.max(score);
                run.middle = (begun + step) as f32 / 2.0;
            }
            _ if class != 0 => {
                begun = step;
                runs.push(Run { class, confidence: score, middle: step as f32 });
            }
            _ => {}
        }
        before = class;
    }
    runs
}

/// How sharply the strokes of a line end: the change of brightness between neighbours that only one
/// in a hundred exceeds, over the contrast between paper and ink. A step of one column is 1/48 of
/// the line's height, so the measure does not depend on the size of the text.
fn sharpness(grey: &[f32], width: usize) -> f32 {
    let mut steps: Vec<f32> = grey
        .chunks_exact(width)
        .flat_map(|row| row.windows(2).map(|w| (w[1] - w[0]).abs()))
        .collect();
    let mut levels = grey.to_vec();
    levels.sort_by(f32::total_cmp);
    steps.sort_by(f32::total_cmp);
    let part = |sorted: &[f32], share: f32| {
        sorted.get((sorted.len() as f32 * share) as usize).copied().unwrap_or(0.0)
    };
    let contrast = part(&levels, 0.98) - part(&levels, 0.02);
    let sharpness = part(&steps, 0.99) / contrast.max(1.0);
    levels.zeroize();
    steps.zeroize();
    sharpness
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_classes_in_a_row_are_one_character_and_a_blank_parts_them() {
        let steps = [(0, 0.9), (7, 0.6), (7, 0.8), (0, 0.9), (7, 0.7), (3, 0.5), (0, 1.0)];
        let found = greedy(steps.into_iter());
        let run = |class, confidence, middle| Run { class, confidence, middle };
        assert_eq!(found, [run(7, 0.8, 1.5), run(7, 0.7, 4.0), run(3, 0.5, 5.0)]);
    }

    #[test]
    fn soft_edges_are_less_sharp() {
        let hard: Vec<f32> = (0..480).map(|i| if i % 12 < 6 { 230.0 } else { 30.0 }).collect();
        let soft: Vec<f32> = (0..480)
            .map(|i| 130.0 + 100.0 * (i as f32 * std::f32::consts::PI / 12.0).sin())
            .collect();
        assert!(sharpness(&hard, 48) > 0.9);
        assert!(sharpness(&soft, 48) < 0.4);
    }
}
