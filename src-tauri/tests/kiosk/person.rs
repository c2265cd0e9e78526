//! Somebody at the kiosk: looks at the screen, touches it, and says what the demo candidate says.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use demo::LiveStage;
use interview::timeline::TimelineEvent;
use interview_station::simulated::SimulatedDevices;
use station::home;
use station::kiosk::{
    Intent, Kiosk, KioskDevices, KioskLanguage, KioskSetup, KioskView, QuestionStage, Screen,
};
use vault::Vault;

use crate::candidate;

/// Longest wait for a screen: models load, three actions are performed, a report is made.
const PATIENCE: Duration = Duration::from_secs(180);

/// One person at a time: liveness wants every frame, and two interviews at once starve each other
/// on two cores.
static TURN: Mutex<()> = Mutex::new(());

/// A person at a kiosk with a home of its own.
pub struct Person {
    pub kiosk: Kiosk,
    pub stage: LiveStage,
    pub home: PathBuf,
    /// Bytes that are free on the disk of the kiosk.
    pub free_bytes: Arc<AtomicU64>,
    views: Receiver<KioskView>,
    pub seen: KioskView,
    /// Whether follow-ups are left out: what is understood of a cut answer decides whether any come.
    pub skips_follow_ups: bool,
    /// Every lamp that was seen, with the name of the screen.
    pub lamps: Vec<(String, station::kiosk::Lamp)>,
    folder: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Person {
    /// Sits down at a kiosk with `questions` questions.
    pub fn new(questions: usize) -> Self {
        Self::before(questions, |devices| Box::new(devices))
    }

    /// As [`Self::new`], with other devices made of the simulated ones.
    pub fn before(
        questions: usize,
        exchange: impl FnOnce(SimulatedDevices) -> Box<dyn KioskDevices>,
    ) -> Self {
        Self::at(tempfile::tempdir().unwrap(), questions, exchange)
    }

    /// The program ends, with all that it still does behind the scenes: the next one begins on
    /// another day. What it wrote stays in the folder.
    pub fn program_ends(self) -> tempfile::TempDir {
        let Self { kiosk, folder, .. } = self;
        drop(kiosk);
        assert!(station::native::settle(Duration::ZERO), "threads of the kiosk outlive it");
        folder
    }

    /// Sits down at a kiosk that was started anew over what lies in `folder`.
    pub fn again(folder: tempfile::TempDir, questions: usize) -> Self {
        Self::at(folder, questions, |devices| Box::new(devices))
    }

    /// As [`Self::again`], with other devices made of the simulated ones.
    pub fn at(
        folder: tempfile::TempDir,
        questions: usize,
        exchange: impl FnOnce(SimulatedDevices) -> Box<dyn KioskDevices>,
    ) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let assets = candidate::assets(folder.path());
        let speech = candidate::speech(&assets);
        let names = ["camera", "microphone", "card"].map(str::to_owned).to_vec();
        let devices = SimulatedDevices::load(names, &assets, Some(&speech)).unwrap();
        let stage = devices.stage();
        let home = folder.path().join("home");
        let opened = home.clone();
        let free_bytes = Arc::new(AtomicU64::new(u64::MAX));
        let room = Arc::clone(&free_bytes);
        let kiosk = Kiosk::start(KioskSetup {
            devices: exchange(devices),
            vault: Box::new(move || home::open_or_create(&opened)),
            room: Box::new(move || Some(room.load(Ordering::Relaxed))),
            questions,
            courier: None,
        })
        .unwrap();
        let (tell, views) = sync_channel(10_000);
        kiosk.watch(Box::new(move |view| tell.try_send(view.clone()).is_ok())).unwrap();
        // A first touch makes the first snapshot come, whatever it holds.
        kiosk.intent(Intent::SetLanguage { language: KioskLanguage::Zh }).unwrap();
        let seen = views.recv_timeout(PATIENCE).unwrap();
        let (skips_follow_ups, lamps) = (true, Vec::new());
        Self {
            kiosk,
            stage,
            home,
            free_bytes,
            views,
            seen,
            skips_follow_ups,
            lamps,
            folder,
            _turn: turn,
        }
    }

    /// Touches the screen.
    pub fn touch(&self, intent: Intent) {
        self.kiosk.intent(intent).unwrap();
    }

    /// Looks until the screen is as `wanted`.
    #[track_caller]
    pub fn until(&mut self, what: &str, wanted: impl Fn(&KioskView) -> bool) -> KioskView {
        let begun = Instant::now();
        while !wanted(&self.seen) {
            assert!(begun.elapsed() < PATIENCE, "waited for {what}, saw {:?}", self.seen);
            if let Ok(view) = self.views.recv_timeout(Duration::from_secs(1)) {
                self.lamps.push((name_of(&view.screen), view.lamp));
                let asked = self.kiosk.view(view.seq - 1).unwrap();
                assert!(asked.seq >= view.seq, "what is asked for is no older than what was told");
                self.seen = view;
                self.skip_follow_up();
            }
        }
        self.seen.clone()
    }

