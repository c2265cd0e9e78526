import { CircleAlert, CircleCheck, CircleDashed, LockKeyhole, ShieldCheck } from "lucide-react";
import { useCallback, useState } from "react";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { failureOf, useClient, type CommandError, type StationModel } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts, type Key } from "../../../i18n";
import { size } from "../../../i18n/format";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** What each model is for, by the role that reports carry. */
const ROLES: Record<string, Key> = {
  "card-text-detection": "settings.models.role.cardDetect",
  "card-text-recognition": "settings.models.role.cardRead",
  "eye-landmarks": "settings.models.role.eyes",
  "face-detection": "settings.models.role.faceDetect",
  "face-embedding": "settings.models.role.faceMatch",
  "face-landmarks": "settings.models.role.faceMesh",
  "facial-expression": "settings.models.role.expression",
  "inference-runtime": "settings.models.role.runtime",
  "presentation-attack-detection": "settings.models.role.spoof",
  "sentence-embedding": "settings.models.role.sentences",
  "speech-recognition": "settings.models.role.speech",
  "speech-synthesis": "settings.models.role.voice",
  "synthesis-tokens": "settings.models.role.voiceTokens",
  "synthesis-voices": "settings.models.role.voices",
  "voice-activity": "settings.models.role.activity",
};

/** The pinned models: what for, which, under which licence, and whether they are as they should be. */
export function ModelsCard() {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [asked, again] = useResource(useCallback(() => client.stationModels(false), [client]));
  const [anew, setAnew] = useState<StationModel[]>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CommandError>();
  const models = anew ?? (asked.state === "ready" ? asked.value : undefined);
  const verify = () => {
    setBusy(true);
    client
      .stationModels(true)
      .then(
        (next) => {
          setAnew(next);
          setFailure(undefined);
        },
        (thrown: unknown) => setFailure(failureOf(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const failed = failure && failureLine(failure.code);
  return (
    <>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{t("settings.models")}</h2>
        <span className={styles.chips}>
          <Chip tone="plain" icon={<LockKeyhole size={15} aria-hidden="true" />}>
            {t("settings.models.readOnly")}
          </Chip>
          <Button look="secondary" isDisabled={busy || !models} onPress={verify}>
            <ShieldCheck size={16} aria-hidden="true" />
            {t(busy ? "settings.models.verifying" : "settings.models.verify")}
          </Button>
        </span>
      </header>
      <p className={styles.note}>{t("settings.models.note")}</p>
      {!models && asked.state === "loading" && <Loading label={t("desk.loading")} lines={6} />}
      {!models && asked.state === "failed" && <Failure failure={asked.failure} onRetry={again} />}
      {models && (
        <ul className={styles.models}>
          {models.map((model) => (
            <Model key={model.id} model={model} />
          ))}
        </ul>
      )}
      <p className={panel.quiet} role="status">
        {anew && !busy && t("settings.models.verified", { n: anew.filter((model) => model.verified).length, of: anew.length })}
      </p>
      {failed && (
        <p className={panel.mistake} role="alert">
          {failed}
        </p>
      )}
    </>
  );
}

function Model({ model }: { model: StationModel }) {
  const { t } = useTexts();
  const role = ROLES[model.role];
  return (
    <li className={styles.model}>
      <p className={styles.words}>
        {role ? t(role) : model.role}
        <small className={panel.quiet}>
          {[model.id, model.version, model.licence, size(model.bytes)].join(" · ")}
        </small>
        <small className={styles.hash}>{`SHA-256 ${model.sha256.slice(0, 16)}…`}</small>
      </p>
      <State model={model} />
    </li>
  );
}

function State({ model: { verified, present, optional } }: { model: StationModel }) {
  const { t } = useTexts();
  const icon = { size: 15, "aria-hidden": true } as const;
  if (verified) {
    return (
      <Chip tone="good" icon={<CircleCheck {...icon} />}>
        {t("settings.models.good")}
      </Chip>
    );
  }
  if (present) {
    return (
      <Chip tone="warn" icon={<CircleAlert {...icon} />}>
        {t("settings.models.changed")}
      </Chip>
    );
  }
  return optional ? (
    <Chip tone="plain" icon={<CircleDashed {...icon} />}>
      {t("settings.models.optional")}
    </Chip>
  ) : (
    <Chip tone="warn" icon={<CircleAlert {...icon} />}>
      {t("settings.models.missing")}
    </Chip>
  );
}
