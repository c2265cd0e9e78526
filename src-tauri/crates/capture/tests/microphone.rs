//! cpal against a virtual microphone (`tests/virtual-microphone.sh`).
//!
//! The sound server is found through the environment, which a running test can't change safely: so
//! each test runs itself once more as a child in the server's environment.
#![allow(clippy::unwrap_used)] // Helpers of tests, which clippy does not know as such.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use capture::{
    AudioSource, CaptureError, Gain, MediaClock, MicrophoneSource, Speaker, list_devices,
    microphone_again,
};

/// Set for the child.
const INSIDE: &str = "CAPTURE_TEST_INSIDE";

fn script() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap();
    root.join("tests/virtual-microphone.sh")
}

/// Runs `body` in a child of this process beside a sound server of its own.
fn beside_server(test: &str, body: fn()) {
    if std::env::var_os(INSIDE).is_some() {
        return body();
    }
    let started = Command::new(script()).arg("start").output().unwrap();
    let reason = String::from_utf8_lossy(&started.stderr);
    if started.status.code() == Some(77) {
        println!("skipped: {}", reason.trim());
        return;
    }
    assert!(started.status.success(), "{reason}");
    let printed = String::from_utf8(started.stdout).unwrap();
    let env: Vec<(&str, &str)> =
        printed.lines().filter_map(|line| line.strip_prefix("export ")?.split_once('=')).collect();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .envs(env.iter().copied())
        .env(INSIDE, "1")
        .status();
    Command::new(script()).arg("stop").envs(env).status().unwrap();
    assert!(status.unwrap().success(), "see the child's output above");
}

