import { KioskButton } from "../../components/KioskButton";
import { DialogActions, KioskDialog } from "../../components/KioskDialog";
import { useTexts, type Key } from "../../i18n";
import parts from "./parts.module.css";
import styles from "./ConsentText.module.css";

/** What the whole text takes at 300 Chinese characters or 230 English words a minute. */
export const READING_MINUTES = 2;

const PARTS: { title: Key; text: Key }[] = [
  { title: "consent.text.record.title", text: "consent.text.record" },
  { title: "consent.text.face.title", text: "consent.text.face" },
  { title: "consent.text.score.title", text: "consent.text.score" },
  { title: "consent.text.send.title", text: "consent.text.send" },
  { title: "consent.text.pool.title", text: "consent.text.pool" },
  { title: "consent.text.rights.title", text: "consent.text.rights" },
];

/** The consents in full. */
export function ConsentText({ isOpen, months, onClose }: { isOpen: boolean; months: number; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <KioskDialog title={t("consent.text.title")} isOpen={isOpen} onClose={onClose} wide>
      {/* Can be scrolled by keys. */}
      <div className={`${parts.scrolls} ${styles.text}`} tabIndex={0} role="group" aria-label={t("consent.text.title")}>
        {PARTS.map(({ title, text }) => (
          <section key={title} className={styles.part}>
            <h3 className={styles.title}>{t(title)}</h3>
            <p>{t(text, { months })}</p>
          </section>
        ))}
      </div>
      <DialogActions>
        <KioskButton look="primary" onPress={onClose}>
          {t("consent.text.close")}
        </KioskButton>
      </DialogActions>
    </KioskDialog>
  );
}
