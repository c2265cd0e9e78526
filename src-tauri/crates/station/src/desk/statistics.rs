//! Figures over many interviews of one position. Small groups stay hidden, so that no figure tells
//! of a single person.

use std::collections::{BTreeMap, BTreeSet};

use interview::brief::{BothNames, ReportBrief};
use interview::review::Outcome;

use super::agreement::{AbilityAgreement, Agreement, agreement};

/// Fewer people than this are not shown (ui.md, section 7).
pub const MIN_GROUP: usize = 10;
/// Under this share of people who go on, questions and requirement deserve a look (ui.md, 7).
pub const LOW_SHARE: f64 = 0.3;
/// Behaviours listed for a competency.
const BEHAVIOURS: usize = 6;

/// A report and the month of its interview, such as `2026-11`.
#[derive(Clone, Debug)]
pub struct Dated<'a> {
    /// Month.
    pub month: String,
    /// Report.
    pub brief: &'a ReportBrief,
}

/// How many of a month's people went on, as people decided.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthShare {
    /// Month, such as `2026-11`.
    pub month: String,
    /// Share that went to the second round, 0–1, two decimals; none under [`MIN_GROUP`] decisions.
    pub share: Option<f64>,
    /// Decisions behind it; none under [`MIN_GROUP`].
    pub decided: Option<u32>,
}

/// How people's scores for a competency are spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Key.
    pub key: String,
    /// Name.
    pub name: BothNames,
    /// Required, 0–100.
    pub required: u32,
    /// Whole scores, lowest first; empty under [`MIN_GROUP`] people.
    pub scores: Vec<u32>,
    /// Lower quartile, median, upper quartile; none under [`MIN_GROUP`].
    pub quartiles: Option<[f64; 3]>,
}

/// How many people showed a behaviour of the position's model.
#[derive(Clone, Debug, PartialEq)]
pub struct Behaviour {
    /// Key of the competency.
    pub competency: String,
    /// Its name.
    pub name: BothNames,
    /// The behaviour, in the language of the position.
    pub text: String,
    /// Share of the people scored for the competency, 0–1, two decimals.
    pub share: f64,
    /// The same by month, in the order of [`Statistics::months`]; none for a month with fewer than
    /// [`MIN_GROUP`] such people.
    pub trend: Vec<Option<f64>>,
}

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// People with a report.
    pub people: u32,
    /// By month, oldest first.
    pub months: Vec<MonthShare>,
    /// By competency.
    pub spreads: Vec<Spread>,
    /// Most frequent first, six for a competency; none for a competency under [`MIN_GROUP`] people.
    pub behaviours: Vec<Behaviour>,
    /// The newest month whose share lies under [`LOW_SHARE`], if the newest shown one does.
    pub low: Option<MonthShare>,
    /// How well people agree, over all competencies.
    pub agreement: Agreement,
    /// The same by competency.
    pub agreements: Vec<AbilityAgreement>,
}

/// The figures of one position, as the window and the exports show them.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionStatistics {
    /// Code.
    pub code: String,
    /// Name.
    pub name: BothNames,
    /// Figures.
    pub figures: Statistics,
}

