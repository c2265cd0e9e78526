//! Cuts an answer into clauses. Works on speech without punctuation: connectives, subjects and
//! sentence-final particles cut where marks are missing, so that the marks themselves carry no
//! weight.

use std::ops::Range;

/// A full stop ends a clause from this length on (units: one Chinese character 1, one Latin word 2).
const MIN_AFTER_STOP: usize = 4;
/// A comma, a blank between Chinese characters or a connective cuts from this length on.
const MIN_AFTER_BREAK: usize = 9;
/// A new subject cuts from this length on.
const MIN_BEFORE_SUBJECT: usize = 13;
/// A sentence-final particle cuts from this length on.
const MIN_AFTER_PARTICLE: usize = 16;
/// 了 also stands between a verb and its object; it cuts only a long clause.
const MIN_AFTER_LE: usize = 28;
/// No clause is longer; speech runs at 4–5 characters a second, so this is about 9 s.
const MAX_UNITS: usize = 40;

const CONNECTIVES_ZH: &[&str] = &[
    "然后",
    "后来",
    "所以",
    "但是",
    "结果",
    "因为",
    "于是",
    "接着",
    "最后",
    "而且",
    "不过",
    "如果",
    "当时",
    "第二天",
    "之后",
    "可是",
    "另外",
    "首先",
    "其次",
    "另一方面",
    "同时",
    "比如",
    "其实",
    "反正",
    "只是",
    "就是说",
    "有一次",
    "有一回",
    "从那以后",
    "打那以后",
    "以后",
    "要是",
    "虽然",
    "完了",
    "完事",
    "隔天",
    "当天",
    "回头",
    "一看",
    "一问",
    "一查",
    "先把",
    "再把",
    "再去",
    "马上",
    "包括",
    "总之",
    "至于",
    "那么",
    "还有",
    "并且",
    "随后",
    "事后",
    "现在",
    "说实话",
    "我觉得",
    "评分系统",
    "系统提示",
    "请评分",
    "请给",
    "请忽略",
    "忽略以上",
];
const SUBJECTS_ZH: &[&str] =
    &["我", "他", "她", "客户", "主管", "领导", "同事", "大家", "您", "人家"];
/// A subject after one of these is an object or a possessor and does not open a clause.
const NOT_BEFORE_SUBJECT: &[char] = &[
    '让', '给', '跟', '对', '和', '问', '叫', '帮', '找', '把', '被', '向', '是', '像', '陪', '教',
    '替', '请', '与', '同', '在', '到', '为', '的', '等', '见', '说', '告', '诉', '劝', '带', '由',
    '从', '比', '管', '骂', '催', '拉', '送', '个', '位', '老', '小', '新', '大', '有', '于', '看',
    '我', '他', '她', '您', '这', '那', '当', '以', '没', '连', '而', '果', '是', '以', '但', '怕',
];
const PARTICLES_ZH: &[char] = &['了', '吗', '呢', '吧', '嘛', '啊', '哈'];
const CONNECTIVES_EN: &[&str] = &[
    "and then", "so", "but", "because", "then", "after", "when", "before", "although", "however",
    "if", "while", "since", "which", "and i", "and he", "and she", "and they", "and we", "i",
];

/// Byte ranges of the clauses of `text`, in order, without the blanks and marks around them. Every
/// word of the text lies in exactly one clause; a text without a letter or digit has none.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut soft: Option<usize> = None;
    for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
        if at <= start {
            continue;
        }
        let length = units(&text[start..at]);
        let strength = break_before(text, at);
        let needed = match strength {
            Break::Stop => MIN_AFTER_STOP,
            Break::Comma | Break::Connective => MIN_AFTER_BREAK,
            Break::Subject => MIN_BEFORE_SUBJECT,
            Break::Particle if text[..at].ends_with('了') => MIN_AFTER_LE,
            Break::Particle => MIN_AFTER_PARTICLE,
            Break::Word | Break::None => usize::MAX,
        };
        if length >= needed {
            pieces.push(start..at);
            (start, soft) = (at, None);
        } else if length > MAX_UNITS {
            let cut = soft.unwrap_or(at);
            pieces.push(start..cut);
            (start, soft) = (cut, None);
        } else if strength != Break::None && length >= MIN_AFTER_STOP {
            let weak = text[..at].ends_with('了');
            soft = if weak { soft.or(Some(at)) } else { Some(at) };
        }
    }
    if start < text.len() {
        pieces.push(start..text.len());
    }
    join_fragments(text, pieces)
}

