//! The end of the process waits for threads inside native libraries.

use std::sync::mpsc::sync_channel;
use std::time::Duration;

use models::native;

#[test]
fn the_end_waits_for_whoever_is_at_work() {
    assert!(native::settle(Duration::ZERO), "nobody is at work yet");
    let (done, working) = sync_channel::<()>(0);
    let worker = native::spawn("at-work", move || working.recv().is_err()).unwrap();
    assert!(!native::settle(Duration::from_millis(20)), "somebody is at work");
    drop(done);
    assert!(native::settle(Duration::from_secs(60)));
    assert!(worker.join().unwrap());

    let broken = native::spawn("breaks-down", || {
        std::panic::resume_unwind(Box::new("as a library does"));
    });
    assert!(broken.unwrap().join().is_err());
    assert!(native::settle(Duration::ZERO), "who broke down is not waited for");
}
