import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "../../../components/Button";
import { Toggle } from "../../../components/Toggle";
import { useTexts, type Key } from "../../../i18n";
import { useDesk, type SettingsPart } from "../place";
import { useMay } from "../rights";
import { DevicesCard } from "./DevicesCard";
import { HrmsCard } from "./HrmsCard";
import { ModelsCard } from "./ModelsCard";
import { OwnPin } from "./OwnPin";
import { People } from "./People";
import { PolicyCard } from "./PolicyCard";
import { StaffPin } from "./StaffPin";
import { StorageCard } from "./StorageCard";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** What anybody may change for themselves; below it what belongs to the station, for those who may. */
export function SettingsPage({ part }: { part: SettingsPart | undefined }) {
  const { t } = useTexts();
  const { keys, setKeys, person } = useDesk();
  const may = useMay();
  const cards = useRef(new Map<SettingsPart, HTMLElement>());
  const show = (wanted: SettingsPart) => cards.current.get(wanted)?.focus();
  useEffect(() => {
    if (part) show(part);
  }, [part]);
  const station: [part: SettingsPart, title: Key, card: ReactNode][] = [];
  if (may("people")) station.push(["people", "people.title", <People />]);
  if (may("settings")) {
    station.push(
      ["devices", "settings.devices", <DevicesCard />],
      ["models", "settings.models", <ModelsCard />],
      ["policy", "doctor.policy", <PolicyCard />],
      ["hrms", "settings.hrms", <HrmsCard />],
      ["storage", "settings.storage", <StorageCard />],
    );
  }
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.settings")}</h1>
        <span className={panel.gap} />
        <span className={styles.parts}>
          {station.map(([each, title]) => (
            <Button key={each} look="quiet" onPress={() => show(each)}>
              {t(title)}
            </Button>
          ))}
        </span>
      </header>
      <div className={panel.scroll}>
        <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
          <h2 className={panel.section}>{t("desk.keys.title")}</h2>
          <Toggle on={keys} onChange={setKeys}>
            {t("desk.keys.on")}
          </Toggle>
          <p className={panel.quiet}>{t("settings.keys.note")}</p>
        </section>
        {may("settings") && (
          <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
            <StaffPin />
          </section>
        )}
        {person.id !== null && !person.viewing && (
          <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
            <OwnPin />
          </section>
        )}
        {station.map(([each, title, card]) => (
          <section
            key={each}
            className={`${panel.card} ${panel.pad} ${styles.card}`}
            aria-label={t(title)}
            tabIndex={-1}
            ref={(element) => {
              if (element) cards.current.set(each, element);
            }}
          >
            {card}
          </section>
        ))}
      </div>
    </>
  );
}
