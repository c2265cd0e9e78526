//! The people of the station, for those who may set them up; and one's own PIN.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::people::People;
use station::review::ReviewError;
use station::rights::{Member, Right, RightsError, StaffRole};
use tauri::State;
use uuid::Uuid;
use vault::Vault;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::interviews::Name;

/// A person who was set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StaffMember {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: StaffRole,
    /// Codes of an interviewer's positions.
    pub positions: Vec<String>,
}

/// A position that an interviewer may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StaffPosition {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Name,
}

/// The people of the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PeopleView {
    /// In the order in which they were set up.
    pub people: Vec<StaffMember>,
    /// Positions of this station: shipped, pulled, and those of stored interviews.
    pub positions: Vec<StaffPosition>,
}

fn view(vault: &Vault) -> Result<PeopleView, StationError> {
    let members = People::new(vault).all()?.into_iter();
    Ok(PeopleView {
        people: members
            .map(|member| StaffMember {
                id: member.id.map(|id| id.to_string()).unwrap_or_default(),
                name: member.person.name,
                role: member.role,
                positions: member.positions,
            })
            .collect(),
        positions: positions(vault)?,
    })
}

fn positions(vault: &Vault) -> Result<Vec<StaffPosition>, StationError> {
    let mut named: BTreeMap<String, Name> = BTreeMap::new();
    for stored in vault.list()? {
        let name = Name { zh: stored.position.clone(), en: stored.position.clone() };
        named.insert(stored.position, name);
    }
    let known = station::library::shipped_positions()?.into_iter();
    for position in known.chain(station::delivery::positions(vault)?) {
        named.insert(position.code, Name { zh: position.name_zh, en: position.name_en });
    }
    Ok(named.into_iter().map(|(code, name)| StaffPosition { code, name }).collect())
}

/// Changes people as somebody who may, and gives what is there afterwards. A person who changed
/// themselves sits on with what they are now.
async fn changed(
    desk: State<'_, Desk>,
    change: impl FnOnce(&People<'_>, &str) -> Result<(), StationError> + Send + 'static,
) -> Result<PeopleView, CommandError> {
    desk.blocking(move |desk| {
        let member = desk.may(Right::People)?;
        let vault = desk.vault_or_new()?;
        let people = People::new(&vault);
        change(&people, &member.person.name)?;
        if let Some(id) = member.id {
            desk.seat(people.all()?.into_iter().find(|other| other.id == Some(id)));
        }
        Ok(view(&vault)?)
    })
    .await
}

fn id_of(id: &str) -> Result<Uuid, RightsError> {
    id.parse().map_err(|_| RightsError::UnknownPerson)
}

/// The people of the station.
#[tauri::command]
#[specta::specta]
pub async fn staff_people(desk: State<'_, Desk>) -> Result<PeopleView, CommandError> {
    desk.blocking(|desk| {
        desk.may(Right::People)?;
        Ok(view(&desk.vault_or_new()?)?)
    })
    .await
}

/// Sets somebody up; the first one becomes an administrator.
#[tauri::command]
#[specta::specta]
pub async fn add_person(
    desk: State<'_, Desk>,
    name: String,
    role: StaffRole,
    positions: Vec<String>,
    pin: String,
) -> Result<PeopleView, CommandError> {
    changed(desk, move |people, by| people.add(by, &name, role, &positions, &pin).map(drop)).await
}

/// Gives somebody another role, or other positions.
#[tauri::command]
#[specta::specta]
pub async fn change_person(
    desk: State<'_, Desk>,
    id: String,
    role: StaffRole,
    positions: Vec<String>,
) -> Result<PeopleView, CommandError> {
    changed(desk, move |people, by| people.change(by, id_of(&id)?, role, &positions)).await
}

/// Removes somebody; what they signed stays.
#[tauri::command]
#[specta::specta]
pub async fn remove_person(desk: State<'_, Desk>, id: String) -> Result<PeopleView, CommandError> {
    changed(desk, move |people, by| people.remove(by, id_of(&id)?)).await
}

/// Gives somebody a new PIN.
#[tauri::command]
#[specta::specta]
pub async fn new_person_pin(
    desk: State<'_, Desk>,
    id: String,
    pin: String,
) -> Result<PeopleView, CommandError> {
    changed(desk, move |people, by| people.new_pin(by, id_of(&id)?, &pin)).await
}

/// Whoever sits at the desk changes their own PIN; needs no right but to sit there.
#[tauri::command]
#[specta::specta]
pub async fn change_own_pin(
    desk: State<'_, Desk>,
    old_pin: String,
    new_pin: String,
) -> Result<(), CommandError> {
    desk.blocking(move |desk| {
        if desk.viewed().is_some() {
            return Err(RightsError::OnlyLooking.into());
        }
        let Member { id, .. } = desk.seated()?;
        let id = id.ok_or(RightsError::UnknownPerson)?;
        let vault = desk.vault()?.ok_or(ReviewError::NoPerson)?;
        Ok(People::new(&vault).change_own_pin(id, &old_pin, &new_pin)?)
    })
    .await
}
