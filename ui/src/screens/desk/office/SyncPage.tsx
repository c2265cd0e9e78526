import { Cable, CircleCheck, Clock, RefreshCw, Send, TriangleAlert } from "lucide-react";
import { useCallback, useState } from "react";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { failureOf, useClient, type CommandError, type Queued, type QueuedKind, type QueuedRow, type Sent, type SentState } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts, type Key } from "../../../i18n";
import { dayAndTime } from "../../../i18n/format";
import { useDesk } from "../place";
import { useMay } from "../rights";
import panel from "../panel.module.css";
import styles from "./SyncPage.module.css";

const KINDS: Record<QueuedKind, Key> = {
  interview: "sync.kind.interview",
  report: "sync.kind.report",
  manifest: "sync.kind.manifest",
  recording: "sync.kind.recording",
  receipt: "sync.kind.receipt",
  withdrawal: "sync.kind.withdrawal",
};

const OUTCOMES: Record<SentState, Key> = {
  delivered: "sync.sent.delivered",
  sending: "sync.sent.sending",
  waiting: "sync.sent.waiting",
  parked: "sync.sent.parked",
  unreachable: "sync.sent.unreachable",
};

/** What waits for the HR system, why, and what to do about it. */
export function SyncPage() {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const { changed } = useDesk();
  const may = useMay();
  const [asked, again] = useResource(useCallback(() => client.syncQueue(), [client]));
  const [sent, setSent] = useState<Sent>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CommandError>();
  const [apartS, setApartS] = useState<number>();
  const [told, setTold] = useState(false);
  const queue = sent?.queue ?? (asked.state === "ready" ? asked.value : undefined);
  const attempt = <T,>(asking: Promise<T>, then: (answer: T) => void) => {
    setBusy(true);
    setFailure(undefined);
    setApartS(undefined);
    setTold(false);
    asking.then(then, (thrown: unknown) => setFailure(failureOf(thrown))).finally(() => setBusy(false));
  };
  const test = () => attempt(client.testConnection(), (answer) => setApartS(Math.abs(answer.clock_ahead_ms) / 1000));
  const send = (id: string | null) => {
    attempt(client.sendNow(id), (next) => {
      setSent(next);
      setTold(true);
      changed();
    });
  };
  const empty = queue !== undefined && queue.waiting.length + queue.withdrawals.length === 0;
  const failed = failure && failureLine(failure.code);
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.sync")}</h1>
        <p className={panel.facts}>{queue?.hrms ?? (queue && t("attract.notEnrolled"))}</p>
        {may("send") && (
          <>
            <Button look="secondary" isDisabled={busy || !queue?.hrms} onPress={test}>
              <Cable size={16} aria-hidden="true" />
              {t("sync.test")}
            </Button>
            <Button look="primary" isDisabled={busy || !queue || empty} onPress={() => send(null)}>
              <Send size={16} aria-hidden="true" />
              {busy ? t("sync.sending") : t("sync.send")}
            </Button>
          </>
        )}
      </header>
      {apartS !== undefined && (
        <p className={panel.banner} role="status">
          <CircleCheck size={18} aria-hidden="true" />
          <span className={panel.bannerText}>{t("sync.answers", { seconds: apartS.toFixed(1) })}</span>
        </p>
      )}
      {told && sent && <Outcome sent={sent} />}
      {failed && (
        <p className={panel.banner} data-tone="warn" role="alert">
          <TriangleAlert size={18} aria-hidden="true" />
          <span className={panel.bannerText}>
            {failed}
          </span>
        </p>
      )}
      <div className={panel.card}>
        {!queue && asked.state === "loading" && <Loading label={t("desk.loading")} lines={6} />}
        {!queue && asked.state === "failed" && <Failure failure={asked.failure} onRetry={again} />}
        {queue?.timely && (
          <p className={styles.timely}>
            {t("sync.timely", {
              of: queue.timely.of,
              within: queue.timely.within,
              minutes: Math.floor(queue.timely.newest_s / 60),
              seconds: queue.timely.newest_s % 60,
            })}
          </p>
        )}
        {queue && empty && (
          <Notice
            icon={<CircleCheck size={32} strokeWidth={1.5} aria-hidden="true" />}
            title={queue.delivered > 0 ? t("sync.allDelivered", { n: queue.delivered }) : t("sync.nothing")}
          />
        )}
        {queue && !empty && (
          <ul>
            {queue.withdrawals.map((row, at) => (
              <Withdrawal key={at} row={row} />
            ))}
            {queue.waiting.map((each) => (
              <Line key={each.row.id} queued={each} busy={busy} onSend={may("send") ? () => send(each.row.id) : undefined} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

/** What came of the last sending, in words. */
function Outcome({ sent: { state, code, acked } }: { sent: Sent }) {
  const { t, failureText } = useTexts();
  const bad = state === "parked" || state === "unreachable";
  const why = state === "waiting" && code !== "" ? failureText(code).title : "";
  const icon = { size: 18, "aria-hidden": true } as const;
  return (
    <p className={panel.banner} data-tone={bad ? "warn" : undefined} role={bad ? "alert" : "status"}>
      {bad ? <TriangleAlert {...icon} /> : state === "delivered" ? <CircleCheck {...icon} /> : <Clock {...icon} />}
      <span className={panel.bannerText}>
        {t(OUTCOMES[state], { n: acked })} {why}
      </span>
    </p>
  );
}

function Line({ queued: { row, rows }, busy, onSend }: { queued: Queued; busy: boolean; onSend: (() => void) | undefined }) {
  const texts = useTexts();
  const { t, failureLine } = texts;
  const parked = rows.find((each) => each.state === "parked");
  const bytes = rows.reduce((sum, each) => sum + each.bytes, 0);
  const reason = parked ? failureLine(parked.reason.includes(".") ? parked.reason : `hrms.${parked.reason}`) : undefined;
  const what = [...new Set(rows.map((each) => t(KINDS[each.kind])))].join(" · ");
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <p className={styles.name}>
          {row.name ?? row.reference}
          <small className={panel.quiet}>{dayAndTime(row.started, new Date(), texts)}</small>
        </p>
        <p className={panel.quiet}>
          {what} · {t("sync.size", { mb: (bytes / 1e6).toFixed(1) })}
        </p>
        <p className={styles.reason}>
          {reason ? reason : t(attempts(rows) > 0 ? "sync.triedAgain" : "sync.inLine", { n: attempts(rows) })}
        </p>
      </div>
      <State rows={rows} />
      {onSend && (
        <Button look="secondary" isDisabled={busy} onPress={onSend}>
          <RefreshCw size={16} aria-hidden="true" />
          {t("sync.retry")}
        </Button>
      )}
    </li>
  );
}

/** Nothing of the person is left here that could be shown; the button above sends it. */
function Withdrawal({ row }: { row: QueuedRow }) {
  const { t } = useTexts();
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <p className={styles.name}>{t(KINDS.withdrawal)}</p>
        <p className={styles.reason}>{t("sync.withdrawn")}</p>
      </div>
      <State rows={[row]} />
    </li>
  );
}

const attempts = (rows: QueuedRow[]) => Math.max(0, ...rows.map((row) => row.attempts));

function State({ rows }: { rows: QueuedRow[] }) {
  const { t } = useTexts();
  const icon = { size: 15, "aria-hidden": true } as const;
  if (rows.some((row) => row.state === "parked")) {
    return (
      <Chip tone="warn" icon={<TriangleAlert {...icon} />}>
        {t("delivery.parked")}
      </Chip>
    );
  }
  return (
    <Chip tone="plain" icon={<Clock {...icon} />}>
      {t("delivery.pending")}
    </Chip>
  );
}
