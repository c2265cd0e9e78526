//! The fingerprint as a QR code, drawn as SVG.

use qrcodegen::{QrCode, QrCodeEcc};

/// White modules around the code, as ISO/IEC 18004 asks for.
const QUIET_MODULES: i32 = 4;

/// `sha256:` and the hexadecimal fingerprint as a drawing; empty where it is too long for a code.
pub(crate) fn of_fingerprint(sha256: &str) -> Vec<u8> {
    let words = format!("sha256:{sha256}");
    let Ok(code) = QrCode::encode_text(&words, QrCodeEcc::Medium) else { return Vec::new() };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let length = (x..size).take_while(|&at| code.get_module(at, y)).count() as i32;
            if length > 0 {
                let (left, top) = (x + QUIET_MODULES, y + QUIET_MODULES);
                path += &format!("M{left} {top}h{length}v1h-{length}z");
            }
            x += length.max(1);
        }
    }
    let side = size + 2 * QUIET_MODULES;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path d=\"{path}\"/></svg>"
    )
    .into_bytes()
}
