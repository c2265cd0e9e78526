//! Blacks out parts of a picture.

use interview::media::VideoFrame;

use super::geometry::TextBox;

/// A box grows by this part of its height before it is blacked out: strokes may reach beyond it.
const MARGIN: f32 = 0.15;

/// `frame` with `boxes` black.
pub(super) fn black_out(frame: &VideoFrame, boxes: &[TextBox]) -> VideoFrame {
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut rgb = frame.rgb.to_vec();
    for place in boxes {
        let grown = place.grown(MARGIN * place.down);
        let corners = grown.corners();
        let reach = |values: [f32; 4], limit: usize| {
            let low = values.into_iter().fold(f32::MAX, f32::min).floor().max(0.0) as usize;
            let high = values.into_iter().fold(f32::MIN, f32::max).ceil().max(0.0) as usize;
            low.min(limit)..(high + 1).min(limit)
        };
        for y in reach(corners.map(|corner| corner.y), height) {
            for x in reach(corners.map(|corner| corner.x), width) {
                if covers(&grown, x as f32, y as f32) {
                    let at = (y * width + x) * 3;
                    if let Some(pixel) = rgb.get_mut(at..at + 3) {
                        pixel.fill(0);
                    }
                }
            }
        }
    }
    VideoFrame { rgb: rgb.into(), ..frame.clone() }
}

fn covers(place: &TextBox, x: f32, y: f32) -> bool {
    let (sin, cos) = place.angle.sin_cos();
    let (dx, dy) = (x - place.centre.x, y - place.centre.y);
    (dx * cos + dy * sin).abs() <= place.across / 2.0
        && (dy * cos - dx * sin).abs() <= place.down / 2.0
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use interview::time::MediaTime;

    use super::*;
    use crate::vision::warp::Point;

    #[test]
    fn a_turned_box_is_black_and_the_rest_untouched() {
        let rgb: Arc<[u8]> = vec![200; 60 * 60 * 3].into();
        let frame = VideoFrame { time: MediaTime::ZERO, index: 0, width: 60, height: 60, rgb };
        let place =
            TextBox { centre: Point::new(30.0, 30.0), across: 40.0, down: 8.0, angle: 0.785 };
        let masked = black_out(&frame, &[place]);
        let at = |x: usize, y: usize| masked.rgb[(y * 60 + x) * 3];
        assert_eq!([at(30, 30), at(20, 20), at(40, 40)], [0; 3]);
        assert_eq!([at(40, 20), at(20, 40), at(0, 0)], [200; 3]);
    }

    #[test]
    fn boxes_beyond_the_picture_are_harmless() {
        let rgb: Arc<[u8]> = vec![9; 12].into();
        let frame = VideoFrame { time: MediaTime::ZERO, index: 0, width: 2, height: 2, rgb };
        let place =
            TextBox { centre: Point::new(-50.0, 900.0), across: 10.0, down: 5.0, angle: 0.1 };
        assert_eq!(black_out(&frame, &[place]).rgb, frame.rgb);
    }
}
