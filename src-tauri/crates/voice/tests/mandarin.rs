//! How Mandarin is pronounced, without the model.

use interview::transcript::Language;
use proptest::prelude::*;
use voice::{Pronouncer, is_syllable, token};

/// Text and the pinyin expected, sandhi included.
const READINGS: &[(&str, &str)] = &[
    // Characters of several readings.
    ("银行", "yin2 hang2"),
    ("支行行长", "zhi1 hang2 hang2 zhang3"),
    ("我在银行工作", "wo3 zai4 yin2 hang2 gong1 zuo4"),
    ("这种行为不行", "zhe4 zhong3 xing2 wei2 bu4 xing2"),
    ("重新", "chong2 xin1"),
    ("重要", "zhong4 yao4"),
    ("长沙", "chang2 sha1"),
    ("队伍很长", "dui4 wu5 hen3 chang2"),
    ("还款日还没到", "huan2 kuan3 ri4 hai2 mei2 dao4"),
    ("会计", "kuai4 ji4"),
    ("开会", "kai1 hui4"),
    ("了解", "liao2 jie3"),
    ("受不了", "shou4 bu4 liao3"),
    ("数钱", "shu3 qian2"),
    ("数字", "shu4 zi4"),
    ("首都", "shou3 du1"),
    ("都来了", "dou1 lai2 le5"),
    ("因为", "yin1 wei4"),
    ("成为", "cheng2 wei2"),
    ("觉得", "jue2 de5"),
    ("得到", "de2 dao4"),
    ("慢慢地说", "man4 man4 de5 shuo1"),
    ("差额", "cha1 e2"),
    ("出差", "chu1 chai1"),
    ("差不多", "cha4 bu4 duo1"),
    ("调查", "diao4 cha2"),
    ("调整", "tiao2 zheng3"),
    ("转账", "zhuan3 zhang4"),
    ("存折", "cun2 zhe2"),
    ("为难", "wei2 nan2"),
    ("着急", "zhao2 ji2"),
    // 一 and 不.
    ("一个", "yi2 ge4"),
    ("一天", "yi4 tian1"),
    ("一定", "yi2 ding4"),
    ("看一看", "kan4 yi5 kan4"),
    ("一条一条念", "yi4 tiao2 yi4 tiao2 nian4"),
    ("重置密码", "chong2 zhi4 mi4 ma3"),
    ("第一次", "di4 yi1 ci4"),
    ("十一", "shi2 yi1"),
    ("不是", "bu2 shi4"),
    ("不能", "bu4 neng2"),
    // Third tones.
    ("你好", "ni2 hao3"),
    ("老奶奶", "lao2 nai3 nai5"),
    ("我也想", "wo3 ye2 xiang3"),
    // Numbers.
    ("50000元", "wu3 wan4 yuan2"),
    ("2个人", "liang3 ge4 ren2"),
    ("3.5%", "bai3 fen1 zhi1 san1 dian2 wu3"),
    ("2023年", "er4 ling2 er4 san1 nian2"),
    ("10086", "yi2 wan4 ling2 ba1 shi2 liu4"),
    ("13800000000", "yi1 san1 ba1 ling2 ling2 ling2 ling2 ling2 ling2 ling2 ling2"),
    ("15分钟", "shi2 wu3 fen1 zhong1"),
    ("105", "yi4 bai3 ling2 wu3"),
    ("110", "yi4 bai3 yi1 shi2"),
    ("9:30", "jiu2 dian3 ban4"),
    // 儿.
    ("一会儿", "yi2 huir4"),
    ("儿子", "er2 zi5"),
    ("女儿", "nv3 er2"),
];

