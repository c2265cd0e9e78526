//! How English is pronounced, without the model.

use interview::transcript::Language;
use voice::Pronouncer;

const ROWS: &[(&str, &str)] = &[
    ("Hello.", "həlˈO."),
    ("the bank", "ðə bˈæŋk"),
    ("the account", "ði əkˈWnt"),
    ("water", "wˈɔTəɹ"),
    ("a customer, please", "ɐ kˈʌstəməɹ, plˈiz"),
    ("question", "kwˈɛsʧᵊn"),
    ("12 people", "twˈɛlv pˈipᵊl"),
    ("$3.50", "θɹˈi pˈYnt fˈIv zˈɪɹO"),
    ("ATM", "ˈA tˈi ˈɛm"),
    ("customer's", "kˈʌstəməɹz"),
];

#[test]
fn words_have_the_phonemes_of_the_american_voices() {
    let pronouncer = Pronouncer::new();
    for (text, expected) in ROWS {
        assert_eq!(pronouncer.phonemes(text, Language::En).unwrap(), *expected, "{text}");
    }
}

#[test]
fn a_word_no_dictionary_holds_is_guessed_by_its_spelling() {
    let pronouncer = Pronouncer::new();
    let en = |text| pronouncer.phonemes(text, Language::En).unwrap();
    assert_eq!(en("blorping"), "blˈɔɹpɪŋ");
    assert_eq!(en("zhangqiu"), "ʒˈæŋkɪʌ");
    assert_eq!(en("xqz"), "ˈɛks kjˈu zˈi");
}
