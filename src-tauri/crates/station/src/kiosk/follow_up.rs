//! Follow-ups: once the words of an answer are there, a fixed rule says whether a part of the account is
//! missing, and that part is asked for. The rule, the questions and the times are the same for
//! everybody; a follow-up may be left out.

use interview::position::Question;
use interview::session::{
    Event, Follows, MAX_FOLLOW_UPS, Phase, PlannedQuestion, QuestionStage as Stage,
};
use interview::transcript::Transcript;
use scoring::follow_up;

use super::journey::{Journey, Place};
use super::session::Session;
use super::view::QuestionStage;
use crate::StationError;

/// How long the last words of an answer are waited for after the candidate wants to go on. They take
/// a few seconds on a slow machine; after this time the rule is left out, and the timeline says so.
const WORDS_MS: i64 = 15_000;

/// What the rule says.
enum Rule {
    /// Words are still being decoded.
    NotYet,
    /// Nothing is to be asked.
    Nothing,
    /// This follow-up.
    Ask(Question, Follows),
}

impl Journey {
    /// The candidate is done with the question on the screen.
    pub(super) fn want_next(&mut self) -> Result<(), StationError> {
        if self.place != Place::Question || self.asking.stage() != QuestionStage::Saved {
            return Ok(());
        }
        self.asking.going_on_since_ms.get_or_insert(self.now_ms);
        self.go_to_next()
    }

    /// Asks the next question or a follow-up, once the words that decide it are there.
    pub(super) fn go_to_next(&mut self) -> Result<(), StationError> {
        let Some(since_ms) = self.asking.going_on_since_ms else { return Ok(()) };
        let Some(session) = &mut self.session else { return Ok(()) };
        let rule = session.rule()?;
        if !(matches!(rule, Rule::NotYet) && self.now_ms - since_ms < WORDS_MS) {
            session.tell_spent()?;
        }
        match rule {
            Rule::NotYet if self.now_ms - since_ms < WORDS_MS => return Ok(()),
            Rule::NotYet => {
                let now_ms = session.now_ms();
                session.log.note(now_ms, "follow_up.not_checked", "")?;
                session.apply(&Event::NextQuestion)?;
            }
            Rule::Nothing => session.apply(&Event::NextQuestion)?,
            Rule::Ask(question, follows) => session.follow_up(question, follows)?,
        }
        self.go_where_it_stands();
        Ok(())
    }

    pub(super) fn skip_follow_up(&mut self) -> Result<(), StationError> {
        let thinks = matches!(self.asking.stage(), QuestionStage::Think | QuestionStage::Countdown);
        let Some(session) = &mut self.session else { return Ok(()) };
        let Phase::Question { index, stage: Stage::Think } = session.log.state().phase else {
            return Ok(());
        };
        if self.place == Place::Question && thinks && session.log.state().is_follow_up(index) {
            self.stop_hearing();
            if let Some(session) = &mut self.session {
                session.tell_spent()?;
                session.apply(&Event::FollowUpSkipped)?;
            }
            self.go_where_it_stands();
        }
        Ok(())
    }
}

impl Session {
    /// Applies the rule to what was answered to the question on the screen, follow-ups included.
    fn rule(&mut self) -> Result<Rule, StationError> {
        let state = self.log.state();
        let Phase::Question { index, stage: Stage::Submitted } = state.phase else {
            return Ok(Rule::Nothing);
        };
        let Some(planned) = state.plan.get(index) else { return Ok(Rule::Nothing) };
        let root = planned.follows.as_ref().map_or(&planned.id, |f| &f.question).clone();
        let asked = state.parts_asked(&root);
        let Some(question) = self.request.position.question(&root).cloned() else {
            return Ok(Rule::Nothing);
        };
        let at_most = MAX_FOLLOW_UPS.min(self.request.policy.follow_ups as usize);
        if asked.len() >= at_most {
            return Ok(Rule::Nothing);
        }
        let Some(words) = self.words_of(&root) else { return Ok(Rule::NotYet) };
        let words: Vec<&Transcript> = words.iter().collect();
        let Some(part) = follow_up::missing(question.question_type, &words, &asked) else {
            return Ok(Rule::Nothing);
        };
        Ok(match follow_up::question(&question, part) {
            Some(asks) => Rule::Ask(asks, Follows { question: root, part }),
            None => Rule::Nothing,
        })
    }

    /// The words of the takes that count so far, of question `root` and its follow-ups; none while any
    /// of them is still decoded. An answer that could not be made out has no words.
    fn words_of(&mut self, root: &str) -> Option<Vec<Transcript>> {
        let state = self.log.state();
        let counting: Vec<(usize, u32)> = state
            .thread_of(root)
            .filter_map(|index| state.counting_take(index).map(|take| (index, take.take)))
            .collect();
        let mut words = Vec::with_capacity(counting.len());
        for (index, take) in counting {
            let taken =
                self.takes.iter_mut().find(|t| t.answer.index == index && t.take == take)?;
            words.push(taken.answer.heard()?.transcript.clone());
        }
        Some(words)
    }

    fn follow_up(&mut self, question: Question, follows: Follows) -> Result<(), StationError> {
        let asked = self.log.state().plan.iter().find(|planned| planned.id == follows.question);
        let planned = PlannedQuestion {
            extra_minutes: asked.map_or(0, |asked| asked.extra_minutes),
            id: question.id.clone(),
            think_ms: i64::from(question.think_seconds) * 1_000,
            answer_ms: i64::from(question.answer_seconds) * 1_000,
            // The question itself may be answered again; what was asked besides, once.
            retakes: 0,
            follows: Some(follows),
        };
        self.apply(&Event::FollowUp { planned })?;
        // The analysis finds the question of an answer by its place in the plan.
        if let Phase::Question { index, .. } = self.log.state().phase {
            self.request.questions.insert(index.min(self.request.questions.len()), question);
            self.move_drafts_behind(index);
        }
        Ok(())
    }
}
