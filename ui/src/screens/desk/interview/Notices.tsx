import { CircleQuestionMark, Flag, Play, ShieldAlert, ShieldCheck } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { Chip } from "../../../components/Chip";
import type { IdentityLine, Notice, ReviewReport } from "../../../client";
import { useTexts } from "../../../i18n";
import { length, listed } from "../../../i18n/format";
import { usePlayback } from "./playback";
import panel from "../panel.module.css";
import styles from "./Notices.module.css";

/** What a person should look at, identity, and what was simulated or left out. */
export function Notices({ report }: { report: ReviewReport }) {
  const { t, language, word } = useTexts();
  const list = (codes: string[]) => listed(codes.map((code) => word(code)), language) || t("report.modules_off.none");
  const left = (codes: string[]) => list(codes.map((code) => `not_used.${code}`));
  return (
    <div className={styles.page}>
      <Head title={t("panel.notices")} note={t("desk.flag")} />
      {report.notices.length === 0 && <p className={panel.quiet}>{t("report.notices.none")}</p>}
      <ul className={styles.list}>
        {report.notices.map((notice, nth) => (
          <li key={nth} className={styles.notice}>
            <NoticeLine notice={notice} />
          </li>
        ))}
      </ul>
      <Head title={t("report.identity")} note={t("report.identity.note")} />
      <ul className={styles.list}>
        {report.identity.map((line) => (
          <li key={line.name} className={styles.line}>
            <IdentityRow line={line} />
          </li>
        ))}
      </ul>
      {report.identity.length === 0 && <p className={panel.quiet}>{t("report.identity.none")}</p>}
      <Head title={t("panel.basis")} note="" />
      <dl className={styles.facts}>
        <dt>{t("report.used.words")}</dt>
        <dd>{t("report.used.words.value")}</dd>
        <dt>{t("report.used.voice")}</dt>
        <dd>{t("report.used.voice.value")}</dd>
        <dt>{t("report.used.looks")}</dt>
        <dd>{t("report.used.looks.value")}</dd>
        <dt>{t("report.not_used")}</dt>
        <dd>{left(report.not_used)}</dd>
        <dt>{t("report.modules_off")}</dt>
        <dd>{left(report.modules_off)}</dd>
        <dt>{t("panel.simulated")}</dt>
        <dd>{list(report.simulated.map((part) => `simulated.${part}`))}</dd>
      </dl>
    </div>
  );
}

function Head({ title, note }: { title: string; note: string }) {
  return (
    <header className={panel.cardHead}>
      <h3 className={styles.title}>{title}</h3>
      <p className={panel.quiet}>{note}</p>
    </header>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { t, word } = useTexts();
  const playback = usePlayback();
  const time = length(notice.at_ms / 1000);
  const text = () => {
    if (notice.share !== null) return word(`notices.${notice.code}`, { n: notice.question ?? 0, share: notice.share });
    const what = word(notice.code);
    return notice.question === null ? what : word("notices.flag", { n: notice.question, text: what });
  };
  return (
    <>
      <Flag size={17} strokeWidth={1.75} aria-hidden="true" />
      <span className={styles.words}>{text()}</span>
      <AriaButton className={panel.chipButton} aria-label={t("report.seek", { time })} onPress={() => playback.seek(notice.at_ms)}>
        <Play size={13} aria-hidden="true" />
        {time}
      </AriaButton>
    </>
  );
}

function IdentityRow({ line }: { line: IdentityLine }) {
  const { t, named, word } = useTexts();
  const reason = named(line.reason);
  const icon = { size: 15, "aria-hidden": true } as const;
  return (
    <>
      <span className={styles.words}>
        {word(`identity.${line.name}`)}
        {reason && <span className={styles.reason}>{reason}</span>}
      </span>
      {line.simulated && <Chip tone="warn">{t("report.identity.simulated")}</Chip>}
      {line.result === "passed" && (
        <Chip tone="good" icon={<ShieldCheck {...icon} />}>
          {t("report.identity.passed")}
        </Chip>
      )}
      {line.result === "failed" && (
        <Chip tone="warn" icon={<ShieldAlert {...icon} />}>
          {t("report.identity.failed")}
        </Chip>
      )}
      {line.result === "not_performed" && (
        <Chip tone="plain" icon={<CircleQuestionMark {...icon} />}>
          {t("report.identity.not_performed")}
        </Chip>
      )}
    </>
  );
}
