import { LockKeyhole, ShieldCheck, TriangleAlert } from "lucide-react";
import { useCallback } from "react";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { useClient, type PolicyRefused, type PolicyView } from "../../../client";
import { useResource } from "../../../client/resource";
import { sentences, useTexts } from "../../../i18n";
import { dayAndTime, listed } from "../../../i18n/format";
import { Facts, Fingerprint, type Fact } from "./Facts";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** The policy pack: it can be read here and changed nowhere on the station. */
export function PolicyCard() {
  const { t } = useTexts();
  const client = useClient();
  const [policy, again] = useResource(useCallback(() => client.policyPack(), [client]));
  return (
    <>
      {policy.state === "loading" && <Loading label={t("desk.loading")} lines={5} />}
      {policy.state === "failed" && <Failure failure={policy.failure} onRetry={again} />}
      {policy.state === "ready" && <Policy policy={policy.value} />}
    </>
  );
}

function Policy({ policy }: { policy: PolicyView }) {
  const texts = useTexts();
  const { t, word, language } = texts;
  const yes = (on: boolean) => t(on ? "settings.yes" : "settings.no");
  const signature = policy.signed_by;
  const facts: Fact[] = [
    [t("settings.policy.consents"), listed(policy.consents.map((purpose) => word(`consent.${purpose}`)), language)],
    [t("settings.policy.retention"), t("settings.policy.days", { n: policy.retention_days })],
    [t("settings.policy.challenge"), policy.challenge_actions],
    [t("settings.policy.numbers"), yes(policy.numbers_aloud)],
    [t("settings.policy.match"), policy.match_threshold],
    [t("settings.policy.media"), yes(policy.sync_media)],
    [t("settings.policy.rateFirst"), yes(policy.review_rate_first)],
    [t("settings.policy.followUps"), String(policy.follow_ups)],
    [t("settings.policy.retakes"), String(policy.retakes)],
    [t("settings.policy.minutes"), t("settings.policy.minutes.both", { n: policy.extra_minutes, more: policy.extra_minutes_needed })],
    [t("settings.policy.cap"), policy.session_cap_minutes === 0 ? t("settings.policy.cap.none") : String(policy.session_cap_minutes)],
    [t("settings.policy.result"), policy.result_within_days === 0 ? t("settings.policy.result.none") : String(policy.result_within_days)],
    [t("settings.policy.contact"), policy.contact || t("settings.policy.contact.none")],
  ];
  if (signature) {
    facts.push(
      [t("settings.policy.signer"), signature.name],
      [t("settings.policy.signed"), dayAndTime(signature.signed_at, new Date(), texts)],
      [t("settings.policy.key"), <Fingerprint of={signature.key_id} />],
    );
  }
  facts.push([t("settings.policy.digest"), <Fingerprint of={policy.sha256} />]);
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
      <Facts
        facts={[
          ...policy.modules.map((module): Fact => [
            word(`not_used.${module.name}`),
            <Chip tone={module.on ? "good" : "plain"}>{t(module.on ? "settings.module.on" : "settings.module.off")}</Chip>,
          ]),
          ...facts,
        ]}
      />
    </>
  );
}

/** A pack that was refused: which one, when and why; the one in force did not change. */
function Refused({ refused }: { refused: PolicyRefused }) {
  const texts = useTexts();
  const { t, failureText, language } = texts;
  const when = dayAndTime(new Date(refused.at_unix_ms).toISOString(), new Date(), texts);
  const { title, hint } = failureText(refused.code);
  return (
    <p className={styles.refused}>
      <TriangleAlert size={16} aria-hidden="true" />
      <span>
        {sentences([refused.version ? t("settings.policy.refused", { version: refused.version, when }) : t("settings.policy.refused.unread", { when }), title, hint], language)}
      </span>
    </p>
  );
}
