//! The network: a BERT encoder with mean pooling, as ONNX nodes.

use super::super::ConvertError;
use super::super::onnx::{Attribute, ElementType, Graph};
use super::container::Container;
use super::quantised::BLOCK;

/// Added to the attention scores of padding: no exponent of it is above zero.
const MASKED: f32 = -1e9;
/// `MatMulNBits` computes with 8-bit activations at this level, the fastest on a CPU.
const ACCURACY_LEVEL: i64 = 4;

/// Builds the graph from a container.
pub(super) struct Encoder<'a> {
    pub(super) graph: Graph,
    container: &'a Container<'a>,
}

/// Constants that every layer uses.
struct Shared {
    /// Added to the attention scores, [B, 1, 1, L].
    mask_bias: String,
    /// [B, L, hidden] to [B, L, heads, size].
    split_heads: String,
    /// The way back.
    join_heads: String,
    score_scale: String,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(container: &'a Container<'a>) -> Self {
        Self { graph: Graph::default(), container }
    }

    /// From token ids to the embedding of the sentence.
    pub(super) fn sentence_embedding(&mut self) -> Result<String, ConvertError> {
        let to_float = [("to", Attribute::Int(ElementType::Float as i64))];
        let mask = self.graph.node("Cast", &["attention_mask"], &to_float);
        let shared = self.shared_constants(&mask);
        let mut hidden = self.token_embeddings()?;
        for layer in 0..self.container.sizes.layers {
            hidden = self.layer(&format!("l{layer}"), &hidden, &shared)?;
        }
        Ok(self.normalised_mean(&hidden, &mask))
    }

    fn shared_constants(&mut self, mask: &str) -> Shared {
        let sizes = &self.container.sizes;
        let (width, heads) = (sizes.hidden as i64, sizes.heads as i64);
        let size = sizes.hidden / sizes.heads;
        let axes = self.graph.ints("axes", &[1, 2]);
        let mask = self.graph.node("Unsqueeze", &[mask, &axes], &[]);
        let one = self.graph.floats("one", &[], &[1.0]);
        let hidden_tokens = self.graph.node("Sub", &[&one, &mask], &[]);
        let masked = self.graph.floats("masked", &[], &[MASKED]);
        Shared {
            mask_bias: self.graph.node("Mul", &[&hidden_tokens, &masked], &[]),
            // 0 keeps the extent of the input.
            split_heads: self.graph.ints("split_heads", &[0, 0, heads, size as i64]),
            join_heads: self.graph.ints("join_heads", &[0, 0, width]),
            score_scale: self.graph.floats("score_scale", &[], &[(size as f64).powf(-0.5) as f32]),
        }
    }

    /// Word, position and (always the first) type embedding, normalised.
    fn token_embeddings(&mut self) -> Result<String, ConvertError> {
        let sizes = &self.container.sizes;
        let (width, vocabulary) = (sizes.hidden, sizes.vocabulary);
        let words = self.container.quantised("emb.word", vocabulary, width)?;
        let shape = [vocabulary, width];
        let packed = words.packed_signed();
        let table = self.graph.constant("words", &shape, ElementType::Int4, &packed);
        let blocks = [vocabulary, width / BLOCK];
        let scales = self.graph.floats("word_scales", &blocks, &words.scales);
        let words = self.graph.microsoft_node(
            "GatherBlockQuantized",
            &[&table, "input_ids", &scales],
            &[
                ("gather_axis", Attribute::Int(0)),
                ("quantize_axis", Attribute::Int(1)),
                ("block_size", Attribute::Int(BLOCK as i64)),
            ],
        );
        let positions = self.positions()?;
        let sum = self.graph.node("Add", &[&words, &positions], &[]);
        self.norm("emb.ln", &sum)
    }

    /// Position plus type embedding of as many positions as there are tokens.
    fn positions(&mut self) -> Result<String, ConvertError> {
        let sizes = &self.container.sizes;
        let (width, positions) = (sizes.hidden, sizes.positions);
        let mut table = self.container.floats("emb.pos", &[positions, width])?;
        let types = self.container.floats("emb.type", &[sizes.token_types, width])?;
        for row in table.chunks_exact_mut(width) {
            row.iter_mut().zip(&types).for_each(|(value, first_type)| *value += first_type);
        }
        let table = self.graph.floats("positions", &[positions, width], &table);
        let second_axis = [("start", Attribute::Int(1)), ("end", Attribute::Int(2))];
        let length = self.graph.node("Shape", &["input_ids"], &second_axis);
        let start = self.graph.ints("start", &[0]);
        Ok(self.graph.node("Slice", &[&table, &start, &length], &[]))
    }

