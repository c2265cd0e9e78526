//! Number words as digits, for comparing texts: 三十 and 30 were heard alike.

/// Number words of Mandarin as digits. A run that begins with a unit (百姓, 千万) is no number.
pub(crate) fn chinese_to_digits(text: &str) -> String {
    let characters: Vec<char> = text.replace("百分之", "％").chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut percent = false;
    while at < characters.len() {
        if characters[at] == '％' {
            percent = true;
            at += 1;
            continue;
        }
        match number(&characters[at..]) {
            Some((digits, length)) => {
                out.push_str(&digits);
                at += length;
            }
            None => {
                out.push(characters[at]);
                at += 1;
            }
        }
        if std::mem::take(&mut percent) {
            out.push('%');
        }
    }
    out
}

fn digit(c: char) -> Option<u64> {
    let value = match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        c => return c.to_digit(10).map(u64::from),
    };
    Some(value)
}

fn unit(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// The number at the start of `characters` and how many of them it takes.
fn number(characters: &[char]) -> Option<(String, usize)> {
    let first = *characters.first()?;
    if digit(first).is_none() && first != '十' {
        return None;
    }
    let comma = |i: usize| {
        characters[i] == ','
            && i > 0
            && characters[i - 1].is_ascii_digit()
            && characters.get(i + 1).is_some_and(char::is_ascii_digit)
    };
    let length = (0..characters.len())
        .take_while(|&i| {
            digit(characters[i]).is_some() || unit(characters[i]).is_some() || comma(i)
        })
        .count();
    let run: Vec<char> = characters[..length].iter().copied().filter(|&c| c != ',').collect();
    let mut digits = value(&run)?;
    let mut taken = length;
    if let Some(fraction) = fraction(&characters[length..]) {
        digits.push('.');
        digits.extend(fraction.iter().filter_map(|&c| digit(c)).map(|d| d.to_string()));
        taken += 1 + fraction.len();
    }
    Some((digits, taken))
}

/// The digits after 点 or a full stop, where a number goes on behind it.
fn fraction(rest: &[char]) -> Option<&[char]> {
    if !matches!(rest.first(), Some('点' | '.')) {
        return None;
    }
    let length = rest[1..].iter().take_while(|&&c| digit(c).is_some()).count();
    (length > 0).then(|| &rest[1..=length])
}

/// The value of a run of digits and units as text; digits without a unit stay as they are read
/// (二零二六 is 2026). None where it is too long to be a number.
fn value(run: &[char]) -> Option<String> {
    if run.iter().all(|&c| unit(c).is_none()) {
        return Some(run.iter().filter_map(|&c| digit(c)).map(|d| d.to_string()).collect());
    }
    let (mut total, mut section, mut current) = (0u64, 0u64, None::<u64>);
    for &c in run {
        if let Some(d) = digit(c) {
            current = Some(current.unwrap_or(0).checked_mul(10)?.checked_add(d)?);
            continue;
        }
        let unit = unit(c)?;
        if unit < 10_000 {
            let count = current.take().unwrap_or(1);
            section = section.checked_add(count.checked_mul(unit)?)?;
        } else {
            let below = section.checked_add(current.take().unwrap_or(0))?;
            total = total.checked_add(below)?.checked_mul(unit)?;
            section = 0;
        }
    }
    let sum = total.checked_add(section)?.checked_add(current.unwrap_or(0))?;
    Some(sum.to_string())
}

/// Number words of English as digits. `text` is lower case, words between spaces.
pub(crate) fn english_to_digits(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let (value, taken) = english_number(&words[at..]);
        if taken == 0 {
            out.push(words[at].to_owned());
            at += 1;
        } else {
            out.push(value.to_string());
            at += taken;
        }
    }
    out.join(" ")
}

fn english_word(word: &str) -> Option<u64> {
    const SMALL: [&str; 20] = [
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
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = SMALL.iter().position(|&w| w == word);
    let tens = TENS.iter().position(|&w| w == word);
    small.or(tens.map(|index| (index + 2) * 10)).and_then(|value| u64::try_from(value).ok())
}

/// Value and number of words of the number at the start of `words`; (0, 0) where there is none.
fn english_number(words: &[&str]) -> (u64, usize) {
    let (mut total, mut current, mut taken) = (0u64, 0u64, 0);
    let mut room = u64::MAX;
    for (index, &word) in words.iter().enumerate() {
        let plain = word.parse::<u64>().ok().filter(|&value| taken == 0 && value < 1_000_000);
        if let Some(value) = english_word(word).or(plain) {
            if value >= room {
                break;
            }
            current += value;
            room = if (20..100).contains(&value) { 10 } else { 0 };
        } else if word == "hundred" && taken > 0 && current > 0 {
            current *= 100;
            room = 100;
        } else if matches!(word, "thousand" | "million") && taken > 0 && current > 0 {
            total += current * if word == "thousand" { 1000 } else { 1_000_000 };
            (current, room) = (0, 1000);
        } else if word == "and"
            && room == 100
            && words.get(index + 1).is_some_and(|next| english_word(next).is_some())
        {
            continue;
        } else {
            break;
        }
        taken = index + 1;
    }
    (total + current, taken)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// `value` as it is spoken, below 10^8.
    pub(crate) fn spoken(value: u64) -> String {
        if value == 0 {
            return "零".to_owned();
        }
        let (high, low) = (value / 10_000, value % 10_000);
        let mut out = String::new();
        if high > 0 {
            out.push_str(&section(high));
            out.push('万');
            if low > 0 && low < 1000 {
                out.push('零');
            }
        }
        if low > 0 {
            out.push_str(&section(low));
        }
        out
    }

    fn section(value: u64) -> String {
        let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
        let mut out = String::new();
        let mut gap = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let d = value / unit % 10;
            if d == 0 {
                gap = !out.is_empty();
                continue;
            }
            if std::mem::take(&mut gap) {
                out.push('零');
            }
            out.push(digits[d as usize]);
            out.push_str(name);
        }
        out
    }

    #[test]
    fn mandarin_numbers() {
        for (from, to) in [
            ("三十多万", "30多万"),
            ("30万", "300000"),
            ("十二点半", "12点半"),
            ("千万不要", "千万不要"),
            ("一个", "1个"),
            ("百分之五", "5%"),
        ] {
            assert_eq!(chinese_to_digits(from), to);
        }
    }

    #[test]
    fn english_numbers() {
        for (from, to) in [
            ("two hundred and forty people", "240 people"),
            ("one two", "1 2"),
            ("twenty one and five", "21 and 5"),
            ("3 thousand two hundred", "3200"),
            ("and one", "and 1"),
            ("a thousand thanks", "a thousand thanks"),
        ] {
            assert_eq!(english_to_digits(from), to);
        }
    }
}
