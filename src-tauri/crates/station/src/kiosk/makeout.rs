//! Words of answers that were lost with a program, made out from the sealed recording.

use std::sync::Arc;

use capture::{AudioSource as _, FileAudioSource};
use interview::media::{AudioBlock, Pace};
use interview::time::{MediaTime, Span};
use perception::speech::SpeechModels;
use vault::VaultError;

use super::session::Session;
use crate::StationError;
use crate::session::MAIN_PART;
use crate::session::answers::OpenAnswer;

/// Decodes the answers that count and whose words were not kept, and keeps them. What can't be made
/// out stays without words. Tells false where `may` said that it has to be left for later.
///
/// # Errors
/// [`StationError::Vault`] where words can't be kept.
pub(super) fn make_out(
    session: &mut Session,
    speech: &Arc<SpeechModels>,
    may: &dyn Fn() -> bool,
) -> Result<bool, StationError> {
    let lost = lost_takes(session);
    if lost.is_empty() {
        return Ok(true);
    }
    let mut sound = match Sound::open(session) {
        Ok(sound) => sound,
        Err(error) => {
            tracing::warn!(%error, "lost words can't be made out from the recording");
            None
        }
    };
    for (place, span) in lost {
        let heard = match &mut sound {
            Some(sound) => hear(session, speech, sound, place, span, may),
            None => Ok(true),
        };
        match heard {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => {
                tracing::warn!(%error, "an answer can't be made out from the recording");
                sound = None;
            }
        }
        session.takes[place].answer.settle();
        session.keep_answers()?;
    }
    Ok(true)
}

/// Places among the takes, in the order of time. An answer that was typed in part is not made out in
/// part where what was typed is gone: less than the whole would be graded.
fn lost_takes(session: &mut Session) -> Vec<(usize, Span)> {
    let state = session.log.state().clone();
    let mut lost = Vec::new();
    for (place, taken) in session.takes.iter_mut().enumerate() {
        let counts = state.counting_take(taken.answer.index).map(|counting| counting.take);
        if !taken.answer.elsewhere() || counts != Some(taken.take) {
            continue;
        }
        if taken.answer.handed_in.typed && !taken.answer.waits_with_typed() {
            taken.answer.settle();
            continue;
        }
        lost.push((place, taken.answer.span));
    }
    lost.sort_by_key(|(_, span)| span.start_ms);
    lost
}

/// Listens to one answer; leaves it at its place, closed and decoding.
fn hear(
    session: &mut Session,
    speech: &Arc<SpeechModels>,
    sound: &mut Sound,
    place: usize,
    span: Span,
    may: &dyn Fn() -> bool,
) -> Result<bool, StationError> {
    let index = session.takes[place].answer.index;
    let language = session.request.language;
    let mut open = OpenAnswer::begin(index, span, speech, language, Pace::Fast);
    let whole = sound.play(span, |block| {
        open.hear(block)?;
        Ok(may())
    })?;
    if whole {
        let typed = session.takes[place].answer.take_typed();
        let mut answer = open.close(span.end_ms)?;
        if let Some((text, language)) = typed {
            answer = answer.with_typed(&text, language);
        }
        session.takes[place].answer = answer;
    }
    Ok(whole)
}

/// The sound of the recording, read once from its beginning.
struct Sound {
    source: FileAudioSource,
    /// A block that reaches into the next answer.
    ahead: Option<AudioBlock>,
}

impl Sound {
    /// None where nothing was recorded.
    fn open(session: &Session) -> Result<Option<Self>, StationError> {
        match session.vault.open_part(session.request.interview_id, MAIN_PART) {
            Ok(recording) => {
                let source = FileAudioSource::of_recording(recording)?;
                Ok(Some(Self { source, ahead: None }))
            }
            Err(VaultError::Missing { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Hands over the blocks that reach into `span`, cut at its end. Tells false where `take` did.
    fn play(
        &mut self,
        span: Span,
        mut take: impl FnMut(&AudioBlock) -> Result<bool, StationError>,
    ) -> Result<bool, StationError> {
        loop {
            let block = match self.ahead.take() {
                Some(block) => block,
                None => match self.source.next_block()? {
                    Some(block) => block,
                    None => return Ok(true),
                },
            };
            let end_ms = block.end().millis();
            if end_ms > span.start_ms
                && let Some(part) = before(&block, span.end_ms)
                && !take(&part)?
            {
                return Ok(false);
            }
            if end_ms >= span.end_ms {
                self.ahead = Some(block);
                return Ok(true);
            }
        }
    }
}

/// The part of a block that lies before `end_ms`; none where all of it lies behind.
fn before(block: &AudioBlock, end_ms: i64) -> Option<AudioBlock> {
    let end = MediaTime::from_millis(end_ms);
    if block.end() <= end {
        return Some(block.clone());
    }
    let rate = i128::from(block.sample_rate_hz);
    let samples = i128::from(end.nanos_since(block.time)) * rate / 1_000_000_000;
    let kept = block.samples.get(..usize::try_from(samples).ok()?).filter(|k| !k.is_empty())?;
    Some(AudioBlock { samples: kept.into(), ..*block })
}
