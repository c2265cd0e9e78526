//! The graph under construction and what is known of its values.

use std::collections::HashMap;

use super::super::ConvertError;
use super::super::onnx::{Attribute, ElementType, Extent, Graph};
use super::weights::Weight;

/// The order of the axes of a value of rank 4. Other ranks are always as in TensorFlow.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// TensorFlow's.
    Nhwc,
    /// ONNX's.
    Nchw,
}

/// A computed value.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) name: String,
    pub(super) layout: Layout,
    pub(super) rank: usize,
}

/// Builds the ONNX graph node by node.
pub(super) struct Translator<'m> {
    pub(super) graph: Graph,
    weights: &'m HashMap<&'m str, Weight>,
    values: HashMap<String, Value>,
    /// Images a call.
    images: i64,
}

impl<'m> Translator<'m> {
    pub(super) fn new(weights: &'m HashMap<&'m str, Weight>, images: i64) -> Self {
        Self { graph: Graph::default(), weights, values: HashMap::new(), images }
    }

    /// Whether the net looks at one image a call, as it was made for.
    pub(super) fn one_image(&self) -> bool {
        self.images == 1
    }

    /// The first extent is the number of images.
    fn shape(&self, extents: &[i64]) -> Vec<Extent> {
        let inner = extents.iter().skip(1).copied();
        extents.first().map(|_| self.images).into_iter().chain(inner).map(Extent::Fixed).collect()
    }

    /// Declares an input of the model.
    pub(super) fn input(&mut self, node: &str, extents: &[i64]) {
        let shape = self.shape(extents);
        self.graph.input(node, ElementType::Float, &shape);
        self.define(node, node.to_owned(), Layout::Nhwc, extents.len());
    }

    /// Declares the value of `node` an output of the model, `out_` and the node's name.
    pub(super) fn output(&mut self, node: &str, extents: &[i64]) -> Result<(), ConvertError> {
        let value = self.in_layout(node, Layout::Nhwc)?;
        let shape = self.shape(extents);
        self.graph.output(&format!("out_{}", node.replace('/', "_")), &value, &shape);
        Ok(())
    }

    pub(super) fn into_graph(self) -> Graph {
        self.graph
    }

    /// Says which ONNX value holds the result of a node.
    pub(super) fn define(&mut self, node: &str, name: String, layout: Layout, rank: usize) {
        self.values.insert(node.to_owned(), Value { name, layout, rank });
    }

    /// What is known of a node's result.
    pub(super) fn value(&self, node: &str) -> Result<Value, ConvertError> {
        self.values
            .get(node)
            .cloned()
            .ok_or_else(|| ConvertError::malformed(format!("{node} is used before it is computed")))
    }

    /// The ONNX value of a node's result in the wanted layout.
    pub(super) fn in_layout(&mut self, node: &str, wanted: Layout) -> Result<String, ConvertError> {
        let value = self.value(node)?;
        if value.rank != 4 || value.layout == wanted {
            return Ok(value.name);
        }
        let order: &[i64] = match wanted {
            Layout::Nchw => &[0, 3, 1, 2],
            Layout::Nhwc => &[0, 2, 3, 1],
        };
        Ok(self.graph.node("Transpose", &[&value.name], &[("perm", Attribute::Ints(order))]))
    }

    /// A constant of floats.
    pub(super) fn floats(&self, node: &str) -> Result<(&'m [usize], &'m [f32]), ConvertError> {
        match self.weights.get(node) {
            Some(Weight::Floats { shape, values }) => Ok((shape, values)),
            _ => Err(ConvertError::unsupported(format!("{node} is no constant of floats"))),
        }
    }

    /// A constant of integers.
    pub(super) fn ints(&self, node: &str) -> Result<&'m [i64], ConvertError> {
        match self.weights.get(node) {
            Some(Weight::Ints(values)) => Ok(values),
            _ => Err(ConvertError::unsupported(format!("{node} is no constant of integers"))),
        }
    }
}
