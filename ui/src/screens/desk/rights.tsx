import { LockKeyhole } from "lucide-react";
import { Button } from "../../components/Button";
import { Notice } from "../../components/Notice";
import type { Right, StaffRole } from "../../client";
import { useTexts, type Key } from "../../i18n";
import { useDesk, type DeskPlace } from "./place";
import panel from "./panel.module.css";

/** The right that opens a page; settings open for everybody and show what each may change. */
export const PAGE_RIGHTS: Record<DeskPlace["desk"], Right | null> = {
  list: "list",
  interview: "read",
  compare: "compare",
  ranking: "compare",
  statistics: "compare",
  sync: "sync",
  decisions: "decisions",
  log: "log",
  health: "health",
  settings: null,
};

export const ROLE_TEXTS: Record<StaffRole, { name: Key; note: Key }> = {
  administrator: { name: "people.role.administrator", note: "people.role.administrator.note" },
  recruiter: { name: "people.role.recruiter", note: "people.role.recruiter.note" },
  interviewer: { name: "people.role.interviewer", note: "people.role.interviewer.note" },
  auditor: { name: "people.role.auditor", note: "people.role.auditor.note" },
};

/** Whether who sits here may do something. The station asks again; this only hides what it would refuse. */
export function useMay(): (right: Right) => boolean {
  const { person } = useDesk();
  return (right) => person.rights.includes(right);
}

/** A page that this person's role does not open, and the way back. */
export function NoRight() {
  const { t } = useTexts();
  const { go, person } = useDesk();
  return (
    <div className={panel.card}>
      <Notice icon={<LockKeyhole size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("desk.noRight")}>
        <p className={panel.quiet}>{t("desk.noRight.note", { role: t(ROLE_TEXTS[person.role].name) })}</p>
        <Button look="secondary" onPress={() => go({ desk: "list" })}>
          {t("desk.noRight.back")}
        </Button>
      </Notice>
    </div>
  );
}
