import { ChevronDown, X } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../../components/Button";
import type { InterviewRow } from "../../client";
import { nameIn, useTexts } from "../../i18n";
import { bandName, EVERYTHING, isSame, monthOf, PERIODS, SCORES, STAGE_TEXTS, STAGES, type ListFilter } from "./filter";
import { monthName } from "./board/months";
import styles from "./List.module.css";

interface FilterBarProps {
  rows: InterviewRow[];
  filter: ListFilter;
  onFilter: (filter: ListFilter) => void;
}

/** Position, stage, month or days, score and tag: how interviews are filed. No trait of a person is among them. */
export function FilterBar({ rows, filter, onFilter }: FilterBarProps) {
  const { t, language } = useTexts();
  const positions = useMemo(() => new Map(rows.map((row) => [row.code, row.position])), [rows]);
  const tags = useMemo(() => [...new Set(rows.flatMap((row) => row.tags))].sort(), [rows]);
  const months = useMemo(() => [...new Set(rows.map(monthOf))].sort().reverse(), [rows]);
  const plain = { ...EVERYTHING, view: filter.view, words: filter.words };
  return (
    <>
      <Choice
        label={t("filter.position")}
        value={filter.position}
        options={[...positions].map(([code, name]) => [code, nameIn(language, name)])}
        onChoose={(position) => onFilter({ ...filter, position })}
      />
      <Choice
        label={t("filter.period")}
        value={filter.month || (filter.days === 0 ? "" : String(filter.days))}
        options={[
          ...PERIODS.map((days): [string, string] => [String(days), days === 1 ? t("filter.today") : t("filter.days", { n: days })]),
          ...months.map((month): [string, string] => [month, monthName(month, language)]),
        ]}
        onChoose={(chosen) => onFilter({ ...filter, ...(months.includes(chosen) ? { month: chosen, days: 0 } : { month: "", days: Number(chosen) }) })}
      />
      <Choice
        label={t("filter.stage")}
        value={filter.stage}
        options={STAGES.map((stage) => [stage, t(STAGE_TEXTS[stage])])}
        onChoose={(stage) => onFilter({ ...filter, stage: STAGES.find((each) => each === stage) ?? "" })}
      />
      <Choice
        label={t("filter.score")}
        value={filter.score === null ? "" : String(filter.score)}
        options={[...SCORES.map(([low]): [string, string] => [String(low), bandName(low)]), ["none", t("filter.score.none")]]}
        onChoose={(chosen) => onFilter({ ...filter, score: chosen === "" ? null : chosen === "none" ? chosen : Number(chosen) })}
      />
      {tags.length > 0 && (
        <Choice label={t("filter.tag")} value={filter.tag} options={tags.map((tag) => [tag, tag])} onChoose={(tag) => onFilter({ ...filter, tag })} />
      )}
      {!isSame(plain, filter) && (
        <Button look="quiet" onPress={() => onFilter(plain)}>
          <X size={15} aria-hidden="true" />
          {t("desk.noMatch.clear")}
        </Button>
      )}
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChoose: (value: string) => void;
}

/** The system's own list: it is read, zoomed and operated as people know it. */
export function Choice({ label, value, options, onChoose, all = true }: ChoiceProps & { all?: boolean }) {
  const { t } = useTexts();
  return (
    <label className={styles.choice} data-set={(all && value !== "") || undefined}>
      <span className={styles.choiceLabel}>{label}</span>
      <select className={styles.select} value={value} onChange={(event) => onChoose(event.target.value)}>
        {all && <option value="">{t("filter.all")}</option>}
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <ChevronDown className={styles.arrow} size={16} strokeWidth={1.75} aria-hidden="true" />
    </label>
  );
}
