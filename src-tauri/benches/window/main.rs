//! What the window costs: start, preview, playing from a quote, a long list, memory. Prints one line
//! of JSON for `make bench`, which sets goals and judges; nothing is asserted here.

#![allow(clippy::unwrap_used, reason = "a measurement that can't be made ends the run")]
#![allow(dead_code, reason = "the modules are shared with the tests, which need more of them")]

#[path = "../../tests/candidate/mod.rs"]
mod candidate;
#[path = "../../tests/desktop/finger.rs"]
mod finger;
#[path = "../../tests/desktop/place.rs"]
mod place;
#[path = "../../crates/scoring/tests/common/mod.rs"]
mod reports;
#[path = "../../tests/desktop/seat.rs"]
mod seat;
#[path = "../../tests/desktop/stored.rs"]
mod stored;
#[path = "../../tests/desktop/webdriver.rs"]
mod webdriver;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use place::{Place, screen};
use seat::Seat;
use stored::Person;
use webdriver::{Window, until};

/// Interviews of the long list.
const MANY: usize = 10_000;
/// How long the preview is watched.
const WATCHED: Duration = Duration::from_secs(10);
/// For how many seconds candidates sit down one after the other while memory is followed.
const SESSION_VARIABLE: &str = "STATION_BENCH_SESSION_S";
const SESSION_S: u64 = 300;
const SAMPLED_EVERY: Duration = Duration::from_secs(10);
/// How many processes stand between this one and one of the browser's, at most.
const DEEPEST: u32 = 8;
/// Questions of each candidate, and how long each answer is.
const QUESTIONS: u32 = 3;
const ANSWER_S: u64 = 60;

const SAID: &[reports::Said] = &[(
    "teller-q01",
    "有位老人攥着存折在窗口站了半天不说话，我先问他是不是看不清单子，然后我把金额一项一项念给他听，\
     我陪他到取款机上查了余额，他自己签的名。第二天我给他打了电话，确认他的钱到账了。",
    0.95,
    0.98,
)];

fn main() {
    let Some((_turn, screen)) = screen() else { return };
    let (preview, memory) = {
        let place = Place::new();
        let seat = Seat::take(&place, &screen, QUESTIONS);
        let first_mb = memory_mb();
        let preview = candidate_side(&seat);
        (preview, followed(&seat, first_mb))
    };
    let place = Place::new();
    let started: Vec<String> = (0..MANY).map(moment).collect();
    let people: Vec<Person> = (0..MANY)
        .map(|at| Person {
            name: "林晓岚",
            reference: "YS-20261125-0034",
            started: &started[at],
            said: SAID,
            recorded: at + 1 == MANY,
        })
        .collect();
    stored::store(&place.home(), &people);
    let window = place.open(&screen);
    window.wait_for("h1");
    let start = start_ms(&window);
    let (list, quote) = desk_side(&window);
    println!(
        "{}",
        json!({ "start_ms": start, "preview": preview, "memory": memory, "list": list, "quote": quote })
    );
}

/// Distinct times of one year, in order.
fn moment(at: usize) -> String {
    let (minute, hour, day) = (at % 60, at / 60 % 24, at / 1_440 % 28);
    format!("2026-{:02}-{:02}T{hour:02}:{minute:02}:00Z", 1 + at / 40_320 % 12, day + 1)
}

/// From the start of the process to the first picture with content, in milliseconds: the page knows
/// the wall time of its paint, the system that of the process.
fn start_ms(window: &Window) -> Value {
    let painted = window.run(
        "const p = performance.getEntriesByName('first-contentful-paint')[0];
         return p ? performance.timeOrigin + p.startTime : null",
    );
    let begun = process_start_ms("interview-stati");
    painted.as_f64().zip(begun).map_or(Value::Null, |(painted, begun)| json!(painted - begun))
}

