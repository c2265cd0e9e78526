//! Who sits at the desk, and the one place where its commands ask whether this person may.

use serde::Serialize;
use specta::Type;
use station::StationError;
use station::people::People;
use station::rights::{Member, Right, RightsError, StaffRole};
use tauri::{AppHandle, Manager as _, State, WebviewWindow};
use uuid::Uuid;
use vault::Vault;
use zeroize::Zeroizing;

use crate::commands::found;
use crate::desk::Desk;
use crate::door::{Door, leave};
use crate::error::CommandError;

impl Desk {
    /// Who sits at the desk, where this person may do something at all. A refusal stands in the log.
    ///
    /// Who looks at the desk as another role has the rights of that role, and of those only the ones
    /// that change nothing.
    ///
    /// # Errors
    /// [`station::review::ReviewError::NoPerson`], [`RightsError::NoRight`],
    /// [`RightsError::OnlyLooking`]; the vault.
    pub fn may(&self, right: Right) -> Result<Member, StationError> {
        let seated = self.seated()?;
        let viewed = self.viewed();
        let looks = viewed.is_some() && !right.only_looks();
        let member = viewed.unwrap_or(seated);
        match member.require(right) {
            Ok(()) if looks => {
                Err(self.refuse(&member, right, "station", RightsError::OnlyLooking)?)
            }
            Ok(()) => Ok(member),
            Err(refused) => Err(self.refuse(&member, right, "station", refused)?),
        }
    }

    /// Who sits at the desk, with the interview that a window named, where this person may do
    /// something with it. A refusal stands in the log.
    ///
    /// # Errors
    /// As [`Desk::may`]; [`StationError::UnknownInterview`].
    pub fn may_with(&self, right: Right, id: &str) -> Result<(Vault, Uuid, Member), StationError> {
        let member = self.may(right)?;
        let (vault, id) = found(self, id)?;
        let position = vault.show(id)?.summary.position;
        match member.require_at(right, &position) {
            Ok(()) => Ok((vault, id, member)),
            Err(refused) => Err(self.refuse(&member, right, &id.to_string(), refused)?),
        }
    }

    /// Tells the log, and gives the refusal back.
    fn refuse(
        &self,
        member: &Member,
        right: Right,
        subject: &str,
        refused: RightsError,
    ) -> Result<StationError, StationError> {
        if let Some(vault) = self.vault()? {
            vault.audit_by(&member.person.name, "desk.refused", subject, right.code())?;
        }
        Ok(refused.into())
    }

    /// Has an administrator look at the desk as `role` sees it, an interviewer with `positions`; without
    /// a role as themselves again. Nothing can be changed meanwhile, and the log says both.
    ///
    /// # Errors
    /// [`RightsError::NoRight`] for whoever may not set people up, [`RightsError::NoPositions`];
    /// the vault.
    pub fn look_as(
        &self,
        role: Option<StaffRole>,
        positions: &[String],
    ) -> Result<Member, StationError> {
        let seated = self.seated()?;
        if let Err(refused) = seated.require(Right::People) {
            return Err(self.refuse(&seated, Right::People, "station", refused)?);
        }
        let viewed = role
            .map(|role| Member::new(seated.id, &seated.person.name, role, positions))
            .transpose()?;
        if viewed.as_ref().is_some_and(|member| {
            member.role == StaffRole::Interviewer && member.positions.is_empty()
        }) {
            return Err(RightsError::NoPositions.into());
        }
        if let Some(vault) = self.vault()? {
            let detail = viewed.as_ref().unwrap_or(&seated).role.code();
            vault.audit_by(&seated.person.name, "desk.viewed_as", "station", detail)?;
        }
        self.view(viewed.clone());
        Ok(viewed.unwrap_or(seated))
    }

    /// Lets somebody sit down: with their own PIN where people were set up, else as administrator
    /// with what the door asks for.
    ///
    /// # Errors
    /// As [`People::sign_in`] and [`Door::admit`]; [`station::review::ReviewError::Name`].
    pub fn sit_down(&self, door: &Door, name: &str, pin: &str) -> Result<Member, StationError> {
        let unproved = Member::new(None, name, StaffRole::Administrator, &[])?;
        // Outside a kiosk a vault that does not open is told by the list, which comes next.
        let people = match self.vault() {
            Ok(Some(vault)) if !People::new(&vault).is_empty()? => Some(vault),
            _ => None,
        };
        let member = match people {
            Some(vault) => People::new(&vault).sign_in(name, pin)?,
            None => {
                door.admit(self, pin)?;
                unproved
            }
        };
        if let Ok(Some(vault)) = self.vault() {
            let id = member.id.map(|id| format!(" {id}")).unwrap_or_default();
            let detail = format!("{}{id}", member.role.code());
            vault.audit_by(&member.person.name, "desk.signed_in", "station", &detail)?;
        }
        self.seat(Some(member.clone()));
        Ok(member)
    }

