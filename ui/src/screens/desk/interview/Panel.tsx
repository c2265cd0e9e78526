import { Tab as AriaTab, TabList, TabPanel, Tabs } from "react-aria-components";
import { FileQuestionMark } from "lucide-react";
import { Notice } from "../../../components/Notice";
import type { ReviewPage, ReviewReport } from "../../../client";
import { useTexts, type Key } from "../../../i18n";
import type { Tab } from "../place";
import { useMay } from "../rights";
import { Abilities } from "./Abilities";
import { isBeingAnalysed } from "./answers";
import { Material } from "./Material";
import { Notes } from "./Notes";
import { Notices } from "./Notices";
import { Questions } from "./Questions";
import { Review } from "./Review";
import styles from "./Panel.module.css";

const TABS: { tab: Tab; text: Key }[] = [
  { tab: "abilities", text: "panel.abilities" },
  { tab: "questions", text: "panel.questions" },
  { tab: "notices", text: "panel.notices" },
  { tab: "material", text: "panel.material" },
  { tab: "notes", text: "panel.notes" },
  { tab: "review", text: "panel.review" },
];

interface PanelProps {
  page: ReviewPage;
  tab: Tab;
  onTab: (tab: Tab) => void;
  onChanged: (page: ReviewPage) => void;
}

/** Everything about the interview beside the recording. */
export function Panel({ page, tab, onTab, onChanged }: PanelProps) {
  const { t } = useTexts();
  const may = useMay();
  const tabs = TABS.filter((each) => each.tab !== "review" || may("rate"));
  const { report } = page;
  const count = (of: Tab): number | undefined => {
    if (of === "notices") return report?.notices.length;
    if (of === "material") return page.attachments.length || undefined;
    if (of === "notes") return page.notes.length + page.row.tags.length || undefined;
    return undefined;
  };
  return (
    <Tabs
      className={styles.panel}
      selectedKey={tab}
      onSelectionChange={(key) => {
        const chosen = TABS.find((each) => each.tab === key);
        if (chosen) onTab(chosen.tab);
      }}
    >
      <TabList className={styles.tabs} aria-label={t("panel")}>
        {tabs.map((each) => (
          <AriaTab key={each.tab} id={each.tab} className={styles.tab}>
            {t(each.text)}
            {count(each.tab) !== undefined && <span className={styles.count}>{count(each.tab)}</span>}
          </AriaTab>
        ))}
      </TabList>
      {tabs.map((each) => (
        <TabPanel key={each.tab} id={each.tab} className={styles.content}>
          {report ? (
            <Content tab={each.tab} page={page} report={report} onChanged={onChanged} onTab={onTab} />
          ) : each.tab === "notes" ? (
            <Notes page={page} onChanged={onChanged} />
          ) : each.tab === "material" ? (
            <Material page={page} onChanged={onChanged} />
          ) : (
            <Notice icon={<FileQuestionMark size={32} strokeWidth={1.5} aria-hidden="true" />} title={t(isBeingAnalysed(page) ? "desk.analysing" : "interview.noReport")} />
          )}
        </TabPanel>
      ))}
    </Tabs>
  );
}

interface ContentProps {
  tab: Tab;
  page: ReviewPage;
  report: ReviewReport;
  onChanged: (page: ReviewPage) => void;
  onTab: (tab: Tab) => void;
}

function Content({ tab, page, report, onChanged, onTab }: ContentProps) {
  switch (tab) {
    case "abilities":
      return <Abilities report={report} onTab={onTab} />;
    case "questions":
      return <Questions report={report} />;
    case "notices":
      return <Notices report={report} />;
    case "material":
      return <Material page={page} onChanged={onChanged} />;
    case "notes":
      return <Notes page={page} onChanged={onChanged} />;
    case "review":
      return <Review id={page.row.id} report={report} onChanged={onChanged} />;
  }
}
