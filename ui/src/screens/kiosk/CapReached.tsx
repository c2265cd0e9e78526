import { Clock3 } from "lucide-react";
import { KioskButton } from "../../components/KioskButton";
import { useTexts, type Key } from "../../i18n";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./CapReached.module.css";

const WAYS: { title: Key; note: Key }[] = [
  { title: "cap.goOn", note: "cap.goOn.note" },
  { title: "cap.later", note: "cap.later.note" },
  { title: "cap.handIn", note: "cap.handIn.note" },
];

/** The time for the whole interview is reached between two questions: the candidate decides about the rest. */
export function CapReached({ screen }: { screen: ScreenOf<"cap_reached"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Frame
      primary={{ text: t("cap.goOn"), leads: "on", onPress: () => send({ do: "continue" }) }}
      actions={
        <>
          <KioskButton look="secondary" onPress={() => send({ do: "stop_and_pause" })}>
            {t("cap.later")}
          </KioskButton>
          <KioskButton look="secondary" onPress={() => send({ do: "leave_rest" })}>
            {t("cap.handIn")}
          </KioskButton>
        </>
      }
    >
      <div className={parts.center}>
        <span className={parts.sign} aria-hidden="true">
          <Clock3 size={40} strokeWidth={1.6} />
        </span>
        <ScreenTitle>{t("cap.title")}</ScreenTitle>
        <p className={parts.lead}>{t("cap.lead", { answered: screen.answered, left: screen.left })}</p>
        <ul className={`${parts.card} ${styles.ways}`}>
          {WAYS.map(({ title, note }) => (
            <li key={title} className={styles.way}>
              <span className={parts.strong}>{t(title)}</span>
              <span className={styles.note}>{t(note)}</span>
            </li>
          ))}
        </ul>
        <p className={parts.note}>{t("cap.note")}</p>
      </div>
    </Frame>
  );
}
