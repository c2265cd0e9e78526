//! Whole interviews in the real window: touched, by keyboard alone, typed, with a camera that is
//! lost, and one that is refused; afterwards the recruiter's side.

use crate::candidate::{ID_NUMBER, NAME};
use crate::place::{Place, screen, touch_screen};
use crate::residue::{
    assert_no_trace, copy_all, field, files, open_files, what_helps_others_holds_nothing,
};
use crate::seat::Seat;
use crate::stored;
use crate::webdriver::{CONTROL, ENTER, RIGHT, SPACE, TAB, Window, until};

#[test]
fn a_whole_interview_by_touch_is_found_watched_rated_decided_and_exported() {
    let Some((_turn, screen, _folder)) = touch_screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 2);
    let window = &seat.window;
    seat.begin(&[]);
    seat.consent(None);
    seat.identify();

    seat.picture("practice");
    window.press_words("开始回答");
    window.wait_for_words("练习，离开这一步就删除");
    until("some seconds of practice", || {
        let spoken = window
            .run("return Number(document.querySelector('main').innerText.match(/(\\d+) 秒/)?.[1])");
        spoken.as_u64().filter(|seconds| *seconds >= 3)
    });
    window.press_words("我说完了");
    window.wait_for_words("我们听到的是");
    window.press_words("看看刚才录的");
    until("the practice plays", || {
        let at = window.run("return document.querySelector('video')?.currentTime").as_f64();
        at.filter(|at| *at > 0.5)
    });
    nothing_played_is_on_disk(&place);
    seat.picture("practice-done");
    window.press_words("我准备好了，开始正式问题");

    seat.answer_aloud(1);
    seat.go_on("下一题", "第 2 题");
    seat.answer_aloud(2);
    seat.go_on("看看我的回答", "看看您的回答");
    until("words of both answers", || {
        let texts = window.run("return document.querySelectorAll('blockquote').length");
        texts.as_u64().filter(|texts| *texts == 2)
    });
    assert!(window.text().contains("客户"), "{}", window.text());
    seat.picture("review");
    let spoken = window.run(
        "return [...document.querySelectorAll('blockquote')].map((q) => q.innerText).join('，')",
    );
    seat.hand_in_and_leave();
    assert!(!window.text().contains(NAME));

    recruiter(&place, window);
    let pieces = spoken.as_str().unwrap().split(|c: char| !c.is_alphanumeric());
    let pieces: Vec<&str> = pieces.filter(|piece| piece.chars().count() >= 6).collect();
    assert!(pieces.len() >= 2, "{spoken}");
    for word in pieces.into_iter().chain([NAME, ID_NUMBER, REASON]) {
        assert_no_trace(&place, word);
    }
}

/// Why the recruiter decides as they do.
const REASON: &str = "做法清楚，结果要在复试时再问。";

/// WebKit keeps what it fetches ahead in a file that is removed at once and lies on the disk in clear.
fn nothing_played_is_on_disk(place: &Place) {
    let open = open_files(place);
    assert!(!open.is_empty(), "the window has files open");
    let kept: Vec<_> =
        open.iter().filter(|path| path.to_string_lossy().contains("WebKit-Media")).collect();
    assert!(kept.is_empty(), "the recording in clear: {kept:?}");
}

/// Finds the interview that has just ended, and does all that a recruiter does with one.
fn recruiter(place: &Place, window: &Window) {
    window.press_words("工作人员");
    window.sit_down("陆婉清");
    window.wait_for_words(NAME);
    window.put_into("header input", "客户");
    window.wait_for("mark");
    window.press("[role=grid] [role=row][data-key] [role=rowheader]");
    window.wait_for_words("评分建议，不是决定");
    let length = until("the recording has its length", || {
        let seconds = window.run("return document.querySelector('video')?.duration").as_f64();
        seconds.filter(|seconds| *seconds > 18.0)
    });
    let moment = window.run(
        "const b = document.querySelector('[role=tabpanel] li li button');
         const [, m, s] = b.innerText.match(/(\\d+):(\\d+)/); return m * 60 + Number(s)",
    );
    let moment = moment.as_f64().unwrap();
    assert!(moment <= length, "a quote at {moment} s of {length} s");
    window.press("[role=tabpanel] li li button");
    until("the recording plays from the quote", || {
        let script = "const v = document.querySelector('video');
                      return v.readyState > 1 && !v.paused ? v.currentTime : null";
        window.run(script).as_f64().filter(|at| *at >= moment - 0.1)
    });
    place.picture(window, "candidate-watched-zh");
    nothing_played_is_on_disk(place);
    window.press("video");

    window.press_words("复核与决定");
    window.wait_for("[role=tabpanel] [role=radiogroup]");
    let levels = || {
        let script = "return document.querySelectorAll('[role=tabpanel] [role=radiogroup] input:checked').length";
        window.run(script).as_u64().unwrap()
    };
    while !window.text().contains("提交以后") {
        let rated = levels();
        window.run("document.activeElement.blur()");
        window.type_keys("body", "3");
        until("the level was kept", || (levels() > rated).then_some(()));
    }
    window.press_words("提交评级");
    window.wait_for_words("您的评级已经提交");
    window.press_words("进入复试");
    window.put_into("textarea", REASON);
    window.press_words("签名并决定");
    window.wait_for_words("内可以撤回");

    window.press_words("面试");
    window.wait_for_words("下载 ZIP");
    window.press("[role=grid] [role=row][data-key] label");
    window.press_words("下载 ZIP");
    window.wait_for_words("文件没有加密，请妥善保管");
    place.picture(window, "exported-zh");
    let exported = files(&place.folder().join("downloads"));
    assert!(matches!(exported.as_slice(), [zip] if zip.extension().is_some_and(|e| e == "zip")));
    assert!(std::fs::metadata(&exported[0]).unwrap().len() > 100_000, "no recording in it");
}

