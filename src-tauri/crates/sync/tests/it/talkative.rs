//! What the most talkative log says of a delivery.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Hrms, run};

/// Everything that is logged in this process, whoever runs beside.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_talkative_log_says_nothing_of_the_candidate_who_is_delivered() {
    let log = Log::default();
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(log.clone()).init();
    let hrms = Hrms::start().await;
    let station = hrms.enrol().await;
    let (fixture, outbox) = station.interview(300_000);
    let report = run(&station.client(&hrms.url()), &outbox, 0).await;
    assert_eq!((report.acked, report.parked), (5, 0), "{}", report.detail);
    hrms.server.shutdown().await;

    let said = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    // What carries the requests speaks at its loudest, or the search below says nothing.
    assert!(said.contains("TRACE") && said.contains("hyper_util"), "{said}");
    let name = fixture.report.candidate.name.as_deref().unwrap();
    let spoken = &fixture.report.answers[0].transcript.text;
    for words in [name, spoken.as_str(), &spoken[..spoken.floor_char_boundary(30)]] {
        assert!(!words.is_empty() && !said.contains(words), "{words}");
        // As bytes are written by `Debug`.
        assert!(!said.contains(&words.escape_default().to_string()), "{words}, escaped");
        assert!(!said.contains(&words.as_bytes().escape_ascii().to_string()), "{words}, as bytes");
    }
}
