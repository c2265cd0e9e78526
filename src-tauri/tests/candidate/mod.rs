//! The demo candidate with answers that are short, so that a test does not last for minutes.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use demo::DemoCandidate;
use station::engines::Engines;
use voice::Voice;

/// The name on the candidate's card.
pub const NAME: &str = "沈知夏";
/// The number on the candidate's card.
pub const ID_NUMBER: &str = "330199199604120260";

/// What the candidate says to the first, second and third question.
const ANSWERS: [&str; 3] = [
    "有一次客户在柜台很着急，我先请他坐下，把流程一步一步讲清楚，最后他当天就办完了。",
    "我发现账上少了一笔，马上报告主管，一起核对传票，当天把差错更正了。",
    "我会先停下来核实情况，再请主管过来，不会直接给客户转账。",
];

/// The demo candidate's files with these answers, in a folder below `folder`.
pub fn assets(folder: &Path) -> PathBuf {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo");
    let own = folder.join("assets");
    std::fs::create_dir_all(own.join("portrait")).unwrap();
    for file in std::fs::read_dir(&shipped)
        .unwrap()
        .chain(std::fs::read_dir(shipped.join("portrait")).unwrap())
    {
        let path = file.unwrap().path();
        if path.is_file() {
            let to = own.join(path.strip_prefix(&shipped).unwrap());
            std::fs::copy(&path, to).unwrap();
        }
    }
    let json = std::fs::read_to_string(shipped.join("candidate.json")).unwrap();
    let mut described: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (answer, text) in described["answers"].as_array_mut().unwrap().iter_mut().zip(ANSWERS) {
        answer["text"] = text.into();
    }
    std::fs::write(own.join("candidate.json"), described.to_string()).unwrap();
    own
}

/// The answers as sound; made once and kept among the build's files, since nobody's voice is in
/// it.
pub fn speech(assets: &Path) -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kiosk-speech");
        let candidate = DemoCandidate::load(assets).unwrap();
        if candidate.kept_speech(&folder).is_none() {
            let engines = Engines::open().unwrap();
            let mut voice = Voice::load(engines.runtime(), engines.store(), 2).unwrap();
            let speech = candidate.rehearse(&mut voice).unwrap();
            candidate.keep_speech(&folder, &speech).unwrap();
        }
        folder
    })
    .clone()
}
