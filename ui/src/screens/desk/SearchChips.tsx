import { X } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { nameIn, useTexts } from "../../i18n";
import type { ListFilter } from "./filter";
import { without, type Meant } from "./searched";
import looks from "./tag.module.css";
import styles from "./List.module.css";

interface SearchChipsProps {
  filter: ListFilter;
  meant: Meant;
  onFilter: (filter: ListFilter) => void;
}

/** What a search was understood to ask for; each part can be taken out of it. */
export function SearchChips({ filter, meant, onFilter }: SearchChipsProps) {
  const { t, language } = useTexts();
  const words = (text: string) => onFilter({ ...filter, words: text });
  const chips: { what: string; drop: () => void }[] = [];
  if (meant.position) {
    chips.push({ what: t("search.position", { position: nameIn(language, meant.position.name) }), drop: () => words(without("position", meant)) });
  }
  if (meant.least !== null) chips.push({ what: t("search.least", { n: meant.least }), drop: () => words(without("least", meant)) });
  // Of a view that was saved with it.
  if (filter.least !== null) chips.push({ what: t("search.least", { n: filter.least }), drop: () => onFilter({ ...filter, least: null }) });
  if (chips.length === 0) return null;
  if (meant.words !== "") {
    const typed = meant.pieces.filter(({ kind }) => kind === "word").map((piece) => piece.typed);
    chips.push({ what: t("search.words", { words: typed.join(" ") }), drop: () => words(without("word", meant)) });
  }
  return (
    <div className={styles.meant} role="group" aria-label={t("search.understood")}>
      <span className={styles.meantLabel}>{t("search.understood")}</span>
      {chips.map(({ what, drop }) => (
        <span key={what} className={looks.tag}>
          {what}
          <AriaButton className={looks.drop} aria-label={t("search.drop", { what })} onPress={drop}>
            <X size={14} aria-hidden="true" />
          </AriaButton>
        </span>
      ))}
      {(meant.position !== null || meant.least !== null) && <span className={styles.meantNote}>{t("search.quote")}</span>}
    </div>
  );
}
