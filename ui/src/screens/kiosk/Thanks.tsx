import { Check } from "lucide-react";
import { useTexts, type Key } from "../../i18n";
import { dayIn } from "../../i18n/format";
import { Clears, KeepButton } from "./Clears";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import { Receipt } from "./Receipt";
import { ReferenceCode } from "./ReferenceCode";
import styles from "./Thanks.module.css";

/** Characters of the number that finds a booking. */
const CODE_CHARS = 6;

/** The end of a reference, letters and digits only: what the station asks for to find it again. */
const bookingCode = (reference: string) => reference.replace(/[^A-Za-z0-9]/g, "").slice(-CODE_CHARS).toUpperCase();

const NEXT: { title: Key; note: Key }[] = [
  { title: "done.people.title", note: "done.people.note" },
  { title: "done.result.title", note: "done.result.note" },
  { title: "done.reply.title", note: "done.reply.note" },
];

/** The transfer was refused: what becomes of the answers. */
const SEALED: { title: Key; note: Key }[] = [
  { title: "done.sealed.here.title", note: "done.sealed.here.note" },
  { title: "done.sealed.hand.title", note: "done.sealed.hand.note" },
  { title: "done.sealed.erased.title", note: "done.sealed.erased.note" },
];

/** What happens next, and how to ask or to withdraw; then nothing of the person stays here. */
export function Thanks({ screen }: { screen: ScreenOf<"thanks"> }) {
  const { t, language } = useTexts();
  const { send } = useKiosk();
  const by = screen.result_within_days === null ? "" : dayIn(screen.result_within_days, new Date(), language);
  return (
    <Frame
      canStop={false}
      primary={{ text: t("done.clearNow"), onPress: () => send({ do: "clear_now" }) }}
      actions={<KeepButton left={screen.clear_in_s} />}
    >
      <div className={styles.screen}>
        <div className={styles.words}>
          <div className={styles.head}>
            <span className={parts.sign} data-tone="good" aria-hidden="true">
              <Check size={44} strokeWidth={2} />
            </span>
            <div>
              <ScreenTitle>{screen.candidate_name === null ? t("done.title.noName") : t("done.title", { name: screen.candidate_name })}</ScreenTitle>
              <p className={styles.lead}>{screen.sealed ? t("done.sealed") : t(screen.answers === 1 ? "done.saved.one" : "done.saved", { n: screen.answers })}</p>
              {screen.offline && <p className={parts.note}>{t("done.offline")}</p>}
            </div>
          </div>
          <h2 className={styles.nextTitle}>{t("done.next.title")}</h2>
          <ol className={styles.next}>
            {(screen.sealed ? SEALED : NEXT).map(({ title, note }, at) => (
              <li key={title} className={styles.step}>
                <span className={styles.number} aria-hidden="true">
                  {at + 1}
                </span>
                <div>
                  <p className={styles.stepTitle}>{title === "done.result.title" && by ? t("done.result.by", { date: by }) : t(title)}</p>
                  <p className={parts.note}>{t(note)}</p>
                </div>
              </li>
            ))}
          </ol>
        </div>
        <div className={parts.column}>
          <div className={`${parts.card} ${styles.reference}`}>
            <p className={parts.note}>{t("done.reference")}</p>
            <ReferenceCode code={bookingCode(screen.reference)} />
            <p className={styles.whole}>{t("done.reference.whole", { reference: screen.reference })}</p>
            <p className={`${parts.note} ${styles.use}`}>{screen.contact === null ? t("done.reference.use") : t("done.reference.contact", { contact: screen.contact })}</p>
            <Receipt />
          </div>
          <div className={parts.soft}>
            <Clears left={screen.clear_in_s} size={88} />
            <p className={parts.note}>{t("done.nothingStays")}</p>
          </div>
        </div>
      </div>
    </Frame>
  );
}
