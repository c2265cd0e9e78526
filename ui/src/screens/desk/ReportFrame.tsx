import { useCallback, useEffect, useRef } from "react";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { useClient } from "../../client";
import { useResource } from "../../client/resource";
import { useTexts } from "../../i18n";
import styles from "./ReportFrame.module.css";

/** Address part with which a quote in the report tells this window what to play. */
const SEEK = "#seek=";

/**
 * The report page in a frame that may run nothing: no scripts, no forms, no windows. It keeps this
 * window's origin, so that this window can put links in place of the buttons whose script does not
 * run; without scripts that gives the page itself no rights. WebKit calls no listener in such a
 * frame, whoever set it, hence links. The shell lets none of them lead out of the program.
 */
export function ReportFrame({ id, onSeek }: { id: string; onSeek: (ms: number) => void }) {
  const { t, language } = useTexts();
  const client = useClient();
  const [page, again] = useResource(useCallback(() => client.reportPage(id, language), [client, id, language]));
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const onHash = () => {
      if (!location.hash.startsWith(SEEK)) return;
      onSeek(Number(location.hash.slice(SEEK.length)));
      // The same quote may be pressed again.
      history.replaceState(null, "", location.pathname);
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, [onSeek]);
  const onLoad = () => {
    const report = frame.current?.contentDocument;
    if (report) adopt(report);
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
          sandbox="allow-same-origin allow-top-navigation-by-user-activation"
          srcDoc={page.value}
          onLoad={onLoad}
        />
      )}
    </section>
  );
}

/** Takes over what the page's own script would do: the recording plays beside it, not in it. */
export function adopt(report: Document): void {
  for (const own of report.querySelectorAll(".dock, button.lang")) own.remove();
  for (const button of report.querySelectorAll<HTMLElement>("button[data-ms]")) {
    const link = report.createElement("a");
    link.href = `${SEEK}${button.dataset.ms ?? ""}`;
    link.target = "_top";
    link.className = button.className;
    link.title = button.title;
    // As the page draws its buttons; its own style sheet names only those.
    Object.assign(link.style, { color: "inherit", textDecorationColor: "var(--control)", textUnderlineOffset: "3px" });
    link.append(...button.childNodes);
    button.replaceWith(link);
  }
}
