//! Picture and sound before the interview.

use interview::media::AudioBlock;
use interview::session::Track;

use super::intent::Intent;
use super::journey::{Journey, Place};
use super::look::FaceLook;
use super::sentence::Sentence;
use super::view::{DeviceCheck, DeviceRow, DeviceState, SpeakerCheck};
use super::voice::ReadAloud;
use crate::catalogue;
use crate::storage::MIN_FREE_BYTES;

/// A face darker than this is called dark: mean brightness 0–1 of the face.
const DARK: f64 = 0.25;
/// A face narrower than this share of the picture is far away.
const FAR: f64 = 0.14;
/// Distance between two looks at the disk.
const ROOM_EVERY_MS: i64 = 2_000;

/// Whether there is room for a recording. It is looked at before the first answer only: what has
/// begun is never stopped by it.
#[derive(Default)]
pub(super) struct RoomWatch {
    /// There is too little.
    pub low: bool,
    look_at_ms: i64,
}

/// What the candidate hears in the device check.
#[derive(Default)]
pub(super) struct SoundCheck {
    sentence: Sentence,
    /// Whether the own sentence is what is being played.
    plays_sentence: bool,
    /// Whether the loudspeaker was tried.
    tried: bool,
    /// What the candidate says of it.
    audible: Option<bool>,
}

impl Journey {
    pub(super) fn enter_devices(&mut self) {
        self.place = Place::DeviceCheck;
        self.live = super::liveness::LiveStep::default();
        self.meter = super::meter::Meter::new();
        self.sound_check = SoundCheck::default();
        if self.look.is_some() {
            return;
        }
        let Some(analyser) = self.loading.ready().and_then(|parts| parts.look.take()) else {
            return;
        };
        match FaceLook::start(analyser) {
            Ok(look) => self.look = Some(look),
            Err(error) => self.fail(&error),
        }
    }

    /// Wishes of the device check.
    pub(super) fn want_in_check(&mut self, intent: &Intent) {
        if self.place != Place::DeviceCheck {
            return;
        }
        match intent {
            Intent::TrySpeaker => self.try_speaker(),
            Intent::SpeakerHeard { heard } if self.sound_check.tried => self.speaker_heard(*heard),
            Intent::PlaySentence => self.play_sentence(),
            _ => {}
        }
    }

    fn try_speaker(&mut self) {
        self.sound_check.tried = true;
        self.sound_check.audible = None;
        self.sound_check.plays_sentence = false;
        if let Some(voice) = &self.voice {
            let language = self.language.into();
            voice.say_after_note(catalogue::text(language, "device.speaker.sentence"), language);
        }
    }

    /// Who hears nothing reads: all that is spoken is shown as well.
    fn speaker_heard(&mut self, heard: bool) {
        self.sound_check.audible = Some(heard);
        self.stop_hearing();
    }

    fn play_sentence(&mut self) {
        if let (Some(voice), Some((sound, rate_hz))) =
            (&self.voice, self.sound_check.sentence.whole())
        {
            self.sound_check.plays_sentence = true;
            voice.play(sound, rate_hz);
        }
    }

    /// Listens for the sentence, but not to the station itself.
    pub(super) fn check_sound(&mut self, block: &AudioBlock) {
        if self.voice.as_ref().is_some_and(ReadAloud::speaking) {
            self.sound_check.sentence.deaf();
        } else {
            self.sound_check.plays_sentence = false;
            self.sound_check.sentence.hear(block, self.meter.speaks());
        }
    }

    /// The sentence is wiped with the step.
    pub(super) fn forget_sentence(&mut self) {
        if self.sound_check.plays_sentence {
            self.stop_hearing();
        }
        self.sound_check.sentence = Sentence::default();
    }

