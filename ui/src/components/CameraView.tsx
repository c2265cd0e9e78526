import { VideoOff } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useClient, type Client, type DeviceState } from "../client";
import { useTexts, type Key } from "../i18n";
import styles from "./CameraView.module.css";

/** Frame number before the picture, little-endian. */
const HEADER_BYTES = 8;
/** At most about 30 pictures a second are asked for; the camera gives no more. */
const LEAST_GAP_MS = 30;

const WORDS: Record<DeviceState, Key> = {
  off: "camera.off",
  opening: "camera.opening",
  live: "camera.picture",
  lost: "lost.cam",
  absent: "device.noCamera",
};

interface CameraViewProps {
  state: DeviceState;
  /** A person sees themselves as in a mirror; a card is seen as it lies. */
  mirrored?: boolean;
  /** Instead of the picture: the person does not want to see it. */
  hidden?: ReactNode;
  /** What lies over the picture. */
  children?: ReactNode;
}

/** The preview that the station makes. Latest frame wins; a picture that comes late is not queued. */
export function CameraView({ state, mirrored = false, hidden, children }: CameraViewProps) {
  const { t } = useTexts();
  const client = useClient();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shows = state === "live" && !hidden;
  useEffect(() => (shows && canvas.current ? follow(client, canvas.current) : undefined), [client, shows]);
  return (
    <div className={styles.view} data-state={state}>
      {shows ? (
        <canvas ref={canvas} className={styles.picture} data-mirrored={mirrored || undefined} role="img" aria-label={t(WORDS.live)} />
      ) : (
        <div className={styles.none}>
          {hidden ?? (
            <>
              <VideoOff size={40} strokeWidth={1.5} aria-hidden="true" />
              <p>{t(WORDS[state])}</p>
            </>
          )}
        </div>
      )}
      {children}
    </div>
  );
}

/** Draws the newest frame whenever the page is drawn, until stopped. */
function follow(client: Client, canvas: HTMLCanvasElement): () => void {
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;
  let busy = false;
  let newest = 0;
  let askedAt = 0;
  const pull = async () => {
    const bytes = await client.previewFrame(newest);
    if (stopped() || bytes.byteLength <= HEADER_BYTES) return;
    newest = Number(new DataView(bytes).getBigUint64(0, true));
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes, HEADER_BYTES)], { type: "image/jpeg" }));
    if (!stopped()) {
      if (canvas.width !== picture.width) canvas.width = picture.width;
      if (canvas.height !== picture.height) canvas.height = picture.height;
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
    }
    picture.close();
  };
  const draw = (now: number) => {
    if (stopped()) return;
    requestAnimationFrame(draw);
    if (busy || now - askedAt < LEAST_GAP_MS) return;
    busy = true;
    askedAt = now;
    const done = () => {
      busy = false;
    };
    // A frame that fails is skipped: the next one is 30 ms away.
    pull().then(done, done);
  };
  requestAnimationFrame(draw);
  return () => stop.abort();
}
