import { useCallback } from "react";
import { Button } from "../../../components/Button";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { useClient, type StorageView } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts } from "../../../i18n";
import { useDesk } from "../place";
import { Facts, type Fact } from "./Facts";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** Where interviews lie, and for how many hours there is room. */
export function StorageCard() {
  const { t } = useTexts();
  const client = useClient();
  const [asked, again] = useResource(useCallback(() => client.storageState(), [client]));
  return (
    <>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{t("settings.storage")}</h2>
      </header>
      <p className={styles.note}>{t("settings.storage.note")}</p>
      {asked.state === "loading" && <Loading label={t("desk.loading")} lines={4} />}
      {asked.state === "failed" && <Failure failure={asked.failure} onRetry={again} />}
      {asked.state === "ready" && <Room view={asked.value} />}
    </>
  );
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);

function Room({ view }: { view: StorageView }) {
  const { t } = useTexts();
  const { go } = useDesk();
  const facts: Fact[] = [
    [t("settings.storage.folder"), <span className={styles.hash}>{view.folder}</span>],
    [t("settings.storage.free"), t("settings.storage.free.value", { gb: gigabytes(view.free_bytes), hours: view.free_hours })],
    [t("settings.storage.used"), t("settings.storage.used.value", { gb: gigabytes(view.used_bytes), n: view.interviews })],
    [t("settings.policy.retention"), t("settings.policy.days", { n: view.retention_days })],
    [
      t("settings.storage.waiting"),
      view.waiting === 0 ? (
        t("settings.storage.waiting.none")
      ) : (
        <span className={styles.chips}>
          <span>{t("settings.storage.waiting.value", { n: view.waiting })}</span>
          <Button look="quiet" onPress={() => go({ desk: "sync" })}>
            {t("settings.storage.waiting.go")}
          </Button>
        </span>
      ),
    ],
  ];
  return <Facts facts={facts} />;
}
