//! The station's voice: texts of the screen, spoken by the same model on every station.
//!
//! One thread, `kiosk-voice`, loads the model when it is first needed, speaks sentence by sentence
//! and stops between two of them when another text comes. Without a loudspeaker the texts stay on
//! the screen and the candidate's journey goes on.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use capture::{DeviceInfo, Gain, Speaker as Loudspeaker};
use interview::transcript::Language;
use voice::{SAMPLE_RATE_HZ, Speaker, Voice};

use super::sentence::Sound;
use crate::engines::Engines;

/// Longest text that is read at once, in characters.
const MAX_CHARS: usize = 4_000;
/// Requests that may wait; a new text makes older ones void.
const QUEUE: usize = 16;
/// Sentences kept as sound: the questions of one interview with room to spare.
const KEPT: usize = 64;
/// Pause between two looks at what is being played.
const LOOK_EVERY: Duration = Duration::from_millis(40);
/// Twice as long as the ring: a driver that hangs plays it for ever.
const RINGS_AT_MOST: Duration = Duration::from_secs(2);
/// Threads of the model: it works while nothing is recorded.
const THREADS: usize = 2;

enum Job {
    Say { text: String, language: Language, turn: u64 },
    Play { sound: Sound, rate_hz: u32, turn: u64 },
    Prepare { text: String, language: Language, turn: u64 },
    Ring,
    Done,
    Sample,
    Forget,
    Through(Option<DeviceInfo>),
}

/// Reads aloud.
pub(super) struct ReadAloud {
    jobs: SyncSender<Job>,
    turn: Arc<AtomicU64>,
    speaking: Arc<AtomicBool>,
    silent: Arc<AtomicBool>,
    gain: Arc<Gain>,
    /// Whether the volume is to be heard by a short note.
    sample: Arc<AtomicBool>,
}

impl ReadAloud {
    /// Starts the thread. `engines` is asked when the first text comes.
    pub fn start(engines: impl Fn() -> Option<Engines> + Send + 'static) -> Option<Self> {
        let (jobs, received) = sync_channel(QUEUE);
        let turn = Arc::new(AtomicU64::new(0));
        let speaking = Arc::new(AtomicBool::new(false));
        let silent = Arc::new(AtomicBool::new(false));
        let gain = Arc::new(Gain::default());
        let sample = Arc::new(AtomicBool::new(false));
        let mut reader = Reader {
            engines: Box::new(engines),
            voice: None,
            loudspeaker: None,
            chosen: None,
            kept: HashMap::new(),
            turn: Arc::clone(&turn),
            speaking: Arc::clone(&speaking),
            silent: Arc::clone(&silent),
            gain: Arc::clone(&gain),
            sample: Arc::clone(&sample),
        };
        models::native::spawn("kiosk-voice", move || reader.work(&received)).ok()?;
        Some(Self { jobs, turn, speaking, silent, gain, sample })
    }

