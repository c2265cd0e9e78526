import { render, screen, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { expect, it, vi } from "vitest";
import { ClientProvider } from "../../../client";
import { CATALOGUES, makeTexts } from "../../../i18n";
import { fakeClient, positionFigures } from "../../../test/fake";
import { StatisticsPage } from "./StatisticsPage";

const text = (key: string) => CATALOGUES["zh-CN"][key] ?? key;

const broken = () => {
  throw new TypeError("Cannot assign to read only property 'constructor' of object '#<Object>'");
};
vi.mock("./drawn", () => ({ MonthChart: broken, SpreadChart: broken, BehaviourChart: broken }));

it("charts that can't be drawn leave the tables and the rest of the page", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  render(
    <I18nextProvider i18n={makeTexts("zh-CN")}>
      <ClientProvider value={fakeClient({ statistics: () => Promise.resolve([positionFigures()]) })}>
        <StatisticsPage />
      </ClientProvider>
    </I18nextProvider>,
  );
  expect(await screen.findByText(text("stats.noCharts"))).toBeTruthy();
  const spread = screen.getByRole("region", { name: text("stats.spread") });
  expect(within(spread).getByRole("row", { name: /沟通能力 12 63 66 68 70/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: text("stats.asTable") })).toBeNull();
});
