//! Whisper in CTranslate2's container to whisper.cpp's ggml file.
//!
//! Both hold the same half-precision weights under other names. CTranslate2 stacks the query, key
//! and value matrices of an attention into one (key and value in cross attention); ggml wants
//! them apart. The mel filters, which CTranslate2 leaves to its caller, are computed.

mod ct2;
mod ggml;
mod layers;
mod mel;
mod vocabulary;

use super::ConvertError;
use ct2::Ct2Model;
use ggml::{Dimensions, GgmlWriter};

/// Bins of the 400-point spectrum of a Whisper frame (25 ms at 16 kHz).
const SPECTRUM_BINS: usize = 201;

pub(super) fn to_ggml(model: &[u8], vocabulary: &[u8]) -> Result<Vec<u8>, ConvertError> {
    let model = Ct2Model::read(model)?;
    let dimensions = dimensions(&model)?;
    let mut writer = GgmlWriter::new(&dimensions)?;
    writer.mel_filters(dimensions.mels, SPECTRUM_BINS, &mel::filters(dimensions.mels));
    writer.vocabulary(&vocabulary::tokens(vocabulary)?)?;
    layers::write_all(&model, &dimensions, &mut writer)?;
    Ok(writer.into_bytes())
}

/// The sizes follow from the tensors.
fn dimensions(model: &Ct2Model) -> Result<Dimensions, ConvertError> {
    let [audio_context, state] = model.tensor("encoder/position_encodings/encodings")?.shape2()?;
    let [text_context, _] = model.tensor("decoder/position_encodings/encodings")?.shape2()?;
    let [vocabulary, _] = model.tensor("decoder/embeddings/weight")?.shape2()?;
    let [_, mels, _] = model.tensor("encoder/conv1/weight")?.shape3()?;
    Ok(Dimensions {
        vocabulary,
        audio_context,
        text_context,
        state,
        mels,
        encoder_heads: model.scalar("encoder/num_heads")?,
        decoder_heads: model.scalar("decoder/num_heads")?,
        encoder_layers: model.layer_count("encoder/layer_"),
        decoder_layers: model.layer_count("decoder/layer_"),
    })
}
