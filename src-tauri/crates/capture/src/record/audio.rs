//! Opus encoding.
#![allow(unsafe_code)] // The encoder's delay has no safe getter.

use ff::codec::packet::side_data::Type as SideDataType;
use ff::format::Sample;
use ff::format::sample::Type::Packed;
use ffmpeg_next as ff;
use interview::media::AudioBlock;
use interview::time::MediaTime;

use super::RecorderConfig;
use super::segmenter::Packet;
use crate::CaptureError;
use crate::assemble::{Assembler, Piece};
use crate::ffmpeg::encoder_error;
use crate::source::{AUDIO_BLOCK_SAMPLES, AUDIO_SAMPLE_RATE_HZ};

/// Blocks that begin within 10 ms of where the last one ended follow on it.
const TOLERANCE_NANOS: i64 = 10_000_000;

/// Length of an Opus packet in milliseconds: [`AUDIO_BLOCK_SAMPLES`] at 48 kHz.
const PACKET_MS: i64 = 20;

/// Places sound on the timeline of the file and encodes it without holes from where it begins.
///
/// Where a file goes on, the encoder begins anew: its first packet holds the 6.5 ms of silence that
/// a decoder skips at the beginning of a file only, at the end of what the last run said.
pub(super) struct AudioEncoder {
    encoder: ff::encoder::audio::Encoder,
    assembler: Assembler,
    /// Time of the first packet in milliseconds of the file.
    begin_ms: i64,
    packets: i64,
    pub(super) samples: u64,
}

impl AudioEncoder {
    pub(super) fn new(config: &RecorderConfig) -> Result<Self, CaptureError> {
        crate::ffmpeg::init();
        let fail = |e| encoder_error("Opus", e);
        let codec =
            ff::encoder::find_by_name("libopus").ok_or(ff::Error::EncoderNotFound).map_err(fail)?;
        let mut encoder =
            ff::codec::Context::new_with_codec(codec).encoder().audio().map_err(fail)?;
        encoder.set_rate(AUDIO_SAMPLE_RATE_HZ as i32);
        encoder.set_channel_layout(ff::ChannelLayout::MONO);
        encoder.set_format(Sample::F32(Packed));
        encoder.set_time_base((1, AUDIO_SAMPLE_RATE_HZ as i32));
        encoder.set_bit_rate(config.audio_bitrate_bps as usize);
        let mut options = ff::Dictionary::new();
        // "audio" leaves the voice as it is; "voip" would filter it.
        options.set("application", "audio");
        options.set("frame_duration", "20");
        let encoder = encoder.open_with(options).map_err(fail)?;
        if encoder.frame_size() as usize != AUDIO_BLOCK_SAMPLES {
            return Err(CaptureError::Encoder { detail: "Opus: not frames of 20 ms".into() });
        }
        let assembler = Assembler::new(config.begins(), TOLERANCE_NANOS)?;
        Ok(Self { encoder, assembler, begin_ms: config.begins_ms(), packets: 0, samples: 0 })
    }

    /// Samples at the beginning that a decoder throws away.
    pub(super) fn pre_skip(&self) -> u16 {
        // SAFETY: the context is open and lives as long as `self`; the field is a plain integer.
        let padding = unsafe { (*self.encoder.as_ptr()).initial_padding };
        u16::try_from(padding).unwrap_or(0)
    }

    pub(super) fn encode(&mut self, block: &AudioBlock) -> Result<Vec<Packet>, CaptureError> {
        self.assembler.push(&Piece {
            start: Some(block.time),
            rate_hz: block.sample_rate_hz,
            channels: 1,
            interleaved: &block.samples,
        })?;
        self.encode_ready(false)
    }

    /// Silence up to `time`, where nothing came.
    pub(super) fn fill_until(&mut self, time: MediaTime) -> Result<Vec<Packet>, CaptureError> {
        self.assembler.fill_until(time)?;
        self.encode_ready(false)
    }

    pub(super) fn finish(&mut self) -> Result<Vec<Packet>, CaptureError> {
        self.assembler.finish()?;
        let mut packets = self.encode_ready(true)?;
        if self.samples > 0 {
            self.encoder.send_eof().map_err(|e| encoder_error("Opus", e))?;
            self.receive(&mut packets)?;
        }
        Ok(packets)
    }

    fn encode_ready(&mut self, rest: bool) -> Result<Vec<Packet>, CaptureError> {
        let mut packets = Vec::new();
        while let Some(block) = self.assembler.next_block(rest) {
            let count = block.samples.len();
            let mut frame =
                ff::frame::Audio::new(Sample::F32(Packed), count, ff::ChannelLayout::MONO);
            frame.set_rate(AUDIO_SAMPLE_RATE_HZ);
            frame.set_pts(Some(self.samples as i64));
            frame.plane_mut::<f32>(0).copy_from_slice(&block.samples);
            self.samples += count as u64;
            self.encoder.send_frame(&frame).map_err(|e| encoder_error("Opus", e))?;
            self.receive(&mut packets)?;
        }
        Ok(packets)
    }

    fn receive(&mut self, packets: &mut Vec<Packet>) -> Result<(), CaptureError> {
        loop {
            let mut packet = ff::Packet::empty();
            match self.encoder.receive_packet(&mut packet) {
                Ok(()) => {}
                Err(ff::Error::Eof) => return Ok(()),
                Err(ff::Error::Other { errno }) if errno == ff::error::EAGAIN => return Ok(()),
                Err(error) => return Err(encoder_error("Opus", error)),
            }
            let Some(data) = packet.data() else { continue };
            // Packets are 20 ms each without holes, so their number tells their time. Matroska
            // counts the samples to skip at the beginning in, as CodecDelay.
            let time_ms = self.begin_ms + self.packets * PACKET_MS;
            self.packets += 1;
            packets.push(Packet {
                video: false,
                time_ms,
                end_ms: time_ms + PACKET_MS,
                keyframe: true,
                discard_nanos: discarded_samples(&packet) * 1_000_000_000
                    / u64::from(AUDIO_SAMPLE_RATE_HZ),
                data: data.to_vec(),
            });
        }
    }
}

/// Samples at the end of a packet that were only put in to fill it: the second of the numbers in
/// FFmpeg's side data.
fn discarded_samples(packet: &ff::Packet) -> u64 {
    packet
        .side_data()
        .find(|data| data.kind() == SideDataType::SkipSamples)
        .and_then(|data| data.data().get(4..8).and_then(|b| b.try_into().ok()))
        .map_or(0, |bytes| u64::from(u32::from_le_bytes(bytes)))
}
