//! Identity cards through the real models: the demo's card turned, tilted, shrunk, blurred and lit
//! by the test, and the cards of the shared test media.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod vision_support;

use std::path::{Path, PathBuf};

use interview::media::VideoFrame;
use perception::card::{CardDate, CardProblem, CardReader, CardReading, CardSide, FieldName};
use vision_support::{frame, media, rows, runtime};

fn reader() -> Option<CardReader> {
    let (runtime, store) = runtime()?;
    match CardReader::load(&runtime, &store, 2) {
        Ok(reader) => Some(reader),
        Err(error) => {
            println!("skipped: {error}");
            None
        }
    }
}

fn today() -> CardDate {
    CardDate::new(2026, 11, 29).unwrap()
}

fn load(path: &Path) -> VideoFrame {
    let image = image::open(path).unwrap().into_rgb8();
    let (width, height) = image.dimensions();
    frame(width, height, image.into_raw(), 0)
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/demo")
}

fn demo_person() -> serde_json::Value {
    let text = std::fs::read_to_string(demo().join("candidate.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Puts the demo's card on a grey table of 1280 × 960: `place` gives the point of the card's
/// picture, both from −1 to 1, that is seen at a point of the table.
fn on_table(card: &VideoFrame, place: impl Fn(f32, f32) -> (f32, f32)) -> VideoFrame {
    let (width, height) = (1280_u32, 960_u32);
    let mut rgb = vec![120_u8; (width * height * 3) as usize];
    let (across, down) = (card.width as f32, card.height as f32);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = place(
                (x as f32 - width as f32 / 2.0) / (width as f32 / 2.0),
                (y as f32 - height as f32 / 2.0) / (width as f32 / 2.0),
            );
            let (px, py) = ((u + 1.0) / 2.0 * across, (v + 1.0) / 2.0 * down);
            if px < 0.0 || py < 0.0 || px >= across - 1.0 || py >= down - 1.0 {
                continue;
            }
            let (fx, fy) = (px.fract(), py.fract());
            for c in 0..3 {
                let at = |dx: u32, dy: u32| {
                    let index = ((py as u32 + dy) * card.width + px as u32 + dx) * 3 + c;
                    f32::from(card.rgb[index as usize])
                };
                let top = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
                let bottom = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
                let value = top * (1.0 - fy) + bottom * fy;
                rgb[((y * width + x) * 3 + c) as usize] = value.round() as u8;
            }
        }
    }
    frame(width, height, rgb, 0)
}

/// The card turned by `degrees`, `size` times the width of the table, tilted by `tilt`.
fn laid(card: &VideoFrame, degrees: f32, size: f32, tilt: f32) -> VideoFrame {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let aspect = card.width as f32 / card.height as f32;
    on_table(card, |x, y| {
        let (u, v) = ((x * cos + y * sin) / size, (y * cos - x * sin) / size * aspect);
        let depth = 1.0 / (1.0 - tilt * u - tilt / 2.0 * v);
        (u * depth, v * depth)
    })
}

/// A box filter three times over, which is near enough to a Gaussian of `radius` pixels.
fn blurred(picture: &VideoFrame, radius: i64) -> VideoFrame {
    let (width, height) = (i64::from(picture.width), i64::from(picture.height));
    let mut rgb = picture.rgb.to_vec();
    for pass in 0..6 {
        let from = rgb.clone();
        let step = if pass % 2 == 0 { (1, 0) } else { (0, 1) };
        for y in 0..height {
            for x in 0..width {
                for c in 0..3 {
                    let sum: i64 = (-radius..=radius)
                        .map(|k| {
                            let px = (x + k * step.0).clamp(0, width - 1);
                            let py = (y + k * step.1).clamp(0, height - 1);
                            i64::from(from[((py * width + px) * 3 + c) as usize])
                        })
                        .sum();
                    rgb[((y * width + x) * 3 + c) as usize] = (sum / (2 * radius + 1)) as u8;
                }
            }
        }
    }
    frame(picture.width, picture.height, rgb, 0)
}

/// A reflection: white in an ellipse around `(x, y)`, fading outwards.
fn lit(picture: &VideoFrame, (x, y): (f32, f32), (rx, ry): (f32, f32)) -> VideoFrame {
    let mut rgb = picture.rgb.to_vec();
    for (index, value) in rgb.iter_mut().enumerate() {
        let pixel = index as u32 / 3;
        let dx = ((pixel % picture.width) as f32 - x) / rx;
        let dy = ((pixel / picture.width) as f32 - y) / ry;
        let light = (2.0 - (dx * dx + dy * dy).sqrt()).clamp(0.0, 1.0) * 255.0;
        *value = (f32::from(*value) + light).min(255.0) as u8;
    }
    frame(picture.width, picture.height, rgb, 0)
}

fn text(reading: &CardReading, name: FieldName) -> String {
    reading.field(name).map_or_else(String::new, |field| field.value.expose().to_owned())
}

fn is_the_demo_person(reading: &CardReading) -> bool {
    let person = demo_person();
    reading.is_read()
        && text(reading, FieldName::Name) == person["name"].as_str().unwrap()
        && text(reading, FieldName::IdNumber) == person["id_number"].as_str().unwrap()
        && text(reading, FieldName::Sex) == "女"
        && text(reading, FieldName::Nation) == "汉"
        && text(reading, FieldName::Birth) == "1996-04-12"
        && text(reading, FieldName::Address) == "浙江省杭州市样本区虚构路18号测试苑6幢"
}

#[test]
fn a_card_is_read_in_any_direction() {
    let Some(mut reader) = reader() else { return };
    let card = load(&demo().join("card.jpg"));
    for (degrees, size, tilt) in [
        (0.0, 0.8, 0.0),
        (15.0, 0.7, 0.0),
        (-30.0, 0.7, 0.06),
        (90.0, 0.6, 0.0),
        (180.0, 0.75, 0.05),
        (-90.0, 0.6, 0.05),
        (165.0, 0.6, 0.0),
        (4.0, 0.4, 0.0),
    ] {
        let reading = reader.read(&laid(&card, degrees, size, tilt), today()).unwrap();
        assert!(is_the_demo_person(&reading), "{degrees}°, size {size}, tilt {tilt}: {reading:?}");
        assert_eq!(reading.side, Some(CardSide::Front));
        assert!(reading.id_number().is_some());
    }
}

#[test]
fn what_spoils_a_picture_is_named() {
    let Some(mut reader) = reader() else { return };
    let card = load(&demo().join("card.jpg"));
    let flat = laid(&card, 3.0, 0.7, 0.0);
    let mut problem = |picture: &VideoFrame| reader.read(picture, today()).unwrap().problem;
    assert_eq!(problem(&blurred(&flat, 3)), Some(CardProblem::Blur));
    assert_eq!(problem(&lit(&flat, (560.0, 500.0), (110.0, 40.0))), Some(CardProblem::Glare));
    assert_eq!(problem(&laid(&card, 0.0, 0.14, 0.0)), Some(CardProblem::TooSmall));
    let blank = frame(640, 480, vec![200; 640 * 480 * 3], 0);
    assert_eq!(problem(&blank), Some(CardProblem::NotACard));
    assert_eq!(problem(&load(&demo().join("portrait/front.jpg"))), Some(CardProblem::NotACard));
}

#[test]
fn number_and_address_are_black_in_the_masked_picture() {
    let Some(mut reader) = reader() else { return };
    let picture = laid(&load(&demo().join("card.jpg")), 8.0, 0.75, 0.0);
    let reading = reader.read(&picture, today()).unwrap();
    assert!(is_the_demo_person(&reading), "{reading:?}");
    let masked = reading.masked_picture(&picture);
    let again = reader.read(&masked, today()).unwrap();
    assert!(!again.is_read());
    assert_eq!(text(&again, FieldName::IdNumber), "");
    assert_eq!(text(&again, FieldName::Address), "");
    let black = masked.rgb.chunks_exact(3).filter(|pixel| *pixel == [0, 0, 0]).count();
    assert!(black > 20_000, "{black} black pixels");
}

/// A few of the shared cards, each kind once; `station eval idcard` gives the figures on all.
#[test]
fn shared_cards_are_read_or_refused_with_a_reason() {
    let (Some(folder), Some(mut reader)) = (media("idcards"), reader()) else { return };
    for row in rows(&folder).iter().take(14) {
        let name = row["file"].as_str().unwrap();
        let reading = reader.read(&load(&folder.join(name)), today()).unwrap();
        let faulty = row["faults"].as_array().is_some_and(|faults| !faults.is_empty());
        if reading.is_read() {
            assert!(!faulty, "{name} was accepted");
            assert_eq!(text(&reading, FieldName::IdNumber), row["id_number"].as_str().unwrap());
        }
        let expected = match row["condition"].as_str().unwrap() {
            "blur" | "motion_blur" => Some(CardProblem::Blur),
            "glare" => Some(CardProblem::Glare),
            _ if faulty => continue,
            _ => None,
        };
        assert_eq!(reading.problem, expected, "{name}");
    }
}
