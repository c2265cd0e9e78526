//! How interviews are filed: counted where they lie, none of them read.

use interview::brief::BRIEF_FORM;
use rusqlite::params;

use crate::error::VaultError;
use crate::vault::Vault;

/// Score bands of the filing: their lower ends, highest first.
const BANDS: [u32; 4] = [80, 70, 60, 0];

/// Interviews that lie together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledGroup {
    /// Code of the position.
    pub position: String,
    /// Month of the start in the zone of this machine, such as `2026-11`.
    pub month: String,
    /// Lower end of the band in which the score lies as it is shown, which is a whole number; none
    /// without a score.
    pub band: Option<u32>,
    /// Whether somebody has handed in a review.
    pub reviewed: bool,
    /// Whether it was decided.
    pub decided: bool,
    /// Whether the person who asks has handed in a review, or has a level for every competency.
    pub rated: bool,
    /// How many they are.
    pub count: u32,
}

impl Vault {
    /// All interviews in groups, with what `reviewer` has done about them. One query; no report is
    /// read.
    ///
    /// # Errors
    /// Database.
    pub fn filing(&self, reviewer: &str) -> Result<Vec<FiledGroup>, VaultError> {
        let db = self.inner.lock();
        let mut query = db.prepare_cached(&grouped())?;
        let rows = query.query_map(params![BRIEF_FORM, reviewer], |row| {
            Ok(FiledGroup {
                position: row.get(0)?,
                month: row.get(1)?,
                band: row.get(2)?,
                reviewed: row.get(3)?,
                decided: row.get(4)?,
                rated: row.get(5)?,
                count: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn grouped() -> String {
    let bands = BANDS.map(|low| format!("WHEN score >= {low} THEN {low}")).join(" ");
    format!(
        "SELECT position_code, ifnull(strftime('%Y-%m', started_wall, 'localtime'), ''),
                CASE WHEN score IS NULL THEN NULL {bands} END, reviewed, decided, rated, count(*)
         FROM (
             SELECT s.position_code, s.started_wall,
                    round(b.json ->> '$.score') AS score,
                    ifnull(json_array_length(b.json, '$.reviewers'), 0) > 0 AS reviewed,
                    b.json ->> '$.outcome' IS NOT NULL AS decided,
                    EXISTS (SELECT 1 FROM json_each(b.json, '$.reviewers') WHERE value = ?2)
                        OR ifnull((SELECT json_array_length(d.json) FROM rating_draft d
                                   WHERE d.interview_id = s.interview_id AND d.reviewer = ?2), 0)
                           >= ifnull(json_array_length(b.json, '$.abilities'), 0) AS rated
             FROM session s LEFT JOIN brief b ON b.interview_id = s.interview_id AND b.form = ?1
         )
         GROUP BY 1, 2, 3, 4, 5, 6"
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{KeyOpener, NewSession};

    /// A line as a report of eight questions has it.
    fn brief(nth: u32) -> String {
        let abilities: Vec<_> = (0..6).map(|n| serde_json::json!({ "key": n })).collect();
        let quote = "他当场就发火了，我没有跟他争，我先等他说完。".repeat(20);
        serde_json::json!({
            "score": 50.0 + f64::from(nth % 45), "abilities": abilities, "best_quote": quote,
            "reviewers": if nth.is_multiple_of(3) { vec!["陆婉清"] } else { Vec::new() },
            "outcome": if nth.is_multiple_of(7) { Some("talent_pool") } else { None },
        })
        .to_string()
    }

    #[test]
    fn ten_thousand_are_counted_by_one_query() {
        let folder = tempfile::tempdir().unwrap();
        let opener = KeyOpener::SimulatedKeystoreAt(folder.path().join("keystore"));
        let vault = Vault::create(&folder.path().join("home"), opener).unwrap();
        let pattern = Uuid::now_v7();
        vault
            .begin_session(NewSession {
                interview_id: pattern,
                position_code: "teller".into(),
                started_wall: "2026-11-25T06:30:00Z".into(),
                language: "zh".into(),
                candidate_json: "{}".into(),
                synthetic: true,
                walk_in: false,
                sync_media: false,
            })
            .unwrap();
        vault
            .inner
            .write(|tx| {
                let mut session = tx.prepare(
                    "INSERT INTO session SELECT ?1, position_code, language, ?2, candidate_json,
                         synthetic, walk_in, sync_media, state_json, phase, answers, created_ms,
                         receipt
                     FROM session WHERE interview_id = ?3",
                )?;
                let mut line = tx.prepare(
                    "INSERT INTO brief (interview_id, rev, form, json) VALUES (?1, 1, ?2, ?3)",
                )?;
                for nth in 0..9_999u32 {
                    let id = Uuid::now_v7();
                    let started = format!("2026-{:02}-15T06:30:00Z", nth % 12 + 1);
                    session.execute(params![id, started, pattern])?;
                    line.execute(params![id, BRIEF_FORM, brief(nth)])?;
                }
                Ok(())
            })
            .unwrap();
        let began = std::time::Instant::now();
        let groups = vault.filing("陆婉清").unwrap();
        println!("{} groups in {:?}", groups.len(), began.elapsed());
        assert_eq!(groups.iter().map(|group| group.count).sum::<u32>(), 10_000);
        let of = |wanted: fn(&FiledGroup) -> bool| -> u32 {
            groups.iter().filter(|group| wanted(group)).map(|group| group.count).sum()
        };
        let expected = |wanted: fn(u32) -> bool| (0..9_999).filter(|nth| wanted(*nth)).count();
        assert_eq!(of(|group| group.decided) as usize, expected(|nth| nth % 7 == 0));
        assert_eq!(of(|group| group.band == Some(80)) as usize, expected(|nth| nth % 45 >= 30));
        assert_eq!(of(|group| group.band.is_none()), 1, "one without a report");
        let reviewed = expected(|nth| nth % 3 == 0);
        assert_eq!(of(|group| group.reviewed && group.rated) as usize, reviewed);
        assert_eq!(of(|group| group.rated) as usize, reviewed + 1, "nothing is to be rated there");
        assert_eq!(of(|group| group.month == "2026-03") as usize, expected(|nth| nth % 12 == 2));
    }
}
