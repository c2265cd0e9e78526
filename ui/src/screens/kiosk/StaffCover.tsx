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
  const { send } = useKiosk();
  return (
    <div className={styles.open}>
      <ScreenTitle>{t("staff.title")}</ScreenTitle>
      <p className={styles.lead}>{t("staff.lead")}</p>
      {staff.may_confirm_identity && <ConfirmIdentity />}
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

function ConfirmIdentity() {
  const { t } = useTexts();
  const { send } = useKiosk();
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const complete = name.trim() !== "" && reason.trim().length >= LEAST_REASON;
  return (
    <form
      className={styles.confirm}
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) send({ do: "staff_confirm_identity", name: name.trim(), reason: reason.trim() });
      }}
    >
      <KioskField label={t("staff.name")} keyboard="pinyin" value={name} onChange={setName} />
      <KioskField label={t("staff.override.reason")} hint={t("staff.reason.hint", { n: LEAST_REASON })} keyboard="pinyin" value={reason} onChange={setReason} />
      <KioskButton look="secondary" type="submit" isDisabled={!complete}>
        {t("staff.confirm")}
      </KioskButton>
    </form>
  );
}
