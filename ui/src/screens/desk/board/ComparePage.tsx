import { GitCompareArrows, Info, Play, TriangleAlert, X } from "lucide-react";
import { useCallback } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { ScoreRange } from "../../../components/ScoreRange";
import { useClient, type Compared, type Comparison, type LeftOutReason, type SuggestedScore } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts, type Key } from "../../../i18n";
import { dayAndTime, length, listed } from "../../../i18n/format";
import { MOST_COMPARED, useDesk } from "../place";
import panel from "../panel.module.css";
import styles from "./ComparePage.module.css";

/** Up to four people side by side: words and ranges, no picture, no trait of a person. */
export function ComparePage() {
  const { t } = useTexts();
  const client = useClient();
  const { chosen, go } = useDesk();
  const asked = chosen.slice(0, MOST_COMPARED).join(" ");
  const [comparison, again] = useResource(
    useCallback(() => (asked === "" ? Promise.resolve(null) : client.compare(asked.split(" "))), [client, asked]),
  );
  const body = () => {
    if (comparison.state === "loading") return <Loading label={t("desk.loading")} lines={8} />;
    if (comparison.state === "failed") return <Failure failure={comparison.failure} onRetry={again} />;
    if (comparison.value === null || comparison.value.people.length === 0) {
      return (
        <Notice
          icon={<GitCompareArrows size={32} strokeWidth={1.5} aria-hidden="true" />}
          title={t(comparison.value === null ? "compare.empty" : "compare.nobody")}
        >
          <Button look="secondary" onPress={() => go({ desk: "list" })}>
            {t("compare.choose")}
          </Button>
        </Notice>
      );
    }
    return <People comparison={comparison.value} />;
  };
  const shown = comparison.state === "ready" ? comparison.value : null;
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.compare")}</h1>
        <p className={panel.facts}>{shown && <Facts comparison={shown} />}</p>
        <Button look="secondary" onPress={() => go({ desk: "list" })}>
          {t("compare.choose")}
        </Button>
      </header>
      {shown && <Warnings comparison={shown} />}
      <div className={panel.card}>{body()}</div>
    </>
  );
}

function Facts({ comparison: { people, position_version } }: { comparison: Comparison }) {
  const { t, language } = useTexts();
  const [first] = people;
  if (!first) return null;
  return t("compare.facts", { position: nameIn(language, first.row.position), n: people.length, version: position_version });
}

function nameOf(person: Compared | undefined): string {
  return person?.row.name ?? person?.row.reference ?? "";
}

const REASONS: Record<LeftOutReason, Key> = {
  no_report: "compare.left.noReport",
  rate_first: "compare.left.rateFirst",
  other_questions: "compare.left.otherQuestions",
};

function Warnings({ comparison: { people, overlaps, left_out } }: { comparison: Comparison }) {
  const { t } = useTexts();
  const { chosen, choose } = useDesk();
  return (
    <>
      {left_out.map(({ row, reason }) => (
        <p key={row.id} className={panel.banner} data-tone="warn">
          <TriangleAlert size={18} aria-hidden="true" />
          <span className={panel.bannerText}>{t(REASONS[reason], { name: row.name ?? row.reference })}</span>
          <AriaButton
            className={styles.remove}
            aria-label={t("compare.remove", { name: row.name ?? row.reference })}
            onPress={() => choose(chosen.filter((id) => id !== row.id))}
          >
            <X size={17} aria-hidden="true" />
          </AriaButton>
        </p>
      ))}
      <p className={panel.banner}>
        <Info size={18} aria-hidden="true" />
        <span className={panel.bannerText}>
          <Overlaps people={people} overlaps={overlaps} />
          {t("compare.hidden")}
        </span>
        <span className={styles.key}>
          <span className={styles.diamond} aria-hidden="true" />
          {t("compare.human")}
        </span>
      </p>
    </>
  );
}

/** Who can't be told apart, in words; one sentence where it is all of them. */
function Overlaps({ people, overlaps }: Pick<Comparison, "people" | "overlaps">) {
  const { t, language } = useTexts();
  if (overlaps.length === 0) return null;
  const all = (people.length * (people.length - 1)) / 2;
  if (people.length > 2 && overlaps.length === all) return t("compare.overlapAll", { n: people.length });
  const pairs = overlaps.map(([a, b]) => t("compare.pair", { a: nameOf(people[a]), b: nameOf(people[b]) }));
  return t("compare.overlap", { pairs: listed(pairs, language) });
}

