//! Small messages overtake big ones on their way to the page: what it shows in the end is what the
//! station has all the same.

use crate::place::{Place, screen};
use crate::seat::Seat;
use crate::webdriver::until;

/// Snapshots that are made.
const MESSAGES: u64 = 5_000;

/// The page types texts whose snapshots are 1, 10 and 100 kB long, each followed by a short one, and
/// changes the language now and then: that is drawn. It hears of every message before it is put in
/// order. Meanwhile its main thread is busy most of the time.
const FLOOD: &str = r#"
    const busy = () => { for (const end = performance.now() + 30; performance.now() < end;); };
    setInterval(busy, 40);
    const arrived = (window.arrived = { count: 0, overtook: 0, longest: 0, last: new Map() });
    const hear = (id, take) => (data) => {
      const index = data?.index;
      if (typeof index !== 'number') return take(data);
      const long = JSON.stringify(data.message ?? null).length;
      arrived.count += 1;
      arrived.longest = Math.max(arrived.longest, long);
      if (index < (arrived.last.get(id) ?? 0)) arrived.overtook += 1;
      arrived.last.set(id, Math.max(index, arrived.last.get(id) ?? 0));
      take(data);
    };
    const known = window.__TAURI_INTERNALS__.callbacks;
    for (const [id, take] of [...known]) known.set(id, hear(id, take));
    const put = known.set.bind(known);
    known.set = (id, take) => put(id, hear(id, take));
    // Four bytes as UTF-8, and six as JSON.
    const long = '𠮷'.repeat(10_000) + '\u0001'.repeat(10_000);
    const texts = [long.slice(0, 500), '写'.repeat(3_300), long];
    const send = (intent) => window.__TAURI_INTERNALS__.invoke('kiosk_intent', { intent });
    const BATCH = 25;
    window.sent = 0;
    (async () => {
      for (let n = 0; n < MESSAGES / 2; n += BATCH) {
        const batch = [];
        for (let one = n; one < n + BATCH; one += 1) {
          batch.push(send({ do: 'typed', text: `${one} ${texts[one % 3]}` }));
          batch.push(send({ do: 'typed', text: `${one}` }));
        }
        batch.push(send({ do: 'set_language', language: n % (2 * BATCH) === 0 ? 'en' : 'zh-CN' }));
        await Promise.all(batch);
        window.sent = 2 * (n + BATCH);
      }
      await send({ do: 'set_language', language: 'en' });
      await send({ do: 'typed', text: 'the last words' });
      // What is drawn anew is drawn from the snapshot.
      await send({ do: 'speak_instead' });
      await send({ do: 'type_instead' });
      window.flooded = true;
    })();
"#;

#[test]
fn five_thousand_messages_of_all_sizes_end_in_what_the_station_has() {
    let Some((_turn, screen)) = screen() else { return };
    let place = Place::new();
    let seat = Seat::take(&place, &screen, 1);
    let window = &seat.window;
    seat.begin(&["打字回答"]);
    seat.consent(None);
    seat.identify();
    seat.skip_practice();
    seat.start_answer(1);
    window.wait_for("textarea");

    window.run(&FLOOD.replace("MESSAGES", &MESSAGES.to_string()));
    let mut sent = 0;
    while window.run("return window.flooded === true") != true {
        // Any progress will do, however slow the machine.
        sent = until("more messages", || {
            let more = window.run("return window.flooded ? 1e9 : window.sent").as_u64();
            more.filter(|more| *more > sent)
        });
    }
    let state = "const done = arguments[0];
        window.__TAURI_INTERNALS__.invoke('kiosk_view', { after: 0 }).then((view) => done([view.seq, view.language, view.screen.typed]));";
    let in_rust = window.run_async(state);
    assert!(in_rust[0].as_u64().unwrap() > MESSAGES, "{in_rust}");
    assert_eq!(in_rust[1], "en");
    assert_eq!(in_rust[2], "the last words");
    until("the page to show what the station has", || {
        let shown = window.run(
            "return [document.querySelector('textarea')?.value,
                     document.querySelector('[aria-label=\"切换到中文\"]') !== null]",
        );
        (shown[0] == "the last words" && shown[1] == true).then_some(())
    });
    let arrived = window.run("return JSON.stringify({ ...window.arrived, last: undefined })");
    println!("{arrived}");
    let arrived: serde_json::Value = serde_json::from_str(arrived.as_str().unwrap()).unwrap();
    // In characters; 100 kB as UTF-8.
    assert!(arrived["longest"].as_u64().unwrap() > 80_000, "{arrived}");
    assert!(arrived["count"].as_u64().unwrap() > MESSAGES / 2, "{arrived}");
}
