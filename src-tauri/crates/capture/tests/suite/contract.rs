//! What every source must keep, whatever is behind it.

use capture::{
    AUDIO_BLOCK_SAMPLES, AUDIO_SAMPLE_RATE_HZ, AudioSource, FileAudioSource, FileVideoSource,
    MAX_VIDEO_HEIGHT, MAX_VIDEO_WIDTH, SyntheticAudio, SyntheticVideo, VideoSource,
};
use interview::media::Pace;
use interview::time::MediaTime;

use crate::support::{blocks, frames, recorded};

/// Frames have sound sizes, times go on, the end is an end, and the pace changes nothing.
/// `$open` makes the source from a pace.
#[macro_export]
macro_rules! video_source_contract {
    ($name:ident, $open:expr) => {
        #[test]
        fn $name() {
            $crate::contract::check_video(&$open);
        }
    };
}

/// Blocks are short, mono at 48 kHz and without holes, the end is an end, and the pace changes
/// nothing. `$open` makes the source from a pace.
#[macro_export]
macro_rules! audio_source_contract {
    ($name:ident, $open:expr) => {
        #[test]
        fn $name() {
            $crate::contract::check_audio(&$open);
        }
    };
}

pub fn check_video(open: &dyn Fn(Pace) -> Box<dyn VideoSource>) {
    let mut source = open(Pace::Fast);
    assert!(!source.describe().name.is_empty());
    let all = frames(source.as_mut());
    assert!(!all.is_empty());
    assert_eq!(source.next_frame().unwrap(), None, "the end is an end");
    for (index, frame) in all.iter().enumerate() {
        assert_eq!(frame.index, index as u64);
        assert!(frame.width <= MAX_VIDEO_WIDTH && frame.height <= MAX_VIDEO_HEIGHT);
        assert_eq!(frame.rgb.len(), (frame.width * frame.height * 3) as usize);
    }
    assert!(all[0].time >= MediaTime::ZERO);
    assert!(all.windows(2).all(|w| w[0].time < w[1].time), "times go on");
    assert!(frames(open(Pace::Real).as_mut()) == all, "the pace changes nothing");
}

pub fn check_audio(open: &dyn Fn(Pace) -> Box<dyn AudioSource>) {
    let mut source = open(Pace::Fast);
    assert!(!source.describe().name.is_empty());
    let all = blocks(source.as_mut());
    assert!(!all.is_empty());
    assert_eq!(source.next_block().unwrap(), None, "the end is an end");
    let mut count = 0;
    for block in &all {
        assert_eq!(block.sample_rate_hz, AUDIO_SAMPLE_RATE_HZ);
        assert!(!block.samples.is_empty() && block.samples.len() <= AUDIO_BLOCK_SAMPLES);
        assert!(block.samples.iter().all(|s| s.is_finite()));
        assert_eq!(block.time, MediaTime::from_samples(count, AUDIO_SAMPLE_RATE_HZ));
        count += block.samples.len() as u64;
    }
    assert!(source.gaps().iter().all(|gap| !gap.is_empty()));
    assert!(blocks(open(Pace::Real).as_mut()) == all, "the pace changes nothing");
}

video_source_contract!(synthetic_video_keeps_the_contract, |pace| {
    Box::new(SyntheticVideo::new(64, 48, 25, 10, pace)) as Box<dyn VideoSource>
});

audio_source_contract!(synthetic_audio_keeps_the_contract, |pace| {
    Box::new(SyntheticAudio::new(330, &[100], pace)) as Box<dyn AudioSource>
});

#[test]
fn files_keep_the_contract() {
    let dir = tempfile::tempdir().unwrap();
    let path = recorded(dir.path(), 1);
    check_video(&|pace| Box::new(FileVideoSource::open(&path, pace).unwrap()));
    check_audio(&|pace| Box::new(FileAudioSource::open(&path, pace).unwrap()));
}
