import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { BrandMark } from "../../components/Brand";
import { Keyboard } from "../../components/keyboard";
import { KioskButton } from "../../components/KioskButton";
import { KioskField } from "../../components/KioskField";
import { Lamp } from "../../components/Lamp";
import { useClient, type StaffView } from "../../client";
import { useTexts } from "../../i18n";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk } from "./kiosk";
import { PinPad } from "./PinPad";
import { AddTime, ChooseDevice, NeedsOfCandidate, StopForNow } from "./StaffHelp";
import styles from "./StaffCover.module.css";

/** A reason shorter than this says nothing to whoever reads the log. */
const LEAST_REASON = 4;

/** Staff at the screen. It covers the candidate's screen, and shows no answer to either. */
export function StaffCover({ onLeave }: { onLeave: () => void }) {
  const { t } = useTexts();
  const client = useClient();
  const { view, send } = useKiosk();
  return (
    <div className={styles.cover}>
      <header className={styles.header}>
        <BrandMark size={36} />
        <p className={styles.name}>{t("staff.title")}</p>
        <Lamp state={view.lamp} />
      </header>
      <main className={styles.main}>
        {view.staff?.open ? (
          <Actions staff={view.staff} onLeave={onLeave} />
        ) : (
          <PinPad
            title={<ScreenTitle>{t("staff.pin")}</ScreenTitle>}
            standing={view.staff}
            onUnlock={(pin) => send({ do: "staff_unlock", pin })}
            onLeave={onLeave}
          />
        )}
      </main>
      <Keyboard pinyinCandidates={client.pinyinCandidates} />
    </div>
  );
}

function Actions({ staff, onLeave }: { staff: StaffView; onLeave: () => void }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const [name, setName] = useState("");
  const who = name.trim();
  const inUse = view.devices.camera !== "off" || view.devices.microphone !== "off";
  return (
    <div className={styles.open}>
      <ScreenTitle>{t("staff.title")}</ScreenTitle>
      <p className={styles.lead}>{t("staff.lead")}</p>
      {staff.storage_low && (
        <p className={styles.warning} role="alert">
          <TriangleAlert size={26} strokeWidth={1.75} aria-hidden="true" />
          {t("staff.storage")}
        </p>
      )}
      <NeedsOfCandidate />
      <KioskField label={t("staff.name")} hint={t("staff.who")} keyboard="pinyin" value={name} onChange={setName} />
      {staff.may_confirm_identity && <ConfirmIdentity who={who} />}
      {staff.may_add_minutes > 0 && <AddTime staff={staff} who={who} />}
      {inUse && <ChooseDevice staff={staff} who={who} />}
      {staff.may_suspend && <StopForNow who={who} />}
      <div className={styles.row}>
        {staff.may_resume && (
          <>
            <KioskButton look="secondary" onPress={() => send({ do: "staff_resume" })}>
              {t("staff.resume")}
            </KioskButton>
            <KioskButton look="secondary" onPress={() => send({ do: "staff_clear" })}>
              {t("staff.clear")}
            </KioskButton>
          </>
        )}
        <KioskButton look="primary" onPress={onLeave}>
          {t("staff.leave")}
        </KioskButton>
      </div>
    </div>
  );
}

function ConfirmIdentity({ who }: { who: string }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const [reason, setReason] = useState("");
  const complete = who !== "" && reason.trim().length >= LEAST_REASON;
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) send({ do: "staff_confirm_identity", name: who, reason: reason.trim() });
      }}
    >
      <KioskField label={t("staff.override.reason")} hint={t("staff.reason.hint", { n: LEAST_REASON })} keyboard="pinyin" value={reason} onChange={setReason} />
      <KioskButton look="secondary" type="submit" isDisabled={!complete}>
        {t("staff.confirm")}
      </KioskButton>
    </form>
  );
}
