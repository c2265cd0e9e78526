import { Plus, Trash2, X } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { Button as AriaButton, Input, Label, TextArea, TextField } from "react-aria-components";
import { Button } from "../../../components/Button";
import { failureOf, useClient, type ReviewPage } from "../../../client";
import { useTexts } from "../../../i18n";
import { dayAndTime } from "../../../i18n/format";
import { useDraft } from "../memory";
import { useDesk } from "../place";
import { RemoveDialog } from "../RemoveDialog";
import { useMay } from "../rights";
import { TAG_PRESETS } from "../tags";
import panel from "../panel.module.css";
import looks from "../tag.module.css";
import styles from "./Notes.module.css";

interface NotesProps {
  page: ReviewPage;
  onChanged: (page: ReviewPage) => void;
}

/** Tags and notes of people; they stay on this station and go with the interview. */
export function Notes({ page, onChanged }: NotesProps) {
  const { t, failureText } = useTexts();
  const { changed } = useDesk();
  const may = useMay();
  const [mistake, setMistake] = useState<string>();
  const keep = (asked: Promise<ReviewPage>) =>
    asked.then(
      (next) => {
        setMistake(undefined);
        onChanged(next);
        changed();
        return true;
      },
      (thrown: unknown) => {
        setMistake(failureText(failureOf(thrown).code).title);
        return false;
      },
    );
  return (
    <div className={styles.page}>
      {page.others_hidden ? <p className={panel.quiet}>{t("notes.rateFirst")}</p> : may("tag") && <Tags page={page} keep={keep} />}
      <NoteList page={page} keep={keep} />
      {mistake && (
        <p className={panel.mistake} role="alert">
          {mistake}
        </p>
      )}
      <p className={panel.quiet}>{t("notes.where")}</p>
    </div>
  );
}

interface PartProps {
  page: ReviewPage;
  /** Tells whether it was kept: words that were not stay in their field. */
  keep: (asked: Promise<ReviewPage>) => Promise<boolean>;
}

function Tags({ page: { row }, keep }: PartProps) {
  const { t } = useTexts();
  const client = useClient();
  const [text, setText] = useDraft(`${row.id} tag`);
  const set = (tags: string[]) => keep(client.setTags(row.id, tags));
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && (await set([...row.tags, text]))) setText("");
  };
  return (
    <section aria-label={t("notes.tags")}>
      <h3 className={styles.title}>{t("notes.tags")}</h3>
      <div className={styles.tags}>
        {row.tags.map((tag) => (
          <span key={tag} className={looks.tag}>
            {tag}
            <AriaButton className={looks.drop} aria-label={t("notes.tag.remove", { tag })} onPress={() => void set(row.tags.filter((each) => each !== tag))}>
              <X size={14} aria-hidden="true" />
            </AriaButton>
          </span>
        ))}
        {TAG_PRESETS.map((preset) => t(preset))
          .filter((tag) => !row.tags.includes(tag))
          .map((tag) => (
            <AriaButton key={tag} className={`${looks.tag} ${looks.offer}`} onPress={() => void set([...row.tags, tag])}>
              <Plus size={14} aria-hidden="true" />
              {tag}
            </AriaButton>
          ))}
      </div>
      <form className={styles.add} onSubmit={(event) => void add(event)}>
        <TextField className={styles.grow} aria-label={t("notes.tag.new")} value={text} onChange={setText}>
          <Input className={panel.input} data-keyboard="pinyin" maxLength={20} placeholder={t("notes.tag.new")} />
        </TextField>
        <Button look="secondary" type="submit">
          {t("notes.add")}
        </Button>
      </form>
    </section>
  );
}

function NoteList({ page: { row, notes }, keep }: PartProps) {
  const texts = useTexts();
  const { t } = texts;
  const client = useClient();
  const { person } = useDesk();
  const [text, setText] = useDraft(`${row.id} note`);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && (await keep(client.addNote(row.id, text)))) setText("");
  };
  return (
    <section aria-label={t("panel.notes")}>
      <h3 className={styles.title}>{t("notes.title")}</h3>
      {notes.length === 0 && <p className={panel.quiet}>{t("notes.none")}</p>}
      <ul>
        {notes.map((note) => (
          <li key={note.id} className={styles.note}>
            <p className={styles.by}>
              {note.author}
              <small>{dayAndTime(note.at, new Date(), texts)}</small>
              {note.author === person.name && (
                <RemoveDialog ask={t("notes.remove.ask")} note={t("notes.remove.note")} onRemove={() => void keep(client.removeNote(row.id, note.id))}>
                  <AriaButton className={looks.drop} aria-label={t("notes.remove")}>
                    <Trash2 size={15} aria-hidden="true" />
                  </AriaButton>
                </RemoveDialog>
              )}
            </p>
            <p className={styles.words}>{note.text}</p>
          </li>
        ))}
      </ul>
      <form className={styles.write} onSubmit={(event) => void add(event)}>
        <TextField className={panel.field} value={text} onChange={setText}>
          <Label>{t("notes.new")}</Label>
          <TextArea className={panel.area} data-keyboard="pinyin" maxLength={2000} />
        </TextField>
        <Button look="secondary" type="submit">
          {t("notes.add")}
        </Button>
      </form>
    </section>
  );
}