    /// Reads `text`, instead of whatever is being read.
    pub fn say(&self, text: &str, language: Language) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) + 1;
        let text: String = text.chars().take(MAX_CHARS).collect();
        let sent = self.jobs.try_send(Job::Say { text, language, turn }).is_ok();
        self.speaking.store(sent, Ordering::Relaxed);
    }

    /// Plays a short note, then reads `text`, instead of whatever is being read.
    pub fn say_after_note(&self, text: &str, language: Language) {
        self.stop();
        self.sound_done();
        self.say(text, language);
    }

    /// Plays `sound` instead of whatever is being read.
    pub fn play(&self, sound: Sound, rate_hz: u32) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) + 1;
        let sent = self.jobs.try_send(Job::Play { sound, rate_hz, turn }).is_ok();
        self.speaking.store(sent, Ordering::Relaxed);
    }

    /// Speaks with this factor of the amplitude from now on, in mid-word too. The ring for staff stays
    /// as it is.
    pub fn speak_with(&self, factor: f32) {
        self.gain.choose(factor);
    }

    /// Lets the volume be heard by a short note, now or, where something else is wanted first, never.
    pub fn sample_volume(&self) {
        self.sample.store(true, Ordering::Relaxed);
        // A full queue: whatever stands in it looks for the wish as well.
        let _ = self.jobs.try_send(Job::Sample);
    }

    /// Whether the last sound could not be played: there is no loudspeaker.
    pub fn silent(&self) -> bool {
        self.silent.load(Ordering::Relaxed)
    }

    /// Makes the sound of `text` while there is nothing else to do.
    pub fn prepare(&self, text: &str, language: Language) {
        let turn = self.turn.load(Ordering::Relaxed);
        // A full queue only means that the text is spoken a moment later when it is due.
        let _ = self.jobs.try_send(Job::Prepare { text: text.to_owned(), language, turn });
    }

    /// Rings for staff, behind what is being read.
    pub fn ring(&self) {
        // A full queue: the next ring comes in a moment.
        let _ = self.jobs.try_send(Job::Ring);
    }

    /// Speaks through `chosen` from now on, else through the system's default.
    pub fn speak_through(&self, chosen: Option<DeviceInfo>) {
        // At the start of a journey nothing is being read that could fill the queue.
        if self.jobs.try_send(Job::Through(chosen)).is_err() {
            tracing::warn!("the loudspeaker stays as it was");
        }
    }

    /// A short note: what was asked for is done.
    pub fn sound_done(&self) {
        // A full queue: what is spoken next says it as well.
        let _ = self.jobs.try_send(Job::Done);
    }

    /// Stops reading.
    pub fn stop(&self) {
        self.sample.store(false, Ordering::Relaxed);
        self.turn.fetch_add(1, Ordering::Relaxed);
        self.speaking.store(false, Ordering::Relaxed);
    }

    /// Stops, and forgets every sound made so far.
    pub fn forget(&self) {
        self.stop();
        let _ = self.jobs.try_send(Job::Forget);
    }

    /// Whether a text is being read.
    pub fn speaking(&self) -> bool {
        self.speaking.load(Ordering::Relaxed)
    }
}

impl Drop for ReadAloud {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Reader {
    engines: Box<dyn Fn() -> Option<Engines> + Send>,
    voice: Option<Voice>,
    loudspeaker: Option<Loudspeaker>,
    chosen: Option<DeviceInfo>,
    kept: HashMap<(Language, String), Arc<[f32]>>,
    turn: Arc<AtomicU64>,
    speaking: Arc<AtomicBool>,
    silent: Arc<AtomicBool>,
    gain: Arc<Gain>,
    sample: Arc<AtomicBool>,
}

impl Reader {
    fn work(&mut self, jobs: &Receiver<Job>) {
        for job in jobs {
            match job {
                Job::Say { text, language, turn } => {
                    self.say(&text, language, turn);
                    if self.current(turn) {
                        self.speaking.store(false, Ordering::Relaxed);
                    }
                }
                Job::Play { sound, rate_hz, turn } => {
                    if self.play_at(&sound, rate_hz) {
                        self.wait_for_end(turn);
                    }
                    if self.current(turn) {
                        self.speaking.store(false, Ordering::Relaxed);
                    }
                }
                Job::Prepare { text, language, turn } => {
                    for sentence in sentences(&text) {
                        if !self.current(turn) {
                            break;
                        }
                        self.sample();
                        self.sound(sentence, language);
                    }
                }
                Job::Ring => self.ring(),
                Job::Done => {
                    self.play(&done_note());
                }
                Job::Sample => self.sample(),
                Job::Forget => self.kept.clear(),
                Job::Through(chosen) => {
                    // Opened anew: the system's default may be another one by now.
                    self.loudspeaker = None;
                    self.chosen = chosen;
                }
            }
        }
    }

    fn current(&self, turn: u64) -> bool {
        self.turn.load(Ordering::Relaxed) == turn
    }

    fn say(&mut self, text: &str, language: Language, turn: u64) {
        for sentence in sentences(text) {
            if !self.current(turn) {
                break;
            }
            let Some(sound) = self.sound(sentence, language) else { continue };
            if !self.play(&sound) {
                return;
            }
        }
        self.wait_for_end(turn);
    }

    /// A note of the volume, where it is wanted; what stops the voice, stops it.
    fn sample(&mut self) {
        let turn = self.turn.load(Ordering::Relaxed);
        if self.sample.swap(false, Ordering::Relaxed) && self.play(&done_note()) {
            self.wait_for_end(turn);
        }
    }

    /// Who must hear it stands at the other end of the hall.
    fn ring(&mut self) {
        let gain = Arc::clone(&self.gain);
        gain.as_it_is(|| {
            self.play(&chime());
            let begun = Instant::now();
            let rings = || self.loudspeaker.as_ref().is_some_and(Loudspeaker::is_playing);
            while rings() && begun.elapsed() < RINGS_AT_MOST {
                std::thread::sleep(LOOK_EVERY);
            }
        });
    }

