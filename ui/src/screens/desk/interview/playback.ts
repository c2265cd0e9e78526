import { createContext, useContext, useSyncExternalStore } from "react";
import type { Stretch } from "../../../client";

/** How fast a recording may play; the pitch stays. */
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** Frames a second that the station records at most. */
const FRAMES = 25;

/**
 * Where the recording stands. One object a page; what is drawn asks it for as little as it needs,
 * so that a second of playing does not draw the page sixty times.
 */
export class Playback {
  timeMs = 0;
  playing = false;
  rate = 1;
  skipping = false;
  private silences: Stretch[] = [];
  private video: HTMLVideoElement | null = null;
  private wantedMs: number | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Follows a video; gives what ends that. */
  attach(video: HTMLVideoElement): () => void {
    this.video = video;
    video.preservesPitch = true;
    let frame = 0;
    const look = () => {
      this.timeMs = video.currentTime * 1000;
      this.playing = !video.paused && !video.ended;
      this.skipSilence(video);
      this.tell();
    };
    const follow = () => {
      look();
      if (this.playing) frame = requestAnimationFrame(follow);
    };
    const ready = () => {
      video.playbackRate = this.rate;
      if (this.wantedMs !== null) this.seek(this.wantedMs, false);
    };
    video.addEventListener("play", follow);
    video.addEventListener("loadedmetadata", ready);
    for (const event of ["pause", "seeked", "timeupdate", "ended"]) video.addEventListener(event, look);
    return () => {
      cancelAnimationFrame(frame);
      video.removeEventListener("play", follow);
      video.removeEventListener("loadedmetadata", ready);
      for (const event of ["pause", "seeked", "timeupdate", "ended"]) video.removeEventListener(event, look);
      this.video = null;
      this.playing = false;
      this.tell();
    };
  }

  /** Length in seconds; 0 before it is known. */
  readonly seconds = (): number => {
    const length = this.video?.duration ?? 0;
    return Number.isFinite(length) ? length : 0;
  };

  /** Plays from a moment; before the recording has its length it only remembers it. */
  readonly seek = (ms: number, play = true) => {
    this.timeMs = ms;
    const { video } = this;
    if (!video || video.readyState === 0) this.wantedMs = ms;
    else {
      this.wantedMs = null;
      video.currentTime = ms / 1000;
    }
    // Where playing is refused the picture of that moment is shown all the same.
    if (play) video?.play().catch(() => undefined);
    this.tell();
  };

  readonly toggle = () => {
    const { video } = this;
    if (!video) return;
    if (video.paused) video.play().catch(() => undefined);
    else video.pause();
  };

  /** Goes some seconds on or back, playing or not. */
  readonly nudge = (seconds: number) => {
    const end = this.video?.duration ?? 0;
    const to = Math.max(0, this.timeMs / 1000 + seconds);
    this.seek(1000 * (Number.isFinite(end) && end > 0 ? Math.min(to, end) : to), false);
  };

  /** Stands still, so many pictures on or back. */
  readonly step = (frames: number) => {
    this.video?.pause();
    this.nudge(frames / FRAMES);
  };

  readonly setRate = (rate: number) => {
    this.rate = rate;
    if (this.video) this.video.playbackRate = rate;
    this.tell();
  };

  readonly setSilences = (silences: Stretch[]) => {
    this.silences = silences;
  };

  readonly setSkipping = (on: boolean) => {
    this.skipping = on;
    this.tell();
  };

  private skipSilence(video: HTMLVideoElement) {
    if (!this.skipping || !this.playing) return;
    const silence = this.silences.find((each) => this.timeMs >= each.start_ms && this.timeMs < each.end_ms - 200);
    if (silence) video.currentTime = silence.end_ms / 1000;
  }

  private tell() {
    for (const listener of this.listeners) listener();
  }
}

const Context = createContext<Playback | null>(null);

export const PlaybackProvider = Context.Provider;

export function usePlayback(): Playback {
  const playback = useContext(Context);
  if (!playback) throw new Error("no recording around this component");
  return playback;
}

/** What `select` says of the playback; the component is drawn again when that changes. */
export function usePlayed<T extends string | number | boolean>(select: (playback: Playback) => T): T {
  const playback = usePlayback();
  return useSyncExternalStore(playback.subscribe, () => select(playback));
}
