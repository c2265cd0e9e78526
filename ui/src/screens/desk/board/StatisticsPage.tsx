import { ChartColumn, Table2, TriangleAlert } from "lucide-react";
import { useCallback, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { useClient, type PositionFigures } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts } from "../../../i18n";
import { Choice } from "../FilterBar";
import { BehaviourFigures, MonthFigures, SpreadFigures } from "./figures";
import { monthName } from "./months";
import panel from "../panel.module.css";
import styles from "./StatisticsPage.module.css";

const PERIODS = [3, 6, 12, 0] as const;

/** Figures of one position. Groups under ten people stay hidden; every chart is a table as well. */
export function StatisticsPage() {
  const { t, language } = useTexts();
  const client = useClient();
  const [months, setMonths] = useState<number>(6);
  const [figures, again] = useResource(useCallback(() => client.statistics(months), [client, months]));
  const [code, setCode] = useState("");
  const [table, setTable] = useState(false);
  const all = figures.state === "ready" ? figures.value : [];
  const shown = all.find((each) => each.code === code) ?? all[0];
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.statistics")}</h1>
        <p className={panel.facts}>{shown && t("stats.people", { n: shown.people })}</p>
        {shown && (
          <Choice
            label={t("filter.position")}
            value={shown.code}
            all={false}
            options={all.map((each) => [each.code, nameIn(language, each.position)])}
            onChoose={setCode}
          />
        )}
        <Choice
          label={t("filter.period")}
          value={String(months)}
          all={false}
          options={PERIODS.map((n) => [String(n), n === 0 ? t("filter.all") : t("stats.months", { n })])}
          onChoose={(n) => setMonths(Number(n))}
        />
        <ToggleButton className={styles.toggle} isSelected={table} onChange={setTable}>
          <Table2 size={16} aria-hidden="true" />
          {t("stats.asTable")}
        </ToggleButton>
      </header>
      {figures.state === "loading" && <Loading label={t("desk.loading")} lines={8} />}
      {figures.state === "failed" && <Failure failure={figures.failure} onRetry={again} />}
      {figures.state === "ready" &&
        (shown ? (
          <Figures figures={shown} table={table} />
        ) : (
          <div className={panel.card}>
            <Notice icon={<ChartColumn size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("stats.empty")} />
          </div>
        ))}
    </>
  );
}

function Figures({ figures, table }: { figures: PositionFigures; table: boolean }) {
  const { t, language } = useTexts();
  return (
    <div className={panel.scroll}>
      {figures.low && (
        <p className={panel.banner} data-tone="warn" style={{ marginBottom: 0 }}>
          <TriangleAlert size={18} aria-hidden="true" />
          <span className={panel.bannerText}>
            {t("stats.low", {
              position: nameIn(language, figures.position),
              share: figures.low.share ?? 0,
              month: monthName(figures.low.month, language),
            })}
          </span>
        </p>
      )}
      <div className={styles.two}>
        <MonthFigures figures={figures} table={table} />
        <BehaviourFigures key={figures.code} figures={figures} table={table} />
      </div>
      <SpreadFigures figures={figures} table={table} />
    </div>
  );
}
