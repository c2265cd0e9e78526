import { Eye } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { failureOf, useClient, type CommandError, type StaffPosition, type StaffRole } from "../../client";
import { useTexts } from "../../i18n";
import { useDesk } from "./place";
import { ROLE_TEXTS } from "./rights";
import panel from "./panel.module.css";
import styles from "./ViewAs.module.css";

const ROLES: StaffRole[] = ["recruiter", "interviewer", "auditor"];

/** Changes as whom the desk is looked at. */
function useLook() {
  const client = useClient();
  const { sitAs } = useDesk();
  const [failure, setFailure] = useState<CommandError>();
  const look = (role: StaffRole | null, positions: StaffPosition[]) => {
    const own = role === "interviewer" ? positions.map((position) => position.code) : [];
    client.viewAs(role, own).then(sitAs, (thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return [look, failure] as const;
}

/** The desk as people of another role find it. */
export function ViewAs({ positions }: { positions: StaffPosition[] }) {
  const { t, failureLine } = useTexts();
  const [look, failure] = useLook();
  const failed = failure && failureLine(failure.code);
  return (
    <div className={styles.roles} role="group" aria-label={t("viewAs.title")}>
      <h3 className={styles.title}>{t("viewAs.title")}</h3>
      <p className={panel.quiet}>{t("viewAs.note")}</p>
      {ROLES.map((role) => (
        <Button key={role} look="secondary" onPress={() => look(role, positions)}>
          <Eye size={16} aria-hidden="true" />
          {t(ROLE_TEXTS[role].name)}
        </Button>
      ))}
      {failed && (
        <p className={panel.mistake} role="alert">
          {failed}
        </p>
      )}
    </div>
  );
}

/** Says above every page as whom it is looked at, and leads back. */
export function ViewingBar() {
  const { t, failureText } = useTexts();
  const { person } = useDesk();
  const [look, failure] = useLook();
  return (
    <div className={styles.bar} role="status">
      <Eye size={18} aria-hidden="true" />
      <span className={panel.bannerText}>
        {t("viewAs.bar", { role: t(ROLE_TEXTS[person.role].name) })}
        {failure && ` ${failureText(failure.code).title}`}
      </span>
      <Button look="secondary" onPress={() => look(null, [])}>
        {t("viewAs.back")}
      </Button>
    </div>
  );
}
