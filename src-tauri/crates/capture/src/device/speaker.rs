//! Sound out, through the default loudspeaker or headset or the one that was chosen.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, StreamConfig};

use super::again::Wanted;
use super::gain::amplified;
use super::microphone::unavailable;
use super::{DeviceInfo, Gain, OPEN_TIMEOUT, list};
use crate::CaptureError;
use crate::resample::MonoResampler;

/// How soon the device thread notices that its speaker is gone.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Longest sound that may wait, in seconds: a question read slowly takes under one minute.
const MAX_WAITING_S: usize = 180;

struct Shared {
    gain: Arc<Gain>,
    waiting: Mutex<VecDeque<f32>>,
    closed: AtomicBool,
    failed: AtomicBool,
}

/// Plays mono sound. The driver lives on a thread of its own that nobody waits for.
pub struct Speaker {
    shared: Arc<Shared>,
    rate_hz: u32,
}

impl Speaker {
    /// Opens `chosen`, else the default output device. It plays as loud as `gain` says at the moment.
    ///
    /// # Errors
    /// `DeviceNotFound` also while another one than `chosen` is plugged in only, `DeviceUnavailable`, `DeviceNoData` after 5 s.
    pub fn open(chosen: Option<&DeviceInfo>, gain: Arc<Gain>) -> Result<Self, CaptureError> {
        let shared = Arc::new(Shared {
            gain,
            waiting: Mutex::default(),
            closed: AtomicBool::new(false),
            failed: AtomicBool::new(false),
        });
        let (tell, told) = sync_channel(1);
        let for_thread = Arc::clone(&shared);
        let wanted = Wanted::chosen(chosen, false);
        std::thread::Builder::new()
            .name("capture-speaker".into())
            .spawn(move || {
                if let Err(error) = run(&for_thread, &wanted, &tell) {
                    for_thread.failed.store(true, Ordering::Relaxed);
                    // Nobody listens once the speaker was opened; then the flag tells.
                    let _ = tell.try_send(Err(error));
                }
            })
            .map_err(|e| CaptureError::DeviceUnavailable {
                detail: format!("thread: {}", e.kind()),
            })?;
        match told.recv_timeout(OPEN_TIMEOUT) {
            Ok(Ok(rate_hz)) => Ok(Self { shared, rate_hz }),
            Ok(Err(error)) => Err(error),
            Err(_) => {
                shared.closed.store(true, Ordering::Relaxed);
                Err(CaptureError::DeviceNoData { waited_ms: OPEN_TIMEOUT.as_millis() as u64 })
            }
        }
    }

    /// Plays `samples` after what is waiting. What is more than three minutes is left out.
    ///
    /// # Errors
    /// `Lost` where the device failed; `Unreadable` for a rate that can't be handled.
    pub fn play(&self, samples: &[f32], rate_hz: u32) -> Result<(), CaptureError> {
        if self.shared.failed.load(Ordering::Relaxed) {
            return Err(CaptureError::Lost { detail: "the loudspeaker is gone".into() });
        }
        let mut resampler = MonoResampler::new(rate_hz, self.rate_hz)?;
        let mut sound = resampler.push(samples)?;
        sound.extend(resampler.flush()?);
        let mut waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let room = (MAX_WAITING_S * self.rate_hz as usize).saturating_sub(waiting.len());
        waiting.extend(sound.into_iter().take(room));
        Ok(())
    }

    /// Forgets what is waiting.
    pub fn silence(&self) {
        self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether something is still to be heard.
    pub fn is_playing(&self) -> bool {
        let waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        !waiting.is_empty() && !self.shared.failed.load(Ordering::Relaxed)
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
    }
}

/// The device thread: opens the stream and keeps it until the speaker is gone.
fn run(
    shared: &Arc<Shared>,
    wanted: &Wanted,
    tell: &SyncSender<Result<u32, CaptureError>>,
) -> Result<(), CaptureError> {
    let device = find(&cpal::default_host(), wanted)?.ok_or(CaptureError::DeviceNotFound)?;
    let supported = device.default_output_config().map_err(|e| unavailable(&e))?;
    let format = supported.sample_format();
    let config: StreamConfig = supported.into();
    let rate_hz = config.sample_rate;
    let stream = match format {
        SampleFormat::F32 => stream_of::<f32>(&device, config, shared),
        SampleFormat::I16 => stream_of::<i16>(&device, config, shared),
        SampleFormat::I32 => stream_of::<i32>(&device, config, shared),
        SampleFormat::U8 => stream_of::<u8>(&device, config, shared),
        SampleFormat::U16 => stream_of::<u16>(&device, config, shared),
        other => {
            return Err(CaptureError::DeviceUnavailable { detail: format!("format {other}") });
        }
    }
    .map_err(|e| unavailable(&e))?;
    stream.play().map_err(|e| unavailable(&e))?;
    let _ = tell.send(Ok(rate_hz));
    while !shared.closed.load(Ordering::Relaxed) && !shared.failed.load(Ordering::Relaxed) {
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

fn find(host: &cpal::Host, wanted: &Wanted) -> Result<Option<cpal::Device>, CaptureError> {
    if *wanted == Wanted::Default {
        return Ok(host.default_output_device());
    }
    Ok(list::choose_sound(list::output_devices(host)?, list::device_info, wanted))
}

fn stream_of<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    shared: &Arc<Shared>,
) -> Result<cpal::Stream, cpal::Error> {
    let channels = usize::from(config.channels).max(1);
    let (data, errors) = (Arc::clone(shared), Arc::clone(shared));
    device.build_output_stream(
        config,
        move |out: &mut [T], _: &cpal::OutputCallbackInfo| {
            let factor = data.gain.factor();
            let mut waiting = data.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            for frame in out.chunks_mut(channels) {
                let sample = waiting.pop_front().unwrap_or(0.0);
                frame.fill(T::from_sample_(amplified(sample, factor)));
            }
        },
        move |error| {
            if error.kind() != cpal::ErrorKind::Xrun {
                errors.failed.store(true, Ordering::Relaxed);
            }
        },
        Some(OPEN_TIMEOUT),
    )
}
