//! Words and their readings.

use std::collections::HashMap;

use jieba_rs::Jieba;
use pinyin::ToPinyin;

use super::{Syllable, Word, phrases::PHRASES};

/// Words of 2–5 characters that occur in jieba's dictionary and whose reading differs from that
/// of their single characters; from phrase-pinyin-data (MIT, see `data/README.md`).
const GENERAL: &str = include_str!("../../data/phrases.tsv");

/// Frequency that makes the segmenter keep a phrase of ours in one piece.
const PHRASE_FREQUENCY: usize = 20_000;

/// Longest phrase of the tables in characters.
const LONGEST_PHRASE: usize = 5;

/// Single characters whose usual reading is not the first one of the character table.
const ALONE: [(char, &str); 16] = [
    ('长', "chang2"),
    ('似', "si4"),
    ('谁', "shei2"),
    ('教', "jiao1"),
    ('切', "qie1"),
    ('调', "tiao2"),
    ('供', "gong1"),
    ('应', "ying1"),
    ('血', "xie3"),
    ('得', "de5"),
    ('地', "de5"),
    ('子', "zi5"),
    ('处', "chu4"),
    ('假', "jia3"),
    ('薄', "bao2"),
    ('落', "la4"),
];

/// Words in which 儿 is a syllable of its own.
const FULL_ER: [&str; 12] = [
    "儿子",
    "儿女",
    "女儿",
    "儿童",
    "婴儿",
    "幼儿",
    "孤儿",
    "育儿",
    "幼儿园",
    "儿科",
    "少儿",
    "小儿",
];

/// Cuts text into words and reads them.
pub struct Reader {
    jieba: Jieba,
    phrases: HashMap<&'static str, &'static str>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader({} phrases)", self.phrases.len())
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Loads the segmenter's dictionary and the phrase tables; takes about 0.3 s.
    pub fn new() -> Self {
        let mut jieba = Jieba::new();
        let mut phrases: HashMap<_, _> =
            GENERAL.lines().filter_map(|line| line.split_once('\t')).collect();
        for &(phrase, reading) in PHRASES {
            let tag = jieba.tag(phrase, false).last().map(|tag| tag.tag.to_owned());
            jieba.add_word(phrase, Some(PHRASE_FREQUENCY), tag.as_deref());
            phrases.insert(phrase, reading);
        }
        Self { jieba, phrases }
    }

