import { Delete } from "lucide-react";
import { useState, type ReactNode } from "react";
import { BrandMark } from "../../components/Brand";
import { KioskButton } from "../../components/KioskButton";
import { KioskField } from "../../components/KioskField";
import { Lamp } from "../../components/Lamp";
import type { StaffView } from "../../client";
import { useTexts } from "../../i18n";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk } from "./kiosk";
import styles from "./StaffCover.module.css";

/** Tries before the pad is locked; fewer left means that one was wrong. */
const TRIES = 5;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
/** A reason shorter than this says nothing to whoever reads the log. */
const LEAST_REASON = 4;

/** Staff at the screen. It covers the candidate's screen, and shows no answer to either. */
export function StaffCover({ onLeave }: { onLeave: () => void }) {
  const { t } = useTexts();
  const { view } = useKiosk();
  return (
    <div className={styles.cover}>
      <header className={styles.header}>
        <BrandMark size={36} />
        <p className={styles.name}>{t("staff.title")}</p>
        <Lamp state={view.lamp} />
      </header>
      <main className={styles.main}>{view.staff?.open ? <Actions staff={view.staff} onLeave={onLeave} /> : <PinPad staff={view.staff} onLeave={onLeave} />}</main>
    </div>
  );
}

function PinPad({ staff, onLeave }: { staff: StaffView | null; onLeave: () => void }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const [pin, setPin] = useState("");
  const locked = staff !== null && staff.locked_s > 0;
  const unlock = () => {
    if (!pin || locked) return;
    setPin("");
    send({ do: "staff_unlock", pin });
  };
  let message = "";
  if (locked) message = t("staff.pin.locked", { seconds: staff.locked_s });
  else if (staff !== null && staff.tries_left < TRIES) message = t("staff.pin.wrong", { n: staff.tries_left });
  return (
    <form
      className={styles.pin}
      onSubmit={(event) => {
        event.preventDefault();
        unlock();
      }}
    >
      <ScreenTitle>{t("staff.pin")}</ScreenTitle>
      <KioskField label={t("staff.pin")} quietLabel type="password" keyboard="none" code value={pin} onChange={setPin} isDisabled={locked} />
      <p className={styles.message} role="status">
        {message}
      </p>
      <div className={styles.pad}>
        {DIGITS.map((digit) => (
          <Key key={digit} onPress={() => setPin(pin + digit)} isDisabled={locked}>
            {digit}
          </Key>
        ))}
        <Key label={t("staff.pin.erase")} onPress={() => setPin(pin.slice(0, -1))} isDisabled={locked}>
          <Delete size={26} strokeWidth={1.75} aria-hidden="true" />
        </Key>
        <Key onPress={() => setPin(`${pin}0`)} isDisabled={locked}>
          {"0"}
        </Key>
      </div>
      <div className={styles.row}>
        <KioskButton look="secondary" onPress={onLeave}>
          {t("staff.leave")}
        </KioskButton>
        <KioskButton look="primary" type="submit" isDisabled={!pin || locked}>
          {t("staff.unlock")}
        </KioskButton>
      </div>
    </form>
  );
}

interface KeyProps {
  label?: string;
  onPress: () => void;
  isDisabled: boolean;
  children: ReactNode;
}

function Key({ label, onPress, isDisabled, children }: KeyProps) {
  return (
    <KioskButton look="secondary" {...(label === undefined ? {} : { "aria-label": label })} onPress={onPress} isDisabled={isDisabled}>
      {children}
    </KioskButton>
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
