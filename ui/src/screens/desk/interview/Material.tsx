import { Archive, FileDown, FileText } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/Button";
import type { ReviewPage, ReviewReport } from "../../../client";
import { sentences, useTexts } from "../../../i18n";
import { ExportState, useExport } from "../exporting";
import { useMay } from "../rights";
import { Files } from "./Files";
import { usePlayback } from "./playback";
import { ReportFrame } from "./ReportFrame";
import panel from "../panel.module.css";
import styles from "./Material.module.css";

interface MaterialProps {
  page: ReviewPage;
  onChanged: (page: ReviewPage) => void;
}

/** The signed report, and the files of the interview: these do not wait for a report. */
export function Material({ page, onChanged }: MaterialProps) {
  return (
    <>
      {page.report && <Signed id={page.row.id} report={page.report} />}
      <Files page={page} onChanged={onChanged} />
    </>
  );
}

/** The report as a page and as files. */
function Signed({ id, report }: { id: string; report: ReviewReport }) {
  const { t, language } = useTexts();
  const playback = usePlayback();
  const may = useMay();
  const [shown, setShown] = useState(false);
  const [state, run] = useExport();
  if (report.overall_hidden) return <p className={styles.page}>{t("panel.hidden")}</p>;
  if (shown) return <ReportFrame id={id} onSeek={playback.seek} />;
  return (
    <div className={styles.page}>
      <header className={panel.cardHead}>
        <h3 className={styles.title}>{t("material.report", { n: report.rev })}</h3>
      </header>
      <dl className={styles.facts}>
        <dt>{t("report.verify.fingerprint")}</dt>
        <dd className={styles.hash}>{report.fingerprint.match(/.{8}/g)?.join(" ")}</dd>
        <dt>{t("material.standard")}</dt>
        <dd>{t("material.version", { n: report.position_version })}</dd>
        <dt>{t("report.verify.rubric")}</dt>
        <dd>{report.rubric}</dd>
      </dl>
      <div className={styles.actions}>
        <Button look="secondary" onPress={() => setShown(true)}>
          <FileText size={16} aria-hidden="true" />
          {t("material.open")}
        </Button>
        {may("export") && (
          <>
            <Button look="secondary" isDisabled={state.state === "busy"} onPress={() => run({ kind: "pdf", id })}>
              <FileDown size={16} aria-hidden="true" />
              {t("material.pdf")}
            </Button>
            <Button look="secondary" isDisabled={state.state === "busy"} onPress={() => run({ kind: "zip", ids: [id] })}>
              <Archive size={16} aria-hidden="true" />
              {t("list.zip")}
            </Button>
          </>
        )}
      </div>
      <ExportState state={state} />
      <p className={panel.quiet}>
        {sentences([t("interview.recording.sealed"), t("material.note")], language)}
      </p>
    </div>
  );
}
