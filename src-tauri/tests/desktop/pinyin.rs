//! A recruiter writes Chinese with the input method of the system, on a real keyboard: the list of
//! candidates stands at the field, and Enter, Esc, digits and letters belong to whoever composes.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::ibus::{Area, Ibus};
use crate::place::{Place, screen};
use crate::webdriver::{Window, until};
use crate::{ATTENTIVE, CURT, person, stored};

/// Longer than a search waits for the next letter.
const A_WHILE: Duration = Duration::from_millis(800);
/// How far the list of candidates may stand from the field, in pixels: about two lines.
const NEAR: f64 = 48.0;
/// What the pinyin offers first for these letters.
const FIRST: [(&str, &str); 2] = [("lilv", "利率"), ("zaikan", "在看")];

/// Everything that the page asks the station for is kept, in order.
const LISTEN: &str = "
    const fetched = window.fetch;
    window.asked = [];
    window.fetch = function (to, options) {
        const command = String(to?.url ?? to).split('/').pop();
        const body = options?.body;
        const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
        window.asked.push([command, text ? JSON.parse(text) : {}]);
        return fetched.apply(this, arguments);
    };";

/// Where the field that has the keyboard stands in the window, which is the whole screen.
const FIELD: &str = "
    const { left, top, width, height } = document.activeElement.getBoundingClientRect();
    return [left, top, width, height, innerWidth];";

/// Somebody who types at the desk.
struct Typist<'a> {
    window: &'a Window,
    ibus: &'a Ibus<'a>,
}

impl Typist<'_> {
    fn value(&self) -> String {
        let value = self.window.run("return document.activeElement.value ?? null");
        value.as_str().unwrap_or("(no field)").to_owned()
    }

    fn field_holds(&self, words: &str) {
        let mut last = String::new();
        until(words, || {
            let value = self.value();
            if value != last {
                println!("the field holds {value:?}");
                last = value;
            }
            (last == words).then_some(())
        });
    }

    /// What the page asked the station for by this command, from the last time on.
    fn asked(&self, command: &str) -> Vec<Value> {
        let found = self.window.run(&format!(
            "const is = ([command]) => command === {command:?};
             const found = window.asked.filter(is);
             window.asked = window.asked.filter((one) => !is(one));
             return found.map(([, what]) => what)"
        ));
        found.as_array().unwrap().clone()
    }

    /// Types letters of [`FIRST`] behind what the field holds: the first candidate stands there at
    /// once, underlined, and the list of all at the field.
    fn compose(&self, letters: &str) {
        let before = self.value();
        let first = FIRST.iter().find(|(spelled, _)| *spelled == letters).unwrap().1;
        self.ibus.letters(letters);
        self.field_holds(&format!("{before}{first}"));
        let field = self.window.run(FIELD);
        let [left, top, width, height, screen] =
            [0, 1, 2, 3, 4].map(|at: usize| field[at].as_f64().unwrap());
        assert!(width > 0.0, "nothing has the keyboard");
        let near = |list: &Area| {
            let gap = (list.top - top - height).max(top - list.top - list.height);
            let seen = list.left >= 0.0 && list.left + list.width <= screen;
            seen && gap < NEAR && list.left > left - NEAR && list.left < left + width
        };
        let mut last = None;
        until("the candidates at the field", || {
            let list = self.ibus.candidates();
            if list != last {
                println!("the candidates stand at {list:?}, the field at {field}");
                last = list;
            }
            last.as_ref().is_some_and(near).then_some(())
        });
    }

    /// Waits for the list of candidates to go.
    fn over(&self) {
        until("the end of the composition", || self.ibus.candidates().is_none().then_some(()));
    }

    /// Empties the field; the next to be asked for is what is typed then.
    fn clear(&self) {
        self.ibus.press(&["ctrl+a", "BackSpace"]);
        self.field_holds("");
        sleep(A_WHILE);
        self.window.run("window.asked = []");
    }

    /// Until the window has told ibus where its keys go, and ibus has set itself up, a key is a
    /// letter like others.
    fn begin(&self) {
        let composed = || self.ibus.candidates().is_some() && !self.value().starts_with('a');
        until("the pinyin to take a key", || {
            self.ibus.choose();
            self.ibus.press(&["ctrl+a", "BackSpace", "a"]);
            let taken = (0..20).any(|_| {
                sleep(Duration::from_millis(100));
                composed()
            });
            taken.then_some(())
        });
        self.ibus.press(&["Escape"]);
        self.over();
        self.field_holds("");
    }
}

/// A desk with two interviews, and its keyboard.
fn at_the_desk(check: impl FnOnce(&Typist)) {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let Some(ibus) = Ibus::start(&screen, &place) else { return };
    stored::store(
        &place.home(),
        &[
            person("吴立新", "YS-20261124-0033", "2026-11-24T09:30:00Z", CURT, false),
            person("林晓岚", "YS-20261125-0034", "2026-11-25T06:30:00Z", ATTENTIVE, true),
        ],
    );
    let (data, config) = (place.folder().join("data"), ibus.config());
    let window = place.open_with(
        &screen,
        &[
            ("STATION_MODELS", data.as_path()),
            ("GTK_IM_MODULE", Path::new("ibus")),
            ("XDG_CONFIG_HOME", config.as_path()),
        ],
    );
    window.wait_for_words("未录制");
    window.press_words("工作人员");
    window.sit_down("陆婉清");
    window.wait_for_words("吴立新");
    window.run(LISTEN);
    ibus.focus_window();
    window.press("header input");
    let typist = Typist { window: &window, ibus: &ibus };
    typist.begin();
    check(&typist);
}

