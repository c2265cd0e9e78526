import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useClient } from "../../client";
import { useTexts } from "../../i18n";
import styles from "./Offline.module.css";

/** How often the station is asked, in milliseconds; it asks the HR system itself every half minute. */
const ASK_EVERY_MS = 10_000;

/** Says on every page that the HR system can't be reached, and that nothing is lost by it. */
export function Offline() {
  const { t } = useTexts();
  const away = useAway();
  return (
    <div role="status">
      {away && (
        <p className={styles.line}>
          <CloudOff size={18} strokeWidth={1.75} aria-hidden="true" />
          {t("desk.offline")}
        </p>
      )}
    </div>
  );
}

function useAway(): boolean {
  const client = useClient();
  const [away, setAway] = useState(false);
  useEffect(() => {
    let here = true;
    const ask = () => {
      // What can't be told is no news.
      client.hrmsAway().then(
        (is) => here && setAway(is),
        () => undefined,
      );
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [client]);
  return away;
}
