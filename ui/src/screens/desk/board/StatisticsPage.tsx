import { ChartColumn, Table2, TriangleAlert } from "lucide-react";
import { Component, Suspense, useCallback, useState, type ReactNode } from "react";
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
  const [asTable, setAsTable] = useState(false);
  const [drawable, setDrawable] = useState(true);
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
        {drawable && (
          <ToggleButton className={styles.toggle} isSelected={asTable} onChange={setAsTable}>
            <Table2 size={16} aria-hidden="true" />
            {t("stats.asTable")}
          </ToggleButton>
        )}
      </header>
      {figures.state === "loading" && <Loading label={t("desk.loading")} lines={8} />}
      {figures.state === "failed" && <Failure failure={figures.failure} onRetry={again} />}
      {figures.state === "ready" &&
        (shown ? (
          <ChartGuard key={String(drawable)} onFailed={() => setDrawable(false)}>
            <Suspense fallback={<Loading label={t("desk.loading")} lines={8} />}>
              <Figures figures={shown} table={asTable || !drawable} drawable={drawable} />
            </Suspense>
          </ChartGuard>
        ) : (
          <div className={panel.card}>
            <Notice icon={<ChartColumn size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("stats.empty")} />
          </div>
        ))}
    </>
  );
}

interface ChartGuardProps {
  onFailed: () => void;
  children: ReactNode;
}

/** A chart that can't be fetched or drawn costs the charts, not the window. */
class ChartGuard extends Component<ChartGuardProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    this.props.onFailed();
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

interface FiguresProps {
  figures: PositionFigures;
  table: boolean;
  drawable: boolean;
}

function Figures({ figures, table, drawable }: FiguresProps) {
  const { t, language } = useTexts();
  return (
    <div className={panel.scroll}>
      {!drawable && (
        <p className={panel.banner} data-tone="warn" role="status" style={{ marginBottom: 0 }}>
          <TriangleAlert size={18} aria-hidden="true" />
          <span className={panel.bannerText}>{t("stats.noCharts")}</span>
        </p>
      )}
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
