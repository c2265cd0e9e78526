//! Who may do what at the desk: roles, rights, and how far a right reaches. Pure: no vault, no clock.
//!
//! The desk asks here before it reads or writes anything. Branch staff who help at the candidate's
//! screen have no role; they have the staff PIN ([`crate::staff`]) and nothing of the desk.

use interview::error::{Fault, FaultClass, Faulty, Response};
use interview::review::ReviewerRole;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::review::{Person, ReviewError};

/// Role of a person at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Everything, people and settings included.
    Administrator,
    /// All interviews.
    Recruiter,
    /// Interviews of their own positions.
    Interviewer,
    /// That things were done as they should, and who decided why; nothing that a candidate said or
    /// showed.
    Auditor,
}

impl StaffRole {
    /// All roles, most rights first.
    pub const ALL: [Self; 4] =
        [Self::Administrator, Self::Recruiter, Self::Interviewer, Self::Auditor];

    /// Stable code, for the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Recruiter => "recruiter",
            Self::Interviewer => "interviewer",
            Self::Auditor => "auditor",
        }
    }

    /// The role under which reviews are signed. An auditor signs none; the more careful of the two
    /// is given, which sees no number before it has rated.
    fn reviewer(self) -> ReviewerRole {
        match self {
            Self::Administrator | Self::Recruiter => ReviewerRole::Recruiter,
            Self::Interviewer | Self::Auditor => ReviewerRole::Interviewer,
        }
    }
}

/// Something that can be done at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// See that interviews exist: candidate, position, time, state.
    List,
    /// Search names and what was said.
    Search,
    /// Read reports, transcripts, captions and scores.
    Read,
    /// Play recordings.
    Play,
    /// Set people beside each other: comparison, rankings, figures.
    Compare,
    /// Give levels and hand them in.
    Rate,
    /// Write notes and remove one's own.
    Note,
    /// Change tags.
    Tag,
    /// Decide and take a decision back.
    Decide,
    /// Take reports, tables and recordings out of the vault.
    Export,
    /// Have the queue sent, and ask whether the HRMS answers.
    Send,
    /// See what waits for the HRMS.
    Sync,
    /// See who decided what, when, and why.
    Decisions,
    /// Read the log and check its chains.
    Log,
    /// See how the machine is.
    Health,
    /// See the policy pack, models and storage; change devices, the enrolment and the staff PIN.
    Settings,
    /// Set people up, change and remove them.
    People,
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 17] = [
        Self::List,
        Self::Search,
        Self::Read,
        Self::Play,
        Self::Compare,
        Self::Rate,
        Self::Note,
        Self::Tag,
        Self::Decide,
        Self::Export,
        Self::Send,
        Self::Sync,
        Self::Decisions,
        Self::Log,
        Self::Health,
        Self::Settings,
        Self::People,
    ];

    /// Whether using it changes nothing and takes nothing away.
    pub fn only_looks(self) -> bool {
        match self {
            Self::List
            | Self::Search
            | Self::Read
            | Self::Play
            | Self::Compare
            | Self::Sync
            | Self::Decisions
            | Self::Log
            | Self::Health => true,
            Self::Rate
            | Self::Note
            | Self::Tag
            | Self::Decide
            | Self::Export
            | Self::Send
            | Self::Settings
            | Self::People => false,
        }
    }

    /// Stable code, for the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Search => "search",
            Self::Read => "read",
            Self::Play => "play",
            Self::Compare => "compare",
            Self::Rate => "rate",
            Self::Note => "note",
            Self::Tag => "tag",
            Self::Decide => "decide",
            Self::Export => "export",
            Self::Send => "send",
            Self::Sync => "sync",
            Self::Decisions => "decisions",
            Self::Log => "log",
            Self::Health => "health",
            Self::Settings => "settings",
            Self::People => "people",
        }
    }
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// To interviews of the person's own positions.
    OwnPositions,
    /// To everything.
    Everything,
}

/// The table: how far `right` reaches for `role` (capability C26; ui.md, section 8).
pub fn reach(role: StaffRole, right: Right) -> Reach {
    use Right::{
        Compare, Decide, Decisions, Export, Health, List, Log, Note, People, Play, Rate, Read,
        Search, Send, Settings, Sync, Tag,
    };
    match role {
        StaffRole::Administrator => Reach::Everything,
        StaffRole::Recruiter => match right {
            List | Search | Read | Play | Compare | Rate | Note | Tag | Decide | Export | Send
            | Sync | Decisions | Health => Reach::Everything,
            Log | Settings | People => Reach::Nothing,
        },
        StaffRole::Interviewer => match right {
            List | Search | Read | Play | Rate | Note => Reach::OwnPositions,
            Compare | Tag | Decide | Export | Send | Sync | Decisions | Log | Health | Settings
            | People => Reach::Nothing,
        },
        StaffRole::Auditor => match right {
            List | Sync | Decisions | Log | Health => Reach::Everything,
            Search | Read | Play | Compare | Rate | Note | Tag | Decide | Export | Send
            | Settings | People => Reach::Nothing,
        },
    }
}

