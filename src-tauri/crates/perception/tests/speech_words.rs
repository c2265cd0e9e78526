//! Somebody speaks: the right words, at the right time, the same at every pace.

mod speech_support;

use std::sync::Arc;

use interview::transcript::{Language, Transcript};
use perception::speech::{AnswerListener, SpeechConfig, metrics, transcribe};
use speech_support::{blocks, clip, models, signal};

const ZH: SpeechConfig = SpeechConfig { language: Some(Language::Zh), threads: 1, row: None };

/// What holds for every transcript.
fn check(transcript: &Transcript) {
    let separator = if transcript.language == Language::En { " " } else { "" };
    let joined: Vec<&str> = transcript.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(joined.join(separator), transcript.text);
    assert!(transcript.word_ranges().iter().all(|range| !range.is_empty()));
    let mut before = i64::MIN;
    for word in &transcript.words {
        assert!(word.start_ms >= before && word.end_ms > word.start_ms, "{word:?}");
        assert!((0.0..=1.0).contains(&word.confidence), "{word:?}");
        let near = |span: &interview::time::Span| {
            span.start_ms - 300 <= word.start_ms && word.end_ms <= span.end_ms + 300
        };
        let (first, last) = (transcript.speech.first(), transcript.speech.last());
        let whole = first
            .zip(last)
            .map(|(first, last)| interview::time::Span::new(first.start_ms, last.end_ms));
        assert!(whole.as_ref().is_some_and(near), "{word:?} lies outside the speech");
        before = word.start_ms;
    }
}

#[test]
fn mandarin_is_heard_and_pace_changes_nothing() {
    let (Some(models), Some(samples)) = (models(), clip("zh_09_d048.flac")) else { return };
    let fast = transcribe(&models, ZH, blocks(&samples, 4000, 5000).into_iter()).expect("heard");
    let reference = "签名不能代，替他签就是造假。我会跟他讲明白，然后约他今天来，或者我和协办一起去他\
                     单位当面签、拍照存档。他不肯，这笔就不放，我报给主管。";
    let rate = metrics::cer(reference, &fast.transcript.text).rate();
    assert!(rate <= 0.12, "CER {rate}");
    check(&fast.transcript);
    assert!(fast.transcript.words[0].start_ms >= 5000);
    assert!(fast.transcript.text.ends_with('。') && fast.transcript.text.contains('，'));
    assert!(fast.prosody.pitch_hz.is_some_and(|hz| (80..350).contains(&hz)));

    let mut listener = AnswerListener::start(Arc::clone(&models), ZH).expect("a thread starts");
    let silence = signal(3.0, |_| 0.0);
    let mut state = Default::default();
    for block in blocks(&[&samples[..], &silence].concat(), 333, 5000) {
        state = listener.push(&block).expect("a block is taken");
    }
    assert!(!state.speaking && state.heard_speech && state.silence_ms >= 2800, "{state:?}");
    let real = listener.finish().expect("heard");
    assert_eq!(real.transcript.words, fast.transcript.words);
    assert_eq!(real.transcript.speech, fast.transcript.speech);
}

#[test]
fn language_is_found_once_and_mixed_mandarin_stays_mandarin() {
    let Some(models) = models() else { return };
    let auto = SpeechConfig { language: None, threads: 1, row: None };
    let hear = |samples: &[f32]| {
        transcribe(&models, auto, blocks(samples, 1600, 0).into_iter()).expect("heard")
    };
    if let Some(samples) = clip("en_05.flac") {
        let late = [&signal(4.0, |_| 0.0)[..], &samples].concat();
        let found = hear(&late);
        assert_eq!(found.transcript.language, Language::En);
        assert!(found.transcript.text.to_lowercase().contains("we always help each other"));
        assert!(found.transcript.words[0].start_ms >= 3700);
        check(&found.transcript);
    }
    if let Some(samples) = clip("mix_01.flac") {
        let found = hear(&samples);
        assert_eq!(found.transcript.language, Language::Zh);
        assert!(found.transcript.text.contains("客户"), "Mandarin stays Mandarin");
        check(&found.transcript);
    }
}

#[test]
fn words_lie_in_the_clip_they_come_from() {
    let (Some(models), Some(first), Some(second)) =
        (models(), clip("real/command_IT0011W0001.flac"), clip("real/wenet_mid.flac"))
    else {
        return;
    };
    let gap = signal(6.0, |_| 0.0);
    let all = [&gap[..], &first, &gap, &second].concat();
    let found = transcribe(&models, ZH, blocks(&all, 1600, 0).into_iter()).expect("heard");
    check(&found.transcript);
    let boundary_ms = (gap.len() + first.len() + gap.len() / 2) as i64 / 16;
    let (before, after): (Vec<_>, Vec<_>) =
        found.transcript.words.iter().partition(|word| word.start_ms < boundary_ms);
    let text = |words: &[&interview::transcript::Word]| {
        words.iter().map(|word| word.text.as_str()).collect::<String>()
    };
    assert!(text(&before).contains("首歌"), "the first clip is heard first");
    assert!(text(&after).contains("大学生"), "the second clip is heard second");
    assert!(before.iter().all(|word| word.end_ms <= 6300 + first.len() as i64 / 16));
    assert!(after.iter().all(|word| word.start_ms >= boundary_ms + 2700));
    assert_eq!(found.prosody.pauses, 1);
}
