//! Cuts become WebM and go to the sink.

use interview::time::MediaTime;

use super::segmenter::Cut;
use super::{Segment, SegmentSink, webm};
use crate::CaptureError;

/// Numbers segments and hands them over, each as soon as it is known whether it is the last.
pub(super) struct Muxer {
    sink: Box<dyn SegmentSink>,
    origin: MediaTime,
    next_seq: u32,
    end_ms: i64,
}

impl Muxer {
    /// Hands the header over.
    pub(super) fn start(
        mut sink: Box<dyn SegmentSink>,
        origin: MediaTime,
        video: Option<&webm::VideoTrack>,
        audio: Option<&webm::AudioTrack>,
    ) -> Result<Self, CaptureError> {
        sink.segment(Segment {
            seq: 0,
            start: origin,
            duration_ms: 0,
            keyframe: false,
            bytes: webm::header(video, audio),
            last: false,
        })?;
        Ok(Self { sink, origin, next_seq: 1, end_ms: 0 })
    }

    /// Goes on behind a header and clusters that the sink has already.
    pub(super) fn go_on(
        sink: Box<dyn SegmentSink>,
        origin: MediaTime,
        next_seq: u32,
        end_ms: i64,
    ) -> Self {
        Self { sink, origin, next_seq, end_ms }
    }

    pub(super) fn write(&mut self, cut: &Cut, last: bool) -> Result<(), CaptureError> {
        let blocks: Vec<webm::Block<'_>> = cut
            .packets
            .iter()
            .map(|packet| webm::Block {
                track: if packet.video { webm::VIDEO_TRACK } else { webm::AUDIO_TRACK },
                time_ms: packet.time_ms,
                keyframe: packet.keyframe,
                discard_nanos: packet.discard_nanos,
                data: &packet.data,
            })
            .collect();
        self.end_ms = self.end_ms.max(cut.end_ms);
        self.hand_over(Segment {
            seq: self.next_seq,
            start: self.origin.plus_nanos(MediaTime::from_millis(cut.start_ms).nanos()),
            duration_ms: u32::try_from(cut.end_ms - cut.start_ms).unwrap_or(0),
            keyframe: cut.keyframe,
            bytes: webm::cluster(cut.start_ms, &blocks),
            last,
        })
    }

    /// The final mark of a recording that holds nothing.
    pub(super) fn write_empty_end(&mut self) -> Result<(), CaptureError> {
        self.hand_over(Segment {
            seq: self.next_seq,
            start: self.origin.plus_nanos(MediaTime::from_millis(self.end_ms).nanos()),
            duration_ms: 0,
            keyframe: false,
            bytes: Vec::new(),
            last: true,
        })
    }

    /// Segments handed over.
    pub(super) fn count(&self) -> u32 {
        self.next_seq
    }

    /// Where the last packet ends, in milliseconds of the file.
    pub(super) fn end_ms(&self) -> u64 {
        self.end_ms.max(0).unsigned_abs()
    }

    fn hand_over(&mut self, segment: Segment) -> Result<(), CaptureError> {
        self.sink.segment(segment)?;
        self.next_seq += 1;
        Ok(())
    }
}
