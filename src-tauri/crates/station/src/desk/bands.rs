//! Bands instead of places: who can't be told apart stands together.

/// Share of people that a list proposes for the second round (S2 of the sources).
pub const BEST_SHARE: f64 = 0.2;

/// Share of those whom people did not take that is worth a second look (capability C19).
pub const POTENTIAL_SHARE: f64 = 0.1;

/// A person's suggested score with its range, 0–100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranged {
    /// Score.
    pub score: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Ranged {
    /// Whether both may stand for the same ability.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// Where a person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Place in the input.
    pub index: usize,
    /// Band, from 1.
    pub band: u32,
    /// Whether the person is among the best [`BEST_SHARE`] and reaches the requirement.
    pub proposed: bool,
}

/// Sorts people by score into bands. A band is opened by the best person left; everyone whose range
/// overlaps that person's belongs to it. Within a band the order says nothing.
///
/// Proposed is who is among the best fifth, rounded up, or has the same score as the last of them;
/// only where the score reaches `required`.
pub fn place(people: &[Ranged], required: f64) -> Vec<Placed> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by(|a, b| people[*b].score.total_cmp(&people[*a].score).then(a.cmp(b)));
    let cut = cut(order.iter().map(|at| people[*at].score), BEST_SHARE);
    let mut placed: Vec<Placed> = Vec::with_capacity(order.len());
    let mut leader: Option<Ranged> = None;
    let mut band = 0;
    for index in order {
        let person = people[index];
        if !leader.is_some_and(|leader| leader.overlaps(&person)) {
            leader = Some(person);
            band += 1;
        }
        let proposed = person.score >= required && cut.is_some_and(|cut| person.score >= cut);
        placed.push(Placed { index, band, proposed });
    }
    placed
}

/// Who of those that people decided not to take has high potential, given their scores in any order:
/// the best [`POTENTIAL_SHARE`], rounded up, or whoever has the same score as the last of them; only
/// where the score reaches `required`. A proposal to look again, never a decision.
pub fn high_potential(not_taken: &[f64], required: f64) -> Vec<bool> {
    let mut best_first = not_taken.to_vec();
    best_first.sort_by(|a, b| b.total_cmp(a));
    let cut = cut(best_first.into_iter(), POTENTIAL_SHARE);
    not_taken
        .iter()
        .map(|score| *score >= required && cut.is_some_and(|cut| *score >= cut))
        .collect()
}

/// The score of the last of the best `share`, rounded up; none where there is nobody.
fn cut(mut best_first: impl ExactSizeIterator<Item = f64>, share: f64) -> Option<f64> {
    let best = (best_first.len() as f64 * share).ceil() as usize;
    best_first.nth(best.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranged(score: f64, half: f64) -> Ranged {
        Ranged { score, low: score - half, high: score + half }
    }

    #[test]
    fn who_overlaps_the_best_of_a_band_shares_it() {
        let people = [ranged(71.0, 7.0), ranged(88.0, 3.0), ranged(82.0, 3.0), ranged(78.0, 4.0)];
        let bands: Vec<_> = place(&people, 70.0).iter().map(|p| (p.index, p.band)).collect();
        assert_eq!(bands, [(1, 1), (2, 1), (3, 2), (0, 2)]);
    }

    #[test]
    fn the_best_fifth_is_proposed_where_it_reaches_the_requirement() {
        let people: Vec<_> = (0..10).map(|n| ranged(60.0 + f64::from(n), 1.0)).collect();
        let proposed: Vec<_> =
            place(&people, 60.0).into_iter().filter(|p| p.proposed).map(|p| p.index).collect();
        assert_eq!(proposed, [9, 8]);
        assert!(place(&people, 70.0).iter().all(|p| !p.proposed));
        assert!(place(&[], 70.0).is_empty());
    }

    #[test]
    fn equal_scores_are_proposed_together() {
        let people = [ranged(80.0, 2.0), ranged(80.0, 5.0), ranged(60.0, 2.0)];
        assert_eq!(place(&people, 70.0).iter().filter(|p| p.proposed).count(), 2);
    }

    #[test]
    fn the_best_tenth_of_those_not_taken_has_high_potential_where_it_reaches_the_requirement() {
        let scores: Vec<f64> = (0..20).map(|n| 60.0 + f64::from(n)).collect();
        let marked: Vec<usize> = high_potential(&scores, 70.0)
            .iter()
            .enumerate()
            .filter(|m| *m.1)
            .map(|m| m.0)
            .collect();
        assert_eq!(marked, [18, 19]);
        assert_eq!(high_potential(&scores, 79.0).iter().filter(|marked| **marked).count(), 1);
        assert_eq!(high_potential(&[65.0, 82.0, 82.0], 70.0), [false, true, true], "equal ones");
        assert!(high_potential(&[], 70.0).is_empty());
    }
}
