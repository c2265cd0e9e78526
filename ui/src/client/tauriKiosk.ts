import { Channel, invoke } from "@tauri-apps/api/core";
import type { Client } from "./index";
import type { KioskView, PinyinCandidate } from "./bindings";

type KioskClient = Pick<
  Client,
  "watchKiosk" | "kioskIntent" | "previewFrame" | "soundLevel" | "takeUrl" | "pinyinCandidates"
>;

/** HTTP status of the preview where there is no other picture. */
const NOTHING_NEWER = 204;

/** The candidate's half of the station behind this window. */
export const tauriKiosk: KioskClient = {
  watchKiosk: (onView) => {
    let watching = true;
    const channel = new Channel<KioskView>();
    channel.onmessage = (view) => {
      if (watching) onView(view);
    };
    void invoke("watch_kiosk", { views: channel });
    return () => {
      watching = false;
    };
  },
  kioskIntent: (intent) => invoke("kiosk_intent", { intent }),
  previewFrame: async (after) => {
    const answer = await fetch(`preview://localhost/${after}`);
    return answer.status === NOTHING_NEWER ? new ArrayBuffer(0) : answer.arrayBuffer();
  },
  soundLevel: () => invoke<number>("sound_level"),
  takeUrl: (nth, take) => invoke<string>("take_url", { nth, take }),
  pinyinCandidates: (pinyin) => invoke<PinyinCandidate[]>("pinyin_candidates", { pinyin }),
};
