//! The tree in which interviews are filed: position, stage, month, score band.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::desk::views::ListStage;
use station::review::rates_first;
use station::rights::{Member, Right};
use tauri::State;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;

/// Interviews that are filed together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Filed {
    /// Code of the position.
    pub code: String,
    /// How far they have come, as this person may know it.
    pub stage: ListStage,
    /// Month of the interview in the zone of the station, such as `2026-11`.
    pub month: String,
    /// Lower end of the score band, 0–100; none where there is no score, or it is hidden.
    pub score: Option<u32>,
    /// How many they are.
    pub count: u32,
}

/// How the interviews that this person may list are filed, as they see them.
#[tauri::command]
#[specta::specta]
pub async fn filing(desk: State<'_, Desk>) -> Result<Vec<Filed>, CommandError> {
    desk.blocking(|desk| {
        let member = desk.may(Right::List)?;
        match desk.vault()? {
            Some(vault) => Ok(filed(&vault, &member)?),
            None => Ok(Vec::new()),
        }
    })
    .await
}

/// The groups of `member`. What is hidden from them lies where their list says it lies: without a
/// score, and never as decided.
///
/// # Errors
/// Database.
pub(crate) fn filed(vault: &Vault, member: &Member) -> Result<Vec<Filed>, StationError> {
    let policy = station::policy::in_force(vault)?;
    // Whether they rate first what they have not handed in.
    let first = rates_first(&policy, &member.person, &[]);
    let mut counts = BTreeMap::new();
    for group in vault.filing(&member.person.name)? {
        if !member.may_at(Right::List, &group.position) {
            continue;
        }
        let hidden = !member.may_at(Right::Read, &group.position) || (first && !group.rated);
        let stage = match (group.decided && !hidden, group.reviewed) {
            (true, _) => ListStage::Decided,
            (false, true) => ListStage::Reviewed,
            (false, false) => ListStage::Open,
        };
        let score = group.band.filter(|_| !hidden);
        *counts.entry((group.position, stage, group.month, score)).or_default() += group.count;
    }
    let filed = counts.into_iter().map(|((code, stage, month, score), count)| Filed {
        code,
        stage,
        month,
        score,
        count,
    });
    Ok(filed.collect())
}
