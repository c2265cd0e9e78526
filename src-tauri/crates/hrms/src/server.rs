//! Starting and stopping the server.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::admin::Admin;
use crate::app::App;
use crate::config::{Config, Site};
use crate::error::HrmsError;
use crate::problem::{Problem, Slug};
use crate::routes::routes;
use crate::verify;

/// How often the server forgets what has expired, and looks for parts to verify.
const SWEEP: Duration = Duration::from_secs(60);
/// How long a stop waits for requests that run.
const GRACE: Duration = Duration::from_secs(5);

/// A server that runs in this process.
pub struct RunningServer {
    addr: SocketAddr,
    admin: Admin,
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
    sweeper: JoinHandle<()>,
    /// Closes when the last handler or verification has let go of database and media.
    changes: watch::Receiver<()>,
}

impl RunningServer {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Base address for clients on this machine.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// What an operator does: users, codes, positions.
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// Stops listening, lets running requests and verifications end for five seconds, and returns.
    /// The database is closed then, unless something had to be cut off or a clone of
    /// [`Self::admin`] lives on.
    pub async fn shutdown(self) {
        let Self { admin, stop, task, sweeper, mut changes, .. } = self;
        stop.send_replace(true);
        sweeper.abort();
        drop(admin);
        let abort = task.abort_handle();
        let end = async {
            if let Ok(Err(error)) = task.await {
                tracing::error!(%error, "the server ended with an error");
            }
            while changes.changed().await.is_ok() {}
        };
        if tokio::time::timeout(GRACE, end).await.is_err() {
            abort.abort();
            tracing::warn!("the server was stopped before all its work had ended");
        }
    }

    /// Runs until the server ends by itself, which it does only by an error.
    pub async fn ended(&mut self) {
        match (&mut self.task).await {
            Ok(Err(error)) => tracing::error!(%error, "the server ended with an error"),
            Ok(Ok(())) => {}
            Err(error) => {
                tracing::error!(panic = error.is_panic(), "the server ended early");
            }
        }
    }
}

/// Opens database and media, starts listening, and returns.
///
/// # Errors
/// Anything of [`HrmsError`] that has to do with configuration, keys, database or address.
pub async fn serve(config: Config) -> Result<RunningServer, HrmsError> {
    config.check()?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| HrmsError::Listen { address: config.listen, source })?;
    let addr = listener
        .local_addr()
        .map_err(|source| HrmsError::Listen { address: config.listen, source })?;
    let opening = config.clone();
    let admin = tokio::task::spawn_blocking(move || Admin::open(&opening))
        .await
        .map_err(|_| HrmsError::Internal("opening ended early".to_owned()))??;
    let site = Site::new(config.public_url.as_deref());
    let app = admin.app(site)?;
    let (stop, stopped) = watch::channel(false);
    let service = service(&app).into_make_service_with_connect_info::<SocketAddr>();
    let task = tokio::spawn(async move {
        axum::serve(listener, service).with_graceful_shutdown(until(stopped)).await
    });
    let changes = app.changes();
    let sweeper = tokio::spawn(sweep(app));
    Ok(RunningServer { addr, admin, stop, task, sweeper, changes })
}

/// Routes with what surrounds them all.
fn service(app: &App) -> axum::Router {
    routes()
        .into_router()
        .fallback(async || Problem::new(Slug::NotFound))
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .layer(from_fn(harden))
        .layer(from_fn(pages_want_login))
        .with_state(app.clone())
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the server's handle is gone: stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Headers that keep a browser from doing anything that the pages do not need.
async fn harden(request: Request, next: Next) -> Response {
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    let mut response = next.run(request).await;
    for (name, value) in headers {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A person without a session who opens a page is sent to the login page.
async fn pages_want_login(request: Request, next: Next) -> Response {
    let page = request.method() == Method::GET
        && (request.uri().path() == "/" || request.uri().path().starts_with("/interviews"));
    let response = next.run(request).await;
    if page && response.status() == StatusCode::UNAUTHORIZED {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/login")]).into_response();
    }
    response
}

/// Forgets what has expired and verifies what waits, at the start and every minute.
async fn sweep(app: App) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        let now_ms = app.now_ms();
        if let Ok(blobs) = app.db(move |store| store.sweep(now_ms)).await {
            let deleted = app.blocking(move |app| {
                blobs.iter().filter_map(|blob| app.blobs().delete(blob).err()).for_each(|error| {
                    tracing::warn!(%error, "an expired upload could not be deleted");
                });
            });
            // `blocking` has logged it; the next sweep finds no row, the file stays.
            let _ = deleted.await;
        }
        verify::spawn_waiting(&app).await;
    }
}
