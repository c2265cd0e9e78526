import { Captions, CaptionsOff, FastForward, Maximize, Pause, Play, RotateCcw, StepBack, StepForward, VideoOff, Volume2, VolumeX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button as AriaButton, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { useClient, type Part, type ReviewReport } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { RATES, usePlayback, usePlayed } from "./playback";
import styles from "./Player.module.css";

/** The recording, played from the vault over loopback, with captions from the transcript. */
export function Player({ id, parts, report }: { id: string; parts: Part[]; report: ReviewReport | null }) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState(parts[0]?.name);
  if (chosen === undefined) {
    return <Notice icon={<VideoOff size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("interview.recording.none")} />;
  }
  return (
    <>
      <Video key={chosen} id={id} part={chosen} captioned={report !== null && chosen === parts[0]?.name} />
      {parts.length > 1 && <Parts parts={parts} chosen={chosen} onChoose={setChosen} />}
    </>
  );
}

function Video({ id, part, captioned }: { id: string; part: string; captioned: boolean }) {
  const { t } = useTexts();
  const client = useClient();
  const playback = usePlayback();
  const [url, again] = useResource(useCallback(() => client.mediaUrl(id, part), [client, id, part]));
  const [broken, setBroken] = useState(false);
  const [muted, setMuted] = useState(false);
  const [captions, setCaptions] = useState(true);
  const stage = useRef<HTMLDivElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  useEffect(() => (video ? playback.attach(video) : undefined), [video, playback]);
  if (url.state === "loading") {
    return (
      <div className={styles.stage}>
        <Loading label={t("desk.loading")} lines={3} />
      </div>
    );
  }
  if (url.state === "failed") return <Failure failure={url.failure} onRetry={again} />;
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.current?.requestFullscreen();
  };
  return (
    <div className={styles.stage} ref={stage}>
      {/* The track is a child that React adds once the words are there. */}
      <video
        ref={setVideo}
        className={styles.video}
        src={url.value}
        muted={muted}
        // What is fetched ahead with "auto", WebKit keeps in a file.
        preload="metadata"
        aria-label={t("interview.recording")}
        onClick={playback.toggle}
        onError={() => setBroken(true)}
        onLoadedMetadata={() => setBroken(false)}
      >
        {captioned && <CaptionTrack id={id} />}
      </video>
      {captions && video && <CaptionLine video={video} />}
      {broken && (
        <div role="alert" className={styles.broken}>
          <strong>{t("interview.recording.failed")}</strong>
          <p>{t("interview.recording.failed.hint")}</p>
          <AriaButton className={styles.retry} onPress={again}>
            {t("failure.retry")}
          </AriaButton>
        </div>
      )}
      <Controls
        muted={muted}
        onMuted={setMuted}
        captions={captions}
        onCaptions={captioned ? setCaptions : undefined}
        onFullScreen={fullScreen}
      />
    </div>
  );
}

/** The WebVTT file of the station, as a file of this page. */
function CaptionTrack({ id }: { id: string }) {
  const client = useClient();
  const { t } = useTexts();
  const [words] = useResource(useCallback(() => client.captions(id), [client, id]));
  const text = words.state === "ready" ? words.value : undefined;
  const address = useMemo(() => text && URL.createObjectURL(new Blob([text], { type: "text/vtt" })), [text]);
  useEffect(
    () => () => {
      if (address) URL.revokeObjectURL(address);
    },
    [address],
  );
  const lang = /^Language: (.+)$/m.exec(text ?? "")?.[1] ?? "zh-CN";
  return address ? <track kind="captions" src={address} srcLang={lang} label={t("player.captions")} default /> : null;
}

/** The cue of this moment, in the look of the product instead of the browser's. */
function CaptionLine({ video }: { video: HTMLVideoElement }) {
  const [line, setLine] = useState("");
  useEffect(() => {
    return followCues(video, setLine);
  }, [video]);
  if (line === "") return null;
  return (
    <p className={styles.caption} lang={/\p{Script=Han}/u.test(line) ? "zh-CN" : "en"}>
      {unescaped(line)}
    </p>
  );
}

