//! The candidate's side of the window: intents in, snapshots, pictures and levels out.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use station::StationError;
use station::kiosk::{Intent, Kiosk, KioskSetup, KioskView, Preview, Screen, VaultOpener};
use station::people::People;
use station::rights::Right;
use station::staff::{Gate, PinAnswer};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager as _, State, UriSchemeContext, UriSchemeResponder, WebviewWindow};

use crate::desk::Desk;
use crate::door::Door;
use crate::error::CommandError;

/// Names the scheme under which the page asks for pictures of the camera.
pub const PREVIEW_SCHEME: &str = "preview";
/// How many questions an interview has where the environment names no other number.
const QUESTIONS: usize = 8;
/// The practice among the questions that can be played.
const PRACTICE: u32 = 0;
/// Another number of questions.
const QUESTIONS_VARIABLE: &str = "STATION_QUESTIONS";

/// The kiosk of this window; started by the first who asks for it.
#[derive(Default)]
pub struct Candidate {
    kiosk: Mutex<Journey>,
    /// Counts the channels that the page opened; only the last is served.
    channel: Arc<AtomicU32>,
    /// Somebody sits at the screen. Outlives every channel: one that is opened when the person has
    /// just gone still takes away what could be played.
    occupied: Arc<AtomicBool>,
}

#[derive(Default)]
enum Journey {
    #[default]
    NotBegun,
    Running(Kiosk),
    Ended,
}

impl Candidate {
    /// The running kiosk.
    ///
    /// # Errors
    /// [`StationError::Thread`], also once the program ends; failures of simulated devices, where
    /// those were asked for.
    pub fn kiosk(&self, desk: &Desk) -> Result<Kiosk, StationError> {
        let mut slot = self.kiosk.lock().unwrap_or_else(PoisonError::into_inner);
        match &*slot {
            Journey::Running(kiosk) => return Ok(kiosk.clone()),
            Journey::Ended => return Err(StationError::Thread("kiosk")),
            Journey::NotBegun => {}
        }
        let home = desk.clone();
        let vault: VaultOpener = Box::new(move || home.vault_or_new());
        let place = desk.home().to_path_buf();
        let questions = std::env::var(QUESTIONS_VARIABLE).ok().and_then(|n| n.parse().ok());
        let kiosk = Kiosk::start(KioskSetup {
            devices: crate::simulated::devices()?,
            vault,
            room: Box::new(move || station::storage::free_bytes(&place).ok()),
            questions: questions.unwrap_or(QUESTIONS),
            courier: desk.courier().cloned(),
        })?;
        *slot = Journey::Running(kiosk.clone());
        Ok(kiosk)
    }

    /// Whether nobody sits at the kiosk: the machine has time for other work.
    pub fn free(&self) -> bool {
        match &*self.kiosk.lock().unwrap_or_else(PoisonError::into_inner) {
            Journey::Running(kiosk) => {
                kiosk.view(0).is_none_or(|view| view.screen == Screen::Attract)
            }
            Journey::NotBegun | Journey::Ended => true,
        }
    }

    /// The program ends: an interview that runs is suspended, and what was recorded so far is
    /// waited for.
    pub fn end(&self) {
        let mut slot = self.kiosk.lock().unwrap_or_else(PoisonError::into_inner);
        let journey = std::mem::replace(&mut *slot, Journey::Ended);
        // Who asks for the kiosk meanwhile is told that it has ended, and waits for nothing.
        drop(slot);
        drop(journey);
    }
}

/// Has every snapshot of the journey sent to this page from now on, the present one at once. A
/// channel that was opened before gets none any more.
#[tauri::command]
#[specta::specta]
pub async fn watch_kiosk(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    candidate: State<'_, Candidate>,
    views: Channel<KioskView>,
) -> Result<(), CommandError> {
    let kiosk = candidate.kiosk(&desk)?;
    let (desk, label) = (desk.inner().clone(), window.label().to_owned());
    let app = window.app_handle().clone();
    let occupied = Arc::clone(&candidate.occupied);
    let channels = Arc::clone(&candidate.channel);
    let ours = channels.fetch_add(1, Ordering::Relaxed) + 1;
    Ok(kiosk.watch(Box::new(move |view| {
        if channels.load(Ordering::Relaxed) != ours {
            return false;
        }
        let here = view.screen != Screen::Attract;
        // What the last person could play or paste is out of reach for the next one.
        let was_here = occupied.swap(here, Ordering::Relaxed);
        if was_here != here {
            crate::clipboard::clear(&app);
        }
        if was_here && !here {
            desk.close_window(&label);
            crate::window::renew_page(&app);
        }
        views.send(view.clone()).is_ok()
    }))?)
}

