import { useCallback, useEffect } from "react";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { useClient } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts } from "../../../i18n";
import { SEEK, framed } from "./framed";
import styles from "./ReportFrame.module.css";

/**
 * The report page in a frame of an origin of its own that may run nothing: no scripts, no forms, no
 * windows. Its quotes are links that change the fragment of this window's address; the shell lets
 * no link lead out of the program.
 */
export function ReportFrame({ id, onSeek }: { id: string; onSeek: (ms: number) => void }) {
  const { t, language } = useTexts();
  const client = useClient();
  const ask = useCallback(() => client.reportPage(id, language).then(framed), [client, id, language]);
  const [page, again] = useResource(ask);
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
  return (
    <section className={styles.report}>
      {page.state === "loading" && <Loading label={t("interview.report.loading")} lines={8} />}
      {page.state === "failed" && <Failure failure={page.failure} onRetry={again} />}
      {page.state === "ready" && (
        <iframe
          className={styles.frame}
          title={t("interview.report")}
          sandbox="allow-top-navigation-by-user-activation"
          srcDoc={page.value}
        />
      )}
    </section>
  );
}
