import { Check, Eye, Pencil } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { CardField } from "../../client";
import { KioskButton } from "../../components/KioskButton";
import { KioskField, type KeyboardKind } from "../../components/KioskField";
import { cardText } from "../../i18n/format";
import { useTexts, type Key } from "../../i18n";
import { useKiosk } from "./kiosk";
import styles from "./Card.module.css";

const FIELDS: Record<string, { label: Key; keyboard: KeyboardKind }> = {
  name: { label: "id.field.name", keyboard: "pinyin" },
  id_number: { label: "id.field.number", keyboard: "digits" },
  birth: { label: "id.field.birth", keyboard: "digits" },
  sex: { label: "id.field.sex", keyboard: "pinyin" },
  valid_until: { label: "id.field.validUntil", keyboard: "digits" },
};
/** What is masked can't be corrected, only written anew. */
const MASKED = "id_number";

interface CardFieldRowProps {
  field: CardField;
  isEditing: boolean;
  onEdit: (on: boolean) => void;
}

/** One line of what was read. A press opens it; unclear characters are marked. */
export function CardFieldRow({ field, isEditing, onEdit }: CardFieldRowProps) {
  const { t, language } = useTexts();
  const known = FIELDS[field.name];
  const label = known ? t(known.label) : field.name;
  const read = Array.from(field.shown);
  const unclear = field.unsure.map((at) => read[at]).filter((char) => char !== undefined);
  // Unclear characters are counted in what was read: only a field without any is written as people do.
  const shown = unclear.length > 0 ? field.shown : cardText(field.shown, language);
  const look = unclear.length > 0 || !field.ok;
  if (isEditing) {
    return <Edit field={field} label={label} keyboard={known?.keyboard ?? "latin"} onDone={() => onEdit(false)} />;
  }
  return (
    <div className={styles.field} data-name={field.name}>
      <span className={styles.label}>{label}</span>
      <AriaButton className={styles.value ?? ""} data-look="row" data-tone={look ? "warn" : undefined} onPress={() => onEdit(true)} aria-label={`${label} ${shown} ${t(look ? "id.look" : "id.change")}`}>
        <span className={styles.shown}>
          {Array.from(shown).map((char, at) => (
            <span key={at} className={field.unsure.includes(at) ? styles.unclear : undefined}>
              {char}
            </span>
          ))}
        </span>
        {field.edited && <span className={styles.state}>{t("id.edited")}</span>}
        {look ? (
          <span className={styles.state}>
            <Eye size={22} strokeWidth={1.75} aria-hidden="true" />
            {t("id.look")}
          </span>
        ) : (
          <>
            <Check className={styles.ok} size={24} strokeWidth={2} aria-hidden="true" />
            <Pencil className={styles.pencil} size={24} strokeWidth={1.6} aria-hidden="true" />
          </>
        )}
      </AriaButton>
      {unclear.length > 0 && <p className={styles.unsure}>{t("id.unsure", { char: unclear.join("") })}</p>}
    </div>
  );
}

interface EditProps {
  field: CardField;
  label: string;
  keyboard: KeyboardKind;
  onDone: () => void;
}

function Edit({ field, label, keyboard, onDone }: EditProps) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const [value, setValue] = useState(field.name === MASKED ? "" : field.shown);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const save = () => {
    const written = value.trim();
    if (written && written !== field.shown) send({ do: "card_field", name: field.name, value: written });
    onDone();
  };
  return (
    <form
      className={styles.edit}
      data-name={field.name}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <KioskField label={label} keyboard={keyboard} value={value} onChange={setValue} inputRef={input} />
      <KioskButton look="secondary" type="submit">
        {t("id.save")}
      </KioskButton>
    </form>
  );
}
