//! Still pictures.

use std::path::PathBuf;

use capture::load_picture;
use image::{ImageEncoder, Rgb, RgbImage};
use interview::error::Faulty;

/// Left half red, right half blue.
fn halves() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, _| if x < 20 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) })
}

/// EXIF data that say how the picture lies.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff
}

fn saved(dir: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn every_format_is_known_by_its_content() {
    use image::ImageFormat::{Bmp, Jpeg, Png, WebP};
    let dir = tempfile::tempdir().unwrap();
    for format in [Jpeg, Png, WebP, Bmp] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        halves().write_to(&mut bytes, format).unwrap();
        let picture = load_picture(saved(&dir, "picture.txt", bytes.get_ref())).unwrap();
        assert_eq!((picture.width, picture.height), (40, 20), "{format:?}");
        assert!(picture.rgb[0] > 150 && picture.rgb[3 * 39 + 2] > 150, "{format:?}");
    }
}

#[test]
fn a_phone_picture_is_put_upright() {
    let dir = tempfile::tempdir().unwrap();
    // 6: what is stored as the left edge belongs at the top.
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif(6)).unwrap();
    encoder.encode_image(&halves()).unwrap();
    let picture = load_picture(saved(&dir, "phone.jpg", &bytes)).unwrap();
    assert_eq!((picture.width, picture.height), (20, 40));
    let bottom = picture.rgb.len() - 3;
    assert!(picture.rgb[0] > 150 && picture.rgb[bottom + 2] > 150);
}

#[test]
fn what_is_no_picture_has_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    halves().write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    // The size in the header is believed only to refuse it.
    let mut huge = Vec::new();
    image::codecs::bmp::BmpEncoder::new(&mut huge)
        .write_image(&[0; 12], 2, 2, image::ExtendedColorType::Rgb8)
        .unwrap();
    huge[18..22].copy_from_slice(&30_000i32.to_le_bytes());
    huge[22..26].copy_from_slice(&30_000i32.to_le_bytes());
    for (path, wanted) in [
        (dir.path().join("absent.jpg"), "media.not_found"),
        (dir.path().to_path_buf(), "media.unreadable"),
        (saved(&dir, "zero.jpg", b""), "media.empty"),
        (saved(&dir, "text.jpg", b"a letter to nobody, long enough"), "media.not_media"),
        (saved(&dir, "cut.png", &png[..png.len() / 2]), "media.truncated"),
        (saved(&dir, "huge.bmp", &huge), "media.too_large"),
    ] {
        let error = load_picture(&path).unwrap_err();
        assert_eq!(error.fault().code, wanted, "{path:?}: {error}");
    }
}
