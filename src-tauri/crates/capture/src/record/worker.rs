//! The recorder's thread.

use interview::time::MediaTime;

use super::audio::AudioEncoder;
use super::muxer::Muxer;
use super::queue::{Item, Queue};
use super::segmenter::{Cut, Packet, Segmenter};
use super::video::VideoEncoder;
use super::{RecorderConfig, RecordingSummary, SegmentSink, nearest_ms, webm};
use crate::CaptureError;

/// Live: a track that is this far behind the other is away, in milliseconds. Long enough for any
/// burst after which a device catches up, short enough that the other track is soon on disk.
const LIVE_SKEW_MS: i64 = 5_000;

/// Files: both tracks come for sure, however far apart their readers run. Only encoded data wait,
/// about 5 MB a minute.
const FILE_SKEW_MS: i64 = 600_000;

/// Encodes, orders, cuts and hands over.
pub(super) struct Worker {
    video: Option<VideoEncoder>,
    audio: Option<AudioEncoder>,
    segmenter: Segmenter,
    muxer: Muxer,
    origin: MediaTime,
    live: bool,
}

impl Worker {
    pub(super) fn new(
        config: &RecorderConfig,
        sink: Box<dyn SegmentSink>,
    ) -> Result<Self, CaptureError> {
        let video = config.video.then(|| VideoEncoder::new(config)).transpose()?;
        let audio = config.audio.then(|| AudioEncoder::new(config)).transpose()?;
        let video_track =
            video.as_ref().map(|_| webm::VideoTrack { width: config.width, height: config.height });
        let audio_track = audio.as_ref().map(|a| webm::AudioTrack { pre_skip: a.pre_skip() });
        let muxer = match config.go_on {
            Some(go_on) => Muxer::go_on(sink, config.origin, go_on.next_seq, config.begins_ms()),
            None => Muxer::start(sink, config.origin, video_track.as_ref(), audio_track.as_ref())?,
        };
        let live = !config.lossless_queue;
        let skew_ms = if live { LIVE_SKEW_MS } else { FILE_SKEW_MS };
        Ok(Self {
            video,
            audio,
            segmenter: Segmenter::new(config.video, config.audio, skew_ms)
                .beginning_at(config.begins_ms()),
            muxer,
            origin: config.origin,
            live,
        })
    }

    /// Works until the queue is closed and empty.
    pub(super) fn run(mut self, queue: &Queue) -> Result<RecordingSummary, CaptureError> {
        while let Some(item) = queue.pop() {
            match item {
                Item::Video(frame) => {
                    let offset = frame.time.nanos_since(self.origin);
                    self.fill_sound(frame.time)?;
                    if let Some(video) = &mut self.video {
                        let packets = video.encode(&frame, nearest_ms(offset))?;
                        self.segment(packets)?;
                    }
                }
                Item::Audio(block) => {
                    if let Some(audio) = &mut self.audio {
                        let packets = audio.encode(&block)?;
                        self.segment(packets)?;
                    }
                }
                Item::Flush => self.flush()?,
            }
        }
        self.finish()
    }

    /// Live: where a microphone is away its track goes on in silence, so that pictures are not held
    /// back for it.
    fn fill_sound(&mut self, video_time: MediaTime) -> Result<(), CaptureError> {
        if !self.live {
            return Ok(());
        }
        let Some(audio) = &mut self.audio else { return Ok(()) };
        let skew = MediaTime::from_millis(LIVE_SKEW_MS).nanos();
        let packets = audio.fill_until(video_time.plus_nanos(-skew))?;
        self.segment(packets)
    }

    fn segment(&mut self, packets: Vec<Packet>) -> Result<(), CaptureError> {
        for packet in packets {
            for cut in self.segmenter.push(packet) {
                self.muxer.write(&cut, false)?;
            }
        }
        Ok(())
    }

    /// Closes the open segment. The encoders hold nothing back but a block of sound that is not full
    /// yet; the next picture is a keyframe.
    fn flush(&mut self) -> Result<(), CaptureError> {
        for cut in self.segmenter.finish() {
            self.muxer.write(&cut, false)?;
        }
        if let Some(video) = &mut self.video {
            video.next_is_key();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<RecordingSummary, CaptureError> {
        if let Some(video) = &mut self.video {
            let packets = video.finish()?;
            self.segment(packets)?;
        }
        if let Some(audio) = &mut self.audio {
            let packets = audio.finish()?;
            self.segment(packets)?;
        }
        let cuts: Vec<Cut> = self.segmenter.finish();
        match cuts.split_last() {
            Some((last, before)) => {
                for cut in before {
                    self.muxer.write(cut, false)?;
                }
                self.muxer.write(last, true)?;
            }
            None => self.muxer.write_empty_end()?,
        }
        Ok(RecordingSummary {
            segments: self.muxer.count(),
            duration_ms: self.muxer.end_ms(),
            frames_encoded: self.video.as_ref().map_or(0, |v| v.encoded),
            frames_dropped: self.video.as_ref().map_or(0, |v| v.dropped),
            samples: self.audio.as_ref().map_or(0, |a| a.samples),
        })
    }
}
