//! Follow-ups at the kiosk: what was missing is asked for, may be left out, survives a pause, and counts
//! with the answer to the question.

use interview::position::StarPart;
use interview::session::SessionState;
use station::kiosk::{GoesOn, Intent, QuestionStage, Screen};

use crate::person::Person;
use crate::report_of;
use crate::resume::{found, pause};

const NO_END: &str = "那天有位大爷攥着存折在柜台前站了半天不说话，我先问他是不是没带老花镜，然后我把金额念给他听，他自己签的名，我陪他到取款机上去取。";
const END: &str =
    "第二天我又打电话确认他钱拿到了，他儿子还专门来道谢，那以后网点给每个窗口都放了老花镜。";
const WHOLE: &str = "去年有一次客户很急，我先请他坐下，再把流程一步一步讲清楚，最后他当天就办完了，后来还写了表扬信。";

#[test]
fn what_was_missing_is_asked_for_once_and_counts_with_the_answer() {
    let mut person = Person::new(2);
    person.skips_follow_ups = false;
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.answer_typed(1, 0, NO_END);
    person.touch(Intent::NextQuestion);
    let view = person
        .until("a follow-up", |v| matches!(&v.screen, Screen::Question(q) if q.follow_up == 1));
    let Screen::Question(asked) = view.screen else { panic!("no question") };
    assert_eq!((asked.nth, asked.total, asked.stage), (1, 2, QuestionStage::Think));

    let code = pause(&mut person);
    let mut person = Person::again(person.program_ends(), 2);
    person.skips_follow_ups = false;
    assert_eq!(found(&mut person, Intent::BookingCode { code }), GoesOn::Question { nth: 1 });
    person.touch(Intent::Continue);
    person.show_card_and_face(Intent::LivenessStart);
    person.touch(Intent::Continue);
    let view = person.until(
        "the same follow-up",
        |v| matches!(&v.screen, Screen::Question(q) if q.follow_up == 1),
    );
    assert!(matches!(view.screen, Screen::Question(q) if q.text == asked.text));
    person.answer_typed(1, 1, END);
    assert!(matches!(&person.seen.screen, Screen::Question(q) if q.retakes_left == 0));
    person.touch(Intent::NextQuestion);
    person.answer_typed(2, 0, WHOLE);
    person.touch(Intent::NextQuestion);
    let view = person.until("all answers", |v| matches!(v.screen, Screen::Review { .. }));
    let Screen::Review { answers } = view.screen else { panic!("no review") };
    let numbers: Vec<_> = answers.iter().map(|a| (a.nth, a.number, a.follow_up)).collect();
    assert_eq!(numbers, [(1, 1, 0), (2, 1, 1), (3, 2, 0)]);
    assert_eq!(answers[1].question, asked.text);
    person.touch(Intent::HandIn);
    person.until("thanks", |v| matches!(v.screen, Screen::Thanks(_)));

    let report = report_of(&person.vault());
    let [first, added, second] = &report.answers[..] else { panic!("{:?}", report.answers) };
    assert_eq!(added.follows.as_ref(), Some(&first.question_id));
    assert_eq!((added.transcript.text.as_str(), second.transcript.text.as_str()), (END, WHOLE));
    assert_eq!(report.scores.answers.len(), 2, "one score a question");
    assert!(report.scores.counterfactuals.iter().any(|c| c.without == "follow_ups"));
    assert!(station::report::rescore(&report).equal);
}

#[test]
fn a_follow_up_that_is_left_out_leads_to_the_next_question() {
    let mut person = Person::new(2);
    person.agree_to_all();
    person.show_identity();
    person.touch(Intent::Continue);
    person.answer_typed(1, 0, NO_END);
    person.touch(Intent::NextQuestion);
    person.until_question(2, QuestionStage::Think);
    let vault = person.vault();
    let id = vault.list().unwrap()[0].interview_id;
    let state: SessionState = serde_json::from_str(&vault.state(id).unwrap().unwrap()).unwrap();
    let asked: Vec<StarPart> =
        state.plan.iter().filter_map(|p| p.follows.as_ref()).map(|f| f.part).collect();
    assert_eq!(asked, [StarPart::Result], "it was asked, and is on record");
    assert_eq!(state.answers.len(), 1);
}
