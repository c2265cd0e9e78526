import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import styles from "./KioskDialog.module.css";

interface KioskDialogProps {
  title: string;
  isOpen: boolean;
  /** Called for Esc; without it the dialog must be answered. */
  onClose?: () => void;
  /** Stands left of the words. */
  aside?: ReactNode;
  /** Asks for an answer now: read out as an alert. */
  urgent?: boolean;
  wide?: boolean;
  children: ReactNode;
}

/** A question over the screen. The scrim begins below the header, so that the lamp stays visible. */
export function KioskDialog({ title, isOpen, onClose, aside, urgent = false, wide = false, children }: KioskDialogProps) {
  return (
    <ModalOverlay
      className={styles.scrim ?? ""}
      isOpen={isOpen}
      isKeyboardDismissDisabled={!onClose}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className={`${styles.modal} ${wide ? styles.wide : ""}`}>
        <Dialog className={styles.dialog ?? ""} role={urgent ? "alertdialog" : "dialog"}>
          {aside}
          <div className={styles.words}>
            <Heading slot="title" className={styles.title ?? ""}>
              {title}
            </Heading>
            {children}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The answers of a dialog, one below the other or side by side. */
export function DialogActions({ children, column = false }: { children: ReactNode; column?: boolean }) {
  return (
    <div className={styles.actions} data-column={column || undefined}>
      {children}
    </div>
  );
}