/// Why somebody may not do something, or can't be set up so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RightsError {
    /// The role does not allow it, or not for this position.
    #[error("the role {} has no right {} here", .0.code(), .1.code())]
    NoRight(StaffRole, Right),
    /// An administrator looks at the desk as another role, which changes nothing.
    #[error("the desk is only looked at as another role")]
    OnlyLooking,
    /// Nobody could set people up any more.
    #[error("this is the last administrator")]
    LastAdministrator,
    /// Two people would sign alike.
    #[error("another person has this name")]
    NameTaken,
    /// An interviewer without a position would see nothing.
    #[error("an interviewer needs a position")]
    NoPositions,
    /// The account is known, but no role of the desk fits it.
    #[error("the account has no role at a station")]
    NoRole,
    /// No person has this id.
    #[error("nobody has this id")]
    UnknownPerson,
}

impl Faulty for RightsError {
    fn fault(&self) -> Fault {
        use FaultClass::{Input, Usage};
        use Response::CallOperator;
        match self {
            Self::NoRight(..) => Fault::new("desk.no_right", Usage, CallOperator),
            Self::OnlyLooking => Fault::new("desk.only_looking", Usage, CallOperator),
            Self::LastAdministrator => Fault::new("people.last_administrator", Usage, CallOperator),
            Self::NameTaken => Fault::new("people.name_taken", Input, CallOperator),
            Self::NoPositions => Fault::new("people.no_positions", Input, CallOperator),
            Self::NoRole => Fault::new("desk.no_role", Usage, CallOperator),
            Self::UnknownPerson => Fault::new("people.unknown", Usage, CallOperator),
        }
    }
}

/// A person with a role.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// Id; none for whoever sits at a station where nobody was set up yet.
    pub id: Option<Uuid>,
    /// As what they sign.
    pub person: Person,
    /// Role.
    pub role: StaffRole,
    /// Codes of an interviewer's positions; empty for all others.
    pub positions: Vec<String>,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Member({:?}, {:?})", self.id, self.role)
    }
}

impl Member {
    /// A person; `positions` count for an interviewer alone.
    ///
    /// # Errors
    /// [`ReviewError::Name`].
    pub fn new(
        id: Option<Uuid>,
        name: &str,
        role: StaffRole,
        positions: &[String],
    ) -> Result<Self, ReviewError> {
        let mut positions = match role {
            StaffRole::Interviewer => positions.to_vec(),
            StaffRole::Administrator | StaffRole::Recruiter | StaffRole::Auditor => Vec::new(),
        };
        positions.sort();
        positions.dedup();
        Ok(Self { id, person: Person::new(name, role.reviewer())?, role, positions })
    }

    /// Whether `right` reaches anything at all.
    pub fn may(&self, right: Right) -> bool {
        reach(self.role, right) != Reach::Nothing
    }

    /// Whether `right` reaches an interview for `position`.
    pub fn may_at(&self, right: Right, position: &str) -> bool {
        match reach(self.role, right) {
            Reach::Nothing => false,
            Reach::OwnPositions => self.positions.iter().any(|own| own == position),
            Reach::Everything => true,
        }
    }

    /// Refuses what [`Member::may`] denies.
    ///
    /// # Errors
    /// [`RightsError::NoRight`].
    pub fn require(&self, right: Right) -> Result<(), RightsError> {
        if self.may(right) { Ok(()) } else { Err(RightsError::NoRight(self.role, right)) }
    }

    /// Refuses what [`Member::may_at`] denies.
    ///
    /// # Errors
    /// [`RightsError::NoRight`].
    pub fn require_at(&self, right: Right, position: &str) -> Result<(), RightsError> {
        if self.may_at(right, position) {
            Ok(())
        } else {
            Err(RightsError::NoRight(self.role, right))
        }
    }

    /// The rights that reach anything.
    pub fn rights(&self) -> Vec<Right> {
        Right::ALL.into_iter().filter(|right| self.may(*right)).collect()
    }
}
