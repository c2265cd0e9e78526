//! How loud the microphone is.

use interview::media::AudioBlock;

/// The quietest level that the meter shows, in dBFS.
const FLOOR_DBFS: f32 = -60.0;
/// Speech quieter than this is called quiet: whisper.cpp's errors grow below it in our recordings.
const QUIET_DBFS: f32 = -42.0;
/// A room louder than this is called noisy: 15 dB under speech at a usual distance.
const NOISY_DBFS: f32 = -38.0;
/// What is so much louder than the room is somebody who speaks, in dB.
const SPEECH_OVER_ROOM_DB: f32 = 10.0;
/// Share of a new block in the running level; about 0.1 s of memory at blocks of 20 ms.
const FOLLOW: f32 = 0.2;
/// Share of a new block in the room's level; about 2 s of memory.
const ROOM_FOLLOW: f32 = 0.01;

/// Level of the sound, and of the room between words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meter {
    level_dbfs: f32,
    loudest_dbfs: f32,
    room_dbfs: Option<f32>,
    blocks: u32,
}

impl Meter {
    /// A meter that has heard nothing.
    pub fn new() -> Self {
        Self { level_dbfs: FLOOR_DBFS, loudest_dbfs: FLOOR_DBFS, room_dbfs: None, blocks: 0 }
    }

    /// Hears a block.
    pub fn hear(&mut self, block: &AudioBlock) {
        let count = block.samples.len().max(1) as f32;
        let power = block.samples.iter().map(|s| s * s).sum::<f32>() / count;
        let now_dbfs = (10.0 * power.max(1e-9).log10()).max(FLOOR_DBFS);
        self.level_dbfs += FOLLOW * (now_dbfs - self.level_dbfs);
        self.loudest_dbfs = self.loudest_dbfs.max(self.level_dbfs);
        let room = self.room_dbfs.get_or_insert(now_dbfs);
        // The quietest moments are the room: down at once, up slowly.
        *room = if now_dbfs < *room { now_dbfs } else { *room + ROOM_FOLLOW * (now_dbfs - *room) };
        self.blocks = self.blocks.saturating_add(1);
    }

    /// 0–1 for a display.
    pub fn shown(&self) -> f32 {
        (1.0 - self.level_dbfs / FLOOR_DBFS).clamp(0.0, 1.0)
    }

    /// Whether enough was heard to judge: one second.
    pub fn knows(&self) -> bool {
        self.blocks >= 50
    }

    /// Whether somebody speaks at the moment, as far as loudness tells.
    pub fn speaks(&self) -> bool {
        self.room_dbfs.is_some_and(|room| self.level_dbfs > room + SPEECH_OVER_ROOM_DB)
    }

    /// Whether what was spoken so far was quiet.
    pub fn quiet(&self) -> bool {
        self.loudest_dbfs < QUIET_DBFS
    }

    /// Whether the room is noisy.
    pub fn noisy(&self) -> bool {
        self.room_dbfs.is_some_and(|room| room > NOISY_DBFS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interview::time::MediaTime;

    fn heard(amplitude: f32, blocks: usize) -> Meter {
        let mut meter = Meter::new();
        let samples: Vec<f32> = (0..960).map(|n| amplitude * (n as f32 * 0.05).sin()).collect();
        let samples: std::sync::Arc<[f32]> = samples.into();
        for _ in 0..blocks {
            let (time, samples) = (MediaTime::ZERO, samples.clone());
            meter.hear(&AudioBlock { time, sample_rate_hz: 48_000, samples });
        }
        meter
    }

    #[test]
    fn a_loud_room_is_noisy_and_a_whisper_is_quiet() {
        let loud = heard(0.1, 100);
        assert!(loud.knows() && loud.noisy() && !loud.quiet());
        let whisper = heard(0.003, 100);
        assert!(whisper.quiet() && !whisper.noisy());
        assert!(loud.shown() > whisper.shown());
    }

    #[test]
    fn silence_shows_nothing() {
        assert_eq!(heard(0.0, 10).shown(), 0.0);
        assert!(!heard(0.0, 10).knows());
    }
}
