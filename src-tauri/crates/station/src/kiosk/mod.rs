//! The candidate's journey at a kiosk: state, time and devices; the window only draws it.
//!
//! One thread, `kiosk`, owns the journey. It takes [`Intent`]s, reads camera and microphone, keeps
//! every clock, and publishes a [`KioskView`] after each change. It never waits for a driver, a
//! model, a disk that is slow, or the window: those have threads of their own behind bounded
//! queues. A window that is reloaded or crashes loses nothing; recording goes on.
//!
//! Nothing of a candidate is written before the consents were given and the booking was found, and
//! then only into the vault.

mod booked;
mod cap;
mod card;
mod check;
mod clearing;
mod clock;
mod devices;
mod ending;
mod follow_up;
mod help;
mod hold;
mod identity;
mod idle;
mod intent;
mod journey;
mod keep;
mod kept;
mod liveness;
mod look;
mod makeout;
mod meter;
mod parts;
mod practice;
mod preview;
mod questions;
mod receipt;
mod recorded_by;
mod rehearsal;
mod resume;
mod search;
mod sensors;
mod sentence;
mod session;
mod shown;
mod staff;
mod staff_help;
mod ticket;
mod timer;
mod typing;
mod unfinished;
mod view;
mod voice;
mod volume;
mod welcome;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use interview::media::VideoFrame;
use models::native;
use uuid::Uuid;
use vault::Vault;

pub use devices::{KioskDevices, RealDevices};
pub use intent::{Intent, StaffReason};
pub use preview::Preview;
pub use rehearsal::Screening;
pub use unfinished::{Completed, Completer, Incomplete, complete, impossible};
pub use view::*;

use crate::StationError;
use crate::delivery::Courier;
use journey::Journey;
use preview::PreviewSlot;
use rehearsal::Film;

/// Intents that may wait: a person taps a few times a second.
const INTENTS: usize = 64;
/// Rest between two looks at devices and intents while nothing comes.
const REST: Duration = Duration::from_millis(4);

/// Opens the station's vault, or makes it.
pub type VaultOpener = Box<dyn Fn() -> Result<Vault, StationError> + Send>;

/// Bytes that are free where the vault lies; none where the system does not say.
pub type Room = Box<dyn Fn() -> Option<u64> + Send>;

/// What a kiosk is made of.
pub struct KioskSetup {
    /// Devices.
    pub devices: Box<dyn KioskDevices>,
    /// Vault.
    pub vault: VaultOpener,
    /// How much room there is for a recording.
    pub room: Room,
    /// Questions of an interview.
    pub questions: usize,
    /// Delivers what was stored; without one it is delivered here, once.
    pub courier: Option<Courier>,
}

/// Takes views; gives false once nobody wants them any more.
pub type Watcher = Box<dyn Fn(&KioskView) -> bool + Send>;

enum Command {
    Intent(Intent),
    Watch(Watcher),
}

/// Where a take lies in the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeSpan {
    /// Interview.
    pub interview_id: Uuid,
    /// Number of the question, from 1.
    pub nth: u32,
    /// Number of the take, from 1.
    pub take: u32,
    /// Media time of its start.
    pub start_ms: i64,
    /// Media time of its end.
    pub end_ms: i64,
}

/// What the window may read at any time without waiting for the journey.
#[derive(Default)]
pub(crate) struct Shared {
    frame: PreviewSlot,
    level: AtomicU32,
    takes: Mutex<Vec<TakeSpan>>,
    practice: Mutex<Weak<Film>>,
    view: Mutex<Option<KioskView>>,
}

impl Shared {
    fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
        slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows a picture that was taken `age` ago.
    fn show(&self, frame: &VideoFrame, age: Duration) {
        self.frame.put(frame, age);
    }

    fn set_level(&self, level: f32) {
        self.level.store(level.to_bits(), Ordering::Relaxed);
    }

    fn set_takes(&self, takes: Vec<TakeSpan>) {
        *Self::lock(&self.takes) = takes;
    }

    /// The practice that may be played; the journey keeps it.
    fn set_practice(&self, film: Option<&Arc<Film>>) {
        *Self::lock(&self.practice) = film.map(Arc::downgrade).unwrap_or_default();
    }

    /// Nothing of the last candidate stays.
    fn clear(&self) {
        self.frame.clear();
        Self::lock(&self.takes).clear();
        self.set_level(0.0);
    }
}

