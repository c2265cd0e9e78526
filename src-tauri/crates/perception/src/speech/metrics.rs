//! Error rates of recognition against a known text, for `eval asr`.
//!
//! Both sides are folded first, so that only what was heard counts: no punctuation, no spaces
//! (Mandarin), lower case, full-width forms as plain ones, simplified characters, numbers as
//! digits however they are written, 两 = 二, 她 = 它 = 他.

use super::{numerals, script};

/// Edit distance and the length it is measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorRate {
    /// Insertions, deletions and substitutions.
    pub errors: usize,
    /// Characters or words of the folded reference.
    pub length: usize,
}

impl ErrorRate {
    /// Errors over length; 0 where both are empty, 1 where only the reference is.
    pub fn rate(self) -> f64 {
        match (self.errors, self.length) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            (errors, length) => errors as f64 / length as f64,
        }
    }
}

/// Character error rate of Mandarin, after folding. Spaces do not count.
pub fn cer(reference: &str, hypothesis: &str) -> ErrorRate {
    let units = |text: &str| fold_chinese(text).chars().collect::<Vec<_>>();
    compare(&units(reference), &units(hypothesis))
}

/// Word error rate of English, after folding.
pub fn wer(reference: &str, hypothesis: &str) -> ErrorRate {
    let (reference, hypothesis) = (fold_english(reference), fold_english(hypothesis));
    let reference: Vec<&str> = reference.split_whitespace().collect();
    let hypothesis: Vec<&str> = hypothesis.split_whitespace().collect();
    compare(&reference, &hypothesis)
}

/// Mandarin text as [`cer`] compares it.
pub fn fold_chinese(text: &str) -> String {
    let simple = script::simplified(&plain(text));
    let digits = numerals::chinese_to_digits(&simple);
    digits
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '%')
        .map(|c| if matches!(c, '她' | '它') { '他' } else { c })
        .collect()
}

/// English text as [`wer`] compares it.
pub fn fold_english(text: &str) -> String {
    let plain = plain(text);
    let mut out = String::with_capacity(plain.len());
    let characters: Vec<char> = plain.chars().collect();
    for (index, &c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| characters[i]);
        let after = characters.get(index + 1).copied();
        let digits =
            before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
        match c {
            c if c.is_alphanumeric() || c == '%' => out.push(c),
            ',' if digits => {}
            '.' if digits => out.push('.'),
            '\'' => {}
            _ => out.push(' '),
        }
    }
    numerals::english_to_digits(&out)
}

/// Lower case, full-width forms as plain ones, one kind of apostrophe.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '’' | '‘' => '\'',
            '\u{3000}' => ' ',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn compare<T: PartialEq>(reference: &[T], hypothesis: &[T]) -> ErrorRate {
    let mut row: Vec<usize> = (0..=hypothesis.len()).collect();
    for (i, expected) in reference.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, found) in hypothesis.iter().enumerate() {
            let substituted = diagonal + usize::from(expected != found);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    ErrorRate { errors: row[hypothesis.len()], length: reference.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_sounds_the_same_counts_as_equal() {
        for (reference, hypothesis) in [
            ("她要转三十多万，两个人", "他要轉30多萬 二个人。"),
            ("前后大概四十分钟", "前后大概40分钟"),
            ("二零二六年，百分之三十", "2026年,30%"),
            ("一百八十万", "180万"),
            ("一千二百零五户", "1,205户"),
            ("做 KYC 的时候", "做kyc的时候"),
            ("六月三十号", "六月30号"),
            ("三点五个点", "3.5个点"),
        ] {
            let rate = cer(reference, hypothesis);
            assert_eq!(
                rate.errors,
                0,
                "{} / {}",
                fold_chinese(reference),
                fold_chinese(hypothesis)
            );
            assert!(rate.length > 0);
        }
        for (reference, hypothesis) in [
            ("thirty thousand yuan", "30,000 yuan"),
            ("Two hundred and forty people", "240 people."),
            ("nine o'clock", "9 o’clock"),
            ("I don't know", "I don’t know!"),
            ("from fifty minutes to eighteen", "from 50 minutes to 18"),
        ] {
            let rate = wer(reference, hypothesis);
            assert_eq!(
                rate.errors,
                0,
                "{} / {}",
                fold_english(reference),
                fold_english(hypothesis)
            );
        }
    }

    #[test]
    fn what_differs_counts() {
        assert_eq!(cer("我在支行", "我在执行"), ErrorRate { errors: 1, length: 4 });
        assert_eq!(cer("百姓千万不要信", "百姓千万不要信").errors, 0);
        assert_eq!(fold_chinese("百姓千万不要信，十分感谢"), "百姓千万不要信10分感谢");
        assert_eq!(wer("one two three", "one three"), ErrorRate { errors: 1, length: 3 });
        assert_eq!(cer("", "谢谢").rate(), 1.0);
        assert_eq!(cer("", "").rate(), 0.0);
    }

    proptest! {
        #[test]
        fn equal_texts_have_no_error(text in "[一二三十百千万零两点个人a-c0-9 ，。.]{0,30}") {
            prop_assert_eq!(cer(&text, &text).errors, 0);
            prop_assert_eq!(wer(&text, &text).errors, 0);
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[他她两个人a-c，。]{0,30}") {
            let once = fold_chinese(&text);
            prop_assert_eq!(fold_chinese(&once), once);
        }

        #[test]
        fn errors_stay_within_the_longer_text(a in "[甲乙丙]{0,20}", b in "[甲乙丙]{0,20}") {
            let rate = cer(&a, &b);
            prop_assert!(rate.errors <= a.chars().count().max(b.chars().count()));
            prop_assert_eq!(rate.errors, cer(&b, &a).errors);
        }

        #[test]
        fn numbers_read_the_same_in_both_scripts(value in 0u64..100_000_000) {
            prop_assert_eq!(
                numerals::chinese_to_digits(&numerals::tests::spoken(value)), value.to_string());
        }
    }
}