    fn layer(&mut self, name: &str, input: &str, with: &Shared) -> Result<String, ConvertError> {
        let (width, inner) = (self.container.sizes.hidden, self.container.sizes.feed_forward);
        let attended = self.attention(name, input, with)?;
        let attended = self.linear(&format!("{name}.ao"), &attended, width, width)?;
        let sum = self.graph.node("Add", &[input, &attended], &[]);
        let hidden = self.norm(&format!("{name}.aln"), &sum)?;
        let wide = self.linear(&format!("{name}.fi"), &hidden, inner, width)?;
        let wide = self.graph.node("Gelu", &[&wide], &[]);
        let narrow = self.linear(&format!("{name}.fo"), &wide, width, inner)?;
        let sum = self.graph.node("Add", &[&hidden, &narrow], &[]);
        self.norm(&format!("{name}.oln"), &sum)
    }

    /// Softmax(query · keyᵀ · scale + mask) · value, heads joined again.
    fn attention(
        &mut self,
        name: &str,
        input: &str,
        with: &Shared,
    ) -> Result<String, ConvertError> {
        let query = self.head(&format!("{name}.q"), input, with, &[0, 2, 1, 3])?;
        let key = self.head(&format!("{name}.k"), input, with, &[0, 2, 3, 1])?;
        let value = self.head(&format!("{name}.v"), input, with, &[0, 2, 1, 3])?;
        let graph = &mut self.graph;
        let scores = graph.node("MatMul", &[&query, &key], &[]);
        let scores = graph.node("Mul", &[&scores, &with.score_scale], &[]);
        let scores = graph.node("Add", &[&scores, &with.mask_bias], &[]);
        let weights = graph.node("Softmax", &[&scores], &[("axis", Attribute::Int(-1))]);
        let context = graph.node("MatMul", &[&weights, &value], &[]);
        let order = [("perm", Attribute::Ints(&[0, 2, 1, 3]))];
        let context = graph.node("Transpose", &[&context], &order);
        Ok(graph.node("Reshape", &[&context, &with.join_heads], &[]))
    }

    fn head(
        &mut self,
        name: &str,
        input: &str,
        with: &Shared,
        order: &[i64],
    ) -> Result<String, ConvertError> {
        let width = self.container.sizes.hidden;
        let projected = self.linear(name, input, width, width)?;
        let split = self.graph.node("Reshape", &[&projected, &with.split_heads], &[]);
        Ok(self.graph.node("Transpose", &[&split], &[("perm", Attribute::Ints(order))]))
    }

    /// input · Wᵀ + b with W of `outputs` rows in 4 bits.
    fn linear(
        &mut self,
        name: &str,
        input: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<String, ConvertError> {
        let matrix = self.container.quantised(&format!("{name}.w"), outputs, inputs)?;
        let shape = [outputs, inputs / BLOCK, BLOCK / 2];
        let packed = matrix.packed_unsigned();
        let weights = self.graph.constant("weights", &shape, ElementType::Uint8, &packed);
        let scales = self.graph.floats("scales", &[matrix.scales.len()], &matrix.scales);
        let bias = self.container.floats(&format!("{name}.b"), &[outputs])?;
        let bias = self.graph.floats("bias", &[outputs], &bias);
        let product = self.graph.microsoft_node(
            "MatMulNBits",
            &[input, &weights, &scales],
            &[
                ("K", Attribute::Int(inputs as i64)),
                ("N", Attribute::Int(outputs as i64)),
                ("bits", Attribute::Int(4)),
                ("block_size", Attribute::Int(BLOCK as i64)),
                ("accuracy_level", Attribute::Int(ACCURACY_LEVEL)),
            ],
        );
        Ok(self.graph.node("Add", &[&product, &bias], &[]))
    }

    fn norm(&mut self, name: &str, input: &str) -> Result<String, ConvertError> {
        let (width, epsilon) = (self.container.sizes.hidden, self.container.sizes.epsilon);
        let scale = self.container.floats(&format!("{name}.w"), &[width])?;
        let scale = self.graph.floats("scale", &[width], &scale);
        let shift = self.container.floats(&format!("{name}.b"), &[width])?;
        let shift = self.graph.floats("shift", &[width], &shift);
        Ok(self.graph.node(
            "LayerNormalization",
            &[input, &scale, &shift],
            &[("axis", Attribute::Int(-1)), ("epsilon", Attribute::Float(epsilon))],
        ))
    }

    /// The mean over the tokens that the mask keeps, scaled to length 1.
    fn normalised_mean(&mut self, hidden: &str, mask: &str) -> String {
        let graph = &mut self.graph;
        let last_axis = graph.ints("axes", &[2]);
        let mask = graph.node("Unsqueeze", &[mask, &last_axis], &[]);
        let kept = graph.node("Mul", &[hidden, &mask], &[]);
        let token_axis = graph.ints("axes", &[1]);
        let sum =
            graph.node("ReduceSum", &[&kept, &token_axis], &[("keepdims", Attribute::Int(0))]);
        let count =
            graph.node("ReduceSum", &[&mask, &token_axis], &[("keepdims", Attribute::Int(0))]);
        let mean = graph.node("Div", &[&sum, &count], &[]);
        let width_axis = graph.ints("axes", &[-1]);
        let length =
            graph.node("ReduceL2", &[&mean, &width_axis], &[("keepdims", Attribute::Int(1))]);
        graph.node("Div", &[&mean, &length], &[])
    }
}
