//! For tests: an outbox in memory, the suite that every outbox has to pass, and a finished
//! interview to send.

// A fixture that can't be made is a fault of the test.
#![allow(clippy::expect_used)]

mod contract;
mod fixture;
mod memory;

pub use contract::{OutboxFixture, SealedPart, outbox_contract};
pub use fixture::{ANSWER, InterviewFixture, report, teller};
pub use memory::MemoryOutbox;
