import { Plus, X } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { Button as AriaButton, Input, Label, TextField } from "react-aria-components";
import { Button } from "../../components/Button";
import { failureOf, useClient, type InterviewRow } from "../../client";
import { useTexts } from "../../i18n";
import { useDesk } from "./place";
import { TAG_PRESETS } from "./tags";
import panel from "./panel.module.css";
import looks from "./tag.module.css";
import styles from "./List.module.css";

interface TagBarProps {
  /** The interviews that are ticked. */
  rows: InterviewRow[];
  /** All tags of the list. */
  tags: string[];
  onClose: () => void;
}

/** Puts one tag on all interviews that are ticked, or takes it off them. */
export function TagBar({ rows, tags, onClose }: TagBarProps) {
  const { t, failureText } = useTexts();
  const client = useClient();
  const { changed } = useDesk();
  const [text, setText] = useState("");
  const [said, setSaid] = useState<{ words: string; wrong: boolean }>();
  const title = t("list.tag.title", { n: rows.length });
  const set = (tag: string, on: boolean) =>
    client.tagInterviews(rows.map((row) => row.id), tag, on).then(
      ({ changed: n, left_out: leftOut }) => {
        const done = t(on ? "list.tag.done.on" : "list.tag.done.off", { tag, n });
        setSaid({ words: leftOut > 0 ? `${done} · ${t("list.tag.leftOut", { n: leftOut })}` : done, wrong: false });
        setText("");
        changed();
      },
      (thrown: unknown) => {
        const { title: what, hint } = failureText(failureOf(thrown).code);
        setSaid({ words: `${what} ${hint}`, wrong: true });
      },
    );
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== "") void set(text.trim(), true);
  };
  const counts = new Map<string, number>();
  for (const tag of rows.flatMap((row) => row.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const offered = [...new Set([...TAG_PRESETS.map((preset) => t(preset)), ...tags])].filter((tag) => counts.get(tag) !== rows.length);
  return (
    <section className={`${styles.bar} ${styles.wholeLine}`} aria-label={title} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <form className={styles.barForm} onSubmit={add}>
        <TextField className={styles.barField} value={text} onChange={setText} autoFocus>
          <Label className={styles.barLabel}>{title}</Label>
          <Input className={panel.input} data-keyboard="pinyin" maxLength={20} placeholder={t("notes.tag.new")} />
        </TextField>
        <Button look="secondary" type="submit" isDisabled={text.trim() === ""}>
          {t("list.tag.add")}
        </Button>
      </form>
      {[...counts].map(([tag, n]) => (
        <AriaButton key={tag} className={`${looks.tag} ${styles.onBar}`} aria-label={t("notes.tag.remove", { tag })} onPress={() => void set(tag, false)}>
          {tag}
          {n < rows.length && <small>{n}</small>}
          <X size={14} aria-hidden="true" />
        </AriaButton>
      ))}
      {offered.map((tag) => (
        <AriaButton key={tag} className={`${looks.tag} ${looks.offer} ${styles.onBar}`} aria-label={`${t("list.tag.add")}: ${tag}`} onPress={() => void set(tag, true)}>
          <Plus size={14} aria-hidden="true" />
          {tag}
        </AriaButton>
      ))}
      <p className={`${said?.wrong ? panel.mistake : panel.quiet} ${styles.wholeLine}`} role="status">
        {said?.words}
      </p>
    </section>
  );
}
