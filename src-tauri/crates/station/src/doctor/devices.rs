//! Camera, microphone and loudspeaker: those that the settings name, else the system's.

use capture::DeviceInfo;
use vault::Vault;

use super::{Check, Fact};
use crate::devices::{ChosenDevices, chosen};

/// The facts of one kind of device.
struct Facts {
    found: Fact,
    none: Fact,
    away: Fact,
    unknown: Fact,
}

/// Name of the camera's check.
const CAMERA_NAME: &str = "camera";

const CAMERA: Facts = Facts {
    found: Fact::CameraFound,
    none: Fact::CameraNone,
    away: Fact::CameraAway,
    unknown: Fact::CameraUnknown,
};
const MICROPHONE: Facts = Facts {
    found: Fact::MicrophoneFound,
    none: Fact::MicrophoneNone,
    away: Fact::MicrophoneAway,
    unknown: Fact::MicrophoneUnknown,
};
const LOUDSPEAKER: Facts = Facts {
    found: Fact::LoudspeakerFound,
    none: Fact::LoudspeakerNone,
    away: Fact::LoudspeakerAway,
    unknown: Fact::LoudspeakerUnknown,
};

/// Devices are warnings: recordings can be worked on without any, and an interview is possible by
/// typing and reading.
pub(super) fn checks(vault: Option<&Vault>) -> [Check; 3] {
    let chosen = match vault.map(chosen).transpose() {
        Ok(chosen) => chosen.unwrap_or_default(),
        Err(error) => {
            tracing::warn!(%error, "the choice of devices can't be read");
            ChosenDevices::default()
        }
    };
    let list = capture::list_devices();
    let of = |unknown: bool, listed| (!unknown).then_some(listed);
    let ChosenDevices { camera, microphone, loudspeaker } = &chosen;
    [
        check(CAMERA_NAME, &CAMERA, of(list.cameras_unknown, &list.cameras), camera.as_ref()),
        check(
            "microphone",
            &MICROPHONE,
            of(list.microphones_unknown, &list.microphones),
            microphone.as_ref(),
        ),
        check(
            "loudspeaker",
            &LOUDSPEAKER,
            of(list.loudspeakers_unknown, &list.loudspeakers),
            loudspeaker.as_ref(),
        ),
    ]
}

fn check(
    name: &'static str,
    facts: &Facts,
    listed: Option<&Vec<DeviceInfo>>,
    chosen: Option<&DeviceInfo>,
) -> Check {
    let Some(listed) = listed else {
        return Check::warn(name, facts.unknown, "device.no_data", "the drivers do not answer");
    };
    let count = listed.len().to_string();
    match (chosen, listed.first()) {
        (Some(chosen), _) => match found(name, chosen, listed) {
            Some(found) => Check::good(name, facts.found, count).named(&found.name),
            None => {
                let detail = format!("the chosen one is not plugged in, {count} others are");
                Check::warn(name, facts.away, "device.not_found", detail).named(&chosen.name)
            }
        },
        (None, None) => Check::warn(name, facts.none, "device.not_found", "none"),
        // The first camera is the default; which sound device is, the system decides when it opens.
        (None, Some(first)) => {
            let named = if name == CAMERA_NAME { first.name.as_str() } else { "" };
            Check::good(name, facts.found, count).named(named)
        }
    }
}

fn found<'a>(name: &str, chosen: &DeviceInfo, listed: &'a [DeviceInfo]) -> Option<&'a DeviceInfo> {
    if name == CAMERA_NAME { chosen.camera_in(listed) } else { chosen.sound_in(listed) }
}

#[cfg(test)]
mod tests {
    use super::super::Finding;
    use super::*;

    fn device(name: &str) -> DeviceInfo {
        DeviceInfo { id: name.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn a_chosen_device_that_is_not_plugged_in_is_said_so_though_others_are() {
        let (desk, hall) = (device("desk"), device("hall"));
        let listed = vec![hall.clone()];
        let away = check("camera", &CAMERA, Some(&listed), Some(&desk));
        assert_eq!((away.finding, away.fact), (Finding::Warning, Fact::CameraAway));
        assert_eq!(away.named, "desk");
        let here = check("camera", &CAMERA, Some(&listed), Some(&hall));
        assert_eq!((here.finding, here.fact), (Finding::Good, Fact::CameraFound));
        let default = check("camera", &CAMERA, Some(&listed), None);
        assert_eq!((default.fact, default.named.as_str()), (Fact::CameraFound, "hall"));
    }

    #[test]
    fn none_and_not_known_are_two_things() {
        let none = check("loudspeaker", &LOUDSPEAKER, Some(&Vec::new()), None);
        assert_eq!((none.finding, none.fact), (Finding::Warning, Fact::LoudspeakerNone));
        let unknown = check("loudspeaker", &LOUDSPEAKER, None, Some(&device("desk")));
        assert_eq!((unknown.finding, unknown.fact), (Finding::Warning, Fact::LoudspeakerUnknown));
    }
}
