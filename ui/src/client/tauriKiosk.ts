import { Channel, invoke } from "@tauri-apps/api/core";
import type { Client } from "./index";
import type { KioskView, PinyinCandidate } from "./bindings";

type KioskClient = Pick<
  Client,
  "watchKiosk" | "kioskIntent" | "previewFrame" | "soundLevel" | "takeUrl" | "pinyinCandidates"
>;

/** HTTP status of the preview where there is no other picture. */
const NOTHING_NEWER = 204;

/** How often the page asks for a snapshot that the channel did not bring, in milliseconds. */
export const ASK_EVERY_MS = 2_000;

/** The candidate's half of the station behind this window. */
export const tauriKiosk: KioskClient = {
  watchKiosk,
  kioskIntent: (intent) => invoke("kiosk_intent", { intent }),
  previewFrame: async (after) => {
    const answer = await fetch(`preview://localhost/${after}`);
    return answer.status === NOTHING_NEWER ? new ArrayBuffer(0) : answer.arrayBuffer();
  },
  soundLevel: () => invoke<number>("sound_level"),
  takeUrl: (nth, take) => invoke<string>("take_url", { nth, take }),
  pinyinCandidates: (pinyin) => invoke<PinyinCandidate[]>("pinyin_candidates", { pinyin }),
};

/**
 * Snapshots come by a channel, which keeps their order: one that gets lost holds back all behind
 * it, and the screen would stand still while the recording goes on. So the page also asks, and
 * opens a new channel where it learns of a snapshot in this way.
 */
function watchKiosk(onView: (view: KioskView) => void): () => void {
  let watching = true;
  let newest = 0;
  const show = (view: KioskView) => {
    if (!watching) return;
    newest = Math.max(newest, view.seq);
    onView(view);
  };
  const open = () => {
    const channel = new Channel<KioskView>();
    channel.onmessage = show;
    return invoke("watch_kiosk", { views: channel });
  };
  const ask = async () => {
    const view = await invoke<KioskView | null>("kiosk_view", { after: newest });
    // A new channel takes the place of every other: whoever left must not take the next one's.
    if (!watching || view === null || view.seq <= newest) return;
    show(view);
    await open();
  };
  void open();
  // A station that can't answer now is asked again.
  const asking = setInterval(() => void ask().catch(() => undefined), ASK_EVERY_MS);
  return () => {
    watching = false;
    clearInterval(asking);
  };
}
