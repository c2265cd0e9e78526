//! Sentence embeddings: near where the meaning is near, and independent of their neighbours.

mod speech_support;

use perception::text::{EMBEDDING_LEN, SentenceEncoder};
use speech_support::runtime;

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn paraphrases_are_nearer_than_other_sentences() {
    let Some((runtime, store)) = runtime() else { return };
    let mut encoder = SentenceEncoder::load(runtime, store, 1).expect("the encoder loads");
    assert_eq!(encoder.encode(&[]).expect("nothing"), Vec::<Vec<f32>>::new());
    let texts = [
        "我先请主管过来核实，再决定要不要转账。",
        "转账之前我会让主管先核对一遍。",
        "下班以后我喜欢跟同事打篮球。",
        "I ask my supervisor to check before the transfer.",
        "",
    ];
    let all = encoder.encode(&texts).expect("texts are encoded");
    assert_eq!(all.len(), texts.len());
    for (text, vector) in texts.iter().zip(&all) {
        assert_eq!(vector.len(), EMBEDDING_LEN);
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-5);
        let alone = encoder.encode(&[text]).expect("a text is encoded");
        assert_eq!(&alone[0], vector, "a vector depends on its text alone");
    }
    assert!(cosine(&all[0], &all[1]) > cosine(&all[0], &all[2]));
    assert!(cosine(&all[0], &all[3]) > cosine(&all[2], &all[3]));
    let long = "我会上报。".repeat(400);
    assert_eq!(encoder.encode(&[&long]).expect("a long text is cut")[0].len(), EMBEDDING_LEN);
}
