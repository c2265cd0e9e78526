//! Resident identity numbers of the People's Republic of China, GB 11643-1999.

/// Weights of the first 17 digits (GB 11643-1999, clause 6; ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by the weighted sum modulo 11.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// First two digits of the regions.
const REGIONS: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// Why a number is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    /// Not 17 digits and a digit or X.
    #[error("not 17 digits and a check character")]
    Form,
    /// The date of birth does not exist.
    #[error("the date of birth does not exist")]
    BirthDate,
    /// The check character does not fit.
    #[error("the check character does not fit")]
    Check,
}

/// Sex as the number states it: the 17th digit is odd for men.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Odd.
    Male,
    /// Even.
    Female,
}

/// A valid number. Its Debug form shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber(String);

impl std::fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdNumber(…)")
    }
}

impl IdNumber {
    /// Checks form, date of birth and check character; a lower-case x becomes X, spaces at the ends
    /// are left out.
    pub fn parse(text: &str) -> Result<Self, IdNumberError> {
        let text = text.trim().to_ascii_uppercase();
        let characters: Vec<char> = text.chars().collect();
        if characters.len() != 18 {
            return Err(IdNumberError::Form);
        }
        let digits: Vec<u32> = characters[..17].iter().filter_map(|c| c.to_digit(10)).collect();
        let check = characters[17];
        if digits.len() != 17 || !(check.is_ascii_digit() || check == 'X') {
            return Err(IdNumberError::Form);
        }
        if !date_exists(&digits[6..14]) {
            return Err(IdNumberError::BirthDate);
        }
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        if CHECKS[(sum % 11) as usize] != check {
            return Err(IdNumberError::Check);
        }
        Ok(Self(text))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the first two digits name a province-level region (GB/T 2260-2007) or stand for
    /// residents from Taiwan (83, residence permits since 2018). [`Self::parse`] does not ask for it,
    /// since permits of foreigners carry numbers of the same form.
    pub fn region_is_known(&self) -> bool {
        REGIONS.contains(&&self.0[..2])
    }

    /// Date of birth as YYYY-MM-DD.
    pub fn birth(&self) -> String {
        let digits = &self.0.as_bytes()[6..14];
        let part =
            |range: std::ops::Range<usize>| String::from_utf8_lossy(&digits[range]).into_owned();
        format!("{}-{}-{}", part(0..4), part(4..6), part(6..8))
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        if self.0.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }
}

fn date_exists(digits: &[u32]) -> bool {
    let number = |part: &[u32]| part.iter().fold(0, |sum, digit| sum * 10 + digit);
    let (year, month, day) = (number(&digits[..4]), number(&digits[4..6]), number(&digits[6..]));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1800..=2200).contains(&year) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_standard_is_valid() {
        let number = IdNumber::parse("11010519491231002x").expect("example of GB 11643-1999");
        assert_eq!(number.birth(), "1949-12-31");
        assert_eq!(number.sex(), Sex::Female);
        assert!(number.as_str().ends_with('X'));
    }

    #[test]
    fn regions_are_those_of_the_standard() {
        let known = |text: &str| IdNumber::parse(text).expect("valid").region_is_known();
        assert!(known("11010519491231002X"));
        assert!(!known("990105194912310023"));
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(IdNumber::parse("110105194912310021"), Err(IdNumberError::Check));
        assert_eq!(IdNumber::parse("110105194902300023"), Err(IdNumberError::BirthDate));
        assert_eq!(IdNumber::parse("11010519491231002"), Err(IdNumberError::Form));
        assert_eq!(IdNumber::parse("１１0105194912310021"), Err(IdNumberError::Form));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(at in 0usize..17, add in 1u8..10) {
            let mut bytes = *b"11010519491231002X";
            bytes[at] = b'0' + (bytes[at] - b'0' + add) % 10;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            prop_assert!(IdNumber::parse(&text).is_err());
        }

        #[test]
        fn any_text_is_refused_or_read(text in "\\PC{0,24}") {
            if let Ok(number) = IdNumber::parse(&text) {
                prop_assert_eq!(number.as_str().len(), 18);
            }
        }
    }
}
