//! Opening a file that somebody hands us.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

use ff::codec::packet::side_data::Type as SideDataType;
use ff::format::context::{Input, StreamIo};
use ff::format::stream::{Disposition, Stream};
use ffmpeg_next as ff;
use interview::media::MediaInfo;

use crate::CaptureError;
use crate::file::reader::{TrackReader, rescale_nanos};
use crate::orientation::Orientation;

/// The container formats that are read. Playlists, image sequences, subtitles and everything that
/// names other files or addresses stay out.
const FORMATS: &str = "mov,matroska,webm,avi,wav,w64,flac,mp3,ogg,aac,aiff,au,caf,amr,asf,flv,\
                       mpeg,mpegts,mpegvideo,h264,hevc,ivf,ac3";

/// A picture of more pixels than this (8192 x 4320, "8K DCI") is refused before it is decoded.
const MAX_PIXELS: u64 = 8192 * 4320;

/// The limit in the words of the error.
const MAX_MEGAPIXELS: u32 = 35;

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    Video,
    Audio,
}

impl Medium {
    fn of_ffmpeg(self) -> ff::media::Type {
        match self {
            Self::Video => ff::media::Type::Video,
            Self::Audio => ff::media::Type::Audio,
        }
    }
}

/// Opens the file by its content. Only bytes of this very file are read: FFmpeg sees a stream, not
/// a name, so that no protocol and no reference leads anywhere else.
pub(super) fn open(path: &Path) -> Result<Input, CaptureError> {
    let (file, head) = open_checked(path)?;
    open_stream(file, &head)
}

/// Opens what a stream holds by its content; `head` is how it begins.
pub(super) fn open_stream(
    stream: impl Read + Seek + Send + 'static,
    head: &[u8],
) -> Result<Input, CaptureError> {
    crate::ffmpeg::init();
    let io = StreamIo::from_read_seek(stream).map_err(|e| unreadable(&e))?;
    let mut options = ff::Dictionary::new();
    options.set("format_whitelist", FORMATS);
    ff::format::input_from_stream(io, None, Some(options)).map_err(|error| match error {
        ff::Error::InvalidData | ff::Error::Eof if known_magic(head) => {
            CaptureError::Truncated { detail: "the header or index can't be used" }
        }
        ff::Error::InvalidData | ff::Error::Eof => CaptureError::NotMedia,
        // A known format that is not among ours.
        ff::Error::Other { errno } if errno == ff::error::EINVAL => CaptureError::NotMedia,
        other => unreadable(&other),
    })
}

/// Opens a regular file that holds at least a byte; gives its first bytes too.
pub(crate) fn open_checked(path: &Path) -> Result<(File, Vec<u8>), CaptureError> {
    let from_os = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => CaptureError::NotFound,
        kind => CaptureError::Unreadable { detail: kind.to_string() },
    };
    // Asked before opening, which would wait for ever on a pipe.
    if !std::fs::metadata(path).map_err(from_os)?.is_file() {
        return Err(CaptureError::Unreadable { detail: "not a regular file".into() });
    }
    let mut file = File::open(path).map_err(from_os)?;
    let mut head = Vec::with_capacity(16);
    file.by_ref().take(16).read_to_end(&mut head).map_err(from_os)?;
    if head.is_empty() {
        return Err(CaptureError::Empty { detail: "zero bytes" });
    }
    file.seek(SeekFrom::Start(0)).map_err(from_os)?;
    Ok((file, head))
}

/// Whether a file begins like one of the containers, even if it can't be used.
fn known_magic(head: &[u8]) -> bool {
    let starts: [&[u8]; 6] =
        [b"RIFF", b"fLaC", b"OggS", b"ID3", &[0x1A, 0x45, 0xDF, 0xA3], b"FORM"];
    let boxes: [&[u8]; 5] = [b"ftyp", b"moov", b"mdat", b"wide", b"free"];
    starts.iter().any(|s| head.starts_with(s))
        || head.get(4..8).is_some_and(|kind| boxes.contains(&kind))
}

fn unreadable(error: &ff::Error) -> CaptureError {
    CaptureError::Unreadable { detail: format!("container: {error}") }
}

/// The track of a kind that a player would choose; cover pictures are no video.
pub(super) fn track(input: &Input, medium: Medium) -> Option<Stream<'_>> {
    let of_kind = |stream: &Stream<'_>| {
        stream.parameters().medium() == medium.of_ffmpeg()
            && !stream.disposition().contains(Disposition::ATTACHED_PIC)
    };
    input
        .streams()
        .best(medium.of_ffmpeg())
        .filter(of_kind)
        .or_else(|| input.streams().find(of_kind))
}