/// Wall time at which the newest process of this name began.
fn process_start_ms(name: &str) -> Option<f64> {
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let uptime_s: f64 = uptime.split(' ').next()?.parse().ok()?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    let booted_ms = now.as_secs_f64() * 1e3 - uptime_s * 1e3;
    let began_ms = |stat: String| {
        let (before, after) = stat.rsplit_once(')')?;
        // Field 22 of proc(5), counted from the one behind the name; in hundredths of a second.
        let ticks: f64 = after.split_whitespace().nth(19)?.parse().ok()?;
        (before.split_once('(')?.1 == name).then_some(booted_ms + ticks * 10.0)
    };
    let stats = std::fs::read_dir("/proc").ok()?.filter_map(|entry| {
        std::fs::read_to_string(entry.ok()?.path().join("stat")).ok().and_then(began_ms)
    });
    stats.fold(None, |newest, began| Some(newest.map_or(began, |other: f64| other.max(began))))
}

/// Pictures per second of the preview and how old they are when they are drawn.
fn candidate_side(seat: &Seat<'_>) -> Value {
    let window = &seat.window;
    sit_down(seat);
    window.run(
        "window.drawn = []; window.taken = NaN;
         const ask = window.fetch, draw = CanvasRenderingContext2D.prototype.drawImage;
         window.fetch = async (...a) => {
           const answer = await ask(...a);
           if (answer.headers.has('preview-age-ms')) window.taken = performance.now() - Number(answer.headers.get('preview-age-ms'));
           return answer;
         };
         CanvasRenderingContext2D.prototype.drawImage = function (...a) {
           const done = draw.apply(this, a);
           window.drawn?.push(performance.now() - window.taken);
           return done;
         };",
    );
    std::thread::sleep(WATCHED);
    let drawn = window.run("const drawn = window.drawn; window.drawn = null; return drawn");
    let drawn = drawn.as_array().unwrap();
    let mut delays: Vec<f64> = drawn.iter().filter_map(Value::as_f64).collect();
    delays.sort_by(f64::total_cmp);
    json!({
        "fps": drawn.len() as f64 / WATCHED.as_secs_f64(),
        "camera_to_drawn_ms": delays.get(delays.len() / 2),
    })
}

/// From the attract screen to the practice.
fn sit_down(seat: &Seat<'_>) {
    seat.begin(&[]);
    seat.consent(None);
    seat.identify();
}

/// From the practice to the cleared screen.
fn answer_all(seat: &Seat<'_>) {
    seat.skip_practice();
    for nth in 1..=QUESTIONS {
        seat.start_answer(nth);
        seat.speak_for(ANSWER_S);
        seat.window.press_words("我说完了");
        seat.window.wait_for_words("这一题已经保存");
        if nth < QUESTIONS {
            seat.go_on("下一题", &format!("第 {} 题", nth + 1));
        } else {
            seat.go_on("看看我的回答", "看看您的回答");
        }
    }
    seat.hand_in_and_leave();
}

/// Memory while candidates sit down one after the other: before the first one, the highest value, and
/// what is left when the screen is cleared behind each of them. The last one is let finish.
fn followed(seat: &Seat<'_>, first_mb: f64) -> Value {
    let session_s = std::env::var(SESSION_VARIABLE).ok().and_then(|text| text.parse().ok());
    let session = Duration::from_secs(session_s.unwrap_or(SESSION_S));
    let begun = Instant::now();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let highest = scope.spawn(|| {
            let mut highest = first_mb;
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(SAMPLED_EVERY);
                highest = highest.max(memory_mb());
            }
            highest
        });
        let mut cleared_mb = Vec::new();
        loop {
            answer_all(seat);
            // The report of the one before is made while nobody sits here.
            std::thread::sleep(SAMPLED_EVERY);
            cleared_mb.push(memory_mb());
            if begun.elapsed() >= session {
                break;
            }
            sit_down(seat);
        }
        over.store(true, Ordering::Relaxed);
        json!({
            "first_mb": first_mb,
            "highest_mb": highest.join().unwrap(),
            "cleared_mb": cleared_mb,
            "followed_s": begun.elapsed().as_secs(),
        })
    })
}

