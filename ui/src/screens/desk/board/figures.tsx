import { lazy, useState } from "react";
import type { PositionFigures } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { Choice } from "../FilterBar";
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
