//! Who sits there: card read and compared, card against face, liveness, the national identity
//! service.
//!
//! Nothing here rejects a person. A failed check suspends the interview and calls staff.

mod card;
mod checks;
mod live;
mod numbers;
mod recorded;
mod service;
mod worker;

pub(crate) use card::same_name;
pub use card::{CardEvidence, reason_of, today};
pub use live::{LiveIdentity, LiveParts, LiveSignal, Way};
pub use numbers::{Listening, RowStage, loudness};
pub use recorded::check_recording;
pub use service::SimulatedIdentityService;

use interview::report::{IdentityReport, ModelUse};
use serde::{Deserialize, Serialize};

/// What the checks gave, and the models behind them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IdentityOutcome {
    /// Checks.
    pub report: IdentityReport,
    /// Models.
    pub models: Vec<ModelUse>,
}
