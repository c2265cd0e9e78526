import { LogOut } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { BrandMark } from "../../components/Brand";
import { KioskButton } from "../../components/KioskButton";
import { Lamp } from "../../components/Lamp";
import { failureOf, useClient, type DoorView } from "../../client";
import { useTexts } from "../../i18n";
import { PinPad } from "../kiosk/PinPad";
import cover from "../kiosk/StaffCover.module.css";
import styles from "./Door.module.css";

/** How often a locked pad is looked at again. */
const LOOK_MS = 1000;

interface DoorProps {
  onDesk: () => void;
  onLeave: () => void;
}

/** A kiosk's way from the candidates' side to that of staff: the PIN first, then what it opens. */
export function Door({ onDesk, onLeave }: DoorProps) {
  const { t, failureText } = useTexts();
  const client = useClient();
  const [view, setView] = useState<DoorView | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const failed = useCallback((thrown: unknown) => setCode(failureOf(thrown).code), []);
  const knocks = useRef(0);
  const knock = useCallback(
    (pin: string) => {
      knocks.current += 1;
      const nth = knocks.current;
      client.tryDoor(pin).then((next) => {
        // The first look opens the vault and may answer after the PIN that was typed meanwhile.
        if (nth !== knocks.current) return;
        setView(next);
        setCode(null);
      }, failed);
    },
    [client, failed],
  );
  // An empty PIN only looks; while the pad is locked, once a second.
  const locked = view !== null && view.locked_s > 0;
  useEffect(() => knock(""), [knock]);
  useEffect(() => {
    if (!locked) return undefined;
    const timer = setInterval(() => knock(""), LOOK_MS);
    return () => clearInterval(timer);
  }, [knock, locked]);
  const back = () => {
    void client.shutDoor();
    onLeave();
  };
  const wrong = view && !view.set ? "staff.pin_unset" : code;
  const words = wrong === null ? null : failureText(wrong);
  const failure = words ? `${words.title} ${words.hint}` : "";
  return (
    <div className={cover.cover}>
      <header className={cover.header}>
        <BrandMark size={36} />
        <p className={cover.name}>{t("staff.title")}</p>
        <Lamp />
      </header>
      <main className={cover.main}>
        {view?.open ? (
          <div className={cover.open}>
            <Title>{t("staff.title")}</Title>
            <KioskButton look="primary" onPress={onDesk}>
              {t("signin.go")}
            </KioskButton>
            <KioskButton look="secondary" onPress={back}>
              {t("staff.leave")}
            </KioskButton>
            <section className={styles.end}>
              <KioskButton
                look="plain"
                icon={<LogOut size={24} strokeWidth={1.75} aria-hidden="true" />}
                onPress={() => void client.leaveKiosk().catch(failed)}
              >
                {t("door.leaveKiosk")}
              </KioskButton>
              <p>{t("door.leaveKiosk.note")}</p>
            </section>
            <p role="alert">{failure}</p>
          </div>
        ) : (
          <PinPad
            title={<Title>{t("staff.pin")}</Title>}
            standing={view?.set ? view : null}
            note={failure}
            onUnlock={knock}
            onLeave={back}
          />
        )}
      </main>
    </div>
  );
}

/** Takes the focus when it appears: what was pressed before is gone. */
function Title({ children }: { children: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={title} tabIndex={-1} className={styles.title}>
      {children}
    </h1>
  );
}
