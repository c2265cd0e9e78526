//! What every handler has: store, blobs, keys, clock, limits.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use crate::blobs::BlobStore;
use crate::config::{Clock, Site};
use crate::keys::ServerKeys;
use crate::limits::{self, RateLimiter};
use crate::problem::{Answer, Problem, Slug};
use crate::store::{Store, StoreError};

/// The state that all handlers share.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    blobs: Arc<dyn BlobStore>,
    keys: ServerKeys,
    clock: Clock,
    site: Site,
    logins: RateLimiter,
    peers: RateLimiter,
    stations: RateLimiter,
    uploads_in_use: Mutex<HashSet<Uuid>>,
    chunks: Arc<Semaphore>,
    verifications: Arc<Semaphore>,
    /// Last, so that whoever sees it closed knows store and blobs to be let go.
    changed: watch::Sender<()>,
}

impl App {
    /// From its parts.
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn BlobStore>,
        keys: ServerKeys,
        clock: Clock,
        site: Site,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            blobs,
            keys,
            clock,
            site,
            logins: RateLimiter::new(5, 60_000),
            peers: RateLimiter::new(60, 60_000),
            stations: RateLimiter::new(100, 10_000),
            uploads_in_use: Mutex::new(HashSet::new()),
            chunks: Arc::new(Semaphore::new(limits::CHUNKS_IN_MEMORY)),
            verifications: Arc::new(Semaphore::new(limits::VERIFICATIONS)),
            changed: watch::Sender::new(()),
        }))
    }

    /// Now, in Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        (self.0.clock)()
    }

    /// Keys of the contract.
    pub fn keys(&self) -> &ServerKeys {
        &self.0.keys
    }

    /// The address that browsers see.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// The store, for code that may block.
    pub fn store(&self) -> &dyn Store {
        self.0.store.as_ref()
    }

    /// The blobs, for code that may block.
    pub fn blobs(&self) -> &dyn BlobStore {
        self.0.blobs.as_ref()
    }

    /// Runs blocking work beside the event loop.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> T + Send + 'static,
    ) -> Answer<T> {
        let app = self.clone();
        // The message of a panic may quote what was in hand: not logged.
        tokio::task::spawn_blocking(move || work(&app)).await.map_err(|error| {
            tracing::error!(panic = error.is_panic(), "a handler's blocking work ended early");
            Problem::new(Slug::Internal)
        })
    }

    /// Runs one store method beside the event loop.
    pub async fn db<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        Ok(self.blocking(move |app| work(app.store())).await??)
    }

    /// Counts a login of `name` from `peer`.
    pub fn login_rate(&self, name: &str, peer: &str) -> Result<(), Problem> {
        let now_ms = self.now_ms();
        self.0
            .logins
            .take(name, now_ms)
            .and_then(|()| self.0.peers.take(peer, now_ms))
            .map_err(|seconds| Problem::new(Slug::RateLimited).retry_after(seconds))
    }

    /// Counts a request without credentials from `peer`.
    pub fn peer_rate(&self, peer: &str) -> Result<(), Problem> {
        self.0
            .peers
            .take(peer, self.now_ms())
            .map_err(|seconds| Problem::new(Slug::RateLimited).retry_after(seconds))
    }

    /// Counts a request of a station.
    pub fn station_rate(&self, station: &str) -> Result<(), Problem> {
        self.0
            .stations
            .take(station, self.now_ms())
            .map_err(|seconds| Problem::new(Slug::RateLimited).retry_after(seconds))
    }

    /// Takes an upload for one writer; none where another has it.
    pub fn take_upload(&self, id: Uuid) -> Option<UploadInUse> {
        let mut in_use = self.0.uploads_in_use.lock().unwrap_or_else(PoisonError::into_inner);
        in_use.insert(id).then(|| UploadInUse { app: self.clone(), id })
    }

    /// Room for one chunk in memory.
    pub fn chunks(&self) -> &Arc<Semaphore> {
        &self.0.chunks
    }

    /// Room for one verification.
    pub fn verifications(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.verifications)
    }

    /// Wakes whoever waits for a change.
    pub fn note_change(&self) {
        self.0.changed.send_replace(());
    }

    /// Waits for changes made by this process; closes when no handler or verification is left.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }
}

/// An upload that one writer has; given back when dropped.
pub struct UploadInUse {
    app: App,
    id: Uuid,
}

impl Drop for UploadInUse {
    fn drop(&mut self) {
        self.app.0.uploads_in_use.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
