import { CircleCheck, FileImage, FileText, FileVideo, Paperclip, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, Input, Label, TextField } from "react-aria-components";
import { Button } from "../../../components/Button";
import { failureOf, useClient, type AttachmentView, type CommandError, type Exported, type ReviewPage } from "../../../client";
import { useTexts, type Key } from "../../../i18n";
import { dayAndTime, size } from "../../../i18n/format";
import { useDesk } from "../place";
import { RemoveDialog } from "../RemoveDialog";
import panel from "../panel.module.css";
import styles from "./Files.module.css";

/** Kinds as the station names them; what it does not name here has the sign and word of a file. */
const KINDS: { kind: string; text: Key; icon: typeof FileText }[] = [
  { kind: "pdf", text: "attachments.kind.pdf", icon: FileText },
  { kind: "docx", text: "attachments.kind.word", icon: FileText },
  { kind: "doc", text: "attachments.kind.word", icon: FileText },
  { kind: "png", text: "attachments.kind.picture", icon: FileImage },
  { kind: "jpeg", text: "attachments.kind.picture", icon: FileImage },
  { kind: "mp4", text: "attachments.kind.video", icon: FileVideo },
  { kind: "webm", text: "attachments.kind.video", icon: FileVideo },
];

/** What is going on with the files, or came of it. */
type Doing = { state: "idle" } | { state: "busy"; text: Key } | { state: "saved"; file: Exported } | { state: "failed"; failure: CommandError };

interface FilesProps {
  page: ReviewPage;
  onChanged: (page: ReviewPage) => void;
}

/** Papers, pictures and videos that people attached; the station asks for paths, this page never sees one. */
export function Files({ page: { row, attachments }, onChanged }: FilesProps) {
  const { t } = useTexts();
  const client = useClient();
  const [note, setNote] = useState("");
  const [doing, setDoing] = useState<Doing>({ state: "idle" });
  const run = <T,>(text: Key, asked: Promise<T>, onDone: (value: T) => Doing) => {
    setDoing({ state: "busy", text });
    asked.then(
      (value) => setDoing(onDone(value)),
      (thrown: unknown) => setDoing({ state: "failed", failure: failureOf(thrown) }),
    );
  };
  const changed = (next: ReviewPage): Doing => {
    onChanged(next);
    return { state: "idle" };
  };
  const busy = doing.state === "busy";
  return (
    <section className={styles.files} aria-label={t("attachments.title")}>
      <h3 className={styles.title}>{t("attachments.title")}</h3>
      {attachments.length === 0 && <p className={panel.quiet}>{t("attachments.none")}</p>}
      <ul className={styles.list}>
        {attachments.map((file) => (
          <Line
            key={file.id}
            file={file}
            busy={busy}
            onSave={() => run("attachments.saving", client.saveAttachment(row.id, file.id), (saved) => (saved ? { state: "saved", file: saved } : { state: "idle" }))}
            onRemove={() => run("attachments.removing", client.removeAttachment(row.id, file.id), changed)}
          />
        ))}
      </ul>
      <div className={styles.add}>
        <TextField className={`${panel.field} ${styles.grow}`} value={note} onChange={setNote} isDisabled={busy}>
          <Label>{t("attachments.note")}</Label>
          <Input className={panel.input} maxLength={200} />
        </TextField>
        <Button
          look="secondary"
          isDisabled={busy}
          onPress={() =>
            run("attachments.adding", client.addAttachment(row.id, note), (next) => {
              if (next.attachments.length > attachments.length) setNote("");
              return changed(next);
            })
          }
        >
          <Paperclip size={16} aria-hidden="true" />
          {t("attachments.add")}
        </Button>
      </div>
      <State doing={doing} />
      <p className={panel.quiet}>{t("attachments.kinds")}</p>
      <p className={panel.quiet}>{t("attachments.where")}</p>
    </section>
  );
}

interface LineProps {
  file: AttachmentView;
  busy: boolean;
  onSave: () => void;
  onRemove: () => void;
}

function Line({ file, busy, onSave, onRemove }: LineProps) {
  const texts = useTexts();
  const { t } = texts;
  const { person } = useDesk();
  const kind = KINDS.find((each) => each.kind === file.kind);
  const Icon = kind?.icon ?? FileText;
  return (
    <li className={styles.file}>
      <Icon size={20} aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.name}>{file.name}</p>
        {file.note && <p>{file.note}</p>}
        <p className={panel.quiet}>{[t(kind?.text ?? "attachments.kind.other"), size(file.bytes), file.added_by, dayAndTime(file.at, new Date(), texts)].join(" · ")}</p>
      </div>
      <AriaButton className={styles.tool} aria-label={t("attachments.save", { name: file.name })} isDisabled={busy} onPress={onSave}>
        <Save size={16} aria-hidden="true" />
        {t("attachments.save.short")}
      </AriaButton>
      {file.added_by === person.name && (
        <RemoveDialog ask={t("attachments.remove.ask", { name: file.name })} note={t("attachments.remove.note")} onRemove={onRemove}>
          <AriaButton className={styles.tool} aria-label={t("attachments.remove", { name: file.name })} isDisabled={busy}>
            <Trash2 size={16} aria-hidden="true" />
            {t("attachments.remove.short")}
          </AriaButton>
        </RemoveDialog>
      )}
    </li>
  );
}

/** The same in words. */
function State({ doing }: { doing: Doing }) {
  const { t, failureLine } = useTexts();
  switch (doing.state) {
    case "idle":
      return null;
    case "busy":
      return (
        <p className={panel.quiet} role="status">
          {t(doing.text)}
        </p>
      );
    case "saved":
      return (
        <p className={styles.saved} role="status">
          <CircleCheck size={16} aria-hidden="true" />
          {t("export.done", { path: doing.file.path, mb: (doing.file.bytes / 1e6).toFixed(1) })}
        </p>
      );
    case "failed":
      return (
        <p className={panel.mistake} role="alert">
          {failureLine(doing.failure.code)}
        </p>
      );
  }
}
