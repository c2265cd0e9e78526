//! Digits in a Mandarin text → the characters that are read.

use crate::codes::grouped_code;

/// Characters of the digits 0–9.
const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// From this many digits on a number is a code (account, telephone, identity) and is read digit
/// by digit. Amounts of this size do not occur in speech at a counter.
const CODE_DIGITS: usize = 11;

/// Measure words before which two is 两, not 二.
const MEASURES: &str =
    "个位名笔张份次家天年月周种件台条户人元块万千分小点类回遍步项本口只头套倍岁层";

/// `text` with every number written as it is read.
pub fn spell_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(to_ascii).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c.is_ascii_digit() {
            at = read_number(&chars, at, &mut out);
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

/// Full-width digits and signs as ASCII; everything else unchanged.
fn to_ascii(c: char) -> char {
    match c {
        '０'..='９' | '％' | '．' | '／' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Reads the number at `at` into `out`; returns the index after it.
fn read_number(chars: &[char], at: usize, out: &mut String) -> usize {
    if let Some((groups, next)) = grouped_code(chars, at) {
        let read: Vec<String> = groups.iter().map(|group| one_by_one(group)).collect();
        out.push_str(&read.join("，"));
        return next;
    }
    let (whole, mut next) = digits(chars, at);
    let whole = grouped(chars, whole, &mut next);
    let following = chars.get(next).copied();
    match following {
        Some('.') => {
            let (fraction, end) = digits(chars, next + 1);
            if !fraction.is_empty() {
                let decimal = format!("{}点{}", cardinal(&whole), one_by_one(&fraction));
                return percent(chars, end, &decimal, out);
            }
        }
        Some('/') => {
            let (below, end) = digits(chars, next + 1);
            if !below.is_empty() {
                out.push_str(&format!("{}分之{}", cardinal(&below), cardinal(&whole)));
                return end;
            }
        }
        Some(':' | '：') => {
            let (minutes, end) = digits(chars, next + 1);
            if minutes.len() == 2 && whole.len() <= 2 {
                out.push_str(&clock(&whole, &minutes));
                return end;
            }
        }
        Some('年') if whole.len() == 4 => {
            out.push_str(&one_by_one(&whole));
            return next;
        }
        _ => {}
    }
    let code = whole.len() >= CODE_DIGITS || (whole.len() > 1 && whole.starts_with('0'));
    if code {
        out.push_str(&one_by_one(&whole));
        return next;
    }
    let two = whole == "2" && following.is_some_and(|c| MEASURES.contains(c));
    let read = if two { "两".to_owned() } else { cardinal(&whole) };
    percent(chars, next, &read, out)
}

/// Writes `read`, as a percentage where a percent sign follows; returns the index after it.
fn percent(chars: &[char], at: usize, read: &str, out: &mut String) -> usize {
    if chars.get(at) == Some(&'%') {
        out.push_str("百分之");
        out.push_str(read);
        at + 1
    } else {
        out.push_str(read);
        at
    }
}

/// The run of digits at `at` and the index after it.
fn digits(chars: &[char], at: usize) -> (String, usize) {
    let run: String = chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).collect();
    let end = at + run.len();
    (run, end)
}

/// Takes in groups of three digits after commas, as in 50,000.
fn grouped(chars: &[char], first: String, next: &mut usize) -> String {
    let mut whole = first;
    while (1..=3).contains(&(whole.len() % 4)) || whole.len() >= 4 {
        let (group, end) = match chars.get(*next) {
            Some(',') => digits(chars, *next + 1),
            _ => break,
        };
        if group.len() != 3 {
            break;
        }
        whole.push_str(&group);
        *next = end;
    }
    whole
}

fn clock(hours: &str, minutes: &str) -> String {
    let hours = if hours == "2" { "两".to_owned() } else { cardinal(hours) };
    match minutes {
        "00" => format!("{hours}点"),
        "30" => format!("{hours}点半"),
        _ if minutes.starts_with('0') => format!("{hours}点{}分", one_by_one(minutes)),
        _ => format!("{hours}点{}分", cardinal(minutes)),
    }
}

/// Digit by digit.
fn one_by_one(digits: &str) -> String {
    digits.bytes().filter_map(|b| DIGITS.get(usize::from(b.wrapping_sub(b'0')))).collect()
}

/// As an amount; digit by digit beyond what an amount can be.
fn cardinal(digits: &str) -> String {
    let Ok(value) = digits.parse::<u64>() else { return one_by_one(digits) };
    if value >= 1_000_000_000_000 {
        return one_by_one(digits);
    }
    if value == 0 {
        return DIGITS[0].to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let section = value / unit % 10_000;
        if section == 0 {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || section < 1_000) {
            out.push(DIGITS[0]);
        }
        section_into(section, &mut out);
        out.push_str(name);
        gap = false;
    }
    out
}

/// A number from 1 to 9999. 10–19 at the very start are read 十, not 一十.
fn section_into(section: u64, out: &mut String) {
    let at_start = out.is_empty();
    let mut zero = false;
    let mut written = false;
    for (unit, name) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = (section / unit % 10) as usize;
        if digit == 0 {
            zero = written;
            continue;
        }
        if zero {
            out.push(DIGITS[0]);
            zero = false;
        }
        let bare_ten = unit == 10 && digit == 1 && !written && at_start;
        if !bare_ten {
            out.push(DIGITS[digit]);
        }
        out.push_str(name);
        written = true;
    }
}
