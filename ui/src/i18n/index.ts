import en from "@texts/en.json";
import reportEn from "@texts/report.en.json";
import reportZh from "@texts/report.zh-CN.json";
import uiEn from "@texts/ui.en.json";
import uiZh from "@texts/ui.zh-CN.json";
import zh from "@texts/zh-CN.json";
import i18next, { type i18n } from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";

/** The languages of the interface; the codes are those of the catalogues and of `lang`. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every text that may be asked for by name. Codes that come from Rust go through `failureText`. */
export type Key = keyof typeof zh | keyof typeof uiZh | `report.${keyof typeof reportZh}`;

/** The words of the report page, which the desk shares, under names of their own. */
const ofReport = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [`report.${key}`, text]));

/** The window's own texts say some of the shared ones in another way: who sits here runs no commands. */
export const CATALOGUES: Record<Language, Record<string, string>> = {
  "zh-CN": { ...zh, ...uiZh, ...ofReport(reportZh) },
  en: { ...en, ...uiEn, ...ofReport(reportEn) },
};

/** The texts, beginning in Chinese. The page's `lang` follows the language. */
export function makeTexts(language: Language = "zh-CN"): i18n {
  const texts = i18next.createInstance();
  texts.on("languageChanged", (code) => {
    document.documentElement.lang = code;
  });
  void texts.use(initReactI18next).init({
    lng: language,
    supportedLngs: LANGUAGES,
    // Both catalogues are complete (a test says so): there is nothing to fall back to.
    fallbackLng: false,
    initAsync: false,
    resources: {
      "zh-CN": { translation: CATALOGUES["zh-CN"] },
      en: { translation: CATALOGUES.en },
    },
    // Keys are flat and hold dots; React escapes what is filled in.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
  });
  return texts;
}

/** The name of something in a language of the interface. */
export function nameIn(language: Language, name: { zh: string; en: string }): string {
  return language === "en" ? name.en : name.zh;
}

export type Fill = Record<string, string | number>;

/** What a text counts: the value named `n`, else the only number among its values. */
function countOf(fill: Fill): number | undefined {
  if (typeof fill.n === "number") return fill.n;
  const numbers = Object.values(fill).filter((value) => typeof value === "number");
  return numbers.length === 1 ? numbers[0] : undefined;
}

/** A text filled in; of exactly one, a text that has a form for it (`<key>.one`) is said in that form. */
export function textOf(texts: i18n, key: Key, fill: Fill = {}): string {
  const one = `${key}.one`;
  return texts.t(countOf(fill) === 1 && texts.exists(one) ? one : key, fill);
}

export interface Texts {
  /** The text of a key in the language of the interface, in the singular where it counts one. */
  t: (key: Key, fill?: Fill) => string;
  /** The text of a key in the other language, for the second line of bilingual places. */
  other: (key: Key) => string;
  /** The text of a key that is put together from a name of the station; empty where there is none. */
  named: (key: string, fill?: Fill) => string;
  /** The report's word for a code that comes from Rust; the code itself where there is none. */
  word: (code: string, fill?: Fill) => string;
  /** Title and hint of a failure by its code. */
  failureText: (code: string) => { title: string; hint: string };
  /** The same in one line. */
  failureLine: (code: string) => string;
  language: Language;
  otherLanguage: Language;
  setLanguage: (language: Language) => void;
}

/** One after the other, each with its full stop: Chinese leaves no space after it. */
export function sentences(texts: string[], language: Language): string {
  const said = texts.filter((text) => text !== "");
  if (said.length < 2) return said.join("");
  const [stop, gap] = language === "en" ? [".", " "] : ["。", ""];
  return said.map((text) => (/[.!?。！？]$/u.test(text) ? text : text + stop)).join(gap);
}

/** Texts for a component; it is drawn again when the language changes, and until then they stay the same. */
export function useTexts(): Texts {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === "en" ? "en" : "zh-CN";
  return useMemo(() => textsIn(i18n, language), [i18n, language]);
}

function textsIn(i18n: i18n, language: Language): Texts {
  const otherLanguage: Language = language === "en" ? "zh-CN" : "en";
  const [t, tOther] = [i18n.getFixedT(language), i18n.getFixedT(otherLanguage)];
  const failureText = (code: string) => {
    const title = `error.${code}`;
    return i18n.exists(title)
      ? { title: t(title), hint: i18n.exists(`${title}.hint`) ? t(`${title}.hint`) : "" }
      : { title: t("failure.unknown", { code }), hint: t("failure.unknown.hint") };
  };
  return {
    t: (key, fill) => textOf(i18n, key, fill),
    other: (key) => tOther(key),
    named: (key, fill) => (i18n.exists(key) ? t(key, fill ?? {}) : ""),
    word: (code, fill) => (i18n.exists(`report.${code}`) ? t(`report.${code}`, fill ?? {}) : code),
    failureText,
    failureLine: (code) => {
      const { title, hint } = failureText(code);
      return sentences([title, hint], language);
    },
    language,
    otherLanguage,
    setLanguage: (code) => void i18n.changeLanguage(code),
  };
}
