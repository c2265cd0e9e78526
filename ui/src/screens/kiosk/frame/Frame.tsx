import { ArrowLeft, ArrowRight, Check, FlaskConical, Hand, Languages, LogOut, TriangleAlert, Volume2, VolumeX } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { BrandMark } from "../../../components/Brand";
import { useClient } from "../../../client";
import { Keyboard } from "../../../components/keyboard";
import { KioskButton } from "../../../components/KioskButton";
import { Lamp } from "../../../components/Lamp";
import { useTexts } from "../../../i18n";
import { screenKey, useKiosk } from "../kiosk";
import { StopDialog } from "../StopDialog";
import { DisplayMenu } from "./DisplayMenu";
import { Steps } from "./Steps";
import { useFrameKeys } from "./useFrameKeys";
import { useReadAloud } from "./useReadAloud";
import { useLow } from "./useUpright";
import styles from "./Frame.module.css";

/** The one action that a screen is for. */
export interface Primary {
  text: string;
  /** Where it leads: on to something, or something is finished. */
  leads?: "on" | "done";
  onPress: () => void;
  isDisabled?: boolean;
}

interface FrameProps {
  primary?: Primary | undefined;
  onBack?: (() => void) | undefined;
  /** Other actions beside the primary one. */
  actions?: ReactNode;
  /** A word beside the actions. */
  note?: ReactNode;
  /** Whether there is anything that could be stopped. */
  canStop?: boolean;
  children: ReactNode;
}

/** What stays the same around every screen of the journey: lamp, step, help, stop, language, aids. */
export function Frame({ primary, onBack, actions, note, canStop = true, children }: FrameProps) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const client = useClient();
  const [stopping, setStopping] = useState(false);
  const [main, isLong] = useScrolling(screenKey(view.screen));
  const low = useLow();
  useFrameKeys(primary && !primary.isDisabled ? primary.onPress : undefined, onBack);
  const tools = <Tools main={main} />;
  return (
    <div className={styles.frame} data-low={low || undefined}>
      <header className={styles.header} data-react-aria-top-layer="true">
        <BrandMark size={36} />
        <p className={styles.name}>{t("app.name")}</p>
        <Steps step={view.step} />
        <Lamp state={view.lamp} />
        {!low && tools}
      </header>
      <Simulated />
      <main ref={main} className={styles.main} {...(isLong ? { tabIndex: 0 } : {})}>
        <Problem />
        {children}
      </main>
      <div className={styles.keyboard}>
        <Keyboard pinyinCandidates={client.pinyinCandidates} />
      </div>
      <footer className={styles.footer}>
        <div className={styles.actions}>
          {note !== undefined && <div className={styles.note}>{note}</div>}
          {actions}
          {onBack && (
            <KioskButton look="secondary" icon={<ArrowLeft size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={onBack}>
              {t("frame.back")}
            </KioskButton>
          )}
          {primary && <PrimaryButton {...primary} />}
        </div>
        <div className={styles.services}>
          <KioskButton look="secondary" icon={<Hand size={26} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "call_staff" })}>
            {t(view.help === "none" ? "frame.help" : "help.called")}
          </KioskButton>
          {canStop && (
            <KioskButton look="plain" icon={<LogOut size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => setStopping(true)}>
              {t("frame.stop")}
            </KioskButton>
          )}
          {low && tools}
        </div>
      </footer>
      {canStop && <StopDialog isOpen={stopping} onClose={() => setStopping(false)} />}
    </div>
  );
}

function PrimaryButton({ text, leads, onPress, isDisabled = false }: Primary) {
  const Leads = leads === "done" ? Check : ArrowRight;
  return (
    <KioskButton
      look="primary"
      isDisabled={isDisabled}
      onPress={onPress}
      after={leads && <Leads size={26} strokeWidth={2} aria-hidden="true" />}
    >
      {text}
    </KioskButton>
  );
}

function Tools({ main }: { main: RefObject<HTMLElement | null> }) {
  const { t, language, otherLanguage } = useTexts();
  const { view, send } = useKiosk();
  const screen = view.screen;
  // The station reads questions itself, and nothing may be spoken into a recording unasked. Held time is neither.
  const silent = screen.name === "question" ? screen.stage !== "saved" && screen.hold === "" : screen.name === "practice" && screen.stage === "speaking";
  const [reading, toggleReading] = useReadAloud({
    root: main,
    language,
    // Help that nobody answers says something new in the same dialog.
    screen: `${screenKey(screen)} ${view.help}`,
    always: view.needs.read_aloud,
    silent,
    send,
  });
  const Volume = reading ? VolumeX : Volume2;
  return (
    <div className={styles.tools} role="group" aria-label={t("frame.tools")}>
      <KioskButton
        look="tool"
        lang={otherLanguage}
        aria-label={t("app.language.label")}
        icon={<Languages size={24} strokeWidth={1.75} aria-hidden="true" />}
        onPress={() => send({ do: "set_language", language: otherLanguage })}
      >
        {t("app.language")}
      </KioskButton>
      <KioskButton look="tool" icon={<Volume size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={toggleReading}>
        {t(reading ? "frame.stopReading" : "frame.readAloud")}
      </KioskButton>
      <DisplayMenu />
    </div>
  );
}

/** Parts that are simulated are named as long as there are any. */
function Simulated() {
  const { t, named } = useTexts();
  const { view } = useKiosk();
  if (view.simulated.length === 0) return null;
  const names = view.simulated.map((name) => named(`simulated.${name}`) || name).join(t("frame.simulated.and"));
  return (
    <p className={styles.simulated} data-testid="simulated">
      <FlaskConical size={20} strokeWidth={1.75} aria-hidden="true" />
      {t("frame.simulated", { names })}
    </p>
  );
}

/** From this step on there are answers that are safe. */
const FIRST_WITH_ANSWERS = 6;

/** What did not work just now, and what to do. */
function Problem() {
  const { t, failureText } = useTexts();
  const { view, failure } = useKiosk();
  const code = view.problem ?? failure;
  if (code === null) return null;
  return (
    <div className={styles.problem} role="alert">
      <TriangleAlert size={26} strokeWidth={1.75} aria-hidden="true" />
      <p>
        <strong>{failureText(code).title}</strong> {t(view.step < FIRST_WITH_ANSWERS ? "frame.problem" : "error.generic", { code })}
      </p>
    </div>
  );
}

/** A new screen begins at its top; one that is longer than the window can be scrolled by keys. */
function useScrolling(screen: string): [region: RefObject<HTMLElement | null>, isLong: boolean] {
  const region = useRef<HTMLElement>(null);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const element = region.current;
    if (!element) return;
    element.scrollTop = 0;
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => setLong(element.scrollHeight > element.clientHeight + 1));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [screen]);
  return [region, isLong];
}
