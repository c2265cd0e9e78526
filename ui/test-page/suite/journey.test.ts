import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANSWER_S, ASKED_S, GRACE_S, QUIET_S } from "../script";
import { KIOSK, violations, Window } from "./browser";

/** More stops than any screen has. */
const MOST_TABS = 80;

let browser: Window;
beforeAll(async () => {
  browser = await Window.open();
});
afterAll(() => browser.close());

const title = (page: Page) => page.evaluate(() => document.querySelector("h1")?.textContent ?? "");

async function waitForTitle(page: Page, words: string) {
  await page.waitForFunction((text) => document.querySelector("h1")?.textContent.includes(text), words);
}

/** Goes to a control with Tab alone. */
async function tabTo(page: Page, name: string) {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels?.[0]?.textContent : at?.textContent;
      return at?.getAttribute("aria-label") ?? label ?? "";
    });
    if (here.trim() === name) return;
  }
  throw new Error(`Tab never comes to "${name}" on "${await title(page)}"`);
}

/** Presses a control that Tab reached. */
async function press(page: Page, name: string, key = "Enter") {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Continue with open rows leads to the first of them; a key chooses, Tab leads to the next. */
async function answerAll(page: Page, key: string) {
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.closest("[data-purpose]"));
  for (let row = 0; row < 5; row += 1) {
    if (row > 0) await page.keyboard.press("Tab");
    await page.keyboard.press(key);
  }
}

/** The way to the first question: the primary action wherever it is enough. */
async function toFirstQuestion(page: Page) {
  await waitForTitle(page, "What would suit you best?");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "What is judged, and what is not");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "please decide on each item");
  await answerAll(page, "Space");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "Find your booking");
  await tabTo(page, "Enter your 6 character code");
  await page.keyboard.type("7k3m42");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "Is this your booking");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "check what was read");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "Checking that it is you");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "slowly to your left");
  await press(page, "Read numbers aloud instead Four numbers, your head stays still");
  await waitForTitle(page, "read these four numbers aloud");
  await press(page, "Show me new numbers");
  await waitForTitle(page, "All is well");
  await waitForTitle(page, "Check picture and sound");
  await press(page, "Play a test sound");
  await press(page, "I heard it");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "Try a practice question");
  await page.keyboard.press("Enter");
  await press(page, "I have finished");
  await waitForTitle(page, "Your practice is done");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "lost their temper");
}

/** From the last answer, which runs, to the last screen. */
async function toThanks(page: Page) {
  await page.keyboard.press("Enter");
  await waitForTitle(page, "This answer is saved");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "Look over your answers");
  await page.keyboard.press("Enter");
  await waitForTitle(page, "Thank you");
}

async function start(page: Page) {
  await press(page, "Start in English");
}

const sent = (page: Page) => page.evaluate(() => window.page.sent.map((intent) => intent.do));

