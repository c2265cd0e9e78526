import { ChartColumn, FileSpreadsheet, FileText, Table2, TriangleAlert } from "lucide-react";
import { Component, Suspense, useCallback, useState, type ReactNode } from "react";
import { ToggleButton } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { useClient, type PositionFigures } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts } from "../../../i18n";
import { ExportState, useExport } from "../exporting";
import { Choice } from "../FilterBar";
import { useMay } from "../rights";
import { AgreementFigures } from "./agreement";
import { BehaviourFigures, MonthFigures, SpreadFigures } from "./figures";
import { monthName } from "./months";
import panel from "../panel.module.css";
import styles from "./StatisticsPage.module.css";

const PERIODS = [3, 6, 12, 0] as const;

/** Figures of all positions, or of one. Groups under ten people stay hidden; every chart is a table as well. */
export function StatisticsPage() {
  const { t, language } = useTexts();
  const client = useClient();
  const [months, setMonths] = useState<number>(6);
  const [figures, again] = useResource(useCallback(() => client.statistics(months), [client, months]));
  const [code, setCode] = useState("");
  const [asTable, setAsTable] = useState(false);
  const [drawable, setDrawable] = useState(true);
  const all = figures.state === "ready" ? figures.value : [];
  const one = all.find((each) => each.code === code);
  const shown = one ? [one] : all;
  const may = useMay();
  const [exporting, run] = useExport();
  const write = (file: "xlsx" | "pdf") => run({ kind: "statistics", months, code: one?.code ?? null, file });
  const busy = exporting.state === "busy";
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.statistics")}</h1>
        <p className={panel.facts}>{shown.length > 0 && t("stats.people", { n: shown.reduce((sum, each) => sum + each.people, 0) })}</p>
        {all.length > 0 && (
          <Choice
            label={t("filter.position")}
            value={one?.code ?? ""}
            all={false}
            options={[["", t("stats.all")], ...all.map((each): [string, string] => [each.code, nameIn(language, each.position)])]}
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
          <ToggleButton className={panel.toggle} isSelected={asTable} onChange={setAsTable}>
            <Table2 size={16} aria-hidden="true" />
            {t("stats.asTable")}
          </ToggleButton>
        )}
        {may("export") && (
          <>
            <Button look="secondary" isDisabled={shown.length === 0 || busy} onPress={() => write("xlsx")}>
              <FileSpreadsheet size={16} aria-hidden="true" />
              {t("stats.excel")}
            </Button>
            <Button look="secondary" isDisabled={shown.length === 0 || busy} onPress={() => write("pdf")}>
              <FileText size={16} aria-hidden="true" />
              {t("stats.pdf")}
            </Button>
          </>
        )}
      </header>
      <ExportState state={exporting} />
      {figures.state === "loading" && <Loading label={t("desk.loading")} lines={8} />}
      {figures.state === "failed" && <Failure failure={figures.failure} onRetry={again} />}
      {figures.state === "ready" &&
        (shown[0] ? (
          <ChartGuard key={String(drawable)} onFailed={() => setDrawable(false)}>
            <Suspense fallback={<Loading label={t("desk.loading")} lines={8} />}>
              <Figures shown={shown} first={shown[0]} table={asTable || !drawable} drawable={drawable} />
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
  shown: PositionFigures[];
  /** The one with the most people. */
  first: PositionFigures;
  table: boolean;
  drawable: boolean;
}

function Figures({ shown, first, table, drawable }: FiguresProps) {
  const { t, language } = useTexts();
  const [code, setCode] = useState(first.code);
  const figures = shown.find((each) => each.code === code) ?? first;
  const positions = shown.map((each): [string, string] => [each.code, nameIn(language, each.position)]);
  return (
    <div className={panel.scroll}>
      {!drawable && (
        <p className={panel.banner} data-tone="warn" role="status" style={{ marginBottom: 0 }}>
          <TriangleAlert size={18} aria-hidden="true" />
          <span className={panel.bannerText}>{t("stats.noCharts")}</span>
        </p>
      )}
      {shown.map(
        ({ code: of, position, low }) =>
          low && (
            <p key={of} className={panel.banner} data-tone="warn" style={{ marginBottom: 0 }}>
              <TriangleAlert size={18} aria-hidden="true" />
              <span className={panel.bannerText}>
                {t("stats.low", { position: nameIn(language, position), share: low.share ?? 0, month: monthName(low.month, language) })}
              </span>
            </p>
          ),
      )}
      <MonthFigures shown={shown} table={table} />
      {positions.length > 1 && (
        <p className={styles.below}>
          <Choice label={t("stats.position")} value={figures.code} all={false} options={positions} onChoose={setCode} />
        </p>
      )}
      <div className={styles.two}>
        <BehaviourFigures key={figures.code} figures={figures} table={table} />
        <AgreementFigures figures={figures} />
      </div>
      <SpreadFigures figures={figures} table={table} />
    </div>
  );
}