fn pactl(args: &[&str]) -> String {
    let output = Command::new("pactl").args(args).output().unwrap();
    assert!(output.status.success(), "pactl {args:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Plays raw mono sound at 48 kHz into a sink.
fn play(dir: &Path, sink: &str, sound: &[f32]) -> Child {
    let path = dir.join(sink);
    std::fs::write(&path, sound.iter().flat_map(|s| s.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
    Command::new("paplay")
        .args(["--raw", "--rate=48000", "--channels=1", "--format=float32le"])
        .arg(format!("--device={sink}"))
        .arg(path)
        .spawn()
        .unwrap()
}

/// Three seconds of a sweep whose loudness changes: like nothing but itself when shifted.
fn sweep() -> Vec<f32> {
    (0..144_000)
        .map(|n| {
            let t = f64::from(n) / 48_000.0;
            let loudness = 0.3 + 0.2 * (t * 2.0 * std::f64::consts::TAU).sin();
            let phase = (200.0 * t + 300.0 * t * t) * std::f64::consts::TAU;
            (loudness * phase.sin()) as f32
        })
        .collect()
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (&x, &y) in a.iter().zip(b) {
        ab += f64::from(x) * f64::from(y);
        aa += f64::from(x).powi(2);
        bb += f64::from(y).powi(2);
    }
    ab / (aa * bb).sqrt().max(f64::MIN_POSITIVE)
}

#[test]
fn what_is_played_is_captured() {
    beside_server("what_is_played_is_captured", || {
        let listed = list_devices();
        let ids: Vec<&str> = listed.microphones.iter().map(|m| m.id.as_str()).collect();
        assert_eq!(ids, ["virtmic"], "a monitor is no microphone");
        let speakers: Vec<&str> = listed.loudspeakers.iter().map(|s| s.id.as_str()).collect();
        assert!(speakers.contains(&"player"), "{speakers:?}");
        assert_eq!(
            MicrophoneSource::open(Some("no such"), MediaClock::start()).err(),
            Some(CaptureError::DeviceNotFound)
        );

        let clock = MediaClock::start();
        let mut source = MicrophoneSource::open(None, clock).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let sweep = sweep();
        let mut player = play(dir.path(), "player", &sweep);
        let mut heard: Vec<f32> = Vec::new();
        let mut expected = None;
        while heard.len() < 48_000 * 5 {
            let block = source.next_block().unwrap().unwrap();
            assert!(expected.is_none_or(|at: i64| at.abs_diff(block.time.nanos()) < 100));
            expected = Some(block.end().nanos());
            heard.extend(block.samples.iter());
        }
        // The clock of the samples is the session's: no unit is confused, no start is forgotten.
        let behind = clock.now().nanos() - expected.unwrap();
        assert!(behind.abs() < 5_000_000_000, "{behind} ns behind");
        assert!(player.wait().unwrap().success());

        let onset = heard.iter().position(|s| s.abs() > 0.01).unwrap();
        let best = (onset.saturating_sub(480)..onset + 480)
            .filter(|at| at + sweep.len() <= heard.len())
            .map(|at| correlation(&sweep, &heard[at..at + sweep.len()]))
            .fold(0.0, f64::max);
        assert!(best > 0.9, "correlation {best}");
        println!("correlation {best:.4}, gaps {:?}", source.gaps());
    });
}

/// A second of silence is a stall, and a tenth more passes until somebody looks; the rest is for a
/// busy machine.
const NOTICED_WITHIN: Duration = Duration::from_secs(4);

/// Reads until the source fails; gives what was heard after `since` and the error.
fn until_lost(source: &mut dyn AudioSource, since: Instant) -> (Vec<f32>, CaptureError) {
    let mut heard: Vec<f32> = Vec::new();
    loop {
        match source.next_block() {
            Ok(block) => heard.extend(block.unwrap().samples.iter()),
            Err(error) => return (heard, error),
        }
        assert!(since.elapsed() < NOTICED_WITHIN, "the loss was not noticed");
    }
}

/// B1: the chosen microphone goes away while another one is there, which is the default too.
#[test]
fn another_microphone_never_steps_in() {
    beside_server("another_microphone_never_steps_in", || {
        let sink = pactl(&["load-module", "module-null-sink", "sink_name=gone", "channels=1"]);
        let microphone =
            pactl(&["load-module", "module-remap-source", "master=gone.monitor", "source_name=a"]);
        let mut source = MicrophoneSource::open(Some("a"), MediaClock::start()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let tone: Vec<f32> = (0..48_000 * 10)
            .map(|n| (n as f32 / 120.0 * std::f32::consts::TAU).sin() * 0.5)
            .collect();
        let mut player = play(dir.path(), "player", &tone);
        for _ in 0..50 {
            let block = source.next_block().unwrap().unwrap();
            assert!(block.samples.iter().all(|s| s.abs() < 0.001), "hears the other one");
        }
        assert_tone_elsewhere();
        let since = Instant::now();
        pactl(&["unload-module", &microphone]);
        pactl(&["unload-module", &sink]);
        let (heard, error) = until_lost(&mut source, since);
        assert!(matches!(error, CaptureError::Lost { .. }), "{error}");
        let foreign = heard.iter().filter(|s| s.abs() > 0.01).count();
        println!("lost after {:?}, {foreign} foreign samples", since.elapsed());
        assert_eq!(foreign, 0, "samples of the other microphone in the answer");
        player.kill().unwrap();
        player.wait().unwrap();
    });
}

/// A microphone with a voice whose pitch wanders from 0.7 to 1.3 kHz, at this place among sinks and
/// sources.
fn voice(dir: &Path) -> (Vec<String>, Child) {
    let modules = vec![
        pactl(&["load-module", "module-null-sink", "sink_name=room", "channels=1"]),
        pactl(&["load-module", "module-remap-source", "master=room.monitor", "source_name=a"]),
    ];
    let mut phase = 0.0;
    let spoken: Vec<f32> = (0..48_000 * 30)
        .map(|n| {
            let t = f64::from(n) / 48_000.0;
            phase += (1_000.0 + 300.0 * (t * 5.0).sin()) / 48_000.0 * std::f64::consts::TAU;
            (0.3 * phase.sin()) as f32
        })
        .collect();
    (modules, play(dir, "room", &spoken))
}

/// The tone of the other microphone.
fn tone() -> Vec<f32> {
    (0..48_000 * 30).map(|n| (n as f32 / 120.0 * std::f32::consts::TAU).sin() * 0.5).collect()
}

/// The loudest 400 Hz in any 10 ms, as an amplitude.
fn tone_in(heard: &[f32]) -> f32 {
    let loudness = |window: &[f32]| {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, &sample) in window.iter().enumerate() {
            let (sin, cos) = (n as f32 / 120.0 * std::f32::consts::TAU).sin_cos();
            re += sample * cos;
            im += sample * sin;
        }
        2.0 * re.hypot(im) / window.len() as f32
    };
    heard.windows(480).step_by(60).map(loudness).fold(0.0, f32::max)
}

/// Recordings that programs make now.
fn recordings() -> usize {
    let all = pactl(&["list", "short", "source-outputs"]);
    // The remapped sources are recordings too, of drivers and not of clients.
    all.lines().filter(|line| line.contains("protocol-native")).count()
}

/// What could step in does carry the tone: otherwise none of it in an answer would say nothing.
fn assert_tone_elsewhere() {
    let virtual_one = pactl(&["list", "short", "sources"]).contains("\tvirtmic\t");
    let device = if virtual_one { "virtmic" } else { "player.monitor" };
    let before = recordings();
    let mut recorder = Command::new("parec")
        .args(["--raw", "--rate=48000", "--channels=1", "--format=float32le"])
        .arg(format!("--device={device}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut bytes = vec![0; 48_000 * 4];
    recorder.stdout.take().unwrap().read_exact(&mut bytes).unwrap();
    recorder.kill().unwrap();
    recorder.wait().unwrap();
    let samples: Vec<f32> =
        bytes.as_chunks::<4>().0.iter().map(|sample| f32::from_le_bytes(*sample)).collect();
    assert!(tone_in(&samples) > 0.3, "{device} carries {}", tone_in(&samples));
    let begun = Instant::now();
    while recordings() > before {
        assert!(begun.elapsed() < NOTICED_WITHIN, "the recorder is still listed");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn hear(source: &mut dyn AudioSource, seconds: usize) -> Vec<f32> {
    let mut heard = Vec::new();
    while heard.len() < seconds * 48_000 {
        heard.extend(source.next_block().unwrap().unwrap().samples.iter());
    }
    heard
}

/// More than a voice leaves at 400 Hz, and far less than the tone has.
const NO_TONE: f32 = 0.12;

/// The microphone is lost by `lose`, which is given its modules, while the other one plays a tone.
fn lost_to_no_other(lose: fn(&[String])) {
    let dir = tempfile::tempdir().unwrap();
    let (modules, speaking) = voice(dir.path());
    let other = play(dir.path(), "player", &tone());
    let listed = list_devices();
    let a = listed.microphones.iter().find(|info| info.id == "a").unwrap();
    let mut open = microphone_again(MediaClock::start(), Some(a));
    let mut source = open().unwrap();
    let before = hear(&mut *source, 2);
    assert!(before.iter().any(|s| s.abs() > 0.2), "the voice is not heard");
    assert!(tone_in(&before) < NO_TONE, "{}", tone_in(&before));
    assert_tone_elsewhere();
    let since = Instant::now();
    lose(&modules);
    let (after, error) = until_lost(&mut *source, since);
    assert!(matches!(error, CaptureError::Lost { .. }), "{error}");
    println!("{error} after {:?}, tone {}", since.elapsed(), tone_in(&after));
    assert!(tone_in(&after) < NO_TONE, "the other microphone is in the answer");
    drop(source);
    // Once it is there again, it is the one that goes on.
    let mut players = vec![speaking, other];
    if !pactl(&["list", "short", "sources"]).contains("\ta\t") {
        assert_eq!(open().err(), Some(CaptureError::DeviceNotFound));
        players.push(voice(dir.path()).1);
    }
    let again = hear(&mut *open().unwrap(), 2);
    assert!(again.iter().any(|s| s.abs() > 0.2), "the voice is not heard again");
    assert!(tone_in(&again) < NO_TONE, "{}", tone_in(&again));
    for mut player in players {
        player.kill().unwrap();
        player.wait().unwrap();
    }
}

fn unload(modules: &[String]) {
    for module in modules.iter().rev() {
        pactl(&["unload-module", module]);
    }
}

/// B1: it goes while another one is the default.
#[test]
fn a_voice_is_never_mixed_with_the_default_microphone() {
    beside_server("a_voice_is_never_mixed_with_the_default_microphone", || {
        lost_to_no_other(unload);
    });
}

/// B1: it goes, and only what the loudspeaker plays is left.
#[test]
fn a_voice_is_never_mixed_with_what_is_played() {
    beside_server("a_voice_is_never_mixed_with_what_is_played", || {
        let modules = pactl(&["list", "short", "modules"]);
        let other = modules.lines().find(|line| line.contains("source_name=virtmic")).unwrap();
        pactl(&["unload-module", other.split_whitespace().next().unwrap()]);
        lost_to_no_other(unload);
    });
}

/// B1: it stays plugged in, but somebody moves the recording to another one.
#[test]
fn a_recording_that_is_moved_is_lost() {
    beside_server("a_recording_that_is_moved_is_lost", || {
        lost_to_no_other(|_| {
            let recordings = pactl(&["list", "short", "source-outputs"]);
            // The remapped sources are recordings too, of drivers and not of clients.
            let ours = recordings.lines().find(|line| line.contains("protocol-native")).unwrap();
            pactl(&["move-source-output", ours.split_whitespace().next().unwrap(), "virtmic"]);
        });
    });
}

/// B1 once more: the default goes, another one becomes the default, and the opener is asked again.
#[test]
fn what_was_lost_is_opened_again_and_no_other() {
    beside_server("what_was_lost_is_opened_again_and_no_other", || {
        let plug_in = || {
            let sink = pactl(&["load-module", "module-null-sink", "sink_name=gone", "channels=1"]);
            let source = ["load-module", "module-remap-source", "master=gone.monitor"];
            (sink, pactl(&[&source[..], &["source_name=a"]].concat()))
        };
        let (sink, microphone) = plug_in();
        pactl(&["set-default-source", "a"]);
        let mut open = microphone_again(MediaClock::start(), None);
        let mut source = open().unwrap();
        assert!(source.next_block().unwrap().is_some());
        pactl(&["unload-module", &microphone]);
        pactl(&["unload-module", &sink]);
        pactl(&["set-default-source", "virtmic"]);
        while source.next_block().is_ok() {}
        drop(source);
        for _ in 0..3 {
            assert_eq!(open().err(), Some(CaptureError::DeviceNotFound), "virtmic steps in");
        }
        plug_in();
        let mut source = open().unwrap();
        assert!(source.next_block().unwrap().is_some());
        assert_eq!(source.gaps(), []);
    });
}

/// What was chosen in the settings is used though the system's default is another one; where it is
/// not plugged in nothing takes its place.
#[test]
fn the_chosen_devices_are_used_and_no_others() {
    beside_server("the_chosen_devices_are_used_and_no_others", || {
        let sink = pactl(&["load-module", "module-null-sink", "sink_name=hall", "channels=1"]);
        let source = ["load-module", "module-remap-source", "master=hall.monitor"];
        let microphone = pactl(&[&source[..], &["source_name=a"]].concat());
        pactl(&["set-default-source", "virtmic"]);
        pactl(&["set-default-sink", "player"]);
        let listed = list_devices();
        let chosen = listed.microphones.iter().find(|info| info.id == "a").unwrap();
        let hall = listed.loudspeakers.iter().find(|info| info.id == "hall").unwrap();

        let mut source = microphone_again(MediaClock::start(), Some(chosen))().unwrap();
        let speaker = Speaker::open(Some(hall), Arc::new(Gain::default())).unwrap();
        let tone: Vec<f32> = (0..48_000 * 20)
            .map(|n| (n as f32 / 120.0 * std::f32::consts::TAU).sin() * 0.5)
            .collect();
        speaker.play(&tone, 48_000).unwrap();
        // Ten seconds of blocks: a busy machine begins to play late.
        let heard = (0..500).any(|_| {
            let block = source.next_block().unwrap().unwrap();
            block.samples.iter().any(|sample| sample.abs() > 0.1)
        });
        assert!(heard, "the tone went to another loudspeaker, or another microphone listens");

        drop((source, speaker));
        pactl(&["unload-module", &microphone]);
        pactl(&["unload-module", &sink]);
        let opened = microphone_again(MediaClock::start(), Some(chosen))();
        assert_eq!(opened.err(), Some(CaptureError::DeviceNotFound));
        let absent = Speaker::open(Some(hall), Arc::new(Gain::default()));
        assert_eq!(absent.err(), Some(CaptureError::DeviceNotFound));
    });
}

#[test]
fn a_loudspeaker_follows_its_gain_in_the_middle_of_a_sound() {
    beside_server("a_loudspeaker_follows_its_gain_in_the_middle_of_a_sound", || {
        pactl(&["set-default-source", "virtmic"]);
        let mut source = MicrophoneSource::open(None, MediaClock::start()).unwrap();
        let listed = list_devices();
        let heard_by = listed.loudspeakers.iter().find(|info| info.id == "player").unwrap();
        let gain = Arc::new(Gain::default());
        let speaker = Speaker::open(Some(heard_by), Arc::clone(&gain)).unwrap();
        let tone: Vec<f32> = (0..48_000 * 60)
            .map(|n| (n as f32 / 120.0 * std::f32::consts::TAU).sin() * 0.1)
            .collect();
        speaker.play(&tone, 48_000).unwrap();
        // A block of which each side lies within a tenth of the amplitude; silence comes before.
        let mut hears = |amplitude: f32| {
            (0..500).any(|_| {
                let samples = source.next_block().unwrap().unwrap().samples;
                let peak = samples.iter().fold(0.0f32, |peak, s| peak.max(s.abs()));
                (peak / amplitude - 1.0).abs() < 0.1
            })
        };
        assert!(hears(0.1), "as it is");
        gain.choose(4.0);
        assert!(hears(0.4), "louder");
        gain.choose(0.25);
        assert!(hears(0.025), "softer");
    });
}

/// The only microphone goes: what the loudspeaker plays does not take its place.
#[test]
fn without_a_microphone_the_loudspeaker_is_none() {
    beside_server("without_a_microphone_the_loudspeaker_is_none", || {
        let modules = pactl(&["list", "short", "modules"]);
        let own = modules.lines().find(|line| line.contains("source_name=virtmic")).unwrap();
        pactl(&["unload-module", own.split_whitespace().next().unwrap()]);
        let opened = MicrophoneSource::open(None, MediaClock::start());
        assert_eq!(opened.err(), Some(CaptureError::DeviceNotFound));
    });
}

/// A sound server that hangs gives no error: its callbacks just do not come any more.
#[test]
fn a_server_that_hangs_is_a_stalled_device() {
    beside_server("a_server_that_hangs_is_a_stalled_device", || {
        let mut source = MicrophoneSource::open(None, MediaClock::start()).unwrap();
        let pid = std::env::var("VIRTUAL_MICROPHONE_PID").unwrap();
        let tell = |signal: &str| {
            assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        };
        let since = Instant::now();
        tell("-STOP");
        let (_, error) = until_lost(&mut source, since);
        tell("-CONT");
        assert!(matches!(error, CaptureError::Stalled { .. }), "{error}");
    });
}

#[test]
fn a_server_that_dies_is_a_lost_device() {
    beside_server("a_server_that_dies_is_a_lost_device", || {
        let mut source = MicrophoneSource::open(None, MediaClock::start()).unwrap();
        let since = Instant::now();
        let pid = std::env::var("VIRTUAL_MICROPHONE_PID").unwrap();
        assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        let (_, error) = until_lost(&mut source, since);
        let told = matches!(error, CaptureError::Lost { .. } | CaptureError::Stalled { .. });
        assert!(told, "{error}");
        println!("told after {:?}: {error}", since.elapsed());
    });
}
