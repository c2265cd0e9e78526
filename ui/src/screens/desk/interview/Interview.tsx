import { ArrowLeft, ArrowRight, CircleQuestionMark, FileLock, GitCompareArrows, ShieldAlert, ShieldCheck, TriangleAlert } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { useClient, type InterviewRow, type ReviewPage } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts } from "../../../i18n";
import { dayAndTime, listed } from "../../../i18n/format";
import { MOST_COMPARED, useDesk, type DeskPlace, type Tab } from "../place";
import { useMay } from "../rights";
import { useShortcuts } from "../shortcuts";
import { isUntranscribed } from "./answers";
import { Playback, PlaybackProvider } from "./playback";
import { Panel } from "./Panel";
import { Player } from "./Player";
import { Timeline } from "./Timeline";
import { Transcript } from "./Transcript";
import panel from "../panel.module.css";
import styles from "./Interview.module.css";

interface InterviewProps {
  place: Extract<DeskPlace, { desk: "interview" }>;
  /** Its line in the list as it is now. */
  row: InterviewRow | undefined;
  /** Ids of the interviews before and after this one, in order. */
  walk: string[];
  /** Words of the search that the interview was opened from. */
  words: string;
}

/** One interview: the recording stays in sight while everything said about it is read. */
export function Interview({ place, row, walk, words }: InterviewProps) {
  const { t } = useTexts();
  const client = useClient();
  const { go, keys } = useDesk();
  const { id } = place;
  const [asked, again] = useResource(useCallback(() => client.openReview(id, words), [client, id, words]));
  const [page, setPage] = useState<ReviewPage>();
  const [answered, setAnswered] = useState<ReviewPage>();
  const [found, setFound] = useState<number>();
  if (asked.state === "ready" && asked.value !== answered) {
    setAnswered(asked.value);
    setPage(asked.value);
    // Who watches already is not taken to another place.
    if (!answered) setFound(asked.value.found[0]?.start_ms);
  }
  const known = row && standOf(row);
  const [seen, setSeen] = useState(known);
  // A change that comes while the page is still asked for waits for it.
  if (page && known !== seen) {
    setSeen(known);
    // After a change of one's own the page is newer than the list was. That it is opened stands in the log.
    if (row && known !== standOf(page.row)) again();
  }
  const [tab, setTab] = useState<Tab>(place.tab ?? "abilities");
  const playback = useMemo(() => new Playback(), []);
  const here = walk.indexOf(id);
  const neighbour = (steps: number) => {
    const next = walk[here + steps];
    if (here >= 0 && next !== undefined) go({ desk: "interview", id: next, tab });
  };
  useShortcuts(
    {
      j: () => neighbour(1),
      k: () => neighbour(-1),
      " ": playback.toggle,
      ArrowLeft: () => playback.nudge(-5),
      ArrowRight: () => playback.nudge(5),
      ",": () => playback.step(-1),
      ".": () => playback.step(1),
    },
    keys,
  );
  const start = place.atMs ?? found;
  useEffect(() => {
    if (start !== undefined) playback.seek(start, false);
  }, [playback, start]);
  const silences = page?.report?.silences;
  useEffect(() => playback.setSilences(silences ?? []), [playback, silences]);
  const back = (
    <AriaButton className={styles.back} aria-label={t("interview.back")} onPress={() => go({ desk: "list" })}>
      <ArrowLeft size={18} aria-hidden="true" />
    </AriaButton>
  );
  if (!page) {
    return (
      <>
        <header className={panel.header}>{back}</header>
        {asked.state === "failed" ? (
          <Failure failure={asked.failure} onRetry={again} />
        ) : (
          <Loading label={t("desk.loading")} lines={8} />
        )}
      </>
    );
  }
  return (
    <PlaybackProvider value={playback}>
      <Header page={page} back={back} onReview={() => setTab("review")} />
      <Degraded page={page} />
      {page.impossible && <Impossible code={page.impossible} />}
      <div className={styles.body}>
        <div className={styles.left}>
          <section className={styles.card} aria-label={t("interview.recording")}>
            <Player id={id} parts={page.parts} report={page.report} />
            {page.report && <Timeline report={page.report} seconds={page.parts[0]?.seconds ?? 0} found={page.found} />}
          </section>
          <Transcript page={page} />
        </div>
        <Panel page={page} tab={tab} onTab={setTab} onChanged={setPage} />
      </div>
    </PlaybackProvider>
  );
}

