import { AudioLines, ChevronDown, ChevronRight, EyeOff, Info, SlidersHorizontal, VideoOff } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { Chip } from "../../../components/Chip";
import { ScoreRange } from "../../../components/ScoreRange";
import type { Ability, ReviewReport } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import type { Tab } from "../place";
import { Quotes } from "./Quotes";
import styles from "./Abilities.module.css";

/** Level at which an ability is drawn, between anchors or on one. */
const LEVELS = [1, 2, 3, 4, 5] as const;

/** The suggested score with its range, how much it rests on, and each ability with its reasons. */
export function Abilities({ report, onTab }: { report: ReviewReport; onTab: (tab: Tab) => void }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(() => report.abilities.find((ability) => ability.quotes.length > 0)?.key);
  return (
    <>
      <Overall report={report} onTab={onTab} />
      <ul>
        {report.abilities.map((ability) => (
          <li key={ability.key} className={styles.ability}>
            <AbilityLine ability={ability} open={open === ability.key} onOpen={(is) => setOpen(is ? ability.key : undefined)} />
          </li>
        ))}
      </ul>
      <p className={styles.legend}>
        <span className={styles.dot} />
        {t("report.legend.suggested")}
        <span className={styles.band} />
        {t("report.legend.range")}
        <span className={styles.tick} />
        {t("report.legend.required", { n: report.required })}
        <span className={styles.scale}>{t("panel.scale")}</span>
      </p>
    </>
  );
}

function Overall({ report, onTab }: { report: ReviewReport; onTab: (tab: Tab) => void }) {
  const { t } = useTexts();
  const { overall } = report;
  const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
  return (
    <div className={styles.overall}>
      <div className={styles.figures}>
        {overall ? (
          <>
            <strong className={styles.figure}>{Math.round(overall.score)}</strong>
            <span className={styles.range}>
              <span>{t("desk.range", { lo: Math.round(overall.low), hi: Math.round(overall.high) })}</span>
              <span>{t("report.against.required", { n: report.required })}</span>
            </span>
          </>
        ) : report.overall_hidden ? (
          <span className={styles.hidden}>
            <EyeOff {...icon} />
            {t("desk.rateFirst")}
          </span>
        ) : (
          <span className={styles.none}>{t(report.scoring_refused ? "desk.refused" : "desk.insufficient")}</span>
        )}
        <span className={styles.gap} />
        <Chip tone="plain" icon={<Info size={15} aria-hidden="true" />}>
          {t("desk.notDecision")}
        </Chip>
      </div>
      {!report.overall_hidden && <Summaries report={report} />}
      <p className={styles.facts}>
        <span>
          <AudioLines {...icon} />
          {t("panel.coverage", { n: report.coverage })}
        </span>
        <span>
          <VideoOff {...icon} />
          {t("desk.notScored")}
        </span>
        {report.what_if.length > 0 && (
          <AriaButton className={styles.link} onPress={() => onTab("review")}>
            <SlidersHorizontal {...icon} />
            {t("panel.whatIf")}
          </AriaButton>
        )}
      </p>
    </div>
  );
}

/** The three summaries; where no ability of a kind has a score, that is said. */
function Summaries({ report: { summary } }: { report: ReviewReport }) {
  const { t } = useTexts();
  const axes = [
    ["report.axis.professional", summary.professional],
    ["report.axis.general", summary.general],
    ["report.axis.culture", summary.culture],
  ] as const;
  return (
    <dl className={styles.axes}>
      {axes.map(([name, score]) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd>{score === null ? <small>{t("report.axis.none")}</small> : Math.round(score)}</dd>
        </div>
      ))}
    </dl>
  );
}

function AbilityLine({ ability, open, onOpen }: { ability: Ability; open: boolean; onOpen: (open: boolean) => void }) {
  const { t, language, word } = useTexts();
  const { suggested } = ability;
  const attention = suggested !== null && suggested.score < ability.required;
  return (
    <Disclosure isExpanded={open} onExpandedChange={onOpen}>
      <Heading level={3} className={styles.heading}>
        <AriaButton slot="trigger" className={styles.trigger}>
          <span className={styles.name}>
            {nameIn(language, ability.name)}
            <small>{t("panel.weight", { n: ability.weight })}</small>
          </span>
          {attention && <span className={styles.attention}>{t("desk.attention")}</span>}
          {suggested ? (
            <>
              <small className={styles.span}>
                {Math.round(suggested.low)} – {Math.round(suggested.high)}
              </small>
              <b className={styles.score}>{Math.round(suggested.score)}</b>
            </>
          ) : (
            <span className={ability.hidden ? styles.later : styles.none}>{ability.hidden ? t("desk.rateFirst") : t("desk.noScore")}</span>
          )}
          {open ? <ChevronDown size={18} aria-hidden="true" /> : <ChevronRight size={18} aria-hidden="true" />}
        </AriaButton>
      </Heading>
      {suggested && (
        <div className={styles.axis}>
          <ScoreRange {...suggested} required={ability.required} human={ability.own?.level ?? null} />
        </div>
      )}
      <DisclosurePanel className={styles.panel}>
        {/* A closed panel is hidden, not gone: what it holds would be read all the same. */}
        {open && (
          <div className={styles.well}>
            {ability.definition !== "" && (
              <p className={styles.note} lang={/\p{Script=Han}/u.test(ability.definition) ? "zh-CN" : "en"}>
                {ability.definition}
              </p>
            )}
            {ability.hidden ? (
              <p className={styles.text}>{t("panel.hidden")}</p>
            ) : (
              <>
                {ability.grade !== null && <Anchors ability={ability} grade={ability.grade} />}
                {ability.reason && <p className={styles.text}>{word(ability.reason)}</p>}
                <Quotes quotes={ability.quotes} />
                {ability.confidence !== null && <p className={styles.note}>{t("panel.confidence", { n: ability.confidence })}</p>}
              </>
            )}
          </div>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

/** The suggested level among the five, and what the position says of it. */
function Anchors({ ability, grade }: { ability: Ability; grade: number }) {
  const { t } = useTexts();
  const anchor = (level: number) => ability.anchors.find((each) => each.level === level)?.text;
  const own = anchor(grade);
  return (
    <>
      <ol className={styles.levels} aria-label={t("panel.level", { n: grade })}>
        {LEVELS.map((level) => (
          <li key={level} className={styles.level} data-current={level === grade || undefined}>
            {level}
          </li>
        ))}
      </ol>
      <p className={styles.text} lang="zh-CN">
        {own ??
          t("panel.between", {
            low: grade - 1,
            lowText: anchor(grade - 1) ?? "",
            high: grade + 1,
            highText: anchor(grade + 1) ?? "",
          })}
      </p>
    </>
  );
}
