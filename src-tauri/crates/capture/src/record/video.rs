//! VP9 encoding.
#![allow(unsafe_code)] // Colour and thread fields of the encoder have no safe setter.

use ff::format::Pixel;
use ffmpeg_next as ff;
use interview::media::VideoFrame;

use super::RecorderConfig;
use super::segmenter::Packet;
use crate::CaptureError;
use crate::ffmpeg::encoder_error;
use crate::scale::{Scaler, fill};

/// A keyframe is due when the next frame would end later than this after the last one, in
/// milliseconds: sound of up to 20 ms that began before the next keyframe then still fits into a
/// segment of 2 s.
const MAX_GOP_MS: i64 = 1_960;

/// Luma and chroma of black in limited range (BT.601).
const BLACK: [u8; 3] = [16, 128, 128];

/// Scales to the configured size and encodes with times in milliseconds.
pub(super) struct VideoEncoder {
    encoder: ff::encoder::video::Encoder,
    scaler: Scaler,
    size: (u32, u32),
    interval_ms: i64,
    last_ms: Option<i64>,
    last_key_ms: Option<i64>,
    pub(super) encoded: u64,
    pub(super) dropped: u64,
}

impl VideoEncoder {
    pub(super) fn new(config: &RecorderConfig) -> Result<Self, CaptureError> {
        crate::ffmpeg::init();
        let fail = |e| encoder_error("VP9", e);
        let codec = ff::encoder::find_by_name("libvpx-vp9")
            .ok_or(ff::Error::EncoderNotFound)
            .map_err(fail)?;
        let mut encoder =
            ff::codec::Context::new_with_codec(codec).encoder().video().map_err(fail)?;
        encoder.set_width(config.width);
        encoder.set_height(config.height);
        encoder.set_format(Pixel::YUV420P);
        encoder.set_time_base((1, 1_000));
        encoder.set_frame_rate(Some((i32::try_from(config.frame_rate).unwrap_or(25), 1)));
        encoder.set_bit_rate(config.video_bitrate_bps as usize);
        encoder.set_max_bit_rate(config.video_bitrate_bps as usize);
        encoder.set_colorspace(ff::color::Space::SMPTE170M);
        encoder.set_color_range(ff::color::Range::MPEG);
        // Keyframes are asked for by time; this is only the encoder's own bound.
        encoder.set_gop(2 * config.frame_rate);
        // SAFETY: the context was just allocated and is not open yet; these are plain integers
        // that FFmpeg documents as set by the user.
        unsafe {
            let raw = encoder.as_mut_ptr();
            (*raw).thread_count = 2;
            // Equal least, most and mean rate is how libvpx is told to hold a constant rate, the
            // mode its real-time path is made for.
            (*raw).rc_min_rate = i64::from(config.video_bitrate_bps);
        }
        let mut options = ff::Dictionary::new();
        for (key, value) in [
            ("deadline", "realtime"),
            ("cpu-used", "8"),
            ("lag-in-frames", "0"),
            ("auto-alt-ref", "0"),
            ("row-mt", "1"),
            ("tile-columns", "1"),
        ] {
            options.set(key, value);
        }
        Ok(Self {
            encoder: encoder.open_with(options).map_err(fail)?,
            scaler: Scaler::default(),
            size: (config.width, config.height),
            interval_ms: 1_000 / i64::from(config.frame_rate.max(1)),
            last_ms: None,
            last_key_ms: None,
            encoded: 0,
            dropped: 0,
        })
    }