#[test]
fn a_keyboard_alone_finishes_an_interview() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    let window = &seat.window;
    tab_to(window, "Start in English");
    window.key(ENTER);
    window.wait_for_words("What would suit you best?");
    window.key(ENTER);
    window.wait_for_words("What is judged, and what is not");
    window.key(ENTER);
    window.wait_for_words("please decide on each item");
    for decided in 1..=5 {
        tab_until(
            window,
            "a consent without an answer",
            "const row = document.activeElement.closest('[data-purpose]');
             return row !== null && !row.querySelector(':checked')",
        );
        window.key(SPACE);
        window.wait_for_words(&format!("{decided} decided"));
    }
    window.key(ENTER);
    window.wait_for_words("Find your booking");
    tab_to(window, "Code");
    window.key(RIGHT);
    window.key(RIGHT);
    window.key(ENTER);
    tab_to(window, "Teller");
    window.key(SPACE);
    window.wait_for("input[type=radio]:checked");
    for (before, after) in [
        ("Find your booking", "Please check what was read"),
        ("Please check what was read", "Checking that it is you"),
        ("Checking that it is you", "Check picture and sound"),
        ("Check picture and sound", "Try a practice question"),
    ] {
        window.wait_for_words(before);
        window.key(ENTER);
        window.wait_for_words(after);
    }
    tab_to(window, "Skip practice");
    window.key(ENTER);
    window.wait_for_words("Question 1 of 1");
    window.key(ENTER);
    seat.speak_for(10);
    window.key(ENTER);
    window.wait_for_words("This answer is saved");
    window.key(ENTER);
    let asked = until("what comes next", || {
        let text = window.text();
        let asked = text.contains("Skip this one");
        (asked || text.contains("Look over your answers")).then_some(asked)
    });
    if asked {
        tab_to(window, "Skip this one");
        window.key(ENTER);
    }
    window.wait_for_words("Look over your answers");
    window.key(ENTER);
    window.wait_for_words("Thank you");
    place.picture(window, "by-keyboard-en");
    window.key(ENTER);
    window.wait_for_words("Welcome to");
}

/// Moves on with the tabulator until what has the focus shows these words.
fn tab_to(window: &Window, words: &str) {
    let script = format!(
        "const e = document.activeElement;
         return ((e.closest('label') ?? e).innerText ?? '').includes({words:?}) && e !== document.body"
    );
    tab_until(window, words, &script);
}

fn tab_until(window: &Window, what: &str, script: &str) {
    const MOST_STOPS: usize = 60;
    for _ in 0..MOST_STOPS {
        if window.run(script) == true {
            return;
        }
        window.key(TAB);
    }
    panic!("the tabulator does not reach: {what}\n{}", window.text());
}

