//! What ships with the program: positions and the policy pack.

use std::path::Path;

use interview::position::Position;

use crate::StationError;
use crate::files::read_text;
use crate::policy::PolicyInForce;

const POSITIONS: [(&str, &str); 6] = [
    ("teller", include_str!("../../../../assets/positions/teller.json")),
    (
        "relationship_manager",
        include_str!("../../../../assets/positions/relationship_manager.json"),
    ),
    ("risk_manager", include_str!("../../../../assets/positions/risk_manager.json")),
    ("wealth_manager", include_str!("../../../../assets/positions/wealth_manager.json")),
    ("lobby_manager", include_str!("../../../../assets/positions/lobby_manager.json")),
    ("software_engineer", include_str!("../../../../assets/positions/software_engineer.json")),
];

const POLICY_CN: &str = include_str!("../../../../assets/policy/cn.json");

/// The positions that ship with the program.
///
/// # Errors
/// [`StationError::Position`] where a shipped file is damaged.
pub fn shipped_positions() -> Result<Vec<Position>, StationError> {
    POSITIONS.iter().map(|(_, json)| Ok(Position::from_json(json)?)).collect()
}

/// A position by the code of a shipped one, or from a file.
///
/// # Errors
/// [`StationError::UnknownPosition`] where there is neither, [`StationError::Position`] where the
/// file is wrong.
pub fn position(code_or_file: &str) -> Result<Position, StationError> {
    if let Some((_, json)) = POSITIONS.iter().find(|(code, _)| *code == code_or_file) {
        return Ok(Position::from_json(json)?);
    }
    let path = Path::new(code_or_file);
    if !path.exists() {
        return Err(StationError::UnknownPosition(code_or_file.to_owned()));
    }
    Ok(Position::from_json(&read_text(path, "position file")?)?)
}

/// A position by code: the one that the HRMS published where there is one, else as [`position`].
///
/// # Errors
/// As [`position`].
pub fn position_among(code_or_file: &str, pulled: &[Position]) -> Result<Position, StationError> {
    match pulled.iter().find(|position| position.code == code_or_file) {
        Some(published) => Ok(published.clone()),
        None => position(code_or_file),
    }
}

/// The policy pack of mainland China, the only region that ships so far. It needs no signature: it is
/// part of the program, and whoever can change that can change what reads the signature too.
///
/// # Errors
/// [`StationError::Policy`] where the shipped file is damaged.
pub fn policy() -> Result<PolicyInForce, StationError> {
    Ok(PolicyInForce::of_program(POLICY_CN)?)
}
