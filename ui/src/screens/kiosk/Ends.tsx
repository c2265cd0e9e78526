import { CircleCheck, CirclePause, LoaderCircle, Lock, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { KioskButton } from "../../components/KioskButton";
import { useTexts, type Key } from "../../i18n";
import { Clears, KeepButton } from "./Clears";
import { Frame, type Primary } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import { ReferenceCode } from "./ReferenceCode";
import styles from "./Ends.module.css";

/** Size of the ring beside the time that is left. */
const CLEARS_PX = 64;

interface PlainProps {
  icon: LucideIcon;
  tone?: "good" | "warn";
  turning?: boolean;
  title: string;
  lead: string;
  primary?: Primary;
  actions?: ReactNode;
  canStop?: boolean;
  children?: ReactNode;
}

/** One message in the middle of the screen. */
function Plain({ icon: Icon, tone, turning = false, title, lead, primary, actions, canStop = false, children }: PlainProps) {
  return (
    <Frame primary={primary} actions={actions} canStop={canStop}>
      <div className={parts.center}>
        <span className={parts.sign} data-tone={tone} aria-hidden="true">
          <Icon className={turning ? styles.turning : undefined} size={40} strokeWidth={1.6} />
        </span>
        <ScreenTitle>{title}</ScreenTitle>
        <p className={parts.lead}>{lead}</p>
        {children}
      </div>
    </Frame>
  );
}

function StaffButton({ onStaff }: { onStaff: () => void }) {
  const { t } = useTexts();
  return (
    <KioskButton look="plain" icon={<Lock size={20} strokeWidth={1.75} aria-hidden="true" />} onPress={onStaff}>
      {t("attract.staff")}
    </KioskButton>
  );
}

/** What was said becomes words and a report. It takes a moment, and says so. */
export function Finishing() {
  const { t } = useTexts();
  return <Plain icon={LoaderCircle} turning title={t("finishing.title")} lead={t("finishing.lead")} />;
}

/** Why it stands still, where the title has already said that it does. */
const REASONS: Record<string, Key> = {
  device_lost: "suspended.device_lost",
  identity: "suspended.identity",
  pause: "suspended.pause",
  staff: "suspended.staff",
  storage: "suspended.storage",
};

/** The session stands still and is kept; it goes on after a look at who is there, today or another day. */
export function Suspended({ screen, onStaff }: { screen: ScreenOf<"suspended">; onStaff: () => void }) {
  const { t, named } = useTexts();
  const { send } = useKiosk();
  const reason = REASONS[screen.reason];
  return (
    <Plain
      icon={CirclePause}
      title={t("suspended.title")}
      lead={reason ? t(reason) : named(`session.${screen.reason}`) || t("idle.suspended")}
      primary={{ text: t("done.clearNow"), onPress: () => send({ do: "clear_now" }) }}
      actions={
        <>
          <KeepButton left={screen.clear_in_s} />
          <StaffButton onStaff={onStaff} />
        </>
      }
    >
      {screen.code !== null && (
        <div className={`${parts.card} ${parts.padded} ${styles.certificate}`}>
          <p className={parts.note}>{t("done.reference")}</p>
          <ReferenceCode code={screen.code} />
          <p className={parts.note}>{t("suspended.code")}</p>
        </div>
      )}
      <p className={parts.note}>{t("suspended.note")}</p>
      <Clears left={screen.clear_in_s} size={CLEARS_PX} />
    </Plain>
  );
}

/** Nothing of the day is left, and there is a number to prove it. */
export function Deleted({ screen }: { screen: ScreenOf<"deleted"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Plain
      icon={CircleCheck}
      tone="good"
      title={t("deleted.title")}
      lead={t("deleted.lead")}
      primary={{ text: t("done.clearNow"), onPress: () => send({ do: "clear_now" }) }}
      actions={<KeepButton left={screen.clear_in_s} />}
    >
      <div className={`${parts.card} ${parts.padded} ${styles.certificate}`}>
        <p className={parts.note}>{t("deleted.certificate")}</p>
        <p className={styles.number}>{screen.certificate}</p>
      </div>
      <Clears left={screen.clear_in_s} size={CLEARS_PX} />
    </Plain>
  );
}

/** Nothing can begin here: why, and who helps. */
export function OutOfUse({ screen, onStaff }: { screen: ScreenOf<"out_of_use">; onStaff: () => void }) {
  const { t, failureText } = useTexts();
  return (
    <Plain icon={TriangleAlert} tone="warn" title={t("outOfUse.title")} lead={t("outOfUse.lead")} actions={<StaffButton onStaff={onStaff} />}>
      <div className={`${parts.card} ${parts.padded} ${styles.certificate}`}>
        <p className={parts.note}>{t("outOfUse.staff")}</p>
        <p>{failureText(screen.code).title}</p>
        <p className={parts.note}>
          <code>{screen.code}</code>
        </p>
      </div>
      <Clears left={screen.clear_in_s} size={CLEARS_PX} />
    </Plain>
  );
}
