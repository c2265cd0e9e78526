//! People, their sessions, and whoever changes something.

use uuid::Uuid;

/// Who changes something, and when.
#[derive(Clone, Debug)]
pub struct Who {
    /// `user:NAME`, `station:ID`, `operator` (command line) or `server`.
    pub actor: String,
    /// When.
    pub now_ms: i64,
}

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and writes everything of the console.
    HrAdmin,
    /// Reads interviews of own positions.
    Interviewer,
    /// Reads metadata and the audit log, no content.
    Auditor,
}

impl Role {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::HrAdmin => "hr_admin",
            Self::Interviewer => "interviewer",
            Self::Auditor => "auditor",
        }
    }

    /// The role behind a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::HrAdmin, Self::Interviewer, Self::Auditor].into_iter().find(|r| r.word() == word)
    }
}

/// A person to add.
#[derive(Clone)]
pub struct NewUser {
    /// Id.
    pub id: Uuid,
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password hash as [`crate::auth::password`] writes it.
    pub password: String,
    /// Codes of the positions an interviewer sees.
    pub positions: Vec<String>,
}

/// A person.
#[derive(Clone)]
pub struct User {
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password hash.
    pub password: String,
    /// Codes of the positions an interviewer sees.
    pub positions: Vec<String>,
}

impl User {
    /// Whether interviews for `position` are in the person's scope.
    pub fn sees(&self, position: &str) -> bool {
        match self.role {
            Role::HrAdmin | Role::Auditor => true,
            Role::Interviewer => self.positions.iter().any(|code| code == position),
        }
    }
}

/// A session to open.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Digest of the cookie.
    pub token_sha256: String,
    /// Whose it is.
    pub user: String,
    /// When it ends.
    pub expires_ms: i64,
}
