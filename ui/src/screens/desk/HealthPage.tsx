import { CircleAlert, CircleCheck, RotateCw, TriangleAlert, type LucideIcon } from "lucide-react";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import type { HealthCheck, HealthFinding, StationHealth } from "../../client";
import type { Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import styles from "./HealthPage.module.css";

const FINDINGS: Record<HealthFinding, { icon: LucideIcon; tone: "good" | "warn"; text: Key }> = {
  good: { icon: CircleCheck, tone: "good", text: "health.good" },
  warning: { icon: TriangleAlert, tone: "warn", text: "health.warning" },
  missing: { icon: CircleAlert, tone: "warn", text: "health.missing" },
};

const NAMES = {
  processor: "doctor.processor",
  models: "doctor.models",
  runtime: "doctor.runtime",
  camera: "doctor.camera",
  microphone: "doctor.microphone",
  disk: "doctor.disk",
  vault: "doctor.vault",
  policy: "doctor.policy",
  paper: "doctor.paper",
} as const satisfies Record<string, Key>;

interface HealthPageProps {
  health: Resource<StationHealth>;
  onExamine: () => void;
}

/** What an interview needs, one sentence each, with what to do where something is missing. */
export function HealthPage({ health, onExamine }: HealthPageProps) {
  const { t } = useTexts();
  return (
    <>
      <header className={styles.header}>
        <h1 className={styles.title}>{t("health.title")}</h1>
        <Button look="secondary" isDisabled={health.state === "loading"} onPress={onExamine}>
          <RotateCw size={16} aria-hidden="true" />
          {t("health.again")}
        </Button>
      </header>
      <div className={styles.card}>
        {health.state === "loading" && <Loading label={t("health.checking")} lines={7} />}
        {health.state === "failed" && <Failure failure={health.failure} onRetry={onExamine} />}
        {health.state === "ready" && <Checks checks={health.value.checks} />}
      </div>
    </>
  );
}

function Checks({ checks }: { checks: HealthCheck[] }) {
  return (
    <ul>
      {checks.map((check) => (
        <CheckLine key={check.name} check={check} />
      ))}
    </ul>
  );
}

function CheckLine({ check }: { check: HealthCheck }) {
  const { t, failureText } = useTexts();
  const { icon: Icon, tone, text } = FINDINGS[check.finding];
  const name = check.name in NAMES ? t(NAMES[check.name as keyof typeof NAMES]) : check.name;
  const failure = check.code ? failureText(check.code) : undefined;
  return (
    <li className={styles.check}>
      <strong className={styles.name}>{name}</strong>
      <span className={styles.finding}>
        <Chip tone={tone} icon={<Icon size={15} aria-hidden="true" />}>
          {t(text)}
        </Chip>
      </span>
      <span className={styles.words}>
        {failure && (
          <span>
            {failure.title} {failure.hint}
          </span>
        )}
        <span className={styles.detail}>{check.detail}</span>
      </span>
    </li>
  );
}
