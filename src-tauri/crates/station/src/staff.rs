//! The staff PIN: who may help at a kiosk, and open the desk while nobody is set up there; and the
//! PIN of each person ([`crate::people`]).
//!
//! The PIN is kept stretched inside the vault. Wrong tries are counted there too, so that switching
//! the machine off does not give new ones: after five the pad is locked for a minute, and every
//! lock lasts twice as long as the one before, up to an hour.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Vault;
use zeroize::Zeroizing;

use crate::StationError;
use crate::clock::unix_ms;

/// Tries before a lock.
const TRIES: u32 = 5;
/// First lock, in milliseconds.
const FIRST_LOCK_MS: i64 = 60_000;
/// Longest lock, in milliseconds.
const LONGEST_LOCK_MS: i64 = 3_600_000;
/// Digits of a PIN, at least and at most.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;
/// Name of the setting.
const SETTING: &str = "staff.pin";
/// Argon2id with 19 MiB and 2 passes, as OWASP's password storage cheat sheet gives it.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Kept {
    salt: [u8; 16],
    hash: [u8; 32],
    failed: u32,
    locks: u32,
    locked_until_unix_ms: i64,
}

/// How a try came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinAnswer {
    /// The PIN is right.
    Right,
    /// It is wrong.
    Wrong,
    /// The pad is locked; the PIN was not looked at.
    Locked,
    /// No PIN was ever set.
    Unset,
}

/// Where the pad stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether a PIN was set.
    pub set: bool,
    /// Tries before the next lock.
    pub tries_left: u32,
    /// Whole seconds until the next try is allowed.
    pub locked_s: u32,
}

/// The PIN of a station, or of one of its people.
pub struct Gate<'v> {
    vault: &'v Vault,
    setting: String,
    /// What the log says beside a try: the id of the person, nothing for the station.
    whose: String,
}

impl<'v> Gate<'v> {
    /// The gate of this vault.
    pub fn new(vault: &'v Vault) -> Self {
        Self { vault, setting: SETTING.to_owned(), whose: String::new() }
    }

    /// The gate of one person, with tries of its own.
    pub fn of_person(vault: &'v Vault, id: Uuid) -> Self {
        Self { vault, setting: format!("{SETTING}.{id}"), whose: id.to_string() }
    }

    /// Forgets the PIN; nobody passes until another is set.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn forget(&self) -> Result<(), StationError> {
        Ok(self.vault.set_setting(&self.setting, &None::<Kept>)?)
    }

    fn kept(&self) -> Result<Option<Kept>, StationError> {
        Ok(self.vault.setting::<Option<Kept>>(&self.setting)?.flatten())
    }

    /// Sets the PIN, which forgets wrong tries.
    ///
    /// # Errors
    /// [`StationError::Pin`] unless it has 4 to 12 digits; [`StationError::Vault`].
    pub fn set(&self, pin: &str) -> Result<(), StationError> {
        if !DIGITS.contains(&pin.len()) || !pin.bytes().all(|b| b.is_ascii_digit()) {
            return Err(StationError::Pin);
        }
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| StationError::Random)?;
        let hash = *stretched(pin, &salt)?;
        let kept = Kept { salt, hash, failed: 0, locks: 0, locked_until_unix_ms: 0 };
        self.vault.set_setting(&self.setting, &kept)?;
        self.vault.audit("staff.pin_set", "station", &self.whose)?;
        Ok(())
    }

    /// Tries a PIN.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn try_pin(&self, pin: &str) -> Result<PinAnswer, StationError> {
        self.try_at(pin, unix_ms())
    }

    /// Lets pass who knows the PIN, and everyone where none was set.
    ///
    /// # Errors
    /// [`StationError::PinWrong`], [`StationError::PinLocked`]; [`StationError::Vault`].
    pub fn pass(&self, pin: &str) -> Result<(), StationError> {
        if !self.standing()?.set {
            return Ok(());
        }
        match self.try_pin(pin)? {
            PinAnswer::Right | PinAnswer::Unset => Ok(()),
            PinAnswer::Wrong => Err(StationError::PinWrong),
            PinAnswer::Locked => Err(StationError::PinLocked),
        }
    }

    /// Lets pass who knows the PIN, and nobody where none was set.
    ///
    /// # Errors
    /// [`StationError::PinUnset`], [`StationError::PinWrong`], [`StationError::PinLocked`];
    /// [`StationError::Vault`].
    pub fn require(&self, pin: &str) -> Result<(), StationError> {
        match self.try_pin(pin)? {
            PinAnswer::Right => Ok(()),
            PinAnswer::Unset => Err(StationError::PinUnset),
            PinAnswer::Wrong => Err(StationError::PinWrong),
            PinAnswer::Locked => Err(StationError::PinLocked),
        }
    }

    /// Where the pad stands.
    ///
    /// # Errors
    /// [`StationError::Vault`].
    pub fn standing(&self) -> Result<Standing, StationError> {
        self.standing_at(unix_ms())
    }

    fn try_at(&self, pin: &str, now_ms: i64) -> Result<PinAnswer, StationError> {
        let Some(mut kept) = self.kept()? else {
            return Ok(PinAnswer::Unset);
        };
        if now_ms < kept.locked_until_unix_ms {
            return Ok(PinAnswer::Locked);
        }
        // Counted before it is looked at: a power cut in between gives no free try.
        kept.failed += 1;
        if kept.failed >= TRIES {
            let lock_ms = FIRST_LOCK_MS.saturating_mul(1_i64 << kept.locks.min(10));
            kept.locked_until_unix_ms = now_ms + lock_ms.min(LONGEST_LOCK_MS);
            kept.locks += 1;
            kept.failed = 0;
        }
        self.vault.set_setting(&self.setting, &kept)?;
        let hash = stretched(pin, &kept.salt)?;
        if !same(&hash, &kept.hash) {
            self.vault.audit("staff.pin_wrong", "station", &self.whose)?;
            return Ok(PinAnswer::Wrong);
        }
        let opened = Kept { failed: 0, locks: 0, locked_until_unix_ms: 0, ..kept };
        self.vault.set_setting(&self.setting, &opened)?;
        self.vault.audit("staff.unlocked", "station", &self.whose)?;
        Ok(PinAnswer::Right)
    }

    fn standing_at(&self, now_ms: i64) -> Result<Standing, StationError> {
        Ok(match self.kept()? {
            None => Standing { set: false, tries_left: 0, locked_s: 0 },
            Some(kept) => {
                let left_ms = (kept.locked_until_unix_ms - now_ms).max(0);
                Standing {
                    set: true,
                    tries_left: TRIES.saturating_sub(kept.failed),
                    locked_s: u32::try_from((left_ms + 999) / 1_000).unwrap_or(u32::MAX),
                }
            }
        })
    }
}

