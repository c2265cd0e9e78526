//! QR codes in pictures of a camera, such as the one in an invitation.

use interview::media::VideoFrame;

/// Longest text that is taken, in bytes: an address with a token is far shorter, and nobody's picture
/// shall fill the memory.
const MAX_BYTES: usize = 512;

/// The text of the first QR code (ISO/IEC 18004) that can be read in `frame`; none where there is none,
/// where it is damaged beyond its error correction, or where it holds more than 512 bytes.
pub fn read_qr(frame: &VideoFrame) -> Option<String> {
    let (width, height) = (usize::try_from(frame.width).ok()?, usize::try_from(frame.height).ok()?);
    if width == 0 || height == 0 || frame.rgb.len() < 3 * width * height {
        return None;
    }
    let grey = |x: usize, y: usize| {
        let at = 3 * (y * width + x);
        let [r, g, b] = [0, 1, 2].map(|part| u32::from(frame.rgb[at + part]));
        // Luma of ITU-R BT.601, in thousandths.
        u8::try_from((299 * r + 587 * g + 114 * b) / 1000).unwrap_or(u8::MAX)
    };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    picture
        .detect_grids()
        .into_iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .find(|text| text.len() <= MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use interview::time::MediaTime;
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::*;

    /// A picture with the code of `text`, `scale` pixels a module, on grey.
    fn picture(text: &str, scale: usize, (width, height): (usize, usize)) -> VideoFrame {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let quiet = 4;
        let mut rgb = vec![150u8; 3 * width * height];
        let side = usize::try_from(code.size()).unwrap() + 2 * quiet;
        for y in 0..side * scale {
            for x in 0..side * scale {
                let module = |at: usize| i32::try_from(at / scale).unwrap() - 4;
                let dark = code.get_module(module(x), module(y));
                let at = 3 * ((y + 40) * width + x + 60);
                rgb[at..at + 3].fill(if dark { 30 } else { 235 });
            }
        }
        VideoFrame {
            time: MediaTime::from_millis(0),
            index: 0,
            width: u32::try_from(width).unwrap(),
            height: u32::try_from(height).unwrap(),
            rgb: rgb.into(),
        }
    }

    #[test]
    fn the_text_of_a_code_before_the_camera_is_read() {
        for text in ["YS-20261125-7K3M42", "https://hr.example/c/7K3M42?lang=zh"] {
            assert_eq!(read_qr(&picture(text, 6, (640, 480))).as_deref(), Some(text));
        }
    }

    #[test]
    fn pictures_without_a_code_have_no_text() {
        let mut blank = picture("7K3M42", 6, (640, 480));
        blank.rgb = vec![150u8; 3 * 640 * 480].into();
        assert_eq!(read_qr(&blank), None);
        blank.rgb = vec![0u8; 10].into();
        assert_eq!(read_qr(&blank), None, "a picture that is cut off");
        let long = "7".repeat(MAX_BYTES + 1);
        assert_eq!(read_qr(&picture(&long, 4, (640, 480))), None);
    }
}
