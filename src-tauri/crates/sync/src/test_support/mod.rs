//! For tests: an outbox in memory, and the suite that every outbox has to pass.

mod contract;
mod memory;

pub use contract::{OutboxFixture, SealedPart, outbox_contract};
pub use memory::MemoryOutbox;
