import { ArrowLeftToLine } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { Input, Label, RadioGroup, TextField } from "react-aria-components";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { Keyboard } from "../../components/keyboard";
import { Option } from "../../components/Option";
import { failureOf, useClient, type DeskPerson, type DeskRole } from "../../client";
import { useTexts, type Key } from "../../i18n";
import panel from "./panel.module.css";
import styles from "./SignIn.module.css";

const ROLES: { role: DeskRole; text: Key; note: Key }[] = [
  { role: "recruiter", text: "report.role.recruiter", note: "signin.recruiter" },
  { role: "interviewer", text: "report.role.interviewer", note: "signin.interviewer" },
];

interface SignInProps {
  /** The PIN was asked for at the door, and there may be no keyboard but the one on the screen. */
  kiosk: boolean;
  /** Whoever sat here has gone: the desk was locked. */
  locked: boolean;
  onSignedIn: (person: DeskPerson) => void;
  onLeave: () => void;
}

/** Who sits down at the desk. There is no proof of it yet, and the page says so. */
export function SignIn({ kiosk, locked, onSignedIn, onLeave }: SignInProps) {
  const { t, failureText } = useTexts();
  const client = useClient();
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const [role, setRole] = useState<DeskRole>("recruiter");
  const [mistake, setMistake] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    client.signIn(name, role, pin).then(onSignedIn, (thrown: unknown) => {
      const { title, hint } = failureText(failureOf(thrown).code);
      setMistake(`${title} ${hint}`);
    });
  };
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.brand}>
          <BrandMark size={30} />
          {t("app.desk")}
        </p>
        <h1 className={panel.title}>{t("signin.title")}</h1>
        <p className={styles.lead}>{t(locked ? "signin.locked" : "signin.lead")}</p>
        <TextField className={panel.field} value={name} onChange={setName} autoFocus isInvalid={mistake !== undefined}>
          <Label>{t("signin.name")}</Label>
          <Input className={panel.input} autoComplete="off" maxLength={40} data-keyboard="pinyin" />
          {mistake && (
            <span className={panel.mistake} role="alert">
              {mistake}
            </span>
          )}
        </TextField>
        {!kiosk && (
          <TextField className={panel.field} value={pin} onChange={setPin} type="password">
            <Label>{t("signin.pin")}</Label>
            <Input className={panel.input} autoComplete="off" inputMode="numeric" data-keyboard="digits" maxLength={12} />
          </TextField>
        )}
        <RadioGroup className={styles.roles} value={role} onChange={(chosen) => setRole(chosen === "interviewer" ? "interviewer" : "recruiter")}>
          <Label>{t("signin.role")}</Label>
          {ROLES.map((each) => (
            <Option key={each.role} value={each.role} className={styles.role}>
              <span className={styles.roleName}>{t(each.text)}</span>
              <span className={panel.quiet}>{t(each.note)}</span>
            </Option>
          ))}
        </RadioGroup>
        <div className={styles.actions}>
          <Button look="quiet" onPress={onLeave}>
            <ArrowLeftToLine size={16} aria-hidden="true" />
            {t("desk.nav.candidate")}
          </Button>
          <Button look="primary" type="submit">
            {t("signin.go")}
          </Button>
        </div>
      </form>
      {kiosk && (
        <div className={styles.keyboard}>
          <Keyboard pinyinCandidates={client.pinyinCandidates} />
        </div>
      )}
    </main>
  );
}
