//! How well the rule of follow-ups agrees with labels of what was told.

use std::collections::BTreeMap;

use interview::position::{QuestionType, StarPart};
use interview::transcript::Language;
use serde::{Deserialize, Serialize};

use super::{LabelledAnswer, three, written_transcript};
use crate::follow_up::missing;

/// Which parts an answer tells, by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Star {
    /// Circumstances.
    pub situation: bool,
    /// Deeds.
    pub action: bool,
    /// The end.
    pub result: bool,
}

impl Star {
    const fn tells(self, part: StarPart) -> bool {
        match part {
            StarPart::Situation => self.situation,
            StarPart::Action => self.action,
            StarPart::Result => self.result,
        }
    }
}

/// Figures of one part.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FollowUpFigures {
    /// Answers with a label.
    pub n: usize,
    /// Those in which the part is missing by the label.
    pub missing: usize,
    /// Those that the rule would ask.
    pub asked: usize,
    /// Share of the asked ones in which it is missing.
    pub precision: Option<f64>,
    /// Share of the missing ones that are asked.
    pub recall: Option<f64>,
    /// Share of those who told it and are asked all the same.
    pub asked_in_vain: Option<f64>,
}

/// The figures by part, each as if it were the only one that is asked for.
pub(super) fn follow_ups(answers: &[LabelledAnswer]) -> BTreeMap<&'static str, FollowUpFigures> {
    let labelled: Vec<(&LabelledAnswer, Star)> =
        answers.iter().filter_map(|answer| Some((answer, answer.star?))).collect();
    if labelled.is_empty() {
        return BTreeMap::new();
    }
    let all = [StarPart::Situation, StarPart::Action, StarPart::Result];
    all.into_iter().map(|part| (part.name(), figures(&labelled, part, &all))).collect()
}

fn figures(
    labelled: &[(&LabelledAnswer, Star)],
    part: StarPart,
    all: &[StarPart],
) -> FollowUpFigures {
    let others: Vec<StarPart> = all.iter().copied().filter(|other| *other != part).collect();
    let asks = |answer: &LabelledAnswer| {
        let english = answer.language.as_deref() == Some("en");
        let language = if english { Language::En } else { Language::Zh };
        let words = written_transcript(&answer.answer, language);
        missing(QuestionType::Behavioural, &[&words], &others).is_some()
    };
    let (mut missing, mut asked, mut right) = (0, 0, 0);
    for (answer, star) in labelled {
        let (lacks, asks) = (!star.tells(part), asks(answer));
        missing += usize::from(lacks);
        asked += usize::from(asks);
        right += usize::from(lacks && asks);
    }
    let share = |of: usize, all: usize| (all > 0).then(|| three(of as f64 / all as f64));
    FollowUpFigures {
        n: labelled.len(),
        missing,
        asked,
        precision: share(right, asked),
        recall: share(right, missing),
        asked_in_vain: share(asked - right, labelled.len() - missing),
    }
}
