import { LockKeyhole, ShieldCheck, TriangleAlert } from "lucide-react";
import { useCallback, useState, type SubmitEvent } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Toggle } from "../../../components/Toggle";
import { failureOf, useClient, type PolicyRefused, type PolicyView } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts } from "../../../i18n";
import { dayAndTime, listed } from "../../../i18n/format";
import { useDesk } from "../place";
import { OwnPin } from "./OwnPin";
import { People } from "./People";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** Keys of the desk, and the policy pack: it can be read here and changed nowhere on the station. */
export function SettingsPage() {
  const { t } = useTexts();
  const client = useClient();
  const { keys, setKeys, person } = useDesk();
  const [policy, again] = useResource(useCallback(() => client.policyPack(), [client]));
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.settings")}</h1>
      </header>
      <div className={panel.scroll}>
        <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
          <h2 className={panel.section}>{t("desk.keys.title")}</h2>
          <Toggle on={keys} onChange={setKeys}>
            {t("desk.keys.on")}
          </Toggle>
          <p className={panel.quiet}>{t("settings.keys.note")}</p>
        </section>
        <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
          <StaffPin />
        </section>
        {person.id !== null && (
          <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
            <OwnPin />
          </section>
        )}
        <section className={`${panel.card} ${panel.pad} ${styles.card}`} aria-label={t("people.title")}>
          <People />
        </section>
        <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
          {policy.state === "loading" && <Loading label={t("desk.loading")} lines={5} />}
          {policy.state === "failed" && <Failure failure={policy.failure} onRetry={again} />}
          {policy.state === "ready" && <Policy policy={policy.value} />}
        </section>
      </div>
    </>
  );
}

/** The PIN that opens the desk and lets staff help at the candidate's screen. */
function StaffPin() {
  const { t, failureText } = useTexts();
  const client = useClient();
  const [oldPin, setOldPin] = useState("");
  const [newPin, setNewPin] = useState("");
  const [message, setMessage] = useState("");
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    client.setStaffPin(oldPin, newPin).then(
      (saved) => {
        setMessage(t(saved ? "settings.pin.saved" : "settings.pin.wrong"));
        setOldPin("");
        setNewPin("");
      },
      (thrown: unknown) => setMessage(failureText(failureOf(thrown).code).title),
    );
  };
  return (
    <form className={styles.form} onSubmit={save}>
      <h2 className={panel.section}>{t("settings.pin")}</h2>
      <p className={panel.quiet}>{t("settings.pin.note")}</p>
      <TextField className={panel.field} value={oldPin} onChange={setOldPin} type="password">
        <Label>{t("settings.pin.old")}</Label>
        <Input className={panel.input} autoComplete="off" inputMode="numeric" data-keyboard="digits" maxLength={12} />
      </TextField>
      <TextField className={panel.field} value={newPin} onChange={setNewPin} type="password">
        <Label>{t("settings.pin.new")}</Label>
        <Input className={panel.input} autoComplete="off" inputMode="numeric" data-keyboard="digits" maxLength={12} />
      </TextField>
      <p className={panel.quiet} role="status">
        {message}
      </p>
      <Button look="secondary" type="submit">
        {t("settings.pin.save")}
      </Button>
    </form>
  );
}

/** A fingerprint in groups of eight, as people compare it aloud. */
function grouped(fingerprint: string): string {
  return fingerprint.match(/.{1,8}/g)?.join(" ") ?? "";
}

function Policy({ policy }: { policy: PolicyView }) {
  const texts = useTexts();
  const { t, word, language } = texts;
  const yes = (on: boolean) => t(on ? "settings.yes" : "settings.no");
  const signature = policy.signed_by;
  const facts: [string, React.ReactNode][] = [
    [t("settings.policy.consents"), listed(policy.consents.map((purpose) => word(`consent.${purpose}`)), language)],
    [t("settings.policy.retention"), t("settings.policy.days", { n: policy.retention_days })],
    [t("settings.policy.challenge"), policy.challenge_actions],
    [t("settings.policy.numbers"), yes(policy.numbers_aloud)],
    [t("settings.policy.match"), policy.match_threshold],
    [t("settings.policy.media"), yes(policy.sync_media)],
    [t("settings.policy.rateFirst"), yes(policy.review_rate_first)],
    [t("settings.policy.followUps"), String(policy.follow_ups)],
  ];
  if (signature) {
    facts.push(
      [t("settings.policy.signer"), signature.name],
      [t("settings.policy.signed"), dayAndTime(signature.signed_at, new Date(), texts)],
      [t("settings.policy.key"), <span className={styles.hash}>{grouped(signature.key_id)}</span>],
    );
  }
  facts.push([t("settings.policy.digest"), <span className={styles.hash}>{grouped(policy.sha256)}</span>]);
  return (
    <>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{t("settings.policy", { region: policy.region, version: policy.version })}</h2>
        <span className={styles.chips}>
          {signature ? (
            <Chip tone="good" icon={<ShieldCheck size={15} aria-hidden="true" />}>
              {t("settings.policy.checked")}
            </Chip>
          ) : (
            <Chip tone="plain">{t("settings.policy.program")}</Chip>
          )}
          <Chip tone="plain" icon={<LockKeyhole size={15} aria-hidden="true" />}>
            {t("settings.readOnly")}
          </Chip>
        </span>
      </header>
      {policy.refused && <Refused refused={policy.refused} />}
      <p className={styles.note}>{t(signature ? "settings.policy.note.signed" : "settings.policy.note")}</p>
      <dl className={styles.facts}>
        {policy.modules.map((module) => (
          <div key={module.name} className={styles.fact}>
            <dt>{word(`not_used.${module.name}`)}</dt>
            <dd>
              <Chip tone={module.on ? "good" : "plain"}>{t(module.on ? "settings.module.on" : "settings.module.off")}</Chip>
            </dd>
          </div>
        ))}
        {facts.map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** A pack that was refused: which one, when and why; the one in force did not change. */
function Refused({ refused }: { refused: PolicyRefused }) {
  const texts = useTexts();
  const { t, failureText } = texts;
  const when = dayAndTime(new Date(refused.at_unix_ms).toISOString(), new Date(), texts);
  const { title, hint } = failureText(refused.code);
  return (
    <p className={styles.refused}>
      <TriangleAlert size={16} aria-hidden="true" />
      <span>
        {refused.version
          ? t("settings.policy.refused", { version: refused.version, when })
          : t("settings.policy.refused.unread", { when })}{" "}
        {title} {hint}
      </span>
    </p>
  );
}
