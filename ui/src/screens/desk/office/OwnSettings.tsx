import { Toggle } from "../../../components/Toggle";
import { useTexts } from "../../../i18n";
import { useDesk } from "../place";
import { OwnPin } from "./OwnPin";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** What anybody may change for themselves: keys of the desk and their own PIN. */
export function OwnSettings() {
  const { t } = useTexts();
  const { keys, setKeys, person } = useDesk();
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
        {person.id !== null && (
          <section className={`${panel.card} ${panel.pad} ${styles.card}`}>
            <OwnPin />
          </section>
        )}
      </div>
    </>
  );
}
