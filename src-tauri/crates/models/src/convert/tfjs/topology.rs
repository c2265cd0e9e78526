//! The JSON of a TensorFlow.js graph model, as far as it is needed.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde::Deserialize;

use super::super::ConvertError;

/// The whole file.
#[derive(Deserialize)]
pub(super) struct Model {
    #[serde(rename = "modelTopology")]
    pub(super) topology: Topology,
    #[serde(rename = "weightsManifest")]
    pub(super) weights: Vec<WeightGroup>,
    signature: Option<Signature>,
    #[serde(rename = "userDefinedMetadata")]
    metadata: Option<Metadata>,
}

impl Model {
    /// Outputs in the order of the file. Newer converters write the signature at the top,
    /// older ones into the metadata.
    pub(super) fn outputs(&self) -> Result<&IndexMap<String, TensorInfo>, ConvertError> {
        let signature = self.signature.as_ref();
        let in_metadata = self.metadata.as_ref().and_then(|metadata| metadata.signature.as_ref());
        signature
            .or(in_metadata)
            .map(|signature| &signature.outputs)
            .ok_or_else(|| ConvertError::malformed("no signature"))
    }
}

#[derive(Deserialize)]
pub(super) struct Topology {
    #[serde(rename = "node")]
    pub(super) nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Metadata {
    signature: Option<Signature>,
}

#[derive(Deserialize)]
struct Signature {
    outputs: IndexMap<String, TensorInfo>,
}

#[derive(Deserialize)]
pub(super) struct TensorInfo {
    name: Option<String>,
    #[serde(rename = "tensorShape")]
    shape: Option<Shape>,
}

impl TensorInfo {
    /// The node that computes it (`Identity_2` for `Identity_2:0`).
    pub(super) fn value_name<'a>(&'a self, key: &'a str) -> &'a str {
        node_name(self.name.as_deref().unwrap_or(key))
    }

    pub(super) fn extents(&self) -> Vec<i64> {
        self.shape.as_ref().map(Shape::extents).unwrap_or_default()
    }
}

#[derive(Deserialize)]
pub(super) struct WeightGroup {
    pub(super) weights: Vec<WeightInfo>,
}

#[derive(Deserialize)]
pub(super) struct WeightInfo {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) dtype: String,
    pub(super) quantization: Option<Quantization>,
}

#[derive(Deserialize)]
pub(super) struct Quantization {
    pub(super) dtype: String,
}

#[derive(Deserialize)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) op: String,
    #[serde(default)]
    input: Vec<String>,
    #[serde(default)]
    attr: HashMap<String, Attr>,
}

impl Node {
    /// The node that computes input `index`.
    pub(super) fn input(&self, index: usize) -> Result<&str, ConvertError> {
        self.inputs().nth(index).ok_or_else(|| {
            ConvertError::malformed(format!("{} {} lacks input {index}", self.op, self.name))
        })
    }

    /// The nodes that compute the inputs. Control edges (`^name`) carry no value.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &str> {
        self.input.iter().filter(|name| !name.starts_with('^')).map(|name| node_name(name))
    }

    /// Height and width of a list that TensorFlow gives as [1, height, width, 1].
    pub(super) fn spatial(&self, name: &str) -> Result<[i64; 2], ConvertError> {
        match self.attr.get(name).and_then(|attr| attr.list.as_ref()).map(|list| &*list.ints) {
            Some([_, height, width, _]) => Ok([height.0, width.0]),
            _ => Err(ConvertError::malformed(format!("{} lacks {name}", self.name))),
        }
    }

    /// ONNX's name of the padding scheme.
    pub(super) fn padding(&self) -> Result<&'static str, ConvertError> {
        let code = self.attr.get("padding").and_then(|attr| attr.text.as_deref());
        match code {
            Some("U0FNRQ==") => Ok("SAME_UPPER"), // "SAME" in base64
            Some("VkFMSUQ=") => Ok("VALID"),      // "VALID" in base64
            _ => Err(ConvertError::unsupported(format!("padding of {}", self.name))),
        }
    }

    /// What a convolution does after the multiplication, in this order.
    pub(super) fn fused(&self) -> Result<Vec<Fused>, ConvertError> {
        let list = self.attr.get("fused_ops").and_then(|attr| attr.list.as_ref());
        list.map_or(&[][..], |list| &list.texts)
            .iter()
            .map(|code| match code.as_str() {
                "Qmlhc0FkZA==" => Ok(Fused::BiasAdd), // "BiasAdd" in base64
                "UHJlbHU=" => Ok(Fused::Prelu),       // "Prelu" in base64
                "UmVsdQ==" => Ok(Fused::Relu),        // "Relu" in base64
                other => Err(ConvertError::unsupported(format!("fused operator {other}"))),
            })
            .collect()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.attr.get(name).and_then(|attr| attr.flag).unwrap_or(false)
    }

    /// The shape of a placeholder.
    pub(super) fn shape(&self) -> Result<Vec<i64>, ConvertError> {
        let shape = self.attr.get("shape").and_then(|attr| attr.shape.as_ref());
        shape
            .map(Shape::extents)
            .ok_or_else(|| ConvertError::malformed(format!("{} has no shape", self.name)))
    }
}

/// An operator that TensorFlow.js folded into a convolution.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fused {
    BiasAdd,
    Prelu,
    Relu,
}

#[derive(Deserialize)]
struct Attr {
    #[serde(rename = "s")]
    text: Option<String>,
    #[serde(rename = "b")]
    flag: Option<bool>,
    list: Option<List>,
    shape: Option<Shape>,
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "s", default)]
    texts: Vec<String>,
    #[serde(rename = "i", default)]
    ints: Vec<Int>,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "dim", default)]
    dimensions: Vec<Dimension>,
}

impl Shape {
    /// The nets were made for one image at a time: the open batch (−1) becomes 1.
    fn extents(&self) -> Vec<i64> {
        self.dimensions.iter().map(|dimension| dimension.size.0.max(1)).collect()
    }
}

#[derive(Deserialize)]
struct Dimension {
    size: Int,
}

/// Protobuf's JSON writes 64-bit integers as text.
#[derive(Deserialize)]
#[serde(try_from = "IntText")]
struct Int(i64);

#[derive(Deserialize)]
#[serde(untagged)]
enum IntText {
    Number(i64),
    Text(String),
}

impl TryFrom<IntText> for Int {
    type Error = std::num::ParseIntError;

    fn try_from(value: IntText) -> Result<Self, Self::Error> {
        match value {
            IntText::Number(number) => Ok(Self(number)),
            IntText::Text(text) => text.parse().map(Self),
        }
    }
}

/// The node of a reference: `name` for `name:0`.
fn node_name(reference: &str) -> &str {
    reference.split(':').next().unwrap_or(reference)
}
