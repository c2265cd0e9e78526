import { Channel, invoke } from "@tauri-apps/api/core";
import type { Client } from "./index";
import type { KioskView, PinyinCandidate } from "./kiosk";

type KioskClient = Pick<
  Client,
  "watchKiosk" | "kioskIntent" | "previewFrame" | "soundLevel" | "clockPlayback" | "pinyinCandidates"
>;

/** The candidate's half of the station behind this window. */
export const tauriKiosk: KioskClient = {
  watchKiosk: (onView) => {
    let watching = true;
    const channel = new Channel<KioskView>();
    channel.onmessage = (view) => {
      if (watching) onView(view);
    };
    void invoke("watch_kiosk", { channel });
    return () => {
      watching = false;
    };
  },
  kioskIntent: (intent) => invoke("kiosk_intent", { intent }),
  previewFrame: (after) => invoke<ArrayBuffer>("preview_frame", { after }),
  soundLevel: () => invoke<number>("sound_level"),
  clockPlayback: (nth, take) => invoke<string>("clock_playback", { nth, take }),
  pinyinCandidates: (pinyin) => invoke<PinyinCandidate[]>("pinyin_candidates", { pinyin }),
};
