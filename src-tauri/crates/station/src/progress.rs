//! What is being done, how far, how long still: told to whoever watches.

use std::sync::Arc;

/// A step of long work.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// Key of the step's text in the catalogues, such as `progress.models`.
    pub step: &'static str,
    /// What the step is at: a question id, a file, a model id.
    pub detail: String,
    /// Share that is done, 0–1, where it is known.
    pub fraction: Option<f64>,
}

/// Takes progress; must return at once.
#[derive(Clone)]
pub struct Watcher(Arc<dyn Fn(Progress) + Send + Sync>);

impl Watcher {
    /// A watcher that calls `f`.
    pub fn new(f: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(f))
    }

    /// Nobody watches.
    pub fn none() -> Self {
        Self::new(|_| {})
    }

    /// Tells a step.
    pub fn tell(&self, step: &'static str, detail: impl Into<String>, fraction: Option<f64>) {
        (self.0)(Progress { step, detail: detail.into(), fraction });
    }
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watcher")
    }
}
