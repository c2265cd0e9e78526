import { Inbox, Search, SearchX, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button as AriaButton, Input, SearchField, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Button } from "../../components/Button";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { Notice } from "../../components/Notice";
import type { InterviewRow } from "../../client";
import type { Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import { EVERYTHING, filtered, isIn, type ListFilter, type View } from "./filter";
import { InterviewTable } from "./InterviewTable";
import styles from "./List.module.css";

const VIEWS: { view: View; text: Key }[] = [
  { view: "all", text: "desk.view.all" },
  { view: "attention", text: "desk.view.attention" },
  { view: "insufficient", text: "desk.view.insufficient" },
];

interface ListProps {
  interviews: Resource<InterviewRow[]>;
  filter: ListFilter;
  onFilter: (filter: ListFilter) => void;
  onOpen: (id: string) => void;
  onRetry: () => void;
}

/** All stored interviews, newest first: never in the order of scores. */
export function List({ interviews, filter, onFilter, onOpen, onRetry }: ListProps) {
  const { t } = useTexts();
  const rows = interviews.state === "ready" ? interviews.value : [];
  return (
    <>
      <header className={styles.header}>
        <h1 className={styles.title}>{t("desk.nav.interviews")}</h1>
        <WordSearch words={filter.words} onWords={(words) => onFilter({ ...filter, words })} />
      </header>
      <Views rows={rows} view={filter.view} onView={(view) => onFilter({ ...filter, view })} />
      <div className={styles.card}>
        <Body interviews={interviews} filter={filter} onFilter={onFilter} onOpen={onOpen} onRetry={onRetry} />
      </div>
    </>
  );
}

function Body({ interviews, filter, onFilter, onOpen, onRetry }: ListProps) {
  const { t } = useTexts();
  switch (interviews.state) {
    case "loading":
      return <Loading label={t("desk.loading")} lines={6} />;
    case "failed":
      return <Failure failure={interviews.failure} onRetry={onRetry} />;
    case "ready":
      break;
  }
  const icon = { size: 32, strokeWidth: 1.5, "aria-hidden": true } as const;
  if (interviews.value.length === 0) return <Notice icon={<Inbox {...icon} />} title={t("desk.empty")} />;
  const rows = filtered(interviews.value, filter);
  if (rows.length === 0) {
    return (
      <Notice icon={<SearchX {...icon} />} title={t("desk.noMatch.title")}>
        <Button look="secondary" onPress={() => onFilter(EVERYTHING)}>
          {t("desk.noMatch.clear")}
        </Button>
      </Notice>
    );
  }
  return <InterviewTable rows={rows} onOpen={onOpen} />;
}

/** Search by words; `/` comes here from anywhere on the page. */
function WordSearch({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <SearchField className={styles.search} aria-label={t("desk.search")} value={words} onChange={onWords}>
      <Search size={17} strokeWidth={1.75} aria-hidden="true" />
      <Input ref={input} className={styles.input} placeholder={t("desk.search")} />
      <kbd className={styles.key} aria-hidden="true">
        /
      </kbd>
      <AriaButton className={styles.clear} aria-label={t("desk.search.clear")}>
        <X size={16} aria-hidden="true" />
      </AriaButton>
    </SearchField>
  );
}

function Views({ rows, view, onView }: { rows: InterviewRow[]; view: View; onView: (view: View) => void }) {
  const { t } = useTexts();
  return (
    <ToggleButtonGroup
      className={styles.views}
      aria-label={t("desk.views")}
      selectedKeys={[view]}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        const chosen = VIEWS.find((each) => keys.has(each.view));
        if (chosen) onView(chosen.view);
      }}
    >
      {VIEWS.map((each) => (
        <ToggleButton key={each.view} id={each.view} className={styles.view}>
          {t(each.text)}
          <span className={styles.count}>{rows.filter((row) => isIn(each.view, row)).length}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
