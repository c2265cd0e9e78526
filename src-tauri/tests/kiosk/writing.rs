//! Answers in writing, and a microphone that goes away where nobody speaks.

use interview::session::AnswerEnd;
use station::kiosk::{DeviceState, Intent, KioskView, PracticeStage, QuestionStage, Screen};

use crate::person::Person;
use crate::resume::state_of;

/// What is typed of the question on the screen.
fn typed(view: &KioskView) -> Option<&str> {
    match &view.screen {
        Screen::Question(question) => question.typed.as_deref(),
        _ => None,
    }
}

fn hold(view: &KioskView) -> Option<&str> {
    match &view.screen {
        Screen::Question(question) => Some(&question.hold),
        _ => None,
    }
}

fn write(person: &Person, text: &str) {
    person.touch(Intent::Typed { text: text.to_owned() });
}

#[test]
fn everything_that_is_typed_in_an_answer_stays() {
    let mut person = Person::new(1);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.until_question(1, QuestionStage::Think);
    person.touch(Intent::StartAnswer);
    let recorded = |seconds: u32| move |v: &KioskView| matches!(&v.screen, Screen::Question(q) if q.recorded_s >= seconds);
    person.until("3 s", recorded(3));
    person.touch(Intent::TypeInstead);
    person.until("an empty field", |v| typed(v) == Some(""));
    write(&person, "先写一句。");
    person.touch(Intent::SpeakInstead);
    person.until("more words", |v| typed(v).is_none() && recorded(5)(v));
    person.touch(Intent::TypeInstead);
    person.until("what was typed before", |v| typed(v) == Some("先写一句。"));
    write(&person, "先写一句。再写一句。");
    person.touch(Intent::SpeakInstead);
    person.until("still more words", |v| typed(v).is_none() && recorded(6)(v));
    person.touch(Intent::FinishAnswer);
    let view = person.until_question(1, QuestionStage::Saved);
    assert_eq!(typed(&view), Some("先写一句。再写一句。"));
    assert!(matches!(&view.screen, Screen::Question(q) if q.notice.is_empty()), "not short");
    person.touch(Intent::NextQuestion);
    person.until("all of it", |v| {
        matches!(&v.screen, Screen::Review { answers }
            if answers[0].text.as_ref().is_some_and(|t| t.ends_with("先写一句。再写一句。")))
    });
}

#[test]
fn a_microphone_that_is_gone_holds_up_nobody_who_does_not_speak() {
    let mut person = Person::new(2);
    person.agree_to_all();
    person.show_identity();
    person.stage.unplug_microphone(true);
    person.until("a lost microphone", |v| v.devices.microphone == DeviceState::Lost);
    person.touch(Intent::StartAnswer);
    person.until("a practice in writing", |v| {
        matches!(&v.screen, Screen::Practice { stage: PracticeStage::Speaking, typed: Some(_), .. })
    });
    write(&person, "我坐公交车来的。");
    person.touch(Intent::FinishAnswer);
    person.until("what was practised", |v| {
        matches!(&v.screen, Screen::Practice { stage: PracticeStage::Done, typed: Some(text), .. }
            if text == "我坐公交车来的。")
    });
    person.touch(Intent::Continue);
    let later = |left: bool| {
        move |v: &KioskView| {
            hold(v) == Some("microphone")
                && matches!(&v.screen, Screen::Question(q) if q.later_left == left)
        }
    };
    person.until("a question that can be put off", later(true));
    person.touch(Intent::AnswerLater);
    person.until("the next one, held as well", |v| {
        later(true)(v) && matches!(&v.screen, Screen::Question(q) if q.nth == 2)
    });
    for nth in [2, 3] {
        if nth == 3 {
            person.until("the one that was put off, which is not put off again", |v| {
                later(false)(v) && matches!(&v.screen, Screen::Question(q) if q.nth == nth)
            });
            person.touch(Intent::AnswerLater);
        }
        person.touch(Intent::TypeInstead);
        person.until("time that goes on", |v| hold(v) == Some(""));
        person.touch(Intent::StartAnswer);
        person.until("an answer in writing", |v| typed(v) == Some(""));
        write(&person, "我先核实情况。");
        person.touch(Intent::FinishAnswer);
        let view = person.until_question(nth, QuestionStage::Saved);
        assert_eq!((hold(&view), typed(&view)), (Some(""), Some("我先核实情况。")));
        person.touch(Intent::NextQuestion);
    }
    person.until("review", |v| matches!(v.screen, Screen::Review { .. }));
    let ends: Vec<Option<AnswerEnd>> =
        state_of(&person.vault()).answers.iter().map(|answer| answer.end).collect();
    assert_eq!(ends, [Some(AnswerEnd::Finished); 2]);
}
