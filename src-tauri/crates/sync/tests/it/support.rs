//! A reference HRMS on loopback and an enrolled station.

use std::sync::Arc;
use std::time::Duration;

use fixtures::{InterviewFixture, MemoryOutbox, teller};
use hrms::{Config, RunningServer, serve};
use interview::ports::{Outbox, OutboxKind, OutboxState};
use seal::sign::SigningKey;
use seal::wrap::{WrapPublic, WrapSecret};
use sync::{ClientOptions, HrmsClient, StationCredentials, SyncReport, SyncWorker, enrol};
use tempfile::TempDir;

/// A server in a directory of its own.
pub struct Hrms {
    pub server: RunningServer,
    dir: TempDir,
}

impl Hrms {
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = serve(Config::in_dir(dir.path())).await.unwrap();
        server.admin().publish_position(&teller()).unwrap();
        Self { server, dir }
    }

    /// Stops the server and starts it again on the same data, at another port.
    pub async fn restart(self) -> Self {
        self.server.shutdown().await;
        let server = serve(Config::in_dir(self.dir.path())).await.unwrap();
        Self { server, dir: self.dir }
    }

    pub fn url(&self) -> String {
        self.server.base_url()
    }

    /// Enrols a new station.
    pub async fn enrol(&self) -> Station {
        let code = self.server.admin().station_code(true).unwrap();
        let (signing, wrap) = (SigningKey::generate(), WrapSecret::generate());
        let enrolled = enrol(&self.url(), &code, &signing.public(), &wrap.public()).await.unwrap();
        assert!(enrolled.approved);
        let credentials = StationCredentials {
            station_id: enrolled.station_id.clone(),
            signing,
            hrms_keys: enrolled.hrms_keys().unwrap(),
        };
        Station { credentials, seal: enrolled.seal_publics().unwrap()[0] }
    }

    /// Actions of the audit log, in order, of those that begin with `prefix`.
    pub fn audit(&self, prefix: &str) -> Vec<String> {
        let entries = self.server.admin().store().audit(0, 10_000).unwrap();
        seal::chain::verify(&entries).unwrap();
        entries.into_iter().map(|e| e.action).filter(|a| a.starts_with(prefix)).collect()
    }
}

/// An enrolled station.
pub struct Station {
    pub credentials: StationCredentials,
    pub seal: WrapPublic,
}

impl Station {
    pub fn client(&self, url: &str) -> Arc<HrmsClient> {
        let options = ClientOptions { timeout: Duration::from_secs(5), ..ClientOptions::default() };
        Arc::new(HrmsClient::new(url, Some(self.credentials.clone()), options).unwrap())
    }

    /// A finished interview and the outbox that holds it.
    pub fn interview(&self, media_bytes: usize) -> (InterviewFixture, Arc<MemoryOutbox>) {
        let id = &self.credentials.station_id;
        let fixture = InterviewFixture::new(id, &self.seal, media_bytes);
        let outbox = MemoryOutbox::new(&fixture.outbox(&self.credentials.signing));
        (fixture, Arc::new(outbox))
    }
}

/// One run at a time of one's own.
pub async fn run(client: &Arc<HrmsClient>, outbox: &Arc<MemoryOutbox>, now_ms: i64) -> SyncReport {
    let worker = SyncWorker::new(Arc::clone(client), 1);
    let outbox: Arc<dyn Outbox> = Arc::<MemoryOutbox>::clone(outbox);
    worker.run_once(outbox, now_ms).await.unwrap()
}

/// Runs again and again, each time late enough for every row that waits, until nothing is left.
/// Gives how many runs it took.
pub async fn run_until_empty(client: &Arc<HrmsClient>, outbox: &Arc<MemoryOutbox>) -> u32 {
    let mut now_ms = 0;
    for runs in 1..=50 {
        let report = run(client, outbox, now_ms).await;
        assert_eq!(report.parked, 0, "{}", report.detail);
        if outbox.pending().unwrap().is_empty() {
            return runs;
        }
        now_ms += 7 * 3_600 * 1_000;
    }
    panic!("something is left: {:?}", states(outbox));
}

/// Kind and state of all rows.
pub fn states(outbox: &MemoryOutbox) -> Vec<(OutboxKind, OutboxState)> {
    outbox.rows().into_iter().map(|row| (row.kind, row.state)).collect()
}
