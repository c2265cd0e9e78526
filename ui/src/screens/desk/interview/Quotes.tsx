import { Minus, Play, Plus } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import type { Quote } from "../../../client";
import { useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { usePlayback } from "./playback";
import panel from "../panel.module.css";
import styles from "./Quotes.module.css";

/** Words that raised or lowered a grade, each with the way to the second in which they were said. */
export function Quotes({ quotes }: { quotes: Quote[] }) {
  const { t } = useTexts();
  if (quotes.length === 0) return <p className={panel.quiet}>{t("report.good.none")}</p>;
  return (
    <ul className={styles.quotes}>
      {quotes.map((quote) => (
        <QuoteLine key={`${quote.start_ms}${String(quote.raises)}${quote.behaviour}`} quote={quote} />
      ))}
    </ul>
  );
}

/** The rule by which the words weigh for what they say: it tells no more than the words themselves. */
const PLAIN = "rule.words";

function QuoteLine({ quote }: { quote: Quote }) {
  const { t, word } = useTexts();
  const playback = usePlayback();
  const time = length(quote.start_ms / 1000);
  const isRule = quote.behaviour.startsWith("rule.");
  return (
    <li className={styles.quote}>
      <span className={quote.raises ? styles.plus : styles.minus} role="img" aria-label={t(quote.raises ? "quote.raises" : "quote.lowers")}>
        {quote.raises ? <Plus size={16} aria-hidden="true" /> : <Minus size={16} aria-hidden="true" />}
      </span>
      <span className={styles.words}>
        <q lang={/\p{Script=Han}/u.test(quote.text) ? "zh-CN" : "en"}>{quote.text}</q>
        {quote.behaviour !== PLAIN && (
          <small className={styles.behaviour} lang={isRule ? undefined : "zh-CN"}>
            {isRule ? word(quote.behaviour) : quote.behaviour}
          </small>
        )}
      </span>
      <AriaButton className={panel.chipButton} aria-label={t("quote.play", { n: quote.question, time })} onPress={() => playback.seek(quote.start_ms)}>
        <Play size={13} aria-hidden="true" />
        {time}
      </AriaButton>
    </li>
  );
}
