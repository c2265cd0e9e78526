//! CTranslate2's tensor names and their places in ggml.

use super::super::ConvertError;
use super::ct2::Ct2Model;
use super::ggml::{Dimensions, GgmlWriter, Precision};

/// Writes every tensor of the encoder and the decoder.
pub(super) fn write_all(
    model: &Ct2Model,
    sizes: &Dimensions,
    writer: &mut GgmlWriter,
) -> Result<(), ConvertError> {
    let mut mapper = Mapper { model, writer };
    mapper.encoder(sizes.encoder_layers)?;
    mapper.decoder(sizes.decoder_layers)
}

struct Mapper<'a, 'b> {
    model: &'a Ct2Model<'b>,
    writer: &'a mut GgmlWriter,
}

impl Mapper<'_, '_> {
    fn encoder(&mut self, layers: usize) -> Result<(), ConvertError> {
        self.single("encoder/position_encodings/encodings", "encoder.positional_embedding")?;
        for conv in ["conv1", "conv2"] {
            self.half(&format!("encoder/{conv}/weight"), &format!("encoder.{conv}.weight"))?;
            // whisper.cpp adds it to a matrix of [time, channels], hence the column.
            let bias = self.model.tensor(&format!("encoder/{conv}/bias"))?.column();
            self.writer.tensor(&format!("encoder.{conv}.bias"), &bias, Precision::Single)?;
        }
        for layer in 0..layers {
            let (from, to) = (format!("encoder/layer_{layer}"), format!("encoder.blocks.{layer}"));
            self.self_attention(&from, &to)?;
            self.feed_forward(&from, &to)?;
        }
        self.norm("encoder/layer_norm", "encoder.ln_post")
    }

    fn decoder(&mut self, layers: usize) -> Result<(), ConvertError> {
        self.single("decoder/position_encodings/encodings", "decoder.positional_embedding")?;
        self.half("decoder/embeddings/weight", "decoder.token_embedding.weight")?;
        for layer in 0..layers {
            let (from, to) = (format!("decoder/layer_{layer}"), format!("decoder.blocks.{layer}"));
            self.self_attention(&from, &to)?;
            self.cross_attention(&from, &to)?;
            self.feed_forward(&from, &to)?;
        }
        self.norm("decoder/layer_norm", "decoder.ln")
    }

    /// `linear_0` stacks query, key and value; `linear_1` is the output.
    fn self_attention(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        let from = format!("{from}/self_attention");
        self.norm(&format!("{from}/layer_norm"), &format!("{to}.attn_ln"))?;
        let to = format!("{to}.attn");
        let stacked = format!("{from}/linear_0");
        self.stacked_half(&stacked, 0, 3, &format!("{to}.query.weight"))?;
        self.stacked_bias(&stacked, 0, 3, &format!("{to}.query.bias"))?;
        self.stacked_half(&stacked, 1, 3, &format!("{to}.key.weight"))?;
        self.require_zero_bias(&stacked, 1, 3)?;
        self.stacked_half(&stacked, 2, 3, &format!("{to}.value.weight"))?;
        self.stacked_bias(&stacked, 2, 3, &format!("{to}.value.bias"))?;
        self.linear(&format!("{from}/linear_1"), &format!("{to}.out"))
    }

    /// `linear_0` is the query, `linear_1` stacks key and value, `linear_2` is the output.
    fn cross_attention(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        let from = format!("{from}/attention");
        self.norm(&format!("{from}/layer_norm"), &format!("{to}.cross_attn_ln"))?;
        let to = format!("{to}.cross_attn");
        self.linear(&format!("{from}/linear_0"), &format!("{to}.query"))?;
        let stacked = format!("{from}/linear_1");
        self.stacked_half(&stacked, 0, 2, &format!("{to}.key.weight"))?;
        self.require_zero_bias(&stacked, 0, 2)?;
        self.stacked_half(&stacked, 1, 2, &format!("{to}.value.weight"))?;
        self.stacked_bias(&stacked, 1, 2, &format!("{to}.value.bias"))?;
        self.linear(&format!("{from}/linear_2"), &format!("{to}.out"))
    }

    fn feed_forward(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        self.norm(&format!("{from}/ffn/layer_norm"), &format!("{to}.mlp_ln"))?;
        self.linear(&format!("{from}/ffn/linear_0"), &format!("{to}.mlp.0"))?;
        self.linear(&format!("{from}/ffn/linear_1"), &format!("{to}.mlp.2"))
    }

    fn norm(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        self.single(&format!("{from}/gamma"), &format!("{to}.weight"))?;
        self.single(&format!("{from}/beta"), &format!("{to}.bias"))
    }

    fn linear(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        self.half(&format!("{from}/weight"), &format!("{to}.weight"))?;
        self.single(&format!("{from}/bias"), &format!("{to}.bias"))
    }

    fn half(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        self.writer.tensor(to, self.model.tensor(from)?, Precision::Half)
    }

    fn single(&mut self, from: &str, to: &str) -> Result<(), ConvertError> {
        self.writer.tensor(to, self.model.tensor(from)?, Precision::Single)
    }

    fn stacked_half(
        &mut self,
        from: &str,
        index: usize,
        parts: usize,
        to: &str,
    ) -> Result<(), ConvertError> {
        let part = self.model.tensor(&format!("{from}/weight"))?.part(index, parts)?;
        self.writer.tensor(to, &part, Precision::Half)
    }

    fn stacked_bias(
        &mut self,
        from: &str,
        index: usize,
        parts: usize,
        to: &str,
    ) -> Result<(), ConvertError> {
        let part = self.model.tensor(&format!("{from}/bias"))?.part(index, parts)?;
        self.writer.tensor(to, &part, Precision::Single)
    }

    /// Whisper's keys have no bias and ggml has no place for one: CTranslate2 stacks zeros.
    fn require_zero_bias(
        &self,
        from: &str,
        index: usize,
        parts: usize,
    ) -> Result<(), ConvertError> {
        if self.model.tensor(&format!("{from}/bias"))?.part(index, parts)?.is_zero() {
            return Ok(());
        }
        Err(ConvertError::unsupported(format!("the key bias of {from}")))
    }
}
