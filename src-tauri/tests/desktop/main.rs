//! The window as a person sees and uses it: the real program on a screen without a monitor, a home
//! with stored interviews, WebKit driven over WebDriver.
#![allow(clippy::unwrap_used)]

#[path = "../../crates/scoring/tests/common/mod.rs"]
mod reports;
mod stored;
mod webdriver;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use stored::Person;
use webdriver::{Screen, Window, installed, until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_interview-station");

/// What an attentive teller says, a question for each ability of the position.
const ATTENTIVE: &[reports::Said] = &[
    (
        "teller-q01",
        "有位老人攥着存折在窗口站了半天不说话，我先问他是不是看不清单子，然后我把金额一项一项念给他听，\
         我陪他到取款机上查了余额，他自己签的名。第二天我给他打了电话，确认他的钱到账了。",
        0.95,
        0.98,
    ),
    (
        "teller-q05",
        "一位先生排了四十分钟，轮到他时系统刚好升级，他当场就发火了。我没有跟他争，我先等他说完，\
         把他的话重复了一遍，我告诉他系统大约十五分钟恢复，可以先在自助机上办，我陪他去。最后他说谢谢，当天就办完了。",
        0.94,
        0.96,
    ),
    (
        "teller-q08",
        "我发现一笔取款的凭证比系统里多了一个零，我停下来请同事复点，又核对了前后两笔的金额，是录入错了九千元。\
         我当场改正，报告了主管，当天轧账就平了。",
        0.93,
        0.97,
    ),
    (
        "teller-q10",
        "我先问他钱是从哪里来的，我告诉他跑分就是帮人洗钱，要负责任。我没有给他开高限额，我请主管一起看，\
         又给反诈中心打了电话。后来警察说那个群是骗子，他没有损失。",
        0.95,
        0.98,
    ),
];

/// What somebody says who would rather be elsewhere.
const CURT: &[reports::Said] = &[
    (
        "teller-q01",
        "我一般就让他去自助机，材料少了一样反正他下次再来就行，我也没有多问他。",
        0.92,
        0.95,
    ),
    (
        "teller-q05",
        "他发火我就不说话，等他骂完我再叫下一个号，反正系统不好又不是我的问题。",
        0.9,
        0.95,
    ),
    (
        "teller-q08",
        "大概就是少了几百吧，没有细算，我自己补上了，没有跟主管说，也没有去查。",
        0.92,
        0.95,
    ),
    (
        "teller-q10",
        "他要开就给他开，别人的事情我也管不了，限额他自己在手机上填就可以了。",
        0.92,
        0.95,
    ),
];

const UNCLEAR: &[reports::Said] = &[("teller-q01", "嗯，那个。", 0.4, 0.5)];

struct Place {
    folder: tempfile::TempDir,
    pictures: PathBuf,
}

impl Place {
    fn new() -> Self {
        let pictures = Path::new(PROGRAM).ancestors().nth(2).unwrap().join("screens");
        Self { folder: tempfile::tempdir().unwrap(), pictures }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn open(&self, screen: &Screen) -> Window {
        let (home, data) = (self.home(), self.folder.path().join("data"));
        let environment = [
            ("STATION_HOME", home.as_path()),
            ("STATION_PASSPHRASE", Path::new(stored::PASSPHRASE)),
            // An own user: no models, no web storage of others.
            ("STATION_MODELS", data.as_path()),
            ("XDG_DATA_HOME", data.as_path()),
            ("XDG_CACHE_HOME", data.as_path()),
        ];
        Window::open(screen, Path::new(PROGRAM), &environment)
    }

    fn picture(&self, window: &Window, name: &str) {
        window.picture(&self.pictures.join(format!("{name}.png")));
    }
}

/// One window at a time: several browsers on two cores only slow each other down.
static TURN: Mutex<()> = Mutex::new(());

/// The screen, or the reason why there is none.
fn screen() -> Option<(MutexGuard<'static, ()>, Screen)> {
    let needed = ["Xvfb", "dbus-run-session", "WebKitWebDriver"];
    let missing: Vec<_> = needed.into_iter().filter(|program| !installed(program)).collect();
    if !missing.is_empty() {
        println!("skipped: not installed: {}", missing.join(", "));
        return None;
    }
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    Some((turn, Screen::start()))
}

#[test]
fn an_interview_is_found_read_and_watched() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    stored::store(
        &place.home(),
        &[
            person("马玉兰", "YS-20261124-0031", "2026-11-24T08:40:00Z", UNCLEAR, false),
            person("吴立新", "YS-20261124-0033", "2026-11-24T09:30:00Z", CURT, false),
            person("林晓岚", "YS-20261125-0034", "2026-11-25T06:30:00Z", ATTENTIVE, true),
        ],
    );
    let window = place.open(&screen);

    // The candidate's side says at once that nothing is recorded.
    window.wait_for_words("未录制");
    window.wait_for_words("欢迎来参加面试");
    window.wait_for_words("请找工作人员，有");
    place.picture(&window, "attract-zh");

    // The desk lists what the vault holds, newest first.
    window.press_words("工作人员");
    window.wait_for_words("吴立新");
    let text = window.text();
    let order = ["林晓岚", "吴立新", "马玉兰"].map(|name| text.find(name).unwrap());
    assert!(order.is_sorted(), "{text}");
    assert!(text.contains("依据不足"), "{text}");
    place.picture(&window, "list-zh");

    // One report, with the words that were said; opened with keys.
    window.type_keys("[role=grid] [role=row][data-key]", webdriver::ENTER);
    window.enter("iframe");
    window.wait_for_words("评分建议，不是决定");
    window.wait_for("main[lang='zh-CN'] a.seek q");
    let quote =
        window.run("return document.querySelector('main[lang=\"zh-CN\"] a.seek q').innerText");
    let said = ATTENTIVE.iter().any(|(_, words, ..)| words.contains(quote.as_str().unwrap()));
    assert!(said, "a quote that nobody said: {quote}");
    window.leave_frame();
    until("the recording has its length", || {
        let seconds = window.run("return document.querySelector('video')?.duration").as_f64();
        seconds.filter(|seconds| (7.5..9.0).contains(seconds))
    });

    // A quote plays its second.
    window.enter("iframe");
    let moment = window
        .run("return Number(document.querySelector('main[lang=\"zh-CN\"] a.seek').hash.slice(6))");
    window.press("main[lang='zh-CN'] a.seek");
    window.leave_frame();
    until("the recording stands at the quote", || {
        let at = window.run("const v = document.querySelector('video'); return v.readyState > 1 ? v.currentTime : null");
        let quoted = moment.as_f64().unwrap() / 1000.0;
        at.as_f64().filter(|at| *at >= quoted.min(7.0) - 0.1)
    });

    place.picture(&window, "interview-zh");

    // Everything again in English.
    window.press("[aria-label='Switch to English']");
    window.wait_for_words("Identity");
    place.picture(&window, "interview-en");
    window.press("[aria-label='Back to the interviews']");
    window.wait_for_words("Suggested score");
    place.picture(&window, "list-en");
    window.press_words("Health");
    window.wait_for_words("Processor");
    place.picture(&window, "health-en");
    window.press_words("Candidate screen");
    window.wait_for_words("Not recording");
    place.picture(&window, "attract-en");
    window.press_words("Start");
    window.wait_for_words("A member of staff starts your interview");
    place.picture(&window, "start-en");
}

fn person<'a>(
    name: &'a str,
    reference: &'a str,
    started: &'a str,
    said: &'a [reports::Said<'a>],
    recorded: bool,
) -> Person<'a> {
    Person { name, reference, started, said, recorded }
}

