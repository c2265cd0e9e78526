import { LockKeyhole, VideoOff } from "lucide-react";
import { useCallback, useImperativeHandle, useRef, useState, type Ref } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { Notice } from "../../components/Notice";
import { useClient, type Part } from "../../client";
import { useResource } from "../../client/resource";
import { useTexts } from "../../i18n";
import { length } from "../../i18n/format";
import styles from "./Player.module.css";

export interface PlayerHandle {
  /** Plays from a moment of the recording, in milliseconds of media time. */
  seek: (ms: number) => void;
}

interface PlayerProps {
  ref: Ref<PlayerHandle>;
  id: string;
  parts: Part[];
}

/** The recording, played from the vault over loopback. */
export function Player({ ref, id, parts }: PlayerProps) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState(parts[0]?.name);
  return (
    <section className={styles.player} aria-label={t("interview.recording")}>
      {chosen === undefined ? (
        <div className={styles.empty}>
          <Notice icon={<VideoOff size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("interview.recording.none")} />
        </div>
      ) : (
        <Video key={chosen} ref={ref} id={id} part={chosen} />
      )}
      {parts.length > 1 && <Parts parts={parts} chosen={chosen} onChoose={setChosen} />}
      {chosen !== undefined && (
        <>
          <p className={styles.hint}>{t("interview.recording.hint")}</p>
          <p className={styles.note}>
            <LockKeyhole size={14} aria-hidden="true" />
            {t("interview.recording.sealed")}
          </p>
        </>
      )}
    </section>
  );
}

function Video({ ref, id, part }: { ref: Ref<PlayerHandle>; id: string; part: string }) {
  const { t } = useTexts();
  const client = useClient();
  const [url, again] = useResource(useCallback(() => client.mediaUrl(id, part), [client, id, part]));
  const [broken, setBroken] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  useImperativeHandle(ref, () => ({
    seek: (ms) => {
      if (!video.current) return;
      video.current.currentTime = ms / 1000;
      // Where playing is refused the picture of that moment is shown all the same.
      video.current.play().catch(() => undefined);
    },
  }));
  if (url.state === "loading") return <Loading label={t("desk.loading")} lines={3} />;
  if (url.state === "failed") return <Failure failure={url.failure} onRetry={again} />;
  return (
    <>
      <video
        ref={video}
        className={styles.video}
        src={url.value}
        controls
        preload="auto"
        aria-label={t("interview.recording")}
        onError={() => setBroken(true)}
        onLoadedMetadata={() => setBroken(false)}
      />
      {broken && (
        <div role="alert" className={styles.broken}>
          <strong>{t("interview.recording.failed")}</strong>
          <p>{t("interview.recording.failed.hint")}</p>
        </div>
      )}
    </>
  );
}

function Parts({ parts, chosen, onChoose }: { parts: Part[]; chosen: string | undefined; onChoose: (name: string) => void }) {
  const { t } = useTexts();
  return (
    <ToggleButtonGroup
      className={styles.parts}
      aria-label={t("interview.parts")}
      selectedKeys={chosen === undefined ? [] : [chosen]}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        const part = parts.find((each) => keys.has(each.name));
        if (part) onChoose(part.name);
      }}
    >
      {parts.map((part, index) => (
        <ToggleButton key={part.name} id={part.name} className={styles.part}>
          {t("interview.part", { n: index + 1, length: length(part.seconds) })}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
