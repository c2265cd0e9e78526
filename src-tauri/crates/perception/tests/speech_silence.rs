//! Nobody speaks: no text, whatever else sounds (public faults D1).

mod speech_support;

use std::f64::consts::TAU;

use interview::transcript::Language;
use perception::speech::{AnswerListener, SpeechConfig, transcribe};
use speech_support::{blocks, clip, models, noise, signal};

/// Sounds without a voice, 8 s each.
fn sounds() -> Vec<(&'static str, Vec<f32>)> {
    let tone = |hz: f64| move |t: f64| 0.3 * (TAU * hz * t).sin();
    let chord = |t: f64| {
        let root = 220.0 * 2f64.powf(((t * 2.0).floor() % 5.0) / 12.0);
        [1.0, 1.25, 1.5].iter().map(|ratio| 0.1 * (TAU * root * ratio * t).sin()).sum()
    };
    let clicks = |t: f64| if (t * 2.0).fract() < 0.001 { 0.9 } else { 0.0 };
    vec![
        ("zeros", signal(8.0, |_| 0.0)),
        ("floor at -90 dBFS", noise(8.0, 0.000_03, 1)),
        ("white noise", noise(8.0, 0.1, 2)),
        ("loud noise", noise(8.0, 0.9, 3)),
        ("tone", signal(8.0, tone(440.0))),
        ("hum with DC", signal(8.0, move |t| 0.2 + tone(50.0)(t))),
        ("chords", signal(8.0, chord)),
        ("clicks", signal(8.0, clicks)),
        ("not a number", vec![f32::NAN; 16_000]),
        ("nothing", Vec::new()),
    ]
}

#[test]
fn no_sound_without_a_voice_gives_text() {
    let Some(models) = models() else { return };
    for (name, samples) in sounds() {
        let found =
            transcribe(&models, SpeechConfig::default(), blocks(&samples, 1600, 0).into_iter())
                .expect("sound is analysed");
        assert_eq!(found.transcript.text, "", "{name}");
        assert!(found.transcript.words.is_empty() && found.transcript.speech.is_empty(), "{name}");
        assert_eq!(found.transcript.recognition_confidence, 0.0, "{name}");
        assert_eq!(found.transcript.analysed_ms, samples.len() as i64 / 16, "{name}");
        assert_eq!(found.prosody.pitch_hz, None, "{name}");
    }
}

#[test]
fn silence_is_counted_by_media_time() {
    let Some(models) = models() else { return };
    let mut listener =
        AnswerListener::start(models, SpeechConfig::default()).expect("a thread starts");
    let mut state = Default::default();
    for block in blocks(&noise(4.0, 0.01, 7), 320, 90_000) {
        state = listener.push(&block).expect("a block is taken");
    }
    assert!(!state.speaking && !state.heard_speech);
    assert_eq!(state.silence_ms, 4000);
    assert!(listener.words_so_far().is_empty());
}

#[test]
fn a_sentence_gains_nothing_from_what_follows_it() {
    let (Some(models), Some(sentence)) = (models(), clip("real/funasr_asr_example.flac")) else {
        return;
    };
    let Some(babble) = clip("hard/babble.flac") else { return };
    let config = SpeechConfig { language: Some(Language::Zh), threads: 1, row: None };
    let text = |samples: &[f32]| {
        let found = transcribe(&models, config, blocks(samples, 1600, 0).into_iter());
        found.expect("sound is analysed").transcript.text
    };
    let alone = text(&[&sentence[..], &signal(2.0, |_| 0.0)].concat());
    assert!(alone.contains("欢迎大家"), "the sentence is heard");
    for (name, rest) in
        [("silence", signal(20.0, |_| 0.0)), ("noise", noise(20.0, 0.05, 5)), ("babble", babble)]
    {
        assert_eq!(text(&[&sentence[..], &rest].concat()), alone, "{name}");
    }
}