    fn speaker(&self) -> SpeakerCheck {
        let silent = self.voice.as_ref().is_none_or(ReadAloud::silent);
        let speaking = self.voice.as_ref().is_some_and(ReadAloud::speaking);
        match (self.sound_check.audible, self.sound_check.tried) {
            (Some(true), _) => SpeakerCheck::Heard,
            (Some(false), _) => SpeakerCheck::Unheard,
            (None, true) if speaking && !self.sound_check.plays_sentence => SpeakerCheck::Playing,
            (None, true) if silent => SpeakerCheck::Absent,
            (None, true) => SpeakerCheck::Asked,
            (None, false) => SpeakerCheck::Untried,
        }
    }

    pub(super) fn check_view(&self) -> DeviceCheck {
        let row = |name: &str, ok: Option<bool>, advice: &str| DeviceRow {
            name: name.to_owned(),
            ok,
            advice: if ok == Some(false) { advice.to_owned() } else { String::new() },
        };
        let camera = self.known(Track::Camera);
        let microphone = self.known(Track::Microphone);
        let look = self.look.as_ref().and_then(FaceLook::newest);
        let face = look.as_ref().and_then(|look| {
            let face = look.seen.face_box.as_ref()?;
            Some((look.seen.brightness, face.width / f64::from(look.width)))
        });
        let place = match (&look, face) {
            (Some(look), _) if look.is_faceless() => (Some(false), "noFace"),
            (_, face) => (face.map(|(_, width)| width >= FAR), "far"),
        };
        let loud = (microphone == Some(true) && self.meter.knows()).then(|| !self.meter.quiet());
        let calm = (microphone == Some(true) && self.meter.knows()).then(|| !self.meter.noisy());
        DeviceCheck {
            rows: vec![
                row("picture", camera, "noCamera"),
                row("light", face.map(|(light, _)| light >= DARK), "dark"),
                row("place", place.0, place.1),
                row(
                    "sound",
                    if microphone == Some(false) { Some(false) } else { loud },
                    if microphone == Some(false) { "noMic" } else { "quiet" },
                ),
                row("noise", calm, "noise"),
                self.speaker_row(),
            ],
            heard: loud == Some(true),
            storage_low: self.room.low,
            playable: self.sound_check.sentence.whole().is_some(),
            playing: self.sound_check.plays_sentence,
            speaker: self.speaker(),
        }
    }

    /// A full disk is found before the first answer, and staff are called; once there is room again
    /// the candidate goes on.
    pub(super) fn tick_room(&mut self) {
        let begins = self.session.as_ref().is_some_and(|s| s.log.state().answers.is_empty());
        if self.place != Place::DeviceCheck || !begins {
            self.room.low = false;
            return;
        }
        if self.now_ms >= self.room.look_at_ms {
            self.room.look_at_ms = self.now_ms + ROOM_EVERY_MS;
            self.look_for_room();
        }
    }

    /// Tells whether a first answer can begin.
    pub(super) fn look_for_room(&mut self) -> bool {
        let begins = self.session.as_ref().is_some_and(|s| s.log.state().answers.is_empty());
        let free = (self.setup.room)();
        let low = begins && free.is_some_and(|bytes| bytes < MIN_FREE_BYTES);
        if low && !self.room.low {
            tracing::error!(free_bytes = free, "no room for a recording");
            self.call_staff();
        }
        self.room.low = low;
        !low
    }

    fn known(&self, track: Track) -> Option<bool> {
        let state = match track {
            Track::Camera => self.devices.camera,
            Track::Microphone => self.devices.microphone,
        };
        match state {
            DeviceState::Off | DeviceState::Opening => None,
            DeviceState::Live => Some(true),
            DeviceState::Lost | DeviceState::Absent => Some(false),
        }
    }

    fn speaker_row(&self) -> DeviceRow {
        let (ok, advice) = match self.speaker() {
            SpeakerCheck::Heard => (Some(true), ""),
            SpeakerCheck::Unheard => (Some(false), "unheard"),
            SpeakerCheck::Absent => (Some(false), "noSpeaker"),
            SpeakerCheck::Untried | SpeakerCheck::Playing | SpeakerCheck::Asked => (None, ""),
        };
        DeviceRow { name: "speaker".to_owned(), ok, advice: advice.to_owned() }
    }
}
