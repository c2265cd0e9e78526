import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button } from "../../components/Button";
import { useTexts } from "../../i18n";
import styles from "./dialog.module.css";

/** Says that the desk is about to be locked, and lets whoever is there stay. */
export function AwayWarning({ leftS, onStay }: { leftS: number; onStay: () => void }) {
  const { t } = useTexts();
  return (
    <ModalOverlay className={styles.scrim} isOpen onOpenChange={(open) => !open && onStay()}>
      <Modal className={styles.modal}>
        <Dialog className={styles.dialog} role="alertdialog">
          <Heading slot="title" className={styles.title}>
            {t("desk.away.title")}
          </Heading>
          <p className={styles.words}>{t("desk.away.left", { n: leftS })}</p>
          <div className={styles.answers}>
            <Button look="primary" onPress={onStay} autoFocus>
              {t("desk.away.stay")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
