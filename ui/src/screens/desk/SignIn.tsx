import { ArrowLeftToLine, TriangleAlert } from "lucide-react";
import { useCallback, useId, useState, type SubmitEvent } from "react";
import { Input, Label, RadioGroup, TextField } from "react-aria-components";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { Option } from "../../components/Option";
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

const NO_OTHER_WAY = { people: false, hrms: false };

/**
 * Who sits down at the desk: name and own PIN, or the account at the HR system where the station is
 * enrolled. Before anybody is set up nothing proves the name, and the page says so.
 */
export function SignIn({ kiosk, locked, onSignedIn, onLeave }: SignInProps) {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const [byAccount, setByAccount] = useState(false);
  const [asked] = useResource(useCallback(() => client.waysIn(), [client]));
  const ways = asked.state === "ready" ? asked.value : NO_OTHER_WAY;
  const [mistake, setMistake] = useState<string>();
  const mistakeId = useId();
  const [asking, setAsking] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (asking) return;
    setAsking(true);
    const signIn = byAccount ? client.signInByHrms : client.signIn;
    signIn(name, secret).then(onSignedIn, (thrown: unknown) => {
      setMistake(failureLine(failureOf(thrown).code));
      setAsking(false);
    });
  };
  const choose = (way: string) => {
    setByAccount(way === "hrms");
    setSecret("");
    setMistake(undefined);
  };
  const lead = byAccount ? "signin.lead.hrms" : ways.people ? "signin.lead.people" : "signin.lead";
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.brand}>
          <BrandMark size={30} />
          {t("app.desk")}
        </p>
        <h1 className={panel.title}>{t("signin.title")}</h1>
        {locked && <p className={styles.lead}>{t("signin.locked")}</p>}
        {ways.hrms && (
          <RadioGroup className={styles.ways} value={byAccount ? "hrms" : "pin"} onChange={choose}>
            <Label className={styles.wayLabel}>{t("signin.way")}</Label>
            <Option value="pin" className={styles.way}>
              {t("signin.way.pin")}
            </Option>
            <Option value="hrms" className={styles.way}>
              {t("signin.way.hrms")}
            </Option>
          </RadioGroup>
        )}
        {(!locked || byAccount) && <p className={styles.lead}>{t(lead)}</p>}
        {/* The browser would let nobody hand in the form again while a field stands as wrong. */}
        <TextField className={panel.field} value={name} onChange={setName} autoFocus isInvalid={mistake !== undefined} validationBehavior="aria" aria-describedby={mistake && mistakeId}>
          <Label>{t(byAccount ? "signin.account" : "signin.name")}</Label>
          <Input className={panel.input} autoComplete="off" maxLength={64} data-keyboard={byAccount ? "latin" : "pinyin"} />
        </TextField>
        {byAccount && (
          <TextField
            className={panel.field}
            value={secret}
            onChange={setSecret}
            type="password"
            isInvalid={mistake !== undefined}
            validationBehavior="aria"
            aria-describedby={mistake && mistakeId}
          >
            <Label>{t("signin.password")}</Label>
            <Input className={panel.input} autoComplete="off" data-keyboard="latin" maxLength={200} />
          </TextField>
        )}
        {!byAccount && (ways.people || !kiosk) && (
          <TextField
            className={panel.field}
            value={secret}
            onChange={setSecret}
            type="password"
            isInvalid={mistake !== undefined}
            validationBehavior="aria"
            aria-describedby={mistake && mistakeId}
          >
            <Label>{t(ways.people ? "signin.pin.own" : "signin.pin")}</Label>
            <Input className={panel.input} autoComplete="off" inputMode="numeric" data-keyboard="digits" maxLength={12} />
          </TextField>
        )}
        {mistake && (
          <p id={mistakeId} className={styles.mistake} role="alert">
            <TriangleAlert size={16} aria-hidden="true" />
            {mistake}
          </p>
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
