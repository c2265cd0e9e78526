import { useCallback, useRef } from "react";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { useClient } from "../../client";
import { useResource } from "../../client/resource";
import { useTexts } from "../../i18n";
import styles from "./ReportFrame.module.css";

/**
 * The report page in a frame that may run nothing at all: no scripts, no forms, no navigation. It
 * keeps this window's origin, so that this window can see which quote was pressed; without scripts
 * that gives the page itself no rights.
 */
export function ReportFrame({ id, onSeek }: { id: string; onSeek: (ms: number) => void }) {
  const { t, language } = useTexts();
  const client = useClient();
  const [page, again] = useResource(useCallback(() => client.reportPage(id, language), [client, id, language]));
  const frame = useRef<HTMLIFrameElement>(null);
  const onLoad = () => {
    const report = frame.current?.contentDocument;
    if (report) adopt(report, onSeek);
  };
  return (
    <section className={styles.report}>
      {page.state === "loading" && <Loading label={t("interview.report.loading")} lines={8} />}
      {page.state === "failed" && <Failure failure={page.failure} onRetry={again} />}
      {page.state === "ready" && (
        <iframe
          ref={frame}
          className={styles.frame}
          title={t("interview.report")}
          sandbox="allow-same-origin"
          srcDoc={page.value}
          onLoad={onLoad}
        />
      )}
    </section>
  );
}

/** Takes over what the page's own script would do: the recording plays beside it, not in it. */
export function adopt(report: Document, onSeek: (ms: number) => void): void {
  for (const own of report.querySelectorAll(".dock, button.lang")) own.remove();
  report.addEventListener("click", (event) => {
    const pressed = (event.target as Element | null)?.closest<HTMLElement>("button[data-ms]");
    if (pressed) onSeek(Number(pressed.dataset.ms));
  });
}
