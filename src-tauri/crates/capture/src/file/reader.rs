//! One track of a file, decoded frame by frame.

use std::path::Path;

use ff::codec::decoder::Opened;
use ff::format::context::Input;
use ffmpeg_next as ff;

use crate::CaptureError;
use crate::ffmpeg::decoder_error;
use crate::file::container::{self, Medium};
use crate::orientation::Orientation;

/// After this many damaged packets in a row nothing more is expected of a file. A demuxer resyncs
/// within far fewer; without a bound a driver that only returns damage would never end.
const MAX_DAMAGED_IN_A_ROW: u32 = 10_000;

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Draining,
    Ended,
}

/// Reads one track. Damaged parts are left out; a cut file ends where it was cut.
pub(super) struct TrackReader {
    input: Input,
    decoder: Opened,
    index: usize,
    time_base: ff::Rational,
    pub(super) frame_rate: Option<f64>,
    pub(super) orientation: Orientation,
    state: State,
}

impl TrackReader {
    pub(super) fn open(path: &Path, medium: Medium) -> Result<Self, CaptureError> {
        Self::of(container::open(path)?, medium)
    }

    /// The track of an opened container.
    pub(super) fn of(input: Input, medium: Medium) -> Result<Self, CaptureError> {
        let missing = match medium {
            Medium::Video => CaptureError::NoVideo,
            Medium::Audio => CaptureError::NoAudio,
        };
        let stream = container::track(&input, medium).ok_or(missing)?;
        let (index, time_base) = (stream.index(), stream.time_base());
        let rate = f64::from(stream.avg_frame_rate());
        let orientation = container::orientation(&stream);
        let parameters = stream.parameters();
        let codec = ff::codec::decoder::find(parameters.id())
            .ok_or(ff::Error::DecoderNotFound)
            .map_err(|e| decoder_error("decoder", e))?;
        let mut decoder = ff::codec::Context::from_parameters(parameters)
            .map_err(|e| decoder_error("decoder", e))?
            .decoder();
        // Without it FFmpeg can't move the time of a first frame whose priming it cuts off.
        decoder.set_packet_time_base(time_base);
        let decoder = decoder.open_as(codec).map_err(|e| decoder_error("decoder", e))?;
        Ok(Self {
            input,
            decoder,
            index,
            time_base,
            frame_rate: (rate.is_finite() && rate > 0.0).then_some(rate),
            orientation,
            state: State::Reading,
        })
    }

    /// Decodes the next frame into `frame`; `false` at the end.
    pub(super) fn read(&mut self, frame: &mut ff::Frame) -> bool {
        loop {
            match self.decoder.receive_frame(frame) {
                Ok(()) => return true,
                Err(ff::Error::Eof) => self.state = State::Ended,
                // "Again": more input is wanted. Any other error costs one frame.
                Err(_) => {}
            }
            match self.state {
                State::Reading => self.feed(),
                // A drained decoder that has neither frame nor end will not get one.
                State::Draining | State::Ended => {
                    self.state = State::Ended;
                    return false;
                }
            }
        }
    }

    /// Gives the decoder the next packet of the track, or tells it that there are no more.
    fn feed(&mut self) {
        let mut packet = ff::Packet::empty();
        let mut damaged = 0;
        loop {
            match packet.read(&mut self.input) {
                Ok(()) if packet.stream() == self.index => {
                    // A packet that can't be decoded is left out; the next keyframe mends it.
                    if self.decoder.send_packet(&packet).is_ok() {
                        return;
                    }
                    damaged += 1;
                }
                Ok(()) => damaged = 0,
                Err(ff::Error::InvalidData) => damaged += 1,
                Err(_) => break,
            }
            if damaged > MAX_DAMAGED_IN_A_ROW {
                break;
            }
        }
        self.state = match self.decoder.send_eof() {
            Ok(()) => State::Draining,
            Err(_) => State::Ended,
        };
    }

    /// Presentation time of a frame in nanoseconds of the container's time.
    pub(super) fn nanos(&self, frame: &ff::Frame) -> Option<i64> {
        frame.timestamp().or(frame.pts()).map(|pts| rescale_nanos(pts, self.time_base))
    }

    /// Time of the first frame; zero where the container knows none, `None` without any frame.
    pub(super) fn first_nanos(&mut self) -> Option<i64> {
        let mut frame = ff::frame::Video::empty();
        self.read(&mut frame).then(|| self.nanos(&frame).unwrap_or(0))
    }
}

/// Ticks of `base` in nanoseconds.
pub(super) fn rescale_nanos(ticks: i64, base: ff::Rational) -> i64 {
    let scaled = i128::from(ticks) * 1_000_000_000 * i128::from(base.numerator())
        / i128::from(base.denominator().max(1));
    scaled.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}
