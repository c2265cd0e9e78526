import { ReceiptText } from "lucide-react";
import { useState } from "react";
import type { Receipt as ReceiptView } from "../../client";
import { KioskButton } from "../../components/KioskButton";
import { DialogActions, KioskDialog } from "../../components/KioskDialog";
import { useTexts } from "../../i18n";
import { dayAndTime } from "../../i18n/format";
import { useKiosk } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./Receipt.module.css";

/** What was consented to, purpose by purpose; a dialog, so that it is read aloud like any other. */
export function Receipt() {
  const { t } = useTexts();
  const { view } = useKiosk();
  const [isOpen, setOpen] = useState(false);
  if (!view.receipt) return null;
  return (
    <>
      <KioskButton look="plain" icon={<ReceiptText size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => setOpen(true)}>
        {t("receipt.open")}
      </KioskButton>
      <KioskDialog title={t("receipt.title")} isOpen={isOpen} onClose={() => setOpen(false)} wide>
        <p>{t("receipt.lead")}</p>
        <Rows receipt={view.receipt} />
        <DialogActions>
          <KioskButton look="primary" onPress={() => setOpen(false)}>
            {t("receipt.close")}
          </KioskButton>
        </DialogActions>
      </KioskDialog>
    </>
  );
}

function Rows({ receipt }: { receipt: ReceiptView }) {
  const texts = useTexts();
  const { t, named } = texts;
  return (
    // Can be scrolled by keys.
    <div className={`${parts.scrolls} ${styles.text}`} tabIndex={0} role="group" aria-label={t("receipt.title")}>
      <p className={parts.strong}>{receipt.reference === null ? t("receipt.reference.none") : t("receipt.reference", { reference: receipt.reference })}</p>
      <ul className={styles.rows}>
        {receipt.rows.map((row) => (
          <li key={row.purpose} className={styles.row} data-purpose={row.purpose}>
            <span className={parts.strong}>{named(`consent.text.${row.purpose}.title`)}</span>
            <span className={styles.when}>{t("receipt.at", { time: dayAndTime(row.at, new Date(), texts), text: row.text })}</span>
            <span className={styles.answer} data-given={row.given || undefined}>
              {t(row.given ? "receipt.yes" : "receipt.no")}
            </span>
          </li>
        ))}
      </ul>
      <p className={parts.note}>{t("receipt.rules", { policy: receipt.policy, sheet: receipt.sheet })}</p>
      <p className={parts.note}>{t("receipt.withdraw")}</p>
    </div>
  );
}
