import { ArrowLeftToLine, Stethoscope, Users, type LucideIcon } from "lucide-react";
import { useCallback, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { useClient, type StationHealth } from "../../client";
import { useResource, type Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import { HealthPage } from "./HealthPage";
import { Interview } from "./Interview";
import { List } from "./List";
import { EVERYTHING, type ListFilter } from "./filter";
import styles from "./Desk.module.css";

export type DeskPlace = { desk: "list" } | { desk: "interview"; id: string } | { desk: "health" };

interface DeskProps {
  place: DeskPlace;
  health: Resource<StationHealth>;
  onExamine: () => void;
  onGo: (place: DeskPlace) => void;
  onLeave: () => void;
}

/** The recruiter's side: navigation on the left, one page on the right. */
export function Desk({ place, health, onExamine, onGo, onLeave }: DeskProps) {
  const { t } = useTexts();
  const client = useClient();
  const [interviews, askAgain] = useResource(useCallback(() => client.listInterviews(), [client]));
  // The list keeps its filter while an interview is open.
  const [filter, setFilter] = useState<ListFilter>(EVERYTHING);
  const page = () => {
    switch (place.desk) {
      case "list":
        return (
          <List
            interviews={interviews}
            filter={filter}
            onFilter={setFilter}
            onOpen={(id) => onGo({ desk: "interview", id })}
            onRetry={askAgain}
          />
        );
      case "interview":
        return <Interview id={place.id} onBack={() => onGo({ desk: "list" })} />;
      case "health":
        return <HealthPage health={health} onExamine={onExamine} />;
    }
  };
  const count = interviews.state === "ready" ? interviews.value.length : undefined;
  return (
    <div className={styles.desk}>
      <nav className={styles.nav} aria-label={t("desk.nav")}>
        <p className={styles.brand}>
          <BrandMark size={30} />
          {t("app.desk")}
        </p>
        <NavItem icon={Users} text="desk.nav.interviews" count={count} current={place.desk !== "health"} onPress={() => onGo({ desk: "list" })} />
        <p className={styles.group}>{t("desk.nav.local")}</p>
        <NavItem icon={Stethoscope} text="desk.nav.health" current={place.desk === "health"} onPress={() => onGo({ desk: "health" })} />
        <span className={styles.gap} />
        <LanguageSwitch />
        <NavItem icon={ArrowLeftToLine} text="desk.nav.candidate" current={false} onPress={onLeave} />
      </nav>
      <main className={styles.page}>{page()}</main>
    </div>
  );
}

interface NavItemProps {
  icon: LucideIcon;
  text: Key;
  count?: number | undefined;
  current: boolean;
  onPress: () => void;
}

function NavItem({ icon: Icon, text, count, current, onPress }: NavItemProps) {
  const { t } = useTexts();
  return (
    <AriaButton className={styles.item} aria-current={current ? "page" : undefined} onPress={onPress}>
      <Icon size={19} strokeWidth={1.75} aria-hidden="true" />
      <span className={styles.itemText}>{t(text)}</span>
      {count !== undefined && <span className={styles.count}>{count}</span>}
    </AriaButton>
  );
}

function LanguageSwitch() {
  const { t, otherLanguage, setLanguage } = useTexts();
  return (
    <div className={styles.language} lang={otherLanguage}>
      <Button look="quiet" aria-label={t("app.language.label")} onPress={() => setLanguage(otherLanguage)}>
        {t("app.language")}
      </Button>
    </div>
  );
}
