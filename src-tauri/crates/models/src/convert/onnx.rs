//! Writes the part of ONNX that our converters need, in protobuf's wire format.
//!
//! Field numbers are those of `onnx.proto` (ONNX 1.16). A schema compiler would bring a build
//! dependency for some forty numbers.

use half::f16;

/// A protobuf message under construction.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    const VARINT: u64 = 0;
    const LENGTH_DELIMITED: u64 = 2;
    const FIXED_32: u64 = 5;

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn key(&mut self, field: u64, wire_type: u64) {
        self.varint(field << 3 | wire_type);
    }

    fn int(&mut self, field: u64, value: i64) {
        self.key(field, Self::VARINT);
        self.varint(value.cast_unsigned());
    }

    fn float(&mut self, field: u64, value: f32) {
        self.key(field, Self::FIXED_32);
        self.0.extend(value.to_le_bytes());
    }

    fn bytes(&mut self, field: u64, value: &[u8]) {
        self.key(field, Self::LENGTH_DELIMITED);
        self.varint(value.len() as u64);
        self.0.extend_from_slice(value);
    }

    fn text(&mut self, field: u64, value: &str) {
        self.bytes(field, value.as_bytes());
    }

    fn message(&mut self, field: u64, value: &Message) {
        self.bytes(field, &value.0);
    }
}

/// `TensorProto.DataType`.
#[derive(Clone, Copy)]
pub(super) enum ElementType {
    Float = 1,
    Uint8 = 2,
    Int64 = 7,
    Int4 = 22,
}

/// An extent in the shape of an input or output.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    Fixed(i64),
    Named(&'static str),
}

/// The value of a node's attribute.
pub(super) enum Attribute<'a> {
    Int(i64),
    Float(f32),
    Text(&'a str),
    Ints(&'a [i64]),
}

/// Attributes of a node.
pub(super) type Attributes<'a> = &'a [(&'a str, Attribute<'a>)];

/// The operators of ONNX Runtime that ONNX itself lacks.
pub(super) const MICROSOFT_DOMAIN: &str = "com.microsoft";

/// A graph under construction. Values are known by their names.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Message,
    initializers: Message,
    inputs: Message,
    outputs: Message,
    last_fresh: usize,
}

impl Graph {
    /// A value name that was not used yet.
    pub(super) fn fresh(&mut self, prefix: &str) -> String {
        self.last_fresh += 1;
        format!("{prefix}_{}", self.last_fresh)
    }

    /// Adds a node of ONNX's own operators with a fresh output; returns the output.
    pub(super) fn node(&mut self, op: &str, inputs: &[&str], attributes: Attributes) -> String {
        let output = self.fresh(op);
        self.named_node("", op, inputs, &output, attributes);
        output
    }

    /// Adds a node of ONNX Runtime's own operators with a fresh output; returns the output.
    pub(super) fn microsoft_node(
        &mut self,
        op: &str,
        inputs: &[&str],
        attributes: Attributes,
    ) -> String {
        let output = self.fresh(op);
        self.named_node(MICROSOFT_DOMAIN, op, inputs, &output, attributes);
        output
    }

    fn named_node(
        &mut self,
        domain: &str,
        op: &str,
        inputs: &[&str],
        output: &str,
        attributes: Attributes,
    ) {
        let mut node = Message::default();
        for input in inputs {
            node.text(1, input);
        }
        node.text(2, output);
        node.text(3, output);
        node.text(4, op);
        for (name, value) in attributes {
            node.message(5, &attribute(name, value));
        }
        if !domain.is_empty() {
            node.text(7, domain);
        }
        self.nodes.message(1, &node);
    }

    /// Adds a constant given as raw little-endian bytes; returns its fresh name.
    pub(super) fn constant(
        &mut self,
        prefix: &str,
        shape: &[usize],
        element: ElementType,
        raw: &[u8],
    ) -> String {
        let name = self.fresh(prefix);
        let mut tensor = Message::default();
        for &extent in shape {
            tensor.int(1, extent as i64);
        }
        tensor.int(2, element as i64);
        tensor.text(8, &name);
        tensor.bytes(9, raw);
        self.initializers.message(5, &tensor);
        name
    }

    /// Adds a constant of floats.
    pub(super) fn floats(&mut self, prefix: &str, shape: &[usize], values: &[f32]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(prefix, shape, ElementType::Float, &raw)
    }

    /// Adds a constant list of integers.
    pub(super) fn ints(&mut self, prefix: &str, values: &[i64]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(prefix, &[values.len()], ElementType::Int64, &raw)
    }

    /// Declares an input.
    pub(super) fn input(&mut self, name: &str, element: ElementType, shape: &[Extent]) {
        self.inputs.message(11, &value_info(name, element, shape));
    }

    /// Declares `value` an output under `name`.
    pub(super) fn output(&mut self, name: &str, value: &str, shape: &[Extent]) {
        self.named_node("", "Identity", &[value], name, &[]);
        self.outputs.message(12, &value_info(name, ElementType::Float, shape));
    }

    /// The model as a file. `opset` is the version of ONNX's operators.
    pub(super) fn into_model(self, name: &str, ir_version: i64, opset: i64) -> Vec<u8> {
        let mut graph = self.nodes;
        graph.text(2, name);
        graph.0.extend(self.initializers.0);
        graph.0.extend(self.inputs.0);
        graph.0.extend(self.outputs.0);

        let mut model = Message::default();
        model.int(1, ir_version);
        model.text(2, "interview-station");
        model.message(7, &graph);
        model.message(8, &operator_set("", opset));
        model.message(8, &operator_set(MICROSOFT_DOMAIN, 1));
        model.0
    }
}

fn operator_set(domain: &str, version: i64) -> Message {
    let mut set = Message::default();
    set.text(1, domain);
    set.int(2, version);
    set
}

fn attribute(name: &str, value: &Attribute) -> Message {
    const KIND: u64 = 20;
    let mut message = Message::default();
    message.text(1, name);
    match value {
        Attribute::Float(value) => {
            message.float(2, *value);
            message.int(KIND, 1);
        }
        Attribute::Int(value) => {
            message.int(3, *value);
            message.int(KIND, 2);
        }
        Attribute::Text(value) => {
            message.text(4, value);
            message.int(KIND, 3);
        }
        Attribute::Ints(values) => {
            for value in *values {
                message.int(8, *value);
            }
            message.int(KIND, 7);
        }
    }
    message
}

fn value_info(name: &str, element: ElementType, shape: &[Extent]) -> Message {
    let mut dimensions = Message::default();
    for extent in shape {
        let mut dimension = Message::default();
        match extent {
            Extent::Fixed(value) => dimension.int(1, *value),
            Extent::Named(symbol) => dimension.text(2, symbol),
        }
        dimensions.message(1, &dimension);
    }
    let mut tensor = Message::default();
    tensor.int(1, element as i64);
    tensor.message(2, &dimensions);
    let mut kind = Message::default();
    kind.message(1, &tensor);
    let mut info = Message::default();
    info.text(1, name);
    info.message(2, &kind);
    info
}

/// Half-precision little-endian bytes as floats; exact.
pub(super) fn floats_from_halves(raw: &[u8]) -> Vec<f32> {
    raw.as_chunks::<2>().0.iter().map(|pair| f16::from_le_bytes(*pair).to_f32()).collect()
}

/// Little-endian bytes as floats.
pub(super) fn floats_from_bytes(raw: &[u8]) -> Vec<f32> {
    raw.as_chunks::<4>().0.iter().map(|word| f32::from_le_bytes(*word)).collect()
}
