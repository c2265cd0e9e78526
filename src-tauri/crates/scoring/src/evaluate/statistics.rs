//! Agreement figures.

/// Quadratic weighted kappa of two lists of grades 1–5; none with fewer than two pairs or where
/// both raters give one and the same grade throughout.
pub fn quadratic_weighted_kappa(pairs: &[(u8, u8)]) -> Option<f64> {
    const GRADES: usize = 5;
    if pairs.len() < 2 {
        return None;
    }
    let place = |grade: u8| usize::from(grade.clamp(1, 5)) - 1;
    let (mut a, mut b) = ([0.0f64; GRADES], [0.0f64; GRADES]);
    let mut observed = 0.0;
    for &(x, y) in pairs {
        a[place(x)] += 1.0;
        b[place(y)] += 1.0;
        observed += squared_distance(place(x), place(y));
    }
    let n = pairs.len() as f64;
    let mut expected = 0.0;
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            expected += x * y / n * squared_distance(i, j);
        }
    }
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

fn squared_distance(i: usize, j: usize) -> f64 {
    (i as f64 - j as f64).powi(2)
}

/// Spearman's rank correlation with mean ranks for ties; none where a list does not vary.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    pearson(&ranks(a), &ranks(b))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut out = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start;
        while end + 1 < order.len() && values[order[end + 1]] == values[order[start]] {
            end += 1;
        }
        let rank = (start + end) as f64 / 2.0 + 1.0;
        for &i in &order[start..=end] {
            out[i] = rank;
        }
        start = end + 1;
    }
    out
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - ma) * (y - mb);
        aa += (x - ma).powi(2);
        bb += (y - mb).powi(2);
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}

/// Places values on grades 1–5 so that each grade gets the share that it has among `grades`: gives a
/// baseline such as length its best chance.
pub fn matched_grades(values: &[f64], grades: &[u8]) -> Vec<u8> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut sorted = grades.to_vec();
    sorted.sort_unstable();
    let mut out = vec![1; values.len()];
    for (&i, grade) in order.iter().zip(sorted) {
        out[i] = grade;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_one_for_agreement_and_below_zero_for_the_opposite() {
        let same = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)];
        assert_eq!(quadratic_weighted_kappa(&same), Some(1.0));
        let opposite = [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1)];
        assert_eq!(quadratic_weighted_kappa(&opposite), Some(-1.0));
        assert_eq!(quadratic_weighted_kappa(&[(3, 3), (3, 3)]), None);
    }

    #[test]
    fn kappa_of_a_worked_example() {
        // By hand: observed 1 + 4 = 5; both raters (1,1,2) on grades 1, 2, 3.
        let pairs = [(1, 2), (2, 2), (3, 1), (3, 3)];
        // Marginals a = (1, 1, 2), b = (1, 2, 1): expected = sum a_i b_j (i-j)^2 / 4
        // = (1*2*1 + 1*1*4 + 1*1*1 + 1*1*1 + 2*1*4 + 2*2*1) / 4 = 20 / 4 = 5.
        assert_eq!(quadratic_weighted_kappa(&pairs), Some(0.0));
    }

    #[test]
    fn spearman_knows_ties_and_order() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]), Some(1.0));
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
        let tied = spearman(&[1.0, 1.0, 2.0], &[1.0, 2.0, 3.0]).unwrap();
        assert!((tied - 0.866).abs() < 1e-3);
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
