//! Somebody at the window: presses what the screen offers, in the language it speaks.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use models::ModelStore;

use crate::candidate::{self, NAME};
use crate::place::Place;
use crate::webdriver::{Screen, Window, until};

/// The lamp while it says that something is recorded.
const LAMP_ON: &str = "p[role=status][data-state=on]";

/// A candidate before the window of a station with simulated devices.
pub struct Seat<'a> {
    pub window: Window,
    place: &'a Place,
}

impl<'a> Seat<'a> {
    /// Sits down where `questions` questions are asked.
    pub fn take(place: &'a Place, screen: &Screen, questions: u32) -> Self {
        let assets = candidate::assets(place.folder());
        let speech = candidate::speech(&assets);
        let (models, downloads) = (ModelStore::default_dir(), place.folder().join("downloads"));
        std::fs::create_dir_all(&downloads).unwrap();
        let questions = questions.to_string();
        let unplugged = unplugged(place);
        let window = place.open_with(
            screen,
            &[
                ("STATION_MODELS", models.as_path()),
                ("STATION_SIMULATED", Path::new("camera,microphone,card")),
                ("STATION_DEMO_ASSETS", assets.as_path()),
                ("STATION_DEMO_SPEECH", speech.as_path()),
                ("STATION_UNPLUGGED", unplugged.as_path()),
                ("STATION_QUESTIONS", Path::new(&questions)),
                ("XDG_DOWNLOAD_DIR", downloads.as_path()),
                ("RUST_LOG", Path::new("trace")),
            ],
        );
        window.wait_for_words("欢迎来参加面试");
        Self { window, place }
    }

    /// Pictures of the screen in both languages; the screen speaks Chinese before and after.
    pub fn picture(&self, name: &str) {
        self.place.picture(&self.window, &format!("{name}-zh"));
        self.window.press("[aria-label='Switch to English']");
        self.window.wait_for("[aria-label='切换到中文']");
        self.place.picture(&self.window, &format!("{name}-en"));
        self.window.press("[aria-label='切换到中文']");
        self.window.wait_for("[aria-label='Switch to English']");
    }

    /// From the attract screen to the consents; presses the needs with these words.
    pub fn begin(&self, needs: &[&str]) {
        self.window.press_words("开始");
        self.window.wait_for_words("怎样进行更适合您");
        for need in needs {
            self.window.press_words(need);
        }
        self.picture("needs");
        self.window.press_words(if needs.is_empty() {
            "按一般方式进行"
        } else {
            "就这样进行"
        });
        self.window.wait_for_words("评什么，不评什么");
        self.picture("judged");
        self.window.press_words("继续");
        self.window.wait_for_words("请您逐项选择");
    }

    /// Answers every consent with yes, but `refused` with no.
    pub fn consent(&self, refused: Option<&str>) {
        for purpose in ["record", "face", "score", "send", "pool"] {
            let answer = if refused == Some(purpose) { "no" } else { "yes" };
            let choice = |more: &str| {
                format!("[data-purpose={purpose}] label:has(input[value={answer}]{more})")
            };
            self.window.press(&choice(""));
            self.window.wait_for(&choice(":checked"));
        }
        self.picture("consent");
        self.window.press_words("继续");
    }

    /// Without a booking, with the card, through the small movements to the practice.
    pub fn identify(&self) {
        let window = &self.window;
        window.wait_for_words("找到您的预约");
        self.picture("booking");
        window.press_words("没有预约");
        window.press_words("柜员");
        window.press_words("继续");
        window.wait_for_words("请核对读到的内容");
        window.wait_for_words(NAME);
        self.picture("card");
        window.press_words("内容无误");
        window.wait_for_words("确认是您本人");
        window.press_words("我准备好了");
        window.wait_for_words("个动作，共");
        self.picture("liveness");
        window.wait_for_words("检查画面和声音");
        self.picture("device-check");
        window.press_words("去练习一题");
        window.wait_for_words("先练习一题");
    }

    /// Skips the practice.
    pub fn skip_practice(&self) {
        self.window.press_words("不练习，直接开始正式问题");
    }

    /// Waits for question `nth` and begins to answer.
    pub fn start_answer(&self, nth: u32) {
        self.window.wait_for_words(&format!("第 {nth} 题"));
        self.window.press_words("开始回答");
    }

    /// Speaks for so long while the station says that it records.
    pub fn speak_for(&self, seconds: u64) {
        self.window.wait_for(LAMP_ON);
        let begun = Instant::now();
        until("an answer of some length", || {
            let lit =
                self.window.run(&format!("return document.querySelector({LAMP_ON:?}) !== null"));
            assert_eq!(lit, true, "not recorded: {}", self.window.text());
            (begun.elapsed() > Duration::from_secs(seconds)).then_some(())
        });
    }

    /// Answers question `nth` aloud, and looks at every stage.
    pub fn answer_aloud(&self, nth: u32) {
        self.window.wait_for_words(&format!("第 {nth} 题"));
        if nth == 1 {
            self.picture("question-think");
        }
        self.start_answer(nth);
        self.speak_for(5);
        if nth == 1 {
            self.picture("question-answer");
        }
        self.speak_for(5);
        self.window.press_words("我说完了");
        self.window.wait_for_words("这一题已经保存");
        if nth == 1 {
            self.picture("question-saved");
        }
    }

    /// Presses `words` and goes on to `then`. What is understood of a cut answer decides whether a
    /// follow-up comes; it is left out.
    pub fn go_on(&self, words: &str, then: &str) {
        self.window.press_words(words);
        let mut skipped = false;
        until(then, || {
            let text = self.window.text();
            if !skipped && text.contains("跳过这个追问") {
                self.window.press_words("跳过这个追问");
                skipped = true;
            }
            text.contains(then).then_some(())
        });
    }

    /// Hands in and lets the screen be cleared.
    pub fn hand_in_and_leave(&self) {
        self.window.press_words("交上去");
        self.window.wait_for_words("谢谢您");
        self.picture("thanks");
        self.window.press_words("现在清空并离开");
        self.window.wait_for_words("欢迎来参加面试");
    }

    /// Pulls devices out, or plugs all in again.
    pub fn unplug(&self, devices: &str) {
        std::fs::write(unplugged(self.place), devices).unwrap();
    }
}

fn unplugged(place: &Place) -> PathBuf {
    place.folder().join("unplugged")
}
