//! What goes into the store and what comes out. Times are Unix milliseconds, digests lower-case
//! hex, secrets stand as their SHA-256 only.

mod catalogue;
mod interviews;
mod media;
mod people;
mod stations;
mod upkeep;

pub use catalogue::*;
pub use interviews::*;
pub use media::*;
pub use people::*;
pub use stations::*;
pub use upkeep::*;