describe("the keyboard alone", () => {
  it("finishes an interview, with a pause in the middle", async () => {
    const { page, errors } = await browser.page(KIOSK, "?script");
    await start(page);
    await toFirstQuestion(page);
    await page.keyboard.press("Enter");
    await press(page, "Pause");
    await waitForTitle(page, "Paused");
    await page.keyboard.press("Enter");
    await waitForTitle(page, "lost their temper");
    await page.keyboard.press("Enter");
    await waitForTitle(page, "This answer is saved");
    await page.keyboard.press("Enter");
    await waitForTitle(page, "lost their temper");
    await page.keyboard.press("Enter");
    await toThanks(page);
    await page.keyboard.press("Enter");
    await waitForTitle(page, "欢迎来参加面试");
    expect(await sent(page)).toContain("hand_in");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("answers in writing", async () => {
    const { page } = await browser.page(KIOSK, "?script");
    await start(page);
    await toFirstQuestion(page);
    await page.keyboard.press("Enter");
    await press(page, "Type instead");
    await tabTo(page, "Your answer");
    await page.keyboard.type("I asked him to sit down.");
    await press(page, "I have finished");
    await waitForTitle(page, "This answer is saved");
    const typed = await page.evaluate(() => window.page.sent.filter((intent) => intent.do === "typed").at(-1));
    expect(typed).toEqual({ do: "typed", text: "I asked him to sit down." });
    await page.close();
  });

  it("refuses the recording, and comes back with Esc", async () => {
    const { page } = await browser.page(KIOSK, "?script");
    await start(page);
    await waitForTitle(page, "What would suit you best?");
    await page.keyboard.press("Enter");
    await waitForTitle(page, "What is judged, and what is not");
    await page.keyboard.press("Enter");
    await waitForTitle(page, "please decide on each item");
    await answerAll(page, "ArrowRight");
    await page.keyboard.press("Enter");
    await waitForTitle(page, "There is another way");
    await page.keyboard.press("Escape");
    await waitForTitle(page, "please decide on each item");
    await page.close();
  });

  it("stops and deletes everything, after two answers", async () => {
    const { page } = await browser.page(KIOSK, "?script");
    await start(page);
    await toFirstQuestion(page);
    await press(page, "Stop interview");
    await press(page, "Stop and delete everything from today");
    await press(page, "Delete everything");
    await waitForTitle(page, "Everything is deleted");
    await page.close();
  });
});

describe("language", () => {
  it("changes at a question and nothing else does", async () => {
    const { page } = await browser.page(KIOSK, "?script");
    await start(page);
    await toFirstQuestion(page);
    await press(page, "切换到中文");
    await page.waitForFunction(() => document.documentElement.lang === "zh-CN");
    expect(await page.getByText("第 1 题，共 2 题").count()).toBe(1);
    await page.close();
  });
});

describe("time", () => {
  const WRITTEN = "I asked him to sit down.";

  it("asks who is still there, keeps what was typed, and leaves nothing of who has gone", async () => {
    const { page, errors } = await browser.page(KIOSK, "?script&time", true);
    await start(page);
    await toFirstQuestion(page);
    await page.keyboard.press("Enter");
    await press(page, "Type instead");
    await tabTo(page, "Your answer");
    await page.keyboard.type(WRITTEN);

    await page.clock.runFor(QUIET_S * 1_000);
    await page.getByRole("alertdialog", { name: "Are you still there?" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("I am here");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(await page.getByLabel("Your answer").inputValue()).toBe(WRITTEN);
    expect(await title(page)).toContain("lost their temper");

    await page.clock.runFor((QUIET_S + ASKED_S + 1) * 1_000);
    await waitForTitle(page, "欢迎来参加面试");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    const left = await page.evaluate(() => {
      const fields = [...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value);
      const kept = [localStorage, sessionStorage].map((store) => JSON.stringify(Object.entries(store)));
      return [document.documentElement.outerHTML, ...fields, ...kept, JSON.stringify(history.state), document.title].join("\n");
    });
    expect(left).not.toContain(WRITTEN);
    expect(left).not.toContain("lost their temper");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("gives an answer its grace and saves it, and clears the last screen by itself", async () => {
    const { page, errors } = await browser.page(KIOSK, "?script&time", true);
    await start(page);
    await toFirstQuestion(page);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "I have finished" }).waitFor();
    await page.clock.runFor(ANSWER_S * 1_000);
    // Whoever speaks does not touch anything.
    await page.keyboard.press("Shift");
    await page.getByText(/Time is up, \d+ more seconds/).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.clock.runFor((GRACE_S + 1) * 1_000);
    await waitForTitle(page, "This answer is saved");

    await page.keyboard.press("Enter");
    await waitForTitle(page, "lost their temper");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "I have finished" }).waitFor();
    await toThanks(page);
    await page.getByText(/clears itself in \d+ seconds/).waitFor();
    await page.clock.runFor(30_000);
    await waitForTitle(page, "欢迎来参加面试");
    expect(errors).toEqual([]);
    await page.close();
  });
});
