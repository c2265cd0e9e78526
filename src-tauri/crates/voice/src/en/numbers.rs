//! Digits in an English text → words.

use crate::codes::grouped_code;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(u64, &str); 3] =
    [(1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand")];

/// From this many digits on a number is a code and is read digit by digit.
const CODE_DIGITS: usize = 10;

/// `text` with numbers and signs written as they are read.
pub fn spell_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c.is_ascii_digit() {
            at = read_number(&chars, at, &mut out);
            continue;
        }
        match c {
            '%' => out.push_str(" percent "),
            '&' => out.push_str(" and "),
            '+' => out.push_str(" plus "),
            _ => out.push(c),
        }
        at += 1;
    }
    out
}

/// Reads the number at `at` into `out`; returns the index after it.
fn read_number(chars: &[char], at: usize, out: &mut String) -> usize {
    if let Some((groups, next)) = grouped_code(chars, at) {
        let read: Vec<String> = groups.iter().map(|group| one_by_one(group)).collect();
        out.push_str(&read.join(", "));
        return next;
    }
    let mut whole = String::new();
    let mut next = at;
    while let Some(&c) = chars.get(next) {
        let groups = c == ','
            && chars.iter().skip(next + 1).take(3).all(char::is_ascii_digit)
            && chars.len() > next + 3;
        if c.is_ascii_digit() {
            whole.push(c);
        } else if !groups {
            break;
        }
        next += 1;
    }
    out.push_str(&if whole.len() >= CODE_DIGITS || (whole.len() > 1 && whole.starts_with('0')) {
        one_by_one(&whole)
    } else {
        cardinal(&whole)
    });
    let fraction: String = chars.iter().skip(next + 1).take_while(|c| c.is_ascii_digit()).collect();
    if chars.get(next) == Some(&'.') && !fraction.is_empty() {
        out.push_str(" point ");
        out.push_str(&one_by_one(&fraction));
        next += 1 + fraction.len();
    }
    if chars.get(next).is_some_and(|c| c.is_ascii_alphabetic()) {
        out.push(' ');
    }
    next
}

fn one_by_one(digits: &str) -> String {
    let words: Vec<&str> = digits
        .bytes()
        .filter_map(|b| ONES.get(usize::from(b.wrapping_sub(b'0'))))
        .copied()
        .collect();
    words.join(" ")
}

fn cardinal(digits: &str) -> String {
    let Ok(value) = digits.parse::<u64>() else { return one_by_one(digits) };
    if value == 0 {
        return ONES[0].to_owned();
    }
    let mut words: Vec<&str> = Vec::new();
    let mut rest = value;
    for (scale, name) in SCALES {
        if rest >= scale {
            below_thousand(rest / scale, &mut words);
            words.push(name);
            rest %= scale;
        }
    }
    below_thousand(rest, &mut words);
    words.join(" ")
}

fn below_thousand(value: u64, words: &mut Vec<&'static str>) {
    let hundreds = (value / 100 % 10) as usize;
    if hundreds > 0 {
        words.extend([ONES[hundreds], "hundred"]);
    }
    let rest = (value % 100) as usize;
    if rest >= 20 {
        words.push(TENS[rest / 10]);
    }
    let last = if rest < 20 { rest } else { rest % 10 };
    if last > 0 {
        words.push(ONES[last]);
    }
}
