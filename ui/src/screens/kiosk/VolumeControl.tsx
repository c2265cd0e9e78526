import { Minus, Plus } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";
import styles from "./VolumeControl.module.css";

/** How loud the station speaks: two large keys, and as many bars as it is loud. */
export function VolumeControl() {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const { step, steps } = view.volume;
  const to = (step: number) => send({ do: "set_volume", step: Math.min(steps, Math.max(1, step)) });
  return (
    <div className={styles.control} role="group" aria-label={t("frame.volume")}>
      <AriaButton className={styles.key ?? ""} aria-label={t("volume.softer")} onPress={() => to(step - 1)}>
        <Minus size={24} strokeWidth={2} aria-hidden="true" />
      </AriaButton>
      <div className={styles.level}>
        <p role="status" className={styles.words}>
          {t("frame.volume")} <span>{t("volume.step", { step, steps })}</span>
        </p>
        <div className={styles.bars} aria-hidden="true">
          {Array.from({ length: steps }, (_, at) => (
            <i key={at} className={styles.bar} data-on={at < step || undefined} style={{ height: `${40 + (60 * at) / (steps - 1)}%` }} />
          ))}
        </div>
      </div>
      <AriaButton className={styles.key ?? ""} aria-label={t("volume.louder")} onPress={() => to(step + 1)}>
        <Plus size={24} strokeWidth={2} aria-hidden="true" />
      </AriaButton>
    </div>
  );
}
