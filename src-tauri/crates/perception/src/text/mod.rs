//! Sentence embeddings.
//!
//! Owns: tokenising and running multilingual-e5-small. Never knows: what the sentences are for.

use models::{ModelId, ModelStore, runtime::OnnxRuntime};
use ort::session::Session;
use ort::value::TensorRef;
use tokenizers::{Tokenizer, TruncationParams};

use crate::PerceptionError;

/// Values of an embedding.
pub const EMBEDDING_LEN: usize = 384;

/// Longest text in tokens; the model has 512 positions.
const MAX_TOKENS: usize = 512;
/// Padding token of the vocabulary.
const PADDING: i64 = 1;
/// Texts that run together.
const BATCH: usize = 16;
/// The model is trained with this in front of texts that are compared with each other.
const PREFIX: &str = "query: ";
const ROLE: &str = "text_embed";
const TOKENIZER_FILE: &str = "text-embed-tokenizer.json";

/// multilingual-e5-small with 4-bit weights. Cosines of its vectors are squeezed into about
/// 0.8–1.0: compare ranks, not values.
pub struct SentenceEncoder {
    session: Session,
    tokenizer: Tokenizer,
    used: (String, String),
}

impl SentenceEncoder {
    /// Loads the model with `threads` threads (about 1 s, 150 MB).
    ///
    /// # Errors
    /// [`PerceptionError::Model`] when a file is missing or changed,
    /// [`PerceptionError::Tokenizer`] when the tokenizer can't be read.
    pub fn load(
        runtime: &OnnxRuntime,
        store: &ModelStore,
        threads: usize,
    ) -> Result<Self, PerceptionError> {
        let model = store.path(ModelId::TextEmbed)?;
        let session = runtime.session(store, ModelId::TextEmbed, threads)?;
        let bytes = store.file_bytes(ModelId::TextEmbed, TOKENIZER_FILE)?;
        let mut tokenizer = Tokenizer::from_bytes(&bytes).map_err(tokenizer_failed)?;
        tokenizer.with_padding(None);
        let truncation = TruncationParams { max_length: MAX_TOKENS, ..TruncationParams::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(tokenizer_failed)?;
        let used = (ModelId::TextEmbed.as_str().to_owned(), model.sha256);
        Ok(Self { session, tokenizer, used })
    }

    /// Name and sha256 of the model, for the report.
    pub fn model(&self) -> (String, String) {
        self.used.clone()
    }

    /// One vector of [`EMBEDDING_LEN`] values and length 1 for each text, in their order. A vector
    /// depends on its text alone, not on the others: texts run together only with texts of the
    /// same number of tokens.
    ///
    /// # Errors
    /// [`PerceptionError::Inference`], [`PerceptionError::Output`], [`PerceptionError::Tokenizer`].
    pub fn encode(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, PerceptionError> {
        let mut tokens = Vec::with_capacity(texts.len());
        for text in texts {
            let encoding =
                self.tokenizer.encode(format!("{PREFIX}{text}"), true).map_err(tokenizer_failed)?;
            tokens.push(encoding.get_ids().iter().map(|&id| i64::from(id)).collect::<Vec<_>>());
        }
        let mut order: Vec<usize> = (0..tokens.len()).collect();
        order.sort_by_key(|&index| tokens[index].len());
        let mut vectors = vec![Vec::new(); texts.len()];
        for group in order.chunk_by(|&a, &b| tokens[a].len() == tokens[b].len()) {
            for batch in group.chunks(BATCH) {
                let rows: Vec<&[i64]> =
                    batch.iter().map(|&index| tokens[index].as_slice()).collect();
                for (&index, vector) in batch.iter().zip(self.run(&rows)?) {
                    vectors[index] = vector;
                }
            }
        }
        Ok(vectors)
    }

    /// Runs rows of one length.
    fn run(&mut self, rows: &[&[i64]]) -> Result<Vec<Vec<f32>>, PerceptionError> {
        let length = rows.first().map_or(0, |row| row.len());
        let ids: Vec<i64> = rows.concat();
        let mask: Vec<i64> = ids.iter().map(|&id| i64::from(id != PADDING)).collect();
        let shape = [rows.len(), length];
        let inputs = ort::inputs! {
            "input_ids" => TensorRef::from_array_view((shape, ids.as_slice())).map_err(failed)?,
            "attention_mask" => TensorRef::from_array_view((shape, mask.as_slice())).map_err(failed)?,
        };
        let outputs = self.session.run(inputs).map_err(failed)?;
        let (_, values) = outputs["embedding"].try_extract_tensor::<f32>().map_err(failed)?;
        if values.len() != rows.len() * EMBEDDING_LEN {
            return Err(PerceptionError::Output {
                role: ROLE,
                output: "embedding",
                expected: rows.len() * EMBEDDING_LEN,
                found: values.len(),
            });
        }
        Ok(values.chunks_exact(EMBEDDING_LEN).map(normalised).collect())
    }
}

impl std::fmt::Debug for SentenceEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentenceEncoder").field("used", &self.used).finish_non_exhaustive()
    }
}

fn normalised(values: &[f32]) -> Vec<f32> {
    let length = values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
    if length == 0.0 {
        return values.to_vec();
    }
    values.iter().map(|&v| (f64::from(v) / length) as f32).collect()
}

fn failed(error: ort::Error) -> PerceptionError {
    PerceptionError::Inference { role: ROLE, detail: error.to_string() }
}

fn tokenizer_failed(error: tokenizers::Error) -> PerceptionError {
    PerceptionError::Tokenizer { role: ROLE, detail: error.to_string() }
}
