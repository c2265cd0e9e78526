//! The window as a person sees and uses it: the real program on a screen without a monitor, a home
//! with stored interviews, WebKit driven over WebDriver.
#![allow(clippy::unwrap_used)]

#[path = "../candidate/mod.rs"]
mod candidate;
mod finger;
mod ibus;
mod journeys;
mod lockdown;
mod order;
mod page_death;
mod pinyin;
mod place;
#[path = "../../crates/scoring/tests/common/mod.rs"]
mod reports;
mod residue;
mod seat;
mod stored;
mod touch;
mod webdriver;

use place::{Place, screen};
use stored::Person;
use webdriver::{CONTROL, until};

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

    // Who sits down says so; the desk lists what the vault holds, newest first.
    window.press_words("工作人员");
    window.sit_down("陆婉清");
    window.wait_for_words("吴立新");
    let text = window.text();
    let order = ["林晓岚", "吴立新", "马玉兰"].map(|name| text.find(name).unwrap());
    assert!(order.is_sorted(), "{text}");
    assert!(text.contains("依据不足"), "{text}");
    place.picture(&window, "list-zh");

    // Two characters that were said find the interview.
    window.put_into("header input", "存折");
    window.wait_for("mark");
    assert!(!window.text().contains("马玉兰"), "{}", window.text());
    place.picture(&window, "search-zh");

    // The recording plays beside everything that is said of it.
    window.press("[role=grid] [role=row][data-key] [role=rowheader]");
    window.wait_for_words("评分建议，不是决定");
    until("the recording has its length", || {
        let seconds = window.run("return document.querySelector('video')?.duration").as_f64();
        seconds.filter(|seconds| (7.5..9.0).contains(seconds))
    });
    let quote = window.run("return document.querySelector('[role=tabpanel] q').innerText");
    let said = ATTENTIVE.iter().any(|(_, words, ..)| words.contains(quote.as_str().unwrap()));
    assert!(said, "a quote that nobody said: {quote}");
    until("the captions were read", || {
        let cues = window.run("return document.querySelector('video').textTracks[0]?.cues?.length");
        cues.as_u64().filter(|cues| *cues > 0)
    });

    // A quote plays its second.
    let moment = window.run(
        "const b = document.querySelector('[role=tabpanel] li li button');
         const [, m, s] = b.innerText.match(/(\\d+):(\\d+)/); return m * 60 + Number(s)",
    );
    window.press("[role=tabpanel] li li button");
    until("the recording stands at the quote", || {
        let at = window.run("const v = document.querySelector('video'); return v.readyState > 1 ? v.currentTime : null");
        at.as_f64().filter(|at| *at >= moment.as_f64().unwrap().min(7.0) - 0.1)
    });
    place.picture(&window, "interview-zh");

    // A person rates on the same anchors, hands in, decides with a reason.
    window.press_words("复核与决定");
    window.wait_for("[role=tabpanel] [role=radiogroup]");
    for left in (0..4).rev() {
        // The first ability without a level takes the key.
        window.run("document.activeElement.blur()");
        window.type_keys("body", "4");
        window.wait_for_words(if left == 0 { "提交以后" } else { "项没有评级" });
        until("the level was kept", || {
            let rated = window.run(
                "return document.querySelectorAll('[role=tabpanel] [role=radiogroup] input:checked').length",
            );
            rated.as_u64().filter(|rated| *rated == 4 - left)
        });
    }
    place.picture(&window, "review-zh");
    window.press_words("提交评级");
    window.wait_for_words("您的评级已经提交");
    window.press_words("进入复试");
    window.put_into("textarea", "有具体事例，数字面试时再问。");
    window.press_words("签名并决定");
    window.wait_for_words("内可以撤回");
    place.picture(&window, "decided-zh");

    // Everything again in English.
    window.press("[aria-label='Switch to English']");
    window.press_words("Abilities");
    window.wait_for_words("A suggestion, not a decision");
    place.picture(&window, "interview-en");
    for (name, words, picture) in [
        ("Ranking", "Band 1", "ranking-en"),
        ("Statistics", "How people are spread", "statistics-en"),
        ("Activity log", "Decided", "log-en"),
        ("Settings", "Read-only", "settings-en"),
        ("Health", "Processor", "health-en"),
    ] {
        window.press_words(name);
        window.wait_for_words(words);
        place.picture(&window, picture);
    }
    window.press_words("Copy diagnosis");
    window.wait_for_words("Copied, paste it");
    window.press_words("Interviews");
    window.press_words("Folders");
    window.press("[role=treegrid] [role=row]:last-of-type");
    window.wait_for("[role=treegrid] [aria-level='2']");
    place.picture(&window, "folders-en");
    window.run("document.querySelector('[type=search]').focus()");
    window.chord(&[CONTROL, 'v']);
    until("the diagnosis that was copied", || {
        residue::field(&window, "[type=search]").contains("scoring rules").then_some(())
    });
    window.press_words("Candidate screen");
    window.wait_for_words("未录制");
    window.press_words("Start in English");
    // This user has no models: the station says so, and who helps.
    window.wait_for_words("This station cannot be used now");
    place.picture(&window, "out-of-use-en");
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
    window.sit_down("陆婉清");
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
    window.sit_down("陆婉清");
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