#[test]
fn a_search_runs_on_composed_words_only() {
    at_the_desk(|typist| {
        typist.clear();
        typist.compose("lilv");
        sleep(A_WHILE);
        assert_eq!(typist.asked("search_interviews"), Vec::<Value>::new());
        // A digit chooses; what is chosen comes once, and is searched once.
        typist.ibus.press(&["1"]);
        typist.over();
        typist.field_holds("利率");
        sleep(A_WHILE);
        assert_eq!(typist.asked("search_interviews"), [json!({ "words": "利率" })]);

        // Esc takes back what is composed, not what was searched for.
        typist.compose("lilv");
        typist.ibus.press(&["Escape"]);
        typist.over();
        sleep(A_WHILE);
        typist.field_holds("利率");
        assert_eq!(typist.asked("search_interviews"), Vec::<Value>::new());
        // Enter leaves the letters.
        typist.compose("lilv");
        typist.ibus.press(&["Return"]);
        typist.over();
        typist.field_holds("利率lilv");
        sleep(A_WHILE);
        assert_eq!(typist.asked("search_interviews"), [json!({ "words": "利率lilv" })]);
        // Nobody composes any more: the key is the field's.
        typist.ibus.press(&["Escape"]);
        typist.field_holds("");

        // Last, because the input method learns from it: another candidate.
        typist.clear();
        typist.compose("lilv");
        typist.ibus.press(&["2"]);
        typist.over();
        sleep(A_WHILE);
        let second = typist.value();
        assert!(second != "利率" && second.chars().all(|sign| sign > '\u{2e80}'), "{second}");
        assert_eq!(typist.asked("search_interviews"), [json!({ "words": second })]);
    });
}

#[test]
fn enter_and_esc_of_a_composition_neither_keep_a_tag_nor_close_the_bar() {
    at_the_desk(|typist| {
        let row = "[role=row][data-key] input[type=checkbox]";
        typist.window.wait_for(row);
        typist.window.run(&format!("document.querySelector({row:?}).click()"));
        typist.window.press_words("标签");
        typist.window.wait_for("section form input:focus");
        typist.compose("lilv");
        typist.ibus.press(&["Escape"]);
        typist.over();
        typist.field_holds("");
        typist.compose("lilv");
        typist.ibus.press(&["Return"]);
        typist.over();
        typist.field_holds("lilv");
        sleep(A_WHILE);
        typist.window.wait_for("section form input:focus");
        assert_eq!(typist.asked("tag_interviews"), Vec::<Value>::new());

        typist.clear();
        typist.compose("zaikan");
        typist.ibus.press(&["1"]);
        typist.over();
        typist.field_holds("在看");
        typist.ibus.press(&["Return"]);
        typist.field_holds("");
        let kept = typist.asked("tag_interviews");
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert_eq!(kept[0]["tag"], "在看");
        typist.ibus.press(&["Escape"]);
        until("the bar to close", || {
            let bar = typist.window.run("return document.querySelector('section form input')");
            bar.is_null().then_some(())
        });
    });
}

/// The page of an interview has keys of its own: letters, digits, Space, `?` and `/`.
#[test]
fn keys_of_the_page_are_silent_while_somebody_composes_a_note_or_a_reason() {
    at_the_desk(|typist| {
        let window = typist.window;
        window.press("[role=grid] [role=row][data-key] [role=rowheader]");
        window.wait_for_words("评分建议，不是决定");
        let name = window.run("return document.querySelector('h2, h1').innerText");
        window.press_words("复核与决定");
        window.wait_for("[role=tabpanel] [role=radiogroup]");
        // Outside of a field the digit is the page's, whatever input method is there.
        window.run("document.activeElement.blur(); window.asked = []");
        typist.ibus.press(&["4"]);
        until("the level was kept", || (typist.asked("rate").len() == 1).then_some(()));

        window.press_words("加一句说明");
        window.press("[role=tabpanel] input[maxlength='500']");
        typist.compose("zaikan");
        typist.ibus.press(&["Return"]);
        typist.over();
        typist.field_holds("zaikan");
        sleep(A_WHILE);
        assert_eq!(typist.asked("rate"), Vec::<Value>::new());
        typist.ibus.press(&["Return"]);
        until("the note was kept", || {
            let kept = typist.asked("rate");
            (kept.len() == 1 && kept[0]["note"] == "zaikan").then_some(())
        });

        for (tab, keeps) in [("复核与决定", "decide"), ("备注", "add_note")] {
            window.press_words(tab);
            window.wait_for("[role=tabpanel] textarea");
            window.press("[role=tabpanel] textarea");
            window.run("window.asked = []");
            let mut written = String::new();
            for (letters, key) in [("zaikan", "1"), ("lilv", "space"), ("zaikan", "Return")] {
                typist.compose(letters);
                typist.ibus.press(&[key]);
                typist.over();
                let first = FIRST.iter().find(|(spelled, _)| *spelled == letters).unwrap().1;
                written += if key == "Return" { letters } else { first };
                typist.field_holds(&written);
            }
            typist.compose("lilv");
            typist.ibus.press(&["Escape"]);
            typist.over();
            sleep(A_WHILE);
            typist.field_holds(&written);
            for command in [keeps, "rate", "open_review"] {
                assert_eq!(typist.asked(command), Vec::<Value>::new(), "{command}");
            }
        }
        let stays = window.run(
            "return [document.querySelector('h2, h1').innerText, document.querySelector('video').paused,
                     document.querySelector('[role=dialog]')]",
        );
        assert_eq!(stays, json!([name, true, null]));
        window
            .press("[role=tabpanel] textarea ~ button, [role=tabpanel] form:has(textarea) button");
        until("the note was kept", || {
            let kept = typist.asked("add_note");
            (kept.len() == 1 && kept[0]["text"] == "在看利率zaikan").then_some(())
        });
    });
}
