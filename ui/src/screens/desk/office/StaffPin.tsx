import { useState, type SubmitEvent } from "react";
import { Button } from "../../../components/Button";
import { failureOf, useClient } from "../../../client";
import { useTexts } from "../../../i18n";
import { PinField } from "./PinField";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** The PIN that opens the desk and lets staff help at the candidate's screen. */
export function StaffPin() {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [oldPin, setOldPin] = useState("");
  const [newPin, setNewPin] = useState("");
  const [message, setMessage] = useState("");
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    client.setStaffPin(oldPin, newPin).then(
      (saved) => {
        setMessage(t(saved ? "settings.pin.saved" : "settings.pin.wrong"));
        setOldPin("");
        setNewPin("");
      },
      (thrown: unknown) => setMessage(failureLine(failureOf(thrown).code)),
    );
  };
  return (
    <form className={styles.form} onSubmit={save}>
      <h2 className={panel.section}>{t("settings.pin")}</h2>
      <p className={panel.quiet}>{t("settings.pin.note")}</p>
      <PinField text="settings.pin.old" value={oldPin} onChange={setOldPin} />
      <PinField text="settings.pin.new" value={newPin} onChange={setNewPin} />
      <p className={panel.quiet} role="status">
        {message}
      </p>
      <Button look="secondary" type="submit">
        {t("settings.pin.save")}
      </Button>
    </form>
  );
}