#[test]
fn characters_are_read_by_their_context() {
    let pronouncer = Pronouncer::new();
    let wrong: Vec<String> = READINGS
        .iter()
        .filter_map(|(text, expected)| {
            let got = pronouncer.pinyin(text);
            (got != *expected).then(|| format!("{text}: {got}, expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn phonemes_are_those_of_the_training_data() {
    let pronouncer = Pronouncer::new();
    let zh = |text| pronouncer.phonemes(text, Language::Zh).unwrap();
    assert_eq!(zh("请描述"), "ʨʰi↓ŋ mjau↗ʂu↘");
    assert_eq!(zh("银行，谢谢。"), "i↗nxa↗ŋ, ɕje↘ɕje.");
    assert_eq!(zh("资质"), "ʦɨ→ꭧɨ↘");
    assert_eq!(zh("率"), "ly↘");
    assert_eq!(zh("用ATM取款"), "jʊ↘ŋ ˈA tˈi ˈɛm ʨʰy↗kʰwa↓n");
}

const INITIALS: [&str; 24] = [
    "", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh",
    "r", "z", "c", "s", "y", "w",
];
const FINALS: [&str; 35] = [
    "a", "ai", "an", "ang", "ao", "e", "ei", "en", "eng", "er", "i", "ia", "ian", "iang", "iao",
    "ie", "in", "ing", "iong", "iu", "o", "ong", "ou", "u", "ua", "uai", "uan", "uang", "ui", "un",
    "uo", "v", "ve", "van", "vn",
];

#[test]
fn every_syllable_of_the_character_table_is_spoken_with_known_symbols() {
    let pronouncer = Pronouncer::new();
    let mut syllables = std::collections::BTreeSet::new();
    for code in 0x4E00..=0x9FA5_u32 {
        let character = char::from_u32(code).unwrap().to_string();
        let pinyin = pronouncer.pinyin(&character);
        let base = pinyin.trim_end_matches(|c: char| c.is_ascii_digit());
        if base.is_empty() {
            continue;
        }
        assert!(is_syllable(base), "{character} {pinyin}");
        let phonemes = pronouncer.phonemes(&character, Language::Zh).unwrap();
        assert!(!phonemes.is_empty(), "{character} {pinyin}");
        for symbol in phonemes.chars() {
            assert!(token(symbol).is_some(), "{symbol:?} of {character} {pinyin}");
        }
        syllables.insert(base.to_owned());
    }
    assert!(syllables.len() > 390, "only {} syllables were met", syllables.len());
    let known = INITIALS
        .iter()
        .flat_map(|initial| FINALS.iter().map(move |last| format!("{initial}{last}")))
        .filter(|base| is_syllable(base))
        .count();
    assert!(known > 390, "only {known} combinations are known");
}

#[test]
fn long_texts_are_cut_at_pauses_and_nothing_is_lost() {
    let pronouncer = Pronouncer::new();
    let text = "我先请他坐下来，再核实对方的身份，然后联系他的儿子。".repeat(20);
    let pieces = pronouncer.pieces(&text, Language::Zh).unwrap();
    let whole = pronouncer.phonemes(&text, Language::Zh).unwrap();
    let joined: Vec<String> = pieces.iter().map(|p| p.phonemes.clone()).collect();
    assert_eq!(joined.join(" "), whole);
    assert!(pieces.len() > 3);
    assert!(pieces.iter().all(|p| p.phonemes.ends_with(['.', ','])));
    assert_eq!(pieces.last().map(|p| p.pause_ms), Some(0));
    assert!(pieces.iter().rev().skip(1).all(|p| p.pause_ms >= 100));
}

#[test]
fn a_run_without_punctuation_still_fits_the_model() {
    let pronouncer = Pronouncer::new();
    let pieces = pronouncer.pieces(&"银行".repeat(900), Language::Zh).unwrap();
    assert!(pieces.len() > 10);
    assert!(pieces.iter().all(|p| p.phonemes.chars().count() <= 509));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_known_symbols_only(text in "[ -~一-鿿0-9，。！？、：；（）\\n]{0,60}") {
        thread_local!(static PRONOUNCER: Pronouncer = Pronouncer::new());
        for language in [Language::Zh, Language::En] {
            let phonemes = PRONOUNCER.with(|p| p.phonemes(&text, language)).unwrap();
            for symbol in phonemes.chars() {
                prop_assert!(token(symbol).is_some(), "{:?} in {}", symbol, phonemes);
            }
        }
    }

    #[test]
    fn amounts_are_read_back_to_the_same_number(value in 1_u64..100_000_000) {
        thread_local!(static PRONOUNCER: Pronouncer = Pronouncer::new());
        let digits = PRONOUNCER.with(|p| p.pinyin(&format!("{value}元")));
        prop_assert_eq!(value_of(&digits), value, "{}", digits);
    }
}

/// The number below 100 million that a reading in pinyin stands for.
fn value_of(pinyin: &str) -> u64 {
    let digits = ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"];
    let (mut total, mut section, mut digit) = (0, 0, 0);
    for syllable in pinyin.split(' ') {
        let base = syllable.trim_end_matches(|c: char| c.is_ascii_digit());
        let unit = match base {
            "shi" => 10,
            "bai" => 100,
            "qian" => 1_000,
            "wan" => 10_000,
            _ => 1,
        };
        if let Some(value) = digits.iter().position(|d| *d == base) {
            digit = value as u64;
        } else if base == "liang" {
            digit = 2;
        } else if unit == 10_000 {
            total += (section + digit) * unit;
            (section, digit) = (0, 0);
        } else if unit > 1 {
            section += digit.max(1) * unit;
            digit = 0;
        }
    }
    total + section + digit
}