    /// Lets somebody sit down with their account at the HRMS.
    ///
    /// # Errors
    /// As [`station::account::sign_in`].
    pub fn sit_down_by_hrms(
        &self,
        name: &str,
        password: &Zeroizing<String>,
    ) -> Result<Member, StationError> {
        let vault = self.vault()?.ok_or(StationError::NotEnrolled)?;
        let member = station::account::sign_in(&vault, name, password)?;
        let detail = format!("{} hrms", member.role.code());
        vault.audit_by(&member.person.name, "desk.signed_in", "station", &detail)?;
        self.seat(Some(member.clone()));
        Ok(member)
    }
}

/// Who sits at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DeskPerson {
    /// Name. Proved by a PIN where there is an id.
    pub name: String,
    /// Id; none while nobody is set up at this station.
    pub id: Option<String>,
    /// Role.
    pub role: StaffRole,
    /// What this person may do.
    pub rights: Vec<Right>,
    /// An administrator only looks as this role; nothing can be changed.
    pub viewing: bool,
}

impl DeskPerson {
    fn of(desk: &Desk, member: Member) -> Self {
        Self { viewing: desk.viewed().is_some(), ..member.into() }
    }
}

impl From<Member> for DeskPerson {
    fn from(member: Member) -> Self {
        Self {
            rights: member.rights(),
            viewing: false,
            id: member.id.map(|id| id.to_string()),
            role: member.role,
            name: member.person.name,
        }
    }
}

/// Who sits at the desk; none before anybody has said so.
#[tauri::command]
#[specta::specta]
pub async fn desk_person(desk: State<'_, Desk>) -> Result<Option<DeskPerson>, CommandError> {
    let shown = desk.seated().ok().map(|seated| desk.viewed().unwrap_or(seated));
    Ok(shown.map(|member| DeskPerson::of(&desk, member)))
}

/// By what somebody can prove at this desk who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct WaysIn {
    /// People were set up: each has a PIN of their own.
    pub people: bool,
    /// The station is enrolled, so that accounts of the HRMS can be asked for.
    pub hrms: bool,
}

/// By what somebody can prove at this desk who they are.
#[tauri::command]
#[specta::specta]
pub async fn ways_in(desk: State<'_, Desk>) -> Result<WaysIn, CommandError> {
    desk.blocking(|desk| {
        // A vault that does not open is told by the list.
        Ok(match desk.vault() {
            Ok(Some(vault)) => WaysIn {
                people: !People::new(&vault).is_empty()?,
                hrms: vault.enrolment().map_err(StationError::from)?.is_some(),
            },
            _ => WaysIn::default(),
        })
    })
    .await
}

/// Someone sits down at the desk: with the PIN of their own where people were set up. Before that
/// with the staff PIN, where one was set; at a kiosk one must be. Then the name is not proved.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(
    app: AppHandle,
    desk: State<'_, Desk>,
    name: String,
    pin: String,
) -> Result<DeskPerson, CommandError> {
    desk.blocking(move |desk| Ok(desk.sit_down(&app.state::<Door>(), &name, &pin)?.into())).await
}

/// Someone sits down at the desk with their account at the HRMS.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_by_hrms(
    desk: State<'_, Desk>,
    name: String,
    password: String,
) -> Result<DeskPerson, CommandError> {
    let password = Zeroizing::new(password);
    desk.blocking(move |desk| Ok(desk.sit_down_by_hrms(&name, &password)?.into())).await
}

/// An administrator looks at the desk as a role sees it, or as themselves again. What was opened to be
/// played before can't be played any more.
#[tauri::command]
#[specta::specta]
pub async fn view_as(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    role: Option<StaffRole>,
    positions: Vec<String>,
) -> Result<DeskPerson, CommandError> {
    let person = desk
        .blocking(move |desk| {
            let member = desk.look_as(role, &positions)?;
            Ok(DeskPerson::of(desk, member))
        })
        .await?;
    desk.close_window(window.label());
    Ok(person)
}

/// The person leaves the desk; what was opened for them can't be played by whoever comes next.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    door: State<'_, Door>,
) -> Result<(), CommandError> {
    leave(&desk, &door);
    desk.close_window(window.label());
    Ok(())
}

#[cfg(test)]
#[path = "../crates/scoring/tests/common/mod.rs"]
#[allow(clippy::unwrap_used, missing_docs)]
mod reports;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
