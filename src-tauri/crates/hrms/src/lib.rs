//! The reference HR server: the other end of the contract in `openapi.yaml`.
//!
//! Owns: interviews, reports and sealed media as the bank keeps them, and who may see them. Never
//! knows: how an interview is held, recorded or scored; it depends on `interview` and `seal` alone.
//!
//! Threads: handlers run on the async runtime; database, files and ciphers run beside it on its
//! blocking threads. Failure: what a client did wrong is a [`problem::Problem`]; a server that
//! can't start says why by an [`HrmsError`].
//!
//! | Promise | Where | Shown by |
//! |---|---|---|
//! | the same PUT twice changes nothing, another is refused | `store` | `tests/station.rs` |
//! | a report with a wrong signature is kept apart | `routes::reports` | `tests/station.rs` |
//! | an upload goes on where it was cut | `routes::tus` | `tests/uploads.rs` |
//! | media is verified before a receipt allows deletion | `verify` | `tests/uploads.rs` |
//! | text of a candidate can't run in the browser | `pages` | `tests/console.rs` |
//! | every change stands in a chained audit log | `store::sqlite` | `tests/console.rs` |

mod admin;
mod app;
pub mod auth;
pub mod blobs;
mod body;
mod clock;
mod config;
mod error;
mod keys;
mod limits;
mod pages;
pub mod problem;
mod routes;
mod server;
pub mod store;
mod verify;

pub use admin::Admin;
pub use config::{Clock, Config, KeySource, system_clock};
pub use error::HrmsError;
pub use routes::{CandidateBody, OPENAPI, operations};
pub use server::{RunningServer, serve};
