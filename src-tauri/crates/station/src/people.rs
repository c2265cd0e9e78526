//! The people of a station: names, roles, positions, a PIN each. They are kept in the vault.
//!
//! While nobody is set up, who passes the staff PIN sits at the desk as administrator, as at every
//! station before there were roles. The first person to be set up is an administrator, and one
//! always remains.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Vault;

use crate::StationError;
use crate::desk::views::Views;
use crate::rights::{Member, RightsError, StaffRole};
use crate::staff::Gate;

/// Name of the setting.
const SETTING: &str = "staff.people";

#[derive(Serialize, Deserialize)]
struct Kept {
    id: Uuid,
    name: String,
    role: StaffRole,
    positions: Vec<String>,
}

/// The people of a vault. Every change is told to the log under the name of `by`.
pub struct People<'v> {
    vault: &'v Vault,
}

impl<'v> People<'v> {
    /// The people of this vault.
    pub fn new(vault: &'v Vault) -> Self {
        Self { vault }
    }

    /// All, in the order in which they were set up.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn all(&self) -> Result<Vec<Member>, StationError> {
        let kept = self.vault.setting::<Vec<Kept>>(SETTING)?.unwrap_or_default();
        let members = kept.into_iter();
        Ok(members
            .map(|kept| Member::new(Some(kept.id), &kept.name, kept.role, &kept.positions))
            .collect::<Result<_, _>>()?)
    }

    /// Whether nobody was set up yet.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn is_empty(&self) -> Result<bool, StationError> {
        Ok(self.all()?.is_empty())
    }

    /// The person with this name and PIN. A name that nobody has is told as a wrong PIN, so that
    /// nobody can ask for names.
    ///
    /// # Errors
    /// [`StationError::PinWrong`], [`StationError::PinLocked`]; [`StationError::Vault`].
    pub fn sign_in(&self, name: &str, pin: &str) -> Result<Member, StationError> {
        let name = name.trim();
        let found = self.all()?.into_iter().find(|member| member.person.name == name);
        let Some(member) = found else {
            crate::staff::stretch_for_nobody(pin)?;
            self.vault.audit("staff.pin_wrong", "station", "")?;
            return Err(StationError::PinWrong);
        };
        match self.gate(&member).require(pin) {
            Err(StationError::PinUnset) => Err(StationError::PinWrong),
            other => other.map(|()| member),
        }
    }

    /// Sets somebody up and gives their id. The first one becomes an administrator whatever `role`
    /// says: nobody else could set up the next.
    ///
    /// # Errors
    /// [`StationError::Pin`], [`crate::review::ReviewError::Name`], [`RightsError::NameTaken`],
    /// [`RightsError::NoPositions`]; [`StationError::Vault`].
    pub fn add(
        &self,
        by: &str,
        name: &str,
        role: StaffRole,
        positions: &[String],
        pin: &str,
    ) -> Result<Uuid, StationError> {
        let mut all = self.all()?;
        let role = if all.is_empty() { StaffRole::Administrator } else { role };
        let id = Uuid::now_v7();
        let member = usable(Member::new(Some(id), name, role, positions)?)?;
        if all.iter().any(|other| other.person.name == member.person.name) {
            return Err(RightsError::NameTaken.into());
        }
        // Before the list: a power cut in between leaves no person without a PIN.
        self.gate(&member).set(pin)?;
        all.push(member);
        self.keep(&all)?;
        self.vault.audit_by(by, "people.added", "station", &format!("{id} {}", role.code()))?;
        Ok(id)
    }

    /// Gives somebody another role, or other positions.
    ///
    /// # Errors
    /// [`RightsError::UnknownPerson`], [`RightsError::LastAdministrator`],
    /// [`RightsError::NoPositions`]; [`StationError::Vault`].
    pub fn change(
        &self,
        by: &str,
        id: Uuid,
        role: StaffRole,
        positions: &[String],
    ) -> Result<(), StationError> {
        let mut all = self.all()?;
        let place = place_of(&all, id)?;
        let name = all[place].person.name.clone();
        all[place] = usable(Member::new(Some(id), &name, role, positions)?)?;
        with_administrator(&all)?;
        self.keep(&all)?;
        let detail = std::iter::once(role.code().to_owned()).chain(all[place].positions.clone());
        let detail = detail.collect::<Vec<_>>().join(" ");
        self.vault.audit_by(by, "people.changed", "station", &format!("{id} {detail}"))?;
        Ok(())
    }

    /// Removes somebody and their PIN. What they signed stays.
    ///
    /// # Errors
    /// [`RightsError::UnknownPerson`], [`RightsError::LastAdministrator`]; [`StationError::Vault`].
    pub fn remove(&self, by: &str, id: Uuid) -> Result<(), StationError> {
        let mut all = self.all()?;
        let removed = all.remove(place_of(&all, id)?);
        with_administrator(&all)?;
        self.keep(&all)?;
        self.gate(&removed).forget()?;
        Views::of(self.vault, &removed).forget()?;
        self.vault.audit_by(by, "people.removed", "station", &id.to_string())?;
        Ok(())
    }

    /// Gives somebody a new PIN, which forgets wrong tries.
    ///
    /// # Errors
    /// [`RightsError::UnknownPerson`], [`StationError::Pin`]; [`StationError::Vault`].
    pub fn new_pin(&self, by: &str, id: Uuid, pin: &str) -> Result<(), StationError> {
        let all = self.all()?;
        self.gate(&all[place_of(&all, id)?]).set(pin)?;
        self.vault.audit_by(by, "people.pin", "station", &id.to_string())?;
        Ok(())
    }

    /// Gives the person with this name a new PIN, asked for by whoever can open the vault: the way
    /// back for an administrator who has forgotten theirs.
    ///
    /// # Errors
    /// As [`People::new_pin`].
    pub fn new_pin_of(&self, name: &str, pin: &str) -> Result<(), StationError> {
        let all = self.all()?;
        let named = all.iter().find(|member| member.person.name == name.trim());
        let id = named.and_then(|member| member.id).ok_or(RightsError::UnknownPerson)?;
        self.new_pin("station", id, pin)
    }

    /// Somebody changes their own PIN with the old one.
    ///
    /// # Errors
    /// [`RightsError::UnknownPerson`], [`StationError::PinWrong`], [`StationError::PinLocked`],
    /// [`StationError::Pin`]; [`StationError::Vault`].
    pub fn change_own_pin(&self, id: Uuid, old: &str, new: &str) -> Result<(), StationError> {
        let all = self.all()?;
        let gate = self.gate(&all[place_of(&all, id)?]);
        gate.require(old)?;
        gate.set(new)
    }

    fn gate(&self, member: &Member) -> Gate<'v> {
        Gate::of_person(self.vault, member.id.unwrap_or_default())
    }

    fn keep(&self, all: &[Member]) -> Result<(), StationError> {
        let kept: Vec<Kept> = all
            .iter()
            .map(|member| Kept {
                id: member.id.unwrap_or_default(),
                name: member.person.name.clone(),
                role: member.role,
                positions: member.positions.clone(),
            })
            .collect();
        Ok(self.vault.set_setting(SETTING, &kept)?)
    }
}

fn place_of(all: &[Member], id: Uuid) -> Result<usize, RightsError> {
    all.iter().position(|member| member.id == Some(id)).ok_or(RightsError::UnknownPerson)
}

fn usable(member: Member) -> Result<Member, RightsError> {
    if member.role == StaffRole::Interviewer && member.positions.is_empty() {
        return Err(RightsError::NoPositions);
    }
    Ok(member)
}

fn with_administrator(all: &[Member]) -> Result<(), RightsError> {
    if all.iter().any(|member| member.role == StaffRole::Administrator) {
        Ok(())
    } else {
        Err(RightsError::LastAdministrator)
    }
}
