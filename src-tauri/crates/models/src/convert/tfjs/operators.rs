//! One function for each TensorFlow operator that the face nets use.

use super::super::ConvertError;
use super::super::onnx::Attribute;
use super::topology::{Fused, Node};
use super::translator::{Layout, Translator};

/// Adds a TensorFlow node to the graph.
pub(super) fn translate(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    match node.op.as_str() {
        "Const" => Ok(()), // read with the weights, written where it is used
        "Placeholder" => {
            to.input(&node.name, &node.shape()?);
            Ok(())
        }
        "_FusedConv2D" => convolution(to, node),
        "DepthwiseConv2dNative" => depthwise_convolution(to, node),
        "MaxPool" => max_pool(to, node),
        "AddV2" => add(to, node),
        "Prelu" => {
            let input = to.in_layout(node.input(0)?, Layout::Nchw)?;
            let output = prelu(to, &input, node.input(1)?)?;
            to.define(&node.name, output, Layout::Nchw, 4);
            Ok(())
        }
        "Pad" => pad(to, node),
        "Reshape" => reshape(to, node),
        "Mean" => mean(to, node),
        "ConcatV2" => concat(to, node),
        "Softmax" => softmax(to, node),
        "Identity" => alias(to, node),
        "Relu" | "Sigmoid" => elementwise(to, node),
        other => Err(ConvertError::unsupported(format!("operator {other}"))),
    }
}

/// `Conv2D` with bias and activation folded in. Weights: [height, width, in, out].
fn convolution(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let (shape, values) = to.floats(node.input(1)?)?;
    let &[height, width, inputs, outputs] = shape else {
        return Err(ConvertError::malformed(format!("weights of {}", node.name)));
    };
    let kernel = permuted(values, [height, width, inputs, outputs], [3, 2, 0, 1]);
    let kernel = to.graph.floats("kernel", &[outputs, inputs, height, width], &kernel);
    convolve(to, node, &kernel, [height, width], 1)
}

/// Weights: [height, width, channels, 1]; each channel is a group of its own.
fn depthwise_convolution(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let (shape, values) = to.floats(node.input(1)?)?;
    let &[height, width, channels, 1] = shape else {
        return Err(ConvertError::unsupported(format!("weights of {}", node.name)));
    };
    let kernel = permuted(values, [height, width, channels, 1], [2, 3, 0, 1]);
    let kernel = to.graph.floats("kernel", &[channels, 1, height, width], &kernel);
    convolve(to, node, &kernel, [height, width], channels)
}

fn convolve(
    to: &mut Translator,
    node: &Node,
    kernel: &str,
    size: [usize; 2],
    groups: usize,
) -> Result<(), ConvertError> {
    let fused = node.fused()?;
    let mut inputs = vec![to.in_layout(node.input(0)?, Layout::Nchw)?, kernel.to_owned()];
    if fused.contains(&Fused::BiasAdd) {
        let (_, bias) = to.floats(node.input(2)?)?;
        inputs.push(to.graph.floats("bias", &[bias.len()], bias));
    }
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let mut output = to.graph.node(
        "Conv",
        &inputs,
        &[
            ("group", Attribute::Int(groups as i64)),
            ("kernel_shape", Attribute::Ints(&size.map(|extent| extent as i64))),
            ("strides", Attribute::Ints(&node.spatial("strides")?)),
            ("dilations", Attribute::Ints(&node.spatial("dilations")?)),
            ("auto_pad", Attribute::Text(node.padding()?)),
        ],
    );
    for operator in fused {
        output = match operator {
            Fused::BiasAdd => output, // an input of the convolution already
            Fused::Relu => to.graph.node("Relu", &[&output], &[]),
            Fused::Prelu => prelu(to, &output, node.input(3)?)?,
        };
    }
    to.define(&node.name, output, Layout::Nchw, 4);
    Ok(())
}

/// Slopes are one for each channel, whatever number of leading ones their shape has.
///
/// Written as `slope · x + (1 − slope) · relu(x)` with two channel-wise convolutions, which is the
/// same function: ONNX Runtime keeps convolutions, ReLU and sums in its blocked layout, while a
/// `PRelu` node costs two changes of layout and four times the time of the whole face mesh.
fn prelu(to: &mut Translator, input: &str, slopes: &str) -> Result<String, ConvertError> {
    let (_, slopes) = to.floats(slopes)?;
    let rest: Vec<f32> = slopes.iter().map(|slope| 1.0 - slope).collect();
    let channels = slopes.len();
    let slopes = to.graph.floats("slope", &[channels, 1, 1, 1], slopes);
    let rest = to.graph.floats("rest", &[channels, 1, 1, 1], &rest);
    let channel_wise =
        [("group", Attribute::Int(channels as i64)), ("kernel_shape", Attribute::Ints(&[1, 1]))];
    let positive = to.graph.node("Relu", &[input], &[]);
    let positive = to.graph.node("Conv", &[&positive, &rest], &channel_wise);
    let all = to.graph.node("Conv", &[input, &slopes], &channel_wise);
    Ok(to.graph.node("Add", &[&all, &positive], &[]))
}

