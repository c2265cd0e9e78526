import { useState } from "react";
import { useTexts } from "../i18n";
import { spokenTime } from "../i18n/spoken";

/** Seconds left at which the time is said to those who listen. */
const CALLS_S = [60, 30, 15, 5];

/**
 * Says the time left at a few moments only, politely. Nothing is said on the way in: whoever comes
 * to the screen with ten seconds left has just heard what it is about.
 */
export function TimeCalls({ left }: { left: number | null }) {
  const { t } = useTexts();
  const [seen, setSeen] = useState(left);
  const [call, setCall] = useState<number | null>(null);
  if (left !== seen) {
    setSeen(left);
    // Time may jump over a call when the machine is busy: the last one that was passed is said.
    const passed = CALLS_S.filter((at) => left !== null && seen !== null && left <= at && at < seen).at(-1);
    if (passed !== undefined) setCall(passed);
    else if (left === null || (seen !== null && left > seen)) setCall(null);
  }
  return (
    <p className="visually-hidden" role="status" data-silent data-testid="time-calls">
      {call !== null && t("time.stillLeft", { time: spokenTime(call, t) })}
    </p>
  );
}
