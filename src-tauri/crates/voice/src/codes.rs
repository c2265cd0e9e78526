//! Telephone numbers and other codes that are written in groups.

/// Digits of all groups from which on they are a code: telephone numbers of the mainland have ten to
/// twelve with their area code. Days and times stay below.
const GROUPED_DIGITS: usize = 10;

/// The groups of digits at `at`, joined by one hyphen or blank each, and the index after them; none
/// where they are no code that is read digit by digit.
pub fn grouped_code(chars: &[char], at: usize) -> Option<(Vec<String>, usize)> {
    let mut groups = vec![digits(chars, at)];
    let mut next = at + groups[0].len();
    while matches!(chars.get(next), Some('-' | ' ')) {
        let group = digits(chars, next + 1);
        let end = next + 1 + group.len();
        // An hour behind a day.
        if group.is_empty() || matches!(chars.get(end), Some(':' | '：' | '.' | '%' | '/')) {
            break;
        }
        groups.push(group);
        next = end;
    }
    let all: usize = groups.iter().map(String::len).sum();
    let begins_with_zero = groups[0].len() > 1 && groups[0].starts_with('0');
    let is_code = groups.len() > 1 && (begins_with_zero || all >= GROUPED_DIGITS);
    is_code.then_some((groups, next))
}

fn digits(chars: &[char], at: usize) -> String {
    chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_codes_and_days_and_amounts_are_not() {
        let groups = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            grouped_code(&chars, 0).map(|(groups, _)| groups.join("|"))
        };
        assert_eq!(groups("010-6655 1234。").as_deref(), Some("010|6655|1234"));
        assert_eq!(groups("400-810-1234").as_deref(), Some("400|810|1234"));
        for other in ["2026-11-25 06:30", "2026-11-25", "3-5 天", "25 10", "12345678901", "0.5"] {
            assert_eq!(groups(other), None, "{other}");
        }
    }
}