/// Takes as long over a PIN as a gate does: the time of an answer must not tell whether a name is
/// known.
pub(crate) fn stretch_for_nobody(pin: &str) -> Result<(), StationError> {
    stretched(pin, &[0; 16]).map(drop)
}

fn stretched(pin: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, StationError> {
    let mut hash = Zeroizing::new([0; 32]);
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| StationError::Pin)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, hash.as_mut())
        .map_err(|_| StationError::Pin)?;
    Ok(hash)
}

/// Compares without telling by its time where the difference is.
fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |different, (x, y)| different | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let opener = vault::KeyOpener::Passphrase(Zeroizing::new("a passphrase".to_owned()));
        let vault = Vault::open_or_create(folder.path(), opener).unwrap();
        (folder, vault)
    }

    #[test]
    fn five_wrong_tries_lock_the_pad_and_each_lock_is_longer() {
        let (_folder, vault) = vault();
        let gate = Gate::new(&vault);
        assert_eq!(gate.try_at("2468", 0).unwrap(), PinAnswer::Unset);
        gate.set("2468").unwrap();
        for left in [4, 3, 2, 1] {
            assert_eq!(gate.try_at("0000", 0).unwrap(), PinAnswer::Wrong);
            assert_eq!(gate.standing_at(0).unwrap().tries_left, left);
        }
        assert_eq!(gate.try_at("0000", 0).unwrap(), PinAnswer::Wrong);
        assert_eq!(gate.standing_at(0).unwrap().locked_s, 60);
        assert_eq!(gate.try_at("2468", 59_999).unwrap(), PinAnswer::Locked);
        for _ in 0..5 {
            assert_eq!(gate.try_at("0000", 60_000).unwrap(), PinAnswer::Wrong);
        }
        assert_eq!(gate.standing_at(60_000).unwrap().locked_s, 120);
        assert_eq!(gate.try_at("2468", 180_000).unwrap(), PinAnswer::Right);
        assert_eq!(gate.standing_at(180_000).unwrap().tries_left, 5);
    }

    #[test]
    fn a_pin_is_four_to_twelve_digits() {
        let (_folder, vault) = vault();
        for bad in ["", "123", "1234567890123", "12a4", "１２３４"] {
            assert!(matches!(Gate::new(&vault).set(bad), Err(StationError::Pin)), "{bad}");
        }
        Gate::new(&vault).pass("").unwrap();
        assert!(matches!(Gate::new(&vault).require(""), Err(StationError::PinUnset)));
        Gate::new(&vault).set("1234").unwrap();
        assert!(matches!(Gate::new(&vault).pass(""), Err(StationError::PinWrong)));
        Gate::new(&vault).pass("1234").unwrap();
        Gate::new(&vault).require("1234").unwrap();
    }
}
