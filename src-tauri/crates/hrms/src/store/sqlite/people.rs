//! People, sessions, settings.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{SqliteStore, audit, json, to_json};
use crate::store::{NewSession, NewUser, People, Role, StoreError, Stored, User, Who};

/// The columns of a [`User`] as text, before they are read.
struct RawUser {
    name: String,
    role: String,
    password: String,
    positions: String,
}

impl RawUser {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get("name")?,
            role: row.get("role")?,
            password: row.get("password")?,
            positions: row.get("positions")?,
        })
    }

    fn user(self) -> Stored<User> {
        let role =
            Role::from_word(&self.role).ok_or_else(|| StoreError::row("users", "unknown role"))?;
        Ok(User {
            name: self.name,
            role,
            password: self.password,
            positions: json("users", &self.positions)?,
        })
    }
}

impl People for SqliteStore {
    fn add_user(&self, user: &NewUser, who: &Who) -> Stored<bool> {
        self.write(|tx| {
            let added = tx.execute(
                "INSERT INTO users (id, name, role, password, positions, created_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO NOTHING",
                params![
                    user.id.to_string(),
                    user.name,
                    user.role.word(),
                    user.password,
                    to_json("users", &user.positions)?,
                    who.now_ms
                ],
            )?;
            if added == 1 {
                audit(tx, who, "user.added", &user.name, user.role.word())?;
            }
            Ok(added == 1)
        })
    }

    fn user_by_name(&self, name: &str) -> Stored<Option<User>> {
        self.read(|db| {
            db.query_row(
                "SELECT name, role, password, positions FROM users WHERE name = ?1",
                [name],
                RawUser::from_row,
            )
            .optional()?
            .map(RawUser::user)
            .transpose()
        })
    }

    fn open_session(&self, session: &NewSession, who: &Who) -> Stored<()> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO sessions (token_sha256, user, expires_ms) VALUES (?1, ?2, ?3)",
                params![session.token_sha256, session.user, session.expires_ms],
            )?;
            audit(tx, who, "session.opened", &session.user, "")
        })
    }

    fn session_user(&self, token_sha256: &str, now_ms: i64) -> Stored<Option<User>> {
        self.read(|db| {
            db.query_row(
                "SELECT u.name, u.role, u.password, u.positions
                 FROM sessions s JOIN users u ON u.name = s.user
                 WHERE s.token_sha256 = ?1 AND s.expires_ms > ?2",
                params![token_sha256, now_ms],
                RawUser::from_row,
            )
            .optional()?
            .map(RawUser::user)
            .transpose()
        })
    }

    fn close_session(&self, token_sha256: &str, who: &Who) -> Stored<()> {
        self.write(|tx| {
            if tx.execute("DELETE FROM sessions WHERE token_sha256 = ?1", [token_sha256])? == 1 {
                audit(tx, who, "session.closed", &who.actor, "")?;
            }
            Ok(())
        })
    }

    fn setting_or(&self, key: &str, make: &dyn Fn() -> Vec<u8>) -> Stored<Vec<u8>> {
        self.write(|tx| {
            let found: Option<Vec<u8>> = tx
                .query_row("SELECT value FROM settings WHERE key = ?1", [key], |row| row.get(0))
                .optional()?;
            if let Some(value) = found {
                return Ok(value);
            }
            let value = make();
            tx.execute("INSERT INTO settings (key, value) VALUES (?1, ?2)", params![key, value])?;
            Ok(value)
        })
    }
}
