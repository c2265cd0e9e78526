//! Drawings as SVG. Geometry stands in attributes, colours in classes; every drawing has words.

use super::escape::{attribute, escaped};

/// Lowest score of the scale: grade 1 times 20.
const LOWEST: f64 = 20.0;
/// Highest score.
const HIGHEST: f64 = 100.0;
/// Distance of two lines of a label.
const LINE: f64 = 17.0;

/// Place of a score on a track of `width`.
fn place(score: f64, width: f64) -> f64 {
    (score.clamp(LOWEST, HIGHEST) - LOWEST) / (HIGHEST - LOWEST) * width
}

/// Score, range and requirement of one ability on a line.
pub(super) fn range_bar(score: Option<(f64, f64, f64)>, required: f64, words: &str) -> String {
    const WIDTH: f64 = 220.0;
    let need = place(required, WIDTH);
    let marks = score.map_or(String::new(), |(low, score, high)| {
        let (from, to, at) = (place(low, WIDTH), place(high, WIDTH), place(score, WIDTH));
        format!(
            "<rect class=\"likely\" x=\"{from:.1}\" y=\"10\" width=\"{:.1}\" height=\"8\" rx=\"4\"/>\
             <circle class=\"dot\" cx=\"{at:.1}\" cy=\"14\" r=\"6.5\"/>",
            (to - from).max(1.0)
        )
    });
    format!(
        "<svg class=\"bar\" viewBox=\"-8 0 236 28\" role=\"img\" aria-label=\"{}\">\
         <rect class=\"track\" x=\"0\" y=\"10\" width=\"220\" height=\"8\" rx=\"4\"/>{marks}\
         <line class=\"need\" x1=\"{need:.1}\" x2=\"{need:.1}\" y1=\"4\" y2=\"24\"/></svg>",
        attribute(words)
    )
}

/// One axis of the radar.
pub(super) struct Spoke {
    pub name: String,
    pub score: Option<f64>,
}

/// Scores and requirement on spokes. Fewer than three abilities make no area: nothing is drawn.
pub(super) fn radar(spokes: &[Spoke], required: f64, words: &str) -> String {
    const RADIUS: f64 = 84.0;
    if spokes.len() < 3 {
        return String::new();
    }
    let point = |i: usize, radius: f64| {
        let angle = std::f64::consts::TAU * i as f64 / spokes.len() as f64;
        (radius * angle.sin(), -radius * angle.cos())
    };
    let outline = |radius: &dyn Fn(usize) -> f64| -> String {
        (0..spokes.len())
            .map(|i| {
                let (x, y) = point(i, radius(i));
                format!("{x:.1},{y:.1} ")
            })
            .collect()
    };
    let mut body = String::new();
    for ring in [0.25, 0.5, 0.75, 1.0] {
        body += &format!("<polygon class=\"grid\" points=\"{}\"/>", outline(&|_| RADIUS * ring));
    }
    for i in 0..spokes.len() {
        let (x, y) = point(i, RADIUS);
        body += &format!("<line class=\"grid\" x1=\"0\" y1=\"0\" x2=\"{x:.1}\" y2=\"{y:.1}\"/>");
    }
    let scores = outline(&|i| place(spokes[i].score.unwrap_or(LOWEST), RADIUS));
    body += &format!("<polygon class=\"area\" points=\"{scores}\"/>");
    body += &format!(
        "<polygon class=\"needed\" points=\"{}\"/>",
        outline(&|_| place(required, RADIUS))
    );
    for (i, spoke) in spokes.iter().enumerate() {
        if let Some(score) = spoke.score {
            let (x, y) = point(i, place(score, RADIUS));
            body += &format!("<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>");
        }
        body += &label(point(i, RADIUS + 12.0), &spoke.name);
    }
    format!(
        "<svg class=\"radar\" viewBox=\"-206 -134 412 272\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        attribute(words)
    )
}

/// A name at the end of a spoke; a long one is broken at its last blank.
fn label((x, y): (f64, f64), name: &str) -> String {
    const LONG: usize = 14;
    let anchor = if x > 8.0 {
        "start"
    } else if x < -8.0 {
        "end"
    } else {
        "middle"
    };
    let lines: Vec<&str> = match name.rsplit_once(' ') {
        Some((first, second)) if name.chars().count() > LONG => vec![first, second],
        _ => vec![name],
    };
    // Below the circle the first line starts lower, above it ends higher.
    let top = match anchor {
        "middle" if y < 0.0 => y + 4.0 - LINE * (lines.len() - 1) as f64,
        "middle" => y + 8.0,
        _ => y + 4.0 - LINE / 2.0 * (lines.len() - 1) as f64,
    };
    let body: String = lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let y = top + LINE * i as f64;
            format!("<tspan x=\"{x:.1}\" y=\"{y:.1}\">{}</tspan>", escaped(line))
        })
        .collect();
    format!("<text text-anchor=\"{anchor}\">{body}</text>")
}

/// A mark on the timeline of an answer.
pub(super) struct Mark {
    pub at_ms: i64,
    pub positive: bool,
}

/// An answer from start to end: where was spoken, where the quotes stand.
pub(super) fn timeline(
    span: (i64, i64),
    speech: &[(i64, i64)],
    marks: &[Mark],
    words: &str,
) -> String {
    const WIDTH: f64 = 640.0;
    let length = (span.1 - span.0).max(1) as f64;
    let x = |ms: i64| ((ms - span.0) as f64 / length).clamp(0.0, 1.0) * WIDTH;
    let mut body = String::from(
        "<rect class=\"track\" x=\"0\" y=\"12\" width=\"640\" height=\"6\" rx=\"3\"/>",
    );
    for &(from, to) in speech {
        let width = (x(to) - x(from)).max(1.0);
        body += &format!(
            "<rect class=\"spoken\" x=\"{:.1}\" y=\"12\" width=\"{width:.1}\" height=\"6\"/>",
            x(from)
        );
    }
    for mark in marks {
        let at = x(mark.at_ms);
        // Shape and side tell the direction, not the colour alone.
        body += &if mark.positive {
            format!("<path class=\"plus\" d=\"M{:.1} 2h10l-5 8z\"/>", at - 5.0)
        } else {
            format!("<path class=\"minus\" d=\"M{:.1} 28h10l-5 -8z\"/>", at - 5.0)
        };
    }
    format!(
        "<svg class=\"timeline\" viewBox=\"-6 0 652 30\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        attribute(words)
    )
}