fn max_pool(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let input = to.in_layout(node.input(0)?, Layout::Nchw)?;
    let output = to.graph.node(
        "MaxPool",
        &[&input],
        &[
            ("kernel_shape", Attribute::Ints(&node.spatial("ksize")?)),
            ("strides", Attribute::Ints(&node.spatial("strides")?)),
            ("auto_pad", Attribute::Text(node.padding()?)),
        ],
    );
    to.define(&node.name, output, Layout::Nchw, 4);
    Ok(())
}

/// The sum of two computed values of the same shape.
fn add(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let first = to.in_layout(node.input(0)?, Layout::Nchw)?;
    let second = to.in_layout(node.input(1)?, Layout::Nchw)?;
    let rank = to.value(node.input(0)?)?.rank;
    let output = to.graph.node("Add", &[&first, &second], &[]);
    to.define(&node.name, output, Layout::Nchw, rank);
    Ok(())
}

/// Zero padding; TensorFlow gives [before, after] for each axis, ONNX wants all befores first.
fn pad(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let &[n0, n1, h0, h1, w0, w1, c0, c1] = to.ints(node.input(1)?)? else {
        return Err(ConvertError::unsupported(format!("padding of {}", node.name)));
    };
    let input = to.in_layout(node.input(0)?, Layout::Nchw)?;
    let amounts = to.graph.ints("pads", &[n0, c0, h0, w0, n1, c1, h1, w1]);
    let output = to.graph.node("Pad", &[&input, &amounts], &[]);
    to.define(&node.name, output, Layout::Nchw, 4);
    Ok(())
}

fn reshape(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let shape = to.ints(node.input(1)?)?;
    if !to.one_image() {
        return Err(ConvertError::unsupported(format!("{} of several images", node.name)));
    }
    let input = to.in_layout(node.input(0)?, Layout::Nhwc)?;
    let target = to.graph.ints("shape", shape);
    let output = to.graph.node("Reshape", &[&input, &target], &[]);
    to.define(&node.name, output, Layout::Nhwc, shape.len());
    Ok(())
}

fn mean(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let rank = to.value(node.input(0)?)?.rank;
    let axes = to.ints(node.input(1)?)?;
    let input = to.in_layout(node.input(0)?, Layout::Nhwc)?;
    let keep = node.flag("keep_dims");
    let output = to.graph.node(
        "ReduceMean",
        &[&input],
        &[("axes", Attribute::Ints(axes)), ("keepdims", Attribute::Int(keep.into()))],
    );
    let left = if keep { rank } else { rank.saturating_sub(axes.len()) };
    to.define(&node.name, output, Layout::Nhwc, left);
    Ok(())
}

/// The last input is the axis.
fn concat(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let inputs: Vec<&str> = node.inputs().collect();
    let Some((axis, parts)) = inputs.split_last() else {
        return Err(ConvertError::malformed(format!("{} has no input", node.name)));
    };
    let &[axis] = to.ints(axis)? else {
        return Err(ConvertError::malformed(format!("axis of {}", node.name)));
    };
    let rank = to.value(node.input(0)?)?.rank;
    let mut values = Vec::with_capacity(parts.len());
    for part in parts {
        values.push(to.in_layout(part, Layout::Nhwc)?);
    }
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let output = to.graph.node("Concat", &values, &[("axis", Attribute::Int(axis))]);
    to.define(&node.name, output, Layout::Nhwc, rank);
    Ok(())
}

fn softmax(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let rank = to.value(node.input(0)?)?.rank;
    let input = to.in_layout(node.input(0)?, Layout::Nhwc)?;
    let output = to.graph.node("Softmax", &[&input], &[("axis", Attribute::Int(-1))]);
    to.define(&node.name, output, Layout::Nhwc, rank);
    Ok(())
}

fn alias(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let value = to.value(node.input(0)?)?;
    to.define(&node.name, value.name, value.layout, value.rank);
    Ok(())
}

/// Operators whose name is the same in ONNX and that don't mind the layout.
fn elementwise(to: &mut Translator, node: &Node) -> Result<(), ConvertError> {
    let value = to.value(node.input(0)?)?;
    let output = to.graph.node(&node.op, &[&value.name], &[]);
    to.define(&node.name, output, value.layout, value.rank);
    Ok(())
}

/// `values` of `shape` with its axes in another order.
fn permuted(values: &[f32], shape: [usize; 4], order: [usize; 4]) -> Vec<f32> {
    let strides = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1];
    let [extents, steps] = [shape, strides].map(|of| order.map(|axis| of[axis]));
    let mut moved = Vec::with_capacity(values.len());
    for a in 0..extents[0] {
        for b in 0..extents[1] {
            for c in 0..extents[2] {
                for d in 0..extents[3] {
                    moved.push(values[a * steps[0] + b * steps[1] + c * steps[2] + d * steps[3]]);
                }
            }
        }
    }
    moved
}