    /// Waits until all is played, or something else is to be heard.
    fn wait_for_end(&self, turn: u64) {
        while self.current(turn) && self.loudspeaker.as_ref().is_some_and(Loudspeaker::is_playing) {
            std::thread::sleep(LOOK_EVERY);
        }
        if !self.current(turn)
            && let Some(loudspeaker) = &self.loudspeaker
        {
            loudspeaker.silence();
        }
    }

    /// The sound of a sentence; none where the voice can't be had or has nothing to say.
    fn sound(&mut self, sentence: &str, language: Language) -> Option<Arc<[f32]>> {
        let key = (language, sentence.to_owned());
        if let Some(sound) = self.kept.get(&key) {
            return Some(Arc::clone(sound));
        }
        if self.voice.is_none() {
            let engines = (self.engines)()?;
            self.voice = Voice::load(engines.runtime(), engines.store(), THREADS)
                .inspect_err(|error| tracing::warn!(%error, "the voice can't be loaded"))
                .ok();
        }
        let sound = self
            .voice
            .as_mut()?
            .speak(sentence, language, Speaker::reader(language), 1.0)
            .inspect_err(|error| tracing::debug!(%error, "a sentence can't be spoken"))
            .ok()?;
        let sound: Arc<[f32]> = sound.into();
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(key, Arc::clone(&sound));
        Some(sound)
    }

    fn play(&mut self, sound: &[f32]) -> bool {
        self.play_at(sound, SAMPLE_RATE_HZ)
    }

    fn play_at(&mut self, sound: &[f32], rate_hz: u32) -> bool {
        if self.loudspeaker.is_none() {
            self.loudspeaker = Loudspeaker::open(self.chosen.as_ref(), Arc::clone(&self.gain))
                .inspect_err(|error| tracing::warn!(%error, "no loudspeaker"))
                .ok();
        }
        let played = self.loudspeaker.as_ref().is_some_and(|out| out.play(sound, rate_hz).is_ok());
        if !played {
            self.loudspeaker = None;
        }
        self.silent.store(!played, Ordering::Relaxed);
        played
    }
}

/// Two notes of a bell, a third apart (880 and 698 Hz), that die away within a second: heard across a
/// branch hall without alarming anybody.
fn chime() -> Vec<f32> {
    note(880.0, 0.35, 0.5).chain(note(698.46, 0.7, 0.5)).collect()
}

/// One short note (1 047 Hz), softer than the bell for staff: for the person at the screen alone.
fn done_note() -> Vec<f32> {
    note(1_046.5, 0.3, 0.25).collect()
}

fn note(hertz: f32, seconds: f32, loud: f32) -> impl Iterator<Item = f32> {
    let samples = (seconds * SAMPLE_RATE_HZ as f32) as usize;
    (0..samples).map(move |n| {
        let t = n as f32 / SAMPLE_RATE_HZ as f32;
        // The first 5 ms rise, so that it does not click.
        let rise = (t / 0.005).min(1.0);
        loud * rise * (-5.0 * t).exp() * (std::f32::consts::TAU * hertz * t).sin()
    })
}

/// The text cut behind marks that end a sentence.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['。', '？', '！', '；', '?', '!', '\n'])
        .flat_map(|part| part.split_inclusive(". "))
        .map(str::trim)
        .filter(|sentence| sentence.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bell_is_loud_soft_at_both_ends_and_never_over_full_scale() {
        let chime = chime();
        let peak = chime.iter().fold(0.0f32, |peak, s| peak.max(s.abs()));
        assert!((0.3..=0.5).contains(&peak), "{peak}");
        assert!(chime[0].abs() < 0.01 && chime[chime.len() - 1].abs() < 0.05);
        assert!(chime.len() as u32 > SAMPLE_RATE_HZ, "longer than a second");
    }

    #[test]
    fn texts_are_read_sentence_by_sentence() {
        let zh: Vec<&str> = sentences("请看题。您怎么办？\n——").collect();
        assert_eq!(zh, ["请看题。", "您怎么办？"]);
        let en: Vec<&str> = sentences("Version 1.5 is here. Read it.").collect();
        assert_eq!(en, ["Version 1.5 is here.", "Read it."]);
    }
}