    /// Encodes a frame that is shown at `time_ms` of the file. One that is not later than the last,
    /// or is malformed, is dropped and counted.
    pub(super) fn encode(
        &mut self,
        frame: &VideoFrame,
        time_ms: i64,
    ) -> Result<Vec<Packet>, CaptureError> {
        let bytes = u64::from(frame.width) * u64::from(frame.height) * 3;
        let sound = bytes > 0 && frame.rgb.len() as u64 == bytes;
        if !sound || time_ms < 0 || self.last_ms.is_some_and(|last| time_ms <= last) {
            self.dropped += 1;
            return Ok(Vec::new());
        }
        let mut picture = self.picture(frame)?;
        picture.set_pts(Some(time_ms));
        let interval = self.last_ms.map_or(self.interval_ms, |l| self.interval_ms.max(time_ms - l));
        let due = self.last_key_ms.is_none_or(|key| time_ms - key + interval > MAX_GOP_MS);
        picture.set_kind(if due { ff::picture::Type::I } else { ff::picture::Type::None });
        self.last_ms = Some(time_ms);
        self.encoder.send_frame(&picture).map_err(|e| encoder_error("VP9", e))?;
        self.receive()
    }

    /// Makes the next frame a keyframe.
    pub(super) fn next_is_key(&mut self) {
        self.last_key_ms = None;
    }

    pub(super) fn finish(&mut self) -> Result<Vec<Packet>, CaptureError> {
        self.encoder.send_eof().map_err(|e| encoder_error("VP9", e))?;
        self.receive()
    }

    fn receive(&mut self) -> Result<Vec<Packet>, CaptureError> {
        let mut packets = Vec::new();
        loop {
            let mut packet = ff::Packet::empty();
            match self.encoder.receive_packet(&mut packet) {
                Ok(()) => {}
                Err(ff::Error::Eof) => break,
                Err(ff::Error::Other { errno }) if errno == ff::error::EAGAIN => break,
                Err(error) => return Err(encoder_error("VP9", error)),
            }
            let (Some(time_ms), Some(data)) = (packet.pts(), packet.data()) else { continue };
            if packet.is_key() {
                self.last_key_ms = Some(time_ms);
            }
            self.encoded += 1;
            packets.push(Packet {
                video: true,
                time_ms,
                end_ms: time_ms + self.interval_ms,
                keyframe: packet.is_key(),
                discard_nanos: 0,
                data: data.to_vec(),
            });
        }
        Ok(packets)
    }

    /// The frame in the size and colours of the recording, with black bars where its shape differs.
    fn picture(&mut self, frame: &VideoFrame) -> Result<ff::frame::Video, CaptureError> {
        let mut rgb = ff::frame::Video::new(Pixel::RGB24, frame.width, frame.height);
        let (row, stride) = (frame.width as usize * 3, rgb.stride(0));
        for (to, from) in rgb.data_mut(0).chunks_mut(stride).zip(frame.rgb.chunks_exact(row)) {
            to[..row].copy_from_slice(from);
        }
        let inner = fill(frame.width, frame.height, self.size);
        let scaled = self.scaler.run(&rgb, (Pixel::YUV420P, inner.0, inner.1))?;
        if inner == self.size {
            return Ok(scaled);
        }
        Ok(on_black(&scaled, self.size))
    }
}

/// `inner` in the middle of a black picture.
fn on_black(inner: &ff::frame::Video, size: (u32, u32)) -> ff::frame::Video {
    let mut canvas = ff::frame::Video::new(Pixel::YUV420P, size.0, size.1);
    for (plane, black) in BLACK.into_iter().enumerate() {
        canvas.data_mut(plane).fill(black);
        let half = u32::from(plane > 0);
        // Even offsets, so that luma and chroma keep together.
        let left = (((size.0 - inner.width()) / 4 * 2) >> half) as usize;
        let top = (((size.1 - inner.height()) / 4 * 2) >> half) as usize;
        let (width, height) = ((inner.width() >> half) as usize, (inner.height() >> half) as usize);
        let (from_stride, to_stride) = (inner.stride(plane), canvas.stride(plane));
        let from = inner.data(plane);
        let to = canvas.data_mut(plane);
        for y in 0..height {
            let at = (top + y) * to_stride + left;
            to[at..at + width].copy_from_slice(&from[y * from_stride..y * from_stride + width]);
        }
    }
    canvas
}
