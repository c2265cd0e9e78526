import { Check, Minus } from "lucide-react";
import type { JudgedLine } from "../../client";
import { useTexts } from "../../i18n";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./Judged.module.css";

/** What is judged and what is not, as the station lists it from its own rules. */
export function Judged({ screen }: { screen: ScreenOf<"judged"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Frame primary={{ text: t("frame.continue"), leads: "on", onPress: () => send({ do: "continue" }) }} onBack={() => send({ do: "back" })}>
      <div className={parts.head}>
        <ScreenTitle>{t("judged.title")}</ScreenTitle>
        <p className={parts.lead}>{t("judged.lead")}</p>
      </div>
      <div className={styles.lists}>
        <div className={styles.column}>
          <List title={t("judged.counts")} lines={screen.judged} counts />
          {screen.offered.length > 0 && <List title={t("judged.may")} lines={screen.offered} counts />}
        </div>
        <List title={t("judged.notCounts")} lines={screen.not_judged} />
      </div>
    </Frame>
  );
}

function List({ title, lines, counts = false }: { title: string; lines: JudgedLine[]; counts?: boolean }) {
  const { named } = useTexts();
  const Sign = counts ? Check : Minus;
  return (
    <section className={styles.list} data-counts={counts || undefined}>
      <h2 className={styles.title}>{title}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line.key} className={styles.line}>
            <Sign size={26} strokeWidth={2} className={styles.sign} aria-hidden="true" />
            {named(line.key, { n: line.n ?? 0 })}
          </li>
        ))}
      </ul>
    </section>
  );
}
