import { ArrowRight, Clock, Contrast, Hand, IdCard, Lock, type LucideIcon } from "lucide-react";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { Lamp } from "../../components/Lamp";
import type { StationHealth } from "../../client";
import type { Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import { useDisplay } from "./display";
import { Hills } from "./Hills";
import { Readiness } from "./Readiness";
import styles from "./Attract.module.css";

/** Length of a usual interview: eight questions of the teller position with thinking time. */
const USUAL_MINUTES = 25;

const FACTS: { icon: LucideIcon; title: Key; note: Key }[] = [
  { icon: Clock, title: "attract.time.title", note: "attract.time.note" },
  { icon: IdCard, title: "attract.id.title", note: "attract.id.note" },
  { icon: Hand, title: "attract.help.title", note: "attract.help.note" },
];

interface AttractProps {
  health: Resource<StationHealth>;
  onStart: () => void;
  onStaff: () => void;
}

/** The first thing a candidate sees. Nothing is recorded, no camera is on. */
export function Attract({ health, onStart, onStaff }: AttractProps) {
  const { t, other, otherLanguage, setLanguage } = useTexts();
  const [display, setDisplay] = useDisplay();
  const startInOther = () => {
    setLanguage(otherLanguage);
    onStart();
  };
  return (
    <div className={styles.screen}>
      <main className={styles.words}>
        <header className={styles.header}>
          <BrandMark size={40} />
          <p className={styles.name}>{t("app.name")}</p>
          <p className={styles.otherName} lang={otherLanguage}>
            {other("app.name")}
          </p>
          <Lamp />
        </header>

        <div>
          <h1 className={styles.title}>{t("attract.title.lines")}</h1>
          <p className={styles.otherTitle} lang={otherLanguage}>
            {other("attract.title")}
          </p>
        </div>

        <ul className={styles.facts}>
          {FACTS.map(({ icon: Icon, title, note }) => (
            <li key={title} className={styles.fact}>
              <span className={styles.factIcon} aria-hidden="true">
                <Icon size={28} strokeWidth={1.75} />
              </span>
              <span>
                <strong className={styles.factTitle}>{t(title, { minutes: USUAL_MINUTES })}</strong>
                <span className={styles.factNote}>{t(note)}</span>
              </span>
            </li>
          ))}
        </ul>

        <div className={styles.actions}>
          <Button look="kioskPrimary" autoFocus onPress={onStart}>
            {t("attract.start")}
            <ArrowRight size={26} strokeWidth={2} aria-hidden="true" />
          </Button>
          <Button look="kioskSecondary" lang={otherLanguage} onPress={startInOther}>
            {t("attract.startOther")}
          </Button>
        </div>

        <footer className={styles.tools}>
          <Button
            look="kioskTool"
            aria-pressed={display.large}
            onPress={() => setDisplay({ ...display, large: !display.large })}
          >
            <LargeText />
            {t("frame.display")}
          </Button>
          <Button
            look="kioskTool"
            aria-pressed={display.contrast}
            onPress={() => setDisplay({ ...display, contrast: !display.contrast })}
          >
            <Contrast size={22} strokeWidth={1.75} aria-hidden="true" />
            {t("frame.contrast")}
          </Button>
          <span className={styles.gap} />
          <Button look="kioskTool" onPress={onStaff}>
            <Lock size={18} strokeWidth={1.75} aria-hidden="true" />
            {t("attract.staff")}
          </Button>
        </footer>
      </main>

      <aside className={styles.picture}>
        <Hills />
        <Readiness health={health} />
      </aside>
    </div>
  );
}

/** A large and a small letter. */
function LargeText() {
  return (
    <svg width="26" height="22" viewBox="0 0 26 22" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M1.5 16.5 6.5 4.5l5 12M3.2 12.5h6.6M16 16.5l3.6-8.6 3.6 8.6M17.2 13.7h4.8" />
    </svg>
  );
}
