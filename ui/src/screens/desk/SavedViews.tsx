import { BookmarkPlus, Pencil, Trash2 } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { Button as AriaButton, Input, Label, TextField } from "react-aria-components";
import { Button } from "../../components/Button";
import { failureOf, useClient, type SavedFilter, type SavedView } from "../../client";
import { useTexts } from "../../i18n";
import { RemoveDialog } from "./RemoveDialog";
import panel from "./panel.module.css";
import styles from "./List.module.css";

/** What is being named. */
type Naming = { what: "new" } | { what: "old"; view: SavedView };

interface SavedViewsProps {
  /** What would be kept; none where a built-in view says as much. */
  filter: SavedFilter | null;
  /** The view that is shown. */
  shown: SavedView | undefined;
  onViews: (views: SavedView[]) => void;
}

/** Names the filters of a list, for oneself; the view that is shown can be named anew and deleted. */
export function SavedViews({ filter, shown, onViews }: SavedViewsProps) {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [naming, setNaming] = useState<Naming>();
  const [mistake, setMistake] = useState<string>();
  const keep = (asked: Promise<SavedView[]>) =>
    asked.then(
      (views) => {
        setMistake(undefined);
        setNaming(undefined);
        onViews(views);
      },
      (thrown: unknown) => setMistake(failureLine(failureOf(thrown).code)),
    );
  const name = (text: string) => {
    if (naming?.what === "old") void keep(client.renameView(naming.view.id, text));
    else if (filter) void keep(client.saveView(text, filter));
  };
  return (
    <>
      {filter && (
        <Button look="quiet" onPress={() => setNaming({ what: "new" })}>
          <BookmarkPlus size={16} aria-hidden="true" />
          {t("views.save")}
        </Button>
      )}
      {shown && (
        <span className={styles.ofView}>
          <AriaButton className={styles.viewTool} aria-label={t("views.rename.title", { name: shown.name })} onPress={() => setNaming({ what: "old", view: shown })}>
            <Pencil size={15} aria-hidden="true" />
          </AriaButton>
          <RemoveDialog ask={t("views.delete.ask", { name: shown.name })} note={t("views.delete.note")} onRemove={() => void keep(client.removeView(shown.id))}>
            <AriaButton className={styles.viewTool} aria-label={`${t("views.delete")}: ${shown.name}`}>
              <Trash2 size={15} aria-hidden="true" />
            </AriaButton>
          </RemoveDialog>
        </span>
      )}
      {naming && (
        <NameForm
          key={naming.what}
          title={naming.what === "new" ? t("views.save.title") : t("views.rename.title", { name: naming.view.name })}
          first={naming.what === "new" ? "" : naming.view.name}
          onName={name}
          onClose={() => {
            setNaming(undefined);
            setMistake(undefined);
          }}
        />
      )}
      {mistake && (
        <p className={`${panel.mistake} ${styles.wholeLine}`} role="alert">
          {mistake}
        </p>
      )}
    </>
  );
}

interface NameFormProps {
  title: string;
  first: string;
  onName: (name: string) => void;
  onClose: () => void;
}

/** In the page, not over it: the keyboard on the screen of a kiosk writes into it. */
function NameForm({ title, first, onName, onClose }: NameFormProps) {
  const { t } = useTexts();
  const [text, setText] = useState(first);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onName(text);
  };
  return (
    <form className={`${styles.bar} ${styles.wholeLine}`} aria-label={title} onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <TextField className={styles.barField} value={text} onChange={setText} autoFocus>
        <Label className={styles.barLabel}>{title}</Label>
        <Input className={panel.input} data-keyboard="pinyin" maxLength={20} />
      </TextField>
      <Button look="primary" type="submit" isDisabled={text.trim() === ""}>
        {t("views.keep")}
      </Button>
      <Button look="quiet" onPress={onClose}>
        {t("views.cancel")}
      </Button>
      <span className={panel.quiet}>{t("views.save.note")}</span>
    </form>
  );
}
