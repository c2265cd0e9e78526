//! Who acts in a clause, whether it was done, would be done or was refused, and which cues stand
//! in it. Sentence vectors hardly see negation (cosine .95 between a sentence and its negation), so
//! polarity is read from the words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use interview::features::{Actor, Mode, Stance};
use interview::transcript::Language;
use serde::Deserialize;

use crate::clause::{is_han, spoken, units};

/// The cue words, a resource of the rubric.
const CUES_JSON: &str = include_str!("../../../../assets/rubric/cues.json");

#[derive(Deserialize)]
struct CueFile {
    zh: Groups,
    en: Groups,
    orders: BTreeMap<String, Vec<String>>,
}

type Groups = BTreeMap<String, Vec<String>>;

/// The file is part of the program and read by a test, so that it can't fail here.
#[allow(clippy::expect_used)]
static CUES: LazyLock<CueFile> =
    LazyLock::new(|| serde_json::from_str(CUES_JSON).expect("assets/rubric/cues.json is tested"));

/// Groups that become cues of the stance as they stand.
const PLAIN_GROUPS: &[&str] = &[
    "refuse",
    "report",
    "conceal",
    "excuse",
    "slogan",
    "vague",
    "promise",
    "result",
    "learn",
    "mistake_owned",
    "quoted_speech",
    "admire",
    "cause",
];
/// A negation this many characters before a deed turns it round.
const NEGATION_REACH: usize = 5;

/// A clause as the rules see it: spoken form, for Latin text with a blank at each end so that whole
/// words match.
pub(crate) struct Heard {
    text: String,
    language: Language,
}

impl Heard {
    pub(crate) fn new(clause: &str) -> Self {
        let spoken = spoken(clause).replace('’', "'");
        let han = spoken.chars().filter(|&c| is_han(c)).count();
        // Mixed speech is ruled by the language that most of its units are in.
        let language = if 2 * han >= units(&spoken) { Language::Zh } else { Language::En };
        Self { text: format!(" {spoken} "), language }
    }

    fn groups(&self) -> &'static Groups {
        match self.language {
            Language::Zh => &CUES.zh,
            Language::En => &CUES.en,
        }
    }

    /// Byte offsets at which `cue` stands.
    fn find<'a>(&'a self, cue: &'a str) -> impl Iterator<Item = usize> + 'a {
        let latin = cue.is_ascii();
        self.text.match_indices(cue).map(|(at, _)| at).filter(move |&at| {
            let whole = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
            !latin
                || (whole(self.text[..at].chars().next_back())
                    && whole(self.text[at + cue.len()..].chars().next()))
        })
    }

    fn first_of(&self, group: &str) -> Option<usize> {
        self.cues(group).filter_map(|cue| self.find(cue).next()).min()
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Whether `phrase` stands in it: any place in Chinese, whole words in Latin script.
    pub(crate) fn says(&self, phrase: &str) -> bool {
        self.find(phrase).next().is_some()
    }

    /// Whether the speaker tells deeds of their own in English: "I", then a verb of `past` or one that
    /// ends in "ed".
    pub(crate) fn past_deeds(&self, past: &[String]) -> bool {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        words.windows(2).any(|pair| {
            matches!(pair[0], "i" | "i've")
                && (pair[1].ends_with("ed") || past.iter().any(|verb| verb == pair[1]))
        })
    }

    /// Whether a group is named more often than the speaker.
    pub(crate) fn group_acts_most(&self) -> bool {
        let group: usize = self.cues("group").map(|cue| self.find(cue).count()).sum();
        let own = match self.language {
            Language::Zh => {
                let own = self.text.match_indices('我').filter(|&(at, _)| {
                    !self.text[at..].starts_with("我们") && !object_position(&self.text[..at])
                });
                own.count()
            }
            Language::En => {
                ["i", "i'm", "i'd", "i've", "i'll"].iter().map(|w| self.find(w).count()).sum()
            }
        };
        group > own
    }

    pub(crate) fn has(&self, group: &str) -> bool {
        self.first_of(group).is_some()
    }

    fn cues(&self, group: &str) -> impl Iterator<Item = &'static str> {
        self.groups().get(group).into_iter().flatten().map(String::as_str)
    }

    /// Whether a negation stands closely before byte `at`.
    fn negated_before(&self, at: usize) -> bool {
        let reach = match self.language {
            Language::Zh => NEGATION_REACH,
            Language::En => 4 * NEGATION_REACH,
        };
        let before = &self.text[..at];
        let from = before.char_indices().rev().nth(reach - 1).map_or(0, |(i, _)| i);
        self.negations().any(|n| (from..at).contains(&n))
    }

    /// Places of negations that are ones ("不过" and "是不是" are not).
    fn negations(&self) -> impl Iterator<Item = usize> + '_ {
        let harmless: Vec<(usize, usize)> = self
            .cues("not_negation")
            .flat_map(|cue| self.find(cue).map(move |at| (at, at + cue.len())))
            .collect();
        let found: BTreeSet<usize> = self.cues("negation").flat_map(|cue| self.find(cue)).collect();
        found.into_iter().filter(move |at| !harmless.iter().any(|(s, e)| (s..e).contains(&at)))
    }
}

