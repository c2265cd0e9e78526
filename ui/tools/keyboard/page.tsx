/** A page with fields and the keyboard, as a screen of the journey holds them. For tests only. */
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { Keyboard, type Candidate } from "../../src/components/keyboard";
import { makeTexts, useTexts } from "../../src/i18n";
import answers from "../../src/test/pinyin.json";
import "../../src/theme/base.css";
import styles from "./page.module.css";

const asked = new URLSearchParams(location.search);
const language = asked.get("lang") === "en" ? "en" : "zh-CN";
document.documentElement.dataset.theme = asked.get("theme") ?? "light";
document.documentElement.dataset.text = asked.get("text") ?? "normal";

/** What the engine says; a test of the crate `ime` compares the file with it. */
const candidates = (pinyin: string) => Promise.resolve((answers as Record<string, Candidate[]>)[pinyin] ?? []);

const BEGUN =
  "去年腊月，一位阿姨要转八万块给“公安”。我请她先喝口水，问她对方让不让她挂电话，她说不让。我按规定先暂缓，请主管一起核实，又打了反诈专线。钱最后没有转出去。第二天我";

function Page() {
  const { t } = useTexts();
  const [answer, setAnswer] = useState(BEGUN);
  const [line, setLine] = useState("");
  return (
    <div className={styles.frame}>
      <header className={styles.header}>{t("app.name")}</header>
      <main className={styles.main}>
        <textarea
          className={styles.answer}
          aria-label="answer"
          data-keyboard="pinyin"
          lang="zh-CN"
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
        {(["latin", "digits", "code", "none"] as const).map((kind) => (
          <input
            key={kind}
            className={styles.line}
            aria-label={kind}
            data-keyboard={kind}
            value={line}
            onChange={(event) => setLine(event.target.value)}
          />
        ))}
      </main>
      <Keyboard pinyinCandidates={candidates} />
      <footer className={styles.footer}>
        <button>{t("frame.help")}</button>
      </footer>
    </div>
  );
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={makeTexts(language)}>
        <Page />
      </I18nextProvider>
    </StrictMode>,
  );
}
