import type { ScreenOf } from "../kiosk";
import { MicrophoneLost, Paused } from "./Held";
import { Saved } from "./Saved";
import { Speak } from "./Speak";
import { Typed } from "./Typed";

/** A question: thought about, answered aloud or in writing, safe; or time stands still. */
export function Question({ screen }: { screen: ScreenOf<"question"> }) {
  switch (screen.hold) {
    case "pause":
      return <Paused screen={screen} />;
    case "microphone":
      // What is safe needs no microphone.
      if (screen.stage !== "saved") return <MicrophoneLost screen={screen} />;
      break;
    default:
      break;
  }
  if (screen.stage === "saved") return <Saved screen={screen} />;
  if (screen.typed !== null && screen.stage === "answer") return <Typed key={`${screen.nth} ${screen.follow_up}`} screen={screen} typed={screen.typed} />;
  return <Speak screen={screen} />;
}