/// The stance of `clause`; a clause without a subject goes on with the actor of the one before.
pub fn stance(clause: &str, before: Option<&Stance>) -> Stance {
    let heard = Heard::new(clause);
    let mut cues: BTreeSet<&str> = PLAIN_GROUPS.iter().copied().filter(|g| heard.has(g)).collect();
    for (group, straight, turned) in [
        ("deed_proper", "proper_done", "proper_omitted"),
        ("deed_wrong", "wrong_done", "wrong_refused"),
    ] {
        for at in heard.cues(group).flat_map(|cue| heard.find(cue).collect::<Vec<_>>()) {
            cues.insert(if heard.negated_before(at) { turned } else { straight });
        }
    }
    if cues.contains("refuse") && cues.remove("wrong_done") {
        cues.insert("wrong_refused");
    }
    let negated = heard.negations().next().is_some();
    let mode = if heard.has("would") {
        Mode::Would
    } else if heard.has("general") {
        Mode::General
    } else {
        Mode::Told
    };
    Stance {
        actor: actor(&heard, before),
        mode,
        negated,
        cues: cues.into_iter().map(str::to_owned).collect(),
    }
}

fn actor(heard: &Heard, before: Option<&Stance>) -> Actor {
    let own = match heard.language {
        Language::Zh => heard.text.match_indices('我').map(|(at, _)| at).find(|&at| {
            !heard.text[at..].starts_with("我们") && !object_position(&heard.text[..at])
        }),
        Language::En => ["i", "i'm", "i'd", "i've", "i'll"]
            .iter()
            .filter_map(|word| heard.find(word).next())
            .min(),
    };
    let candidates = [
        (own, Actor::Own),
        (heard.first_of("group"), Actor::We),
        (heard.first_of("other_actor"), Actor::Other),
    ];
    candidates
        .into_iter()
        .filter_map(|(at, actor)| at.map(|at| (at, actor)))
        .min_by_key(|&(at, _)| at)
        .map_or(before.map_or(Actor::Unknown, |s| s.actor), |(_, actor)| actor)
}

/// Whether a pronoun after `before` is an object ("他跟我说").
fn object_position(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_some_and(|c| "让给跟对和问叫帮找把被向教替请催骂告诉劝".contains(c))
}

/// Whether the clause is an order to the rater or the program.
pub fn is_order(clause: &str) -> bool {
    let heard = Heard::new(clause);
    let spoken: String = heard.text.clone();
    CUES.orders.values().flatten().any(|cue| {
        let cue = self::spoken(cue);
        spoken.contains(&cue)
    })
}

/// Units of the clause that are neither hesitation nor courtesy.
pub fn content_units(clause: &str) -> usize {
    let heard = Heard::new(clause);
    let mut rest = heard.text.clone();
    let mut fillers: Vec<&str> = heard.cues("filler").collect();
    fillers.sort_by_key(|f| std::cmp::Reverse(f.len()));
    for filler in fillers {
        rest = match heard.language {
            Language::Zh => rest.replace(filler, ""),
            Language::En => rest.replace(&format!(" {filler} "), " "),
        };
    }
    units(&rest)
}

/// Whether the clause says that there is no answer.
pub fn is_refusal(clause: &str) -> bool {
    Heard::new(clause).has("refusal")
}
