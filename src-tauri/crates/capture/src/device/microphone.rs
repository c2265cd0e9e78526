//! A microphone through cpal: PulseAudio or PipeWire where they run, ALSA elsewhere, the system's
//! own interface on other systems.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use interview::media::AudioBlock;
use interview::time::{MediaTime, Span};

use super::again::{Opened, Wanted, refuse_beside_a_stuck_thread};
use super::feed::{Driver, Feed, Outlet};
use super::placement::{Chunk, Placement};
use super::server::SoundServer;
use super::{DeviceInfo, OPEN_TIMEOUT, STALL_AFTER, list};
use crate::assemble::{Assembler, Piece};
use crate::source::{AudioSource, SourceDescription};
use crate::{CaptureError, MediaClock};

const THREAD: &str = "capture-microphone";

/// Blocks that may wait: 10 s of 20 ms, under 4 MB for stereo.
const QUEUE_CHUNKS: usize = 500;

/// How long sound is held until it is sure where it came from: a sound server puts another device
/// in the place of the chosen one without a word.
const PRESENCE_INTERVAL: Duration = Duration::from_millis(100);

/// What the placement decided is exact; 1 ms is rounding.
const TOLERANCE_NANOS: i64 = 1_000_000;

/// Sound of one named microphone on the session's clock.
pub struct MicrophoneSource {
    feed: Feed<Chunk>,
    placement: Placement,
    assembler: Assembler,
    device: DeviceInfo,
}

impl MicrophoneSource {
    /// Opens the microphone whose id or name is `wanted`, or the system's default one, and waits
    /// for its first samples.
    ///
    /// # Errors
    /// `DeviceNotFound`, `DeviceUnavailable`, `DeviceNoData` after 5 s.
    pub fn open(wanted: Option<&str>, clock: MediaClock) -> Result<Self, CaptureError> {
        Self::open_wanted(Wanted::named(wanted), clock)
    }

    pub(super) fn open_wanted(wanted: Wanted, clock: MediaClock) -> Result<Self, CaptureError> {
        // All microphones hang in one sound server.
        let driver = Driver { thread: THREAD, device: String::new() };
        refuse_beside_a_stuck_thread(&driver)?;
        let opened = Opened::default();
        let told = opened.clone();
        let mut feed = Feed::start(driver, QUEUE_CHUNKS, STALL_AFTER, move |outlet| {
            if let Err(error) = run(&wanted, clock, &told, outlet) {
                outlet.fail(error);
            }
        })?;
        let first = feed.first(OPEN_TIMEOUT)?;
        let device = opened.get().ok_or(CaptureError::DeviceNotFound)?;
        let assembler = Assembler::new(first.start, TOLERANCE_NANOS)?;
        let mut source = Self { feed, placement: Placement::default(), assembler, device };
        source.take(first)?;
        Ok(source)
    }

    pub(super) fn device(&self) -> &DeviceInfo {
        &self.device
    }

    fn take(&mut self, chunk: Chunk) -> Result<(), CaptureError> {
        for (start, chunk) in self.placement.push(chunk) {
            self.assembler.push(&Piece {
                start,
                rate_hz: chunk.rate_hz,
                channels: chunk.channels,
                interleaved: &chunk.interleaved,
            })?;
        }
        Ok(())
    }
}

impl AudioSource for MicrophoneSource {
    fn next_block(&mut self) -> Result<Option<AudioBlock>, CaptureError> {
        loop {
            if let Some(block) = self.assembler.next_block(false) {
                return Ok(Some(block));
            }
            let chunk = self.feed.next()?;
            self.take(chunk)?;
        }
    }

    fn describe(&self) -> SourceDescription {
        SourceDescription { name: self.device.name.clone(), simulated: false }
    }

    fn gaps(&self) -> &[Span] {
        self.assembler.gaps()
    }
}