    /// The words of `run`, a run of Chinese characters without punctuation, before sandhi.
    pub fn words(&self, run: &str) -> Vec<Word> {
        let tags = self.jieba.tag(run, true);
        let mut words: Vec<Word> = Vec::with_capacity(tags.len());
        for (at, tag) in tags.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|i| tags.get(i)).map(|t| (t.word, t.tag));
            let after = tags.get(at + 1).map(|t| (t.word, t.tag));
            let mut single = tag.word.chars();
            let syllables = match (single.next(), single.next()) {
                (Some(character), None) => {
                    vec![syllable(character, self.alone(character, tag.tag, before, after))]
                }
                _ => self.word(tag.word),
            };
            let syllables = syllables.into_iter().flatten().collect();
            words.push(Word { text: tag.word.to_owned(), syllables });
        }
        colour_er(&mut words);
        words
    }

    /// Reads a word of several characters: the longest phrases first, then single characters.
    fn word(&self, word: &str) -> Vec<Option<Syllable>> {
        let characters: Vec<char> = word.chars().collect();
        let mut out = Vec::with_capacity(characters.len());
        let mut at = 0;
        while at < characters.len() {
            let longest = LONGEST_PHRASE.min(characters.len() - at);
            let found = (2..=longest).rev().find_map(|length| {
                let part: String = characters[at..at + length].iter().collect();
                self.phrases.get(part.as_str()).map(|reading| (length, *reading))
            });
            match found {
                Some((length, reading)) => {
                    let pairs = characters[at..at + length].iter().zip(reading.split(' '));
                    out.extend(pairs.map(|(c, r)| syllable(*c, Some(r))));
                    at += length;
                }
                None => {
                    out.push(syllable(characters[at], inside(characters[at], at)));
                    at += 1;
                }
            }
        }
        out
    }

    /// Reading of a word of one character by its neighbours; None takes the character table.
    fn alone(
        &self,
        character: char,
        tag: &str,
        before: Option<(&str, &str)>,
        after: Option<(&str, &str)>,
    ) -> Option<&'static str> {
        let next = after.and_then(|(word, _)| word.chars().next()).unwrap_or('。');
        let last = before.and_then(|(word, _)| word.chars().next_back()).unwrap_or('。');
        let next_tag = after.map_or("", |(_, tag)| tag);
        let last_tag = before.map_or("", |(_, tag)| tag);
        match character {
            '还' if "了清给钱款贷掉本息债完".contains(next) => Some("huan2"),
            '行' if "这那本他分支总各跨同在到该们招建工农中交我两几一".contains(last) => {
                Some("hang2")
            }
            '重' if next_tag.starts_with('v') || "新填算打写数点核".contains(next) => {
                Some("chong2")
            }
            '长' if "大了得出成".contains(next) || "行处科组市校部局".contains(last) => {
                Some("zhang3")
            }
            '数' if tag.starts_with('v') || "了一钱着完清到好出过不两三".contains(next) => {
                Some("shu3")
            }
            '只' if last_tag.starts_with('m') || "几每这那".contains(last) => Some("zhi1"),
            '为' if next_tag.starts_with('m') || last_tag.starts_with('v') => Some("wei2"),
            '了' if matches!(last, '不') => Some("liao3"),
            '得' if next_tag.starts_with('v') && "我你您他她它们就都还也先".contains(last) => {
                Some("dei3")
            }
            '地' if !is_adverbial(last_tag, next_tag, tag) => Some("di4"),
            '过' if last_tag.starts_with('v') => Some("guo5"),
            '落' if tag.starts_with('n') => Some("luo4"),
            _ => ALONE.iter().find(|(c, _)| *c == character).map(|(_, reading)| *reading),
        }
    }
}

/// Whether 地 between two words makes an adverb of the first.
fn is_adverbial(last_tag: &str, next_tag: &str, tag: &str) -> bool {
    let describes = last_tag.starts_with(['a', 'd', 'z', 'i', 'l', 'v', 'm']);
    tag == "uv" || (describes && next_tag.starts_with(['v', 'd', 'p', 'a']))
}

/// Reading of a character inside a word that no phrase covers.
fn inside(character: char, at: usize) -> Option<&'static str> {
    match (character, at) {
        ('长', 0) => Some("chang2"),
        ('似', _) => Some("si4"),
        ('子', 0) => Some("zi3"),
        ('谁', _) => Some("shei2"),
        ('得', 1..) => Some("de5"),
        _ => None,
    }
}

/// One syllable from a reading such as `lv4`, or from the character table without one. None for
/// a character that has no reading.
fn syllable(character: char, reading: Option<&str>) -> Option<Syllable> {
    let reading = match reading {
        Some(reading) => reading,
        None if character == '〇' => "ling2",
        None => character.to_pinyin()?.with_tone_num_end(),
    };
    let base = reading.trim_end_matches(|c: char| c.is_ascii_digit());
    let tone = reading.bytes().next_back().map_or(5, |b| b.wrapping_sub(b'0'));
    let tone = if (1..=4).contains(&tone) { tone } else { 5 };
    Some(Syllable { character, base: base.replace('ü', "v"), tone, erhua: false })
}

/// Joins a 儿 at the end of a word, or alone after one, to the syllable before it.
fn colour_er(words: &mut Vec<Word>) {
    let mut at = 0;
    while at < words.len() {
        let is_er = words[at].text.ends_with('儿') && !FULL_ER.contains(&words[at].text.as_str());
        if is_er && words[at].syllables.len() > 1 {
            words[at].syllables.pop();
            mark_last(&mut words[at]);
        } else if is_er && at > 0 && words[at].text == "儿" {
            words.remove(at);
            mark_last(&mut words[at - 1]);
            words[at - 1].text.push('儿');
            continue;
        }
        at += 1;
    }
}

fn mark_last(word: &mut Word) {
    if let Some(last) = word.syllables.last_mut() {
        last.erhua = true;
    }
}
