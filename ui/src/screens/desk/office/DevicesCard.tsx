import { RefreshCw, TriangleAlert } from "lucide-react";
import { useCallback, useState } from "react";
import { Label, RadioGroup } from "react-aria-components";
import { Button } from "../../../components/Button";
import { OneOf } from "../../../components/Choice";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { failureOf, useClient, type CommandError, type DeviceChoice, type DeviceSettings, type DevicesOfAKind } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts, type Key } from "../../../i18n";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

type Kind = keyof DeviceChoice;

const KINDS: { kind: Kind; name: Key; effect: Key }[] = [
  { kind: "camera", name: "doctor.camera", effect: "settings.devices.camera.effect" },
  { kind: "microphone", name: "doctor.microphone", effect: "settings.devices.microphone.effect" },
  { kind: "loudspeaker", name: "doctor.loudspeaker", effect: "settings.devices.loudspeaker.effect" },
];

/** The value of the radio button that stands for the system's own choice; ids have a letter before. */
const DEFAULT = "default";

const chosenIn = ({ camera, microphone, loudspeaker }: DeviceSettings): DeviceChoice => ({
  camera: camera.chosen,
  microphone: microphone.chosen,
  loudspeaker: loudspeaker.chosen,
});

/** Camera, microphone and loudspeaker: the system's, or fixed ones. */
export function DevicesCard() {
  const { t } = useTexts();
  const client = useClient();
  const [asked, again] = useResource(useCallback(() => client.deviceSettings(), [client]));
  return (
    <>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{t("settings.devices")}</h2>
        <Button look="secondary" isDisabled={asked.state === "loading"} onPress={again}>
          <RefreshCw size={16} aria-hidden="true" />
          {t("settings.devices.again")}
        </Button>
      </header>
      {asked.state === "loading" && <Loading label={t("settings.devices.looking")} lines={4} />}
      {asked.state === "failed" && <Failure failure={asked.failure} onRetry={again} />}
      {asked.state === "ready" && <Choice first={asked.value} />}
    </>
  );
}

function Choice({ first }: { first: DeviceSettings }) {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [settings, setSettings] = useState(first);
  const [choice, setChoice] = useState(() => chosenIn(first));
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<CommandError>();
  const kept = chosenIn(settings);
  const changed = KINDS.filter(({ kind }) => choice[kind]?.id !== kept[kind]?.id);
  const failed = failure && failureLine(failure.code);
  const choose = (kind: Kind, value: string) => {
    const { found, chosen } = settings[kind];
    const device = [...found, ...(chosen ? [chosen] : [])].find((each) => value === `=${each.id}`);
    setChoice({ ...choice, [kind]: device ?? null });
    setSaved(false);
  };
  const save = () => {
    client.chooseDevices(choice).then(
      (next) => {
        setSettings(next);
        setChoice(chosenIn(next));
        setSaved(true);
        setFailure(undefined);
      },
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  };
  return (
    <>
      {KINDS.map(({ kind, name }) => (
        <DevicesOfKind key={kind} name={name} devices={settings[kind]} chosen={choice[kind]?.id} onChoose={(value) => choose(kind, value)} />
      ))}
      {changed.length > 0 && (
        <div className={styles.effect} role="status">
          <p>{t("settings.devices.effect")}</p>
          {changed
            .filter(({ kind }) => choice[kind] !== null)
            .map(({ kind, effect }) => (
              <p key={kind}>{t(effect)}</p>
            ))}
        </div>
      )}
      {failed && (
        <p className={panel.mistake} role="alert">
          {failed}
        </p>
      )}
      <p className={panel.quiet} role="status">
        {saved && changed.length === 0 && t("settings.devices.saved")}
      </p>
      <Button look="primary" isDisabled={changed.length === 0} onPress={save}>
        {t("settings.devices.save")}
      </Button>
    </>
  );
}

interface DevicesOfKindProps {
  name: Key;
  devices: DevicesOfAKind;
  /** Id of the one that is marked here; none for the system's default. */
  chosen: string | undefined;
  onChoose: (value: string) => void;
}

function DevicesOfKind({ name, devices: { found, unknown, chosen: kept, away }, chosen, onChoose }: DevicesOfKindProps) {
  const { t } = useTexts();
  const absent = kept && !found.some((each) => each.id === kept.id) ? kept : undefined;
  const twins = (called: string) => found.filter((each) => each.name === called).length > 1;
  return (
    <RadioGroup className={styles.devices} value={chosen === undefined ? DEFAULT : `=${chosen}`} onChange={onChoose}>
      <Label className={styles.kind}>{t(name)}</Label>
      <OneOf value={DEFAULT} className={styles.device}>
        {t("settings.devices.default")}
      </OneOf>
      {found.map((device) => (
        <OneOf key={device.id} value={`=${device.id}`} className={styles.device}>
          {device.name}
          {twins(device.name) && <small className={panel.quiet}>{device.id}</small>}
        </OneOf>
      ))}
      {absent && (
        <OneOf value={`=${absent.id}`} className={styles.device}>
          {absent.name}
          {away && <small className={panel.mistake}>{t("settings.devices.away")}</small>}
        </OneOf>
      )}
      {unknown && (
        <p className={styles.refused}>
          <TriangleAlert size={16} aria-hidden="true" />
          {t("settings.devices.unknown")}
        </p>
      )}
      {!unknown && found.length === 0 && <p className={panel.quiet}>{t("settings.devices.none")}</p>}
    </RadioGroup>
  );
}
