//! The window as a person sees and uses it: the real program on a screen without a monitor, a home
//! with stored interviews, WebKit driven over WebDriver.
#![allow(clippy::unwrap_used)]

#[path = "../../crates/scoring/tests/common/mod.rs"]
mod reports;
mod stored;
mod webdriver;

use std::path::{Path, PathBuf};

use stored::Person;
use webdriver::{Screen, Window, installed, until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_interview-station");

/// What an attentive teller says; the quotes of the report come from it.
const ATTENTIVE: &[reports::Said] = &[
    (
        "teller-q01",
        "有一位老人攥着存折不说话，我先走过去蹲下来问他是不是看不清单子。我帮他把字放大，一项一项念给他听，\
         又陪他在柜台办完，前后用了二十分钟。第二天我给他打了电话，他说钱已经到账，后来还带邻居来找我。",
        0.95,
        0.98,
    ),
    (
        "teller-q02",
        "一笔取款多了一个零，我停下来请同事复点，又对照了凭证和系统里的数，发现是录入错了。\
         我当场改正并向客户说明，主管后来把这个做法写进了晨会的提醒。",
        0.93,
        0.97,
    ),
    (
        "teller-q03",
        "客户因为排队四十分钟发火，我没有跟他争，先等他说完，把他的话重复了一遍，再告诉他系统大约十五分钟恢复，\
         可以先在自助机上办，我陪他去。最后他说谢谢，办完才走。",
        0.94,
        0.96,
    ),
];

const CURT: &[reports::Said] = &[
    ("teller-q01", "我一般就让他去自助机，材料少了一样反正他下次再来就行。", 0.92, 0.95),
    ("teller-q02", "大概就是少了几百吧，没有细算。", 0.92, 0.95),
    ("teller-q03", "他发火我就不说话，等他骂完。", 0.9, 0.95),
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

/// The screen, or the reason why there is none.
fn screen() -> Option<Screen> {
    let needed = ["Xvfb", "dbus-run-session", "WebKitWebDriver"];
    let missing: Vec<_> = needed.into_iter().filter(|program| !installed(program)).collect();
    if !missing.is_empty() {
        println!("skipped: not installed: {}", missing.join(", "));
        return None;
    }
    Some(Screen::start())
}

#[test]
fn an_interview_is_found_read_and_watched() {
    let Some(screen) = screen() else { return };
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
    window.wait_for_words("请找工作人员，本机有");
    place.picture(&window, "attract-zh");

    // The desk lists what the vault holds, newest first.
    window.press_words("工作人员");
    window.wait_for_words("吴立新");
    let text = window.text();
    let order = ["林晓岚", "吴立新", "马玉兰"].map(|name| text.find(name).unwrap());
    assert!(order.is_sorted(), "{text}");
    assert!(text.contains("依据不足"), "{text}");
    place.picture(&window, "list-zh");

    // One report, with the words that were said.
    window.press_words("林晓岚");
    window.enter("iframe");
    window.wait_for_words("把他的话重复了一遍");
    window.leave_frame();
    until("the recording has its length", || {
        let seconds = window.run("return document.querySelector('video')?.duration").as_f64();
        seconds.filter(|seconds| (7.5..9.0).contains(seconds))
    });
    place.picture(&window, "interview-zh");

    // A quote plays its second.
    window.enter("iframe");
    window.press("button[data-ms]");
    let moment = window.run("return Number(document.querySelector('button[data-ms]').dataset.ms)");
    window.leave_frame();
    until("the recording stands at the quote", || {
        let at = window.run("const v = document.querySelector('video'); return v.readyState > 1 ? v.currentTime : null");
        let quoted = moment.as_f64().unwrap() / 1000.0;
        at.as_f64().filter(|at| *at >= quoted.min(7.0) - 0.1)
    });

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
    let Some(screen) = screen() else { return };
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
    let Some(screen) = screen() else { return };
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
    let Some(screen) = screen() else { return };
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
