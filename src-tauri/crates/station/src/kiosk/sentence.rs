//! The sentence of the device check: heard, played back as often as wanted, and forgotten. It lies in
//! memory alone, and the memory is wiped.

use std::collections::VecDeque;
use std::sync::Arc;

use interview::media::AudioBlock;
use zeroize::Zeroizing;

/// Longest sentence, in seconds: what stands on the screen is read in three.
const LONGEST_S: usize = 10;
/// Shorter sounds are no sentence: a cough, a chair. In milliseconds.
const SHORTEST_MS: usize = 800;
/// Silence that ends the sentence, in milliseconds.
const SILENCE_MS: usize = 1_000;
/// Sound before the first loud moment that belongs to it, in milliseconds: soft beginnings.
const BEFORE_MS: usize = 300;

/// Sound of one sentence, mono.
pub(super) type Sound = Arc<Zeroizing<Vec<f32>>>;

/// Listens for a sentence and keeps the newest one.
#[derive(Default)]
pub(super) struct Sentence {
    rate_hz: u32,
    before: VecDeque<f32>,
    taken: Option<Zeroizing<Vec<f32>>>,
    silent: usize,
    whole: Option<Sound>,
}

impl Sentence {
    /// Hears a block; `speech` says whether somebody speaks in it.
    pub fn hear(&mut self, block: &AudioBlock, speech: bool) {
        if self.rate_hz != block.sample_rate_hz {
            *self = Self { rate_hz: block.sample_rate_hz, ..Self::default() };
        }
        match &mut self.taken {
            None if speech => {
                // Room for all of it: what grows leaves copies behind that nobody wipes.
                let mut taken = Vec::with_capacity(self.rate_hz as usize * (LONGEST_S + 1));
                taken.extend(self.before.drain(..));
                taken.extend_from_slice(&block.samples);
                self.taken = Some(Zeroizing::new(taken));
                self.silent = 0;
            }
            None => self.remember(block),
            Some(taken) => {
                taken.extend_from_slice(&block.samples);
                self.silent = if speech { 0 } else { self.silent + block.samples.len() };
                let long = taken.len() >= self.rate_hz as usize * LONGEST_S;
                if long || self.silent >= self.samples(SILENCE_MS) {
                    self.end();
                }
            }
        }
    }

    /// The newest sentence and its samples per second; none before the first.
    pub fn whole(&self) -> Option<(Sound, u32)> {
        self.whole.as_ref().map(|sound| (Arc::clone(sound), self.rate_hz))
    }

    /// What is being said is not taken: the station speaks.
    pub fn deaf(&mut self) {
        self.taken = None;
        self.before.clear();
    }

    fn remember(&mut self, block: &AudioBlock) {
        self.before.extend(block.samples.iter());
        let surplus = self.before.len().saturating_sub(self.samples(BEFORE_MS));
        self.before.drain(..surplus);
    }

    fn end(&mut self) {
        let Some(taken) = self.taken.take() else { return };
        if taken.len() - self.silent.min(taken.len()) >= self.samples(SHORTEST_MS) {
            self.whole = Some(Arc::new(taken));
        }
    }

    fn samples(&self, ms: usize) -> usize {
        self.rate_hz as usize * ms / 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interview::time::MediaTime;

    const RATE_HZ: u32 = 16_000;

    /// Hears `ms` of one value in blocks of 20 ms.
    fn hear(sentence: &mut Sentence, ms: usize, value: f32, speech: bool) {
        for _ in 0..ms / 20 {
            let samples: Arc<[f32]> = vec![value; RATE_HZ as usize / 50].into();
            let time = MediaTime::ZERO;
            sentence.hear(&AudioBlock { time, sample_rate_hz: RATE_HZ, samples }, speech);
        }
    }

    #[test]
    fn a_sentence_is_kept_with_its_soft_beginning_once_it_has_ended() {
        let mut sentence = Sentence::default();
        hear(&mut sentence, 2_000, 0.01, false);
        hear(&mut sentence, 2_400, 0.5, true);
        assert!(sentence.whole().is_none(), "it is still being said");
        hear(&mut sentence, 1_100, 0.01, false);
        let (sound, rate_hz) = sentence.whole().unwrap();
        assert_eq!(rate_hz, RATE_HZ);
        assert_eq!(sound.len(), 16 * (300 + 2_400 + 1_000));
        assert!(sound[0] < 0.1 && sound[16 * 400] > 0.4);
    }

    #[test]
    fn the_newest_counts_and_a_cough_is_none() {
        let mut sentence = Sentence::default();
        hear(&mut sentence, 1_000, 0.3, true);
        hear(&mut sentence, 1_100, 0.0, false);
        hear(&mut sentence, 200, 0.9, true);
        hear(&mut sentence, 1_100, 0.0, false);
        assert!(sentence.whole().unwrap().0[16 * 500] < 0.4, "a cough replaces nothing");
        hear(&mut sentence, 12_000, 0.6, true);
        let (sound, _) = sentence.whole().unwrap();
        assert_eq!(sound.len(), RATE_HZ as usize * LONGEST_S);
    }

    #[test]
    fn the_station_does_not_hear_itself() {
        let mut sentence = Sentence::default();
        hear(&mut sentence, 1_500, 0.3, true);
        sentence.deaf();
        hear(&mut sentence, 1_500, 0.0, false);
        assert!(sentence.whole().is_none());
    }
}
