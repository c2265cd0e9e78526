//! The server as stations, people and browsers meet it: over HTTP, on a real store.

// Clippy takes only functions marked as tests for tests; the helpers beside them are some too.
#![allow(clippy::unwrap_used)]

mod console;
mod contract;
mod pages;
mod reports;
mod stations;
mod store;
mod support;
mod uploads;
