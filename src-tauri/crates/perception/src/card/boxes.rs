//! From a map of probabilities to the outlines of lines: the post-processing of differentiable
//! binarisation (DB), with the thresholds of the model card.

use crate::vision::warp::Point;

use super::geometry::{TextBox, hull};

/// Probability from which a pixel belongs to text.
const MIN_PIXEL: f32 = 0.2;
/// Mean probability inside an outline from which it is kept.
const MIN_MEAN: f32 = 0.45;
/// Shorter side, in pixels of the map, below which an outline is noise.
const MIN_SIDE: f32 = 3.0;
/// The model marks the middle of a line only: an outline grows on every side by this times its
/// area over its perimeter.
const GROWTH: f32 = 1.4;
/// More outlines than this are no card; the largest stay.
const MAX_OUTLINES: usize = 200;

/// The convex outline of a line of text, in the coordinates that the caller's map gives.
pub(super) struct Outline {
    hull: Vec<Point>,
    margin: f32,
}

impl Outline {
    /// The rectangle of least area, grown as the model needs it.
    pub(super) fn smallest(&self) -> TextBox {
        TextBox::smallest(&self.hull).grown(self.margin)
    }

    /// The rectangle that reads in direction `angle`, grown as the model needs it.
    pub(super) fn along(&self, angle: f32) -> TextBox {
        TextBox::along(&self.hull, angle).grown(self.margin)
    }
}

/// The lines of text in `map`, row by row of `columns`; `place` puts a pixel of the map on the
/// picture.
pub(super) fn outlines(
    map: &[f32],
    columns: usize,
    place: impl Fn(f32, f32) -> Point,
) -> Vec<Outline> {
    let mut seen = vec![false; map.len()];
    let mut found = Vec::new();
    for start in 0..map.len() {
        if seen[start] || map[start] <= MIN_PIXEL {
            continue;
        }
        let spans = component(map, columns, start, &mut seen);
        if mean_inside(map, columns, &spans) < MIN_MEAN {
            continue;
        }
        let ends = spans.iter().flat_map(|span| {
            [span.first, span.last].map(|x| Point::new(x as f32, span.row as f32))
        });
        let on_map = TextBox::smallest(&hull(ends.clone().collect()));
        if on_map.down < MIN_SIDE {
            continue;
        }
        let around = hull(ends.map(|end| place(end.x, end.y)).collect());
        let placed = TextBox::smallest(&around);
        let margin = GROWTH * placed.area() / (2.0 * (placed.across + placed.down));
        found.push(Outline { hull: around, margin });
    }
    let area = |outline: &Outline| TextBox::smallest(&outline.hull).area();
    if found.len() > MAX_OUTLINES {
        found.sort_by(|a, b| area(b).total_cmp(&area(a)));
        found.truncate(MAX_OUTLINES);
    }
    found
}

/// Leftmost and rightmost pixel of a component in one row.
struct Span {
    row: usize,
    first: usize,
    last: usize,
}

/// The pixels that hang together with `start`, corners included, as one span a row.
fn component(map: &[f32], columns: usize, start: usize, seen: &mut [bool]) -> Vec<Span> {
    let rows = map.len() / columns;
    let mut extents: Vec<Option<(usize, usize)>> = vec![None; rows];
    let mut waiting = vec![start];
    seen[start] = true;
    while let Some(at) = waiting.pop() {
        let (x, y) = (at % columns, at / columns);
        let extent = extents[y].get_or_insert((x, x));
        *extent = (extent.0.min(x), extent.1.max(x));
        for next_y in y.saturating_sub(1)..=(y + 1).min(rows - 1) {
            for next_x in x.saturating_sub(1)..=(x + 1).min(columns - 1) {
                let next = next_y * columns + next_x;
                if !seen[next] && map[next] > MIN_PIXEL {
                    seen[next] = true;
                    waiting.push(next);
                }
            }
        }
    }
    let spans = extents.iter().enumerate();
    spans.filter_map(|(row, e)| e.map(|(first, last)| Span { row, first, last })).collect()
}

fn mean_inside(map: &[f32], columns: usize, spans: &[Span]) -> f32 {
    let (sum, count) = spans.iter().fold((0.0, 0), |(sum, count), span| {
        let row = &map[span.row * columns..][span.first..=span.last];
        (sum + row.iter().sum::<f32>(), count + row.len())
    });
    sum / count.max(1) as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bar_becomes_one_grown_box_and_specks_are_dropped() {
        let (columns, rows) = (100, 40);
        let mut map = vec![0.0; columns * rows];
        for y in 10..20 {
            map[y * columns + 20..y * columns + 80].fill(0.9);
        }
        map[30 * columns + 5] = 0.9;
        let found = outlines(&map, columns, |x, y| Point::new(2.0 * x, 2.0 * y));
        assert_eq!(found.len(), 1);
        let (plain, around) = (59.0 * 2.0, found[0].smallest());
        let margin = 1.4 * plain * 18.0 / (2.0 * (plain + 18.0));
        assert!((around.across - plain - 2.0 * margin).abs() < 0.1, "{around:?}");
        assert!((around.down - 18.0 - 2.0 * margin).abs() < 0.1, "{around:?}");
    }

    #[test]
    fn a_faint_line_is_none() {
        assert!(outlines(&[0.3; 400], 20, Point::new).is_empty());
    }

    proptest! {
        #[test]
        fn any_map_is_taken(map in prop::collection::vec(0.0f32..1.0, 64 * 32)) {
            for outline in outlines(&map, 64, Point::new) {
                prop_assert!(outline.smallest().area().is_finite());
                prop_assert!(outline.along(0.3).area().is_finite());
            }
        }
    }
}