/// The newest snapshot, where it is newer than number `after`. The page asks now and then: a
/// message of the channel that gets lost would hold back all that come behind it.
#[tauri::command]
#[specta::specta]
pub async fn kiosk_view(
    desk: State<'_, Desk>,
    candidate: State<'_, Candidate>,
    after: u32,
) -> Result<Option<KioskView>, CommandError> {
    Ok(candidate.kiosk(&desk)?.view(after))
}

/// What the person at the screen wants.
#[tauri::command]
#[specta::specta]
pub async fn kiosk_intent(
    desk: State<'_, Desk>,
    candidate: State<'_, Candidate>,
    intent: Intent,
) -> Result<(), CommandError> {
    Ok(candidate.kiosk(&desk)?.intent(intent)?)
}

/// Level of the microphone, 0–1.
#[tauri::command]
#[specta::specta]
pub async fn sound_level(
    desk: State<'_, Desk>,
    candidate: State<'_, Candidate>,
) -> Result<f32, CommandError> {
    Ok(candidate.kiosk(&desk)?.level())
}

/// Address on loopback under which this window may play a take of an answer before it is handed
/// in, or the practice, which is question 0; empty where there is none.
#[tauri::command]
#[specta::specta]
pub async fn take_url(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    candidate: State<'_, Candidate>,
    nth: u32,
    take: u32,
) -> Result<String, CommandError> {
    let kiosk = candidate.kiosk(&desk)?;
    if nth == PRACTICE {
        let Some(practice) = kiosk.practice()? else { return Ok(String::new()) };
        return Ok(desk.publish(window.label(), Box::new(practice)).await?);
    }
    let Some(span) = kiosk.take(nth, take) else { return Ok(String::new()) };
    if span.end_ms <= span.start_ms {
        return Ok(String::new());
    }
    let reader = desk
        .blocking(move |desk| {
            Ok(desk.vault_or_new()?.open_part(span.interview_id, station::session::MAIN_PART)?)
        })
        .await?;
    let url = desk.publish(window.label(), Box::new(reader)).await?;
    let seconds = |ms: i64| ms as f64 / 1_000.0;
    Ok(format!("{url}#t={},{}", seconds(span.start_ms), seconds(span.end_ms)))
}

/// Sets the staff PIN of a station that has none, or changes it with the old one. Where people are
/// set up, for those who may change settings.
#[tauri::command]
#[specta::specta]
pub async fn set_staff_pin(
    app: AppHandle,
    desk: State<'_, Desk>,
    old_pin: String,
    new_pin: String,
) -> Result<bool, CommandError> {
    desk.blocking(move |desk| {
        let vault = desk.vault_or_new()?;
        let gate = Gate::new(&vault);
        let set = gate.standing()?.set;
        app.state::<Door>().may_choose_pin(set)?;
        if !People::new(&vault).is_empty()? {
            desk.may(Right::Settings)?;
        }
        if set && gate.try_pin(&old_pin)? != PinAnswer::Right {
            return Ok(false);
        }
        gate.set(&new_pin)?;
        Ok(true)
    })
    .await
}

/// Milliseconds from the camera to this answer.
const PREVIEW_AGE: &str = "preview-age-ms";

/// Answers `preview://localhost/AFTER` with the newest picture of the camera: its number in eight
/// bytes, little-endian, and a JPEG; without content where there is none newer than `AFTER`. A header
/// tells the age of the picture.
pub fn preview(
    context: UriSchemeContext<'_, tauri::Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn_blocking(move || {
        let after = request.uri().path().trim_matches('/').parse().unwrap_or(0);
        let kiosk = app.state::<Candidate>().kiosk(&app.state::<Desk>());
        let picture = kiosk.and_then(|kiosk| kiosk.preview(after));
        let mut age_ms = None;
        let (status, body) = match picture {
            Ok(Some(Preview { number, jpeg, age })) => {
                age_ms = u32::try_from(age.as_millis()).ok();
                (StatusCode::OK, [number.to_le_bytes().as_slice(), &jpeg].concat())
            }
            Ok(None) => (StatusCode::NO_CONTENT, Vec::new()),
            Err(error) => {
                tracing::warn!(%error, "no preview");
                (StatusCode::INTERNAL_SERVER_ERROR, Vec::new())
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            header::HeaderValue::from_static("tauri://localhost"),
        );
        if let Some(age_ms) = age_ms {
            headers.insert(PREVIEW_AGE, age_ms.into());
        }
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            header::HeaderValue::from_static(PREVIEW_AGE),
        );
        responder.respond(response);
    });
}
