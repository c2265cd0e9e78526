//! The national identity service at the government edge, simulated.

use interview::id_number::IdNumber;
use interview::ports::{IdentityAnswer, IdentityQuery, IdentityService, IdentityUnavailable};

/// Stands for the national service (NCIIS), which only banks with a contract can reach. It checks
/// what the number itself tells and says of every valid number that the name belongs to it; it is
/// named as simulated in the window, the report and the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct SimulatedIdentityService;

impl IdentityService for SimulatedIdentityService {
    fn simulated(&self) -> bool {
        true
    }

    fn check(&self, query: &IdentityQuery) -> Result<IdentityAnswer, IdentityUnavailable> {
        Ok(match IdNumber::parse(&query.id_number) {
            Err(_) => IdentityAnswer::InvalidNumber,
            Ok(_) if query.name.trim().is_empty() => IdentityAnswer::Mismatch,
            Ok(_) => IdentityAnswer::Match,
        })
    }
}
