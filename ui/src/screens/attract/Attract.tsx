import { ArrowRight, Clock, Contrast, Hand, IdCard, Lock, Volume2, VolumeX, type LucideIcon } from "lucide-react";
import { useRef } from "react";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { Lamp } from "../../components/Lamp";
import { LargeTextIcon } from "../../components/LargeTextIcon";
import type { StationHealth } from "../../client";
import type { Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import { useReadAloud } from "../kiosk/frame/useReadAloud";
import { useKiosk } from "../kiosk/kiosk";
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
  onStaff: () => void;
}

/** The first thing a candidate sees. Nothing is recorded, no camera is on. */
export function Attract({ health, onStaff }: AttractProps) {
  const { t, other, language, otherLanguage } = useTexts();
  const { view, send, display, setDisplay } = useKiosk();
  const words = useRef<HTMLElement>(null);
  const [reading, toggleReading] = useReadAloud({ root: words, language, screen: view.screen.name, always: false, silent: false, send });
  const start = (chosen: typeof language) => send({ do: "start", language: chosen });
  const contrast = display.theme === "contrast";
  const asksFirst = health.state === "ready" && !health.value.ok;
  const Volume = reading ? VolumeX : Volume2;
  return (
    <div className={styles.screen}>
      <main ref={words} className={styles.words}>
        <header className={styles.header}>
          <BrandMark size={40} />
          <p className={styles.name}>{t("app.name")}</p>
          <p className={styles.otherName} lang={otherLanguage}>
            {other("app.name")}
          </p>
          <Lamp state={view.lamp} />
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

        <p className={styles.askFirst} aria-hidden={!asksFirst}>
          {t("attract.askFirst")}
        </p>
        <div className={styles.actions}>
          <Button look="kioskPrimary" autoFocus onPress={() => start(language)}>
            {t("attract.start")}
            <ArrowRight size={26} strokeWidth={2} aria-hidden="true" />
          </Button>
          <Button look="kioskSecondary" lang={otherLanguage} onPress={() => start(otherLanguage)}>
            {t("attract.startOther")}
          </Button>
        </div>

        <footer className={styles.tools}>
          <Button look="kioskTool" aria-pressed={reading} onPress={toggleReading}>
            <Volume size={22} strokeWidth={1.75} aria-hidden="true" />
            {t(reading ? "frame.stopReading" : "frame.readAloud")}
          </Button>
          <Button
            look="kioskTool"
            aria-pressed={display.large}
            onPress={() => setDisplay({ ...display, large: !display.large })}
          >
            <LargeTextIcon />
            {t("display.large")}
          </Button>
          <Button
            look="kioskTool"
            aria-pressed={contrast}
            onPress={() => setDisplay({ ...display, theme: contrast ? "light" : "contrast" })}
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