#[test]
fn an_empty_station_says_what_comes() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = place.open(&screen);
    window.wait_for_words("未录制");
    window.press_words("工作人员");
    window.wait_for_words("还没有面试");
    assert!(!place.home().join("station.db").exists(), "looking made a vault");
    place.picture(&window, "empty-zh");
}

#[test]
fn a_wrong_key_is_told_and_the_window_lives_on() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    stored::store(&place.home(), &[]);
    // The key file is exchanged, as if the home came from another machine.
    std::fs::remove_file(place.home().join("key.json")).unwrap();
    let window = place.open(&screen);
    window.press_words("工作人员");
    window.wait_for("[role=alert]");
    window.wait_for_words("vault.key_missing");
    place.picture(&window, "key-missing-zh");
    window.press_words("回到候选人画面");
    window.wait_for_words("未录制");
}

#[test]
fn the_page_reaches_nothing_but_its_own_commands() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = place.open(&screen);
    window.wait_for_words("未录制");

    let refused = window.run_async(
        "const done = arguments[0];
         document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective), { once: true });
         fetch('http://127.0.0.1:9/').then(() => done('reached'), () => {});",
    );
    assert_eq!(refused, "connect-src");
    let refused = window.run_async(
        "const done = arguments[0];
         document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective), { once: true });
         const picture = new Image(); picture.onload = () => done('reached'); picture.src = 'https://example.com/a.png';",
    );
    assert_eq!(refused, "img-src");

    // Commands of Tauri itself that no capability lists.
    for command in
        ["plugin:window|close", "plugin:event|emit", "plugin:webview|create_webview_window"]
    {
        let answer = window.run_async(&format!(
            "const done = arguments[0];
             window.__TAURI_INTERNALS__.invoke('{command}', {{}}).then(() => done('reached'), (e) => done('refused: ' + e));"
        ));
        assert!(answer.as_str().unwrap().starts_with("refused"), "{command}: {answer}");
    }
}
