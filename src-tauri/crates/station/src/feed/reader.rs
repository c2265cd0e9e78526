//! The thread that reads one source: until it ends, or again and again where it can be opened anew.

use std::sync::mpsc::SyncSender;
use std::time::Duration;

use capture::{AudioSource, CaptureError, VideoSource};
use interview::session::{LossCause, Track};

use super::{Input, Item, REOPEN_PAUSE};

/// Pause between attempts to read a device that has stalled.
const RETRY_PAUSE: Duration = Duration::from_millis(100);
/// A device that has stalled for longer than this is closed and opened again.
const HUNG_AFTER_MS: u64 = 10_000;

/// What pictures and sound have in common.
pub(super) trait Source {
    fn next_item(&mut self) -> Result<Option<Item>, CaptureError>;

    fn name(&self) -> String;
}

impl Source for dyn VideoSource {
    fn next_item(&mut self) -> Result<Option<Item>, CaptureError> {
        Ok(self.next_frame()?.map(Item::Video))
    }

    fn name(&self) -> String {
        self.describe().name
    }
}

impl Source for dyn AudioSource {
    fn next_item(&mut self) -> Result<Option<Item>, CaptureError> {
        Ok(self.next_block()?.map(Item::Audio))
    }

    fn name(&self) -> String {
        self.describe().name
    }
}

/// Nobody takes items any more.
struct Gone;

/// Reads a source; a device that is lost, or not open yet, is opened until that succeeds.
pub(super) fn keep_reading<S: ?Sized + Source>(
    track: Track,
    input: Input<S>,
    sender: &SyncSender<Item>,
) {
    let Input { mut source, mut again } = input;
    loop {
        if let Some(mut open) = source.take() {
            match read(track, again.is_some(), || open.next_item(), sender) {
                Ok(Ended::ForGood) | Err(Gone) => return,
                Ok(Ended::Lost) => {}
            }
        }
        let Some(reopen) = &mut again else { return };
        let told = match reopen() {
            Ok(opened) => {
                if sender.send(Item::Opened(track, opened.name())).is_err() {
                    return;
                }
                source = Some(opened);
                Item::Back(track)
            }
            Err(error) => Item::Away(track, error),
        };
        let away = source.is_none();
        if sender.send(told).is_err() {
            return;
        }
        if away {
            std::thread::sleep(REOPEN_PAUSE);
        }
    }
}

/// How a source ended.
enum Ended {
    /// It has nothing more.
    ForGood,
    /// The device is gone.
    Lost,
}

/// Reads until the source ends, is lost, or nobody listens any more.
fn read(
    track: Track,
    can_reopen: bool,
    mut next: impl FnMut() -> Result<Option<Item>, CaptureError>,
    sender: &SyncSender<Item>,
) -> Result<Ended, Gone> {
    let send = |item| sender.send(item).map_err(|_| Gone);
    let mut stalled = false;
    loop {
        match next() {
            Ok(Some(item)) => {
                if std::mem::take(&mut stalled) {
                    send(Item::Back(track))?;
                }
                send(item)?;
            }
            Ok(None) => return Ok(Ended::ForGood),
            Err(CaptureError::Stalled { age_ms }) => {
                std::thread::sleep(RETRY_PAUSE);
                if !std::mem::replace(&mut stalled, true) {
                    tracing::warn!(track = track.name(), age_ms, "device stalled");
                    send(Item::Lost(track, LossCause::Stalled))?;
                }
                if can_reopen && age_ms > HUNG_AFTER_MS {
                    return Ok(Ended::Lost);
                }
            }
            Err(error) => {
                tracing::warn!(track = track.name(), %error, "source lost");
                send(Item::Lost(track, LossCause::Unplugged))?;
                return Ok(Ended::Lost);
            }
        }
    }
}
