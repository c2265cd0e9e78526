import { Plus } from "lucide-react";
import { KioskButton } from "../../components/KioskButton";
import { Ring } from "../../components/Ring";
import { TimeCalls } from "../../components/TimeCalls";
import { useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./Clears.module.css";

/** Seconds until a last screen is cleared, and what one press adds. */
const CLEARS_AFTER_S = 30;

/** When the screen is cleared; nothing vanishes unsaid. `left` is null while it stays. */
export function Clears({ left, size }: { left: number | null; size: number }) {
  const { t } = useTexts();
  if (left === null) return <p className={parts.strong}>{t("done.stays")}</p>;
  return (
    <div className={styles.clear}>
      <Ring left={left} total={CLEARS_AFTER_S} size={size} />
      <p className={parts.strong}>{t("done.clear", { seconds: left })}</p>
      <TimeCalls left={left} />
    </div>
  );
}

/** More time for who writes something down; needless while the screen stays. */
export function KeepButton({ left }: { left: number | null }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  if (left === null) return null;
  return (
    <KioskButton look="secondary" icon={<Plus size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "keep_screen" })}>
      {t("done.keep")}
    </KioskButton>
  );
}
