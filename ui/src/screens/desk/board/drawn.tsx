import { useMemo } from "react";
import type { PositionFigures, Spread } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { useChart, type Colours } from "./charts";
import { monthName } from "./months";
import styles from "./StatisticsPage.module.css";

/** From here on a score is drawn; what lies below stands on the edge. */
const AXIS = [40, 100] as const;
/** Share in per cent under which a month is noted. */
const LOW = 30;
/** Height of one ability in pixels. */
const LANE = 40;

const label = (c: Colours) => ({ color: c.ink3, fontFamily: c.family, fontSize: 12 });

/** Rules behind a chart: where all colours are strong, they would be as strong as what is drawn. */
const ruled = (c: Colours) => ({ lineStyle: { color: c.line, width: 1, type: [1, 4] } });

/** What one line of a chart over months says; `null` where a month is not known. */
export interface MonthLine {
  name: string;
  shares: (number | null)[];
  style: { dashes: number[]; second: boolean };
}

interface MonthChartProps {
  title: string;
  months: string[];
  lines: MonthLine[];
  /** A line has its name at its end too, and shares that are low are told. */
  named?: boolean;
}

/** Shares in per cent, month by month. */
export function MonthChart({ title, months, lines, named = false }: MonthChartProps) {
  const { t, language } = useTexts();
  const names = months.map((month) => monthName(month, language));
  const words = lines.map(({ name, shares }) => {
    const each = shares.map((share, nth) => `${names[nth] ?? ""} ${share === null ? t("stats.tooFew") : `${share}%`}`);
    return `${name}: ${each.join(", ")}`;
  });
  const moved = shifts(lines.map(({ shares }) => shares.reduce<number>((latest, share) => share ?? latest, 0)));
  const chart = useChart(
    (c) => ({
      grid: { left: 44, right: named ? 190 : 52, top: 16, bottom: 26 },
      xAxis: { type: "category", data: names, boundaryGap: false, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: label(c) },
      yAxis: { type: "value", min: 0, max: 100, interval: 20, axisLabel: { ...label(c), formatter: "{value}%" }, splitLine: ruled(c) },
      series: lines.map((line, nth) => ({
        ...monthSeries(line, named ? `${line.name} ` : "", moved[nth] ?? 0, c),
        ...(named && nth === 0 ? { markLine: lowLine(t("stats.lowLine", { n: LOW }), c) } : {}),
      })),
    }),
    `${title}: ${words.join("; ")}`,
  );
  return <div ref={chart} className={styles.chart} />;
}

const lowLine = (name: string, c: Colours) => ({
  silent: true,
  symbol: "none",
  lineStyle: { color: c.warn, type: "dashed", width: 1.5 },
  label: { formatter: name, color: c.warn, fontFamily: c.family, fontSize: 12, position: "insideStartBottom" },
  data: [{ yAxis: LOW }],
});

/** Pixels of one per cent in the month chart, and of a line of its labels. */
const [PER_CENT, LABEL] = [1.54, 14];

/** How far the names at the ends of lines are moved down, so that close ones stand below each other. */
function shifts(ends: number[]): number[] {
  const moved = ends.map(() => 0);
  let free = -Infinity;
  for (const nth of ends.map((_, at) => at).sort((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0))) {
    const wanted = -(ends[nth] ?? 0) * PER_CENT;
    const at = Math.max(wanted, free);
    moved[nth] = at - wanted;
    free = at + LABEL;
  }
  return moved;
}

function monthSeries({ style, shares: data }: MonthLine, name: string, shift: number, c: Colours) {
  const colour = style.second ? c.warn : c.primary;
  // A line says what it is where it ends, as far as it is known.
  const last = data.reduce<number>((latest, share, nth) => (share === null ? latest : nth), -1);
  const end = { show: true, position: "right", formatter: `${name}{c}%`, color: colour, fontFamily: c.family, fontSize: 12, fontWeight: 600, offset: [0, shift] };
  return {
    type: "line",
    data: data.map((value, nth) => (nth === last ? { value, label: end } : value)),
    symbol: "circle",
    symbolSize: 9,
    lineStyle: { color: colour, width: 2.5, type: style.dashes.length === 0 ? "solid" : style.dashes },
    itemStyle: { color: c.surface, borderColor: colour, borderWidth: 2.5 },
  };
}

/** One lane for each ability: the people, their middle half, the requirement. */
export function SpreadChart({ spreads }: { spreads: Spread[] }) {
  const { t, language } = useTexts();
  const names = spreads.map((spread) => nameIn(language, spread.name));
  const words = (spread: Spread) =>
    spread.quartiles ? t("stats.middle", { n: Math.round(spread.quartiles[1]), required: spread.required }) : t("stats.tooFew");
  // Equal scores lie beside each other, so that people can be counted.
  const dots = useMemo(() => spreads.flatMap((spread, lane) => beeswarm(spread.scores).map(([score, shift]) => [score, lane, shift])), [spreads]);
  const chart = useChart(
    (c) => ({
      grid: { left: 160, right: 168, top: 6, bottom: 26 },
      xAxis: { type: "value", min: AXIS[0], max: AXIS[1], interval: 10, axisLabel: label(c), splitLine: ruled(c) },
      yAxis: [
        { type: "category", data: names, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...label(c), color: c.ink, fontSize: 13, width: 150, overflow: "truncate" } },
        { type: "category", data: spreads.map(words), inverse: true, position: "right", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...label(c), color: c.ink2 } },
      ],
      series: [
        {
          type: "scatter",
          symbolSize: 5,
          symbolOffset: (value: number[]) => [0, value[2] ?? 0],
          itemStyle: { color: c.primary, opacity: 0.55 },
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

/** One bar for each behaviour. */
export function BehaviourChart({ behaviours }: { behaviours: PositionFigures["behaviours"] }) {
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
