//! What the model says. Needs the model store; skipped where it is absent.

use interview::error::Faulty;
use interview::transcript::Language;
use models::ModelStore;
use models::runtime::OnnxRuntime;
use voice::{SAMPLE_RATE_HZ, Speaker, Voice, VoiceError};

/// The voice, or None with the reason printed.
fn voice() -> Option<Voice> {
    let load = || {
        let store = ModelStore::open(ModelStore::default_dir())?;
        Voice::load(&OnnxRuntime::load(&store)?, &store, 2)
    };
    match load() {
        Ok(voice) => Some(voice),
        Err(error) => {
            let error: VoiceError = error;
            println!("skipped: no speech model in the store ({error})");
            None
        }
    }
}

fn seconds(samples: &[f32]) -> f64 {
    samples.len() as f64 / f64::from(SAMPLE_RATE_HZ)
}

fn level_dbfs(samples: &[f32]) -> f64 {
    let power: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
    10.0 * (power / samples.len() as f64).log10()
}

#[test]
fn speech_has_the_length_and_level_of_a_speaker() {
    let Some(mut voice) = voice() else { return };
    let zh = "请讲一次您凭数字不对劲发现问题的经历。";
    let en = "Tell me about a time a figure that did not look right led you to a problem.";
    for (text, language, speaker) in [
        (zh, Language::Zh, Speaker::ZfXiaoxiao),
        (zh, Language::Zh, Speaker::ZmYunxi),
        (en, Language::En, Speaker::AfHeart),
    ] {
        let speech = voice.speak(text, language, speaker, 1.0).unwrap();
        let length = seconds(&speech);
        assert!((2.5..8.0).contains(&length), "{speaker:?}: {length} s");
        let level = level_dbfs(&speech);
        assert!((-35.0..-10.0).contains(&level), "{speaker:?}: {level} dBFS");
        assert!(speech.iter().all(|s| s.abs() <= 1.0));
    }
}

#[test]
fn the_same_text_gives_the_same_samples_and_speed_changes_their_number() {
    let Some(mut voice) = voice() else { return };
    let mut say = |speed| voice.speak("银行", Language::Zh, Speaker::ZfXiaobei, speed).unwrap();
    let (first, again, fast) = (say(1.0), say(1.0), say(1.5));
    assert!(first == again);
    assert!(seconds(&fast) < 0.9 * seconds(&first));
}

#[test]
fn nothing_to_say_and_impossible_speeds_are_refused() {
    let Some(mut voice) = voice() else { return };
    let empty = voice.speak("。，！ \n", Language::Zh, Speaker::ZfXiaoxiao, 1.0);
    assert_eq!(empty.unwrap_err().fault().code, "voice.nothing_to_say");
    let hurried = voice.speak("您好", Language::Zh, Speaker::ZfXiaoxiao, 9.0);
    assert_eq!(hurried.unwrap_err().fault().code, "voice.speed");
}
