//! How much of a text stands in the question: a question read back is no answer.

use std::collections::BTreeSet;

use crate::clause::{is_han, spoken};

/// Share of the neighbouring pairs (characters in Chinese, words in Latin script) of `text` that
/// stand in `question`, 0–1; 0 where the text has no pair.
pub fn share(text: &str, question: &str) -> f64 {
    let mine = pairs(text);
    if mine.is_empty() {
        return 0.0;
    }
    let asked: BTreeSet<(String, String)> = pairs(question).into_iter().collect();
    let shared = mine.iter().filter(|pair| asked.contains(*pair)).count();
    shared as f64 / mine.len() as f64
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let tokens = tokens(text);
    tokens.windows(2).map(|two| (two[0].clone(), two[1].clone())).collect()
}

fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in spoken(text).chars() {
        if c.is_alphanumeric() && !is_han(c) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        // A question asks 您 where the answer says 我; the echo of either is an echo.
        match c {
            '我' | '您' | '你' => out.push("我".to_owned()),
            c if is_han(c) => out.push(c.to_string()),
            _ => {}
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}
