import type { ReactNode } from "react";
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button } from "../../components/Button";
import { useTexts } from "../../i18n";
import styles from "./dialog.module.css";

interface RemoveDialogProps {
  /** The question, with the name of what would go. */
  ask: string;
  /** What would be lost, and what stays. */
  note: string;
  onRemove: () => void;
  /** The button that opens it. */
  children: ReactNode;
}

/** Asks before something goes for good; keeping it is what a hasty Enter does. */
export function RemoveDialog({ ask, note, onRemove, children }: RemoveDialogProps) {
  const { t } = useTexts();
  return (
    <DialogTrigger>
      {children}
      <ModalOverlay className={styles.scrim ?? ""} isDismissable>
        <Modal className={styles.modal ?? ""}>
          <Dialog className={styles.dialog ?? ""} role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title" className={styles.title ?? ""}>
                  {ask}
                </Heading>
                <p className={styles.words}>{note}</p>
                <div className={styles.answers}>
                  <Button look="secondary" autoFocus onPress={close}>
                    {t("remove.no")}
                  </Button>
                  <Button
                    look="secondary"
                    onPress={() => {
                      close();
                      onRemove();
                    }}
                  >
                    {t("remove.yes")}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
