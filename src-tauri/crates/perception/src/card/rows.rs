//! Lines of text put into rows, as a person reads them.

use super::geometry::{TextBox, turn};
use super::recognise::{Glyph, Line};

/// Lines this many times higher than the usual one are marks across the card, no fields.
const TALL: f32 = 1.9;
/// Radians by which the lines of one card differ at the most, with perspective.
const ASKEW: f32 = 0.14;
/// Lines of one row lie this near, as part of the higher one's height.
const SAME_ROW: f32 = 0.55;

/// A character with its place in the frame of the card.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Placed {
    pub(super) glyph: Glyph,
    /// Along the reading direction, in picture pixels.
    pub(super) u: f32,
    /// Left end of the line it stands in, on the same scale.
    line_left: f32,
}

/// Lines that stand side by side.
pub(super) struct Row {
    /// Down the card, in picture pixels.
    pub(super) v: f32,
    /// Mean height of its lines, in picture pixels.
    pub(super) height: f32,
    /// Characters from left to right, without spaces.
    pub(super) glyphs: Vec<Placed>,
    /// Where its lines stand.
    pub(super) boxes: Vec<TextBox>,
}

impl Row {
    pub(super) fn text(&self) -> String {
        self.glyphs.iter().map(|placed| placed.glyph.character).collect()
    }
}

/// The rows of a card that reads in direction `angle`, from top to bottom.
pub(super) fn rows(lines: &[Line], angle: f32) -> Vec<Row> {
    let (sin, cos) = angle.sin_cos();
    let v_of = |b: &TextBox| b.centre.y * cos - b.centre.x * sin;
    let u_of = |b: &TextBox| along(b, angle);
    let mut heights: Vec<f32> = lines.iter().map(|line| line.place.down).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    let fits = |line: &&Line| {
        line.place.down < TALL * usual && turn(angle, line.place.angle).abs() < ASKEW
    };
    let mut pieces: Vec<&Line> = lines.iter().filter(fits).collect();
    pieces.sort_by(|a, b| v_of(&a.place).total_cmp(&v_of(&b.place)));
    let mut grouped: Vec<Vec<&Line>> = Vec::new();
    for piece in pieces {
        let near = grouped
            .iter_mut()
            .find(|row| row.iter().any(|other| beside(&other.place, &piece.place, (sin, cos))));
        match near {
            Some(row) => row.push(piece),
            None => grouped.push(vec![piece]),
        }
    }
    let mut rows: Vec<Row> = grouped
        .into_iter()
        .map(|mut row| {
            row.sort_by(|a, b| u_of(&a.place).total_cmp(&u_of(&b.place)));
            let n = row.len() as f32;
            Row {
                v: row.iter().map(|line| v_of(&line.place)).sum::<f32>() / n,
                height: row.iter().map(|line| line.place.down).sum::<f32>() / n,
                glyphs: row.iter().flat_map(|line| placed(line, u_of(&line.place))).collect(),
                boxes: row.iter().map(|line| line.place).collect(),
            }
        })
        .collect();
    rows.sort_by(|a, b| a.v.total_cmp(&b.v));
    rows
}

/// Whether two lines stand on the same row: `right`'s middle, followed back along the direction of
/// the longer of the two, meets the other's.
fn beside(a: &TextBox, b: &TextBox, (sin, cos): (f32, f32)) -> bool {
    let longer = if a.across > b.across { a } else { b };
    let (du, dv) = (b.centre.x - a.centre.x, b.centre.y - a.centre.y);
    let (along, below) = (du * cos + dv * sin, dv * cos - du * sin);
    let tilt = longer.angle.sin() * cos - longer.angle.cos() * sin;
    let overlap = (a.across + b.across) / 2.0 - along.abs();
    (below - along * tilt).abs() < SAME_ROW * a.down.max(b.down) / 1.4
        && overlap < 0.5 * a.across.min(b.across)
}

fn placed(line: &Line, middle: f32) -> impl Iterator<Item = Placed> {
    let across = line.place.across;
    let visible = line.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace());
    visible.map(move |&glyph| Placed {
        glyph: Glyph { character: plain(glyph.character), ..glyph },
        u: middle + (glyph.at - 0.5) * across,
        line_left: middle - across / 2.0,
    })
}

/// Digits, letters and dashes in their ASCII form, brackets in their Chinese one, the dots between
/// parts of a name as one, lower-case x as X.
fn plain(character: char) -> char {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' | '－' => {
            char::from_u32(character as u32 - 0xFEE0).map_or(character, plain)
        }
        'x' => 'X',
        '(' => '（',
        ')' => '）',
        '•' | '・' | '‧' | '∙' | '⋅' => '·',
        '—' | '–' | '―' | '~' | '～' => '-',
        other => other,
    }
}

/// Leaves out the lines that stand far behind the one before them in their row: marks on the
/// portrait, where the number does not tell its place.
pub(super) fn without_strays(rows: &mut [Row], angle: f32) {
    /// Times the height of a row: labels and values stand nearer to each other.
    const FAR: f32 = 5.0;
    for row in rows {
        let far = row.glyphs.windows(2).find(|pair| pair[1].u - pair[0].u > FAR * row.height);
        let limit = far.map(|pair| pair[1].line_left);
        if let Some(limit) = limit {
            left_of(std::slice::from_mut(row), limit, angle);
        }
    }
}

/// Leaves out the lines that begin right of `limit`: what stands on the portrait or beside it.
pub(super) fn left_of(rows: &mut [Row], limit: f32, angle: f32) {
    for row in rows {
        row.glyphs.retain(|placed| placed.line_left < limit);
        row.boxes.retain(|place| along(place, angle) - place.across / 2.0 < limit);
    }
}

/// Where the middle of a box lies along the reading direction.
fn along(place: &TextBox, angle: f32) -> f32 {
    place.centre.x * angle.cos() + place.centre.y * angle.sin()
}
