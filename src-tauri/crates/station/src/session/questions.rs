//! Questions and answers of a running session.

use std::time::Instant;

use interview::media::Pace;
use interview::session::{AnswerEnd, Event};
use interview::time::{MediaTime, Span};

use super::actor::{Activity, Actor};
use super::answers::OpenAnswer;
use super::request::{AnswerRule, Prompt};
use crate::StationError;

impl Actor<'_> {
    pub(super) fn ask(&mut self, index: usize) -> Result<(), StationError> {
        let at = MediaTime::from_millis(self.now_ms);
        self.request.prompter.prompt(&Prompt::Question(index), at);
        self.request.watcher.tell(
            "progress.question",
            format!("{}/{}", index + 1, self.request.questions.len()),
            Some(index as f64 / self.request.questions.len().max(1) as f64),
        );
        let think_ms = self.log.state().plan.get(index).map_or(0, |q| q.think_ms);
        let until_ms = match &self.request.answers {
            AnswerRule::Scripted(spans) => spans.get(index).map_or(self.now_ms, |s| s.start_ms),
            AnswerRule::Detected { think_ms: own, .. } => self.now_ms + own.unwrap_or(think_ms),
        };
        self.activity = Activity::Thinking { index, until_ms };
        self.tick()
    }

    pub(super) fn begin_answer(&mut self, index: usize, start_ms: i64) -> Result<(), StationError> {
        self.settle_language();
        let limit_ms = self.log.state().plan.get(index).map_or(0, |q| q.answer_ms);
        let end_ms = match &self.request.answers {
            AnswerRule::Scripted(spans) => spans.get(index).map_or(start_ms, |span| span.end_ms),
            AnswerRule::Detected { .. } => start_ms + limit_ms,
        };
        self.log.apply(&Event::AnswerStarted, start_ms)?;
        let at = MediaTime::from_millis(start_ms);
        self.request.prompter.prompt(&Prompt::Answer(index), at);
        let pace = if self.request.lossless { Pace::Fast } else { Pace::Real };
        let limits = Span::new(start_ms, end_ms);
        let answer = OpenAnswer::begin(index, limits, &self.speech, self.language, pace);
        self.activity = Activity::Answering(Box::new(answer));
        Ok(())
    }

    /// An interview has one language: what the first answer was decoded in holds for the others.
    /// Files wait for each answer, so that at most one recogniser is at work.
    fn settle_language(&mut self) {
        if !(self.request.lossless || self.language.is_none()) {
            return;
        }
        let (mut closed, mut language) = (Vec::new(), self.language);
        for answer in self.closed.drain(..) {
            let (answer, found) = answer.settled();
            closed.push(answer);
            language = language.or(found);
        }
        self.closed = closed;
        self.language = language;
    }

    pub(super) fn end_answer(&mut self, end_ms: i64, end: AnswerEnd) -> Result<(), StationError> {
        let Activity::Answering(answer) = std::mem::replace(&mut self.activity, Activity::Warming)
        else {
            return Ok(());
        };
        let index = answer.index;
        self.log.apply(&Event::AnswerEnded { end }, end_ms)?;
        self.closed.push(answer.close(end_ms)?);
        self.last_answer_at = Instant::now();
        let at = MediaTime::from_millis(end_ms);
        self.request.prompter.prompt(&Prompt::Saved(index), at);
        let effects = self.log.apply(&Event::NextQuestion, end_ms)?;
        self.follow(effects)
    }

    /// Hands an answer that was cut off over to the recogniser; the state has closed it, or will.
    pub(super) fn close_open_answer(&mut self) -> Result<(), StationError> {
        if let Activity::Answering(answer) = std::mem::replace(&mut self.activity, Activity::Over) {
            let end_ms = self.now_ms.min(answer.limits.end_ms);
            self.closed.push(answer.close(end_ms)?);
            self.last_answer_at = Instant::now();
        }
        Ok(())
    }
}