/// The figures of `entries`, which all belong to one position.
pub fn figures(entries: &[Dated<'_>]) -> Statistics {
    let months = months(entries);
    let low = months.iter().rev().find(|m| m.share.is_some()).cloned();
    let briefs: Vec<&ReportBrief> = entries.iter().map(|entry| entry.brief).collect();
    let (agreement, agreements) = agreement(&briefs);
    Statistics {
        people: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        low: low.filter(|month| month.share.is_some_and(|share| share < LOW_SHARE)),
        months,
        spreads: spreads(&briefs),
        behaviours: behaviours(entries),
        agreement,
        agreements,
    }
}

fn months(entries: &[Dated<'_>]) -> Vec<MonthShare> {
    let mut counted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for entry in entries {
        let (decided, on) = counted.entry(&entry.month).or_default();
        if let Some(outcome) = entry.brief.outcome {
            *decided += 1;
            *on += usize::from(outcome == Outcome::SecondRound);
        }
    }
    counted
        .into_iter()
        .map(|(month, (decided, on))| {
            let shown = decided >= MIN_GROUP;
            MonthShare {
                month: month.to_owned(),
                share: shown.then(|| two_decimals(on as f64 / decided as f64)),
                decided: shown.then_some(decided as u32),
            }
        })
        .collect()
}

fn spreads(briefs: &[&ReportBrief]) -> Vec<Spread> {
    let mut found: Vec<Spread> = Vec::new();
    for ability in briefs.iter().flat_map(|brief| &brief.abilities) {
        let at = found.iter().position(|spread| spread.key == ability.key).unwrap_or_else(|| {
            found.push(Spread {
                key: ability.key.clone(),
                name: ability.name.clone(),
                required: ability.required,
                scores: Vec::new(),
                quartiles: None,
            });
            found.len() - 1
        });
        found[at].scores.extend(ability.score.map(|score| score.round() as u32));
    }
    for spread in &mut found {
        if spread.scores.len() < MIN_GROUP {
            spread.scores.clear();
            continue;
        }
        spread.scores.sort_unstable();
        spread.quartiles = Some([0.25, 0.5, 0.75].map(|share| quantile(&spread.scores, share)));
    }
    found
}

/// Linear between the two nearest scores (type 7 of Hyndman and Fan, as spreadsheets do).
fn quantile(sorted: &[u32], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    f64::from(below) + (f64::from(above) - f64::from(below)) * place.fract()
}

fn behaviours(entries: &[Dated<'_>]) -> Vec<Behaviour> {
    let all = Shown::of(entries.iter());
    let months: BTreeSet<&str> = entries.iter().map(|entry| entry.month.as_str()).collect();
    let by_month: Vec<Shown<'_>> = months
        .into_iter()
        .map(|month| Shown::of(entries.iter().filter(|entry| entry.month == month)))
        .collect();
    let mut listed = Vec::new();
    for (key, name) in &all.names {
        if all.people(key) < MIN_GROUP {
            continue;
        }
        let mut own: Vec<_> = all.counts.iter().filter(|((of, _), _)| of == key).collect();
        own.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        listed.extend(own.into_iter().take(BEHAVIOURS).filter_map(|((_, text), _)| {
            Some(Behaviour {
                competency: (*key).to_owned(),
                name: (*name).clone(),
                text: (*text).to_owned(),
                share: all.share(key, text)?,
                trend: by_month.iter().map(|month| month.share(key, text)).collect(),
            })
        }));
    }
    listed
}

/// How many people showed what, of how many who were scored.
#[derive(Default)]
struct Shown<'a> {
    /// People who were scored, by competency.
    scored: BTreeMap<&'a str, usize>,
    /// Names of the competencies, in the order in which they appear.
    names: Vec<(&'a str, &'a BothNames)>,
    /// People who showed a behaviour of a competency.
    counts: BTreeMap<(&'a str, &'a str), usize>,
}

impl<'a> Shown<'a> {
    fn of(entries: impl Iterator<Item = &'a Dated<'a>>) -> Self {
        let mut found = Self::default();
        for Dated { brief, .. } in entries {
            for ability in &brief.abilities {
                *found.scored.entry(&ability.key).or_default() +=
                    usize::from(ability.score.is_some());
                if !found.names.iter().any(|(key, _)| *key == ability.key) {
                    found.names.push((&ability.key, &ability.name));
                }
            }
            let shown: BTreeSet<(&str, &str)> =
                brief.shown.iter().map(|(k, b)| (k.as_str(), b.as_str())).collect();
            for entry in shown {
                *found.counts.entry(entry).or_default() += 1;
            }
        }
        found
    }

    fn people(&self, key: &str) -> usize {
        self.scored.get(key).copied().unwrap_or_default()
    }

    /// None under [`MIN_GROUP`] people.
    fn share(&self, key: &str, text: &str) -> Option<f64> {
        let people = self.people(key);
        let count = self.counts.get(&(key, text)).copied().unwrap_or_default();
        (people >= MIN_GROUP).then(|| two_decimals((count as f64 / people as f64).min(1.0)))
    }
}

pub(super) fn two_decimals(value: f64) -> f64 {
    interview::observation::rounded(value, 2)
}