    fn skip_follow_up(&self) {
        let thinks = matches!(&self.seen.screen, Screen::Question(q)
            if q.follow_up > 0 && q.stage == QuestionStage::Think);
        if thinks && self.skips_follow_ups {
            self.touch(Intent::SkipFollowUp);
        }
    }

    /// Types the answer to question `nth` or to a follow-up of it.
    #[track_caller]
    pub fn answer_typed(&mut self, nth: u32, follow_up: u32, text: &str) {
        let here = move |stage: QuestionStage| {
            move |v: &KioskView| {
                matches!(&v.screen, Screen::Question(q)
                    if (q.nth, q.follow_up, q.stage) == (nth, follow_up, stage))
            }
        };
        self.until(&format!("question {nth}.{follow_up}"), here(QuestionStage::Think));
        self.touch(Intent::StartAnswer);
        self.until("an answer", here(QuestionStage::Answer));
        self.touch(Intent::TypeInstead);
        self.touch(Intent::Typed { text: text.to_owned() });
        self.until(
            "what was typed",
            |v| matches!(&v.screen, Screen::Question(q) if q.typed.as_deref() == Some(text)),
        );
        self.touch(Intent::FinishAnswer);
        self.until("a safe answer", here(QuestionStage::Saved));
    }

    /// From the attract screen to the booking, with every consent given.
    pub fn agree_to_all(&mut self) {
        self.touch(Intent::Start { language: KioskLanguage::Zh });
        self.until("needs", |v| v.screen == Screen::Needs);
        self.touch(Intent::Continue);
        self.until("what is judged", |v| matches!(v.screen, Screen::Judged(_)));
        self.touch(Intent::Continue);
        let view = self.until("consent", |v| matches!(v.screen, Screen::Consent { .. }));
        let Screen::Consent { items, .. } = view.screen else { panic!("no consents") };
        for item in items {
            self.touch(Intent::Consent { purpose: item.purpose, given: true });
        }
        self.touch(Intent::Continue);
        self.until("booking", |v| matches!(v.screen, Screen::Booking(_)));
    }

    /// Through card, liveness and devices to the practice.
    pub fn show_identity(&mut self) {
        self.show_identity_by(Intent::LivenessStart);
    }

    /// As [`Self::show_identity`], the liveness begun like this.
    pub fn show_identity_by(&mut self, begin: Intent) {
        self.touch(Intent::WalkIn { position: "teller".to_owned() });
        self.show_card_and_face(begin);
        self.touch(Intent::Continue);
        self.until("practice", |v| matches!(v.screen, Screen::Practice { .. }));
    }

    /// From the card to the device check.
    pub fn show_card_and_face(&mut self, begin: Intent) {
        self.until(
            "a card that was read",
            |v| matches!(&v.screen, Screen::Card(card) if card.read),
        );
        self.touch(Intent::Continue);
        self.until("liveness", |v| matches!(v.screen, Screen::Liveness(_)));
        self.touch(begin);
        self.until("device check", |v| {
            matches!(v.screen, Screen::DeviceCheck(_) | Screen::Suspended { .. })
        });
        let passed = matches!(self.seen.screen, Screen::DeviceCheck(_));
        assert!(passed, "identity did not pass: {:?}", self.timeline());
    }

    /// What happened in the newest interview.
    pub fn timeline(&self) -> Vec<TimelineEvent> {
        let vault = self.vault();
        let id = vault.list().unwrap()[0].interview_id;
        vault.timeline(id).unwrap()
    }

    /// Waits until the words of a take lie in the vault; they are decoded behind the scenes.
    pub fn until_kept(&self, artifact: &str) {
        let (begun, vault) = (Instant::now(), self.vault());
        let id = vault.list().unwrap()[0].interview_id;
        while vault.load_artifact(id, artifact).unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "{artifact} is not kept");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits for question `nth` in the stage `stage`.
    #[track_caller]
    pub fn until_question(&mut self, nth: u32, stage: QuestionStage) -> KioskView {
        self.until(
            &format!("question {nth} {stage:?}"),
            |v| matches!(&v.screen, Screen::Question(q) if q.nth == nth && q.stage == stage),
        )
    }

    /// Answers question `nth` aloud for `seconds`.
    #[track_caller]
    pub fn answer_aloud(&mut self, nth: u32, seconds: u32) {
        self.until_question(nth, QuestionStage::Think);
        self.touch(Intent::StartAnswer);
        self.until(&format!("{seconds} s of answer {nth}"), |v| {
            matches!(&v.screen, Screen::Question(q)
                if q.nth == nth && q.stage == QuestionStage::Answer && q.recorded_s >= seconds)
        });
        self.touch(Intent::FinishAnswer);
        self.until_question(nth, QuestionStage::Saved);
    }

    /// The vault of this kiosk.
    pub fn vault(&self) -> Vault {
        home::open_or_create(&self.home).unwrap()
    }

    /// Folder of this person's home, which goes with the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

pub fn name_of(screen: &Screen) -> String {
    let json = serde_json::to_value(screen).unwrap();
    json["name"].as_str().unwrap_or_default().to_owned()
}
