import { lazy, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { PositionFigures } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { Choice } from "../FilterBar";
import { lineStyle, STYLES } from "./lines";
import { monthName } from "./months";
import panel from "../panel.module.css";
import styles from "./StatisticsPage.module.css";

// The chart library is half as large as the rest of the window, and one page needs it.
const drawn = () => import("./drawn");
const MonthChart = lazy(() => drawn().then((charts) => ({ default: charts.MonthChart })));
const SpreadChart = lazy(() => drawn().then((charts) => ({ default: charts.SpreadChart })));
const BehaviourChart = lazy(() => drawn().then((charts) => ({ default: charts.BehaviourChart })));

/** Heads of the table of spreads. */
const SPREAD_HEADS = ["stats.ability", "stats.peopleCol", "stats.quartile1", "stats.median", "stats.quartile3", "stats.required"] as const;

interface FiguresProps {
  figures: PositionFigures;
  table: boolean;
}

export function Card({ title, note, children }: { title: string; note: React.ReactNode; children: React.ReactNode }) {
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

export function Hidden({ enough = false }: { enough?: boolean }) {
  const { t } = useTexts();
  return <p className={styles.hidden}>{enough ? t("report.good.none") : t("stats.hidden")}</p>;
}

/** Share of people who went on, by month, as people decided: a line for each position. */
export function MonthFigures({ shown, table }: { shown: PositionFigures[]; table: boolean }) {
  const { t, language } = useTexts();
  const [hidden, setHidden] = useState<string[]>([]);
  const known = shown.filter((each) => each.months.some((month) => month.share !== null));
  const drawn = known.filter((each) => !hidden.includes(each.code));
  const months = [...new Set(shown.flatMap((each) => each.months.map(({ month }) => month)))].sort();
  return (
    <Card title={t("stats.wentOn")} note={t("stats.byPeople")}>
      {known.length === 0 ? (
        <Hidden />
      ) : table ? (
        <MonthTable shown={shown} months={months} />
      ) : (
        <>
          <MonthChart
            key={`${drawn.map((each) => each.code).join()}${language}${months.length}`}
            title={t("stats.wentOn")}
            months={months}
            lines={drawn.map((each) => ({
              name: nameIn(language, each.position),
              shares: months.map((name) => each.months.find(({ month }) => month === name)?.share ?? null),
              style: lineStyle(known.indexOf(each)),
            }))}
            named
          />
          {known.length > 1 && (
            <Legend
              label={t("stats.lines")}
              lines={known.map((each) => ({ id: each.code, name: nameIn(language, each.position) }))}
              hidden={hidden}
              onHide={setHidden}
            />
          )}
        </>
      )}
    </Card>
  );
}

interface LegendProps {
  label: string;
  lines: { id: string; name: string }[];
  hidden: string[];
  onHide: (hidden: string[]) => void;
  /** Language of the names where it is not the window's. */
  lang?: string;
}

/** What each line is, and whether it is drawn. */
function Legend({ label, lines, hidden, onHide, lang }: LegendProps) {
  const ids = lines.map(({ id }) => id);
  return (
    <ToggleButtonGroup
      className={styles.legend}
      aria-label={label}
      selectionMode="multiple"
      selectedKeys={ids.filter((id) => !hidden.includes(id))}
      onSelectionChange={(keys) => onHide(ids.filter((id) => !keys.has(id)))}
    >
      {lines.map(({ id, name }, nth) => (
        <ToggleButton key={id} id={id} className={styles.line}>
          <svg width={26} height={10} aria-hidden="true">
            <line x1={1} y1={5} x2={25} y2={5} stroke="currentColor" strokeWidth={2.5} strokeDasharray={(STYLES[nth % STYLES.length] ?? []).join(" ")} />
          </svg>
          <span lang={lang}>{name}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function MonthTable({ shown, months }: { shown: PositionFigures[]; months: string[] }) {
  const { t, language } = useTexts();
  return (
    <div className={styles.tables} tabIndex={0} role="group" aria-label={t("stats.wentOn")}>
      <table className={panel.table}>
        <thead>
          <tr>
            <th scope="col">{t("stats.position")}</th>
            <th scope="col">{t("stats.month")}</th>
            <th scope="col">{t("stats.share")}</th>
            <th scope="col">{t("stats.decided")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.flatMap((each) =>
            months.map((name) => {
              const month = each.months.find((known) => known.month === name);
              return (
                <tr key={`${each.code} ${name}`}>
                  <th scope="row">{nameIn(language, each.position)}</th>
                  <td>{monthName(name, language)}</td>
                  <td>{month?.share == null ? t("stats.tooFew") : `${month.share}%`}</td>
                  <td>{month?.decided ?? t("stats.tooFew")}</td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** How people's scores for each ability are spread: one dot, one person. */
export function SpreadFigures({ figures, table }: FiguresProps) {
  const { t, language } = useTexts();
  const shown = figures.spreads.some((spread) => spread.quartiles !== null);
  return (
    <Card title={t("stats.spread")} note={t("stats.spread.note")}>
      {!shown ? (
        <Hidden />
      ) : table ? (
        <div className={styles.tables} tabIndex={0} role="group" aria-label={t("stats.spread")}>
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
        <div className={styles.tables} tabIndex={0} role="group" aria-label={t("stats.behaviours")}>
          <table className={panel.table}>
            <thead>
              <tr>
                <th scope="col">{t("stats.behaviour")}</th>
                <th scope="col">{t("stats.share")}</th>
                {figures.months.map(({ month }) => (
                  <th key={month} scope="col">
                    {monthName(month, language)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {own.map((each) => (
                <tr key={each.text}>
                  <th scope="row" lang="zh-CN">
                    {each.text}
                  </th>
                  <td>{`${each.share}%`}</td>
                  {figures.months.map(({ month }, nth) => (
                    <td key={month}>{each.trend[nth] == null ? t("stats.tooFew") : `${each.trend[nth]}%`}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          <BehaviourChart key={`${chosen}${language}`} behaviours={own} />
          <Trends key={chosen} behaviours={own} months={figures.months.map(({ month }) => month)} />
        </>
      )}
    </Card>
  );
}

/** How the share of each behaviour went on from month to month; one month alone says nothing of that. */
function Trends({ behaviours, months }: { behaviours: PositionFigures["behaviours"]; months: string[] }) {
  const { t, language } = useTexts();
  const [hidden, setHidden] = useState<string[]>([]);
  const known = months.filter((_, nth) => behaviours.some(({ trend }) => trend[nth] != null));
  if (known.length < 2) return null;
  const title = t("stats.trend");
  const drawn = behaviours.filter(({ text }) => !hidden.includes(text));
  return (
    <>
      <h3 className={styles.under}>{title}</h3>
      <MonthChart
        key={`${drawn.map(({ text }) => text).join()}${language}`}
        title={title}
        months={months}
        lines={drawn.map((each) => ({
          name: each.text,
          shares: months.map((_, nth) => each.trend[nth] ?? null),
          style: lineStyle(behaviours.indexOf(each)),
        }))}
      />
      <Legend
        label={t("stats.trend.lines")}
        lines={behaviours.map(({ text }) => ({ id: text, name: text }))}
        hidden={hidden}
        onHide={setHidden}
        lang="zh-CN"
      />
    </>
  );
}