#[test]
fn a_typed_interview_leaves_no_word_outside_the_vault() {
    const MARKER: &str = "鹦鹉螺";
    let Some((_turn, screen, _folder)) = touch_screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    let window = &seat.window;
    seat.begin(&["打字回答"]);
    seat.consent(None);
    seat.identify();
    seat.skip_practice();
    seat.start_answer(1);
    window.press("textarea");
    for letters in ["woxianqing", "kehuzuoxia"] {
        for letter in letters.chars() {
            window.press_key(&letter.to_string());
        }
        window.press_key("空格");
    }
    let typed = until("words instead of letters", || {
        let typed = window.run("return document.querySelector('textarea').value");
        typed.as_str().filter(|typed| typed.contains("客户")).map(str::to_owned)
    });
    window.put_into(
        "textarea",
        &format!("{typed}，把{MARKER}的流程一步一步讲清楚，一样一样陪他填。"),
    );
    window.wait_for_words("已保存");
    copy_all(window, "textarea");
    seat.picture("question-typed");
    window.press_words("写好了");
    window.wait_for_words("这一题已经保存");
    window.press_words("看看我的回答");
    window.wait_for_words("想再多了解一点");
    seat.picture("follow-up");
    seat.start_answer(1);
    window.put_into("textarea", &format!("第二天他来取{MARKER}，专门说了谢谢。"));
    window.wait_for_words("已保存");
    window.press_words("写好了");
    window.wait_for_words("这一题已经保存");
    window.press_words("看看我的回答");
    window.wait_for_words(MARKER);
    window.wait_for_words("追问 1");
    seat.hand_in_and_leave();

    let page = window.run(
        "return document.documentElement.outerHTML + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)",
    );
    for word in [MARKER, NAME, ID_NUMBER] {
        assert!(!page.as_str().unwrap().contains(word), "the page still knows {word}");
        assert_no_trace(&place, word);
    }
    // The most talkative log was written, or the search above says nothing of it.
    assert!(std::fs::metadata(place.log()).unwrap().len() > 10_000);
    let logs = files(&place.folder().join("home-logs"));
    assert!((1..=5).contains(&logs.len()), "{logs:?}");
    assert!(logs.iter().all(|log| log.metadata().unwrap().len() <= 1 << 20), "{logs:?}");

    // Who comes next pastes nothing of it.
    window.press_words("工作人员");
    window.wait_for("form input");
    window.run("document.querySelector('form input').focus()");
    window.chord(&[CONTROL, 'v']);
    window.key('.');
    until("a key", || (!field(window, "form input").is_empty()).then_some(()));
    assert_eq!(field(window, "form input"), ".", "what was copied is still there");
    what_helps_others_holds_nothing(&place, &[MARKER, NAME, ID_NUMBER, stored::PASSPHRASE]);
}

#[test]
fn a_lost_camera_a_lost_microphone_and_a_new_page_lose_no_answer() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    let window = &seat.window;
    seat.begin(&[]);
    seat.consent(None);
    seat.identify();
    seat.skip_practice();
    seat.start_answer(1);
    seat.speak_for(3);
    seat.unplug("camera");
    window.wait_for_words("画面断了，声音还在录");
    seat.speak_for(2);
    seat.picture("lost-camera");
    seat.unplug("");
    until("the picture is back", || {
        (!window.text().contains("画面断了，声音还在录")).then_some(())
    });
    seat.unplug("microphone");
    window.wait_for_words("现在听不到您说话");
    window.wait_for_words("录制已暂停");
    seat.picture("lost-microphone");
    seat.unplug("");
    window.wait_for_words("正在录制");
    window.run("window.before = true; location.reload()");
    until("a new page", || (window.run("return window.before === true") == false).then_some(()));
    seat.speak_for(4);
    window.press_words("我说完了");
    window.wait_for_words("这一题已经保存");
    seat.go_on("看看我的回答", "看看您的回答");
    window.wait_for("blockquote");
    assert!(window.text().contains("客户"), "{}", window.text());
    seat.hand_in_and_leave();
}

#[test]
fn who_refuses_to_be_recorded_is_shown_the_other_way_and_leaves_nothing() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    let window = &seat.window;
    seat.begin(&[]);
    seat.consent(Some("record"));
    window.wait_for_words("可以换一种方式进行");
    seat.picture("other-way");
    window.press_words("请工作人员帮忙");
    window.wait_for_words("工作人员会过来帮您");
    seat.picture("help");
    window.press_words("不用了，继续");
    window.press_words("返回");
    window.wait_for_words("请您逐项选择");
    window.press_words("停止面试");
    window.wait_for_words("要停下来吗");
    place.picture(window, "stop-zh");
    window.wait_for_words("到现在为止什么都没有保存");
    window.press_words("离开");
    window.wait_for_words("欢迎来参加面试");
    window.press_words("工作人员");
    window.sit_down("陆婉清");
    window.wait_for_words("还没有面试");
}

#[test]
fn a_message_that_gets_lost_does_not_stop_the_screen() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let window = place.open(&screen);
    window.wait_for_words("欢迎来参加面试");
    // The next message of the channel never arrives; Tauri holds back all that come behind it.
    window.run(
        "window.lost = 0;
         const known = window.__TAURI_INTERNALS__.callbacks;
         for (const [id, take] of [...known]) known.set(id, (data) => {
           const first = data && 'index' in data && window.lost === 0;
           if (!first) return take(data);
           window.lost += 1;
         });",
    );
    // Without models the station says so; it does not matter what it says.
    window.press_words("开始");
    window.wait_for_words("这台机器暂时不能用");
    assert_eq!(window.run("return window.lost"), 1, "nothing was lost");
    window.press("[aria-label='Switch to English']");
    window.wait_for("[aria-label='切换到中文']");
}
