import { useMemo, useState } from "react";
import type { PositionFigures, Spread } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { Choice } from "../FilterBar";
import { monthName, useChart, type Colours } from "./charts";
import panel from "../panel.module.css";
import styles from "./StatisticsPage.module.css";

/** From here on a score is drawn; what lies below stands on the edge. */
const AXIS = [40, 100] as const;
/** Share in per cent under which a month is noted. */
const LOW = 30;
/** Heads of the table of spreads. */
const SPREAD_HEADS = ["stats.ability", "stats.peopleCol", "stats.quartile1", "stats.median", "stats.quartile3", "stats.required"] as const;
/** Height of one ability in pixels. */
const LANE = 40;

interface FiguresProps {
  figures: PositionFigures;
  table: boolean;
}

function Card({ title, note, children }: { title: string; note: React.ReactNode; children: React.ReactNode }) {
  return (
    <section className={styles.card} aria-label={title}>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{title}</h2>
        <div className={panel.quiet}>{note}</div>
      </header>
      {children}
    </section>
  );
}

function Hidden({ enough = false }: { enough?: boolean }) {
  const { t } = useTexts();
  return <p className={styles.hidden}>{enough ? t("report.good.none") : t("stats.hidden")}</p>;
}

/** Share of people who went on, by month, as people decided. */
export function MonthFigures({ figures, table }: FiguresProps) {
  const { t, language } = useTexts();
  const shown = figures.months.some((month) => month.share !== null);
  return (
    <Card title={t("stats.wentOn")} note={t("stats.byPeople")}>
      {!shown ? (
        <Hidden />
      ) : table ? (
        <div className={styles.tables}>
          <table className={panel.table}>
            <thead>
              <tr>
                <th scope="col">{t("stats.month")}</th>
                <th scope="col">{t("stats.share")}</th>
                <th scope="col">{t("stats.decided")}</th>
              </tr>
            </thead>
            <tbody>
              {figures.months.map((month) => (
                <tr key={month.month}>
                  <th scope="row">{monthName(month.month, language)}</th>
                  <td>{month.share === null ? t("stats.tooFew") : `${month.share}%`}</td>
                  <td>{month.decided ?? t("stats.tooFew")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <MonthChart key={`${figures.code}${language}${figures.months.length}`} figures={figures} />
      )}
    </Card>
  );
}

function MonthChart({ figures }: { figures: PositionFigures }) {
  const { t, language } = useTexts();
  const names = figures.months.map((month) => monthName(month.month, language));
  const words = figures.months.map((month, nth) => `${names[nth] ?? ""} ${month.share === null ? t("stats.tooFew") : `${month.share}%`}`);
  const chart = useChart(
    (c) => ({
      grid: { left: 44, right: 64, top: 12, bottom: 26 },
      xAxis: { type: "category", data: names, boundaryGap: false, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: label(c) },
      yAxis: { type: "value", min: 0, max: 100, interval: 20, axisLabel: { ...label(c), formatter: "{value}%" }, splitLine: { lineStyle: { color: c.line } } },
      series: [
        {
          type: "line",
          data: figures.months.map((month) => month.share),
          symbol: "circle",
          symbolSize: 9,
          lineStyle: { color: c.primary, width: 2.5 },
          itemStyle: { color: c.surface, borderColor: c.primary, borderWidth: 2.5 },
          label: { show: true, position: "top", formatter: "{c}%", color: c.ink, fontFamily: c.family, fontSize: 12 },
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: c.warn, type: "dashed", width: 1.5 },
            label: { formatter: t("stats.lowLine", { n: LOW }), color: c.warn, fontFamily: c.family, fontSize: 12, position: "end" },
            data: [{ yAxis: LOW }],
          },
        },
      ],
    }),
    `${t("stats.wentOn")}: ${words.join(", ")}`,
  );
  return <div ref={chart} className={styles.chart} />;
}

const label = (c: Colours) => ({ color: c.ink3, fontFamily: c.family, fontSize: 12 });

/** How people's scores for each ability are spread: one dot, one person. */
export function SpreadFigures({ figures, table }: FiguresProps) {
  const { t, language } = useTexts();
  const shown = figures.spreads.some((spread) => spread.quartiles !== null);
  return (
    <Card title={t("stats.spread")} note={t("stats.spread.note")}>
      {!shown ? (
        <Hidden />
      ) : table ? (
        <div className={styles.tables}>
          <table className={panel.table}>
            <thead>
              <tr>
                {SPREAD_HEADS.map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {figures.spreads.map((spread) => (
                <tr key={spread.key}>
                  <th scope="row">{nameIn(language, spread.name)}</th>
                  <td>{spread.scores.length || t("stats.tooFew")}</td>
                  {[0, 1, 2].map((nth) => (
                    <td key={nth}>{spread.quartiles ? Math.round(spread.quartiles[nth] ?? 0) : t("stats.tooFew")}</td>
                  ))}
                  <td>{spread.required}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <SpreadChart key={`${figures.code}${language}`} spreads={figures.spreads} />
      )}
    </Card>
  );
}

function SpreadChart({ spreads }: { spreads: Spread[] }) {
  const { t, language } = useTexts();
  const names = spreads.map((spread) => nameIn(language, spread.name));
  const words = (spread: Spread) =>
    spread.quartiles ? t("stats.middle", { n: Math.round(spread.quartiles[1]), required: spread.required }) : t("stats.tooFew");
  // Equal scores lie beside each other, so that people can be counted.
  const dots = useMemo(() => spreads.flatMap((spread, lane) => beeswarm(spread.scores).map(([score, shift]) => [score, lane, shift])), [spreads]);
  const chart = useChart(
    (c) => ({
      grid: { left: 160, right: 168, top: 6, bottom: 26 },
      xAxis: { type: "value", min: AXIS[0], max: AXIS[1], interval: 10, axisLabel: label(c), splitLine: { lineStyle: { color: c.line } } },
      yAxis: [
        { type: "category", data: names, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...label(c), color: c.ink, fontSize: 13, width: 150, overflow: "truncate" } },
        { type: "category", data: spreads.map(words), inverse: true, position: "right", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...label(c), color: c.ink2 } },
      ],
      series: [
        {
          type: "scatter",
          symbolSize: 5,
          symbolOffset: (value: number[]) => [0, value[2] ?? 0],
          itemStyle: { color: c.primary, opacity: 0.4 },
          silent: true,
          data: dots,
        },
        {
          type: "custom",
          silent: true,
          renderItem: (_: unknown, api: Api) => laneMarks(api, c),
          data: spreads.flatMap((spread, lane) => (spread.quartiles ? [[lane, spread.quartiles[0], spread.quartiles[2], spread.required]] : [])),
          encode: { x: [1, 2, 3], y: 0 },
        },
      ],
    }),
    spreads.map((spread, nth) => `${names[nth] ?? ""}: ${words(spread)}`).join("; "),
  );
  return <div ref={chart} className={styles.wide} style={{ height: spreads.length * LANE + 36 }} />;
}

interface Api {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

/** The middle half as an outline, the requirement as a line. */
function laneMarks(api: Api, c: Colours) {
  const lane = api.value(0);
  const [from, y] = api.coord([Math.max(AXIS[0], api.value(1)), lane]);
  const [to] = api.coord([api.value(2), lane]);
  const [required] = api.coord([api.value(3), lane]);
  return {
    type: "group",
    children: [
      { type: "rect", shape: { x: from, y: y - 5, width: Math.max(2, to - from), height: 10, r: 5 }, style: { fill: "none", stroke: c.primary, lineWidth: 1.5 } },
      { type: "line", shape: { x1: required, y1: y - 14, x2: required, y2: y + 14 }, style: { stroke: c.ink, lineWidth: 2.5 } },
    ],
  };
}

/** Scores with a shift in pixels, so that equal ones do not cover each other. */
function beeswarm(scores: number[]): [number, number][] {
  const seen = new Map<number, number>();
  return scores.map((score) => {
    const at = Math.max(AXIS[0], score);
    const nth = seen.get(at) ?? 0;
    seen.set(at, nth + 1);
    const steps = Math.min(Math.ceil(nth / 2), 3);
    return [at, (nth % 2 === 1 ? -1 : 1) * steps * 5];
  });
}

/** Which behaviours of the position's model quotes showed most often. */
export function BehaviourFigures({ figures, table }: FiguresProps) {
  const { t, language } = useTexts();
  const known = figures.spreads.filter((spread) => figures.behaviours.some((each) => each.competency === spread.key));
  const [chosen, setChosen] = useState(known[0]?.key ?? "");
  const own = figures.behaviours.filter((each) => each.competency === chosen);
  const choice = known.length > 0 && (
    <Choice label={t("stats.ability")} value={chosen} all={false} options={known.map((spread) => [spread.key, nameIn(language, spread.name)])} onChoose={setChosen} />
  );
  return (
    <Card title={t("stats.behaviours")} note={choice}>
      {own.length === 0 ? (
        <Hidden enough={figures.spreads.some((spread) => spread.quartiles !== null)} />
      ) : table ? (
        <div className={styles.tables}>
          <table className={panel.table}>
            <thead>
              <tr>
                <th scope="col">{t("stats.behaviour")}</th>
                <th scope="col">{t("stats.share")}</th>
              </tr>
            </thead>
            <tbody>
              {own.map((each) => (
                <tr key={each.text}>
                  <th scope="row" lang="zh-CN">
                    {each.text}
                  </th>
                  <td>{`${each.share}%`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <BehaviourChart key={`${chosen}${language}`} behaviours={own} />
      )}
    </Card>
  );
}

function BehaviourChart({ behaviours }: { behaviours: PositionFigures["behaviours"] }) {
  const chart = useChart(
    (c) => ({
      grid: { left: 176, right: 48, top: 2, bottom: 2 },
      xAxis: { type: "value", min: 0, max: 100, show: false },
      yAxis: {
        type: "category",
        inverse: true,
        data: behaviours.map((each) => each.text),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label(c), color: c.ink, fontSize: 13, width: 166, overflow: "truncate" },
      },
      series: [
        {
          type: "bar",
          barWidth: 10,
          showBackground: true,
          backgroundStyle: { color: c.sunken, borderRadius: 5 },
          itemStyle: { color: c.primary, borderRadius: 5 },
          label: { show: true, position: "right", formatter: "{c}%", color: c.ink2, fontFamily: c.family, fontSize: 12 },
          data: behaviours.map((each) => each.share),
        },
      ],
    }),
    behaviours.map((each) => `${each.text} ${each.share}%`).join("; "),
  );
  return <div ref={chart} className={styles.chart} />;
}
