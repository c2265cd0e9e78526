//! The outbox in memory passes the suite that every outbox has to pass.

use fixtures::{MemoryOutbox, outbox_contract};

#[test]
fn the_outbox_in_memory_keeps_the_contract() {
    outbox_contract(|asked| (MemoryOutbox::new(asked), asked.clone()));
}
