//! Abilities against the requirement, and the quotes that moved the score.

use interview::score::{CompetencyScore, Evidence, Polarity, ScoreStatus};
use scoring::explain::{behaviour_text, question_number, reason_code};
use scoring::figures::{level, per_cent, strongest, weight_per_cent, whole};
use scoring::texts::{clock, number};
use serde::Serialize;

use super::{Maker, Sign};

/// Quotes shown for each direction; so many leave room for the rest of the first page.
const BEHAVIOURS: usize = 4;
/// Lowest score of the scale: level 1 times 20.
const LOWEST: f64 = 20.0;
/// Highest score.
const HIGHEST: f64 = 100.0;
/// Points of a level of the anchors.
const POINTS: f64 = 20.0;
/// A radar of fewer spokes has no area.
const MIN_SPOKES: usize = 3;

/// The section of abilities.
#[derive(Serialize)]
pub(super) struct Abilities {
    heading: String,
    rows: Vec<Ability>,
    legend: Legend,
    radar: Option<Radar>,
}

/// One ability on its scale; places are 0–1.
#[derive(Serialize)]
struct Ability {
    name: String,
    weight: String,
    attention: Option<String>,
    required: f64,
    bar: Option<Bar>,
    /// Mean of people's levels.
    human: Option<f64>,
    span: String,
    score: String,
    level: String,
    /// Why there is no number.
    none: Option<String>,
    alt: String,
}

#[derive(Serialize)]
struct Bar {
    low: f64,
    score: f64,
    high: f64,
}

#[derive(Serialize)]
struct Legend {
    score: String,
    range: String,
    required: String,
    human: Option<String>,
    scale: String,
}

#[derive(Serialize)]
struct Radar {
    alt: String,
    required: f64,
    spokes: Vec<Spoke>,
}

#[derive(Serialize)]
struct Spoke {
    name: String,
    score: Option<f64>,
    /// Said where there is no number, so that a spoke without a point is not read as nothing.
    none: String,
}

/// Quotes of one direction.
#[derive(Serialize)]
pub(super) struct Behaviours {
    heading: String,
    sign: Sign,
    none: String,
    items: Vec<Quoted>,
    /// That there are more than are shown.
    more: Option<String>,
}

#[derive(Serialize)]
struct Quoted {
    behaviour: String,
    behaviour_lang: &'static str,
    quote: String,
    place: String,
}

/// Place of a score on the scale, 0–1.
fn place(score: f64) -> f64 {
    (score.clamp(LOWEST, HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
}

impl Maker<'_> {
    pub(super) fn abilities(&self) -> Abilities {
        let scores = &self.report.scores;
        let required = f64::from(self.report.position.pass_score);
        let rows: Vec<Ability> = scores.competencies.iter().map(|c| self.ability(c)).collect();
        let rated = rows.iter().any(|row| row.human.is_some());
        let spokes = |c: &CompetencyScore| Spoke {
            name: self.competency(&c.key),
            score: c.score.map(place),
            none: self.t("ability.none"),
        };
        let radar = (rows.len() >= MIN_SPOKES).then(|| Radar {
            alt: self.radar_words(),
            required: place(required),
            spokes: scores.competencies.iter().map(spokes).collect(),
        });
        Abilities {
            heading: self.t("abilities"),
            rows,
            legend: Legend {
                score: self.t("legend.suggested"),
                range: self.t("legend.range"),
                required: self.f("legend.required", &[("n", &number(required))]),
                human: rated.then(|| self.t("legend.human")),
                scale: self.t("legend.scale"),
            },
            radar,
        }
    }

    /// What the radar draws, for who can't see it.
    fn radar_words(&self) -> String {
        let spoke = |c: &CompetencyScore| {
            let score = c.score.map_or_else(|| self.t("ability.none"), whole);
            format!("{} {score}", self.competency(&c.key))
        };
        let spokes: Vec<String> = self.report.scores.competencies.iter().map(spoke).collect();
        format!("{}: {}", self.t("radar.label"), spokes.join(" · "))
    }

    fn ability(&self, c: &CompetencyScore) -> Ability {
        let name = self.competency(&c.key);
        let human = self.report.human.mean_level(&c.key);
        let weight = format!("{}%", weight_per_cent(c.weight));
        let (Some(score), Some(low), Some(high), ScoreStatus::Scored) =
            (c.score, c.low, c.high, c.status)
        else {
            let none =
                format!("{} · {}", self.t("ability.none"), self.t(reason_code(self.report, c)));
            return Ability {
                alt: self.with_human(format!("{name}: {none}"), human),
                name,
                weight,
                attention: None,
                required: place(f64::from(c.required)),
                bar: None,
                human: human.map(|level| place(level * POINTS)),
                span: String::new(),
                score: String::new(),
                level: String::new(),
                none: Some(none),
            };
        };
        let words = self.f(
            "ability.text",
            &[
                ("name", &name),
                ("score", &whole(score)),
                ("lo", &whole(low)),
                ("hi", &whole(high)),
                ("required", &c.required.to_string()),
            ],
        );
        let confidence = self.f("confidence", &[("n", &per_cent(c.confidence))]);
        Ability {
            alt: self.with_human(words, human),
            name,
            weight: format!("{weight} · {confidence}"),
            attention: (score < f64::from(c.required)).then(|| self.t("attention")),
            required: place(f64::from(c.required)),
            bar: Some(Bar { low: place(low), score: place(score), high: place(high) }),
            human: human.map(|level| place(level * POINTS)),
            span: format!("{} – {}", whole(low), whole(high)),
            score: whole(score),
            level: self.f("ability.level", &[("n", &level(score))]),
            none: None,
        }
    }

    fn with_human(&self, words: String, human: Option<f64>) -> String {
        let Some(mean) = human else { return words };
        let mean = self.f("ability.level", &[("n", &number((mean * 10.0).round() / 10.0))]);
        format!("{words} · {} {mean}", self.t("legend.human"))
    }

    pub(super) fn good(&self) -> Behaviours {
        self.behaviours(Polarity::Positive, "good", "good.none", Sign::Plus)
    }

    pub(super) fn bad(&self) -> Behaviours {
        self.behaviours(Polarity::Negative, "bad", "bad.none", Sign::Minus)
    }

    fn behaviours(&self, polarity: Polarity, heading: &str, none: &str, sign: Sign) -> Behaviours {
        let all = strongest(self.report, polarity);
        let left = all.len().saturating_sub(BEHAVIOURS);
        Behaviours {
            heading: self.t(heading),
            sign,
            none: self.t(none),
            items: all.iter().take(BEHAVIOURS).map(|evidence| self.quoted(evidence)).collect(),
            more: (left > 0).then(|| self.f("more", &[("n", &left.to_string())])),
        }
    }

    fn quoted(&self, evidence: &Evidence) -> Quoted {
        let n = question_number(self.report, &evidence.question).to_string();
        // Behaviours of a position are kept in Chinese, names of rules are translated.
        let own = evidence.behaviour.starts_with("rule.");
        Quoted {
            behaviour: behaviour_text(&evidence.behaviour, self.language),
            behaviour_lang: if own { self.language.code() } else { "zh" },
            quote: quoted(&evidence.quote),
            place: self.f("question_at", &[("n", &n), ("time", &clock(evidence.start_ms))]),
        }
    }
}

/// Words of the candidate in quotation marks.
pub(super) fn quoted(words: &str) -> String {
    format!("“{words}”")
}
