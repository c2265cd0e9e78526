//! The linear head: weights fitted offline (`assets/rubric/train.py`), read from
//! `assets/rubric/head.json`, a part of the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use interview::features::Stance;
use serde::Deserialize;

use crate::extract::dot;
use crate::rules;

const HEAD_JSON: &str = include_str!("../../../../assets/rubric/head.json");

/// The file is part of the program and read by a test, so that it can't fail here.
#[allow(clippy::expect_used)]
static HEAD: LazyLock<Head> =
    LazyLock::new(|| serde_json::from_str(HEAD_JSON).expect("assets/rubric/head.json is tested"));

/// A weight vector and its constant.
#[derive(Debug, Deserialize)]
struct Linear {
    weights: Vec<f32>,
    offset: f64,
}

impl Linear {
    fn of(&self, vector: &[f32]) -> f64 {
        dot(&self.weights, vector) + self.offset
    }
}

/// How much a clause reads like the quote that decides a grade: its own vector, those of its
/// neighbours, and the rules that hold for it.
#[derive(Debug, Deserialize)]
struct Decisive {
    own: Linear,
    context: Linear,
    rules: Vec<f64>,
}

impl Decisive {
    fn of(&self, own: &[f32], context: &[Option<&[f32]>; 2], holds: &[bool]) -> f64 {
        let present: Vec<&[f32]> = context.iter().flatten().copied().collect();
        let around = if present.is_empty() {
            0.0
        } else {
            present.iter().map(|v| self.context.of(v)).sum::<f64>() / present.len() as f64
        };
        let rules: f64 =
            self.rules.iter().zip(holds).filter(|(_, holds)| **holds).map(|(w, _)| w).sum();
        self.own.of(own) + around + rules
    }
}

/// Values of one clause, not yet rounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClauseValues {
    pub value: f64,
    pub last_value: f64,
    pub good: f64,
    pub bad: f64,
    pub harm: f64,
}

/// All weights of the rubric.
#[derive(Debug, Deserialize)]
pub struct Head {
    /// Must be [`crate::RUBRIC_VERSION`].
    pub version: String,
    /// Grade of an answer whose clauses and terms all give zero.
    pub base: f64,
    mean: Linear,
    last: Linear,
    good: Decisive,
    bad: Decisive,
    harm: Decisive,
    /// Grades for a share of 1 of the clauses, by the name of the rule.
    pub clause_rules: BTreeMap<String, f64>,
    /// Grades for one unit of each answer term, by name (see [`crate::answer`]).
    pub terms: BTreeMap<String, f64>,
    /// Half the width of the range, in grades, that held two of three labels in answers to questions
    /// left out of the fit.
    pub half_width: f64,
}

impl Head {
    /// The head of this build.
    pub fn built_in() -> &'static Self {
        &HEAD
    }

    /// Length of the vectors it wants.
    pub fn dims(&self) -> usize {
        self.mean.weights.len()
    }

    /// Weight of an answer term; 0 where the head has none of this name.
    pub fn term(&self, name: &str) -> f64 {
        self.terms.get(name).copied().unwrap_or(0.0)
    }

    pub(crate) fn clause_values(
        &self,
        own: &[f32],
        context: &[Option<&[f32]>; 2],
        stance: &Stance,
    ) -> ClauseValues {
        let holds = rules::holds(stance);
        ClauseValues {
            value: self.mean.of(own),
            last_value: self.last.of(own),
            good: self.good.of(own, context, &holds),
            bad: self.bad.of(own, context, &holds),
            harm: self.harm.of(own, context, &holds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_head_fits_the_rules_and_the_version() {
        let head: Head = serde_json::from_str(HEAD_JSON).unwrap();
        assert_eq!(head.version, crate::RUBRIC_VERSION);
        let lengths = [&head.mean, &head.last].map(|l| l.weights.len());
        assert_eq!(lengths, [384, 384]);
        for decisive in [&head.good, &head.bad, &head.harm] {
            assert_eq!(decisive.own.weights.len(), 384);
            assert_eq!(decisive.context.weights.len(), 384);
            assert_eq!(decisive.rules.len(), rules::CLAUSE_RULES.len());
        }
        let known: Vec<&str> = head.clause_rules.keys().map(String::as_str).collect();
        let mut wanted = rules::CLAUSE_RULES.to_vec();
        wanted.sort_unstable();
        assert_eq!(known, wanted);
    }
}