function People({ comparison: { people, abilities } }: { comparison: Comparison }) {
  const texts = useTexts();
  const { t, language } = texts;
  const { chosen, choose, go } = useDesk();
  const open = (person: Compared, atMs?: number) => go({ desk: "interview", id: person.row.id, ...(atMs === undefined ? {} : { atMs }) });
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <td />
          {people.map((person) => (
            <th key={person.row.id} scope="col">
              <span className={styles.person}>
                <AriaButton className={styles.name} onPress={() => open(person)}>
                  {nameOf(person)}
                </AriaButton>
                <AriaButton
                  className={styles.remove}
                  aria-label={t("compare.remove", { name: nameOf(person) })}
                  onPress={() => choose(chosen.filter((id) => id !== person.row.id))}
                >
                  <X size={17} aria-hidden="true" />
                </AriaButton>
              </span>
              <small className={panel.quiet}>
                {nameIn(language, person.row.position)} · {dayAndTime(person.row.started, new Date(), texts)}
              </small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className={styles.total}>
          <th scope="row">{t("desk.suggested")}</th>
          {people.map((person) => (
            <td key={person.row.id}>
              <Range suggested={person.row.report?.score ?? null} required={person.row.report?.required ?? 0} human={null} big />
            </td>
          ))}
        </tr>
        {abilities.map((ability) => (
          <tr key={ability.key}>
            <th scope="row">
              {nameIn(language, ability.name)}
              <small className={styles.weight}>{t("panel.weight", { n: ability.weight })}</small>
            </th>
            {people.map((person) => {
              const own = person.abilities.find((each) => each.key === ability.key);
              return (
                <td key={person.row.id}>
                  <Range suggested={own?.suggested ?? null} required={own?.required ?? 0} human={own?.human ?? null} />
                </td>
              );
            })}
          </tr>
        ))}
        <tr>
          <th scope="row">{t("compare.quote")}</th>
          {people.map((person) => (
            <td key={person.row.id}>
              {person.quote ? (
                <>
                  <q className={styles.quote}>{person.quote.text}</q>
                  <AriaButton className={panel.chipButton} onPress={() => open(person, person.quote?.start_ms)}>
                    <Play size={13} aria-hidden="true" />
                    {length(person.quote.start_ms / 1000)}
                  </AriaButton>
                </>
              ) : (
                <span className={panel.quiet}>{t("report.good.none")}</span>
              )}
            </td>
          ))}
        </tr>
        <tr>
          <th scope="row">{t("compare.coverage")}</th>
          {people.map((person) => (
            <td key={person.row.id}>{`${person.coverage}%`}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">{t("compare.decision")}</th>
          {people.map((person) => (
            <td key={person.row.id}>
              <Decided person={person} />
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function Decided({ person }: { person: Compared }) {
  const texts = useTexts();
  const { t } = texts;
  const { go } = useDesk();
  const outcome = person.row.report?.outcome;
  if (!outcome) {
    return (
      <Button look="secondary" onPress={() => go({ desk: "interview", id: person.row.id, tab: "review" })}>
        {t("interview.review")}
      </Button>
    );
  }
  return (
    <span className={styles.decided}>
      <span className={styles.diamond} aria-hidden="true" />
      {t(`outcome.${outcome}`)}
      <small className={panel.quiet}>
        {person.decided_by} {person.decided_at && dayAndTime(person.decided_at, new Date(), texts)}
      </small>
    </span>
  );
}

interface RangeProps {
  suggested: SuggestedScore | null;
  required: number;
  human: number | null;
  big?: boolean;
}

function Range({ suggested, required, human, big = false }: RangeProps) {
  const { t } = useTexts();
  if (!suggested) return <span className={styles.none}>{t("desk.noScore")}</span>;
  const attention = suggested.score < required;
  return (
    <span className={styles.rangeCell}>
      <span className={styles.numbers}>
        <b className={big ? styles.big : styles.figure} data-attention={attention || undefined}>
          {Math.round(suggested.score)}
        </b>
        <small className={panel.quiet}>
          {attention ? <span className={styles.none}>{t("desk.attention")} </span> : null}
          {Math.round(suggested.low)} – {Math.round(suggested.high)}
        </small>
      </span>
      <ScoreRange {...suggested} required={required} human={human} />
    </span>
  );
}
