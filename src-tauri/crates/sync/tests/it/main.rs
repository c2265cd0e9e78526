//! Station against a real HRMS: an interview goes through, whatever the network does.

// Clippy takes only functions marked as tests for tests; the helpers beside them are some too.
#![allow(clippy::unwrap_used)]

mod client;
mod contract;
mod faults;
mod proxy;
mod push;
mod support;
mod talkative;
