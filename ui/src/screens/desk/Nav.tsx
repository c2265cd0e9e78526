import {
  ArrowLeftToLine,
  ChartColumn,
  CircleQuestionMark,
  Contrast,
  Gavel,
  GitCompareArrows,
  ListOrdered,
  Moon,
  RefreshCw,
  ScrollText,
  Settings,
  Stethoscope,
  Sun,
  Users,
  type LucideIcon,
} from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { BrandMark } from "../../components/Brand";
import { Button } from "../../components/Button";
import { useTexts, type Key } from "../../i18n";
import { useDesk, type DeskPlace } from "./place";
import { PAGE_RIGHTS, ROLE_TEXTS, useMay } from "./rights";
import { THEMES, type Theme } from "./theme";
import styles from "./Desk.module.css";

type Page = Exclude<DeskPlace["desk"], "interview">;

const WORK: { page: Page; icon: LucideIcon; text: Key }[] = [
  { page: "list", icon: Users, text: "desk.nav.interviews" },
  { page: "compare", icon: GitCompareArrows, text: "desk.nav.compare" },
  { page: "ranking", icon: ListOrdered, text: "desk.nav.ranking" },
  { page: "statistics", icon: ChartColumn, text: "desk.nav.statistics" },
];

const STATION: { page: Page; icon: LucideIcon; text: Key }[] = [
  { page: "sync", icon: RefreshCw, text: "desk.nav.sync" },
  { page: "decisions", icon: Gavel, text: "desk.nav.decisions" },
  { page: "log", icon: ScrollText, text: "desk.nav.log" },
  { page: "health", icon: Stethoscope, text: "desk.nav.health" },
  { page: "settings", icon: Settings, text: "desk.nav.settings" },
];

const THEME_ICONS: Record<Theme, { icon: LucideIcon; text: Key }> = {
  light: { icon: Sun, text: "desk.theme.light" },
  dark: { icon: Moon, text: "desk.theme.dark" },
  contrast: { icon: Contrast, text: "desk.theme.contrast" },
};

interface NavProps {
  place: DeskPlace;
  count: number | undefined;
  unsent: number;
  theme: [Theme, (theme: Theme) => void];
  onHelp: () => void;
  onLeave: () => void;
}

/** Pages of the desk, who sits there, and how it looks. */
export function Nav({ place, count, unsent, theme, onHelp, onLeave }: NavProps) {
  const { t } = useTexts();
  const { go, person } = useDesk();
  const may = useMay();
  const opens = ({ page }: { page: Page }) => {
    const right = PAGE_RIGHTS[page];
    return right === null || may(right);
  };
  const here = place.desk === "interview" ? "list" : place.desk;
  const item = ({ page, icon: Icon, text }: (typeof WORK)[number], number?: number) => (
    <AriaButton key={page} className={styles.item} aria-current={here === page ? "page" : undefined} onPress={() => go({ desk: page })}>
      <Icon size={19} strokeWidth={1.75} aria-hidden="true" />
      <span className={styles.itemText}>{t(text)}</span>
      {number !== undefined && <span className={styles.count}>{number}</span>}
    </AriaButton>
  );
  return (
    <nav className={styles.nav} aria-label={t("desk.nav")}>
      <p className={styles.brand}>
        <BrandMark size={30} />
        {t("app.desk")}
      </p>
      {WORK.filter(opens).map((each) => item(each, each.page === "list" ? count : undefined))}
      <p className={styles.group}>{t("desk.nav.local")}</p>
      {STATION.filter(opens).map((each) => item(each, each.page === "sync" && unsent > 0 ? unsent : undefined))}
      <span className={styles.gap} />
      <div className={styles.tools}>
        <LanguageSwitch />
        <ThemeSwitch theme={theme} />
        <AriaButton className={styles.tool} aria-label={t("desk.keys.title")} onPress={onHelp}>
          <CircleQuestionMark size={18} strokeWidth={1.75} aria-hidden="true" />
        </AriaButton>
      </div>
      <AriaButton className={styles.item} onPress={onLeave}>
        <ArrowLeftToLine size={19} strokeWidth={1.75} aria-hidden="true" />
        <span className={styles.itemText}>{t("desk.nav.candidate")}</span>
      </AriaButton>
      <p className={styles.person}>
        <span className={styles.initial} aria-hidden="true">
          {Array.from(person.name)[0]}
        </span>
        <span className={styles.personName}>
          <span>{person.name}</span>
          <small>{t(ROLE_TEXTS[person.role].name)}</small>
        </span>
      </p>
    </nav>
  );
}

function ThemeSwitch({ theme: [theme, setTheme] }: { theme: [Theme, (theme: Theme) => void] }) {
  const { t } = useTexts();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "light";
  const { icon: Icon, text } = THEME_ICONS[theme];
  return (
    <AriaButton
      className={styles.tool}
      aria-label={t("desk.theme", { now: t(text), next: t(THEME_ICONS[next].text) })}
      onPress={() => setTheme(next)}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
    </AriaButton>
  );
}

function LanguageSwitch() {
  const { t, otherLanguage, setLanguage } = useTexts();
  return (
    <span className={styles.language} lang={otherLanguage}>
      <Button look="quiet" aria-label={t("app.language.label")} onPress={() => setLanguage(otherLanguage)}>
        {t("app.language")}
      </Button>
    </span>
  );
}
