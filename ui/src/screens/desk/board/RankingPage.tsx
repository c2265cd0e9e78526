import { Info, ListOrdered, Sprout, Star } from "lucide-react";
import { useCallback, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { ScoreRange } from "../../../components/ScoreRange";
import { useClient, type Ranked, type Ranking } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts } from "../../../i18n";
import { dayAndTime } from "../../../i18n/format";
import { Choice } from "../FilterBar";
import { useDesk } from "../place";
import panel from "../panel.module.css";
import styles from "./RankingPage.module.css";

const keyOf = (ranking: Ranking) => `${ranking.code} ${ranking.position_version}`;

/** Bands, not places: who can't be told apart stands together. Nothing is sent from here. */
export function RankingPage() {
  const { t, language } = useTexts();
  const client = useClient();
  const [rankings, again] = useResource(useCallback(() => client.rankings(), [client]));
  const [chosen, setChosen] = useState("");
  const all = rankings.state === "ready" ? rankings.value : [];
  const ranking = all.find((each) => keyOf(each) === chosen) ?? all[0];
  const body = () => {
    if (rankings.state === "loading") return <Loading label={t("desk.loading")} lines={8} />;
    if (rankings.state === "failed") return <Failure failure={rankings.failure} onRetry={again} />;
    if (!ranking) {
      return <Notice icon={<ListOrdered size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("ranking.empty")} />;
    }
    return <Bands ranking={ranking} />;
  };
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.ranking")}</h1>
        <p className={panel.facts}>{ranking && t("ranking.facts", { n: ranking.people.length, unranked: ranking.unranked })}</p>
        {ranking && (
          <Choice
            label={t("filter.position")}
            value={keyOf(ranking)}
            all={false}
            options={all.map((each) => [keyOf(each), t("ranking.position", { position: nameIn(language, each.position), version: each.position_version })])}
            onChoose={setChosen}
          />
        )}
      </header>
      {ranking && (
        <p className={panel.banner}>
          <Info size={18} aria-hidden="true" />
          <span className={panel.bannerText}>{t("ranking.note")}</span>
        </p>
      )}
      <div className={panel.card}>{body()}</div>
    </>
  );
}

function Bands({ ranking }: { ranking: Ranking }) {
  const { t } = useTexts();
  const bands = new Map<number, Ranked[]>();
  for (const person of ranking.people) bands.set(person.band, [...(bands.get(person.band) ?? []), person]);
  return [...bands].map(([band, people]) => (
    <section key={band} className={styles.band} aria-label={t("ranking.band", { n: band })}>
      <header className={styles.head}>
        <h2 className={styles.title}>{t("ranking.band", { n: band })}</h2>
        <p className={panel.quiet}>{people.length > 1 ? t("ranking.together", { n: people.length }) : ""}</p>
      </header>
      <ul>
        {people.map((person) => (
          <Person key={person.row.id} person={person} />
        ))}
      </ul>
    </section>
  ));
}

function Person({ person: { row, proposed, potential } }: { person: Ranked }) {
  const texts = useTexts();
  const { t } = texts;
  const { go } = useDesk();
  const { report } = row;
  return (
    <li className={styles.person} data-proposed={(proposed && !report?.outcome) || undefined}>
      <AriaButton className={styles.name} onPress={() => go({ desk: "interview", id: row.id })}>
        {row.name ?? row.reference}
      </AriaButton>
      <span className={panel.quiet}>{dayAndTime(row.started, new Date(), texts)}</span>
      {report?.score && (
        <>
          <b className={styles.score}>{Math.round(report.score.score)}</b>
          <ScoreRange {...report.score} required={report.required} />
          <span className={panel.quiet}>
            {Math.round(report.score.low)} – {Math.round(report.score.high)}
          </span>
        </>
      )}
      <span className={styles.state}>
        {report?.outcome ? (
          <>
            <span className={styles.decided}>
              <span className={styles.diamond} aria-hidden="true" />
              {t(`outcome.${report.outcome}`)}
            </span>
            {potential && (
              <span className={styles.proposed}>
                <Sprout size={14} aria-hidden="true" />
                {t("ranking.potential")}
              </span>
            )}
          </>
        ) : (
          proposed && (
            <span className={styles.proposed}>
              <Star size={14} aria-hidden="true" />
              {t("ranking.proposed")}
            </span>
          )
        )}
      </span>
    </li>
  );
}