/// How the pictures of a track have to be turned.
pub(super) fn orientation(stream: &Stream<'_>) -> Orientation {
    stream
        .side_data()
        .find(|data| data.kind() == SideDataType::DisplayMatrix)
        .map_or_else(Orientation::default, |data| Orientation::from_display_matrix(data.data()))
}

/// Refuses pictures that would take more memory than we give.
pub(super) fn check_size(width: u32, height: u32) -> Result<(), CaptureError> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(CaptureError::TooLarge { width, height, limit_megapixels: MAX_MEGAPIXELS });
    }
    Ok(())
}

/// What a file holds. The duration is that of the longest track as its packets tell it, not what a
/// header claims.
///
/// # Errors
/// `NotFound`, `Empty`, `Unreadable`, `NotMedia`, `Truncated`, `TooLarge`; `Empty` too when there
/// is neither a picture nor a sound track.
pub fn probe(path: impl AsRef<Path>) -> Result<MediaInfo, CaptureError> {
    let mut input = open(path.as_ref())?;
    let mut info = MediaInfo::default();
    if let Some(stream) = track(&input, Medium::Video) {
        let decoder = ff::codec::Context::from_parameters(stream.parameters())
            .and_then(|context| context.decoder().video())
            .map_err(|e| crate::ffmpeg::decoder_error("video decoder", e))?;
        check_size(decoder.width(), decoder.height())?;
        let upright = orientation(&stream).upright_size(decoder.width(), decoder.height());
        info.video_size = (upright.0 > 0 && upright.1 > 0).then_some(upright);
        let rate = f64::from(stream.avg_frame_rate());
        info.frame_rate = (rate.is_finite() && rate > 0.0).then_some(rate);
    }
    if let Some(stream) = track(&input, Medium::Audio) {
        let decoder = ff::codec::Context::from_parameters(stream.parameters())
            .and_then(|context| context.decoder().audio())
            .map_err(|e| crate::ffmpeg::decoder_error("audio decoder", e))?;
        info.audio_sample_rate_hz = (decoder.rate() > 0).then_some(decoder.rate());
    }
    if info.video_size.is_none() && info.audio_sample_rate_hz.is_none() {
        return Err(CaptureError::Empty { detail: "no picture and no sound track" });
    }
    let end_nanos = last_end_nanos(&mut input);
    let start_nanos = epoch_nanos(path.as_ref())?;
    info.duration_s = end_nanos.saturating_sub(start_nanos).max(0) as f64 / 1e9;
    Ok(info)
}

/// Where the last packet of the chosen tracks ends, in nanoseconds of the container's time.
fn last_end_nanos(input: &mut Input) -> i64 {
    let wanted: Vec<usize> = [Medium::Video, Medium::Audio]
        .into_iter()
        .filter_map(|medium| track(input, medium).map(|stream| stream.index()))
        .collect();
    let mut end = i64::MIN;
    for (stream, packet) in input.packets().filter(|(s, _)| wanted.contains(&s.index())) {
        if let Some(pts) = packet.pts().or(packet.dts()) {
            let ticks = pts.saturating_add(packet.duration().max(0));
            end = end.max(rescale_nanos(ticks, stream.time_base()));
        }
    }
    end
}

/// When the first picture or sample is presented, in nanoseconds of the container's time: zero of
/// the media clock.
pub(super) fn epoch_nanos(path: &Path) -> Result<i64, CaptureError> {
    let mut epoch = None;
    for medium in [Medium::Video, Medium::Audio] {
        if let Some(start) = first_nanos(path, medium)? {
            epoch = Some(epoch.map_or(start, |e: i64| e.min(start)));
        }
    }
    Ok(epoch.unwrap_or(0))
}

/// When the first decoded frame of a track is presented; `None` without such a track, or when
/// nothing of it can be decoded.
pub(super) fn first_nanos(path: &Path, medium: Medium) -> Result<Option<i64>, CaptureError> {
    match TrackReader::open(path, medium) {
        Ok(mut reader) => Ok(reader.first_nanos()),
        Err(
            CaptureError::NoAudio
            | CaptureError::NoVideo
            | CaptureError::Unreadable { .. }
            | CaptureError::TooLarge { .. },
        ) => Ok(None),
        Err(other) => Err(other),
    }
}
