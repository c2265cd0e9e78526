import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import type { SortDescriptor } from "react-aria-components";
import { describe, expect, it, vi } from "vitest";
import type { InterviewRow } from "../../client";
import { makeTexts } from "../../i18n";
import { interviewRow, reportLine } from "../../test/fake";
import { said } from "../../test/openDesk";
import { InterviewTable } from "./InterviewTable";

const rows = (count: number) => Array.from({ length: count }, (_, n) => interviewRow({ id: `n${n}`, name: `候选${n}` }));
const line = (name: string) => screen.getByText(name).closest<HTMLElement>("[role=row]");
const ticked = () => screen.queryAllByRole("row", { selected: true }).map((row) => row.dataset.key);

interface TableProps {
  all: InterviewRow[];
  narrow: boolean;
  onSort: (sort: SortDescriptor) => void;
  onOpen: (id: string) => void;
}

function Table({ all, narrow, onSort, onOpen }: TableProps) {
  const [selected, setSelected] = useState<string[]>([]);
  const sort = { column: "time", direction: "descending" } as const;
  return <InterviewTable rows={all} hits={null} sort={sort} onSort={onSort} selected={selected} onSelect={setSelected} onOpen={onOpen} mayRead narrow={narrow} />;
}

function openTable(all: InterviewRow[], narrow = false) {
  const onSort = vi.fn<(sort: SortDescriptor) => void>();
  const onOpen = vi.fn<(id: string) => void>();
  const table = (all: InterviewRow[]) => (
    <I18nextProvider i18n={makeTexts()}>
      <Table all={all} narrow={narrow} onSort={onSort} onOpen={onOpen} />
    </I18nextProvider>
  );
  const page = render(table(all));
  return { user: userEvent.setup(), onSort, onOpen, show: (all: InterviewRow[]) => page.rerender(table(all)) };
}

describe("table of interviews", () => {
  it("says how many lines there are and where each stands, drawn or not", async () => {
    const { user } = openTable(rows(10_000));
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("10001");
    line("候选0")?.focus();
    await user.keyboard("{End}");
    expect(document.activeElement).toBe(line("候选9999"));
    expect(document.activeElement?.getAttribute("aria-rowindex")).toBe("10001");
    expect(screen.getAllByRole("row").length).toBeLessThan(40);
  });

  it("names what is below as far as there is room, and all of it to those who listen", () => {
    const names = ["沟通能力", "诚信", "合规与风险意识", "数字与细节"].map((zh) => ({ zh, en: zh }));
    const below = (count: number) => interviewRow({ id: `n${count}`, name: `候选${count}`, report: reportLine({ below: names.slice(0, count) }) });
    openTable([below(1), below(4)]);
    const all = said("desk.attention.below", { names: "沟通能力、诚信、合规与风险意识、数字与细节" });
    expect(screen.getByText(said("desk.attention.more", { name: "沟通能力", n: 3 }), { normalizer: (text) => text }).getAttribute("aria-hidden")).toBe("true");
    expect(screen.getByRole("gridcell", { name: all })).toBeTruthy();
    // A line that says all of it has no second text.
    const one = screen.getByText(said("desk.attention.below", { names: "沟通能力" }));
    expect(one.hasAttribute("aria-hidden")).toBe(false);
    expect(one.parentElement?.children).toHaveLength(1);
  });

  it("ticks lines with keys, one by one, in a stretch and all", async () => {
    const { user } = openTable(rows(4));
    line("候选1")?.focus();
    await user.keyboard(" {Shift>}{ArrowDown}{ArrowDown}{ArrowUp}{/Shift}");
    expect(ticked()).toEqual(["n1", "n2"]);
    await user.keyboard("{Shift>}{ArrowUp}{ArrowUp}{/Shift}");
    expect(ticked()).toEqual(["n0", "n1"]);
    await user.keyboard("{Control>}a{/Control}");
    expect(ticked()).toHaveLength(4);
    await user.keyboard("{Escape}");
    expect(ticked()).toEqual([]);
  });

  it("opens with a press or Enter, and a press ticks once something is ticked", async () => {
    const { user, onOpen } = openTable(rows(4));
    await user.click(screen.getByText("候选1"));
    expect(onOpen).toHaveBeenLastCalledWith("n1");
    await user.click(screen.getByLabelText("选择候选2"));
    await user.click(screen.getByText("候选0"));
    expect(ticked()).toEqual(["n0", "n2"]);
    expect(onOpen).toHaveBeenCalledOnce();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(onOpen).toHaveBeenCalledTimes(2);
  });

  it("asks for another order with a press or a key on a head, and for none where there is none", async () => {
    const { user, onSort } = openTable(rows(2));
    await user.click(screen.getByText("面试时间"));
    expect(onSort).toHaveBeenLastCalledWith({ column: "time", direction: "ascending" });
    line("候选0")?.focus();
    await user.keyboard("{ArrowRight}{ArrowUp}{Enter}");
    expect(onSort).toHaveBeenCalledOnce();
    await user.keyboard("{ArrowRight}{Enter}");
    expect(onSort).toHaveBeenLastCalledWith({ column: "name", direction: "ascending" });
  });

  it("shows tags beside the folders too, and has no column that is not seen", async () => {
    const { user } = openTable([interviewRow({ id: "n0", name: "候选0", tags: ["复试"] })], true);
    const heads = screen.getAllByRole("columnheader");
    expect(screen.getByRole("grid").getAttribute("aria-colcount")).toBe(String(heads.length));
    expect(screen.getAllByRole("gridcell").length + 1).toBe(heads.length);
    expect(line("候选0")?.textContent).toContain("复试");
    line("候选0")?.focus();
    await user.keyboard("{ArrowRight}{End}");
    expect(document.activeElement).toBe(screen.getAllByRole("gridcell").at(-1));
  });

  it("keeps the keyboard on an interview that another order puts elsewhere, and on the first when it is gone", () => {
    const { show } = openTable(rows(30));
    line("候选2")?.focus();
    show(rows(30).reverse());
    expect(document.activeElement).toBe(line("候选2"));
    show(rows(2));
    expect(document.querySelectorAll("[tabindex='0']")).toHaveLength(1);
    expect(line("候选0")?.tabIndex).toBe(0);
  });
});
