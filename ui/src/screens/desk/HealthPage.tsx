import { CircleAlert, CircleCheck, Copy, Info, RotateCw, TriangleAlert, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { failureOf, useClient, type CommandError, type HealthCheck, type StationHealth } from "../../client";
import type { Resource } from "../../client/resource";
import { useTexts } from "../../i18n";
import { checkedAt, diagnosis, nameOf, summary, TONE_TEXTS } from "./diagnosis";
import { remedy, sentence, tone, type Remedy, type Tone } from "./findings";
import { ConnectionTest } from "./office/ConnectionTest";
import { useDesk } from "./place";
import { useMay } from "./rights";
import panel from "./panel.module.css";
import styles from "./HealthPage.module.css";

const ICONS: Record<Tone, LucideIcon> = { good: CircleCheck, note: Info, warning: TriangleAlert, missing: CircleAlert };

interface HealthPageProps {
  health: Resource<StationHealth>;
  onExamine: () => void;
}

/** What an interview needs: one sentence each, and one button where something is to be done. */
export function HealthPage({ health, onExamine }: HealthPageProps) {
  const texts = useTexts();
  const { t, failureText } = texts;
  const client = useClient();
  const { changed } = useDesk();
  const may = useMay();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CommandError>();
  // A text that was copied is that of these checks, and of no later ones.
  const [copied, setCopied] = useState<StationHealth>();
  const copy = (found: StationHealth) => {
    setFailure(undefined);
    client.copyDiagnosis(diagnosis(found, texts)).then(
      () => setCopied(found),
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  };
  const run = (what: "connection" | "delivery") => {
    setBusy(true);
    setFailure(undefined);
    const asked: Promise<unknown> = what === "connection" ? client.testConnection() : client.sendNow(null);
    asked
      .then(
        () => {
          changed();
          onExamine();
        },
        (thrown: unknown) => setFailure(failureOf(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const failed = failure && failureText(failure.code);
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("health.title")}</h1>
        <p className={panel.facts}>
          {health.state === "ready" && [health.value.station_id, checkedAt(health.value, new Date(), texts)].filter(Boolean).join(" · ")}
        </p>
        <span className={styles.copied} role="status">
          {health.state === "ready" && copied === health.value && (
            <>
              <CircleCheck size={16} aria-hidden="true" />
              {t("health.copied")}
            </>
          )}
        </span>
        {health.state === "ready" && (
          <Button look="secondary" onPress={() => copy(health.value)}>
            <Copy size={16} aria-hidden="true" />
            {t("health.copy")}
          </Button>
        )}
        <Button look="secondary" isDisabled={health.state === "loading"} onPress={onExamine}>
          <RotateCw size={16} aria-hidden="true" />
          {t("health.again")}
        </Button>
      </header>
      {failed && (
        <p className={panel.banner} data-tone="warn" role="alert">
          <TriangleAlert size={18} aria-hidden="true" />
          <span className={panel.bannerText}>
            {failed.title} {failed.hint}
          </span>
        </p>
      )}
      <div className={styles.columns}>
        <div className={panel.card}>
          {health.state === "loading" && <Loading label={t("health.checking")} lines={7} />}
          {health.state === "failed" && <Failure failure={health.failure} onRetry={onExamine} />}
          {health.state === "ready" && <Checks health={health.value} busy={busy} onRun={run} onExamine={onExamine} />}
        </div>
        {may("send") && (
          <section className={`${panel.card} ${panel.pad}`} aria-label={t("health.connection")}>
            <h2 className={panel.section}>{t("health.connection")}</h2>
            <ConnectionTest text="health.connection.now" />
          </section>
        )}
      </div>
    </>
  );
}

interface ChecksProps {
  health: StationHealth;
  busy: boolean;
  onRun: (what: "connection" | "delivery") => void;
  onExamine: () => void;
}

function Checks({ health, busy, onRun, onExamine }: ChecksProps) {
  const { t } = useTexts();
  const { ok, checks } = health;
  const good = checks.every((check) => check.finding === "good");
  const Icon = ICONS[!ok ? "missing" : good ? "good" : "warning"];
  return (
    <>
      <h2 className={styles.sum} data-tone={good ? "good" : "warn"}>
        <Icon size={20} aria-hidden="true" />
        {summary(health, t)}
      </h2>
      <ul className={styles.checks}>
        {checks.map((check) => (
          <CheckLine key={check.name} check={check} all={checks} busy={busy} onRun={onRun} onExamine={onExamine} />
        ))}
      </ul>
    </>
  );
}

interface CheckLineProps extends Omit<ChecksProps, "health"> {
  check: HealthCheck;
  all: HealthCheck[];
}

function CheckLine({ check, all, busy, onRun, onExamine }: CheckLineProps) {
  const { t } = useTexts();
  const { go } = useDesk();
  const may = useMay();
  const [key, fill] = sentence(check);
  const Icon = ICONS[tone(check)];
  const state = t(TONE_TEXTS[tone(check)]);
  const name = nameOf(check.name, t);
  const offered = remedy(check, all, may);
  const press = (found: Remedy) => ("go" in found ? go(found.go) : onRun(found.run));
  return (
    <li className={styles.check} data-tone={tone(check)}>
      <Icon size={19} aria-hidden="true" />
      <strong className={styles.name}>{name}</strong>
      <span className={styles.words}>{t(key, fill)}</span>
      {offered === null ? (
        <span className={styles.state}>{state}</span>
      ) : (
        <>
          <span className="visually-hidden">{state}</span>
          {offered === "again" ? (
            <Button look="secondary" aria-label={t("health.remedy.of", { name, what: t("health.again") })} onPress={onExamine}>
              {t("health.again")}
            </Button>
          ) : (
            <Button
              look="secondary"
              isDisabled={busy}
              aria-label={t("health.remedy.of", { name, what: t(offered.text) })}
              onPress={() => press(offered)}
            >
              {t(offered.text)}
            </Button>
          )}
        </>
      )}
    </li>
  );
}