/// Memory of the program and of the browser's processes that this bench started, shared pages
/// counted once (PSS).
fn memory_mb() -> f64 {
    let ours = |name: &str| name.starts_with("interview-stati") || name.starts_with("WebKit");
    let kb = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = std::fs::read_to_string(path.join("comm")).ok()?;
        if !ours(&name) || name.starts_with("WebKitWebDriver") || !is_below(&path, 0) {
            return None;
        }
        let rollup = std::fs::read_to_string(path.join("smaps_rollup")).ok()?;
        let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok()
    });
    kb.sum::<f64>() / 1_024.0
}

/// Whether the process was started by this one, or by one that was.
fn is_below(process: &Path, depth: u32) -> bool {
    let parent = || {
        let status = std::fs::read_to_string(process.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        line.trim().parse::<u32>().ok()
    };
    match parent() {
        Some(parent) if parent == std::process::id() => true,
        Some(parent) if parent > 1 && depth < DEEPEST => {
            is_below(&Path::new("/proc").join(parent.to_string()), depth + 1)
        }
        _ => false,
    }
}

/// The longest stretch between two drawn frames while the list is scrolled, and the time from a
/// press on a quote to its picture.
fn desk_side(window: &Window) -> (Value, Value) {
    window.press_words("工作人员");
    let begun = Instant::now();
    window.sit_down("陆婉清");
    window.wait_for("[role=grid] [role=row][data-key]");
    let opened_ms = begun.elapsed().as_secs_f64() * 1e3;
    let mut gaps = scrolled(window, WHEEL);
    gaps.extend(scrolled(window, BAR));
    gaps.sort_by(f64::total_cmp);
    let list = json!({
        "rows": MANY,
        "opened_ms": opened_ms,
        "longest_frame_ms": gaps.last(),
        "median_frame_ms": gaps.get(gaps.len() / 2),
        "over_50_ms": gaps.iter().filter(|gap| **gap > 50.0).count(),
    });
    window.press("[role=grid] [role=row][data-key] [role=rowheader]");
    until("the recording has its length", || {
        let seconds = window.run("return document.querySelector('video')?.duration").as_f64();
        seconds.filter(|seconds| *seconds > 1.0)
    });
    let quote = window.run_async(
        "const done = arguments[0], video = document.querySelector('video');
         const begun = performance.now();
         video.addEventListener('seeked', () => requestAnimationFrame(() => done(performance.now() - begun)), { once: true });
         document.querySelector('[role=tabpanel] li li button').click();",
    );
    (list, json!({ "to_picture_ms": quote }))
}

/// How far the list is scrolled with each frame: as by a fast wheel, which comes through a tenth of
/// it, and as by the scroll bar, from end to end, where every frame shows other lines.
const WHEEL: &str = "scroller.clientHeight / 3";
const BAR: &str = "scroller.scrollHeight / frames";

/// Scrolls down from the first line, frame by frame, and back at once. Milliseconds between two drawn
/// frames.
fn scrolled(window: &Window, by: &str) -> Vec<f64> {
    let script = "const done = arguments[0], frames = 300;
         const grid = document.querySelector('[role=grid]');
         const scroller = [grid, ...document.querySelectorAll('*')].find((e) => e.scrollHeight > 5 * e.clientHeight && e.clientHeight > 100);
         const gaps = []; let last = performance.now(), step = 0;
         const go = (now) => {
           gaps.push(now - last); last = now;
           scroller.scrollTop += BY;
           if (++step < frames) requestAnimationFrame(go); else { scroller.scrollTop = 0; done(gaps); }
         };
         requestAnimationFrame(go);";
    let gaps = window.run_async(&script.replace("BY", by));
    gaps.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}
