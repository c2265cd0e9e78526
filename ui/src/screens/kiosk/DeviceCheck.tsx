import { Camera, Check, Ear, HardDrive, Info, LoaderCircle, Mic, Play, ScanFace, Sun, TriangleAlert, Volume2, type LucideIcon } from "lucide-react";
import type { DeviceRow, SpeakerCheck } from "../../client";
import { CameraView } from "../../components/CameraView";
import { KioskButton } from "../../components/KioskButton";
import { Meter } from "../../components/Meter";
import { Pill } from "../../components/Pill";
import { useTexts, type Key } from "../../i18n";
import { Corners } from "./Corners";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./DeviceCheck.module.css";

const ROWS: Record<string, { icon: LucideIcon; title: Key; fine: Key }> = {
  picture: { icon: Camera, title: "device.row.picture", fine: "device.fine.picture" },
  light: { icon: Sun, title: "device.row.light", fine: "device.fine.light" },
  place: { icon: ScanFace, title: "device.row.place", fine: "device.fine.place" },
  sound: { icon: Mic, title: "device.row.sound", fine: "device.fine.sound" },
  noise: { icon: Ear, title: "device.row.noise", fine: "device.fine.noise" },
  speaker: { icon: Volume2, title: "device.row.speaker", fine: "device.fine.speaker" },
};

/** Picture and sound, before they matter. Only a full disk keeps anybody from going on. */
export function DeviceCheck({ screen }: { screen: ScreenOf<"device_check"> }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const better = screen.rows.filter((row) => row.ok === false).length;
  return (
    <Frame primary={{ text: t("device.go"), leads: "on", isDisabled: screen.storage_low, onPress: () => send({ do: "continue" }) }}>
      <div className={parts.two}>
        <div className={parts.column}>
          <div className={`${parts.picture} ${styles.picture}`}>
            <CameraView state={view.devices.camera} mirrored>
              {view.devices.camera === "live" && (
                <>
                  <Corners />
                  <div className={styles.preview}>
                    <Pill tone="paper" icon={<Info size={22} strokeWidth={1.75} aria-hidden="true" />}>
                      {t("camera.previewOnly")}
                    </Pill>
                  </div>
                </>
              )}
            </CameraView>
          </div>
          {view.devices.microphone !== "absent" && (
            <div className={`${parts.card} ${parts.padded}`}>
              <p>{t("device.sentence")}</p>
              <p className={parts.note} role="status">
                {t(sentenceNote(screen))}
              </p>
              <div className={styles.sentence}>
                <Meter />
                {screen.playable && (
                  <KioskButton
                    look="plain"
                    icon={<Play size={24} strokeWidth={1.75} aria-hidden="true" />}
                    isDisabled={screen.playing}
                    onPress={() => send({ do: "play_sentence" })}
                  >
                    {t("device.sentence.play")}
                  </KioskButton>
                )}
              </div>
            </div>
          )}
        </div>
        <div className={parts.column}>
          <div>
            <ScreenTitle>{t("device.title")}</ScreenTitle>
            {!screen.storage_low && <p className={parts.lead}>{t(better > 0 ? "device.lead.better" : "device.lead")}</p>}
          </div>
          {screen.storage_low && (
            <div className={styles.blocked} role="alert">
              <HardDrive size={28} strokeWidth={1.6} aria-hidden="true" />
              <div>
                <p className={parts.strong}>{t("device.storage")}</p>
                <p>{t("device.storage.note")}</p>
              </div>
            </div>
          )}
          <ul className={parts.card}>
            {screen.rows.map((row) => (
              <Row key={row.name} row={row} speaker={screen.speaker} />
            ))}
          </ul>
        </div>
      </div>
    </Frame>
  );
}

function sentenceNote(screen: ScreenOf<"device_check">): Key {
  if (screen.playing) return "device.sentence.playing";
  if (screen.playable) return "device.sentence.kept";
  return screen.heard ? "device.heard" : "device.level";
}

/** What can't be looked at, since there is nothing to look at or to listen to. */
const UNCHECKED: Record<string, { of: "camera" | "microphone"; note: Key }> = {
  light: { of: "camera", note: "device.unchecked.picture" },
  place: { of: "camera", note: "device.unchecked.picture" },
  noise: { of: "microphone", note: "device.unchecked.sound" },
};

/** What the loudspeaker waits for, while nothing is known of it. */
const SPEAKER_NOTES: Partial<Record<SpeakerCheck, Key>> = {
  untried: "device.speaker.untried",
  playing: "device.speaker.playing",
  asked: "device.speaker.ask",
};

function Row({ row, speaker }: { row: DeviceRow; speaker: SpeakerCheck }) {
  const { t, named } = useTexts();
  const { devices, volume } = useKiosk().view;
  const known = ROWS[row.name];
  if (!known) return null;
  const tone = row.ok === null ? "open" : row.ok ? "good" : "warn";
  const unheardAtMost = row.name === "speaker" && speaker === "unheard" && volume.step >= volume.steps;
  const advice = unheardAtMost ? t("device.speaker.loudest") : row.advice && named(`device.${row.advice}`);
  const unchecked = UNCHECKED[row.name];
  const waits = (row.name === "speaker" && SPEAKER_NOTES[speaker]) || (unchecked && devices[unchecked.of] === "absent" && unchecked.note) || "device.checking";
  const note = row.ok === null ? t(waits) : advice || (row.ok ? t(known.fine) : "");
  const Icon = known.icon;
  const State = row.ok === null ? LoaderCircle : row.ok ? Check : TriangleAlert;
  return (
    <li className={styles.row} data-tone={tone} data-row={row.name}>
      <Icon className={styles.icon} size={28} strokeWidth={1.6} aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.title}>{t(known.title)}</p>
        <p className={parts.note} role={row.name === "speaker" ? "status" : undefined}>
          {note}
        </p>
      </div>
      {row.name === "speaker" && <SpeakerButtons speaker={speaker} />}
      {/* Beside a button there is no room for it; the words and the colour say as much. */}
      {row.ok !== null && !(row.name === "speaker" && !row.ok) && (
        <p className={styles.state}>
          <State size={22} strokeWidth={2} aria-hidden="true" />
          {t(row.ok ? "device.ok" : "device.better")}
        </p>
      )}
    </li>
  );
}

/** Only the person knows whether the loudspeaker is heard; nobody has to say. */
function SpeakerButtons({ speaker }: { speaker: SpeakerCheck }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const again = speaker === "unheard" || speaker === "absent";
  const { step, steps } = view.volume;
  if (speaker === "asked") {
    return (
      <div className={styles.answers} role="group" aria-label={t("device.speaker.ask")}>
        <KioskButton look="secondary" onPress={() => send({ do: "speaker_heard", heard: true })}>
          {t("device.speaker.yes")}
        </KioskButton>
        <KioskButton look="secondary" onPress={() => send({ do: "speaker_heard", heard: false })}>
          {t("device.speaker.no")}
        </KioskButton>
      </div>
    );
  }
  if (speaker !== "untried" && !again) return null;
  const louder = speaker === "unheard" && step < steps;
  return (
    <KioskButton
      look="secondary"
      onPress={() => {
        if (louder) send({ do: "set_volume", step: step + 1 });
        send({ do: "try_speaker" });
      }}
    >
      {t(louder ? "device.speaker.louder" : speaker === "unheard" ? "device.speaker.again" : "device.speaker.try")}
    </KioskButton>
  );
}
