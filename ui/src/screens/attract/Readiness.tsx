import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import type { StationHealth } from "../../client";
import type { Resource } from "../../client/resource";
import { useTexts } from "../../i18n";
import styles from "./Readiness.module.css";

/** Which station this is and whether it can be used now. */
export function Readiness({ health }: { health: Resource<StationHealth> }) {
  const { t } = useTexts();
  const station = health.state === "ready" ? (health.value.station_id ?? t("attract.notEnrolled")) : "";
  return (
    <div className={styles.line} data-testid="readiness">
      <span className={styles.station}>{station}</span>
      <span className={styles.state} role="status">
        <State health={health} />
      </span>
    </div>
  );
}

function State({ health }: { health: Resource<StationHealth> }) {
  const { t } = useTexts();
  const icon = { size: 20, strokeWidth: 1.75, "aria-hidden": true } as const;
  switch (health.state) {
    case "loading":
      return (
        <>
          <LoaderCircle {...icon} />
          {t("attract.checking")}
        </>
      );
    case "failed":
      return (
        <>
          <CircleAlert {...icon} />
          {t("attract.unknown")}
        </>
      );
    case "ready": {
      const n = health.value.checks.filter((check) => check.finding === "missing").length;
      return health.value.ok ? (
        <>
          <CircleCheck {...icon} />
          {t("attract.ready")}
        </>
      ) : (
        <>
          <CircleAlert {...icon} />
          {t("attract.unhealthy", { n })}
        </>
      );
    }
  }
}
