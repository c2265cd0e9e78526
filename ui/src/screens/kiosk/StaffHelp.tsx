import { useState, type ReactNode } from "react";
import { RadioGroup } from "react-aria-components";
import { OneOf } from "../../components/Choice";
import { KioskButton } from "../../components/KioskButton";
import type { DeviceOption, DeviceKind, Needs, StaffReason, StaffView } from "../../client";
import { useTexts, type Key } from "../../i18n";
import { useKiosk } from "./kiosk";
import tile from "./tile.module.css";
import styles from "./StaffCover.module.css";

/** What is added at one press, in minutes. */
const MINUTES = [1, 2, 5];

const REASONS: { reason: StaffReason; text: Key }[] = [
  { reason: "asked", text: "staff.suspend.asked" },
  { reason: "technical", text: "staff.suspend.technical" },
  { reason: "surroundings", text: "staff.suspend.surroundings" },
  { reason: "identity", text: "staff.suspend.identity" },
  { reason: "other", text: "staff.suspend.other" },
];

const TIMES: Record<Needs["time"], Key | null> = {
  usual: null,
  one_and_half: "needs.time.oneAndHalf",
  double: "needs.time.double",
  no_limit: "needs.time.noLimit",
};

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.sectionTitle}>{title}</h2>
      {note !== undefined && <p className={styles.note}>{note}</p>}
      {children}
    </section>
  );
}

/** What the candidate asked for, so that staff can prepare it. Reviewers never see it. */
export function NeedsOfCandidate() {
  const { t } = useTexts();
  const { needs } = useKiosk().view;
  const time = TIMES[needs.time];
  const asked = [
    time && `${t("needs.time.title")} · ${t(time)}`,
    needs.typed && t("needs.typed"),
    needs.read_aloud && t("frame.readAloud"),
    needs.hide_self && t("needs.audioOnly"),
    needs.companion && t("needs.person"),
  ].filter((text) => typeof text === "string");
  return (
    <Section title={t("staff.needs")}>
      {asked.length === 0 ? (
        <p className={styles.note}>{t("staff.needs.none")}</p>
      ) : (
        <ul className={styles.needs}>
          {asked.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** More time for the answer at hand. */
export function AddTime({ staff, who }: { staff: StaffView; who: string }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Section title={t("staff.time")}>
      <div className={styles.row}>
        {MINUTES.map((minutes) => (
          <KioskButton
            key={minutes}
            look="secondary"
            isDisabled={who === "" || minutes > staff.may_add_minutes}
            onPress={() => send({ do: "staff_add_time", name: who, minutes })}
          >
            {t("staff.time.add", { n: minutes })}
          </KioskButton>
        ))}
      </div>
      <p className={styles.note} role="status">
        {staff.added_minutes > 0 && t("staff.time.added", { n: staff.added_minutes })}
      </p>
    </Section>
  );
}

/** Another camera or microphone, of those that are plugged in. */
export function ChooseDevice({ staff, who }: { staff: StaffView; who: string }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const found = staff.devices;
  const none = found !== null && found.cameras.length + found.microphones.length === 0;
  return (
    <Section title={t("staff.device")} note={t("staff.device.note")}>
      <p className={styles.note} role="status">
        {found === null ? t("staff.device.looking") : none ? t("staff.device.none") : found.incomplete ? t("staff.device.incomplete") : ""}
      </p>
      {found && (
        <>
          <Devices title={t("staff.device.camera")} kind="camera" devices={found.cameras} who={who} />
          <Devices title={t("staff.device.microphone")} kind="microphone" devices={found.microphones} who={who} />
          <KioskButton look="plain" onPress={() => send({ do: "staff_find_devices" })}>
            {t("staff.device.again")}
          </KioskButton>
        </>
      )}
    </Section>
  );
}

interface DevicesProps {
  title: string;
  kind: DeviceKind;
  devices: DeviceOption[];
  who: string;
}

function Devices({ title, kind, devices, who }: DevicesProps) {
  const { t } = useTexts();
  const { send } = useKiosk();
  if (devices.length === 0) return null;
  return (
    <div role="group" aria-label={title} className={styles.devices}>
      <h3 className={styles.note}>{title}</h3>
      {devices.map(({ id, name, chosen }) => (
        <KioskButton
          key={id}
          look="secondary"
          isDisabled={who === "" || chosen}
          onPress={() => send({ do: "staff_use_device", name: who, kind, id })}
        >
          {chosen ? t("staff.device.chosen", { name }) : name}
        </KioskButton>
      ))}
    </div>
  );
}

/** Stops the interview for now. Why is a choice: nobody has to word something about a candidate here. */
export function StopForNow({ who }: { who: string }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const [reason, setReason] = useState<StaffReason | null>(null);
  return (
    <Section title={t("staff.suspend")} note={t("staff.suspend.note")}>
      <RadioGroup className={styles.reasons ?? ""} aria-label={t("staff.suspend.why")} value={reason} onChange={(chosen) => setReason(chosen as StaffReason)}>
        {REASONS.map(({ reason: value, text }) => (
          <OneOf key={value} value={value} className={tile.tile}>
            {t(text)}
          </OneOf>
        ))}
      </RadioGroup>
      <KioskButton
        look="secondary"
        isDisabled={who === "" || reason === null}
        onPress={() => {
          if (reason !== null) send({ do: "staff_suspend", name: who, reason });
        }}
      >
        {t("staff.suspend")}
      </KioskButton>
    </Section>
  );
}
