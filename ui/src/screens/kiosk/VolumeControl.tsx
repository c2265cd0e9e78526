import { Minus, Plus, type LucideIcon } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useTexts, type Key } from "../../i18n";
import { useKiosk } from "./kiosk";
import styles from "./VolumeControl.module.css";

/** How loud the station speaks: two large keys, and as many bars as it is loud. */
export function VolumeControl() {
  const { t } = useTexts();
  const { view } = useKiosk();
  const { step, steps } = view.volume;
  return (
    <div className={styles.control} role="group" aria-label={t("frame.volume")}>
      <p role="status" className={styles.words}>
        {t("volume.step", { step, steps })}
      </p>
      <StepKey icon={Minus} text="volume.softer" to={step - 1} />
      <div className={styles.bars} aria-hidden="true">
        {Array.from({ length: steps }, (_, at) => (
          <i key={at} className={styles.bar} data-on={at < step || undefined} style={{ height: `${40 + (60 * at) / (steps - 1)}%` }} />
        ))}
      </div>
      <StepKey icon={Plus} text="volume.louder" to={step + 1} />
    </div>
  );
}

function StepKey({ icon: Icon, text, to }: { icon: LucideIcon; text: Key; to: number }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const isEnd = to < 1 || to > view.volume.steps;
  // A key that was disabled under the finger that pressed it would drop the focus out of the menu.
  return (
    <AriaButton className={styles.key ?? ""} aria-disabled={isEnd} onPress={() => !isEnd && send({ do: "set_volume", step: to })}>
      <Icon size={24} strokeWidth={2} aria-hidden="true" />
      {/* Read aloud too, which an aria-label is not. */}
      <span className="visually-hidden">{t(text)}</span>
    </AriaButton>
  );
}
