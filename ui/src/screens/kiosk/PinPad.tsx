import { Delete } from "lucide-react";
import { useState, type ReactNode } from "react";
import { KioskButton } from "../../components/KioskButton";
import { KioskField } from "../../components/KioskField";
import { useTexts } from "../../i18n";
import styles from "./StaffCover.module.css";

/** Tries before the pad is locked; fewer left means that one was wrong. */
const TRIES = 5;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

interface PinPadProps {
  title: ReactNode;
  /** How the pad stands; none before the first try. */
  standing: { tries_left: number; locked_s: number } | null;
  /** Stands above the keys where neither a lock nor a wrong try has to be told. */
  note?: string;
  onUnlock: (pin: string) => void;
  onLeave: () => void;
}

/** Digits for staff, by touch or by keyboard. */
export function PinPad({ title, standing, note = "", onUnlock, onLeave }: PinPadProps) {
  const { t } = useTexts();
  const [pin, setPin] = useState("");
  const locked = standing !== null && standing.locked_s > 0;
  const unlock = () => {
    if (!pin || locked) return;
    setPin("");
    onUnlock(pin);
  };
  let message = note;
  if (locked) message = t("staff.pin.locked", { seconds: standing.locked_s });
  else if (standing !== null && standing.tries_left < TRIES) message = t("staff.pin.wrong", { n: standing.tries_left });
  return (
    <form
      className={styles.pin}
      onSubmit={(event) => {
        event.preventDefault();
        unlock();
      }}
    >
      {title}
      <KioskField label={t("staff.pin")} quietLabel type="password" keyboard="none" code value={pin} onChange={setPin} isDisabled={locked} />
      <p className={styles.message} role="status">
        {message}
      </p>
      <div className={styles.pad}>
        {DIGITS.map((digit) => (
          <Key key={digit} onPress={() => setPin((typed) => typed + digit)} isDisabled={locked}>
            {digit}
          </Key>
        ))}
        <Key label={t("staff.pin.erase")} onPress={() => setPin((typed) => typed.slice(0, -1))} isDisabled={locked}>
          <Delete size={26} strokeWidth={1.75} aria-hidden="true" />
        </Key>
        <Key onPress={() => setPin((typed) => `${typed}0`)} isDisabled={locked}>
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
