//! What the picture itself says: sharp, large and free of reflections where the text is.

use super::geometry::{TextBox, hull};
use super::recognise::Line;
use crate::vision::sample::Picture;

/// Sharpness of the middle line below which nothing is taken, however sure the model is: from there
/// on it mixes up similar surnames (model card). A Gaussian of 1.8 pixels on lines 25 pixels high
/// gives 0.11, one of 1.0 pixel 0.17.
const MIN_SHARPNESS: f32 = 0.15;
/// Sharpness below which a field that was not read, or does not fit, is put down to soft strokes.
const SOFT: f32 = 0.27;
/// Height of a line in picture pixels, its margin included, below which strokes run together.
const MIN_HEIGHT: f32 = 18.0;
/// Part of the text's area that may be burnt out.
const MAX_BURNT: f32 = 0.02;
/// Level from which a channel is burnt out.
const BURNT: f32 = 252.0;
/// Cells along each side of the grid that is laid over the text.
const GRID: usize = 64;
/// Pixels from the edge of the picture within which a line counts as cut off.
const EDGE: f32 = 3.0;

/// Whether most lines have soft edges.
pub(super) fn is_blurred(lines: &[Line]) -> bool {
    sharpness(lines).is_some_and(|sharpness| sharpness < MIN_SHARPNESS)
}

/// Whether soft edges explain what was read wrong or not at all.
pub(super) fn is_soft(lines: &[Line]) -> bool {
    sharpness(lines).is_some_and(|sharpness| sharpness < SOFT)
}

/// The sharpness of the middle line, of those with two characters or more.
fn sharpness(lines: &[Line]) -> Option<f32> {
    middle(lines.iter().filter(|line| line.glyphs.len() >= 2).map(|line| line.sharpness))
}

/// Whether most lines are lower than strokes need.
pub(super) fn is_small(lines: &[Line]) -> bool {
    middle(lines.iter().map(|line| line.place.down)).is_some_and(|height| height < MIN_HEIGHT)
}

/// Whether a line reaches the edge of the picture.
pub(super) fn is_cut_off(picture: &Picture<'_>, boxes: &[TextBox]) -> bool {
    let (right, bottom) = (picture.width as f32 - EDGE, picture.height as f32 - EDGE);
    let outside = |b: &TextBox| {
        b.corners().iter().any(|p| p.x < EDGE || p.y < EDGE || p.x > right || p.y > bottom)
    };
    boxes.iter().any(outside)
}

/// Whether a reflection burns out a part of one of the areas that `texts` cover.
pub(super) fn has_glare(picture: &Picture<'_>, texts: &[Vec<TextBox>], angle: f32) -> bool {
    texts.iter().any(|text| burnt(picture, text, angle) > MAX_BURNT)
}

/// The part of the text's area, 0–1, that is burnt out in all channels and without any stroke: the
/// cells of a grid whose middle and neighbours are all white.
fn burnt(picture: &Picture<'_>, text: &[TextBox], angle: f32) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    let area = TextBox::along(&hull(text.iter().flat_map(TextBox::corners).collect()), angle);
    let is_white = |row: usize, column: usize| {
        let part = |index: usize| (index as f32 + 0.5) / GRID as f32;
        picture.colour(area.at(part(column), part(row))).iter().all(|value| *value >= BURNT)
    };
    let white: Vec<bool> = (0..GRID * GRID).map(|i| is_white(i / GRID, i % GRID)).collect();
    let solid = |row: usize, column: usize| {
        (row - 1..=row + 1).all(|y| (column - 1..=column + 1).all(|x| white[y * GRID + x]))
    };
    let inner = (1..GRID - 1).flat_map(|row| (1..GRID - 1).map(move |column| (row, column)));
    inner.filter(|(row, column)| solid(*row, *column)).count() as f32 / (GRID * GRID) as f32
}

fn middle(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}