/** How far an interview has come: by this a page is told from an older one. */
const standOf = ({ state, report }: InterviewRow) => `${state} ${report?.rev ?? 0}`;

/** No report can be made of this interview: why, and whom to ask. */
function Impossible({ code }: { code: string }) {
  const { failureLine } = useTexts();
  return (
    <p className={panel.banner} data-tone="warn" role="alert">
      <TriangleAlert size={18} aria-hidden="true" />
      <span className={panel.bannerText}>{failureLine(code)}</span>
    </p>
  );
}

function Header({ page: { row, report }, back, onReview }: { page: ReviewPage; back: React.ReactNode; onReview: () => void }) {
  const texts = useTexts();
  const { t, language } = texts;
  const { chosen, choose, go } = useDesk();
  const may = useMay();
  const facts = [nameIn(language, row.position), dayAndTime(row.started, new Date(), texts)];
  if (row.answers > 0) facts.push(t("interview.length", { n: row.answers, m: Math.max(1, Math.round(row.seconds / 60)) }));
  const isChosen = chosen.includes(row.id);
  return (
    <header className={panel.header}>
      {back}
      <h1 className={panel.title}>{row.name ? <span lang="zh-CN">{row.name}</span> : t("desk.noName")}</h1>
      <p className={styles.facts}>{facts.join(" · ")}</p>
      {row.report && <IdentityChip identity={row.report.identity} />}
      {report && (
        <Chip tone="plain" icon={<FileLock size={15} aria-hidden="true" />}>
          {t("interview.revision", { n: report.rev })}
        </Chip>
      )}
      {row.synthetic && <Chip tone="plain">{t("desk.synthetic")}</Chip>}
      <span className={panel.gap} />
      {report && !report.overall_hidden && may("compare") && (
        <Button
          look="secondary"
          isDisabled={!isChosen && chosen.length >= MOST_COMPARED}
          onPress={() => (isChosen ? go({ desk: "compare" }) : choose([...chosen, row.id]))}
        >
          <GitCompareArrows size={16} aria-hidden="true" />
          {isChosen ? t("interview.compare.open") : t("interview.compare.add")}
        </Button>
      )}
      {report && may("rate") && (
        <Button look="primary" onPress={onReview}>
          {t("interview.review")}
          <ArrowRight size={16} aria-hidden="true" />
        </Button>
      )}
    </header>
  );
}

/** Answers that were recorded and have no words: whoever rates must hear them. */
function Degraded({ page: { report } }: { page: ReviewPage }) {
  const { t, language } = useTexts();
  const without = (report?.answers ?? []).filter(isUntranscribed).map((answer) => String(answer.number));
  if (without.length === 0) return null;
  return (
    <p className={panel.banner} data-tone="warn" role="status">
      <TriangleAlert size={18} aria-hidden="true" />
      <span className={panel.bannerText}>{t("desk.degraded", { n: listed(without, language) })}</span>
    </p>
  );
}

function IdentityChip({ identity }: { identity: NonNullable<InterviewRow["report"]>["identity"] }) {
  const { t } = useTexts();
  const icon = { size: 15, "aria-hidden": true } as const;
  switch (identity) {
    case "passed":
      return (
        <Chip tone="good" icon={<ShieldCheck {...icon} />}>
          {t("desk.identity.passed")}
        </Chip>
      );
    case "failed":
      return (
        <Chip tone="warn" icon={<ShieldAlert {...icon} />}>
          {t("desk.identity.failed")}
        </Chip>
      );
    case "not_performed":
      return (
        <Chip tone="plain" icon={<CircleQuestionMark {...icon} />}>
          {t("desk.identity.not_performed")}
        </Chip>
      );
  }
}
