//! Chinese resident identity cards: finds the text, reads it, and says how far it can be trusted.
//!
//! One look at a picture goes through detection of lines ([`detect`], [`boxes`]), the direction of
//! the whole card ([`geometry`]), recognition line by line ([`recognise`]), rows ([`rows`]) and
//! fields ([`front`], [`back`]). Nothing is guessed: a field that was not read is absent, and a number
//! whose check character, date or sex does not fit is never taken. Values are in types that show
//! nothing in their Debug form and are wiped when dropped; buffers of the models are wiped too.

mod back;
mod boxes;
mod detect;
mod fields;
mod front;
mod geometry;
mod mask;
mod nations;
mod patch;
mod quality;
mod reader;
mod reading;
mod recognise;
mod rows;
#[cfg(test)]
mod tests;

pub use reader::CardReader;
pub use reading::{
    CardDate, CardField, CardProblem, CardReading, CardSide, FieldName, SecretText, masked_text,
};