/** Tells the words of each moment; gives what ends that. */
function followCues(video: HTMLVideoElement, tell: (words: string) => void): () => void {
  const tracks = video.textTracks;
  const show = () => {
    const active = Array.from(tracks).flatMap((track) => Array.from(track.activeCues ?? []));
    tell(active.map((cue) => (cue as VTTCue).text).join("\n"));
  };
  const take = () => {
    for (const track of tracks) {
      // Shown by the page, not by the browser; a default track is switched on once it has loaded.
      if (track.mode !== "hidden") track.mode = "hidden";
      track.oncuechange = show;
    }
  };
  take();
  tracks.addEventListener("addtrack", take);
  tracks.addEventListener("change", take);
  // A cue that is active when the file arrives begins without an event.
  for (const event of ["seeked", "timeupdate"]) video.addEventListener(event, show);
  video.addEventListener("load", show, true);
  return () => {
    for (const event of ["seeked", "timeupdate"]) video.removeEventListener(event, show);
    video.removeEventListener("load", show, true);
    tracks.removeEventListener("addtrack", take);
    tracks.removeEventListener("change", take);
    for (const track of tracks) track.oncuechange = null;
  };
}

/** What the file escapes; cues hold no markup. */
const unescaped = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

interface ControlsProps {
  muted: boolean;
  onMuted: (muted: boolean) => void;
  captions: boolean;
  onCaptions: ((on: boolean) => void) | undefined;
  onFullScreen: () => void;
}

function Controls({ muted, onMuted, captions, onCaptions, onFullScreen }: ControlsProps) {
  const { t } = useTexts();
  const playback = usePlayback();
  const playing = usePlayed((p) => p.playing);
  const rate = usePlayed((p) => p.rate);
  const skipping = usePlayed((p) => p.skipping);
  const icon = { size: 19, strokeWidth: 1.75, "aria-hidden": true } as const;
  return (
    <div className={styles.controls} role="group" aria-label={t("player.controls")}>
      <AriaButton className={styles.control} aria-label={t(playing ? "player.pause" : "player.play")} onPress={playback.toggle}>
        {playing ? <Pause {...icon} /> : <Play {...icon} />}
      </AriaButton>
      <AriaButton className={styles.control} aria-label={t("player.back")} onPress={() => playback.nudge(-5)}>
        <RotateCcw {...icon} />
      </AriaButton>
      <AriaButton className={styles.control} aria-label={t("player.frameBack")} onPress={() => playback.step(-1)}>
        <StepBack {...icon} />
      </AriaButton>
      <AriaButton className={styles.control} aria-label={t("player.frameOn")} onPress={() => playback.step(1)}>
        <StepForward {...icon} />
      </AriaButton>
      <Clock />
      <select
        className={styles.rate}
        aria-label={t("player.rate")}
        value={rate}
        onChange={(event) => playback.setRate(Number(event.target.value))}
      >
        {RATES.map((each) => (
          <option key={each} value={each}>
            {`${each.toFixed(2).replace(/0$/, "")}×`}
          </option>
        ))}
      </select>
      <ToggleButton
        className={styles.control}
        aria-label={t("player.skip")}
        isSelected={skipping}
        onChange={playback.setSkipping}
      >
        <FastForward {...icon} />
      </ToggleButton>
      {onCaptions && (
        <ToggleButton className={styles.control} aria-label={t("player.captions")} isSelected={captions} onChange={onCaptions}>
          {captions ? <Captions {...icon} /> : <CaptionsOff {...icon} />}
        </ToggleButton>
      )}
      <ToggleButton className={styles.control} aria-label={t("player.mute")} isSelected={muted} onChange={onMuted}>
        {muted ? <VolumeX {...icon} /> : <Volume2 {...icon} />}
      </ToggleButton>
      <AriaButton className={styles.control} aria-label={t("player.full")} onPress={onFullScreen}>
        <Maximize {...icon} />
      </AriaButton>
    </div>
  );
}

function Clock() {
  const playback = usePlayback();
  const at = usePlayed((p) => Math.floor(p.timeMs / 1000));
  const total = usePlayed((p) => p.seconds());
  const { t } = useTexts();
  return (
    <span className={styles.clock}>
      <input
        className={styles.seek}
        type="range"
        min={0}
        max={Math.max(1, Math.ceil(total))}
        step={1}
        value={at}
        aria-label={t("player.position")}
        aria-valuetext={`${length(at)} / ${length(total)}`}
        onChange={(event) => playback.seek(Number(event.target.value) * 1000, false)}
      />
      {`${length(at)} / ${length(total)}`}
    </span>
  );
}

function Parts({ parts, chosen, onChoose }: { parts: Part[]; chosen: string; onChoose: (name: string) => void }) {
  const { t } = useTexts();
  return (
    <ToggleButtonGroup
      className={styles.parts}
      aria-label={t("interview.parts")}
      selectedKeys={[chosen]}
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
