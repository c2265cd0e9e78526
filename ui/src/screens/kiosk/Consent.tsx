import { ClipboardList, CornerDownRight, FileText, Info, ScanFace, Send, UsersRound, Video, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Label, RadioGroup, Text } from "react-aria-components";
import type { ConsentRow } from "../../client";
import { OneOf } from "../../components/Choice";
import { KioskButton } from "../../components/KioskButton";
import { useTexts } from "../../i18n";
import { ConsentText, READING_MINUTES } from "./ConsentText";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useLow } from "./frame/useUpright";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./Consent.module.css";

const ICONS: Record<string, LucideIcon> = { record: Video, face: ScanFace, score: ClipboardList, send: Send, pool: UsersRound };
/** Longest time in the talent pool, as the consent says it. */
const POOL_YEARS = 2;

/** Separate consents; each refusal shows its other way. */
export function Consent({ screen }: { screen: ScreenOf<"consent"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const [reading, setReading] = useState(false);
  const rows = useRef<HTMLDivElement>(null);
  const open = screen.items.filter((item) => item.given === null);
  const firstOpen = screen.missing ? open[0]?.purpose : undefined;
  useEffect(() => {
    if (firstOpen === undefined) return;
    const row = rows.current?.querySelector(`[data-purpose="${firstOpen}"]`);
    row?.querySelector<HTMLInputElement>("input")?.focus();
  }, [firstOpen]);
  const done = screen.items.length - open.length;
  const low = useLow();
  const inFull = (
    <KioskButton look={low ? "secondary" : "plain"} icon={<FileText size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => setReading(true)}>
      {t("consent.full", { minutes: READING_MINUTES })}
    </KioskButton>
  );
  return (
    <Frame
      primary={{ text: t("frame.continue"), leads: "on", onPress: () => send({ do: "continue" }) }}
      onBack={() => send({ do: "back" })}
      actions={low && inFull}
      note={
        <span role="status" data-missing={screen.missing || undefined}>
          {screen.missing && open.length > 0 ? t("consent.missing", { n: open.length }) : t("consent.count", { done, open: open.length })}
        </span>
      }
    >
      <div className={`${parts.head} ${styles.head}`}>
        <ScreenTitle>{t("consent.title")}</ScreenTitle>
        {!low && inFull}
        <p className={parts.lead}>{t("consent.lead")}</p>
      </div>
      <div ref={rows} className={styles.rows}>
        {screen.items.map((item) => (
          <Row key={item.purpose} item={item} months={screen.retention_months} isMissing={screen.missing && item.given === null} />
        ))}
      </div>
      {!screen.items.some((item) => item.purpose === "expression") && (
        <p className={styles.info}>
          <Info size={24} strokeWidth={1.75} aria-hidden="true" />
          {t("consent.expression.off")}
        </p>
      )}
      <ConsentText isOpen={reading} months={screen.retention_months} onClose={() => setReading(false)} />
    </Frame>
  );
}

/** What is asked, and what it means: the texts say the first before their colon. */
function parted(text: string): [title: string, rest: string] {
  const at = text.search(/[：:]/);
  if (at < 0) return [text, ""];
  const rest = text.slice(at + 1).trim();
  return [text.slice(0, at), rest.charAt(0).toUpperCase() + rest.slice(1)];
}

function Row({ item, months, isMissing }: { item: ConsentRow; months: number; isMissing: boolean }) {
  const { t, named } = useTexts();
  const { send } = useKiosk();
  const Icon = ICONS[item.purpose] ?? Info;
  const [title, rest] = parted(named(`consent.${item.purpose}`, { months, years: POOL_YEARS }));
  const value = item.given === null ? null : item.given ? "yes" : "no";
  return (
    <RadioGroup
      className={styles.row ?? ""}
      data-purpose={item.purpose}
      orientation="horizontal"
      isInvalid={isMissing}
      value={value}
      onChange={(answer) => send({ do: "consent", purpose: item.purpose, given: answer === "yes" })}
    >
      <Icon className={styles.icon} size={30} strokeWidth={1.6} aria-hidden="true" />
      <div className={styles.words}>
        <Label className={styles.title ?? ""}>{title}</Label>
        <Text slot="description" className={styles.what ?? ""}>
          {rest}
        </Text>
        {item.given === false && (
          <p className={styles.other} role="status">
            <CornerDownRight size={20} strokeWidth={1.75} aria-hidden="true" />
            {named(`consent.${item.purpose}.no`)}
          </p>
        )}
      </div>
      <div className={styles.answers}>
        <Answer value="yes" text={t("consent.yes")} />
        <Answer value="no" text={t("consent.no")} />
      </div>
    </RadioGroup>
  );
}

function Answer({ value, text }: { value: string; text: string }) {
  return (
    <OneOf className={styles.answer} value={value}>
      <span className={styles.dot} aria-hidden="true" />
      {text}
    </OneOf>
  );
}
