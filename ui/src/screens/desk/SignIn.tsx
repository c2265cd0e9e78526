import { ArrowLeftToLine } from "lucide-react";
import { useCallback, useState, type SubmitEvent } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { Keyboard } from "../../components/keyboard";
import { failureOf, useClient, type DeskPerson } from "../../client";
import { useResource } from "../../client/resource";
import { useTexts } from "../../i18n";
import panel from "./panel.module.css";
import styles from "./SignIn.module.css";

interface SignInProps {
  /** The PIN was asked for at the door, and there may be no keyboard but the one on the screen. */
  kiosk: boolean;
  /** Whoever sat here has gone: the desk was locked. */
  locked: boolean;
  onSignedIn: (person: DeskPerson) => void;
  onLeave: () => void;
}

/** Who sits down at the desk: name and own PIN. Before anybody is set up nothing proves the name, and the page says so. */
export function SignIn({ kiosk, locked, onSignedIn, onLeave }: SignInProps) {
  const { t, failureText } = useTexts();
  const client = useClient();
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const [setUp] = useResource(useCallback(() => client.peopleSetUp(), [client]));
  const isSetUp = setUp.state === "ready" && setUp.value;
  const [mistake, setMistake] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    client.signIn(name, pin).then(onSignedIn, (thrown: unknown) => {
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
        <p className={styles.lead}>{t(locked ? "signin.locked" : isSetUp ? "signin.lead.people" : "signin.lead")}</p>
        <TextField className={panel.field} value={name} onChange={setName} autoFocus isInvalid={mistake !== undefined}>
          <Label>{t("signin.name")}</Label>
          <Input className={panel.input} autoComplete="off" maxLength={40} data-keyboard="pinyin" />
          {mistake && (
            <span className={panel.mistake} role="alert">
              {mistake}
            </span>
          )}
        </TextField>
        {(isSetUp || !kiosk) && (
          <TextField className={panel.field} value={pin} onChange={setPin} type="password">
            <Label>{t(isSetUp ? "signin.pin.own" : "signin.pin")}</Label>
            <Input className={panel.input} autoComplete="off" inputMode="numeric" data-keyboard="digits" maxLength={12} />
          </TextField>
        )}
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
