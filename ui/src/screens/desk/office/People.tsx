import { KeyRound, PencilLine, Trash2, UserPlus } from "lucide-react";
import { useCallback, useState } from "react";
import { Button } from "../../../components/Button";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { failureOf, useClient, type CommandError, type StaffMember, type PeopleView } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts } from "../../../i18n";
import { listed } from "../../../i18n/format";
import { useDesk } from "../place";
import { ROLE_TEXTS } from "../rights";
import { ViewAs } from "../ViewAs";
import { NewPin, PersonForm, Removal } from "./personForms";
import panel from "../panel.module.css";
import settings from "./SettingsPage.module.css";
import styles from "./People.module.css";

/** What is being done to whom. */
type Doing = { what: "add" } | { what: "change" | "pin" | "remove"; id: string };

/** Who may sit at this desk, as what, and for which positions. */
export function People() {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [asked, again] = useResource(useCallback(() => client.staffPeople(), [client]));
  const [changed, setChanged] = useState<PeopleView>();
  const [doing, setDoing] = useState<Doing>();
  const [failure, setFailure] = useState<CommandError>();
  const view = changed ?? (asked.state === "ready" ? asked.value : undefined);
  const start = (next: Doing | undefined) => {
    setDoing(next);
    setFailure(undefined);
  };
  const keep = (asking: Promise<PeopleView>) => {
    asking.then(
      (next) => {
        setChanged(next);
        start(undefined);
      },
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  };
  const failed = failure && failureLine(failure.code);
  return (
    <>
      <header className={panel.cardHead}>
        <h2 className={panel.section}>{t("people.title")}</h2>
        {view && (
          <Button look="secondary" onPress={() => start({ what: "add" })}>
            <UserPlus size={16} aria-hidden="true" />
            {t("people.add")}
          </Button>
        )}
      </header>
      <p className={settings.note}>{t(view?.people.length === 0 ? "people.none" : "people.note")}</p>
      {!view && asked.state === "loading" && <Loading label={t("desk.loading")} lines={3} />}
      {!view && asked.state === "failed" && <Failure failure={asked.failure} onRetry={again} />}
      {doing?.what === "add" && view && (
        <PersonForm
          positions={view.positions}
          isFirst={view.people.length === 0}
          onCancel={() => start(undefined)}
          onSave={({ name, role, positions, pin }) => keep(client.addPerson(name, role, positions, pin))}
        />
      )}
      {view && (
        <ul>
          {view.people.map((person) => (
            <li key={person.id} className={styles.person}>
              <Line person={person} view={view} onDo={start} />
              {doing?.what === "change" && doing.id === person.id && (
                <PersonForm
                  person={person}
                  positions={view.positions}
                  isFirst={false}
                  onCancel={() => start(undefined)}
                  onSave={({ role, positions }) => keep(client.changePerson(person.id, role, positions))}
                />
              )}
              {doing?.what === "pin" && doing.id === person.id && (
                <NewPin person={person} onCancel={() => start(undefined)} onSave={(pin) => keep(client.newPersonPin(person.id, pin))} />
              )}
              {doing?.what === "remove" && doing.id === person.id && (
                <Removal person={person} onCancel={() => start(undefined)} onRemove={() => keep(client.removePerson(person.id))} />
              )}
            </li>
          ))}
        </ul>
      )}
      {view && <ViewAs positions={view.positions} />}
      {failed && (
        <p className={panel.mistake} role="alert">
          {failed}
        </p>
      )}
    </>
  );
}

function Line({ person, view, onDo }: { person: StaffMember; view: PeopleView; onDo: (doing: Doing) => void }) {
  const { t, language } = useTexts();
  const sitting = useDesk().person;
  const { id, name } = person;
  const names = person.positions.map((code) => {
    const position = view.positions.find((each) => each.code === code);
    return position ? nameIn(language, position.name) : code;
  });
  return (
    <div className={styles.line}>
      <p className={styles.who}>
        {name}
        <small className={panel.quiet}>
          {t(ROLE_TEXTS[person.role].name)}
          {names.length > 0 && ` · ${listed(names, language)}`}
        </small>
      </p>
      {/* Nobody takes their own role away by mistake; another administrator can. */}
      {id !== sitting.id && (
        <>
          <Button look="quiet" aria-label={t("people.change.of", { name })} onPress={() => onDo({ what: "change", id })}>
            <PencilLine size={16} aria-hidden="true" />
            {t("people.change")}
          </Button>
          <Button look="quiet" aria-label={t("people.newPin.of", { name })} onPress={() => onDo({ what: "pin", id })}>
            <KeyRound size={16} aria-hidden="true" />
            {t("people.newPin")}
          </Button>
          <Button look="quiet" aria-label={t("people.remove.of", { name })} onPress={() => onDo({ what: "remove", id })}>
            <Trash2 size={16} aria-hidden="true" />
            {t("people.remove")}
          </Button>
        </>
      )}
    </div>
  );
}
