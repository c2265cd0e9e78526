import type { PositionFigures } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { Card, Hidden } from "./figures";
import panel from "../panel.module.css";
import styles from "./StatisticsPage.module.css";

/** How far people agree who rated the same interviews, each before they saw numbers. A table: no picture tells more. */
export function AgreementFigures({ figures }: { figures: PositionFigures }) {
  const { t, language } = useTexts();
  const shown = figures.agreement.some((each) => each.interviews !== null);
  return (
    <Card title={t("stats.agreement")} note={t("stats.agreement.note")}>
      {!shown ? (
        <Hidden />
      ) : (
        <div className={styles.tables} tabIndex={0} role="group" aria-label={t("stats.agreement")}>
          <table className={`${panel.table} ${styles.wraps}`}>
            <thead>
              <tr>
                <th scope="col">{t("stats.ability")}</th>
                <th scope="col">{t("stats.agreement.interviews")}</th>
                <th scope="col">{t("stats.agreement.kappa")}</th>
                <th scope="col">{t("stats.agreement.withinOne")}</th>
              </tr>
            </thead>
            <tbody>
              {figures.agreement.map((each) => (
                <tr key={each.key ?? ""}>
                  <th scope="row">{each.name ? nameIn(language, each.name) : t("stats.agreement.all")}</th>
                  <td>{each.interviews ?? t("stats.tooFew")}</td>
                  <td>{each.kappa?.toFixed(2) ?? t(each.interviews === null ? "stats.tooFew" : "stats.agreement.same")}</td>
                  <td>{each.within_one === null ? t("stats.tooFew") : `${each.within_one}%`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
