import { useState, type SubmitEvent } from "react";
import { Input, Label, RadioGroup, TextField, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Option } from "../../../components/Option";
import type { StaffMember, StaffPosition, StaffRole } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { ROLE_TEXTS } from "../rights";
import { PinField } from "./PinField";
import panel from "../panel.module.css";
import styles from "./People.module.css";

const ROLES: StaffRole[] = ["administrator", "recruiter", "interviewer", "auditor"];

interface Filled {
  name: string;
  role: StaffRole;
  positions: string[];
  pin: string;
}

interface PersonFormProps {
  /** Who is changed; nobody where somebody is added. */
  person?: StaffMember;
  positions: StaffPosition[];
  /** The first one becomes an administrator: nobody else could add the next. */
  isFirst: boolean;
  onSave: (filled: Filled) => void;
  onCancel: () => void;
}

/** Name and first PIN of somebody new; role and positions of anybody. */
export function PersonForm({ person, positions, isFirst, onSave, onCancel }: PersonFormProps) {
  const { t, language } = useTexts();
  const [name, setName] = useState("");
  const [role, setRole] = useState<StaffRole>(person?.role ?? (isFirst ? "administrator" : "recruiter"));
  const [own, setOwn] = useState(person?.positions ?? []);
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const differs = pin !== again;
  const [tried, setTried] = useState(false);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!differs) onSave({ name, role, positions: role === "interviewer" ? own : [], pin });
  };
  return (
    <form className={styles.form} onSubmit={save} aria-label={person ? t("people.change.of", { name: person.name }) : t("people.add")}>
      {!person && (
        <TextField className={panel.field} value={name} onChange={setName} autoFocus>
          <Label>{t("signin.name")}</Label>
          <Input className={panel.input} autoComplete="off" maxLength={40} data-keyboard="pinyin" />
        </TextField>
      )}
      {isFirst ? (
        <p className={panel.quiet}>{t("people.first")}</p>
      ) : (
        <RadioGroup className={styles.roles} value={role} onChange={(chosen) => setRole(ROLES.find((each) => each === chosen) ?? role)}>
          <Label>{t("people.role")}</Label>
          {ROLES.map((each) => (
            <Option key={each} value={each} className={styles.role}>
              <span className={styles.roleName}>{t(ROLE_TEXTS[each].name)}</span>
              <span className={panel.quiet}>{t(ROLE_TEXTS[each].note)}</span>
            </Option>
          ))}
        </RadioGroup>
      )}
      {role === "interviewer" && (
        <ToggleButtonGroup
          className={styles.positions}
          aria-label={t("people.positions")}
          selectionMode="multiple"
          selectedKeys={own}
          onSelectionChange={(keys) => setOwn([...keys].map(String))}
        >
          {positions.map((position) => (
            <ToggleButton key={position.code} id={position.code} className={styles.position}>
              {nameIn(language, position.name)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      {!person && (
        <>
          <PinField text="people.pin.first" value={pin} onChange={setPin} />
          <PinField text="people.pin.again" value={again} onChange={setAgain} />
        </>
      )}
      <Actions mistake={tried && differs} save={t("people.save")} onCancel={onCancel} />
    </form>
  );
}

/** A PIN for somebody who has forgotten theirs. */
export function NewPin({ person, onSave, onCancel }: { person: StaffMember; onSave: (pin: string) => void; onCancel: () => void }) {
  const { t } = useTexts();
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (pin === again) onSave(pin);
  };
  return (
    <form className={styles.form} onSubmit={save} aria-label={t("people.newPin.of", { name: person.name })}>
      <PinField text="settings.pin.new" value={pin} onChange={setPin} />
      <PinField text="people.pin.again" value={again} onChange={setAgain} />
      <Actions mistake={tried && pin !== again} save={t("settings.pin.save")} onCancel={onCancel} />
    </form>
  );
}

/** Asked once more; the safe choice comes first. */
export function Removal({ person, onRemove, onCancel }: { person: StaffMember; onRemove: () => void; onCancel: () => void }) {
  const { t } = useTexts();
  const title = t("people.remove.sure", { name: person.name });
  return (
    <div className={styles.form} role="group" aria-label={title}>
      <p>{title}</p>
      <p className={panel.quiet}>{t("people.remove.note")}</p>
      <div className={styles.actions}>
        <Button look="secondary" autoFocus onPress={onCancel}>
          {t("people.cancel")}
        </Button>
        <Button look="primary" onPress={onRemove}>
          {t("people.remove.yes")}
        </Button>
      </div>
    </div>
  );
}

function Actions({ mistake, save, onCancel }: { mistake: boolean; save: string; onCancel: () => void }) {
  const { t } = useTexts();
  return (
    <>
      {mistake && (
        <p className={panel.mistake} role="alert">
          {t("people.pin.differ")}
        </p>
      )}
      <div className={styles.actions}>
        <Button look="quiet" onPress={onCancel}>
          {t("people.cancel")}
        </Button>
        <Button look="primary" type="submit">
          {save}
        </Button>
      </div>
    </>
  );
}
