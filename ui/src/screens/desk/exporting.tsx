import { CircleCheck } from "lucide-react";
import { useCallback, useState } from "react";
import { failureOf, useClient, type Client, type CommandError, type Exported, type FigureFile, type UiLanguage } from "../../client";
import { useTexts } from "../../i18n";
import styles from "./exporting.module.css";

/** Where an export stands. */
export type Exporting =
  | { state: "idle" }
  | { state: "busy" }
  | { state: "done"; file: Exported }
  | { state: "failed"; failure: CommandError };

/** A report of one interview as PDF or what its candidate may be told, several interviews at once, or figures of a position or of all. */
export type Export =
  | { kind: "pdf" | "feedback"; id: string }
  | { kind: "zip" | "sheet"; ids: string[] }
  | { kind: "statistics"; months: number; code: string | null; file: FigureFile };

const ask = (client: Client, what: Export, language: UiLanguage) => {
  switch (what.kind) {
    case "pdf":
      return client.exportPdf(what.id, language);
    case "feedback":
      return client.exportFeedback(what.id, language);
    case "zip":
      return client.exportZip(what.ids, language);
    case "sheet":
      return client.exportSheet(what.ids, language);
    case "statistics":
      return client.exportStatistics(what.months, what.code, what.file, language);
  }
};

/** Writes interviews to a file of the person's download folder. */
export function useExport(): [Exporting, (what: Export) => void] {
  const client = useClient();
  const { language } = useTexts();
  const [state, setState] = useState<Exporting>({ state: "idle" });
  const run = useCallback(
    (what: Export) => {
      setState({ state: "busy" });
      ask(client, what, language).then(
        (file) => setState({ state: "done", file }),
        (thrown: unknown) => setState({ state: "failed", failure: failureOf(thrown) }),
      );
    },
    [client, language],
  );
  return [state, run];
}

/** The same in words. */
export function ExportState({ state }: { state: Exporting }) {
  const { t, failureLine } = useTexts();
  if (state.state === "idle") return null;
  const words = () => {
    switch (state.state) {
      case "busy":
        return t("export.busy");
      case "done":
        return t("export.done", { path: state.file.path, mb: (state.file.bytes / 1e6).toFixed(1) });
      case "failed":
        return failureLine(state.failure.code);
    }
  };
  return (
    <p className={styles.state} role="status" data-tone={state.state}>
      {state.state === "done" && <CircleCheck size={16} aria-hidden="true" />}
      {words()}
    </p>
  );
}
