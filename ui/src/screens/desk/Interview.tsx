import { ArrowLeft, CircleQuestionMark, ShieldAlert, ShieldCheck } from "lucide-react";
import { useCallback, useRef } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Chip } from "../../components/Chip";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { useClient, type InterviewDetail, type InterviewRow } from "../../client";
import { useResource } from "../../client/resource";
import { nameIn, useTexts } from "../../i18n";
import { dayAndTime } from "../../i18n/format";
import { Player, type PlayerHandle } from "./Player";
import { ReportFrame } from "./ReportFrame";
import styles from "./Interview.module.css";

/** One interview: the recording stays in sight while the report is read. */
export function Interview({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useTexts();
  const client = useClient();
  const [detail, again] = useResource(useCallback(() => client.openInterview(id), [client, id]));
  const back = (
    <AriaButton className={styles.back} aria-label={t("interview.back")} onPress={onBack}>
      <ArrowLeft size={18} aria-hidden="true" />
    </AriaButton>
  );
  switch (detail.state) {
    case "loading":
      return (
        <>
          <header className={styles.header}>{back}</header>
          <Loading label={t("desk.loading")} lines={8} />
        </>
      );
    case "failed":
      return (
        <>
          <header className={styles.header}>{back}</header>
          <Failure failure={detail.failure} onRetry={again} />
        </>
      );
    case "ready":
      return (
        <>
          <Header row={detail.value.row} back={back} />
          <Body detail={detail.value} />
        </>
      );
  }
}

function Header({ row, back }: { row: InterviewRow; back: React.ReactNode }) {
  const texts = useTexts();
  const { t, language } = texts;
  const facts = [nameIn(language, row.position), dayAndTime(row.started, new Date(), texts), row.reference];
  if (row.report) facts.push(t("interview.revision", { n: row.report.rev }));
  return (
    <header className={styles.header}>
      {back}
      <h1 className={styles.title}>{row.name ? <span lang="zh-CN">{row.name}</span> : t("desk.noName")}</h1>
      <p className={styles.facts}>{facts.join(" · ")}</p>
      {row.report && <IdentityChip identity={row.report.identity} />}
      {row.synthetic && <Chip tone="plain">{t("desk.synthetic")}</Chip>}
      <span className={styles.gap} />
      <Chip tone="plain">{t("desk.notDecision")}</Chip>
    </header>
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

function Body({ detail: { row, parts } }: { detail: InterviewDetail }) {
  const player = useRef<PlayerHandle>(null);
  const seek = useCallback((ms: number) => player.current?.seek(ms), []);
  return (
    <div className={styles.body}>
      <Player ref={player} id={row.id} parts={parts} />
      <ReportFrame id={row.id} onSeek={seek} />
    </div>
  );
}
