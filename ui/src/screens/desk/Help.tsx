import { X } from "lucide-react";
import { Button as AriaButton, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Toggle } from "../../components/Toggle";
import { useTexts, type Key } from "../../i18n";
import { useDesk } from "./place";
import styles from "./dialog.module.css";

const KEYS: { keys: string; text: Key }[] = [
  { keys: "/", text: "desk.keys.search" },
  { keys: "J  K", text: "desk.keys.next" },
  { keys: "␣", text: "desk.keys.play" },
  { keys: "←  →", text: "desk.keys.seek" },
  { keys: ",  .", text: "desk.keys.frame" },
  { keys: "1 – 5", text: "desk.keys.level" },
  { keys: "?", text: "desk.keys.help" },
];

/** Keys of the desk, and the switch that silences them. */
export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { keys, setKeys } = useDesk();
  return (
    <ModalOverlay className={styles.scrim} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={styles.modal}>
        <Dialog className={styles.dialog}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title}>
              {t("desk.keys.title")}
            </Heading>
            <AriaButton className={styles.close} aria-label={t("desk.close")} onPress={onClose}>
              <X size={18} aria-hidden="true" />
            </AriaButton>
          </header>
          <dl className={styles.list}>
            {KEYS.map((each) => (
              <div key={each.keys} className={styles.line}>
                <dt>
                  <kbd className={styles.key}>{each.keys}</kbd>
                </dt>
                <dd>{t(each.text)}</dd>
              </div>
            ))}
          </dl>
          <Toggle on={keys} onChange={setKeys}>
            {t("desk.keys.on")}
          </Toggle>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
