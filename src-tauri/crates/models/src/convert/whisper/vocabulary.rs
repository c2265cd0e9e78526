//! The text tokens, from GPT-2's printable spelling back to bytes.

use std::collections::HashMap;

use super::super::ConvertError;

/// Text tokens of the multilingual vocabulary; whisper.cpp makes the special ones itself.
const TEXT_TOKENS: usize = 50_257;

/// The bytes of each text token. `file` has one token a line.
pub(super) fn tokens(file: &[u8]) -> Result<Vec<Vec<u8>>, ConvertError> {
    let text = std::str::from_utf8(file)
        .map_err(|_| ConvertError::malformed("the vocabulary is not UTF-8"))?;
    let byte_of = byte_of_printable();
    let tokens: Vec<Vec<u8>> = text
        .split('\n')
        .take(TEXT_TOKENS)
        .map(|line| bytes(line, &byte_of))
        .collect::<Result<_, _>>()?;
    if tokens.len() < TEXT_TOKENS {
        return Err(ConvertError::Truncated { what: "the vocabulary" });
    }
    Ok(tokens)
}

fn bytes(line: &str, byte_of: &HashMap<char, u8>) -> Result<Vec<u8>, ConvertError> {
    line.chars()
        .map(|letter| byte_of.get(&letter).copied())
        .collect::<Option<_>>()
        .ok_or_else(|| ConvertError::malformed("the vocabulary is not in GPT-2's byte spelling"))
}

/// GPT-2 spells a byte that Latin-1 can print as that letter, and the others, in ascending order,
/// as the letters from U+0100 on (`bytes_to_unicode` in OpenAI's `encoder.py`).
fn byte_of_printable() -> HashMap<char, u8> {
    let mut substitutes = '\u{100}'..;
    (0..=u8::MAX)
        .filter_map(|byte| {
            let printable = matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
            let letter = if printable { char::from(byte) } else { substitutes.next()? };
            Some((letter, byte))
        })
        .collect()
}
