import { Play, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { failureOf, useClient } from "../../client";
import { KioskButton } from "../../components/KioskButton";
import { useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";
import styles from "./Playback.module.css";

interface PlaybackProps {
  /** 0 is the practice. */
  nth: number;
  take: number;
  text: string;
  /** Says what is played, where several can be. */
  label: string;
}

/** Plays what was recorded. The address is asked for when it is wanted, and holds for one playing. */
export function Playback({ nth, take, text, label }: PlaybackProps) {
  const { t, failureText } = useTexts();
  const client = useClient();
  const { volume } = useKiosk().view;
  const [source, setSource] = useState<{ take: number; url: string } | null>(null);
  const [failed, setFailed] = useState("");
  const playing = source !== null && source.take === take;
  const video = useRef<HTMLVideoElement>(null);
  // The browser plays nothing louder than it is.
  const loudness = Math.min(1, volume.percent / 100);
  useEffect(() => {
    if (playing && video.current) video.current.volume = loudness;
  }, [playing, loudness]);
  const play = () => {
    setFailed("");
    client.takeUrl(nth, take).then(
      (url) => (url ? setSource({ take, url }) : setFailed(t("review.nothingToPlay"))),
      (thrown: unknown) => setFailed(failureText(failureOf(thrown).code).title),
    );
  };
  return (
    <>
      {playing ? (
        <KioskButton look="secondary" aria-label={t("review.of", { what: t("review.stop"), answer: label })} icon={<Square size={22} strokeWidth={1.75} aria-hidden="true" />} onPress={() => setSource(null)}>
          {t("review.stop")}
        </KioskButton>
      ) : (
        <KioskButton look="secondary" aria-label={t("review.of", { what: text, answer: label })} icon={<Play size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={play}>
          {text}
        </KioskButton>
      )}
      {playing && (
        <video
          ref={video}
          className={styles.video}
          src={source.url}
          // What is fetched ahead with "auto", WebKit keeps in a file; "autoplay" means "auto" to it.
          preload="metadata"
          controls
          controlsList="nodownload noplaybackrate noremoteplayback"
          disablePictureInPicture
          aria-label={label}
          onLoadedMetadata={(event) => begin(event.currentTarget)}
          onEnded={() => setSource(null)}
          onError={() => {
            setSource(null);
            setFailed(t("interview.recording.failed"));
          }}
        />
      )}
      <p className={styles.failed} role="status">
        {failed}
      </p>
    </>
  );
}

function begin(video: HTMLVideoElement) {
  // Its height is known only now; the controls under it must be in sight.
  video.scrollIntoView({ block: "nearest" });
  // Where it may not begin by itself, its own button does.
  video.play().catch(() => undefined);
}
