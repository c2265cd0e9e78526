//! The eight ways a picture can lie, and how to put it upright.

/// How a stored picture becomes an upright one: first mirrored left to right, then turned
/// clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Orientation {
    pub mirrored: bool,
    /// Quarter turns clockwise, 0-3.
    pub quarter_turns: u8,
}

impl Orientation {
    /// From a container's display matrix: nine 32-bit numbers, of which the first, second, fourth
    /// and fifth (16.16 fixed point) say where the axes go (ISO/IEC 14496-12, 8.3.2). Angles are
    /// taken to the nearest quarter turn; data of another length mean upright.
    pub(crate) fn from_display_matrix(data: &[u8]) -> Self {
        let mut values = data.chunks_exact(4).map(|b| i32::from_ne_bytes([b[0], b[1], b[2], b[3]]));
        let (Some(a), Some(b), Some(_), Some(c), Some(d), 36) =
            (values.next(), values.next(), values.next(), values.next(), values.next(), data.len())
        else {
            return Self::default();
        };
        let (a, b, c, d) = (f64::from(a), f64::from(b), f64::from(c), f64::from(d));
        // A point (x, y) goes to (a x + c y, b x + d y), y pointing down.
        let mirrored = a * d - b * c < 0.0;
        // Mirroring first turns the x axis round.
        let (x, y) = if mirrored { (-a, -b) } else { (a, b) };
        let turns = (y.atan2(x) / std::f64::consts::FRAC_PI_2).round() as i64;
        Self { mirrored, quarter_turns: turns.rem_euclid(4) as u8 }
    }

    /// Size of the upright picture.
    pub(crate) fn upright_size(self, width: u32, height: u32) -> (u32, u32) {
        if self.quarter_turns % 2 == 1 { (height, width) } else { (width, height) }
    }

    /// The upright picture of `rgb`, `width` x `height` pixels of three bytes.
    pub(crate) fn apply(self, rgb: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
        if self == Self::default() {
            return rgb;
        }
        let (w, h) = (width as usize, height as usize);
        let (out_w, out_h) = self.upright_size(width, height);
        let mut out = Vec::with_capacity(rgb.len());
        for y in 0..out_h as usize {
            for x in 0..out_w as usize {
                let (turned_x, turned_y) = match self.quarter_turns {
                    0 => (x, y),
                    1 => (y, h - 1 - x),
                    2 => (w - 1 - x, h - 1 - y),
                    _ => (w - 1 - y, x),
                };
                let source_x = if self.mirrored { w - 1 - turned_x } else { turned_x };
                let at = 3 * (turned_y * w + source_x);
                out.extend_from_slice(&rgb[at..at + 3]);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(a: i32, b: i32, c: i32, d: i32) -> Vec<u8> {
        [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
            .iter()
            .flat_map(|v: &i32| v.to_ne_bytes())
            .collect()
    }

    /// Two rows of three pixels, numbered; returns the numbers of the upright picture.
    fn upright(orientation: Orientation) -> Vec<u8> {
        let rgb = (0..6).flat_map(|n| [n, n, n]).collect();
        orientation.apply(rgb, 3, 2).chunks(3).map(|p| p[0]).collect()
    }

    #[test]
    fn quarter_turns_move_every_pixel_where_it_belongs() {
        let turn = |quarter_turns| Orientation { mirrored: false, quarter_turns };
        assert_eq!(upright(turn(0)), [0, 1, 2, 3, 4, 5]);
        assert_eq!(upright(turn(1)), [3, 0, 4, 1, 5, 2]);
        assert_eq!(upright(turn(2)), [5, 4, 3, 2, 1, 0]);
        assert_eq!(upright(turn(3)), [2, 5, 1, 4, 0, 3]);
        assert_eq!(upright(Orientation { mirrored: true, quarter_turns: 0 }), [2, 1, 0, 5, 4, 3]);
    }

    #[test]
    fn matrices_are_read_as_clockwise_turns() {
        for (m, mirrored, quarter_turns) in [
            (matrix(1, 0, 0, 1), false, 0),
            (matrix(0, 1, -1, 0), false, 1),
            (matrix(-1, 0, 0, -1), false, 2),
            (matrix(0, -1, 1, 0), false, 3),
            (matrix(-1, 0, 0, 1), true, 0),
            (matrix(1, 0, 0, -1), true, 2),
        ] {
            assert_eq!(
                Orientation::from_display_matrix(&m),
                Orientation { mirrored, quarter_turns }
            );
        }
        assert_eq!(Orientation::from_display_matrix(&[1, 2, 3]), Orientation::default());
    }
}
