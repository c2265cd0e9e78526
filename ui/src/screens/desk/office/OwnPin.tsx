import { useState, type SubmitEvent } from "react";
import { Button } from "../../../components/Button";
import { failureOf, useClient } from "../../../client";
import { useTexts } from "../../../i18n";
import { PinField } from "./PinField";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** Whoever sits here changes the PIN they sign in with. */
export function OwnPin() {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [old, setOld] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [message, setMessage] = useState("");
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (pin !== again) {
      setMessage(t("people.pin.differ"));
      return;
    }
    client.changeOwnPin(old, pin).then(
      () => {
        setMessage(t("settings.pin.saved"));
        setOld("");
        setPin("");
        setAgain("");
      },
      (thrown: unknown) => setMessage(failureLine(failureOf(thrown).code)),
    );
  };
  return (
    <form className={styles.form} onSubmit={save} aria-label={t("people.ownPin")}>
      <h2 className={panel.section}>{t("people.ownPin")}</h2>
      <PinField text="people.pin.old" value={old} onChange={setOld} />
      <PinField text="settings.pin.new" value={pin} onChange={setPin} />
      <PinField text="people.pin.again" value={again} onChange={setAgain} />
      <p className={panel.quiet} role="status">
        {message}
      </p>
      <Button look="secondary" type="submit">
        {t("settings.pin.save")}
      </Button>
    </form>
  );
}
