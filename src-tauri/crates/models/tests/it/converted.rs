//! The real models, as converted: do they compute what they should?

use models::ModelId;
use models::runtime::OnnxRuntime;
use ort::session::Session;
use ort::value::Tensor;

use crate::packages::real_store;

fn session(id: ModelId) -> Option<Session> {
    let store = real_store()?;
    Some(OnnxRuntime::load(&store).unwrap().session(&store, id, 1).unwrap())
}

/// A smooth picture without a face, values 0..1.
fn picture(side: usize, channels: usize) -> Tensor<f32> {
    let value =
        |at: usize| ((at % (side * channels)) as f32 / (side * channels) as f32).sin().abs();
    let values: Vec<f32> = (0..side * side * channels).map(value).collect();
    Tensor::from_array(([1, side, side, channels], values)).unwrap()
}

/// Runs a picture through a net and returns one output.
fn run(session: &mut Session, input: Tensor<f32>, output: &str) -> Vec<f32> {
    let outputs = session.run(ort::inputs!["input_1" => input]).unwrap();
    outputs[output].try_extract_tensor::<f32>().unwrap().1.to_vec()
}

#[test]
fn the_face_mesh_sees_no_face_where_there_is_none() {
    let Some(mut session) = session(ModelId::FaceMesh) else { return };
    let points = run(&mut session, picture(192, 3), "out_Identity_2");
    assert_eq!(points.len(), 468 * 3);
    assert!(points.iter().all(|value| value.is_finite()));
    let flag = run(&mut session, picture(192, 3), "out_Identity_1");
    assert_eq!(flag.len(), 1);
    assert!((0.0..0.5).contains(&flag[0]), "{}", flag[0]);
}

#[test]
fn the_iris_net_gives_contour_and_iris_inside_a_plausible_range() {
    let Some(mut session) = session(ModelId::Iris) else { return };
    let once = picture(64, 3);
    let (_, values) = once.extract_tensor();
    let pair = Tensor::from_array(([2, 64, 64, 3], [values, values].concat())).unwrap();
    let points = run(&mut session, pair, "out_Identity");
    let eye = (71 + 5) * 3;
    assert_eq!(points.len(), 2 * eye);
    assert!(points.iter().all(|value| value.is_finite() && value.abs() < 640.0));
    assert_eq!(points[..eye], points[eye..], "neither eye sees anything of the other");
}

#[test]
fn the_expression_net_gives_probabilities() {
    let Some(mut session) = session(ModelId::Expression) else { return };
    let classes = run(&mut session, picture(64, 1), "out_Identity");
    assert_eq!(classes.len(), 7);
    assert!((classes.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    assert!(classes.iter().all(|value| (0.0..=1.0).contains(value)));
}

#[test]
fn the_same_input_gives_the_same_bits() {
    let Some(mut first) = session(ModelId::FaceMesh) else { return };
    let Some(mut second) = session(ModelId::FaceMesh) else { return };
    let once = run(&mut first, picture(192, 3), "out_Identity_2");
    assert_eq!(once, run(&mut first, picture(192, 3), "out_Identity_2"));
    assert_eq!(once, run(&mut second, picture(192, 3), "out_Identity_2"));
}

/// Token ids of three sentences by the model's own tokenizer.
const CALM_THE_CUSTOMER: [i64; 18] = [
    0, 41, 1294, 12, 6, 13618, 65192, 142046, 1898, 4, 631, 2996, 107283, 10456, 2058, 48704, 30, 2,
];
const LISTEN_THEN_EXPLAIN: [i64; 21] = [
    0, 41, 1294, 12, 6, 18332, 179810, 43, 95687, 4, 89809, 2996, 10456, 852, 186549, 4, 13519,
    37090, 11933, 30, 2,
];
const WEEKEND_HIKING: [i64; 15] =
    [0, 41, 1294, 12, 13129, 6824, 106728, 1198, 1677, 64297, 2272, 264, 104837, 30, 2];

fn embedding(session: &mut Session, tokens: &[i64], padding: usize) -> Vec<f32> {
    let length = tokens.len() + padding;
    let ids: Vec<i64> = tokens.iter().copied().chain([1].repeat(padding)).collect();
    let mask: Vec<i64> = (0..length).map(|at| i64::from(at < tokens.len())).collect();
    let tensor = |values| Tensor::from_array(([1, length], values)).unwrap();
    let inputs = ort::inputs!["input_ids" => tensor(ids), "attention_mask" => tensor(mask)];
    let outputs = session.run(inputs).unwrap();
    outputs["embedding"].try_extract_tensor::<f32>().unwrap().1.to_vec()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn a_paraphrase_is_nearer_than_another_sentence() {
    let Some(mut session) = session(ModelId::TextEmbed) else { return };
    let calm = embedding(&mut session, &CALM_THE_CUSTOMER, 0);
    let listen = embedding(&mut session, &LISTEN_THEN_EXPLAIN, 0);
    let hiking = embedding(&mut session, &WEEKEND_HIKING, 0);
    assert_eq!(calm.len(), 384);
    assert!((cosine(&calm, &calm) - 1.0).abs() < 1e-4);
    let (near, far) = (cosine(&calm, &listen), cosine(&calm, &hiking));
    assert!(near > far + 0.05, "{near} {far}");
}

#[test]
fn padding_does_not_change_the_embedding() {
    let Some(mut session) = session(ModelId::TextEmbed) else { return };
    let alone = embedding(&mut session, &WEEKEND_HIKING, 0);
    let padded = embedding(&mut session, &WEEKEND_HIKING, 9);
    assert!(cosine(&alone, &padded) > 0.999);
}

#[test]
fn the_whisper_file_is_what_whisper_cpp_reads() {
    let Some(store) = real_store() else { return };
    let file = store.bytes(ModelId::WhisperBase).unwrap();
    let word = |at: usize| i32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    // magic, vocabulary, audio context, state, heads, layers, text context, state, heads, layers,
    // mels, f16
    let header: Vec<i32> = (0..12).map(|index| word(index * 4)).collect();
    assert_eq!(header, [0x6767_6d6c, 51865, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 1]);
    assert_eq!([word(48), word(52)], [80, 201]);

    let filters_end = 56 + 80 * 201 * 4;
    let weights = file[56..filters_end].as_chunks::<4>().0;
    let weights: Vec<f32> = weights.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    for (row, filter) in weights.chunks(201).enumerate() {
        assert!(filter.iter().all(|weight| (0.0..0.03).contains(weight)), "filter {row}");
        assert!(filter.iter().any(|weight| *weight > 0.0), "filter {row}");
    }

    let mut at = filters_end + 4;
    assert_eq!(word(filters_end), 50257);
    for _ in 0..50257 {
        at += 4 + word(at) as usize;
    }
    let mut tensors = 0;
    while at < file.len() {
        let (rank, name_bytes, half) = (word(at) as usize, word(at + 4) as usize, word(at + 8));
        let elements: usize = (0..rank).map(|axis| word(at + 12 + axis * 4) as usize).product();
        at += 12 + rank * 4 + name_bytes + elements * if half == 1 { 2 } else { 4 };
        tensors += 1;
    }
    assert_eq!((at, tensors), (file.len(), 245));
}
