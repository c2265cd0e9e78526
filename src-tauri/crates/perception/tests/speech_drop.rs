//! A listener that is dropped leaves no thread behind. Alone in its binary: it counts the owners
//! of the models, which other tests would share.

mod speech_support;

use std::sync::Arc;
use std::time::Duration;

use interview::transcript::Language;
use perception::speech::{AnswerListener, SpeechConfig};
use speech_support::{blocks, clip, models, noise};

#[test]
fn a_listener_that_is_dropped_ends() {
    let Some(speech) = models() else { return };
    let owners = Arc::strong_count(&speech);
    let config = SpeechConfig { language: Some(Language::Zh), threads: 1, row: None };
    let samples = clip("real/wenet_mid.flac").unwrap_or_else(|| noise(2.0, 0.1, 1));
    let mut listener = AnswerListener::start(Arc::clone(&speech), config).expect("a thread starts");
    for block in blocks(&samples, 1600, 0) {
        listener.push(&block).expect("a block is taken");
    }
    assert_eq!(Arc::strong_count(&speech), owners + 2, "listener and thread own the models");
    drop(listener);
    assert!(models::native::settle(Duration::from_secs(600)), "its thread ends");
    assert_eq!(Arc::strong_count(&speech), owners, "nobody else owns the models any more");
}
