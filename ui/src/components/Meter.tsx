import { Mic } from "lucide-react";
import { useEffect, useState } from "react";
import { useClient } from "../client";
import { useTexts, type Key } from "../i18n";
import styles from "./Meter.module.css";

const ASK_EVERY_MS = 100;
const BARS = 24;
/** The word follows the loudest of the last two seconds, so that it does not flicker between words. */
const WORD_OVER = 20;
/** The station's level is 0 at -60 dBFS and 1 at 0 dBFS: -54 dBFS, and the -42 dBFS below which speech is quiet. */
const SILENT_BELOW = 0.1;
const QUIET_BELOW = 0.3;

function word(levels: number[]): Key {
  const loudest = Math.max(0, ...levels.slice(-WORD_OVER));
  if (loudest < SILENT_BELOW) return "meter.silent";
  return loudest < QUIET_BELOW ? "meter.quiet" : "meter.good";
}

/** How loud the microphone hears the person: bars for the eye, a word for everybody. */
export function Meter({ words = true }: { words?: boolean }) {
  const { t } = useTexts();
  const client = useClient();
  const [levels, setLevels] = useState<number[]>([]);
  useEffect(() => {
    let going = true;
    const add = (level: number) => {
      if (going) setLevels((before) => [...before.slice(1 - BARS), level]);
    };
    const timer = setInterval(() => void client.soundLevel().then(add, () => add(0)), ASK_EVERY_MS);
    return () => {
      going = false;
      clearInterval(timer);
    };
  }, [client]);
  const bars = [...Array<number>(BARS - levels.length).fill(0), ...levels];
  return (
    <div className={styles.meter}>
      <Mic size={24} strokeWidth={1.75} aria-hidden="true" />
      {words && <span className={styles.word}>{t(word(levels))}</span>}
      <span className={styles.bars} aria-hidden="true">
        {bars.map((level, at) => (
          <span key={at} className={styles.bar} style={{ blockSize: `${6 + 30 * Math.min(1, level)}px` }} data-heard={level >= SILENT_BELOW || undefined} />
        ))}
      </span>
    </div>
  );
}
