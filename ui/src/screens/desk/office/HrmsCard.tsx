import { CircleCheck } from "lucide-react";
import { useCallback, useState, type SubmitEvent } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { failureOf, useClient, type CommandError, type HrmsSettings } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts } from "../../../i18n";
import { dayAndTime } from "../../../i18n/format";
import { useDesk } from "../place";
import { useMay } from "../rights";
import { ConnectionTest } from "./ConnectionTest";
import { Facts, Fingerprint, type Fact } from "./Facts";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** Where reports go, and as whom this station is known there. */
export function HrmsCard() {
  const { t } = useTexts();
  const client = useClient();
  const [asked, again] = useResource(useCallback(() => client.hrmsSettings(), [client]));
  const [enrolled, setEnrolled] = useState<HrmsSettings>();
  const settings = enrolled ?? (asked.state === "ready" ? asked.value : undefined);
  return (
    <>
      {!settings && asked.state === "loading" && <Loading label={t("desk.loading")} lines={4} />}
      {!settings && asked.state === "failed" && <Failure failure={asked.failure} onRetry={again} />}
      {settings && <System settings={settings} onEnrolled={setEnrolled} />}
    </>
  );
}

function System({ settings, onEnrolled }: { settings: HrmsSettings; onEnrolled: (settings: HrmsSettings) => void }) {
  const texts = useTexts();
  const { t } = texts;
  const may = useMay();
  const [asks, setAsks] = useState(false);
  const [saved, setSaved] = useState(false);
  const at = (ms: number | null) => (ms === null ? t("settings.hrms.never") : dayAndTime(new Date(ms).toISOString(), new Date(), texts));
  const { address, station_id: id, fingerprint, enrolled_at_unix_ms: since, last_contact_unix_ms: last } = settings;
  const facts: Fact[] = [];
  if (address !== null) {
    facts.push(
      [t("settings.hrms.address"), <span className={styles.hash}>{address}</span>],
      [t("settings.hrms.station"), id],
      [t("settings.hrms.since"), at(since)],
      [t("settings.hrms.contact"), at(last)],
    );
  }
  if (fingerprint !== null) facts.push([t("settings.hrms.fingerprint"), <Fingerprint of={fingerprint} />]);
  return (
    <>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{t("settings.hrms")}</h2>
        {address === null ? (
          <Chip tone="plain">{t("settings.hrms.not")}</Chip>
        ) : (
          <Chip tone="good" icon={<CircleCheck size={15} aria-hidden="true" />}>
            {t("settings.hrms.enrolled")}
          </Chip>
        )}
      </header>
      <p className={styles.note}>{t(address === null ? "settings.hrms.not.note" : "settings.hrms.note")}</p>
      <Facts facts={facts} />
      {address !== null && may("send") && <ConnectionTest text="sync.test" />}
      {asks ? (
        <Enrolment
          again={address !== null}
          onCancel={() => setAsks(false)}
          onEnrolled={(next) => {
            setAsks(false);
            setSaved(true);
            onEnrolled(next);
          }}
        />
      ) : (
        <div className={styles.test}>
          <Button look="secondary" onPress={() => setAsks(true)}>
            {t(address === null ? "settings.hrms.enrol" : "settings.hrms.enrolAgain")}
          </Button>
          <p className={panel.quiet} role="status">
            {saved && t("settings.hrms.saved")}
          </p>
        </div>
      )}
    </>
  );
}

interface EnrolmentProps {
  /** The station is enrolled somewhere already. */
  again: boolean;
  onCancel: () => void;
  onEnrolled: (settings: HrmsSettings) => void;
}

/** Address and code, and what comes of it; only then the button that does it. */
function Enrolment({ again, onCancel, onEnrolled }: EnrolmentProps) {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const { changed } = useDesk();
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CommandError>();
  const enrol = (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    client.enrolStation(address, code).then(
      (next) => {
        onEnrolled(next);
        changed();
      },
      (thrown: unknown) => {
        setBusy(false);
        setFailure(failureOf(thrown));
      },
    );
  };
  const failed = failure && failureLine(failure.code);
  return (
    <form className={styles.form} onSubmit={enrol} aria-label={t("settings.hrms.enrol")}>
      <p className={styles.effect}>{t(again ? "settings.hrms.effect.again" : "settings.hrms.effect")}</p>
      <TextField className={panel.field} value={address} onChange={setAddress} type="url" isRequired autoFocus>
        <Label>{t("settings.hrms.address")}</Label>
        <Input className={panel.input} autoComplete="off" data-keyboard="latin" />
      </TextField>
      <TextField className={panel.field} value={code} onChange={setCode} isRequired>
        <Label>{t("settings.hrms.code")}</Label>
        <Input className={panel.input} autoComplete="off" data-keyboard="latin" />
      </TextField>
      {failed && (
        <p className={panel.mistake} role="alert">
          {failed}
        </p>
      )}
      <span className={styles.chips}>
        <Button look="secondary" onPress={onCancel}>
          {t("people.cancel")}
        </Button>
        <Button look="primary" type="submit" isDisabled={busy}>
          {t(busy ? "settings.hrms.enrolling" : "settings.hrms.enrol.do")}
        </Button>
      </span>
    </form>
  );
}
