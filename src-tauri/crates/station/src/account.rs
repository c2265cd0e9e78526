//! Signing in at the desk with an account of the HRMS, while it can be reached.
//!
//! The HRMS checks name and password and says which role the account has; nothing of it is kept
//! here but the line in the log. Who is offline uses the PIN of this station ([`crate::people`]).

use std::time::Duration;

use sync::{ClientOptions, HrmsClient, HrmsPerson};
use vault::Vault;
use zeroize::Zeroizing;

use crate::StationError;
use crate::delivery::runtime;
use crate::rights::{Member, RightsError, StaffRole};

/// How long somebody at the desk waits for an HRMS that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who has this account at the HRMS where the station is enrolled. Blocks while the HRMS is asked.
///
/// # Errors
/// [`StationError::NotEnrolled`]; [`StationError::Sync`] where name and password are wrong
/// (`hrms.sign_in`) or the HRMS is away; [`RightsError::NoRole`], [`RightsError::NoPositions`]
/// where the account has nothing to do at a station.
pub fn sign_in(
    vault: &Vault,
    name: &str,
    password: &Zeroizing<String>,
) -> Result<Member, StationError> {
    let enrolment = vault.enrolment()?.ok_or(StationError::NotEnrolled)?;
    let options = ClientOptions { timeout: PATIENCE, ..ClientOptions::default() };
    // As nobody: a person is asked for, not the station.
    let client = HrmsClient::new(&enrolment.hrms_url, None, options)?;
    let asked = runtime()?.block_on(client.person(name.trim(), password));
    let person = asked.inspect_err(|error| {
        if matches!(error, sync::SyncError::SignIn)
            && let Err(error) = vault.audit("desk.account_refused", "station", "")
        {
            tracing::error!(%error, "a refused account could not be told to the log");
        }
    })?;
    member(&person)
}

/// What the roles of the HRMS (contract, section on roles) are at a station.
fn member(person: &HrmsPerson) -> Result<Member, StationError> {
    let role = match person.role.as_str() {
        "hr_admin" => StaffRole::Administrator,
        "interviewer" => StaffRole::Interviewer,
        "auditor" => StaffRole::Auditor,
        _ => return Err(RightsError::NoRole.into()),
    };
    let member = Member::new(None, &person.name, role, &person.positions)?;
    if member.role == StaffRole::Interviewer && member.positions.is_empty() {
        return Err(RightsError::NoPositions.into());
    }
    Ok(member)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(role: &str, positions: &[&str]) -> Result<Member, StationError> {
        let positions = positions.iter().map(|code| (*code).to_owned()).collect();
        member(&HrmsPerson { name: "wang".to_owned(), role: role.to_owned(), positions })
    }

    #[test]
    fn an_account_gets_its_role_and_no_more() {
        assert_eq!(of("hr_admin", &[]).unwrap().role, StaffRole::Administrator);
        assert_eq!(of("auditor", &["teller"]).unwrap().positions, Vec::<String>::new());
        let interviewer = of("interviewer", &["teller"]).unwrap();
        assert_eq!((interviewer.role, interviewer.positions.len()), (StaffRole::Interviewer, 1));
        let nothing = of("interviewer", &[]).unwrap_err();
        assert!(matches!(nothing, StationError::Rights(RightsError::NoPositions)), "{nothing}");
        for stranger in ["", "HR_ADMIN", "payroll"] {
            let refused = of(stranger, &[]).unwrap_err();
            assert!(matches!(refused, StationError::Rights(RightsError::NoRole)), "{stranger}");
        }
    }
}