/// The device thread: opens the stream, then watches until the source is gone or the device is.
fn run(
    wanted: &Wanted,
    clock: MediaClock,
    opened: &Opened,
    outlet: &Outlet<Chunk>,
) -> Result<(), CaptureError> {
    let host = cpal::default_host();
    let device = find(&host, wanted)?.ok_or(CaptureError::DeviceNotFound)?;
    let own = list::microphone_info(&device).ok_or(CaptureError::DeviceNotFound)?;
    opened.tell(own.clone());
    let held = Arc::new(Held::default());
    let server = may_substitute(&host).then(SoundServer::connect).transpose()?;
    let stream = open_stream(&device, clock, &held)?;
    let mut watched = server.map(|server| server.watch(&own.id)).transpose()?;
    stream.play().map_err(|e| unavailable(&e))?;
    while !outlet.stopped() {
        std::thread::sleep(PRESENCE_INTERVAL);
        // First taken, then looked: what was taken came from a device that was still there.
        let (chunks, failure) = held.take();
        let ours = match &mut watched {
            Some(watched) => watched.hears_its_microphone()?,
            None => true,
        };
        for chunk in chunks.into_iter().filter(|_| ours) {
            // What does not fit is missing later and becomes a gap there.
            outlet.offer(chunk);
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
    }
    Ok(())
}

fn find(host: &cpal::Host, wanted: &Wanted) -> Result<Option<cpal::Device>, CaptureError> {
    if *wanted == Wanted::Default {
        return Ok(host.default_input_device());
    }
    Ok(list::choose_sound(list::input_devices(host)?, list::microphone_info, wanted))
}

/// Whether a recording of this host may come to hear another device than it was begun with. Only
/// sound servers do that; with a driver of its own a device that goes away reports an error.
fn may_substitute(host: &cpal::Host) -> bool {
    host.id().to_string().eq_ignore_ascii_case("pulseaudio")
}

/// What the driver's callbacks leave for the device thread.
#[derive(Default)]
struct Held(Mutex<(Vec<Chunk>, Option<CaptureError>)>);

impl Held {
    fn put(&self, chunk: Chunk) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0.len() < QUEUE_CHUNKS {
            held.0.push(chunk);
        }
    }

    fn fail(&self, error: CaptureError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.get_or_insert(error);
    }

    fn take(&self) -> (Vec<Chunk>, Option<CaptureError>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut held.0), held.1.clone())
    }
}

fn open_stream(
    device: &cpal::Device,
    clock: MediaClock,
    held: &Arc<Held>,
) -> Result<cpal::Stream, CaptureError> {
    let supported = device.default_input_config().map_err(|e| unavailable(&e))?;
    let format = supported.sample_format();
    let mut config: StreamConfig = supported.into();
    // Blocks of 20 ms; drivers that know only their own size get that.
    config.buffer_size = BufferSize::Fixed(config.sample_rate / 50);
    let opened = build(device, config, format, clock, held);
    let opened = match opened {
        Err(error) if error.kind() == ErrorKind::UnsupportedConfig => {
            config.buffer_size = BufferSize::Default;
            build(device, config, format, clock, held)
        }
        other => other,
    };
    opened.map_err(|e| unavailable(&e))
}

fn build(
    device: &cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    clock: MediaClock,
    held: &Arc<Held>,
) -> Result<cpal::Stream, cpal::Error> {
    match format {
        SampleFormat::F32 => stream_of::<f32>(device, config, clock, held),
        SampleFormat::F64 => stream_of::<f64>(device, config, clock, held),
        SampleFormat::I8 => stream_of::<i8>(device, config, clock, held),
        SampleFormat::I16 => stream_of::<i16>(device, config, clock, held),
        SampleFormat::I24 => stream_of::<cpal::I24>(device, config, clock, held),
        SampleFormat::I32 => stream_of::<i32>(device, config, clock, held),
        SampleFormat::U8 => stream_of::<u8>(device, config, clock, held),
        SampleFormat::U16 => stream_of::<u16>(device, config, clock, held),
        _ => Err(cpal::Error::new(ErrorKind::UnsupportedConfig)),
    }
}

fn stream_of<T: SizedSample>(
    device: &cpal::Device,
    config: StreamConfig,
    clock: MediaClock,
    held: &Arc<Held>,
) -> Result<cpal::Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let (data, errors) = (Arc::clone(held), Arc::clone(held));
    let (rate_hz, channels) = (config.sample_rate, usize::from(config.channels));
    device.build_input_stream(
        config,
        move |samples: &[T], info: &cpal::InputCallbackInfo| {
            let now = clock.now();
            let mut chunk = Chunk {
                start: now,
                rate_hz,
                channels,
                interleaved: samples.iter().map(|&s| f32::from_sample_(s)).collect(),
            };
            let stamp = info.timestamp();
            let latency = stamp.callback.duration_since(stamp.capture).as_nanos();
            let before = chunk.nanos().max(i64::try_from(latency).unwrap_or(0));
            chunk.start = MediaTime::from_nanos(now.nanos() - before);
            data.put(chunk);
        },
        move |error| match error.kind() {
            // Data go on.
            ErrorKind::Xrun | ErrorKind::RealtimeDenied => {}
            // Also when the system put another device in its place: nobody chose that one.
            _ => errors.fail(CaptureError::Lost { detail: error.kind().to_string() }),
        },
        Some(OPEN_TIMEOUT),
    )
}

pub(super) fn unavailable(error: &cpal::Error) -> CaptureError {
    match error.kind() {
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => CaptureError::DeviceNotFound,
        kind => CaptureError::DeviceUnavailable { detail: kind.to_string() },
    }
}