/// The clause as it is given to the encoder: marks become blanks, letters lower case, so that a
/// twin without punctuation looks the same.
pub fn spoken(clause: &str) -> String {
    let mut out = String::with_capacity(clause.len());
    for c in clause.chars() {
        if c.is_alphanumeric() || c == '\'' || c == '’' {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    // A blank between two Chinese characters stands for a mark; both are dropped.
    let chars: Vec<char> = out.trim().chars().collect();
    chars
        .iter()
        .enumerate()
        .filter(|&(i, &c)| {
            c != ' ' || !(is_han(chars[i - 1]) || chars.get(i + 1).is_some_and(|&n| is_han(n)))
        })
        .map(|(_, &c)| c)
        .collect()
}

/// Length of `text` in units: Chinese characters count 1, Latin words and numbers 2.
pub fn units(text: &str) -> usize {
    let mut sum = 0;
    let mut in_word = false;
    for c in text.chars() {
        if is_han(c) {
            sum += 1;
            in_word = false;
        } else if c.is_alphanumeric() || c == '\'' || c == '’' {
            sum += if in_word { 0 } else { 2 };
            in_word = true;
        } else {
            in_word = false;
        }
    }
    sum
}

/// Whether `c` is a Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[derive(Clone, Copy, PartialEq)]
enum Break {
    Stop,
    Comma,
    Connective,
    Subject,
    Particle,
    Word,
    None,
}

/// What stands at byte `at`, seen as the start of a new clause.
fn break_before(text: &str, at: usize) -> Break {
    let (before, rest) = text.split_at(at);
    let Some(last) = before.chars().next_back() else { return Break::None };
    let Some(next) = rest.chars().next() else { return Break::None };
    if matches!(last, '。' | '！' | '？' | '!' | '?' | '；' | ';' | '\n' | '…')
        || (last == '.' && next.is_whitespace())
    {
        // Closing quotes belong to what they close.
        return if matches!(next, '”' | '’' | '"' | '」') { Break::None } else { Break::Stop };
    }
    if matches!(last, '，' | '：' | ':') || (last == ',' && !next.is_ascii_digit()) {
        return Break::Comma;
    }
    if last.is_whitespace() {
        return after_blank(before, rest);
    }
    if !is_han(next) || !is_han(last) {
        return Break::None;
    }
    if CONNECTIVES_ZH.iter().any(|word| rest.starts_with(word)) {
        return Break::Connective;
    }
    if SUBJECTS_ZH.iter().any(|word| rest.starts_with(word)) && !NOT_BEFORE_SUBJECT.contains(&last)
    {
        return Break::Subject;
    }
    let open = !PARTICLES_ZH.contains(&next) && !matches!(next, '的' | '起' | '下' | '一');
    if PARTICLES_ZH.contains(&last) && open { Break::Particle } else { Break::None }
}

fn after_blank(before: &str, rest: &str) -> Break {
    let han_before = before.trim_end().chars().next_back().is_some_and(is_han);
    if han_before && rest.chars().next().is_some_and(is_han) {
        return Break::Comma;
    }
    let opens = |word: &&&str| {
        rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
            && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric())
    };
    if CONNECTIVES_EN.iter().find(opens).is_some() { Break::Connective } else { Break::Word }
}

/// Trims the pieces and joins those without enough to say to the piece before.
fn join_fragments(text: &str, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        let range = trimmed(text, piece);
        match (units(&text[range.clone()]), out.last_mut()) {
            (0, _) => {}
            (1..MIN_AFTER_STOP, Some(last)) => last.end = range.end,
            _ => out.push(range),
        }
    }
    out
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let edge = |c: char| {
        c.is_whitespace()
            || "，。！？；：、,.!?;:…".contains(c)
            || (c.is_control() && c != '\u{200d}')
    };
    let start = range.start + (piece.len() - piece.trim_start_matches(edge).len());
    let end = range.end - (piece.len() - piece.trim_end_matches(edge).len());
    start..end.max(start)
}