/// The running kiosk. Dropping the last of its clones ends the journey; a session that runs is
/// suspended, and its recording, words and faces are waited for, at most for a while.
#[derive(Clone)]
pub struct Kiosk {
    running: Arc<Running>,
    shared: Arc<Shared>,
}

struct Running {
    commands: Option<SyncSender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the journey broke down");
        }
        if !native::settle(native::LAST_WORK) {
            tracing::warn!("the program ends while something is still computed");
        }
    }
}

impl Kiosk {
    /// Starts the journey at its attract screen.
    ///
    /// # Errors
    /// [`StationError::Thread`].
    pub fn start(setup: KioskSetup) -> Result<Self, StationError> {
        let (commands, received) = sync_channel(INTENTS);
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        let thread = native::spawn("kiosk", move || {
            run(Journey::new(setup, Arc::clone(&for_thread)), &for_thread, &received);
        })
        .map_err(|_| StationError::Thread("kiosk"))?;
        let running = Running { commands: Some(commands), thread: Some(thread) };
        Ok(Self { running: Arc::new(running), shared })
    }

    /// Hands over what the person at the screen wants.
    ///
    /// # Errors
    /// [`StationError::Thread`] where the journey has ended.
    pub fn intent(&self, intent: Intent) -> Result<(), StationError> {
        self.send(Command::Intent(intent))
    }

    /// Has every view handed to `watcher` from now on, the present one at once. It runs on the
    /// journey's thread and must return at once.
    ///
    /// # Errors
    /// [`StationError::Thread`] where the journey has ended.
    pub fn watch(&self, watcher: Watcher) -> Result<(), StationError> {
        self.send(Command::Watch(watcher))
    }

    fn send(&self, command: Command) -> Result<(), StationError> {
        let commands = self.running.commands.as_ref();
        let sent = commands.is_some_and(|commands| commands.send(command).is_ok());
        if sent { Ok(()) } else { Err(StationError::Thread("kiosk")) }
    }

    /// The newest view, where it is newer than number `after`. Waits for no journey: whoever missed
    /// a view asks here.
    pub fn view(&self, after: u32) -> Option<KioskView> {
        Shared::lock(&self.shared.view).clone().filter(|view| view.seq > after)
    }

    /// The newest picture of the camera; none where there is none newer than `after`. Encodes on the
    /// caller's thread.
    ///
    /// # Errors
    /// [`StationError::Capture`].
    pub fn preview(&self, after: u64) -> Result<Option<Preview>, StationError> {
        self.shared.frame.newer_than(after)
    }

    /// Level of the microphone, 0–1.
    pub fn level(&self) -> f32 {
        f32::from_bits(self.shared.level.load(Ordering::Relaxed))
    }

    /// Where a take lies, once all answers are given.
    pub fn take(&self, nth: u32, take: u32) -> Option<TakeSpan> {
        let takes = Shared::lock(&self.shared.takes);
        takes.iter().find(|span| span.nth == nth && span.take == take).cloned()
    }

    /// The last practice, until it is forgotten; none while it is still being encoded.
    ///
    /// # Errors
    /// [`StationError::Vault`] where it can't be played.
    pub fn practice(&self) -> Result<Option<Screening>, StationError> {
        let film = Shared::lock(&self.shared.practice).upgrade();
        film.map(|film| film.screening()).transpose()
    }
}

fn run(mut journey: Journey, shared: &Shared, commands: &Receiver<Command>) {
    let mut watchers: Vec<Watcher> = Vec::new();
    let mut shown: Option<KioskView> = None;
    loop {
        match commands.try_recv() {
            Ok(Command::Intent(intent)) => journey.want(intent),
            Ok(Command::Watch(watcher)) => {
                if shown.as_ref().is_none_or(&watcher) {
                    watchers.push(watcher);
                }
            }
            Err(TryRecvError::Empty) => {
                if !journey.step() {
                    std::thread::sleep(REST);
                }
            }
            Err(TryRecvError::Disconnected) => {
                journey.close();
                return;
            }
        }
        let mut view = journey.view();
        view.seq = shown.as_ref().map_or(0, |view| view.seq);
        if shown.as_ref() != Some(&view) {
            view.seq += 1;
            *Shared::lock(&shared.view) = Some(view.clone());
            watchers.retain(|watcher| watcher(&view));
            shown = Some(view);
        }
    }
}
